"""Tab *Verbräuche* of an account: the bars or the table, and the proof that tenants were told."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.services.consumption.view import AccountUsage
from desktop.texts import tr
from desktop.texts.accounts import meter_text
from desktop.texts.dates import full_moment, month_and_year
from desktop.texts.documents import way_reason_text
from desktop.texts.foreign import shown
from desktop.views.account.card_stack import CardStack, TableCard
from desktop.views.account.fact_table import Cell, Column, FactRow
from desktop.views.consumption.usage_card import TOGGLE_KEY, UsageCard
from desktop.views.consumption.usage_texts import amount, told_text, usage_finding_text

_TOGGLE = QKeySequence(TOGGLE_KEY)


class UsageTab(CardStack):
    """What the meters of the contract counted, and who was told of it when and how."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Verbräuche"), parent)
        self.card = UsageCard()
        self.proofs = TableCard(
            tr("Nachweis der Mitteilung"),
            tr("Aus diesem Vertrag wurde noch kein Monat mitgeteilt."),
            (
                Column(tr("Monat")),
                Column(tr("Zähler"), drop=1),
                Column(tr("Wert")),
                Column(tr("Person"), stretch=True),
                Column(tr("Zustellung")),
                Column(tr("Grund"), drop=2),
            ),
        )
        self.doubts = TableCard(
            tr("In Prüfung"),
            tr("Kein Wert dieses Vertrags wird zurückgehalten."),
            (Column(tr("Monat")), Column(tr("Zähler")), Column(tr("Warum"), stretch=True)),
        )
        for card in (self.card, self.doubts, self.proofs):
            self.column.addWidget(card)
        self.column.addStretch(1)

    def show_usage(self, usage: AccountUsage | None) -> None:
        """Show the meters of a contract; None while they are not known."""
        self.card.show_usage(usage)
        proofs, doubts = [], []
        for meter in () if usage is None else usage.meters:
            name = f"{meter_text(meter.kind)} · {shown(meter.meter_number)}"
            months = (month for year in meter.years for month in reversed(year.months))
            for month in months:
                for told in month.told:
                    cells = (
                        Cell(month_and_year(month.month)),
                        Cell(name),
                        Cell(amount(month.value, meter.unit)),
                        Cell(shown(told.name)),
                        Cell(told_text(told)),
                        Cell(way_reason_text(told.reason), muted=True),
                    )
                    tip = tr("Veröffentlicht {when}", when=full_moment(told.published_at))
                    proofs.append((month.month, FactRow(cells, tip=tip)))
                if month.value is None and month.findings:
                    why = " ".join(usage_finding_text(one) for one in month.findings)
                    row = FactRow((Cell(month_and_year(month.month)), Cell(name), Cell(shown(why))))
                    doubts.append((month.month, row))
        proofs.sort(key=lambda one: one[0], reverse=True)
        self.proofs.show_rows([row for _, row in proofs])
        self.doubts.show_rows([row for _, row in doubts])
        self.doubts.setVisible(bool(doubts))

    def event(self, event: QEvent) -> bool:
        """Take the key of the table before an action of a case does."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _is_toggle(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_toggle(event):
            self.card.switch()
            return
        super().keyPressEvent(event)


def _is_toggle(event: QKeyEvent) -> bool:
    return QKeySequence(event.keyCombination()) == _TOGGLE
