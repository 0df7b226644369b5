"""The scopes of the palette as a row of chips: one of them is chosen, Tab goes on to the next."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import LEAST_TARGET


class PaletteScope(StrEnum):
    """What the palette looks through, in the order of Tab."""

    ALL = "all"
    CASES = "cases"
    TENANTS = "tenants"
    CONTRACTS = "contracts"
    ACTIONS = "actions"


def scope_title(scope: PaletteScope) -> str:
    """Name on the chip."""
    titles = {
        PaletteScope.ALL: tr("Alles"),
        PaletteScope.CASES: tr("Vorgänge"),
        PaletteScope.TENANTS: tr("Mieter"),
        PaletteScope.CONTRACTS: tr("Verträge"),
        PaletteScope.ACTIONS: tr("Aktionen"),
    }
    return titles[scope]


class _Chip(QAbstractButton):
    """One scope. It takes no focus: typing goes on in the field."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Another number behind the name."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Wide enough for the bold letters of the chosen one, so that nothing moves."""
        now = theme.current()
        width = now.metrics(TextStyle.SMALL, 600).horizontalAdvance(self.text())
        return QSize(width + 2 * now.px(10), max(LEAST_TARGET, now.control("buttonSmall")))

    def minimumSizeHint(self) -> QSize:
        """As ``sizeHint``."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Filled and outlined in the accent where it is the chosen one."""
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        fill = Role.BG_HOVER if self.underMouse() else Role.BG_SURFACE
        painter.setPen(now.pen(Role.ACCENT_TEXT if chosen else Role.BORDER_CONTROL))
        painter.setBrush(now.color(Role.ACCENT_SUBTLE if chosen else fill))
        radius = now.radius("control")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setFont(now.font(TextStyle.SMALL, 600 if chosen else 400))
        painter.setPen(now.color(Role.ACCENT_TEXT if chosen else Role.TEXT_SECONDARY))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())
        painter.end()


class ScopeChips(QWidget):
    """``chosen`` carries the new scope, however it was chosen."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with everything."""
        super().__init__(parent)
        self.setAccessibleName(tr("Bereich der Suche"))
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._chips: dict[PaletteScope, _Chip] = {}
        for number, scope in enumerate(PaletteScope):
            chip = self._chips[scope] = _Chip(scope_title(scope))
            self._group.addButton(chip, number)
            self._row.addWidget(chip)
        self._row.addStretch(1)
        self._chips[PaletteScope.ALL].setChecked(True)
        self._group.idClicked.connect(self._on_group_clicked)
        self._measure()

    def current(self) -> PaletteScope:
        """The chosen scope."""
        return list(PaletteScope)[self._group.checkedId()]

    def go_on(self, step: int) -> None:
        """Choose the next scope; after the last comes the first."""
        scopes = list(PaletteScope)
        scope = scopes[(self._group.checkedId() + step) % len(scopes)]
        self._chips[scope].setChecked(True)
        self.chosen.emit(scope)

    def show_counts(self, counts: Mapping[PaletteScope, int]) -> None:
        """Say how much was found; a scope of which it is not known exactly stands without."""
        for scope, chip in self._chips.items():
            name = scope_title(scope)
            chip.show_text(f"{name} {counts[scope]}" if scope in counts else name)

    def _on_group_clicked(self, number: int) -> None:
        self.chosen.emit(list(PaletteScope)[number])

    def _measure(self) -> None:
        self._row.setSpacing(theme.current().px(6))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._measure()
