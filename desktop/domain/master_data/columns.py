"""The columns of each kind of master data, their default headings, and how a file is recognised."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from desktop.domain.accounts import MasterDataKind, MeterKind
from desktop.domain.code_states import CodeState
from desktop.domain.iban import check_iban
from desktop.domain.kinds import PaymentMethod, UnitKind
from desktop.domain.mandate import MandateStatus
from desktop.domain.master_data.findings import CellProblem
from desktop.domain.master_data.values import (
    Converter,
    area,
    bic,
    choice,
    country,
    creditor_id,
    day,
    federal_state,
    iban,
    moment,
    money,
    reference,
    secret,
    text,
    whole_number,
    yes_or_no,
)

_NOT_REQUESTED = frozenset(CodeState) - {CodeState.REQUESTED}
_FROM_ERP = frozenset(MandateStatus) - {MandateStatus.WITHDRAWN, MandateStatus.CORRECTED}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name (and default heading), how a cell is read, and its part in the key.

    ``needed`` says that a thing which is not known yet cannot do without it.
    """

    name: str
    convert: Converter
    is_key: bool = False
    needed: bool = False
    can_be_deleted: bool = True


def _key(name: str, convert: Converter) -> Column:
    return Column(name, convert, is_key=True, needed=True, can_be_deleted=False)


def _needed(name: str, convert: Converter) -> Column:
    return Column(name, convert, needed=True, can_be_deleted=False)


def _fixed(name: str, convert: Converter) -> Column:
    return Column(name, convert, can_be_deleted=False)


_COMPANY = _key("company", text(40))
_PROPERTY = _key("property_number", text(20))
_CONTRACT = _key("contract_number", text(40))
_PARTY = _key("party_number", whole_number(1, 9999))

COLUMNS: Mapping[MasterDataKind, tuple[Column, ...]] = MappingProxyType(
    {
        MasterDataKind.PROPERTIES: (
            _COMPANY,
            _PROPERTY,
            Column("street", text(80)),
            Column("house_number", text(12)),
            Column("postcode", text(10)),
            Column("town", text(80)),
            _fixed("federal_state", federal_state),
        ),
        MasterDataKind.UNITS: (
            _COMPANY,
            _PROPERTY,
            _key("unit_number", text(20)),
            _needed("kind", choice(UnitKind)),
            Column("floor", text(20)),
            Column("position", text(20)),
            Column("area_m2", area),
        ),
        MasterDataKind.TENANCIES: (
            _COMPANY,
            _CONTRACT,
            _needed("property_number", text(20)),
            _needed("unit_number", text(20)),
            _needed("starts_on", day),
            Column("ends_on", day),
            Column("rent_cold", money),
            Column("rent_ancillary", money),
            _needed("payment_method", choice(PaymentMethod)),
        ),
        MasterDataKind.PARTIES: (
            _COMPANY,
            _CONTRACT,
            _PARTY,
            Column("salutation", text(20)),
            Column("title", text(40)),
            Column("first_name", text(80)),
            _needed("surname", text(80)),
            Column("addition", text(80)),
            Column("street", text(80)),
            Column("house_number", text(12)),
            Column("postcode", text(10)),
            Column("town", text(80)),
            _fixed("country", country),
            Column("email", text(120)),
            Column("phone", text(40)),
            _fixed("changed_at", moment),
        ),
        MasterDataKind.BANK_DETAILS: (
            _COMPANY,
            _CONTRACT,
            _needed("account_holder", text(160)),
            Column("iban", iban, needed=True),
            Column("bic", bic),
            _fixed("valid_from", day),
        ),
        MasterDataKind.MANDATES: (
            _COMPANY,
            _key("reference", reference),
            _needed("contract_number", text(40)),
            _fixed("creditor_id", creditor_id),
            Column("signed_on", day),
            Column("last_collection_on", day),
            _needed("status", choice(MandateStatus, _FROM_ERP)),
        ),
        MasterDataKind.METERS: (
            _COMPANY,
            _key("meter_number", text(40)),
            _needed("property_number", text(20)),
            _needed("unit_number", text(20)),
            _needed("kind", choice(MeterKind)),
            Column("unit", text(20)),
            Column("remote", yes_or_no),
        ),
        MasterDataKind.CONTACTS: (
            _COMPANY,
            _PROPERTY,
            _key("role", text(60)),
            Column("name", text(120)),
            Column("phone", text(40)),
            Column("email", text(120)),
        ),
        MasterDataKind.CODES: (
            _COMPANY,
            _CONTRACT,
            _PARTY,
            _key("issued_on", day),
            _fixed("code", secret(60)),
            _fixed("code_hash", secret(200)),
            _fixed("state", choice(CodeState, _NOT_REQUESTED)),
            Column("expires_on", day),
        ),
    }
)

