"""Buttons that show their icon, their shortcut and, when they cannot be used, the reason."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.icons import paint_icon
from desktop.views.shortcuts import shortcut_label
from desktop.views.theme_tokens import Role, TextStyle

LEAST_LINK = 60
"""Width at 100 % to which a link can be cut."""
LEAST_TARGET = 24
"""Pixels that a pointer can hit, whatever the font size."""


class Variant(StrEnum):
    """How much a button matters. One PRIMARY a pane: the step that moves the case on."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    DANGER = "danger"
    QUIET = "quiet"
    ON_DARK = "on_dark"


class ButtonSize(StrEnum):
    """NORMAL is 30 px high, SMALL 24."""

    NORMAL = "button"
    SMALL = "buttonSmall"


_FILLS = {
    # variant: fill, hover, pressed, outline, text (None: nothing painted)
    Variant.PRIMARY: (Role.ACCENT_BASE, Role.ACCENT_HOVER, Role.ACCENT_PRESSED, None),
    Variant.SECONDARY: (Role.BG_SURFACE, Role.BG_HOVER, Role.BG_SELECTED, Role.BORDER_CONTROL),
    Variant.DANGER: (Role.BG_SURFACE, Role.DANGER_BG, Role.DANGER_BG, Role.DANGER_BORDER),
    Variant.QUIET: (None, Role.BG_HOVER, Role.BG_SELECTED, None),
    Variant.ON_DARK: (None, Role.NEUTRAL_TEXT, Role.NEUTRAL_BORDER, Role.NEUTRAL_BORDER),
}
_TEXTS = {
    Variant.PRIMARY: Role.TEXT_ON_ACCENT,
    Variant.SECONDARY: Role.TEXT_PRIMARY,
    Variant.DANGER: Role.DANGER_TEXT,
    Variant.QUIET: Role.TEXT_SECONDARY,
    Variant.ON_DARK: Role.TEXT_ON_ACCENT,
}


