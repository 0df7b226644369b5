"""Write what was decided about a folder: one transaction an event, the raw record first."""

import errno
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.kinds import IntakeOutcome, QuarantineState
from desktop.domain.portal_event import PortalEvent
from desktop.domain.portal_folder import FileKind, FolderFile, FolderName, PortalFolder
from desktop.models.case import RawFile
from desktop.models.exchange import IntakeRecord
from desktop.services.audit import AuditAction, record
from desktop.services.cases.creation import (
    IncomingMessage,
    NewAttachment,
    NewCase,
    create_case,
)
from desktop.services.cases.family import goes_on_in
from desktop.services.context import ServiceContext
from desktop.services.conversation.incoming import receive_message
from desktop.services.intake.decision import (
    Accepted,
    AcceptedMessage,
    AcceptedReport,
    AcceptedRequest,
    Decision,
    Duplicate,
    Quarantined,
    Unsupported,
)
from desktop.services.intake.ports import PortalInbox
from desktop.services.intake.reading import FolderContent, whole
from desktop.services.staff.access import Actor

_EVENT_FILE_NAME = b"event.json"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file whose bytes are in the document store by now."""

    name: FolderName
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredFiles:
    """What of a folder was put into the document store before its transaction.

    ``mended`` are files of older, quarantined deliveries of the same event, by their record's id.
    """

    attached: tuple[KeptFile, ...] = ()
    unnamed: tuple[KeptFile, ...] = ()
    mended: Mapping[int, tuple[KeptFile, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A folder with what was read, decided and stored, ready to be written.

    ``record_id`` is that of a quarantined folder which is processed again; ``kept_in`` the name
    under which the folder goes, or lies already, in the quarantine. ``mends`` are the records of
    older, quarantined deliveries of the same event.
    """

    content: FolderContent
    decision: Decision
    files: StoredFiles
    kept_in: FolderName
    record_id: int | None = None
    mends: tuple[int, ...] = ()


def store_files(
    context: ServiceContext,
    inbox: PortalInbox,
    content: FolderContent,
    decision: Decision,
    mended: Sequence[tuple[int, PortalFolder]],
) -> StoredFiles:
    """Put the files that the decision keeps into the document store, each content once.

    Nothing of a quarantined folder is stored: it stays as it is until a person has dealt with it.
    A duplicate's attachments are there already.
    """
    if isinstance(decision, Quarantined):
        return StoredFiles()
    attached: tuple[KeptFile, ...] = ()
    if not isinstance(decision, Duplicate) and content.event is not None:
        attached = _put(context, inbox, content.folder, content.attached)
        promised = [entry.sha256 for entry in content.event.attachments]
        if [file.sha256 for file in attached] != promised:
            # Somebody writes into a folder that is in our hands: look at it again, later.
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    return StoredFiles(
        attached=attached,
        unnamed=_put(context, inbox, content.folder, content.unnamed),
        mended={
            record_id: _put(context, inbox, folder, _plain_files(inbox, folder))
            for record_id, folder in mended
        },
    )


def write_arrival(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, arrival: Arrival
) -> IntakeOutcome:
    """Store the raw record and do what was decided, in the caller's transaction.

    Returns what became of the folder.
    """
    row = _raw_record(unit, context, arrival)
    _do(unit, context, actor, arrival, row)
    unit.session.flush()
    unit.changed(ChangeKind.INTAKE, row.id)
    return row.outcome


def _raw_record(unit: UnitOfWork, context: ServiceContext, arrival: Arrival) -> IntakeRecord:
    content = arrival.content
    if arrival.record_id is not None:
        row = unit.session.get_one(IntakeRecord, arrival.record_id, with_for_update=True)
    else:
        row = IntakeRecord(
            folder=content.folder.name.text,
            arrived_at=context.clock.now(),
            outcome=IntakeOutcome.QUARANTINED,
            detail="",
            resolve_reason="",
            claim=content.folder.place_name.text,
        )
        unit.session.add(row)
    row.source = content.head.source
    row.event_id = content.head.event_id
    row.event_type = content.head.event_type
    row.raw = content.raw
    row.content_hash = content.content_hash
    unit.session.flush()
    return row


def _do(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, arrival: Arrival, row: IntakeRecord
) -> None:
    decision, event = arrival.decision, arrival.content.event
    row.company_id = None
    if isinstance(decision, Quarantined):
        _quarantine(unit, context, actor, arrival, decision, row)
        return
    row.reason, row.detail = None, ""
    if isinstance(decision, Duplicate):
        row.outcome = IntakeOutcome.DUPLICATE
        row.company_id = decision.company_id
        row.case_id, row.message_id = decision.case_id, decision.message_id
    elif isinstance(decision, Unsupported):
        row.outcome = IntakeOutcome.UNSUPPORTED
        row.company_id = decision.company_id
        _add_raw_files(unit, row, arrival.files.attached)
    elif event is not None:
        _accept(unit, context, event, arrival.files, decision, row)
    _add_raw_files(unit, row, arrival.files.unnamed)
    _close_mended(unit, context, arrival)
    if arrival.record_id is not None:
        row.quarantine_state = QuarantineState.REPROCESSED
        row.resolved_at = context.clock.now()
        row.resolved_by_id = actor.staff_id
        _audit(unit, context, actor, AuditAction.QUARANTINE_REPROCESSED, row)


