"""A picture that can be enlarged and turned."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.texts import tr
from desktop.views.case.file_pages import LEAST_ZOOM, MOST_ZOOM

ZOOM_STEP = 1.25


class _Canvas(QWidget):
    """Paints the picture in the size the area gave it."""

    def __init__(self) -> None:
        super().__init__()
        self.pixmap = QPixmap()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self.pixmap.isNull():
            painter.drawPixmap(QRectF(self.rect()), self.pixmap, QRectF(self.pixmap.rect()))
        painter.end()


class PictureView(QScrollArea):
    """A picture: fitted at first, then enlarged or made smaller, and turned by quarters."""

    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setAccessibleName(tr("Bild"))
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._canvas = _Canvas()
        self.setWidget(self._canvas)
        self._fits = True
        self._zoom = 1.0

    @property
    def zoom(self) -> float:
        """Shown size divided by that of the picture."""
        return self._zoom

    def show_image(self, image: QImage) -> None:
        """Show a picture as a whole."""
        self._canvas.pixmap = QPixmap.fromImage(image)
        self.fit()

    def fit(self) -> None:
        """Show all of it, never enlarged; it stays so when the room changes."""
        self._fits = True
        size = self._canvas.pixmap.size()
        room = self.maximumViewportSize()
        if size.isEmpty() or room.isEmpty():
            return
        self._show_at(min(1.0, room.width() / size.width(), room.height() / size.height()))

    def zoom_by(self, factor: float) -> None:
        """Enlarge (above 1) or make smaller."""
        self._fits = False
        self._show_at(max(LEAST_ZOOM, min(self._zoom * factor, MOST_ZOOM)))

    def turn(self) -> None:
        """Turn by a quarter to the right."""
        self._canvas.pixmap = self._canvas.pixmap.transformed(QTransform().rotate(90))
        if self._fits:
            self.fit()
        else:
            self._show_at(self._zoom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.zoom_by(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
            event.accept()
            return
        super().wheelEvent(event)

    def _show_at(self, zoom: float) -> None:
        self._zoom = zoom
        size = self._canvas.pixmap.size()
        self._canvas.resize(
            QSize(max(1, round(size.width() * zoom)), max(1, round(size.height() * zoom)))
        )
        self._canvas.update()
        self.zoomed.emit()
