"""Files that go with a message: checked by what is in them, kept at once, never opened or run."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.file_names import kept_name
from desktop.domain.kinds import DeliveryChannel
from desktop.domain.sendable_files import (
    OutgoingFile,
    is_locked,
    is_printable,
    judged,
)
from desktop.models.case import Attachment, Case, Message
from desktop.services.cases.loading import bank_change_of, load_case
from desktop.services.cases.merged import with_merged
from desktop.services.context import ServiceContext
from desktop.services.documents.parts import parts_of
from desktop.services.documents.withheld import recalled_contents
from desktop.services.recording.ports import ChosenFiles
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_settings import load_rules

_MEBIBYTE = 1024 * 1024


def attach_file(
    context: ServiceContext, actor: Actor, files: ChosenFiles, path: Path, case_id: int
) -> OutgoingFile:
    """Take a file of this computer for a message in the case.

    Raises:
        UserError: ``case.not_found``, ``access.denied``; as ``ChosenFiles`` and
            ``domain.sendable_files.judged``; ``files.too_large`` with ``name`` and ``limit`` in MB;
            ``documents.disk_full`` or ``documents.not_writable``. Nothing is kept then.
    """
    limit = _limit(context, actor, case_id)
    name = kept_name(files.name(path))
    with files.chunks(path) as chunks:
        content = _read(name, chunks, limit)
    return _keep(context, name, content)


def attach_content(
    context: ServiceContext, actor: Actor, file: tuple[str, bytes], case_id: int
) -> OutgoingFile:
    """Take pasted content for a message in the case; ``file`` is its name and its bytes.

    Raises:
        UserError: as ``attach_file``.
    """
    limit = _limit(context, actor, case_id)
    name = kept_name(file[0])
    return _keep(context, name, _read(name, [file[1]], limit))


def attach_of_case(
    context: ServiceContext, actor: Actor, attachment_id: int, case_id: int
) -> OutgoingFile:
    """Take a file that lies in the case already, whoever sent it.

    Raises:
        UserError: ``attachment.not_found`` for a file of another case, ``access.denied``;
            ``documents.missing`` or ``documents.damaged``; as ``attach_file``.
    """
    limit = _limit(context, actor, case_id)
    with context.database.read() as session:
        row = session.scalar(
            select(Attachment)
            .join(Message, Message.id == Attachment.message_id)
            .where(Attachment.id == attachment_id, Message.case_id.in_(with_merged(case_id)))
        )
        if row is None:
            raise UserError("attachment.not_found")
        if bank_change_of(session, case_id) is not None:
            # Scans of mandates show accounts in full.
            require(actor, Permission.REVEAL_IBAN, None)
        name, sha256 = kept_name(row.name), row.sha256
    with context.documents.open(sha256) as stream:
        content = _read(name, [stream.read()], limit)
    kind = judged(name, content, parts_of(name, content))
    return OutgoingFile(name=name, media_type=kind.value, size=len(content), sha256=sha256)


def checked(
    session: Session,
    context: ServiceContext,
    case: Case,
    channel: DeliveryChannel,
    files: tuple[OutgoingFile, ...],
) -> tuple[OutgoingFile, ...]:
    """Return the files of a message if all of them can go this way, as one message.

    Raises:
        UserError: ``files.lost`` or ``files.recalled`` or ``files.letter_needs_pdf`` or
            ``files.locked`` (each with ``name``), ``files.together_too_large`` with ``limit`` in
            MB, ``documents.damaged``.
    """
    limit = load_rules(session, case.company_id).max_event_bytes
    if sum(file.size for file in files) > limit:
        raise UserError("files.together_too_large", limit=limit // _MEBIBYTE)
    recalled = recalled_contents(session, [case.tenancy_id] if case.tenancy_id and files else [])
    for file in files:
        if file.sha256 in recalled.get(case.tenancy_id or 0, frozenset()):
            raise UserError("files.recalled", name=file.name)
        if not context.documents.exists(file.sha256):
            raise UserError("files.lost", name=file.name)
        if channel is not DeliveryChannel.LETTER:
            continue
        if not is_printable(file):
            raise UserError("files.letter_needs_pdf", name=file.name)
        with context.documents.open(file.sha256) as stream:
            if is_locked(stream.read()):
                raise UserError("files.locked", name=file.name)
    return files


def as_attachments(files: Iterable[OutgoingFile]) -> list[Attachment]:
    """Return the rows of a message's files."""
    return [
        Attachment(name=one.name, media_type=one.media_type, size=one.size, sha256=one.sha256)
        for one in files
    ]


def kept_files(files: Iterable[OutgoingFile]) -> list[dict[str, Any]]:
    """Return files in the form in which a draft keeps them."""
    kept: list[dict[str, Any]] = msgspec.to_builtins(tuple(files))
    return list(kept)


def read_files(kept: object) -> tuple[OutgoingFile, ...]:
    """Return the files of a draft; what another version has written is left out."""
    try:
        return tuple(msgspec.convert(kept or [], list[OutgoingFile]))
    except msgspec.ValidationError:
        return ()


def _limit(context: ServiceContext, actor: Actor, case_id: int) -> int:
    with context.database.read() as session:
        case = load_case(session, actor, Permission.WORK_CASES, case_id)
        return load_rules(session, case.company_id).max_attachment_bytes


def _read(name: str, chunks: Iterable[bytes], limit: int) -> bytes:
    """All of a file, as long as it is not too much: it may grow while it is read."""
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > limit:
            raise UserError("files.too_large", name=name, limit=limit // _MEBIBYTE)
    return bytes(content)


def _keep(context: ServiceContext, name: str, content: bytes) -> OutgoingFile:
    kind = judged(name, content, parts_of(name, content))
    stored = context.documents.put([content])
    return OutgoingFile(name=name, media_type=kind.value, size=stored.size, sha256=stored.sha256)
