"""Card *Wartet auf das ERP*: what has not come back, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.domain.erp_echo import EchoProgress
from desktop.domain.errors import UserError
from desktop.services.erp_echo.awaited import EchoSource
from desktop.services.erp_echo.reading import list_echoes
from desktop.services.erp_echo.settling import (
    SettleEcho,
    confirm_by_hand,
    hand_over_again,
    take_their_value,
)
from desktop.services.erp_echo.view import EchoList, EchoView
from desktop.tasks import Stale
from desktop.texts import ntr, tr
from desktop.views import theme
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.hand_over.echo_model import EchoModel
from desktop.views.reasons import reason_text
from desktop.views.theme_tokens import Row, TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.row_focus import RowFocusDelegate
from desktop.views.workplace import Workplace

MOST_ROWS_HIGH = 8
WIDEST_COLUMN = 210
"""Pixels at 100 %: an address is cut rather than pushing the other columns out of sight."""


class EchoListCard(Card):
    """``opened`` carries the case of a row; ``failed`` and ``settled`` tell how an act ended."""

    opened = Signal(int)
    settled = Signal()
    failed = Signal(object)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(tr("Wartet auf das ERP"), parent=parent)
        self._workplace = workplace
        self._list: EchoList | None = None
        self.let_rows_run()
        self.table = QTableView()
        self.table.setAccessibleName(tr("Wartet auf das ERP"))
        self._model = EchoModel(self.table)
        self.table.setModel(self._model)
        self.table.setItemDelegate(RowFocusDelegate(self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(theme.current().px(WIDEST_COLUMN))
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        self.table.activated.connect(lambda _index: self._open())
        self.table.selectionModel().currentRowChanged.connect(self._show_possible)
        self.body.addWidget(self.table)
        self.confirm = self._button(tr("Im ERP eingetragen …"), "circle-check")
        self.again = self._button(tr("Noch einmal übergeben …"), "repeat")
        self.take = self._button(tr("Wert des ERP übernehmen …"), "arrow-down")
        self.reason = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        now = theme.current()
        flow.setContentsMargins(now.space(3), now.space(1), now.space(3), now.space(1))
        for button, act in (
            (self.confirm, self._confirm),
            (self.again, self._hand_over_again),
            (self.take, self._take),
        ):
            flow.addWidget(button)
            button.clicked.connect(act)
        flow.addWidget(self.reason)
        self.body.addWidget(buttons)
        self.hide()

    @staticmethod
    def _button(text: str, icon_name: str) -> ActionButton:
        return ActionButton(text, icon_name=icon_name, size=ButtonSize.SMALL)

    def refresh(self, companies: frozenset[int]) -> None:
        """Read again what waits."""
        self._workplace.ask(
            list_echoes,
            companies or None,
            done=self.show_list,
            scope="hand_over.echoes",
            stale=Stale.SKIP,
        )

    def show_list(self, echoes: EchoList) -> None:
        """Show what waits; the row that was chosen stays chosen where it is still there."""
        chosen = self.current()
        self._list = echoes
        self.setVisible(bool(echoes.rows))
        self._model.show_others(echoes.rows)
        key = None if chosen is None else (chosen.source, chosen.row_id)
        keys = [(row.source, row.row_id) for row in echoes.rows]
        if keys:
            self.table.selectRow(keys.index(key) if key in keys else 0)
        self.count.setText(str(len(echoes.rows)))
        self.count.show()
        needing = ntr("{n} ist zu prüfen", "{n} sind zu prüfen", echoes.needing)
        self.note.setText(needing if echoes.needing else "")
        self._measure_table(len(echoes.rows))
        self._show_possible()

    def current(self) -> EchoView | None:
        """The row that is chosen."""
        index = self.table.currentIndex()
        if self._list is None or not index.isValid() or index.row() >= len(self._list.rows):
            return None
        return self._list.rows[index.row()]

    def _measure_table(self, rows: int) -> None:
        now = theme.current()
        height, head = now.row_height(Row.TABLE), now.row_height(Row.TABLE_HEADER)
        self.table.verticalHeader().setDefaultSectionSize(height)
        self.table.horizontalHeader().setFixedHeight(head)
        self.table.setFixedHeight(head + height * min(rows, MOST_ROWS_HIGH) + 6)

    def _show_possible(self) -> None:
        """Say what can be done with the chosen row, or why not."""
        row, act = self.current(), None if self._list is None else self._list.act
        denied = "" if act is None or act.possible else reason_text(act)
        if row is None:
            denied = denied or tr("keine Zeile ausgewählt")
        waits = row is not None and row.progress is EchoProgress.NOT_HANDED_OVER
        not_yet = denied or (tr("noch nicht übergeben") if waits else "")
        for button in (self.confirm, self.again):
            button.set_blocked(not_yet)
        theirs = row is not None and row.source is EchoSource.CONTACT and bool(row.their_values)
        nothing = tr("das ERP hat nichts anderes gebracht")
        if row is not None and row.source is EchoSource.BANK and row.theirs:
            nothing = tr("eine andere Bankverbindung braucht einen neuen Antrag")
        self.take.set_blocked(not_yet or ("" if theirs else nothing))

    def _open(self) -> None:
        row = self.current()
        if row is not None and row.case_id is not None:
            self.opened.emit(row.case_id)

    def _confirm(self) -> None:
        self._ask(
            tr("Im ERP eingetragen"),
            tr("Der Wert gilt als bestätigt. Der nächste Import darf ihn wieder ändern."),
            tr("Bestätigen"),
            (tr("Im ERP nachgesehen"), tr("Auskunft der Buchhaltung")),
            confirm_by_hand,
        )

    def _hand_over_again(self) -> None:
        self._ask(
            tr("Noch einmal übergeben"),
            tr("Derselbe Wert steht in der nächsten Übergabe noch einmal."),
            tr("Noch einmal übergeben"),
            (tr("Im ERP nicht angekommen"), tr("Im ERP überschrieben")),
            hand_over_again,
        )

    def _take(self) -> None:
        self._ask(
            tr("Wert des ERP übernehmen"),
            tr("Hier gilt dann, was das ERP gebracht hat."),
            tr("Übernehmen"),
            (tr("Mit der Mietpartei geklärt"), tr("Unser Wert war falsch")),
            take_their_value,
        )

    def _ask(
        self,
        title: str,
        text: str,
        confirm: str,
        suggestions: tuple[str, ...],
        act: Callable[..., None],
    ) -> None:
        row = self.current()
        if row is None:
            return
        dialog = ReasonDialog(title, text, confirm, suggestions=suggestions, parent=self)
        dialog.chosen.connect(
            lambda reason: self._workplace.ask(
                act,
                SettleEcho(row.source, row.row_id, reason),
                done=lambda _none: self.settled.emit(),
                failed=self._on_failed,
            )
        )
        open_over_scrim(dialog)

    def _on_failed(self, error: UserError) -> None:
        self.failed.emit(error)
