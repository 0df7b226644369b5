"""Older documents that are not in the store are asked for from the archive, until a day.

The case waits visibly, its clocks run on, and the portal hears that it is worked on, not that the
tenant is waited for.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.blank_text import one_line
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import CaseState
from desktop.domain.changes import ChangeKind
from desktop.domain.documents import RequestState
from desktop.domain.errors import UserError
from desktop.models.case import Case
from desktop.models.document import ArchiveRequest, Document
from desktop.services.accounts.loading import load_tenancy
from desktop.services.audit import AuditAction, record
from desktop.services.cases.actions import back_to_review, begin_review
from desktop.services.cases.loading import (
    load_for_change,
    lock_case,
    refuse_merged,
    touch,
    wait_for_tenant,
)
from desktop.services.context import ServiceContext
from desktop.services.documents.commands import AskArchive, EndArchiveRequest
from desktop.services.staff.access import Actor, Permission, require

LONGEST_WANTED = 200
_STATE = frozenset({Fact.STATE})
_ENDS = frozenset({RequestState.NOT_FOUND, RequestState.CANCELLED})
_KEPT = (CaseState.PROPOSED, CaseState.CLOSED)
"""A case that stands so does not wait for the archive; the request stands beside it."""


def ask_archive(context: ServiceContext, actor: Actor, command: AskArchive) -> int:
    """Ask for a document and return the request's id; an open case waits until it is due.

    Raises:
        UserError: ``account.not_found``, ``access.denied``, ``archive.wanted_missing``,
            ``archive.wanted_too_long`` with ``most``, ``archive.due_passed``,
            ``documents.wrong_case``, ``case.merged``, ``conflict.changed``.
    """
    wanted = one_line(command.wanted)
    with context.database.write() as unit:
        tenancy = load_tenancy(unit.session, actor, command.tenancy_id, Permission.WORK_CASES)
        if not wanted:
            raise UserError("archive.wanted_missing")
        if len(wanted) > LONGEST_WANTED:
            raise UserError("archive.wanted_too_long", most=LONGEST_WANTED)
        if command.due_on <= context.clock.today():
            raise UserError("archive.due_passed")
        row = ArchiveRequest(
            company_id=tenancy.company_id,
            tenancy_id=tenancy.id,
            case_id=command.case_id,
            kind=command.kind,
            wanted=wanted,
            state=RequestState.OPEN,
            asked_at=context.clock.now(),
            asked_by_id=actor.person_id,
            due_on=command.due_on,
            note="",
        )
        if command.case_id is not None:
            case = load_for_change(
                unit,
                actor,
                Permission.WORK_CASES,
                command.case_id,
                command.expected_version,
                touches=_STATE,
            )
            _let_wait(unit, context, case, row)
            touch(unit, context, actor, case)
        unit.session.add(row)
        unit.session.flush()
        _record(unit, context, actor, AuditAction.ARCHIVE_ASKED, row)
        return row.id


def end_archive_request(context: ServiceContext, actor: Actor, command: EndArchiveRequest) -> None:
    """End a request without a document; a case that waits for it is back in review.

    Raises:
        UserError: ``archive.not_found``, ``access.denied``, ``archive.ended``,
            ``archive.note_missing`` (who found nothing says where was sought).
        ValueError: another state than these two.
    """
    if command.state not in _ENDS:
        raise ValueError(command.state)
    note = command.note.strip()
    with context.database.write() as unit:
        row = open_request(unit.session, actor, command.request_id)
        if row.version != command.request_version:
            raise UserError("archive.ended")
        if command.state is RequestState.NOT_FOUND and not note:
            raise UserError("archive.note_missing")
        settle_request(unit, context, actor, row, command.state, note=note)


def open_request(session: Session, actor: Actor, request_id: int) -> ArchiveRequest:
    """Return a request that is still open, locked until the commit.

    Raises:
        UserError: ``archive.not_found``, ``access.denied``, ``archive.ended``.
    """
    require(actor, Permission.WORK_CASES)
    row = session.get(ArchiveRequest, request_id, with_for_update=True)
    if row is None:
        raise UserError("archive.not_found")
    require(actor, Permission.WORK_CASES, row.company_id)
    if row.state is not RequestState.OPEN:
        raise UserError("archive.ended")
    return row


def settle_request(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    row: ArchiveRequest,
    state: RequestState,
    *,
    note: str = "",
    document: Document | None = None,
) -> None:
    """End a locked request in the caller's transaction; its case goes on if it waited for it."""
    row.state, row.note = state, note
    row.ended_at, row.ended_by_id = context.clock.now(), actor.staff_id
    row.document_id = None if document is None else document.id
    unit.session.flush()
    _record(unit, context, actor, AuditAction.ARCHIVE_ENDED, row)
    if row.case_id is None:
        return
    case = lock_case(unit, row.case_id)
    if case.state is CaseState.WAITING and case.waiting_reason == waiting_reason(row.wanted):
        _go_on(unit, context, case)
        touch(unit, context, actor, case)


def reopen_request(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, document: Document
) -> None:
    """Open a request again whose document was taken back within the undo time."""
    row = unit.session.scalars(
        select(ArchiveRequest).where(
            ArchiveRequest.document_id == document.id,
            ArchiveRequest.state == RequestState.FOUND,
        )
    ).first()
    if row is None:
        return
    row.state, row.document_id = RequestState.OPEN, None
    row.ended_at = row.ended_by_id = None
    unit.session.flush()
    _record(unit, context, actor, AuditAction.ARCHIVE_ASKED, row)
    if row.case_id is not None:
        case = lock_case(unit, row.case_id)
        _let_wait(unit, context, case, row)
        touch(unit, context, actor, case)


def waiting_reason(wanted: str) -> str:
    """Return what a case waits for; kept as it is, in German."""
    return f"Archiv: {wanted}"[:LONGEST_WANTED]


def _let_wait(unit: UnitOfWork, context: ServiceContext, case: Case, row: ArchiveRequest) -> None:
    refuse_merged(case)
    if case.tenancy_id != row.tenancy_id:
        raise UserError("documents.wrong_case")
    if case.state in _KEPT:
        return
    begin_review(unit, context, case)
    if row.due_on > context.clock.today():
        wait_for_tenant(case, row.due_on, waiting_reason(row.wanted))


def _go_on(unit: UnitOfWork, context: ServiceContext, case: Case) -> None:
    """Back to review, or on waiting for the next document that is asked for."""
    other = unit.session.scalars(
        select(ArchiveRequest)
        .where(ArchiveRequest.case_id == case.id, ArchiveRequest.state == RequestState.OPEN)
        .order_by(ArchiveRequest.due_on, ArchiveRequest.id)
    ).first()
    back_to_review(unit, context, case)
    if other is not None:
        wait_for_tenant(case, _not_before_today(context, other), waiting_reason(other.wanted))


def _not_before_today(context: ServiceContext, row: ArchiveRequest) -> date:
    return max(row.due_on, context.clock.today())


def _record(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    row: ArchiveRequest,
) -> None:
    record(
        unit,
        context,
        actor,
        action,
        "archive_requests",
        row.id,
        row.company_id,
        {
            "kind": row.kind.value,
            "state": row.state.value,
            "due_on": row.due_on.isoformat(),
            "case_id": row.case_id,
            "document_id": row.document_id,
        },
    )
    unit.changed(ChangeKind.TENANCY, row.tenancy_id)
    unit.case_changed(row.case_id)
