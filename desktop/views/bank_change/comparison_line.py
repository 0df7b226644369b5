"""One line of the table of a bank change: what it was, whether it changes, what it will be."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop.domain.kinds import PaymentMethod
from desktop.services.bank_changes.view import BankChangeView, ComparisonKind, ComparisonRow
from desktop.texts import tr
from desktop.views import theme
from desktop.views.case.tenancy_card import payment_text
from desktop.views.theme_tokens import Role, Row, TextStyle
from desktop.views.widgets.buttons import IconButton
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone

WRAPPED_FROM_PERCENT = 140
"""From this font size on the new IBAN may take two lines."""
_HALF_AN_IBAN = "DE00 0000 0000"
_COLUMNS = 4


def row_label(kind: ComparisonKind) -> str:
    """Name of a line."""
    names = {
        ComparisonKind.IBAN: tr("IBAN"),
        ComparisonKind.BANK: tr("Bank"),
        ComparisonKind.HOLDER: tr("Kontoinhaber"),
        ComparisonKind.PAYMENT: tr("Zahlungsweg"),
    }
    return names[kind]


class ComparisonTable(QWidget):
    """Lines of four cells, each of which holds widgets in a row and can be tinted.

    The cells are layouts: as widgets they would take as much memory as what is in them. ``lines``
    are those that were added, the first one first.
    """

    def __init__(self) -> None:
        """Start without lines."""
        super().__init__()
        self.lines: list[list[QHBoxLayout]] = []
        self._tinted: list[QHBoxLayout] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.setColumnStretch(1, 5)
        self._grid.setColumnStretch(3, 6)

    def add_line(self) -> list[QHBoxLayout]:
        """Return the cells of a new line."""
        cells = [QHBoxLayout() for _ in range(_COLUMNS)]
        for column, cell in enumerate(cells):
            self._grid.addLayout(cell, len(self.lines), column)
        self.lines.append(cells)
        return cells

    def tint(self, cells: Iterable[QHBoxLayout]) -> None:
        """Mark what changes: these cells, and no others."""
        self._tinted = list(cells)
        self.update()

    def measure(self) -> None:
        """Follow the font scale."""
        now = theme.current()
        for place, line in enumerate(self.lines):
            self._grid.setRowMinimumHeight(place, now.row_height(Row.KEY_VALUE))
            for cell in line:
                cell.setContentsMargins(now.space(2), 0, now.space(2), 0)
                cell.setSpacing(now.px(7))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        for cell in self._tinted:
            painter.fillRect(cell.geometry(), now.color(Role.DIFF_ADD_BG))
        for line in self.lines:
            top = line[0].geometry().top()
            painter.fillRect(0, top, self.width(), 1, now.color(Role.BORDER_SUBTLE))
        painter.end()


class ComparisonLine:
    """The four cells of one kind of line, made once and filled for every case."""

    def __init__(self, kind: ComparisonKind, table: ComparisonTable) -> None:
        """Add the line to ``table``."""
        self._name = TextLabel(row_label(kind), TextStyle.SMALL, Tone.SECONDARY)
        self._sign = IconLabel("equal", Tone.MUTED, edge=14)
        self._same = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self._old: TextLabel = ElidedLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self._new: TextLabel = ElidedLabel("", TextStyle.SMALL, weight=500)
        self._changed = False
        self._cells = table.add_line()
        name, old, sign, new = self._cells
        name.addWidget(self._name)
        old.addWidget(self._old, 1)
        sign.addWidget(self._sign)
        new.addWidget(self._same, 1)
        new.addWidget(self._new, 1)

    @property
    def tinted(self) -> list[QHBoxLayout]:
        """The cells to be marked, because something changes."""
        return self._cells[2:] if self._changed else []

    def show_row(self, row: ComparisonRow) -> None:
        """Show what is known of a case."""
        self._old.setText(_value(row, row.old))
        self._show_change(row, _value(row, row.new))

    def _show_change(self, row: ComparisonRow, text: str) -> None:
        self._changed = changed = row.changed
        self._sign.show_icon(
            "arrow-right" if changed else "equal",
            Tone.OK if changed else Tone.MUTED,
            tr("ändert sich") if changed else tr("unverändert"),
        )
        # Of the two labels only one says anything: nothing of a former case stays in the other.
        self._same.setText("" if changed else tr("unverändert"))
        self._same.setVisible(not changed)
        self._new.setText(text if changed else "")
        self._new.setVisible(changed)


class IbanLine(ComparisonLine):
    """The line of the IBANs: the present one is masked until asked for, the new one can be copied.

    ``eye`` and ``copy`` are buttons, for whoever reveals and copies.
    """

    def __init__(self, table: ComparisonTable) -> None:
        """Add the line to ``table``."""
        super().__init__(ComparisonKind.IBAN, table)
        self.eye = IconButton("eye", tr("IBAN anzeigen (wird protokolliert)"))
        self.copy = IconButton("copy", tr("IBAN kopieren (wird protokolliert)"))
        self._old = self._in_place_of(self._old, 1, Tone.SECONDARY)
        self._new = self._in_place_of(self._new, 3, Tone.PRIMARY)
        self._new.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        for column, button in ((1, self.eye), (3, self.copy)):
            self._cells[column].addWidget(button)
            self._cells[column].addStretch(1)
        self.revealed = ""

    def _in_place_of(self, label: TextLabel, column: int, tone: Tone) -> TextLabel:
        """An IBAN is never cut, and keeps its button beside it."""
        mono = TextLabel("", TextStyle.MONO, tone)
        self._cells[column].replaceWidget(label, mono)
        self._cells[column].setStretchFactor(mono, 0)
        label.deleteLater()
        return mono

    def show_ibans(self, row: ComparisonRow, view: BankChangeView) -> None:
        """Show what is known of a case; where a release is taken back nothing is revealed."""
        revealed = "" if view.correction is not None else self.revealed
        old = revealed or row.old or "–"
        self._old.setText(old)
        self._old.setAccessibleName(_spoken_iban(old))
        self._show_change(row, row.new or tr("keine"))
        self._let_wrap()
        masked = view.has_current_iban and not self.revealed
        self.eye.setVisible(masked and view.correction is None)
        self.copy.setVisible(row.changed and bool(view.new_iban) and view.correction is None)

    def _let_wrap(self) -> None:
        now = theme.current()
        large = now.percent >= WRAPPED_FROM_PERCENT
        self._new.setWordWrap(large)
        half = now.metrics(TextStyle.MONO).horizontalAdvance(_HALF_AN_IBAN)
        self._new.setMinimumWidth(half if large else 0)


def _spoken_iban(text: str) -> str:
    if "•" in text:
        return tr("IBAN endet auf {digits}", digits=text[-4:])
    return text


def _value(row: ComparisonRow, text: str) -> str:
    if row.kind is ComparisonKind.PAYMENT and text:
        return payment_text(PaymentMethod(text))
    return text or "–"
