"""Labels in a step of the type scale that follow a change of the theme."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.icons import pixmap
from desktop.views.theme_tokens import Role, TextStyle


class Tone(StrEnum):
    """What a text means; the style sheet and the painters know its colour."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    MUTED = "muted"
    ACCENT = "accent"
    OK = "ok"
    INFO = "info"
    WARNING = "warning"
    DANGER = "danger"
    DISABLED = "disabled"


TONE_ROLES = {
    Tone.PRIMARY: Role.TEXT_PRIMARY,
    Tone.SECONDARY: Role.TEXT_SECONDARY,
    Tone.MUTED: Role.TEXT_MUTED,
    Tone.ACCENT: Role.ACCENT_TEXT,
    Tone.OK: Role.OK_TEXT,
    Tone.INFO: Role.INFO_TEXT,
    Tone.WARNING: Role.WARNING_TEXT,
    Tone.DANGER: Role.DANGER_TEXT,
    Tone.DISABLED: Role.TEXT_DISABLED,
}


class TextLabel(QLabel):
    """Plain text in a type step and a tone. Text is never taken for HTML.

    Args:
        text: what it says.
        style: step of the type scale.
        tone: colour by meaning.
        weight: OpenType weight instead of the step's own.
        wrap: ``Qt.TextFlag.TextWordWrap`` to break lines.
    """

    def __init__(
        self,
        text: str = "",
        style: TextStyle = TextStyle.BODY,
        tone: Tone = Tone.PRIMARY,
        *,
        weight: int | None = None,
        wrap: Qt.TextFlag | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._style = style
        self._weight = weight
        self._tone = tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap is not None)
        self.setProperty("tone", tone.value)
        self.setFont(theme.current().font(style, weight))
        self.setText(text)

    def setText(self, text: str) -> None:
        """Say something; signs that would hide or turn something are made visible."""
        super().setText(shown(text))

    def set_style(self, style: TextStyle) -> None:
        """Use another step of the type scale."""
        if style is not self._style:
            self._style = style
            self.setFont(theme.current().font(style, self._weight))

    @property
    def tone(self) -> Tone:
        """Colour by meaning."""
        return self._tone

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_weight"):
            font = theme.current().font(self._style, self._weight)
            if self.font() != font:
                self.setFont(font)


class ElidedLabel(TextLabel):
    """One line that is cut with "…" where there is no room; the tooltip then has all of it."""

    def __init__(
        self,
        text: str = "",
        style: TextStyle = TextStyle.BODY,
        tone: Tone = Tone.PRIMARY,
        *,
        weight: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, style, tone, weight=weight, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(
            min(metrics.horizontalAdvance("MMM…"), self.sizeHint().width()), metrics.height()
        )

    def setText(self, text: str) -> None:
        """Say something; the tooltip of what stood here goes with it."""
        super().setText(text)
        self._tell_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_all()

    def _tell_all(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip(self.text() if cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        role = TONE_ROLES[self.tone] if self.isEnabled() else Role.TEXT_DISABLED
        painter.setPen(theme.current().color(role))
        painter.setFont(self.font())
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment()), text)
        painter.end()


class IconLabel(QLabel):
    """A tinted icon as a widget; ``name`` is what a screen reader says ("" where text follows)."""

    def __init__(
        self,
        icon_name: str,
        tone: Tone = Tone.SECONDARY,
        *,
        name: str = "",
        edge: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._tone, self._edge = icon_name, tone, edge
        self.setAccessibleName(name or icon_name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._refresh()

    def show_icon(self, icon_name: str, tone: Tone, name: str = "") -> None:
        """Show another icon."""
        self.setAccessibleName(name or icon_name)
        if (icon_name, tone) != (self._icon, self._tone):
            self._icon, self._tone = icon_name, tone
            self._refresh()

    def _refresh(self) -> None:
        now = theme.current()
        self.setPixmap(
            pixmap(
                self._icon,
                now.px(self._edge),
                now.color(TONE_ROLES[self._tone]),
                self.devicePixelRatioF(),
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_edge"):
            self._refresh()


class SectionHeader(QWidget):
    """A small heading inside a card or page, with an optional note at its right end."""

    def __init__(self, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = TextLabel(title, TextStyle.SMALL, weight=600)
        self.note = TextLabel(note, TextStyle.SMALL, Tone.MUTED)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.note)
        self.setAccessibleName(title)

    def show_title(self, title: str) -> None:
        """Stand above something else."""
        self.title.setText(title)
        self.setAccessibleName(title)


def line(parent: QWidget | None = None) -> QWidget:
    """A hairline that separates two groups."""
    return _Line(parent)


class _Line(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().color(Role.BORDER_SUBTLE))
        painter.end()