def _quarantine(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    arrival: Arrival,
    decision: Quarantined,
    row: IntakeRecord,
) -> None:
    row.outcome = IntakeOutcome.QUARANTINED
    row.company_id = decision.company_id
    row.reason = decision.reason.value
    row.detail = decision.place
    row.quarantine_state = QuarantineState.OPEN
    row.kept_in = arrival.kept_in.raw
    _audit(unit, context, actor, AuditAction.INTAKE_QUARANTINED, row)


def _accept(
    unit: UnitOfWork,
    context: ServiceContext,
    event: PortalEvent,
    files: StoredFiles,
    decision: Accepted,
    row: IntakeRecord,
) -> None:
    if isinstance(decision, AcceptedMessage):
        row.outcome = IntakeOutcome.MESSAGE
        row.case_id = goes_on_in(unit.session, decision.case_id)
        row.message_id = receive_message(
            unit,
            context,
            _message(event, files, decision),
            case_id=decision.case_id,
            bank=decision.bank,
        )
    elif isinstance(decision, AcceptedReport):
        note_report(unit, context, event, decision, row)
        _add_raw_files(unit, row, files.attached)
    else:
        row.outcome = IntakeOutcome.CASE
        row.case_id = create_case(unit, context, _new_case(event, files, decision)).id
    row.company_id = decision.addressing.company_id


def note_report(
    unit: UnitOfWork,
    context: ServiceContext,
    event: PortalEvent,
    decision: AcceptedReport,
    row: IntakeRecord,
) -> None:
    """Apply what the portal reports, and note with the raw record what came of it."""
    noted = decision.report.take_in(unit, context, event, decision.addressing)
    row.outcome = noted.outcome
    row.case_id, row.message_id = noted.case_id, noted.message_id
    row.company_id = decision.addressing.company_id


def _audit(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, action: AuditAction, row: IntakeRecord
) -> None:
    record(
        unit,
        context,
        actor,
        action,
        "intake_records",
        row.id,
        row.company_id,
        {"case_id": row.case_id, "reason": row.reason},
    )


def _new_case(event: PortalEvent, files: StoredFiles, decision: AcceptedRequest) -> NewCase:
    return NewCase(
        company_id=decision.addressing.company_id,
        category_id=decision.category_id,
        tenancy_id=decision.addressing.tenancy_id,
        portal_account_id=decision.addressing.portal_account_id,
        channel=event.channel,
        received_at=event.time,
        correspondent=decision.addressing.correspondent,
        subject=event.subject or "",
        text=event.text or "",
        fields=event.fields,
        bank=decision.bank,
        attachments=_attachments(event, files),
        source=event.key.source,
        event_id=event.key.event_id,
        referenced_case_id=decision.referenced_case_id,
    )


def _message(event: PortalEvent, files: StoredFiles, decision: AcceptedMessage) -> IncomingMessage:
    return IncomingMessage(
        channel=event.channel,
        at=event.time,
        correspondent=decision.addressing.correspondent,
        subject=event.subject or "",
        text=event.text or "",
        fields=event.fields,
        attachments=_attachments(event, files),
        source=event.key.source,
        event_id=event.key.event_id,
    )


def _attachments(event: PortalEvent, files: StoredFiles) -> tuple[NewAttachment, ...]:
    return tuple(
        NewAttachment(
            name=entry.name, media_type=entry.media_type, size=file.size, sha256=file.sha256
        )
        for entry, file in zip(event.attachments, files.attached, strict=True)
    )


def _close_mended(unit: UnitOfWork, context: ServiceContext, arrival: Arrival) -> None:
    """Close older entries of this event: it has come in a form that could be taken in."""
    for record_id in arrival.mends:
        entry = unit.session.get_one(IntakeRecord, record_id, with_for_update=True)
        entry.quarantine_state = QuarantineState.MENDED
        entry.resolved_at = context.clock.now()
        _add_raw_files(unit, entry, arrival.files.mended.get(record_id, ()))
        unit.changed(ChangeKind.INTAKE, record_id)


def _add_raw_files(unit: UnitOfWork, row: IntakeRecord, files: Sequence[KeptFile]) -> None:
    unit.session.add_all(
        RawFile(intake_record_id=row.id, name=file.name.raw, size=file.size, sha256=file.sha256)
        for file in files
    )


def _put(
    context: ServiceContext,
    inbox: PortalInbox,
    folder: PortalFolder,
    files: Sequence[FolderFile],
) -> tuple[KeptFile, ...]:
    kept: list[KeptFile] = []
    for file in files:
        stored = context.documents.put(whole(inbox, folder, file))
        kept.append(KeptFile(file.name, stored.size, stored.sha256))
    return tuple(kept)


def _plain_files(inbox: PortalInbox, folder: PortalFolder) -> list[FolderFile]:
    return [
        file
        for file in inbox.files(folder)
        if file.kind is FileKind.PLAIN and file.name.raw != _EVENT_FILE_NAME
    ]
