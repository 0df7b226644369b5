"""Batches are made, get their files by name, and are discarded."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.berlin_time import berlin_day
from desktop.domain.blank_text import one_line
from desktop.domain.changes import ChangeKind
from desktop.domain.documents import RowState, UploadState
from desktop.domain.errors import UserError
from desktop.domain.found_file import FoundFile
from desktop.models.document import Upload, UploadRow
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.context import ServiceContext
from desktop.services.numbering import next_number
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.uploads.commands import NewUpload
from desktop.services.uploads.loading import locked_upload, require_reach
from desktop.services.uploads.ports import UploadFiles

LONGEST_TITLE = 200
_ROWS = cast(Table, UploadRow.__table__)
CHANGEABLE = (UploadState.READING, UploadState.OPEN)


def make_upload(context: ServiceContext, actor: Actor, command: NewUpload) -> int:
    """Make an empty batch and return its id.

    Raises:
        UserError: ``access.denied``, ``documents.title_missing``, ``documents.title_too_long``.
    """
    require(actor, Permission.WORK_CASES, command.company_id)
    now = context.clock.now()
    with context.database.write() as unit:
        require_reach(unit.session, actor, Permission.WORK_CASES, command.company_id)
        year = berlin_day(now).year
        upload = Upload(
            number=f"S-{year:04d}-{next_number(unit, f'upload.{year}'):04d}",
            state=UploadState.READING,
            company_id=command.company_id,
            source="",
            made_at=now,
            made_by_id=actor.staff_id,
            end_reason="",
        )
        describe(upload, command, context)
        unit.session.add(upload)
        unit.session.flush()
        note(unit, context, actor, AuditAction.UPLOAD_MADE, upload)
        return upload.id


def add_files(
    context: ServiceContext,
    actor: Actor,
    files: UploadFiles,
    upload_id: int,
    sources: Sequence[Path],
) -> int:
    """Add the PDF files of folders, and files chosen alone, by name; ``read_upload`` reads them.

    Files that the batch has from the same place are passed over. Returns how many were added.

    Raises:
        UserError: ``upload.source_gone``, ``upload.no_files``; as ``locked_upload``.
    """
    found = files.found(sources)
    if not found:
        raise UserError("upload.no_files")
    with context.database.write() as unit:
        session = unit.session
        upload = locked_upload(session, actor, upload_id, *CHANGEABLE)
        known = set(
            session.scalars(select(UploadRow.file_name).where(UploadRow.upload_id == upload_id))
        )
        again = {str(path) for path in sources} <= set(sources_of(upload))
        new = [one for one in found if not (again and one.name in known)]
        last = select(func.max(UploadRow.position)).where(UploadRow.upload_id == upload_id)
        position = session.scalar(last) or 0
        rows = [_row(upload_id, position + n, one) for n, one in enumerate(new, start=1)]
        if rows:
            session.execute(insert(_ROWS), rows)
        upload.source = "\n".join(
            dict.fromkeys([*sources_of(upload), *(str(path) for path in sources)])
        )
        upload.state = UploadState.READING
        note(unit, context, actor, AuditAction.UPLOAD_FILES_ADDED, upload, files=len(new))
        return len(new)


def discard_upload(context: ServiceContext, actor: Actor, upload_id: int, reason: str) -> None:
    """Discard what is left of a batch; files and rows stay, what is published stays published.

    Raises:
        UserError: as ``locked_upload``.
    """
    with context.database.write() as unit:
        upload = locked_upload(unit.session, actor, upload_id, *CHANGEABLE)
        upload.state = UploadState.DISCARDED
        upload.ended_at, upload.ended_by_id = context.clock.now(), actor.staff_id
        upload.end_reason = one_line(reason)
        note(unit, context, actor, AuditAction.UPLOAD_DISCARDED, upload)


def sources_of(upload: Upload) -> tuple[str, ...]:
    """Return the folders and files a batch came from, as they were chosen."""
    return tuple(upload.source.split("\n")) if upload.source else ()


def note(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    upload: Upload,
    **details: DetailValue,
) -> None:
    """Note an act on a batch in the audit log and tell the screens that show it."""
    record(unit, context, actor, action, "uploads", upload.id, upload.company_id, details)
    unit.changed(ChangeKind.UPLOAD, upload.id)


def describe(upload: Upload, command: NewUpload, context: ServiceContext) -> None:
    """Give a batch its kind, title, period and publishing date.

    Raises:
        UserError: ``documents.title_missing``, ``documents.title_too_long``.
    """
    title = one_line(command.title)
    if not title:
        raise UserError("documents.title_missing")
    if len(title) > LONGEST_TITLE:
        raise UserError("documents.title_too_long", most=LONGEST_TITLE)
    period = command.period
    upload.kind, upload.title = command.kind, title
    upload.period_from = None if period is None else period.first
    upload.period_to = None if period is None else period.last
    upload.visible_from = command.visible_from or context.clock.now()


def _row(upload_id: int, position: int, file: FoundFile) -> dict[str, object]:
    return {
        "upload_id": upload_id,
        "version": 1,
        "position": position,
        "file_name": file.name,
        "state": RowState.WAITING,
        "size": file.size,
    }


def count_unread(session: Session, upload_id: int) -> int:
    """Return how many files of a batch have not been looked at yet."""
    query = select(func.count()).where(
        UploadRow.upload_id == upload_id,
        UploadRow.state == RowState.WAITING,
        UploadRow.verdict.is_(None),
    )
    return session.scalar(query) or 0