_LONGEST_TOLD = 40
_HIDDEN = "•••"
_DIGITS_OF_A_VALUE = 5
"""A year is a heading; a postcode, an amount, a contract or a telephone number is none."""
_BLANKS = re.compile(r"[\s\-_./]+")


def column(kind: MasterDataKind, name: str) -> Column:
    """Return the column of a kind; raises ``KeyError`` where it has none of that name."""
    for one in COLUMNS[kind]:
        if one.name == name:
            return one
    raise KeyError(name)


def heading_key(heading: str) -> str:
    """Return the form in which headings are compared: case, blanks and hyphens do not matter."""
    plain = unicodedata.normalize("NFKC", heading).replace("\ufeff", "").strip().casefold()
    return _BLANKS.sub("_", plain).strip("_")


def default_mapping(kind: MasterDataKind, headings: Sequence[str]) -> dict[int, Column]:
    """Return which place of the heading line is which column; the first of two alike counts."""
    wanted = {one.name: one for one in COLUMNS[kind]}
    found: dict[int, Column] = {}
    for place, heading in enumerate(headings):
        known = wanted.pop(heading_key(heading), None)
        if known is not None:
            found[place] = known
    return found


def missing_keys(kind: MasterDataKind, mapping: Mapping[int, Column]) -> tuple[str, ...]:
    """Return the columns of the key that no place of the heading line stands for."""
    there = {one.name for one in mapping.values()}
    return tuple(one.name for one in COLUMNS[kind] if one.is_key and one.name not in there)


def guess_kind(headings: Sequence[str]) -> MasterDataKind | None:
    """Return the kind whose columns the headings are; None where none or several fit."""
    fitting: list[tuple[int, MasterDataKind]] = []
    for kind in MasterDataKind:
        mapping = default_mapping(kind, headings)
        own = sum(not one.is_key for one in mapping.values())
        if own and not missing_keys(kind, mapping):
            fitting.append((len(mapping), kind))
    fitting.sort(key=lambda one: -one[0])
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
        return None
    return fitting[0][1]


_KNOWN = frozenset(one.name for columns in COLUMNS.values() for one in columns)


def known_headings(headings: Sequence[str]) -> int:
    """Return how many of the headings are those of a column of any kind."""
    return sum(heading_key(one) in _KNOWN for one in headings)


def are_headings(cells: Sequence[str]) -> bool:
    """Whether a line can be one of headings: it says something, and nothing that is a value.

    A file without headings begins with somebody's data; they would be shown, and the row be lost.
    """
    if not any(heading_key(cell) for cell in cells):
        return False
    return known_headings(cells) > 0 or not any(map(_is_value, cells))


def told_heading(heading: str) -> str:
    """Return a heading as it is told; a cell that got into the line of headings is not.

    It may be somebody's account, and what is told is printed, kept by others, and seen.
    """
    plain = " ".join(heading.split())
    if _is_value(plain) or sum(map(str.isdigit, plain)) >= _DIGITS_OF_A_VALUE:
        return _HIDDEN
    return plain if len(plain) <= _LONGEST_TOLD else f"{plain[: _LONGEST_TOLD - 1]}…"


def _is_value(cell: str) -> bool:
    """Whether a cell is a day, an IBAN or an e-mail address, which no heading is."""
    plain = cell.strip()
    if "@" in plain or check_iban(plain).problem is None:
        return True
    try:
        day(plain)
    except CellProblem:
        return False
    return True
