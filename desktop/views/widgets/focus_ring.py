"""The focus ring around buttons: 2 px in the ring colour, 1 px away from the control.

One ring serves all buttons: it lies beside the focused button in the same parent, or in the next
one that has room for all of it, so it scrolls and is clipped with it and takes no room in the
layout.
Inputs and lists draw their own focus.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QRadioButton,
    QSplitter,
    QWidget,
)

from desktop.views import theme
from desktop.views.theme_tokens import Role

_REACH = 3


class FocusRing(QObject):
    """Follows the keyboard focus of ``application`` from button to button."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._frame: _RingFrame | None = None
        application.focusChanged.connect(self._on_focus_changed)

    def stop(self) -> None:
        """Follow the focus no longer."""
        self._application.focusChanged.disconnect(self._on_focus_changed)
        self._on_focus_changed(None, None)

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._frame is not None:
            self._frame.leave()
            self._frame = None
        parent = new.parentWidget() if isinstance(new, QAbstractButton) else None
        if new is not None and parent is not None and _takes_ring(parent):
            self._frame = _RingFrame(new, parent)


def _takes_ring(parent: QWidget) -> bool:
    # By name: the classes of dialogs bring enumerations that the first window would wait for.
    return not any(map(parent.inherits, ("QSplitter", "QDialogButtonBox", "QMessageBox")))


class _RingFrame(QWidget):
    """The painted ring; lives as long as its button has the focus."""

    def __init__(self, button: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._button: QWidget | None = button
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("–")
        button.installEventFilter(self)
        self._place()
        self.show()

    def leave(self) -> None:
        """Go away; safe when Qt has deleted the button or this frame already."""
        self._button = None
        try:
            self.hide()
            self.deleteLater()
        except RuntimeError:
            return

    def _place(self) -> None:
        if self._button is None:
            return
        host, box = self._find_host(self._button)
        if host is not self.parentWidget():
            self.setParent(host)
        self.setGeometry(box)
        self.setVisible(self._button.isVisibleTo(host))
        self.raise_()

    def _find_host(self, button: QWidget) -> tuple[QWidget, QRect]:
        """Return the next widget around the button that shows the whole ring, and its place there.

        What scrolls, splits or is a window of its own is not left. Those in between are watched:
        where they move, the button moves.
        """
        host = button.parentWidget() or button
        box = button.geometry().adjusted(-_REACH, -_REACH, _REACH, _REACH)
        while not host.rect().contains(box) and not host.isWindow():
            around = host.parentWidget()
            if around is None:
                break
            scrolls = isinstance(around.parentWidget(), QAbstractScrollArea)
            if scrolls or isinstance(around, QAbstractScrollArea | QSplitter):
                break
            host.installEventFilter(self)
            box.translate(host.pos())
            host = around
        return host, box

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._place()
        elif event.type() in (QEvent.Type.Hide, QEvent.Type.Show):
            button, host = self._button, self.parentWidget()
            self.setVisible(button is not None and host is not None and button.isVisibleTo(host))
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.current().pen(Role.FOCUS_RING, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inner = 4 if isinstance(self._button, QCheckBox | QRadioButton) else 6
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), inner + 2, inner + 2)
        painter.end()
