"""Folders that could not be taken in: what they hold, and what a person does with them."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, defer

from desktop.database.unit_of_work import ChangeKind
from desktop.domain.blank_text import is_blank
from desktop.domain.errors import UserError
from desktop.domain.iban_text import mask_ibans
from desktop.domain.kinds import IntakeOutcome, QuarantineState
from desktop.domain.operation import Counted
from desktop.domain.portal_folder import FileKind
from desktop.domain.portal_json import QuarantineReason, RefusedEventError, parse_json
from desktop.models.company import Company
from desktop.models.exchange import IntakeRecord
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.intake.folder import begin_pass, kept_folder, process, tidy_quarantine
from desktop.services.intake.ports import PortalInbox
from desktop.services.intake.use_cases import LEASE
from desktop.services.leases import lease
from desktop.services.staff.access import Actor, Permission, allows, require, visible_companies

_PATIENCE = timedelta(seconds=10)
_SHOWN_BYTES = 200_000
"""So much of an event is shown; a person reads no more, and a text field holds no more well."""


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """One folder that waits for a person. ``place`` says where in the event the fault lies."""

    record_id: int
    folder: str
    source: str | None
    event_id: str | None
    event_type: str | None
    company_name: str | None
    arrived_at: datetime
    reason: QuarantineReason
    place: str


@dataclass(frozen=True, slots=True)
class QuarantinedFile:
    """An entry of the folder; ``size`` is in bytes, 0 for what is no plain file."""

    name: str
    size: int
    kind: FileKind


@dataclass(frozen=True, slots=True)
class QuarantineContent:
    """What a quarantined folder holds.

    ``text`` is the event, put in lines where it is JSON. IBANs in it are masked for people who may
    not see them. ``folder_there`` is False when somebody took the folder away.
    """

    row: QuarantineRow
    text: str
    is_shortened: bool
    files: tuple[QuarantinedFile, ...]
    folder_there: bool


@dataclass(frozen=True, slots=True)
class Reprocess:
    """Process a quarantined folder again, for example because its contract is known now."""

    record_id: int


@dataclass(frozen=True, slots=True)
class Discard:
    """Give a quarantined folder up, with a reason. The raw event stays with its record."""

    record_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReprocessResult:
    """What became of the folder now; ``reason`` where it is still in quarantine."""

    outcome: IntakeOutcome
    reason: QuarantineReason | None
    case_id: int | None


def list_quarantine(
    context: ServiceContext, actor: Actor, companies: Collection[int] | None = None
) -> tuple[QuarantineRow, ...]:
    """Return the folders that wait for a person, the oldest first.

    Those whose company could not be told are everybody's business.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        rows = session.execute(
            select(IntakeRecord, Company.name)
            .outerjoin(Company, Company.id == IntakeRecord.company_id)
            .where(_waiting(actor, companies))
            .order_by(IntakeRecord.id)
            .options(defer(IntakeRecord.raw))
        )
        return tuple(_row(entry, name) for entry, name in rows)


def count_quarantine(
    context: ServiceContext, actor: Actor, companies: Collection[int] | None = None
) -> int:
    """Return how many folders ``list_quarantine`` would show. Raises as it does."""
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        query = select(func.count()).select_from(IntakeRecord).where(_waiting(actor, companies))
        return session.scalar(query) or 0


def quarantine_by_reason(
    session: Session, actor: Actor, companies: Collection[int] | None = None
) -> tuple[Counted, ...]:
    """Return how many folders wait for which reason, the most frequent first."""
    rows = session.execute(
        select(IntakeRecord.reason, func.count())
        .where(_waiting(actor, companies))
        .group_by(IntakeRecord.reason)
        .order_by(func.count().desc(), IntakeRecord.reason)
    )
    return tuple(Counted(reason or QuarantineReason.SCHEMA, count) for reason, count in rows)


def quarantine_content(
    context: ServiceContext, actor: Actor, inbox: PortalInbox, record_id: int
) -> QuarantineContent:
    """Return what a quarantined folder holds; that it was looked at is logged first.

    Raises:
        UserError: ``access.denied``, or ``quarantine.closed`` when somebody was faster.
    """
    require(actor, Permission.READ_CASES)
    with context.database.write() as unit:
        entry = _open_entry(unit.session, actor, Permission.READ_CASES, record_id)
        record(
            unit,
            context,
            actor,
            AuditAction.QUARANTINE_VIEWED,
            "intake_records",
            entry.id,
            entry.company_id,
        )
        company = unit.session.get(Company, entry.company_id) if entry.company_id else None
        row, raw = _row(entry, company.name if company else None), entry.raw
    files, is_there = _files(inbox, entry)
    text, is_shortened = _readable(raw or b"")
    if not allows(actor, Permission.REVEAL_IBAN):
        text = mask_ibans(text)
    return QuarantineContent(row, text, is_shortened, files, is_there)


