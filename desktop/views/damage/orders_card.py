"""Card *Aufträge*: what contractors were asked to do, where each stands, and its next step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.work import OrderState
from desktop.services.damages.view import OrderView
from desktop.texts import tr
from desktop.texts.damages import order_line
from desktop.texts.dates import full_date
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.actions import ActionId, Actions
from desktop.views.damage.short_button import ShortButton
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import IconLabel, TextLabel, Tone

_OPEN = (OrderState.DRAFT, OrderState.SENT_BY_HAND)


class OrderRow(QWidget):
    """One order. Every signal carries its ``OrderView``."""

    edit_requested = Signal(object)
    print_requested = Signal(object)
    save_requested = Signal(object)
    sent_requested = Signal(object)
    done_requested = Signal(object)
    cancel_requested = Signal(object)

    def __init__(self) -> None:
        """Start without an order."""
        super().__init__()
        wrap = Qt.TextFlag.TextWordWrap
        self.title = TextLabel("", TextStyle.BODY, weight=500, wrap=wrap)
        self.state = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=wrap)
        self.due = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.alarm = IconLabel("alarm-clock", Tone.DANGER, edge=14)
        self.edit = self._button(tr("Bearbeiten …"), "sliders-horizontal")
        self.print = self._button(tr("Drucken …"), "printer")
        self.save = self._button(tr("Als PDF speichern …"), "save")
        self.sent = self._button(tr("Von Hand gesendet"), "send")
        self.done = self._button(tr("Erledigt"), "circle-check")
        self.cancel = self._button(tr("Stornieren"), "x")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.current().px(6))
        column.setSpacing(theme.current().px(3))
        facts = QHBoxLayout()
        facts.addWidget(self.state, 1)
        facts.addWidget(self.alarm)
        facts.addWidget(self.due)
        column.addWidget(self.title)
        column.addLayout(facts)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for button, signal in (
            (self.edit, self.edit_requested),
            (self.save, self.save_requested),
            (self.print, self.print_requested),
            (self.sent, self.sent_requested),
            (self.done, self.done_requested),
            (self.cancel, self.cancel_requested),
        ):
            flow.addWidget(button)
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(self._order))
        column.addWidget(buttons)
        self._order: OrderView | None = None

    @staticmethod
    def _button(text: str, icon_name: str) -> ActionButton:
        return ActionButton(text, icon_name=icon_name, size=ButtonSize.SMALL)

    def show_order(self, order: OrderView, *, may_work: bool) -> None:
        """Show an order and what can be done with it."""
        if self._order is None or order.order_id != self._order.order_id:
            # Who holds a button down meant the order that stood here.
            for button in self.findChildren(ActionButton):
                button.setDown(False)
        self._order = order
        parts = [order.number, order.contractor]
        if order.of_case:
            parts.append(tr("aus {reference}", reference=order.of_case))
        self.title.setText(" · ".join(parts))
        self.state.setText(order_line(order.state, order.sent_at, order.sent_by))
        due = full_date(order.due_on)
        said = tr("fällig seit {date}") if order.is_due else tr("fällig am {date}")
        self.due.setText(said.format(date=due))
        self.alarm.setVisible(order.is_due)
        draft = order.state is OrderState.DRAFT
        sent = order.state is OrderState.SENT_BY_HAND
        for button, possible in (
            (self.edit, draft),
            (self.sent, draft),
            (self.done, sent),
            (self.cancel, draft or sent),
            (self.save, True),
            (self.print, True),
        ):
            button.setVisible(may_work and possible)
            # A screen reader hears of which order a button is.
            button.setAccessibleName(f"{button.text()} {order.number}")
        self.setAccessibleName(shown(f"{self.title.text()}, {self.state.text()}, {due}"))


class OrdersCard(Card):
    """The orders of a case; the signals carry the ``OrderView`` a person means."""

    edit_requested = Signal(object)
    print_requested = Signal(object)
    save_requested = Signal(object)
    sent_requested = Signal(object)
    done_requested = Signal(object)
    cancel_requested = Signal(object)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(tr("Aufträge"), count=0, parent=parent)
        self.write = ShortButton(tr("Auftrag schreiben …"), actions[ActionId.ORDER])
        self.add_to_head(self.write)
        self.nothing = TextLabel(tr("Noch kein Auftrag."), TextStyle.SMALL, Tone.MUTED)
        self.body.addWidget(self.nothing)
        rows = QVBoxLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        self.body.addLayout(rows)
        self._rows = KeptRows(rows)
        self._shown: tuple[tuple[OrderView, ...], bool] | None = None
        self.hide()

    def show_orders(self, orders: tuple[OrderView, ...], *, may_work: bool) -> None:
        """Show these orders."""
        if self._shown == (orders, may_work):
            return
        self._shown = (orders, may_work)
        self.count.setText(str(len(orders)))
        self.nothing.setVisible(not orders)
        self._rows.begin()
        for order in orders:
            self._rows.take(self._new_row).show_order(order, may_work=may_work)
        self._rows.finish()

    def _new_row(self) -> OrderRow:
        row = OrderRow()
        row.edit_requested.connect(self.edit_requested)
        row.print_requested.connect(self.print_requested)
        row.save_requested.connect(self.save_requested)
        row.sent_requested.connect(self.sent_requested)
        row.done_requested.connect(self.done_requested)
        row.cancel_requested.connect(self.cancel_requested)
        return row
