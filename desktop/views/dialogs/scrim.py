"""The veil over the window while a question is asked: it sets the dialog apart from the rest."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QWidget

from desktop.views import theme
from desktop.views.theme_tokens import Role

_OPACITY = 0.45


class Scrim(QWidget):
    """Covers a window until the dialog over it is gone."""

    def __init__(self, window: QWidget) -> None:
        """Cover ``window`` and follow its size."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("")
        self._window = window
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """One flat colour."""
        painter = QPainter(self)
        painter.setOpacity(_OPACITY)
        painter.fillRect(self.rect(), theme.current().color(Role.BG_SCRIM))
        painter.end()


def open_over_scrim(dialog: QDialog) -> None:
    """Open a dialog that waits for nobody; its window is veiled until it is closed."""
    parent = dialog.parentWidget()
    if parent is not None:
        scrim = Scrim(parent.window())
        dialog.finished.connect(scrim.hide)
        dialog.destroyed.connect(scrim.deleteLater)
    dialog.open()
