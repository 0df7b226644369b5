"""Segmented buttons: one of a few, side by side in one frame ("Beide | THOR | WHS")."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from desktop.views import theme
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import LEAST_TARGET


class _Segment(QAbstractButton):
    """One of the choices; paints its fill, the frame is the parent's."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        now = theme.current()
        width = now.metrics(TextStyle.BODY, 600).horizontalAdvance(self.text())
        return QSize(width + 2 * now.px(10), max(LEAST_TARGET, now.control("button") - 2))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # The frame moves the choice; Qt would only move the focus.
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            path = QPainterPath()
            path.addRoundedRect(QRectF(self.rect()), 5, 5)
            fill = Role.ACCENT_SUBTLE if self.isChecked() else Role.BG_HOVER
            painter.fillPath(path, now.color(fill))
        painter.setFont(now.font(TextStyle.BODY, 600 if self.isChecked() else 400))
        role = Role.ACCENT_TEXT if self.isChecked() else Role.TEXT_SECONDARY
        painter.setPen(now.color(role if self.isEnabled() else Role.TEXT_DISABLED))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())
        painter.end()


class SegmentedButtons(QWidget):
    """Exclusive choices in one frame; ←/→ move between them.

    ``chosen`` carries the key of the new choice.

    Args:
        choices: pairs of key and label.
        name: accessible name of the group ("Gesellschaft").
    """

    chosen = Signal(str)

    def __init__(
        self, choices: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._keys: list[str] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(1)
        self._group.idClicked.connect(self._on_group_clicked)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the choices; the first becomes the chosen one."""
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        self._keys = [key for key, _label in choices]
        for number, (_key, label) in enumerate(choices):
            button = _Segment(label, self)
            self._group.addButton(button, number)
            self._row.addWidget(button)
            button.setChecked(number == 0)

    def current_key(self) -> str:
        """Key of the chosen one, "" where there are none."""
        number = self._group.checkedId()
        return self._keys[number] if number >= 0 else ""

    def choose(self, key: str) -> None:
        """Choose without a signal."""
        if key in self._keys:
            self._group.button(self._keys.index(key)).setChecked(True)
            self.update()

    def _on_group_clicked(self, number: int) -> None:
        self.update()
        self.chosen.emit(self._keys[number])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        number = self._group.checkedId() + step
        if step and 0 <= number < len(self._keys):
            button = self._group.button(number)
            button.setFocus(Qt.FocusReason.OtherFocusReason)
            button.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(now.pen(Role.BORDER_CONTROL))
        painter.setBrush(now.color(Role.BG_SURFACE))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(now.pen(Role.BORDER_CONTROL))
        for button in self._group.buttons()[:-1]:
            x = button.geometry().right() + 1
            painter.drawLine(x, 0, x, self.height())
        painter.end()
