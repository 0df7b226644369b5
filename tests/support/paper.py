"""A PDF as its reader sees it: words, where they stand, what is black."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument

POINTS_A_MM = 72 / 25.4


class Paper:
    """A PDF as a reader sees it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._buffer = QBuffer()
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document = QPdfDocument()
        self.document.load(self._buffer)
        assert self.document.error() is QPdfDocument.Error.None_

    def __len__(self) -> int:
        return self.document.pageCount()

    def text(self, page: int = 0) -> str:
        """The text of a page, its lines as one."""
        return " ".join(self.document.getAllText(page).text().split())

    def place(self, words: str, page: int = 0, *, last: bool = False) -> QRectF:
        """Where words stand for the first (or last) time, in millimetres from the edges."""
        found = self.document.getAllText(page).text()
        start = found.rindex(words) if last else found.index(words)
        bounds = self.document.getSelectionAtIndex(page, start, len(words)).boundingRectangle()
        scale = 1 / POINTS_A_MM
        return QRectF(
            bounds.x() * scale, bounds.y() * scale, bounds.width() * scale, bounds.height() * scale
        )

    def picture(self, page: int = 0) -> QImage:
        """The page with ten pixels a millimetre."""
        return self.document.render(page, QSize(2100, 2970))

    def lines(self, page: int = 0) -> list[QRectF]:
        """Where the pieces of text of a page stand, in millimetres."""
        scale = 1 / POINTS_A_MM
        return [
            QRectF(
                box.boundingRect().x() * scale,
                box.boundingRect().y() * scale,
                box.boundingRect().width() * scale,
                box.boundingRect().height() * scale,
            )
            for box in self.document.getAllText(page).bounds()
        ]
