"""What is noted beside a backup, so that anybody can tell later whether it is whole.

It names no person and holds no secret: of the key of an encrypted data folder only a fingerprint.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

FORMAT = 1


class BackupManifest(msgspec.Struct, frozen=True, kw_only=True):
    """A backup as it was when it was made and checked. Instants are UTC, sizes bytes."""

    format: int = FORMAT
    program: str
    """Version of the program that made it."""
    made_at: datetime
    host: str
    file: str
    size: int
    sha256: str
    """Of the database file as it lies in the folder."""
    revision: str
    """Its schema."""
    rows: dict[str, int]
    """How many rows each table has."""
    sums: dict[str, int]
    """Of columns that hold sizes and amounts, in thousandths, by ``table.column``."""
    audit_id: int
    audit_hash: str
    """Number and hash of the last line of the audit log; 0 and "" where there is none."""
    documents: tuple[str, ...]
    """Names in the folder's store of all contents it refers to, sorted."""
    documents_digest: str
    """``digest_of`` the SHA-256 of these contents."""
    lost: int
    """So many contents were missing, damaged or out of reach already and are not here."""
    damaged: int = 0
    """How many of these were damaged."""
    unreachable: int = 0
    """How many of these lay in a place that did not answer."""
    key_fingerprint: str | None
    """Of the key that opens database, documents and keys; None where nothing is encrypted."""
    codes_key: str | None
    """SHA-256 of the key of the registration codes in the folder's ``keys``; None for none."""
    settings: msgspec.Raw = msgspec.Raw(b"null")
    """Settings of the workplace, without the password of a demonstration."""
    state: str
    """What ``change_mark`` said: two backups of the same state hold the same."""


@dataclass(frozen=True, slots=True)
class Extras:
    """Files of the data folder that go into a backup; None where there is none to be read."""

    settings: bytes | None = None
    codes_key: bytes | None = field(default=None, repr=False)
    key_fingerprint: str | None = None
    """Of the key of an encrypted data folder; never the key itself."""


def manifest_name(file: str) -> str:
    """Return the name of what is noted beside a database backup."""
    return file.removesuffix(".sqlite") + ".json"


def encoded(manifest: BackupManifest) -> bytes:
    """Return the manifest as it lies in the folder."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def decoded(content: bytes | None) -> BackupManifest | None:
    """Return what was noted; None where it is not there, cannot be read or is of another format."""
    if content is None:
        return None
    try:
        found = msgspec.json.decode(content, type=BackupManifest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return found if found.format == FORMAT else None


def digest_of(contents: Iterable[str]) -> str:
    """Return one hash for a set of SHA-256, in whatever order they come."""
    digest = hashlib.sha256()
    for sha256 in sorted(contents):
        digest.update(sha256.encode() + b"\n")
    return digest.hexdigest()
