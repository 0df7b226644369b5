"""What a person puts right in a batch: whose a letter is, that it does not belong.

Each of these can be undone: nothing is lost, the file itself is never touched.
"""

from desktop.domain.blank_text import one_line
from desktop.domain.document_match.reasons import ReasonCode, match_of
from desktop.domain.document_ways import IN_PORTAL, ON_PAPER
from desktop.domain.documents import RowState, UploadState, Verdict
from desktop.domain.errors import UserError
from desktop.models.document import Upload, UploadRow
from desktop.models.tenancy import Tenancy
from desktop.services.audit import AuditAction
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.uploads.commands import ChooseWay, DecideRow, NewUpload
from desktop.services.uploads.comparing import compare_rows
from desktop.services.uploads.contracts import (
    contracts_among,
    known_contracts,
    load_directory,
)
from desktop.services.uploads.judging import is_placed, judge_again, told
from desktop.services.uploads.loading import (
    expected_of,
    is_unread,
    locked_upload,
    match_of_row,
    open_row,
    put_basis,
    put_match,
    waiting_letters,
    waiting_rows,
)
from desktop.services.uploads.making import CHANGEABLE, describe, note

_ANSWERED = frozenset({ReasonCode.REFUSED, ReasonCode.CHANGED})
"""What a decision answers."""


def change_upload(
    context: ServiceContext, actor: Actor, upload_id: int, command: NewUpload
) -> None:
    """Give a batch another kind, title, period or publishing date; its company stays.

    With another period its letters are judged anew; what a person decided stays decided.

    Raises:
        UserError: as ``making.describe`` and ``locked_upload``.
    """
    with context.database.write() as unit:
        session = unit.session
        upload = locked_upload(session, actor, upload_id, *CHANGEABLE)
        before = expected_of(upload)
        describe(upload, command, context)
        if expected_of(upload) != before:
            directory = load_directory(session)
            for row in waiting_rows(session, upload_id):
                if row.verdict is not None and row.decided_at is None:
                    judge_again(session, row, directory, placed=is_placed(row))
        told(session, upload_id)
        note(unit, context, actor, AuditAction.UPLOAD_CHANGED, upload)


def decide_row(context: ServiceContext, actor: Actor, command: DecideRow) -> None:
    """Say whose a letter is; it is published with the others then.

    Raises:
        UserError: ``upload.row_refused`` (its content may not be published), ``account.not_found``,
            ``upload.other_company``, ``upload.note_missing``; as ``open_row``.
    """
    reason = one_line(command.note)
    with context.database.write() as unit:
        session = unit.session
        row = open_row(session, actor, command.row_id, command.version)
        if row.sha256 is None:
            raise UserError("upload.row_refused")
        tenancy = session.get(Tenancy, command.tenancy_id)
        if tenancy is None:
            raise UserError("account.not_found")
        require(actor, Permission.WORK_CASES, tenancy.company_id)
        upload = session.get_one(Upload, row.upload_id)
        if upload.company_id not in {None, tenancy.company_id}:
            raise UserError("upload.other_company")
        if row.verdict is Verdict.HELD and not reason:
            raise UserError("upload.note_missing")
        match = match_of_row(row)
        # What publishing refused is tried again with what the person says now.
        left = tuple(one for one in match.reasons if one.code not in _ANSWERED)
        put_match(row, match_of(tenancy.id, left))
        row.tenancy_id, row.decision_note = tenancy.id, reason
        put_basis(row, contracts_among(session, [tenancy.id])[tenancy.id])
        row.decided_at, row.decided_by_id = context.clock.now(), actor.staff_id
        session.flush()
        compare_rows(session, row.upload_id)
        note(
            unit,
            context,
            actor,
            AuditAction.UPLOAD_ROW_DECIDED,
            upload,
            row_id=row.id,
            tenancy_id=tenancy.id,
        )


def undo_decision(context: ServiceContext, actor: Actor, row_id: int) -> None:
    """Let a letter stand as it was matched, without what a person said.

    Raises:
        UserError: as ``open_row``.
    """
    directory = known_contracts(context, actor)
    with context.database.write() as unit:
        row = open_row(unit.session, actor, row_id)
        placed = is_placed(row)
        row.decided_at = row.decided_by_id = row.tenancy_id = None
        row.decision_note = ""
        judge_again(unit.session, row, directory, placed=placed)
        told(unit.session, row.upload_id)
        upload = unit.session.get_one(Upload, row.upload_id)
        note(unit, context, actor, AuditAction.UPLOAD_ROW_DECIDED, upload, row_id=row.id)


def remove_row(context: ServiceContext, actor: Actor, row_id: int, version: int) -> None:
    """Take a letter out of the batch: it is not published.

    Raises:
        UserError: as ``open_row``.
    """
    with context.database.write() as unit:
        row = open_row(unit.session, actor, row_id, version)
        row.state = RowState.REMOVED
        told(unit.session, row.upload_id)
        upload = unit.session.get_one(Upload, row.upload_id)
        note(unit, context, actor, AuditAction.UPLOAD_ROW_REMOVED, upload, row_id=row.id)


def return_row(context: ServiceContext, actor: Actor, row_id: int) -> None:
    """Take a letter that was removed back into the batch.

    Raises:
        UserError: ``upload.row_not_found``, ``upload.row_changed``; as ``locked_upload``.
    """
    with context.database.write() as unit:
        session = unit.session
        row = session.get(UploadRow, row_id)
        if row is None:
            raise UserError("upload.row_not_found")
        upload = locked_upload(session, actor, row.upload_id, UploadState.OPEN)
        session.refresh(row)
        if row.state is not RowState.REMOVED:
            raise UserError("upload.row_changed")
        row.state = RowState.WAITING
        told(session, row.upload_id)
        note(unit, context, actor, AuditAction.UPLOAD_ROW_RETURNED, upload, row_id=row.id)


def read_again(context: ServiceContext, actor: Actor, upload_id: int) -> int:
    """Let files be read once more that could not be read, or may not be published as they were.

    They may be back, readable, or mended at their place, and a reading that was given up may come
    to its end now; what a person decided meanwhile stays. Returns how many there are;
    ``read_upload`` reads them.

    Raises:
        UserError: as ``locked_upload``.
    """
    with context.database.write() as unit:
        session = unit.session
        upload = locked_upload(session, actor, upload_id, UploadState.OPEN)
        unread = [row for row in waiting_letters(session, upload_id) if is_unread(row)]
        for row in unread:
            row.verdict = row.reasons = None
        if unread:
            upload.state = UploadState.READING
            note(unit, context, actor, AuditAction.UPLOAD_CHANGED, upload, files=len(unread))
        return len(unread)


def choose_way(context: ServiceContext, actor: Actor, command: ChooseWay) -> None:
    """Choose how letters reach their parties; whether it works is told by the dry run.

    Raises:
        UserError: ``documents.way_reason_missing``, ``documents.way_none``; as ``open_row``.
    """
    reason = one_line(command.note)
    if command.way is not None and command.way not in IN_PORTAL | ON_PAPER:
        raise UserError("documents.way_none")
    if command.way is not None and not reason:
        raise UserError("documents.way_reason_missing")
    with context.database.write() as unit:
        for row_id in command.row_ids:
            row = open_row(unit.session, actor, row_id)
            row.way, row.way_note = command.way, reason if command.way is not None else ""
            upload = unit.session.get_one(Upload, row.upload_id)
            note(unit, context, actor, AuditAction.UPLOAD_WAY_CHOSEN, upload, row_id=row_id)
