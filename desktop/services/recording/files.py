"""Attachments of a recording: into the document store at once, whatever becomes of the form."""

import mimetypes
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.company_rules import DEFAULT_RULES, CompanyRules
from desktop.domain.errors import UserError
from desktop.domain.file_names import kept_name
from desktop.models.company import Company
from desktop.services.context import ServiceContext
from desktop.services.recording.choices import load_tenancy
from desktop.services.recording.form import RecordedFile
from desktop.services.recording.ports import ChosenFiles
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_settings import load_rules

UNKNOWN_TYPE = "application/octet-stream"
_MEBIBYTE = 1024 * 1024


def attach_file(
    context: ServiceContext, actor: Actor, files: ChosenFiles, path: Path, tenancy_id: int | None
) -> RecordedFile:
    """Put a file of this computer into the document store.

    The limit is that of the tenancy's company; while none is chosen, the largest of the person's
    companies, and recording looks again.

    Raises:
        UserError: ``access.denied``, ``recording.no_tenancy``, ``recording.file_gone``,
            ``file_folder``, ``file_link``, ``file_special``, ``file_unreadable``, ``file_empty``,
            ``file_too_large`` (each with ``name``, the last with ``limit`` in MB),
            ``documents.disk_full`` or ``documents.not_writable``. Nothing is kept then.
    """
    limit = _limit(context, actor, tenancy_id)
    name = kept_name(files.name(path))
    with files.chunks(path) as chunks:
        return _keep(context, name, _media_type(name), chunks, limit)


def attach_content(
    context: ServiceContext, actor: Actor, file: tuple[str, bytes], tenancy_id: int | None
) -> RecordedFile:
    """Put pasted content into the document store; ``file`` is its name and its bytes.

    Raises:
        UserError: as ``attach_file``.
    """
    limit = _limit(context, actor, tenancy_id)
    name = kept_name(file[0])
    return _keep(context, name, _media_type(name), [file[1]], limit)


def check_files(files: Iterable[RecordedFile], rules: CompanyRules) -> None:
    """Look whether a company takes these files.

    Raises:
        UserError: ``recording.file_too_large`` with ``name`` and ``limit``, or
            ``recording.files_too_large`` with ``limit``, in MB.
    """
    total = 0
    for file in files:
        total += file.size
        if file.size > rules.max_attachment_bytes:
            raise _too_large(file.name, rules.max_attachment_bytes)
    if total > rules.max_event_bytes:
        raise UserError("recording.files_too_large", limit=rules.max_event_bytes // _MEBIBYTE)


def _limit(context: ServiceContext, actor: Actor, tenancy_id: int | None) -> int:
    require(actor, Permission.WORK_CASES)
    with context.database.read() as session:
        companies = _companies(session, actor, tenancy_id)
        return max(
            (load_rules(session, company).max_attachment_bytes for company in companies),
            default=DEFAULT_RULES.max_attachment_bytes,
        )


def _companies(session: Session, actor: Actor, tenancy_id: int | None) -> list[int]:
    if tenancy_id is not None:
        return [load_tenancy(session, actor, tenancy_id).company_id]
    query = select(Company.id)
    if actor.company_ids is not None:
        query = query.where(Company.id.in_(actor.company_ids))
    return list(session.scalars(query))


def _keep(
    context: ServiceContext, name: str, media_type: str, chunks: Iterable[bytes], limit: int
) -> RecordedFile:
    stored = context.documents.put(_weighed(name, chunks, limit))
    return RecordedFile(name=name, media_type=media_type, size=stored.size, sha256=stored.sha256)


def _weighed(name: str, chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """The content, as long as there is some and not too much: a file may grow while it is read."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise _too_large(name, limit)
        yield chunk
    if size == 0:
        raise UserError("recording.file_empty", name=name)


def _too_large(name: str, limit: int) -> UserError:
    return UserError("recording.file_too_large", name=name, limit=limit // _MEBIBYTE)


def _media_type(name: str) -> str:
    """What the ending promises; what a file really is, is judged where it is shown."""
    guessed, encoding = mimetypes.guess_type(name)
    return UNKNOWN_TYPE if guessed is None or encoding is not None else guessed
