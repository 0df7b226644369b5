"""Card *Bankverbindung*: old left, new right, only what changes is tinted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.bank_change import BankChangeVariant
from desktop.services.bank_changes.view import BankChangeView, ComparisonKind
from desktop.texts import tr
from desktop.texts.dates import run_name
from desktop.views.bank_change.comparison_line import ComparisonLine, ComparisonTable, IbanLine
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone

_BELOW_THE_IBAN = (ComparisonKind.BANK, ComparisonKind.HOLDER, ComparisonKind.PAYMENT)


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
        self._table = ComparisonTable()
        self.body.addWidget(self._table)
        self._heads = [TextLabel("", TextStyle.SMALL, Tone.MUTED, weight=500) for _ in range(4)]
        for cell, label in zip(self._table.add_line(), self._heads, strict=True):
            cell.addWidget(label)
        self._iban = IbanLine(self._table)
        self._iban.eye.clicked.connect(self.reveal_requested)
        self._iban.copy.clicked.connect(self.copy_requested)
        self._below = {kind: ComparisonLine(kind, self._table) for kind in _BELOW_THE_IBAN}
        self._view: BankChangeView | None = None

    def show_comparison(self, view: BankChangeView) -> None:
        """Show old and new; a revealed IBAN is masked again with every new case."""
        if self._view is None or self._view.case.header.case_id != view.case.header.case_id:
            self._iban.revealed = ""
        self._view = view
        self._fill(view)

    def show_revealed(self, iban: str) -> None:
        """Show the present IBAN in full, after it was logged."""
        self._iban.revealed = iban
        if self._view is not None:
            self._fill(self._view)

    def changeEvent(self, event: QEvent) -> None:
        """Measure again after a change of font or colours."""
        super().changeEvent(event)
        view: BankChangeView | None = getattr(self, "_view", None)
        if event.type() == QEvent.Type.StyleChange and view is not None:
            self._fill(view)

    def _fill(self, view: BankChangeView) -> None:
        old, new = _heads(view)
        for label, text in zip(self._heads, (tr("Feld"), old, "", new), strict=True):
            label.setText(text)
        for row in view.comparison:
            if row.kind is ComparisonKind.IBAN:
                self._iban.show_ibans(row, view)
            else:
                self._below[row.kind].show_row(row)
        lines = (self._iban, *self._below.values())
        self._table.tint(cell for line in lines for cell in line.tinted)
        self._table.measure()


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
