"""Makes pictures of files that somebody sent, off the window's thread; bombs are not unfolded."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from desktop.domain.drawn_pages import PageSize
from desktop.services.cases.files import attachment_bytes, thumbnail_bytes
from desktop.services.cases.ports import PdfReader
from desktop.services.cases.view import AttachmentView
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.texts import tr

MAX_PIXELS = 40_000_000
"""Larger pictures are not decoded: a small file can unfold to gigabytes."""
LONGEST_EDGE = 4096
"""Pixels that a shown picture has at most; telephones send more than a screen can show."""
MAX_BYTES = 100 << 20
THUMBNAIL = 72
_FORMATS = frozenset((b"png", b"jpeg", b"gif", b"bmp", b"webp", b"tiff", b"ico"))
"""Pictures of points only: what can name other files is not read."""


@dataclass(frozen=True, slots=True)
class FileLook:
    """How a file looks: a picture, the pages of a PDF, or why neither."""

    image: QImage | None = None
    pages: tuple[PageSize, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of a case ready to be shown."""

    attachment: AttachmentView
    image: QImage | None = None
    pages: tuple[PageSize, ...] = ()
    problem: str = ""


def read_file(
    context: ServiceContext,
    actor: Actor,
    attachment: AttachmentView,
    reader: PdfReader,
    ticket: int,
) -> ShownFile:
    """Read a file and judge it by its content; that it was looked at is on the audit log.

    A PDF is left open in the ``reader``, under the ``ticket``.

    Raises:
        UserError: as ``attachment_bytes`` and ``reader.open``.
    """
    if attachment.size > MAX_BYTES:
        return ShownFile(
            attachment,
            problem=tr(
                "„{name}“ ist mit {n} MB zu groß für die Anzeige. Speichern Sie die Datei, um sie "
                "mit einem anderen Programm anzusehen.",
                name=attachment.name,
                n=round(attachment.size / (1 << 20)),
            ),
        )
    data = attachment_bytes(context, actor, attachment.attachment_id).data
    look = look_of(attachment.name, attachment.media_type, data, reader, ticket)
    return ShownFile(attachment, look.image, look.pages, look.problem)


def look_of(name: str, media_type: str, data: bytes, reader: PdfReader, ticket: int) -> FileLook:
    """Judge a file by its content; a PDF is left open in the ``reader``, under the ``ticket``.

    Raises:
        UserError: as ``reader.open``.
    """
    if data.startswith(b"%PDF-"):
        return FileLook(pages=reader.open(ticket, data))
    return _picture(name, media_type, data)


def read_thumbnail(context: ServiceContext, actor: Actor, attachment: AttachmentView) -> QImage:
    """Return a small picture of a file; an empty one where there is none.

    Raises:
        UserError: as ``thumbnail_bytes``.
    """
    if attachment.size > MAX_BYTES or not attachment.media_type.startswith("image/"):
        return QImage()
    data = thumbnail_bytes(context, actor, attachment.attachment_id)
    return decoded(data, THUMBNAIL * 2)[0] or QImage()


def _picture(name: str, media_type: str, data: bytes) -> FileLook:
    image, pixels = decoded(data, LONGEST_EDGE)
    if image is not None:
        return FileLook(image)
    if pixels > MAX_PIXELS:
        return FileLook(
            problem=tr(
                "„{name}“ hat {n} Millionen Bildpunkte und wird nicht angezeigt: So große Bilder "
                "können das Programm anhalten. Die Datei selbst ist unverändert gespeichert.",
                name=name,
                n=round(pixels / 1_000_000),
            ),
        )
    if media_type == "application/pdf" or media_type.startswith("image/"):
        return FileLook(
            problem=tr(
                "„{name}“ ist beschädigt oder etwas anderes, als der Name sagt, und kann nicht "
                "angezeigt werden.",
                name=name,
            ),
        )
    return FileLook(
        problem=tr(
            "„{name}“ hat keine Vorschau. Angezeigt werden PDF-Dateien und Bilder.", name=name
        ),
    )


def decoded(data: bytes, longest_edge: int) -> tuple[QImage | None, int]:
    """Return the picture, at most ``longest_edge`` pixels long, and the pixels it claims to have.

    No picture where it is none, is broken, or claims too many pixels.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()) not in _FORMATS:
        return None, 0
    size = reader.size()
    pixels = max(size.width(), 0) * max(size.height(), 0)
    if pixels == 0 or pixels > MAX_PIXELS:
        return None, pixels
    if max(size.width(), size.height()) > longest_edge:
        # JPEG is decoded in the smaller size at once.
        reader.setScaledSize(
            size.scaled(QSize(longest_edge, longest_edge), Qt.AspectRatioMode.KeepAspectRatio)
        )
    image = reader.read()
    return (None if image.isNull() else image), pixels


def draw_page(reader: PdfReader, ticket: int, page: int, size: QSize) -> QImage:
    """Return a page (from 0) of the PDF that is open, in a size in pixels.

    Raises:
        UserError: as ``reader.draw``.
    """
    drawn = reader.draw(ticket, page, size.width(), size.height())
    image = QImage(
        drawn.pixels, drawn.width, drawn.height, 4 * drawn.width, QImage.Format.Format_RGB32
    )
    # Such an image borrows the bytes; the copy has its own.
    return image.copy()
