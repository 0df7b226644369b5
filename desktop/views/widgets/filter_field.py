"""A line of input with an icon at its left and its shortcut at its right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.views import theme
from desktop.views.icons import paint_icon
from desktop.views.shortcuts import shortcut_label
from desktop.views.theme_tokens import Role
from desktop.views.widgets.pill import KbdHint


class FilterField(QLineEdit):
    """Filters while typing. Esc clears; a second Esc fires ``left_empty`` (back to the list).

    Args:
        placeholder: what can be typed; also the accessible name.
        icon_name: drawing at the left.
        shortcut: key that leads here (portable text), shown while the field is empty.
    """

    left_empty = Signal()

    def __init__(
        self,
        placeholder: str,
        *,
        icon_name: str = "funnel",
        shortcut: str = "Ctrl+F",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._hint = KbdHint(shortcut_label(shortcut), self)
        self._has_hint = bool(shortcut)
        self._hint.setVisible(self._has_hint)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.textChanged.connect(self._on_text_changed)
        self._measure()

    def _on_text_changed(self, text: str) -> None:
        self._hint.setVisible(self._has_hint and not text)

    def _measure(self) -> None:
        now = theme.current()
        self.setTextMargins(now.px(20), 0, self._hint.sizeHint().width() + now.px(2), 0)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.current().control("input"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(120), theme.current().control("input"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_hint"):
            self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._hint.sizeHint()
        left = self.width() - size.width() - theme.current().px(8)
        self._hint.setGeometry(
            left, (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left_empty.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        edge = theme.current().control("icon")
        painter = QPainter(self)
        paint_icon(
            painter,
            self._icon_name,
            theme.current().px(9),
            (self.height() - edge) // 2,
            edge,
            Role.TEXT_MUTED,
        )
        painter.end()
