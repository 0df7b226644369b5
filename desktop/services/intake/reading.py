"""Read one folder of the portal and judge what can be judged without the database.

The checks come in this order, and the first that fails is the reason: event.json is there and a
plain file, its size, JSON, envelope and type, time, data, names of the attachments, links, missing
files, sizes, hashes. What needs the database follows in ``intake_decision``.
"""

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.portal_event import (
    EVENT_FILE,
    NO_HEAD,
    AttachmentEntry,
    EventHead,
    PortalEvent,
    PortalEventType,
    read_event,
    read_head,
)
from desktop.domain.portal_fields import BANK_DETAILS, BankFields, read_bank_fields
from desktop.domain.portal_folder import FileKind, FolderFile, FolderName, PortalFolder
from desktop.domain.portal_json import (
    QuarantineReason,
    RefusedEventError,
    content_hash,
    parse_json,
)
from desktop.services.intake.ports import PortalInbox

_EVENT_FILE = FolderName(EVENT_FILE.encode("ascii"))


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """How many bytes a file and all files of an event together may have."""

    file: int = DEFAULT_RULES.max_attachment_bytes
    event: int = DEFAULT_RULES.max_event_bytes


DEFAULT_LIMITS = SizeLimits()


@dataclass(frozen=True, slots=True)
class FolderContent:
    """What a folder holds, as far as it could be read.

    ``refusal`` is why it goes to the quarantine whatever the database says; without one ``event``
    and ``content_hash`` are set. ``bank`` are the fields of an application for new bank details.
    ``attached`` are the files that ``event.attachments`` name, in that order, ``unnamed`` the
    plain files that nobody names.
    """

    folder: PortalFolder
    raw: bytes | None = None
    head: EventHead = NO_HEAD
    event: PortalEvent | None = None
    bank: BankFields | None = None
    content_hash: str | None = None
    attached: tuple[FolderFile, ...] = ()
    unnamed: tuple[FolderFile, ...] = ()
    refusal: QuarantineReason | None = None
    place: str = ""


@dataclass(slots=True)
class _Reading:
    """A folder while it is read; ``content`` is what is known when a check fails."""

    inbox: PortalInbox
    content: FolderContent
    files: dict[FolderName, FolderFile] = field(default_factory=dict)


def read_folder(
    inbox: PortalInbox,
    folder: PortalFolder,
    *,
    limits: Mapping[str, SizeLimits],
    now: datetime,
) -> FolderContent:
    """Read and check a folder. ``limits`` are those of the companies by their code.

    Raises:
        OSError: the folder cannot be read now.
    """
    reading = _Reading(inbox, FolderContent(folder))
    try:
        _read(reading, limits, now)
    except RefusedEventError as refused:
        return replace(reading.content, refusal=refused.reason, place=refused.place)
    return reading.content


def _read(reading: _Reading, limits: Mapping[str, SizeLimits], now: datetime) -> None:
    inbox, folder = reading.inbox, reading.content.folder
    reading.files = {file.name: file for file in inbox.files(folder)}
    largest = max([DEFAULT_LIMITS.file, *(limit.file for limit in limits.values())])
    raw = inbox.read(folder, _event_file(reading.files, largest), largest + 1)
    reading.content = replace(reading.content, raw=raw)
    document = parse_json(raw)
    head = read_head(document)
    reading.content = replace(reading.content, head=head)
    event = read_event(document, now)
    bank = None
    if event.type is PortalEventType.REQUEST_SUBMITTED and event.category == BANK_DETAILS:
        bank = read_bank_fields(event.fields)
    reading.content = replace(reading.content, event=event, bank=bank)
    attached = _find_files(reading, event.attachments)
    _check_sizes(reading.files, limits.get(event.company, DEFAULT_LIMITS))
    for entry, file in zip(event.attachments, attached, strict=True):
        _check_content(reading, entry, file)
    named = {_EVENT_FILE, *(file.name for file in attached)}
    reading.content = replace(
        reading.content,
        attached=attached,
        unnamed=tuple(file for name, file in reading.files.items() if name not in named),
        content_hash=content_hash(document, (entry.sha256 for entry in event.attachments)),
    )


def _event_file(files: Mapping[FolderName, FolderFile], largest: int) -> FolderName:
    file = files.get(_EVENT_FILE)
    if file is not None and file.kind is FileKind.LINK:
        raise RefusedEventError(QuarantineReason.BAD_FILE_NAME, EVENT_FILE)
    if file is None or file.kind is not FileKind.PLAIN:
        raise RefusedEventError(QuarantineReason.MISSING_FILE, EVENT_FILE)
    if file.size > largest:
        raise RefusedEventError(QuarantineReason.TOO_LARGE, EVENT_FILE)
    return file.name


def _find_files(reading: _Reading, entries: tuple[AttachmentEntry, ...]) -> tuple[FolderFile, ...]:
    """The file of each attachment. Nothing that is no plain file may lie in the folder."""
    files = reading.files
    if any(file.kind is FileKind.LINK for file in files.values()):
        raise RefusedEventError(QuarantineReason.BAD_FILE_NAME, "link")
    found: list[FolderFile] = []
    for entry in entries:
        file = files.get(FolderName(entry.file.encode("utf-8")))
        if file is None or file.kind is not FileKind.PLAIN:
            raise RefusedEventError(QuarantineReason.MISSING_FILE, "data.attachments")
        found.append(file)
    if any(file.kind is not FileKind.PLAIN for file in files.values()):
        # A folder or a pipe cannot be kept with the raw record, and nothing may be dropped.
        raise RefusedEventError(QuarantineReason.BAD_FILE_NAME, "no_plain_file")
    return tuple(found)


def fits(files: Iterable[FolderFile], limits: SizeLimits) -> bool:
    """Tell whether the files besides event.json may be kept, be they named or not."""
    sizes = [file.size for file in files if file.name != _EVENT_FILE]
    return all(size <= limits.file for size in sizes) and sum(sizes) <= limits.event


def whole(inbox: PortalInbox, folder: PortalFolder, file: FolderFile) -> Iterator[bytes]:
    """Yield a file's content piece by piece, never more than it had when it was listed.

    Raises:
        OSError: it cannot be read, or somebody still writes into it: it is for the next time.
    """
    left = file.size
    for block in inbox.chunks(folder, file.name):
        left -= len(block)
        if left < 0:
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        yield block


def _check_sizes(files: Mapping[FolderName, FolderFile], limits: SizeLimits) -> None:
    """Files that nobody names count too: they are kept. event.json itself was weighed before."""
    if not fits(files.values(), limits):
        raise RefusedEventError(QuarantineReason.TOO_LARGE, "data.attachments")


def _check_content(reading: _Reading, entry: AttachmentEntry, file: FolderFile) -> None:
    """Compare size and hash with what the event says; nothing is stored yet."""
    if entry.size is not None and entry.size != file.size:
        raise RefusedEventError(QuarantineReason.WRONG_HASH, "size")
    digest = hashlib.sha256()
    for block in whole(reading.inbox, reading.content.folder, file):
        digest.update(block)
    if digest.hexdigest() != entry.sha256:
        raise RefusedEventError(QuarantineReason.WRONG_HASH, "sha256")
