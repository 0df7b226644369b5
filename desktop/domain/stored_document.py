"""What a document store knows of a content."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A content of the document store: its SHA-256 (64 hex digits, lower case) and its bytes."""

    sha256: str
    size: int
