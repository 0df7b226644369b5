"""What goes into a backup besides the database file: its documents, and the note beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from desktop import __version__
from desktop.database.backup import BackupCancelledError, CheckedCopy
from desktop.database.engine import read_only
from desktop.domain.backup_manifest import BackupManifest, Extras, digest_of, encoded
from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.services.documents.ports import DocumentSource
from desktop.services.documents.references import contents_in_use
from desktop.services.operation.change_mark import change_mark
from desktop.services.operation.health import failed_trial
from desktop.services.operation.heartbeats import this_host
from desktop.services.operation.ports import BackupFolder
from desktop.services.ports import DocumentStore

_BLOCK = 1 << 20
_LOST = frozenset({"documents.missing", "documents.damaged"})
"""What is wrong with one document does not keep the others from being copied."""
_AWAY = frozenset(
    {"documents.unreachable", "documents.no_credentials", "documents.credentials_unusable"}
)
"""Nor does a place that cannot be asked just now: it is asked again until it answers."""
_NOT_TO_TAKE_ALONG = frozenset({"demo_password", "layouts"})
"""A password, and what is kept by the names with which people sign in."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a database copy says of itself: SHA-256 of its contents, sorted, and its state."""

    contents: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class KeptDocuments:
    """What lies in the folder now: SHA-256 and names in its store; how many are new or lacking."""

    contents: tuple[str, ...]
    names: tuple[str, ...]
    copied: int
    missing: int
    damaged: int
    unreachable: int


def what_it_refers_to(file: Path, key: bytes | None) -> Reference:
    """Read a database copy, not the database: what came meanwhile is not part of the copy."""
    with read_only(file, key) as session:
        return Reference(tuple(sorted(contents_in_use(session))), change_mark(session))


def keep_documents(
    context: ServiceContext,
    folder: BackupFolder,
    wanted: tuple[str, ...],
    tell: Callable[[int, int], None],
    is_cancelled: Callable[[], bool],
) -> KeptDocuments:
    """Copy the contents that the folder lacks.

    Where the last trial failed for documents, each that is there is read, and what has become
    something else is copied anew. What cannot be had is counted; the others are copied.

    Raises:
        UserError: ``documents.*`` where the folder takes nothing.
        BackupCancelledError: ``is_cancelled`` said so.
    """
    store = folder.documents
    has = partial(_has_sound, store) if _documents_are_doubtful(context) else store.exists
    sources = context.stores.sparing()
    kept: list[str] = []
    without: list[str] = []
    copied = 0
    for number, sha256 in enumerate(wanted, start=1):
        if is_cancelled():
            raise BackupCancelledError
        if has(sha256):
            kept.append(sha256)
        else:
            try:
                source = sources.open(sha256)
            except UserError as error:
                if error.code not in _LOST | _AWAY:
                    raise
                without.append(error.code)
            else:
                with source:
                    store.put(iter(partial(source.read, _BLOCK), b""))
                kept.append(sha256)
                copied += 1
        tell(number, len(wanted))
    return KeptDocuments(
        contents=tuple(kept),
        names=tuple(sorted(store.name_of(sha256) for sha256 in kept)),
        copied=copied,
        missing=without.count("documents.missing"),
        damaged=without.count("documents.damaged"),
        unreachable=sum(code in _AWAY for code in without),
    )


def _documents_are_doubtful(context: ServiceContext) -> bool:
    with context.database.read() as session:
        failed = failed_trial(session)
    return failed is not None and failed[0] == "trial.documents"


def _has_sound(store: DocumentStore, sha256: str) -> bool:
    try:
        # The store opens only what is what its name says.
        store.open(sha256).close()
    except UserError as error:
        if error.code not in _LOST:
            raise
        return False
    return True


def can_be_completed(
    context: ServiceContext, folder: BackupFolder, is_cancelled: Callable[[], bool]
) -> bool:
    """Whether a content that the folder lacks can be had by now; no where ``is_cancelled``.

    It stops at the first one, and at places that still do not answer.
    """
    with context.database.read() as session:
        wanted = sorted(contents_in_use(session))
    store, sources = folder.documents, context.stores.sparing()
    for sha256 in wanted:
        if is_cancelled():
            return False
        if not store.exists(sha256) and _can_be_had(sources, sha256):
            return True
    return False


def _can_be_had(sources: DocumentSource, sha256: str) -> bool:
    try:
        sources.open(sha256).close()
    except UserError:
        return False
    return True


def note_of(
    made_at: datetime,
    copy: CheckedCopy,
    refers: Reference,
    kept: KeptDocuments,
    extras: Extras,
    folder: BackupFolder,
) -> BackupManifest:
    """Return what is to be noted, and put the key of the registration codes beside the rest.

    Raises:
        UserError: ``documents.*`` where the folder takes nothing.
    """
    codes = None if extras.codes_key is None else folder.keys.put([extras.codes_key]).sha256
    content = copy.content
    return BackupManifest(
        program=__version__,
        made_at=made_at,
        host=this_host(),
        file=copy.path.name,
        size=copy.size,
        sha256=copy.sha256,
        revision=content.revision or "",
        rows=dict(content.rows),
        sums=dict(content.sums),
        audit_id=content.audit_id,
        audit_hash=content.audit_hash,
        documents=kept.names,
        documents_digest=digest_of(kept.contents),
        lost=kept.missing + kept.damaged + kept.unreachable,
        damaged=kept.damaged,
        unreachable=kept.unreachable,
        key_fingerprint=extras.key_fingerprint,
        codes_key=codes,
        settings=_settings(extras.settings),
        state=refers.state,
    )


def keep_note(folder: BackupFolder, manifest: BackupManifest) -> None:
    """Put the note beside the backup. Raises OSError where the folder takes nothing."""
    folder.note(manifest.file, encoded(manifest))


def _settings(content: bytes | None) -> msgspec.Raw:
    """Settings as they are written, without what nobody else shall read; null where unreadable."""
    try:
        plain = msgspec.json.decode(content or b"null")
    except (msgspec.DecodeError, UnicodeDecodeError):
        plain = None
    if isinstance(plain, dict):
        plain = {name: plain[name] for name in plain.keys() - _NOT_TO_TAKE_ALONG}
    return msgspec.Raw(msgspec.json.encode(plain, order="sorted"))