class ActionButton(QPushButton):
    """A push button that paints itself after the design.

    Args:
        text: label; empty for an icon-only button, then ``name`` is needed.
        variant: how much it matters.
        icon_name: drawing before the label ("" for none).
        trailing: drawing behind the label, for a button that opens a menu ("" for none).
        shortcut: key combination shown behind the label, portable text ("Ctrl+M"). It is only
            shown here: the key belongs to the QAction.
        size: normal or small.
        name: accessible name and tooltip where it differs from the label.
    """

    def __init__(
        self,
        text: str = "",
        *,
        variant: Variant = Variant.SECONDARY,
        icon_name: str = "",
        trailing: str = "",
        shortcut: str = "",
        size: ButtonSize = ButtonSize.NORMAL,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._variant = variant
        self._icon_name = icon_name
        self._trailing = trailing
        self._keys = shortcut_label(shortcut)
        self._names_keys = True
        self._hint_shown = True
        self._size = size
        self._name = name
        self._action: QAction | None = None
        self.setText(text)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._describe()

    def setText(self, text: str) -> None:
        """Name it; signs that would hide or turn something are made visible."""
        super().setText(shown(text))

    def bind(self, action: QAction) -> None:
        """Trigger ``action`` and follow its text, state, shortcut and reason (its status tip).

        A disabled action's ``statusTip`` is taken for the reason.
        """
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_action_changed)
        self._on_action_changed()

    def set_blocked(self, reason: str) -> None:
        """Disable and say why (tooltip and accessible description); "" enables again."""
        self.setEnabled(not reason)
        self.setToolTip(reason or self._name)
        self.setAccessibleDescription(reason)

    def keys(self) -> str:
        """The key combination it names, "" for none."""
        return self._keys if self._names_keys else ""

    def name_keys(self, *, named: bool) -> None:
        """Name the key combination, or not while it would press something else."""
        if named != self._names_keys:
            self._names_keys = named
            self._describe()
            self.updateGeometry()
            self.update()

    def set_icon_name(self, name: str) -> None:
        """Change the drawing; "" for none."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def set_variant(self, variant: Variant) -> None:
        """Let it matter more or less."""
        self._variant = variant
        self.update()

    def show_hint(self, *, shown: bool) -> None:
        """Show the key combination behind the label; where room is scarce only in the tooltip."""
        if shown != self._hint_shown:
            self._hint_shown = shown
            self._describe()
            self.updateGeometry()
            self.update()

    def _on_action_changed(self) -> None:
        action = self._action
        if action is None:
            return
        if self.text():
            self.setText(action.text().replace("&", ""))
        self._keys = shortcut_label(action.shortcut())
        self._describe()
        self.set_blocked("" if action.isEnabled() else (action.statusTip() or action.text()))
        self.updateGeometry()
        self.update()

    def _hint(self) -> str:
        """The key combination as it is painted behind the label, "" for none."""
        return self.keys() if self._hint_shown and self.text() else ""

    def _describe(self) -> None:
        name = self._name or self.text()
        self.setAccessibleName(name)
        if self._name or not self._hint_shown:
            keys = self.keys()
            self.setToolTip(f"{name} ({keys})" if keys else name)

    def _icon_edge(self) -> int:
        small = self._size is ButtonSize.SMALL and bool(self.text())
        return theme.current().control("iconSmall" if small else "icon")

    def _label_style(self) -> TextStyle:
        return TextStyle.BODY if self._size is ButtonSize.NORMAL else TextStyle.SMALL

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        now = theme.current()
        width = 0
        if self.text():
            width += now.metrics(self._label_style(), 500).horizontalAdvance(self.text())
        if self._icon_name:
            width += self._icon_edge() + (now.px(7) if self.text() else 0)
        if self._hint():
            width += now.metrics(TextStyle.CAPTION).horizontalAdvance(self._hint()) + now.px(7)
        if self._trailing and self.text():
            width += self._icon_edge() + now.px(7)
        height = max(now.control(self._size.value), LEAST_TARGET)
        padding = now.px(9)
        return QSize(max(height, width + 2 * padding + 2), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _fill(self) -> Role | None:
        normal, hover, pressed, _outline = _FILLS[self._variant]
        if not self.isEnabled():
            return None if self._variant is Variant.QUIET else Role.BG_SUBTLE
        if self.isDown() or self.isChecked():
            return pressed
        return hover if self.underMouse() else normal

    def _outline(self) -> Role | None:
        outline = _FILLS[self._variant][3]
        if not self.isEnabled():
            return None if self._variant is Variant.QUIET else Role.BORDER_DEFAULT
        return outline

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline, fill = self._outline(), self._fill()
        painter.setPen(now.pen(outline) if outline else Qt.PenStyle.NoPen)
        painter.setBrush(now.color(fill) if fill else Qt.BrushStyle.NoBrush)
        radius = now.radius("control")
        painter.drawRoundedRect(box, radius, radius)
        self._paint_content(painter)
        painter.end()

    def _paint_content(self, painter: QPainter) -> None:
        now = theme.current()
        role = _TEXTS[self._variant] if self.isEnabled() else Role.TEXT_DISABLED
        style = self._label_style()
        metrics, hints = now.metrics(style, 500), now.metrics(TextStyle.CAPTION)
        edge = self._icon_edge()
        label = metrics.horizontalAdvance(self.text())
        parts = [edge if self._icon_name else 0, label]
        parts.append(hints.horizontalAdvance(self._hint()))
        parts.append(edge if self._trailing and self.text() else 0)
        gap = now.px(7)
        total = sum(parts) + gap * (sum(1 for part in parts if part) - 1)
        left = (self.width() - total) / 2
        height = self.height()
        if self._icon_name:
            paint_icon(
                painter, self._icon_name, round(left), round((height - edge) / 2), edge, role
            )
            left += edge + gap
        if self.text():
            painter.setFont(now.font(style, 500))
            painter.setPen(now.color(role))
            painter.drawText(QRectF(left, 0, label + 2, height), _LEFT, self.text())
            left += label + gap
        if parts[2]:
            muted = self._variant in (Variant.SECONDARY, Variant.QUIET) and self.isEnabled()
            painter.setFont(now.font(TextStyle.CAPTION))
            painter.setPen(now.color(Role.TEXT_MUTED if muted else role))
            painter.drawText(QRectF(left, 0, parts[2] + 2, height), _LEFT, self._hint())
            left += parts[2] + gap
        if parts[3]:
            paint_icon(painter, self._trailing, round(left), round((height - edge) / 2), edge, role)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class IconButton(ActionButton):
    """A quiet square button with an icon only; ``name`` is tooltip and accessible name."""

    def __init__(
        self,
        icon_name: str,
        name: str,
        *,
        shortcut: str = "",
        variant: Variant = Variant.QUIET,
        size: ButtonSize = ButtonSize.SMALL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            variant=variant,
            icon_name=icon_name,
            shortcut=shortcut,
            size=size,
            name=name,
            parent=parent,
        )

    def sizeHint(self) -> QSize:
        edge = max(theme.current().control(self._size.value), LEAST_TARGET)
        return QSize(edge, edge)


class LinkButton(QPushButton):
    """A text that acts like a link ("Konto öffnen"): no box, accent colour, underlined on hover."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        now = theme.current()
        metrics = now.metrics(TextStyle.SMALL, 500)
        return QSize(
            # A width is rounded, and a text that is a fraction wider would be cut.
            metrics.horizontalAdvance(self.text()) + 6,
            max(LEAST_TARGET, metrics.height() + 4),
        )

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), theme.current().px(LEAST_LINK)), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        font = now.font(TextStyle.SMALL, 500)
        if self.underMouse() and self.isEnabled():
            font = type(font)(font)
            font.setUnderline(True)
        painter.setFont(font)
        painter.setPen(now.color(Role.ACCENT_TEXT if self.isEnabled() else Role.TEXT_DISABLED))
        shown = now.metrics(TextStyle.SMALL, 500).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width() - 4
        )
        box = self.rect().adjusted(2, 0, -2, 0)
        painter.drawText(
            box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown
        )
        painter.end()
