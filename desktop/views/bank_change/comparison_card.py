"""Card *Bankverbindung*: old left, new right, only what changes is tinted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.kinds import PaymentMethod
from desktop.services.bank_changes.view import BankChangeView, ComparisonKind, ComparisonRow
from desktop.texts import tr
from desktop.texts.dates import run_name
from desktop.views import theme
from desktop.views.case.tenancy_card import payment_text
from desktop.views.theme_tokens import Role, Row, TextStyle
from desktop.views.widgets.buttons import IconButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout


def _spoken_iban(text: str) -> str:
    if "•" in text:
        return tr("IBAN endet auf {digits}", digits=text[-4:])
    return text


def row_label(kind: ComparisonKind) -> str:
    """Name of a line."""
    names = {
        ComparisonKind.IBAN: tr("IBAN"),
        ComparisonKind.BANK: tr("Bank"),
        ComparisonKind.HOLDER: tr("Kontoinhaber"),
        ComparisonKind.PAYMENT: tr("Zahlungsweg"),
    }
    return names[kind]


WRAPPED_FROM_PERCENT = 140
"""From this font size on the new IBAN may take two lines."""
_HALF_AN_IBAN = "DE00 0000 0000"


class _Cell(QWidget):
    """A cell that can be tinted; holds one or more widgets in a row."""

    def __init__(self, *, tinted: bool) -> None:
        super().__init__()
        self._tinted = tinted
        now = theme.current()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(now.space(2), 0, now.space(2), 0)
        self.row.setSpacing(now.px(7))
        self.setMinimumHeight(now.row_height(Row.KEY_VALUE))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        if self._tinted:
            painter.fillRect(self.rect(), now.color(Role.DIFF_ADD_BG))
        line = QRectF(0, 0, self.width(), 1)
        painter.fillRect(line, now.color(Role.BORDER_SUBTLE))
        painter.end()


class ComparisonCard(Card):
    """The old and the new account.

    ``reveal_requested``: show the present IBAN in full (logged). ``copy_requested``: copy the new
    IBAN (logged).
    """

    reveal_requested = Signal()
    copy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(
            tr("Bankverbindung"), tr("Anzeige der IBAN wird protokolliert"), parent=parent
        )
        self.let_rows_run()
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.setColumnStretch(1, 5)
        self._grid.setColumnStretch(3, 6)
        self.body.addWidget(self._table)
        self._view: BankChangeView | None = None
        self._revealed = ""

    def show_comparison(self, view: BankChangeView) -> None:
        """Show old and new; a revealed IBAN is masked again with every new case."""
        if self._view is None or self._view.case.header.case_id != view.case.header.case_id:
            self._revealed = ""
        self._view = view
        self._build()

    def show_revealed(self, iban: str) -> None:
        """Show the present IBAN in full, after it was logged."""
        self._revealed = iban
        self._build()

    def changeEvent(self, event: QEvent) -> None:
        """Build again after a change of font or colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and getattr(self, "_view", None) is not None:
            self._build()

    def _build(self) -> None:
        view = self._view
        if view is None:
            return
        clear_layout(self._grid)
        self._add_head(view)
        for place, row in enumerate(view.comparison, start=1):
            self._add_row(place, row, view)

    def _add_head(self, view: BankChangeView) -> None:
        old, new = _heads(view)
        for column, text in enumerate((tr("Feld"), old, "", new)):
            cell = _Cell(tinted=False)
            cell.row.addWidget(TextLabel(text, TextStyle.SMALL, Tone.MUTED, weight=500))
            self._grid.addWidget(cell, 0, column)

    def _add_row(self, place: int, row: ComparisonRow, view: BankChangeView) -> None:
        name = _Cell(tinted=False)
        name.row.addWidget(TextLabel(row_label(row.kind), TextStyle.SMALL, Tone.SECONDARY))
        self._grid.addWidget(name, place, 0)
        self._grid.addWidget(self._old_cell(row, view), place, 1)
        sign = _Cell(tinted=row.changed)
        icon_name = "arrow-right" if row.changed else "equal"
        said = tr("ändert sich") if row.changed else tr("unverändert")
        sign.row.addWidget(
            IconLabel(icon_name, Tone.OK if row.changed else Tone.MUTED, name=said, edge=14)
        )
        self._grid.addWidget(sign, place, 2)
        self._grid.addWidget(self._new_cell(row, view), place, 3)

    def _old_cell(self, row: ComparisonRow, view: BankChangeView) -> _Cell:
        cell = _Cell(tinted=False)
        if row.kind is ComparisonKind.IBAN:
            revealed = "" if view.correction is not None else self._revealed
            text = revealed or row.old or "–"
            label = TextLabel(text, TextStyle.MONO, Tone.SECONDARY)
            label.setAccessibleName(_spoken_iban(text))
            cell.row.addWidget(label)
            if view.has_current_iban and view.correction is None and not self._revealed:
                eye = IconButton("eye", tr("IBAN anzeigen (wird protokolliert)"))
                eye.clicked.connect(self.reveal_requested)
                cell.row.addWidget(eye)
            cell.row.addStretch(1)
            return cell
        cell.row.addWidget(ElidedLabel(_value(row, row.old), TextStyle.SMALL, Tone.SECONDARY), 1)
        return cell

    def _new_cell(self, row: ComparisonRow, view: BankChangeView) -> _Cell:
        cell = _Cell(tinted=row.changed)
        if not row.changed:
            cell.row.addWidget(TextLabel(tr("unverändert"), TextStyle.SMALL, Tone.SECONDARY), 1)
            return cell
        if row.kind is not ComparisonKind.IBAN:
            cell.row.addWidget(ElidedLabel(_value(row, row.new), TextStyle.SMALL, weight=500), 1)
            return cell
        now = theme.current()
        large = now.percent >= WRAPPED_FROM_PERCENT
        wrap = Qt.TextFlag.TextWordWrap if large else None
        label = TextLabel(row.new or tr("keine"), TextStyle.MONO, wrap=wrap)
        if large:
            label.setMinimumWidth(now.metrics(TextStyle.MONO).horizontalAdvance(_HALF_AN_IBAN))
        label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        cell.row.addWidget(label)
        if view.new_iban and view.correction is None:
            copy = IconButton("copy", tr("IBAN kopieren (wird protokolliert)"))
            copy.clicked.connect(self.copy_requested)
            cell.row.addWidget(copy)
        cell.row.addStretch(1)
        return cell


def _heads(view: BankChangeView) -> tuple[str, str]:
    """What the two sides are: before and after, or released and taken back."""
    if view.correction is not None:
        run = run_name(view.correction.collection_on)
        return tr("Freigegeben"), tr("Wieder ab Lauf {run}", run=run)
    if view.variant is BankChangeVariant.REVOCATION:
        return tr("Bisher"), tr("Nach dem Widerruf")
    return tr("Bisher"), tr("Neu ab Lauf {run}", run=_run(view))


def _run(view: BankChangeView) -> str:
    outlook = view.case.outlook
    if outlook is None or outlook.run is None:
        return "–"
    return run_name(outlook.run.expected_collection_on)


def _value(row: ComparisonRow, text: str) -> str:
    if row.kind is ComparisonKind.PAYMENT and text:
        return payment_text(PaymentMethod(text))
    return text or "–"
