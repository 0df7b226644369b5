"""Files that may go to a tenant: known by what is in them, not by what their name says.

The name has to agree with the content, because the tenant's computer goes by the name.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.active_content import acts_by_itself, parts_act
from desktop.domain.errors import UserError
from desktop.domain.risky_files import is_risky

HEAD_BYTES = 1024
"""So much of the beginning tells what a file is; a PDF may begin with a little else."""
_TAIL_BYTES = 2048


class FileKind(StrEnum):
    """What can be sent; the value is the media type."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    GIF = "image/gif"
    TIFF = "image/tiff"
    WEBP = "image/webp"
    TEXT = "text/plain"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODT = "application/vnd.oasis.opendocument.text"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingFile:
    """A file that goes with a message; its bytes lie in the document store already."""

    name: str
    media_type: str
    size: int
    sha256: str


_ENDINGS = {
    "pdf": FileKind.PDF,
    "png": FileKind.PNG,
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
    "gif": FileKind.GIF,
    "tif": FileKind.TIFF,
    "tiff": FileKind.TIFF,
    "webp": FileKind.WEBP,
    "txt": FileKind.TEXT,
    "docx": FileKind.DOCX,
    "xlsx": FileKind.XLSX,
    "odt": FileKind.ODT,
}
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
)
_ZIP = b"PK\x03\x04"
_MAIN_PARTS = (
    ("word/document.xml", FileKind.DOCX),
    ("xl/workbook.xml", FileKind.XLSX),
)
_WRITING = bytes((9, 10, 12, 13, *range(32, 256)))
_ODT_MARK = b"mimetypeapplication/vnd.oasis.opendocument.text"


def is_archive(content: bytes) -> bool:
    """Whether the names of the parts are needed to judge a file."""
    return content.startswith(_ZIP)


def judged(name: str, content: bytes, parts: Collection[str] = ()) -> FileKind:
    """Return what a file is; ``parts`` are the names within an archive.

    Raises:
        UserError: each with ``name``: ``files.empty``, ``files.risky`` (it can run something, by
            name or content), ``files.not_sendable`` (another kind), ``files.misnamed`` (the name
            says another kind than the content), ``files.macros``, ``files.active`` (it runs, opens
            or sends something, or carries other files), ``files.damaged``.
    """
    if not content:
        raise UserError("files.empty", name=name)
    if is_risky(name, content[:8]):
        raise UserError("files.risky", name=name)
    promised = _ENDINGS.get(name.lower().rpartition(".")[2])
    if promised is None:
        raise UserError("files.not_sendable", name=name)
    found = _kind_of(content, parts)
    if found is not promised:
        raise UserError("files.misnamed", name=name)
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise UserError("files.macros", name=name)
    if parts_act(parts) or (found is FileKind.PDF and acts_by_itself(content)):
        raise UserError("files.active", name=name)
    if found is FileKind.PDF and b"%%EOF" not in content[-_TAIL_BYTES:]:
        raise UserError("files.damaged", name=name)
    return found


def is_printable(file: OutgoingFile) -> bool:
    """Whether a letter can enclose it: its pages are printed behind the letter."""
    return file.media_type == FileKind.PDF


def is_locked(content: bytes) -> bool:
    """Whether a PDF asks for a password, so that nobody can print it."""
    return b"/Encrypt" in content


def _kind_of(content: bytes, parts: Collection[str]) -> FileKind | None:
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileKind.WEBP
    if b"%PDF-" in content[:HEAD_BYTES]:
        return FileKind.PDF
    if content.startswith(_ZIP):
        return _office_kind(content, parts)
    return FileKind.TEXT if _is_text(content) else None


def _office_kind(content: bytes, parts: Collection[str]) -> FileKind | None:
    if _ODT_MARK in content[:200]:
        return FileKind.ODT
    if "[Content_Types].xml" not in parts:
        return None
    return next((kind for part, kind in _MAIN_PARTS if part in parts), None)


def _is_text(content: bytes) -> bool:
    """Plain words: readable as UTF-8 or of the older Windows kind, without control signs."""
    return not content.translate(None, _WRITING) and content.lstrip()[:1] != b"<"
