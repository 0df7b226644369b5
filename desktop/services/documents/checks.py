"""What is checked before a document is published: for one and for thousands by the same words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, defer

from desktop.domain.berlin_time import berlin_day
from desktop.domain.blank_text import one_line
from desktop.domain.document_ways import ON_PAPER
from desktop.domain.documents import DeliveryWay, DocumentKind, DocumentState, ScanState, TextState
from desktop.domain.errors import UserError
from desktop.domain.file_names import kept_name
from desktop.domain.statement_deadline import (
    StatementTiming,
    statement_deadline,
    statement_timing,
)
from desktop.models.document import Document, DocumentContent
from desktop.services.documents.commands import NewDocument
from desktop.services.documents.view import PartyWay
from desktop.services.documents.ways import Contract, party_ways, time_of
from desktop.services.registration.portions import portions

LONGEST_TITLE = 200
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that can be published: where, what, to whom, seen from when.

    ``is_late``: its deadline is over by then, and the person has said that they know.
    """

    new: NewDocument
    contract: Contract
    content: DocumentContent
    title: str
    file_name: str
    visible_from: datetime
    ways: tuple[PartyWay, ...]
    is_late: bool


@dataclass(slots=True)
class Surroundings:
    """What is known of the contents and of who has them already; grows while many are checked."""

    contents: dict[str, DocumentContent]
    holders: dict[str, set[int]]
    """The contracts that have a content in a document that holds, by hash."""


def surroundings_of(
    session: Session, company_ids: Iterable[int], hashes: Sequence[str]
) -> Surroundings:
    """Return what is known of contents in these companies."""
    found = Surroundings({}, {})
    for part in portions(sorted(set(hashes))):
        rows = session.scalars(
            select(DocumentContent)
            .options(defer(DocumentContent.text))
            .where(DocumentContent.sha256.in_(part))
        )
        found.contents |= {row.sha256: row for row in rows}
        for row in _holders(session, sorted(set(company_ids)), part):
            found.holders.setdefault(row.sha256, set()).add(row.tenancy_id)
    return found


def _holders(
    session: Session, company_ids: Sequence[int], hashes: Sequence[str]
) -> Iterable[Row[tuple[str, int]]]:
    return session.execute(
        select(Document.sha256, Document.tenancy_id).where(
            Document.company_id.in_(company_ids),
            Document.sha256.in_(hashes),
            Document.state == DocumentState.PUBLISHED,
        )
    )


def checked(new: NewDocument, contract: Contract, around: Surroundings, now: datetime) -> Checked:
    """Return a document ready to be published, and note its content as the contract's.

    Raises:
        UserError: ``documents.title_missing``, ``documents.title_too_long`` with ``most``,
            ``documents.content_unknown``, ``documents.infected``, ``documents.unreadable``,
            ``documents.outside_contract``, ``documents.nobody_concerned``, ``documents.late`` with
            ``deadline``, ``documents.not_printable`` with ``name`` (on paper nobody could read it),
            ``documents.duplicate``, ``documents.duplicate_elsewhere``; as ``party_ways``.
    """
    title = one_line(new.title)
    if not title:
        raise UserError("documents.title_missing")
    if len(title) > LONGEST_TITLE:
        raise UserError("documents.title_too_long", most=LONGEST_TITLE)
    content = around.contents.get(new.sha256)
    _check_content(content)
    assert content is not None
    tenancy = contract.tenancy
    if new.period is not None and not new.period.touches(tenancy.starts_on, tenancy.ends_on):
        raise UserError("documents.outside_contract")
    visible_from = now if new.visible_from is None else max(now, new.visible_from)
    ways = party_ways(contract, time_of(tenancy, new.period, berlin_day(now)), new.ways)
    if all(one.way is DeliveryWay.NONE for one in ways):
        raise UserError("documents.nobody_concerned")
    _check_paper(content, ways)
    is_late = _late(new, visible_from)
    _check_duplicate(new, around)
    around.holders.setdefault(new.sha256, set()).add(new.tenancy_id)
    name = kept_name(new.file_name)
    return Checked(new, contract, content, title, name, visible_from, ways, is_late)


def _check_content(content: DocumentContent | None) -> None:
    if content is None:
        raise UserError("documents.content_unknown")
    if content.scan_state is ScanState.INFECTED:
        raise UserError("documents.infected")
    if content.text_state is TextState.DAMAGED:
        raise UserError("documents.unreadable")


def _check_paper(content: DocumentContent, ways: Sequence[PartyWay]) -> None:
    on_paper = next((one for one in ways if one.way in ON_PAPER), None)
    if on_paper is None:
        return
    if content.media_type != PDF or content.text_state is TextState.LOCKED:
        raise UserError("documents.not_printable", name=on_paper.name)


def _late(new: NewDocument, visible_from: datetime) -> bool:
    timing = statement_timing(new.kind, new.period, berlin_day(visible_from), by_post=False)
    if timing is StatementTiming.LATE and not new.late_accepted:
        assert new.period is not None
        raise UserError("documents.late", deadline=statement_deadline(new.period))
    return timing is StatementTiming.LATE


def _check_duplicate(new: NewDocument, around: Surroundings) -> None:
    holders = around.holders.get(new.sha256, set())
    if new.tenancy_id in holders:
        raise UserError("documents.duplicate")
    if holders and not new.duplicate_accepted and new.kind is not DocumentKind.HOUSE_RULES:
        raise UserError("documents.duplicate_elsewhere")
