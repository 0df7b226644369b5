"""The tables of the files a person names: of which kind each is, and which column means what."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.accounts import MasterDataKind
from desktop.domain.errors import UserError
from desktop.domain.master_data.columns import (
    COLUMNS,
    Column,
    default_mapping,
    guess_kind,
    heading_key,
    missing_keys,
    told_heading,
)
from desktop.domain.master_data.sheets import Sheet, SheetFacts
from desktop.models.master_data import ColumnMapping
from desktop.services.master_data.ports import Spreadsheets

PLACES = "places"
"""Under this name a mapping keeps its columns, one for each place of the heading line."""
KIND_ORDER = {kind: place for place, kind in enumerate(MasterDataKind)}


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is to be taken in. ``ignored`` are headings no column stands for."""

    sheet: Sheet
    kind: MasterDataKind
    mapping: Mapping[int, Column]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableChoice:
    """What a person said of one table: its kind, and the column (or none) of each heading."""

    kind: MasterDataKind
    columns: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class TableOffer:
    """How a table would be read: its headings, and what is known or guessed of them.

    ``kind`` is None where nobody can tell. ``columns`` name a column for each heading, None where
    none fits. ``remembered`` says that a person chose so before.
    """

    facts: SheetFacts
    kind: MasterDataKind | None
    columns: tuple[str | None, ...]
    remembered: bool

    @property
    def is_unclear(self) -> bool:
        """Whether a person has to say first what it holds."""
        return self.kind is None or bool(self.missing)

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns of the key that no heading stands for."""
        if self.kind is None:
            return ()
        return tuple(
            one.name for one in COLUMNS[self.kind] if one.is_key and one.name not in self.columns
        )


def open_sheets(spreadsheets: Spreadsheets, paths: Sequence[Path]) -> list[Sheet]:
    """Open every file, each once; nothing is taken in where one of them cannot be read.

    Raises:
        UserError: ``spreadsheet.*``.
    """
    once = dict.fromkeys(path.absolute() for path in paths)
    return [sheet for path in once for sheet in spreadsheets.open(path)]


def choose_tables(
    session: Session,
    sheets: Sequence[Sheet],
    kind: MasterDataKind | None,
    choices: Mapping[str, TableChoice],
) -> tuple[list[Table], tuple[str, ...]]:
    """Return the tables in the order in which they are taken in, and the sheets left out.

    ``choices`` are a person's by the name of the table; without one, what was remembered for the
    same headings counts, then the headings themselves. A sheet of which nobody can tell the kind
    is left out where another one of its file is known.

    Raises:
        UserError: ``master_data.kind_unknown``, ``master_data.columns_missing``.
    """
    tables: list[Table] = []
    left_out: list[SheetFacts] = []
    for sheet in sheets:
        offer = offer_for(session, sheet.facts, kind)
        choice = choices.get(sheet.facts.name)
        if choice is not None:
            tables.append(_table(sheet, choice.kind, choice.columns))
        elif offer.kind is None:
            left_out.append(sheet.facts)
        else:
            tables.append(_table(sheet, offer.kind, offer.columns))
    known_files = {table.sheet.facts.file for table in tables}
    for facts in left_out:
        if facts.file not in known_files:
            raise UserError("master_data.kind_unknown", file=facts.name)
    tables.sort(key=lambda table: KIND_ORDER[table.kind])
    return tables, tuple(facts.name for facts in left_out)


def offer_for(session: Session, facts: SheetFacts, kind: MasterDataKind | None) -> TableOffer:
    """Return how a table would be read."""
    remembered = _remembered(session, facts.headings, kind)
    if remembered is not None:
        return TableOffer(facts, *remembered, remembered=True)
    guessed = kind or guess_kind(facts.headings)
    if guessed is None:
        return TableOffer(facts, None, (None,) * len(facts.headings), remembered=False)
    mapping = default_mapping(guessed, facts.headings)
    columns = tuple(
        mapping[place].name if place in mapping else None for place in range(len(facts.headings))
    )
    return TableOffer(facts, guessed, columns, remembered=False)


def _table(sheet: Sheet, kind: MasterDataKind, columns: Sequence[str | None]) -> Table:
    known = {one.name: one for one in COLUMNS[kind]}
    mapping = {place: known[name] for place, name in enumerate(columns) if name is not None}
    if missing := missing_keys(kind, mapping):
        raise UserError(
            "master_data.columns_missing", file=sheet.facts.name, columns=", ".join(missing)
        )
    ignored = tuple(
        told_heading(heading)
        for place, heading in enumerate(sheet.facts.headings)
        if place not in mapping and heading.strip()
    )
    return Table(sheet, kind, mapping, ignored)


def headings_hash(headings: Sequence[str]) -> str:
    """Return the SHA-256 by which a mapping is remembered."""
    plain = "\x1f".join(heading_key(one) for one in headings)
    return hashlib.sha256(plain.encode()).hexdigest()


def _remembered(
    session: Session, headings: Sequence[str], kind: MasterDataKind | None
) -> tuple[MasterDataKind, tuple[str | None, ...]] | None:
    query = select(ColumnMapping).where(ColumnMapping.headings == headings_hash(headings))
    if kind is not None:
        query = query.where(ColumnMapping.kind == kind)
    found = session.scalars(query.order_by(ColumnMapping.saved_at.desc())).first()
    if found is None:
        return None
    known = {one.name for one in COLUMNS[found.kind]}
    columns = found.columns.get(PLACES)
    if not isinstance(columns, list) or len(columns) != len(headings):
        # As another version of the program remembered it.
        return None
    if any(name is not None and name not in known for name in columns):
        return None
    return found.kind, tuple(columns)
