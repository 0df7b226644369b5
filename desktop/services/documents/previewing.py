"""What publishing a file would do, before anybody decides: ways, doubts, and what forbids it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.berlin_time import berlin_day
from desktop.domain.document_ways import ON_PAPER
from desktop.domain.documents import DocumentState
from desktop.domain.errors import UserError
from desktop.domain.statement_deadline import (
    StatementTiming,
    statement_deadline,
    statement_timing,
)
from desktop.models.document import Document, DocumentContent
from desktop.models.tenancy import Tenancy
from desktop.services.documents.checks import checked, surroundings_of
from desktop.services.documents.commands import NewDocument, PublishDocument
from desktop.services.documents.view import PartyWay
from desktop.services.documents.ways import Contract, party_ways, time_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationPreview:
    """What would happen. ``refusal`` is what forbids it even where everything is accepted.

    ``same_here`` is the title of the document that has this file in the contract already,
    ``same_elsewhere`` are the numbers of other contracts of the company that have it. ``deadline``
    is the last day of a statement in time.
    """

    ways: tuple[PartyWay, ...]
    refusal: UserError | None
    timing: StatementTiming
    deadline: date | None
    same_here: str
    same_elsewhere: tuple[str, ...]


def as_new(command: PublishDocument) -> NewDocument:
    """Return what a person's command publishes."""
    return NewDocument(
        tenancy_id=command.tenancy_id,
        kind=command.kind,
        title=command.title,
        sha256=command.content.sha256,
        file_name=command.content.name,
        period=command.period,
        visible_from=command.visible_from,
        case_id=command.case_id,
        replaces_id=command.replaces_id,
        ways=command.ways,
        late_accepted=command.late_accepted,
        duplicate_accepted=command.duplicate_accepted,
    )


def preview(
    session: Session, contract: Contract, command: PublishDocument, now: datetime
) -> PublicationPreview:
    """Return what publishing a file that was taken in would do."""
    tenancy, new = contract.tenancy, as_new(command)
    usual = party_ways(contract, time_of(tenancy, new.period, berlin_day(now)), ())
    ways, refusal = usual, None
    accepted = replace(new, late_accepted=True, duplicate_accepted=True)
    around = surroundings_of(session, [tenancy.company_id], [new.sha256])
    around.contents.setdefault(new.sha256, _content(command, now))
    try:
        ways = checked(accepted, contract, around, now).ways
    except UserError as error:
        refusal = error
    seen_on = berlin_day(now if new.visible_from is None else max(now, new.visible_from))
    here, elsewhere = _same(session, tenancy, new.sha256)
    return PublicationPreview(
        ways=ways,
        refusal=refusal,
        timing=statement_timing(
            new.kind, new.period, seen_on, by_post=any(one.way in ON_PAPER for one in ways)
        ),
        deadline=None if new.period is None else statement_deadline(new.period),
        same_here=here,
        same_elsewhere=elsewhere,
    )


def _content(command: PublishDocument, now: datetime) -> DocumentContent:
    taken = command.content
    return DocumentContent(
        sha256=taken.sha256,
        size=taken.size,
        media_type=taken.media_type,
        pages=taken.pages,
        text_state=taken.text_state,
        text="",
        scan_state=taken.scan_state,
        first_seen_at=now,
    )


def _same(session: Session, tenancy: Tenancy, sha256: str) -> tuple[str, tuple[str, ...]]:
    rows = session.execute(
        select(Document.tenancy_id, Document.title, Tenancy.contract_number)
        .join(Tenancy, Tenancy.id == Document.tenancy_id)
        .where(
            Document.company_id == tenancy.company_id,
            Document.sha256 == sha256,
            Document.state == DocumentState.PUBLISHED,
        )
        .order_by(Tenancy.contract_number)
    ).all()
    here = next((row.title for row in rows if row.tenancy_id == tenancy.id), "")
    others = (row.contract_number for row in rows if row.tenancy_id != tenancy.id)
    return here, tuple(dict.fromkeys(others))
