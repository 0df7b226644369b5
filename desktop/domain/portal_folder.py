"""What a folder of the portal's share looks like to those who read it."""

import os
from dataclasses import dataclass
from enum import StrEnum


class FileKind(StrEnum):
    """What an entry of a folder is. Only plain files are ever opened, links never followed."""

    PLAIN = "plain"
    LINK = "link"
    OTHER = "other"


class FolderPlace(StrEnum):
    """Where a folder lies while we deal with it."""

    CLAIMED = "claimed"
    """Taken out of ``new/`` by one rename; a killed run left it or this run works on it."""
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True, order=True)
class FolderName:
    """A folder's or file's name as the file system has it: any bytes, not always readable."""

    raw: bytes

    @property
    def text(self) -> str:
        r"""The name for people and databases; what is no UTF-8 appears as ``\xff``."""
        return self.raw.decode("utf-8", "backslashreplace")

    @classmethod
    def of(cls, name: str) -> "FolderName":
        """Return the name for a text as the operating system's functions give or take it."""
        return cls(os.fsencode(name))


@dataclass(frozen=True, slots=True)
class FolderFile:
    """One entry of a folder; ``size`` is in bytes and 0 for what is no plain file."""

    name: FolderName
    kind: FileKind
    size: int


@dataclass(frozen=True, slots=True)
class PortalFolder:
    """A folder in our hands.

    ``name`` is the one it had in ``new/``; ``place_name`` the one of the entry that holds it: the
    claim (32 hexadecimal digits), or its name in ``quarantine/``.
    """

    place: FolderPlace
    name: FolderName
    place_name: FolderName
