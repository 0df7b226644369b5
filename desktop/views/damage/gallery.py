"""The pictures of a damage side by side, large enough to choose one; read when they are seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.services.cases.view import AttachmentView
from desktop.texts import tr
from desktop.views import theme
from desktop.views.case.thumbnails import ThumbnailRow

PICTURE = 132
"""Width of a small picture in pixels at 100 %; so many are decoded of it, more would be lost."""


class Gallery(ThumbnailRow):
    """The pictures of one report. ←/→ go through them, Enter shows one beside the text.

    ``chosen`` carries the number of a picture, from 0; ``files.wanted`` asks for a small one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setAccessibleName(tr("Bilder des Schadens"))
        self._fit()

    def show_pictures(self, pictures: tuple[AttachmentView, ...]) -> None:
        """Show these; the first one is marked, so that Enter means it."""
        if pictures == self.files.files:
            return
        self.files.show_files(pictures)
        if pictures:
            self.point_at(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens on every platform; a file manager's rename key means nothing here."""
        if Qt.Key(event.key()) in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            index = self.currentIndex()
            if index.isValid():
                self.chosen.emit(index.row())
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "files"):
            self._fit()

    def _fit(self) -> None:
        now = theme.current()
        edge = now.px(PICTURE)
        self.setIconSize(QSize(edge, edge * 3 // 4))
        self.setFixedHeight(edge * 3 // 4 + now.px(32))
