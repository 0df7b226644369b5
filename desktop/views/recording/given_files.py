"""What a drop or a paste brings: files of this computer, a picture, or something else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter

from desktop.texts import tr


@dataclass(frozen=True, slots=True)
class GivenFiles:
    """``elsewhere`` counts addresses that are no files of this computer."""

    paths: tuple[Path, ...] = ()
    picture: bytes = b""
    elsewhere: int = 0


def brings_files(mime: QMimeData) -> bool:
    """Whether there is anything that could be an attachment."""
    return mime.hasUrls() or mime.hasImage()


def given_files(mime: QMimeData) -> GivenFiles:
    """Return what is brought; a picture counts only where no file is named."""
    paths = tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    elsewhere = sum(not url.isLocalFile() for url in mime.urls())
    picture = b"" if paths or not mime.hasImage() else _png(mime.imageData())
    return GivenFiles(paths, picture, elsewhere)


def picture_name() -> str:
    """Name of a picture that was pasted."""
    return tr("Zwischenablage.png")


def _png(image: object) -> bytes:
    if not isinstance(image, QImage):
        return b""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
