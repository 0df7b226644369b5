"""The pages of a letter, from memory alone."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QWidget

from desktop.texts import tr


class LetterPages(QPdfView):
    """Shows a PDF as wide as there is room, all pages below each other."""

    def __init__(self, parent: QWidget) -> None:
        """Start without pages."""
        super().__init__(parent)
        # Not the view's own: when it goes it still asks for its pages, and they have to be there.
        self._pages = QPdfDocument(parent)
        self._buffer = QBuffer(self._pages)
        self.setAccessibleName(tr("Vorschau des Briefs"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        # A bar that comes takes width, shorter pages let it go again: for ever, if it may go.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setDocument(self._pages)

    def show_pdf(self, content: bytes) -> None:
        """Show these pages and no others."""
        self._buffer.close()
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._pages.load(self._buffer)