def reprocess(
    context: ServiceContext, actor: Actor, inbox: PortalInbox, command: Reprocess
) -> ReprocessResult:
    """Send a quarantined folder through the intake again.

    Raises:
        UserError: ``access.denied``, ``quarantine.closed``, ``quarantine.folder_gone``,
            ``quarantine.unreadable``, ``lease.taken``, ``intake.folder_unusable``.
    """
    require(actor, Permission.QUARANTINE)
    inbox.prepare()
    with lease(context, LEASE, patience=_PATIENCE):
        with context.database.read() as session:
            entry = _open_entry(session, actor, Permission.QUARANTINE, command.record_id)
            folder = kept_folder(inbox, entry)
        if folder is None:
            raise UserError("quarantine.folder_gone")
        try:
            process(begin_pass(context, inbox, actor=actor), folder, record_id=entry.id)
        except OSError as error:
            raise UserError("quarantine.unreadable") from error
    with context.database.read() as session:
        after = session.get_one(IntakeRecord, command.record_id)
        reason = None if after.reason is None else QuarantineReason(after.reason)
        return ReprocessResult(after.outcome, reason, after.case_id)


def discard(context: ServiceContext, actor: Actor, inbox: PortalInbox, command: Discard) -> None:
    """Give a quarantined folder up: it is removed, its raw event and the reason are kept.

    Raises:
        UserError: ``access.denied``, ``quarantine.reason_missing``, ``quarantine.closed``,
            ``lease.taken``, ``intake.folder_unusable``.
    """
    require(actor, Permission.QUARANTINE)
    if is_blank(command.reason):
        raise UserError("quarantine.reason_missing")
    inbox.prepare()
    with lease(context, LEASE, patience=_PATIENCE):
        with context.database.write() as unit:
            entry = _open_entry(unit.session, actor, Permission.QUARANTINE, command.record_id)
            entry.quarantine_state = QuarantineState.DISCARDED
            entry.resolved_at = context.clock.now()
            entry.resolved_by_id = actor.staff_id
            entry.resolve_reason = command.reason.strip()
            record(
                unit,
                context,
                actor,
                AuditAction.QUARANTINE_DISCARDED,
                "intake_records",
                entry.id,
                entry.company_id,
                {"reason": entry.reason},
            )
            unit.changed(ChangeKind.INTAKE, entry.id)
        tidy_quarantine(begin_pass(context, inbox, actor=actor))


def _waiting(actor: Actor, companies: Collection[int] | None) -> ColumnElement[bool]:
    is_open = IntakeRecord.quarantine_state == QuarantineState.OPEN
    visible = visible_companies(actor, companies)
    if visible is None:
        return is_open
    mine = or_(IntakeRecord.company_id.is_(None), IntakeRecord.company_id.in_(visible))
    return and_(is_open, mine)


def _open_entry(
    session: Session, actor: Actor, permission: Permission, record_id: int
) -> IntakeRecord:
    entry = session.get(IntakeRecord, record_id)
    if entry is None:
        raise UserError("quarantine.closed")
    require(actor, permission, entry.company_id)
    if entry.quarantine_state is not QuarantineState.OPEN:
        raise UserError("quarantine.closed")
    return entry


def _row(entry: IntakeRecord, company_name: str | None) -> QuarantineRow:
    return QuarantineRow(
        record_id=entry.id,
        folder=entry.folder,
        source=entry.source,
        event_id=entry.event_id,
        event_type=entry.event_type,
        company_name=company_name,
        arrived_at=entry.arrived_at,
        reason=QuarantineReason(entry.reason or QuarantineReason.SCHEMA),
        place=entry.detail,
    )


def _files(inbox: PortalInbox, entry: IntakeRecord) -> tuple[tuple[QuarantinedFile, ...], bool]:
    try:
        folder = kept_folder(inbox, entry)
        if folder is None:
            return (), False
        files = inbox.files(folder)
    except OSError:
        return (), False
    return tuple(QuarantinedFile(file.name.text, file.size, file.kind) for file in files), True


def _readable(raw: bytes) -> tuple[str, bool]:
    """The event as text: in lines where it is JSON, otherwise as it came."""
    is_shortened = len(raw) > _SHOWN_BYTES
    if not is_shortened:
        try:
            return json.dumps(parse_json(raw), ensure_ascii=False, indent=2), False
        except (RefusedEventError, TypeError):
            # Broken, or with a number that nothing can hold: then as it came.
            pass
    return raw[:_SHOWN_BYTES].decode("utf-8", "backslashreplace"), is_shortened
