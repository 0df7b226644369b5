"""Chips: small toggles with a count that narrow what is shown; they wrap where room is short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.views import theme
from desktop.views.theme import Theme
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import LEAST_TARGET


class Chip(QAbstractButton):
    """One toggle: word and count; chosen ones carry a tick as well as another colour."""

    def __init__(self, label: str, parent: QWidget) -> None:
        """Start unchosen and without a count."""
        super().__init__(parent)
        self._label = label
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Say how many there are."""
        self.setText(f"{self._label} {count}")
        self.setAccessibleName(self.text())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        now = theme.current()
        # Room for the heavier letters and the tick, so that nothing moves when it is chosen.
        width = _advance(now, f"✓ {self.text()}")
        return QSize(width + 2 * now.px(9), max(LEAST_TARGET, now.px(24)))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        fill = Role.ACCENT_SUBTLE if chosen else Role.BG_SURFACE
        painter.setBrush(now.color(Role.BG_HOVER if self.underMouse() and not chosen else fill))
        focused = self.hasFocus()
        painter.setPen(now.pen(Role.FOCUS_RING, 2) if focused else now.pen(Role.BORDER_CONTROL))
        inset = 1.0 if focused else 0.5
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(now.font(TextStyle.SMALL, 600 if chosen else 400))
        painter.setPen(now.color(Role.ACCENT_TEXT if chosen else Role.TEXT_SECONDARY))
        text = f"✓ {self.text()}" if chosen else self.text()
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), text)
        painter.end()


class ChipRow(QWidget):
    """Several chips, of which any number is chosen; none chosen means all of them.

    ``chosen`` carries the frozenset of chosen keys. ←/→ move between the chips.

    Args:
        choices: pairs of key and label.
        everything: label of the chip that lets go of all others.
        name: accessible name of the group.
    """

    chosen = Signal(object)

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        everything: str,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.all_chip = Chip(everything, self)
        self.all_chip.setChecked(True)
        self.all_chip.clicked.connect(self._on_all_chip_clicked)
        self.chips = {key: Chip(label, self) for key, label in choices}
        for chip in self.chips.values():
            chip.clicked.connect(self._on_chip_clicked)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many of each there are."""
        for key, chip in self.chips.items():
            chip.show_count(counts.get(key, 0))
        self.all_chip.show_count(sum(counts.values()))
        self._arrange()

    def show_chip(self, key: str, *, shown: bool) -> None:
        """Offer a chip, or not: one that is taken away is not chosen any more."""
        chip = self.chips[key]
        if not shown and chip.isChecked():
            chip.setChecked(False)
            self.all_chip.setChecked(not self.chosen_keys())
        chip.setVisible(shown)
        self._arrange()

    def chosen_keys(self) -> frozenset[str]:
        """What is chosen; empty: everything."""
        return frozenset(key for key, chip in self.chips.items() if chip.isChecked())

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(200), self.heightForWidth(max(self.width(), 1)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        _chip, _x, y, height, _width = self._rows(width)[-1]
        return y + height

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "chips"):
            self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        places = self._in_order()
        number = next((n for n, chip in enumerate(places) if chip.hasFocus()), -1) + step
        if step and 0 <= number < len(places):
            places[number].setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)

    def _in_order(self) -> list[Chip]:
        return [self.all_chip, *(chip for chip in self.chips.values() if not chip.isHidden())]

    def _rows(self, width: int) -> list[tuple[Chip, int, int, int, int]]:
        """Chip, x, y, height and width of each, one row after the other."""
        gap = theme.current().px(6)
        x = y = 0
        placed: list[tuple[Chip, int, int, int, int]] = []
        for chip in self._in_order():
            size = chip.sizeHint()
            if x and x + size.width() > width:
                x, y = 0, y + size.height() + gap
            placed.append((chip, x, y, size.height(), size.width()))
            x += size.width() + gap
        return placed

    def _arrange(self) -> None:
        """Put the chips in their places; who lays this row out hears of another height."""
        self.updateGeometry()
        self._place(self.width())

    def _place(self, width: int) -> None:
        for chip, x, y, height, chip_width in self._rows(width):
            chip.setGeometry(x, y, min(chip_width, max(width, 1)), height)

    def _on_all_chip_clicked(self) -> None:
        for chip in self.chips.values():
            chip.setChecked(False)
        self.all_chip.setChecked(True)
        self.chosen.emit(frozenset())

    def _on_chip_clicked(self) -> None:
        keys = self.chosen_keys()
        self.all_chip.setChecked(not keys)
        self.chosen.emit(keys)


@lru_cache(maxsize=256)
def _advance(now: Theme, text: str) -> int:
    """Layouts ask hundreds of times while one case opens."""
    return now.metrics(TextStyle.SMALL, 600).horizontalAdvance(text)
