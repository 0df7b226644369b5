"""What is said in place: an error, a warning, an empty list. Never a modal box for these."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.labels import IconLabel, TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout


class MessageKind(StrEnum):
    """How serious a message is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OK = "ok"


_LOOKS = {
    MessageKind.ERROR: (Role.DANGER_BG, Role.DANGER_BORDER, "octagon-x", Tone.DANGER),
    MessageKind.WARNING: (Role.WARNING_BG, Role.WARNING_BORDER, "triangle-alert", Tone.WARNING),
    MessageKind.INFO: (Role.INFO_BG, Role.INFO_BORDER, "info", Tone.INFO),
    MessageKind.OK: (Role.OK_BG, Role.OK_BORDER, "circle-check", Tone.OK),
}


class InPlaceMessage(QWidget):
    """A tinted bar: what happened, what is safe, what can be done.

    Args:
        kind: tint and icon.
        title: what happened, one short sentence.
        detail: what is safe and the code, "" for none.
        inset: whether it keeps a distance to the sides and to what stands above, where nothing
            around it does.
    """

    def __init__(
        self,
        kind: MessageKind,
        title: str,
        detail: str = "",
        *,
        inset: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._inset = inset
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        wrap = Qt.TextFlag.TextWordWrap
        self.icon = IconLabel(_LOOKS[kind][2], _LOOKS[kind][3])
        self.title = TextLabel(title, weight=500, wrap=wrap)
        self.detail = TextLabel(detail, TextStyle.SMALL, Tone.SECONDARY, wrap=wrap)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch(1)
        self._texts = QVBoxLayout()
        self._texts.addWidget(self.title)
        self._texts.addWidget(self.detail)
        self._texts.addLayout(self.buttons)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._texts, 1)
        self.show_message(kind, title, detail)
        self._measure()

    def show_message(self, kind: MessageKind, title: str, detail: str = "") -> None:
        """Show another message; the buttons stay."""
        self._kind = kind
        self.icon.show_icon(_LOOKS[kind][2], _LOOKS[kind][3])
        self.title.setText(title)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.update()

    def add_button(self, text: str, variant: Variant = Variant.SECONDARY) -> ActionButton:
        """Add a way out; the caller connects ``clicked``."""
        button = ActionButton(text, variant=variant, size=ButtonSize.SMALL)
        self.buttons.insertWidget(self.buttons.count() - 1, button)
        self._measure()
        return button

    def clear_buttons(self) -> None:
        """Take all ways out away, for others."""
        clear_layout(self.buttons)
        self.buttons.addStretch(1)

    def add_detail(self, widget: QWidget) -> None:
        """Put something between text and buttons, such as a comparison."""
        self._texts.insertWidget(self._texts.count() - 1, widget)

    def _measure(self) -> None:
        now = theme.current()
        side, above = self._distance()
        self._row.setContentsMargins(
            side + now.space(3), above + now.px(9), side + now.space(3), now.px(9)
        )
        self._row.setSpacing(now.px(9))
        self._texts.setSpacing(now.px(3))
        self.buttons.setSpacing(now.space(2))
        apart = now.space(1) if self.buttons.count() > 1 else 0
        self.buttons.setContentsMargins(0, apart, 0, 0)

    def _distance(self) -> tuple[int, int]:
        now = theme.current()
        return (now.space(4), now.px(10)) if self._inset else (0, 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        fill, outline, _icon, _tone = _LOOKS[self._kind]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(now.pen(outline))
        painter.setBrush(now.color(fill))
        radius = now.radius("control")
        side, above = self._distance()
        room = QRectF(self.rect()).adjusted(side + 0.5, above + 0.5, -side - 0.5, -0.5)
        painter.drawRoundedRect(room, radius, radius)
        painter.end()


class EmptyState(QWidget):
    """An empty list says why it is empty and what comes next.

    Args:
        title: why ("Heute ist nichts fällig").
        detail: what next ("Nächste Frist: Di 24.11., 21 Vorgänge.").
        icon_name: drawing; the tick where empty is good news.
    """

    def __init__(
        self,
        title: str,
        detail: str = "",
        *,
        icon_name: str = "circle-check",
        tone: Tone = Tone.OK,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        wrap = Qt.TextFlag.TextWordWrap
        self.icon = IconLabel(icon_name, tone)
        self.title = TextLabel(title, TextStyle.BODY_STRONG, wrap=wrap)
        self.detail = TextLabel(detail, TextStyle.SMALL, Tone.SECONDARY, wrap=wrap)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch(1)
        self._head = QHBoxLayout()
        self._head.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addWidget(self.title, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.detail)
        self._column.addLayout(self.buttons)
        self._column.addStretch(1)
        self._measure()
        self.show_text(title, detail)

    def _measure(self) -> None:
        now = theme.current()
        margin = now.space(4)
        self._head.setSpacing(now.px(9))
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(now.px(6))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_column"):
            self._measure()

    def show_text(self, title: str, detail: str = "") -> None:
        """Show another reason."""
        self.title.setText(title)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)

    def add_button(self, text: str) -> ActionButton:
        """Add a way on; the caller connects ``clicked``."""
        button = ActionButton(text, size=ButtonSize.SMALL)
        self.buttons.insertWidget(self.buttons.count() - 1, button)
        return button
