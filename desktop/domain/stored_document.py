"""What a document store knows of a content."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A content of the document store: its SHA-256 (64 hex digits, lower case) and its bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Shelved:
    """Something that lies in a store, and since when; None where the place does not tell.

    ``name`` is the SHA-256 of its content, or what an encrypted store makes of it.
    """

    name: str
    since: datetime | None
