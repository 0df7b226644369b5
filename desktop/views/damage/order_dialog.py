"""Writes an order to a contractor; nothing leaves the house by it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QDateEdit,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.services.damages.commands import OrderForm
from desktop.services.damages.order_draft import Contractor, OrderDraft
from desktop.services.damages.orders import LONGEST_ACCESS, LONGEST_EMAIL, LONGEST_NAME
from desktop.services.damages.view import OrderView
from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

OFFERED = 4
"""So many earlier contractors have a button; typing finds the others."""

HIGHEST_TEXT = 200
"""With the largest letters the whole form still has to fit into the window."""


class OrderDialog(QDialog):
    """A window-modal form. ``chosen`` carries the ``OrderForm``.

    It stays open until ``accept``: what was refused is said in it, and nothing typed is lost.

    Args:
        draft: what a new order begins with.
        order: the order that is changed, None for a new one.
    """

    chosen = Signal(object)

    def __init__(
        self, draft: OrderDraft, order: OrderView | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        title = tr("Auftrag schreiben") if order is None else tr("Auftrag {number} bearbeiten")
        self.setWindowTitle(title.format(number="" if order is None else order.number))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._known = {one.name: one for one in draft.contractors}
        self._build(draft)
        self._lay_out(draft.contractors)
        self.contractor.textChanged.connect(self._judge)
        self.text.textChanged.connect(self._judge)
        self._fill(draft, order)
        self._judge()
        self.contractor.setFocus()

    def _build(self, draft: OrderDraft) -> None:
        self.contractor = _line(tr("Handwerksbetrieb"), LONGEST_NAME)
        completer = QCompleter(QStringListModel([one.name for one in draft.contractors], self))
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._take_name)
        self.contractor.setCompleter(completer)
        self.email = _line(tr("E-Mail"), LONGEST_EMAIL)
        self.due = QDateEdit()
        self.due.setMinimumDate(_qt_date(draft.earliest))
        self.due.setCalendarPopup(True)
        self.due.setDisplayFormat("dd.MM.yyyy")
        self.due.setAccessibleName(tr("Auszuführen bis"))
        self.access = _line(tr("Zutritt"), LONGEST_ACCESS)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Was ist zu tun"))
        self.problem = InPlaceMessage(MessageKind.ERROR, "")
        self.problem.hide()
        self.confirm = ActionButton(
            tr("Auftrag speichern"), variant=Variant.PRIMARY, shortcut="Ctrl+Return"
        )
        self.confirm.setShortcut("Ctrl+Return")
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.cancel = ActionButton(tr("Abbrechen"))
        self.cancel.clicked.connect(self.reject)

    def _lay_out(self, contractors: tuple[Contractor, ...]) -> None:
        now = theme.current()
        offers = FlowLayout()
        for one in contractors[:OFFERED]:
            button = ActionButton(one.name, size=ButtonSize.SMALL)
            button.clicked.connect(lambda _=False, name=one.name: self._take_name(name))
            offers.addWidget(button)
        form = QFormLayout()
        form.addRow(tr("Handwerksbetrieb"), self.contractor)
        if contractors:
            form.addRow("", offers)
        form.addRow(tr("E-Mail"), self.email)
        form.addRow(tr("Auszuführen bis"), self.due)
        form.addRow(tr("Zutritt"), self.access)
        form.addRow(tr("Was ist zu tun"), self.text)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(self.windowTitle(), TextStyle.TITLE))
        hint = tr(
            "Der Betrieb bekommt nur, was hier steht, und die Anschrift des Hauses. Gesendet wird "
            "nichts: Sie drucken oder speichern den Auftrag und senden ihn selbst."
        )
        column.addWidget(
            TextLabel(hint, TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        )
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        self.text.setMinimumHeight(min(now.px(170), HIGHEST_TEXT))
        self.setMinimumWidth(now.px(620))

    def _fill(self, draft: OrderDraft, order: OrderView | None) -> None:
        self.contractor.setText("" if order is None else order.contractor)
        self.email.setText("" if order is None else order.email)
        self.due.setDate(_qt_date(draft.due_on if order is None else order.due_on))
        self.access.setText(draft.access if order is None else order.access)
        self.text.setPlainText(draft.text if order is None else order.text)

    def show_problem(self, sentence: str) -> None:
        """Say why the order was not kept."""
        self.problem.show_message(MessageKind.ERROR, sentence)
        self.problem.show()
        self.confirm.set_blocked("")

    def _take_name(self, name: str) -> None:
        self.contractor.setText(name)
        known = self._known.get(name)
        if known is not None:
            self.email.setText(known.email)
        self.due.setFocus()

    def _judge(self) -> None:
        missing = ""
        if not self.contractor.text().strip():
            missing = tr("Bitte einen Betrieb nennen.")
        elif not self.text.toPlainText().strip():
            missing = tr("Bitte schreiben, was zu tun ist.")
        self.confirm.set_blocked(missing)

    def _on_confirm_clicked(self) -> None:
        due = self.due.date().toPython()
        if not isinstance(due, date):
            return
        self.confirm.set_blocked(tr("wird gespeichert"))
        self.chosen.emit(
            OrderForm(
                contractor=self.contractor.text(),
                email=self.email.text(),
                due_on=due,
                text=self.text.toPlainText(),
                access=self.access.text(),
            )
        )


def _line(name: str, longest: int) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setMaxLength(longest)
    return field


def _qt_date(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
