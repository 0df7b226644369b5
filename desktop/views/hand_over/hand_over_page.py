"""Area *Übergabe an das ERP*: what waits for which run, past runs, and the hand-over itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.accounts import ErpContents
from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.services.hand_over import use_cases as handover
from desktop.services.hand_over.view import ErpRunContent, HandOverOverview, PastRun, WaitingRun
from desktop.services.staff.access import Actor
from desktop.tasks import Lane, Stale
from desktop.texts import ntr, tr
from desktop.texts.dates import full_date, full_moment, run_name
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.file_choice import ask_target
from desktop.views.hand_over.echo_list_card import EchoListCard
from desktop.views.hand_over.run_table import CASE_ROLE, RunTableModel
from desktop.views.reasons import reason_text
from desktop.views.theme_tokens import Row, TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.widgets.row_focus import RowFocusDelegate
from desktop.views.workplace import Workplace

REFRESH_AFTER_MS = 200
SHOWN_PAST_RUNS = 12
_SHOWN = frozenset({ChangeKind.HAND_OVER, ChangeKind.BANK_CHANGE, ChangeKind.MASTER_DATA})


class RunCard(Card):
    """One debit run of one company. ``opened`` carries the case of a row that was opened."""

    opened = Signal(int)

    def __init__(self, run: WaitingRun) -> None:
        """Show the rows of ``run``."""
        title = tr(
            "{company}: Lauf {run}, Einzug {date}",
            company=run.company_tag,
            run=run_name(run.collection_on),
            date=full_date(run.collection_on),
        )
        note = tr("Lastschriftdatei {moment}", moment=full_moment(run.file_at))
        if run.automatic_at is not None:
            note += " · " + tr("von selbst {moment}", moment=full_moment(run.automatic_at))
        super().__init__(title, note, len(run.rows))
        now = theme.current()
        self.let_rows_run()
        self.table = QTableView()
        self.table.setAccessibleName(title)
        self.table.setModel(RunTableModel(run.rows, self.table))
        self.table.setItemDelegate(RowFocusDelegate(self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        height = now.row_height(Row.TABLE)
        self.table.verticalHeader().setDefaultSectionSize(height)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        head = now.row_height(Row.TABLE_HEADER)
        header.setFixedHeight(head)
        self.table.setFixedHeight(head + height * min(len(run.rows), 12) + 6)
        self.table.activated.connect(lambda index: self.opened.emit(index.data(CASE_ROLE)))
        self.body.addWidget(self.table)


def _past_text(run: PastRun) -> str:
    rows = ntr("{n} Zeile", "{n} Zeilen", run.row_count)
    moment = full_moment(run.created_at)
    if run.contents is ErpContents.CONTACT_CHANGES:
        return tr(
            "Lauf {number} vom {moment}, Kontaktdaten: {rows}",
            number=run.number,
            moment=moment,
            rows=rows,
        )
    return tr("Lauf {number} vom {moment}: {rows}", number=run.number, moment=moment, rows=rows)


class HandOverPage(QWidget):
    """Waiting rows by run, the button that hands them over, and the runs that were made."""

    case_requested = Signal(int)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads."""
        super().__init__(parent)
        self._workplace = workplace
        self._companies: frozenset[int] = frozenset()
        self.title = TextLabel(tr("Übergabe an das ERP"), TextStyle.TITLE)
        self.summary = TextLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.export = ActionButton(
            tr("Jetzt übergeben …"), variant=Variant.PRIMARY, icon_name="file-output"
        )
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self._content = QWidget()
        self._column = QVBoxLayout()
        self.echoes = EchoListCard(workplace)
        self.echoes.opened.connect(self.case_requested)
        self.echoes.settled.connect(self.refresh)
        self.echoes.failed.connect(self._on_failed)
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_AFTER_MS)
        self._soon.timeout.connect(self.refresh)
        self.export.clicked.connect(self._on_export_clicked)
        workplace.changed.connect(self._on_workplace_changed)
        self._lay_out()
        self.setFocusProxy(self.export)

    def _lay_out(self) -> None:
        now = theme.current()
        scroll = QScrollArea()
        scroll.setAccessibleName(tr("Läufe"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._content)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addSpacing(now.space(3))
        head.addWidget(self.summary, 1)
        head.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addLayout(head)
        column.addWidget(self.message)
        column.addWidget(scroll, 1)
        content = QVBoxLayout(self._content)
        content.setContentsMargins(0, 0, now.space(2), 0)
        content.setSpacing(now.space(3))
        content.addWidget(self.echoes)
        content.addLayout(self._column, 1)
        self._column.setSpacing(now.space(3))

    def open_with(self, companies: frozenset[int]) -> None:
        """Show the rows of these companies; none chosen means all."""
        self._companies = companies
        self.refresh()

    def refresh(self) -> None:
        """Read the overview again."""
        self._workplace.ask(
            handover.list_waiting,
            self._companies or None,
            done=self._show,
            scope="hand_over",
            stale=Stale.SKIP,
        )
        self.echoes.refresh(self._companies)

    def _show(self, overview: HandOverOverview) -> None:
        clear_layout(self._column)
        waiting = ntr("{n} Zeile wartet", "{n} Zeilen warten", overview.waiting_count)
        ready = tr("{n} davon bereit", n=overview.ready_count)
        self.summary.setText(f"{waiting}, {ready}")
        self.export.set_blocked("" if overview.export.possible else reason_text(overview.export))
        for run in overview.runs:
            card = RunCard(run)
            card.opened.connect(self.case_requested)
            self._column.addWidget(card)
        if not overview.runs:
            self._column.addWidget(
                EmptyState(
                    tr("Nichts wartet auf Übergabe"),
                    tr("Freigegebene Bankverbindungen erscheinen hier nach der Rücknahmezeit."),
                )
            )
        if overview.contacts_waiting:
            self._column.addWidget(self._contacts(overview))
        if overview.past:
            self._column.addWidget(self._past(overview.past[:SHOWN_PAST_RUNS]))
        self._column.addStretch(1)

    def _contacts(self, overview: HandOverOverview) -> Card:
        card = Card(tr("Kontaktdaten und Anschriften"), count=overview.contacts_waiting)
        row = QHBoxLayout()
        waiting = ntr("{n} Änderung wartet", "{n} Änderungen warten", overview.contacts_waiting)
        ready = tr("{n} davon bereit", n=overview.contacts_ready)
        row.addWidget(TextLabel(f"{waiting}, {ready}"), 1)
        export = ActionButton(
            tr("Kontaktdaten übergeben …"), icon_name="file-output", size=ButtonSize.SMALL
        )
        export.set_blocked(
            "" if overview.export_contacts.possible else reason_text(overview.export_contacts)
        )
        export.clicked.connect(self._export_contacts)
        row.addWidget(export)
        card.body.addLayout(row)
        return card

    def _past(self, runs: tuple[PastRun, ...]) -> Card:
        card = Card(tr("Frühere Läufe"))
        for run in runs:
            row = QHBoxLayout()
            row.addWidget(TextLabel(_past_text(run)), 1)
            again = ActionButton(
                tr("Datei noch einmal schreiben …"), icon_name="repeat", size=ButtonSize.SMALL
            )
            again.setAccessibleName(
                tr("Datei von Lauf {number} noch einmal schreiben", number=run.number)
            )
            again.clicked.connect(lambda _=False, run=run: self._repeat(run))
            row.addWidget(again)
            card.body.addLayout(row)
        return card

    def _on_export_clicked(self) -> None:
        day = self._workplace.today().isoformat()
        self._export(tr("bankverbindungen-{day}.csv", day=day), handover.export_run)

    def _export_contacts(self) -> None:
        day = self._workplace.today().isoformat()
        self._export(tr("kontaktdaten-{day}.csv", day=day), handover.export_contact_run)

    def _export(
        self,
        name: str,
        export: Callable[[ServiceContext, Actor, str | None], ErpRunContent],
    ) -> None:
        target = self._ask_target(name)
        if target is None:
            return
        company = self._company_code()

        def work(context: ServiceContext, actor: Actor) -> ErpRunContent:
            return self._written(export(context, actor, company), target)

        self._workplace.ask(
            work,
            done=lambda made: self._on_written(made, target),
            failed=self._on_failed,
            lane=Lane.FILES,
        )

    def _repeat(self, run: PastRun) -> None:
        contacts = run.contents is ErpContents.CONTACT_CHANGES
        name = (
            tr("kontaktdaten-lauf-{number}.csv", number=run.number)
            if contacts
            else tr("bankverbindungen-lauf-{number}.csv", number=run.number)
        )
        target = self._ask_target(name)
        if target is None:
            return

        def work(context: ServiceContext, actor: Actor) -> ErpRunContent:
            repeat = handover.repeat_contact_run if contacts else handover.repeat_run
            return self._written(repeat(context, actor, run.number), target)

        self._workplace.ask(
            work,
            done=lambda made: self._on_written(made, target),
            failed=self._on_failed,
            lane=Lane.FILES,
        )

    def _written(self, made: ErpRunContent, target: Path) -> ErpRunContent:
        try:
            self._workplace.write_file(target, made.content)
        except OSError as error:
            raise made.not_written() from error
        return made

    def _company_code(self) -> str | None:
        if len(self._companies) != 1:
            return None
        chosen = next(iter(self._companies))
        return next((c.code for c in self._workplace.companies if c.company_id == chosen), None)

    def _ask_target(self, name: str) -> Path | None:
        return ask_target(self, tr("Datei für das ERP"), name, tr("CSV-Dateien (*.csv)"))

    def _on_written(self, made: ErpRunContent, target: Path) -> None:
        rows = ntr("{n} Zeile", "{n} Zeilen", made.row_count)
        title = (
            tr("Keine Zeile war bereit; es wurde kein Lauf gebildet.")
            if made.number is None
            else tr("Lauf {number} geschrieben: {rows}.", number=made.number, rows=rows)
        )
        self.message.show_message(MessageKind.OK, title, str(target))
        self.message.show()
        self.refresh()

    def _on_failed(self, error: UserError) -> None:
        self.message.show_message(MessageKind.ERROR, error_sentence(error))
        self.message.show()
        self.refresh()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        kinds = {change.kind for change in changes}
        if self.isVisible() and kinds & _SHOWN:
            self._soon.start()
