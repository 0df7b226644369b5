"""Area *Protokoll*: who saw or changed this IBAN, this case, this account; and is the log whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import UserError
from desktop.services.audit_trail.exporting import TrailFile, TrailFormat, export_trail
from desktop.services.audit_trail.looking import (
    TrailKey,
    TrailPage,
    TrailPerson,
    TrailQuery,
    trail_page,
    trail_people,
)
from desktop.services.audit_trail.verifying import ChainReport, verify_trail
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.tasks import Lane, Stale, Task
from desktop.texts import ntr, tr
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.audit.trail_bar import TrailBar
from desktop.views.audit.trail_filters import TrailFilters
from desktop.views.audit.trail_table import (
    ACT_COLUMN,
    DETAILS_COLUMN,
    THING_COLUMN,
    TrailTableModel,
    line_sentence,
)
from desktop.views.audit.trail_words import anchors_text, faults_text, intact_title
from desktop.views.file_choice import ask_target
from desktop.views.theme_tokens import Row, TextStyle
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.widgets.page_head import PageHead
from desktop.views.widgets.row_focus import RowFocusDelegate
from desktop.views.workplace import Workplace

_Result = TypeVar("_Result")
_ACT_WIDTH, _THING_WIDTH = 250, 180
"""Pixels at 100 %; the row below the table says all of a line."""


class AuditTrailPage(QWidget):
    """Fields at the top, the lines below, the chosen one in full at the bottom.

    ``case_requested`` opens the case of a line.
    """

    case_requested = Signal(int)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` reads the newest lines."""
        super().__init__(parent)
        self._workplace = workplace
        self._companies: frozenset[int] = frozenset()
        self._query: TrailQuery | None = None
        self._reads_more = False
        self._task: Task | None = None
        self._cancelled = ""
        self._build()
        self._lay_out()
        self.filters.asked.connect(self._on_filters_asked)
        self.model.more_wanted.connect(self._read_more)
        self.table.activated.connect(self._on_table_activated)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_line())
        self.check.clicked.connect(self._on_check_clicked)
        self.save.clicked.connect(self._on_save_clicked)
        self.progress.cancelled.connect(self._on_progress_cancelled)
        self.setFocusProxy(self.filters)

    def _build(self) -> None:
        self.title = TextLabel(tr("Protokoll"), TextStyle.TITLE)
        self.summary = TextLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.check = ActionButton(tr("Auf Veränderung prüfen"), icon_name="shield-check")
        self.save = ActionButton(tr("Auszug speichern …"), icon_name="file-output")
        self.filters = TrailFilters(self._workplace.today)
        self.progress = TrailBar()
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self.model = TrailTableModel(self)
        self.table = QTableView()
        self.table.setAccessibleName(tr("Zeilen des Protokolls"))
        self.table.setModel(self.model)
        self.table.setItemDelegate(RowFocusDelegate(self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.empty = EmptyState(
            tr("Keine Zeile im Protokoll"),
            tr("Zu dem, was oben steht, hat niemand etwas gesehen oder geändert."),
            icon_name="info",
            tone=Tone.INFO,
        )
        self.line = TextLabel("", TextStyle.BODY, wrap=Qt.TextFlag.TextWordWrap)

    def _lay_out(self) -> None:
        now = theme.current()
        self.table.verticalHeader().setDefaultSectionSize(now.row_height(Row.TABLE))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(DETAILS_COLUMN, QHeaderView.ResizeMode.Stretch)
        for place, width in ((ACT_COLUMN, _ACT_WIDTH), (THING_COLUMN, _THING_WIDTH)):
            # As wide as their longest they would leave nothing for the details.
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
            self.table.setColumnWidth(place, now.px(width))
        header.setHighlightSections(False)
        header.setFixedHeight(now.row_height(Row.TABLE_HEADER))
        self.content = QStackedWidget()
        self.content.addWidget(self.table)
        self.content.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addWidget(PageHead(self.title, self.summary, (self.check, self.save)))
        column.addWidget(self.filters)
        column.addWidget(self.progress)
        column.addWidget(self.message)
        column.addWidget(self.content, 1)
        column.addWidget(self.line)

    def open_with(self, companies: frozenset[int]) -> None:
        """Show the lines of these companies; none chosen means all, and what belongs to none."""
        self._companies = companies
        self._workplace.ask(
            trail_people,
            done=self._show_people,
            failed=self._on_failed,
            scope="audit_trail.people",
            stale=Stale.SKIP,
        )
        self._ask()

    def _show_people(self, people: tuple[TrailPerson, ...]) -> None:
        self.filters.show_people(people)

    def refresh(self) -> None:
        """Read from the newest line on again what was asked for last."""
        if self._query is not None:
            self._read(None)

    def _on_filters_asked(self) -> None:
        self.message.hide()
        self._ask()

    def _ask(self) -> None:
        wrong = self.filters.wrong_day()
        if wrong is not None:
            self._say(MessageKind.ERROR, tr("„{text}“ ist kein Tag.", text=wrong.text()))
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            self._query = self.filters.query(self._companies)
        except UserError as error:
            self._on_failed(error)
            return
        self._read(None)

    def _read(self, after: TrailKey | None) -> None:
        if after is None:
            self.summary.setText(tr("wird gelesen …"))
            self.save.set_blocked(tr("Das Protokoll wird noch gelesen."))
        self._workplace.ask(
            trail_page,
            self._query,
            after,
            done=partial(self._show_page, after),
            failed=self._on_read_failed,
            scope="audit_trail",
        )

    def _read_more(self) -> None:
        lines = self.model.lines
        if not self._reads_more and lines:
            self._reads_more = True
            self._read(lines[-1].key)

    def _show_page(self, after: TrailKey | None, page: TrailPage) -> None:
        self._reads_more = False
        if after is None:
            self._show_first(page)
        else:
            self.model.add(page.lines, has_more=page.has_more)
        count = len(self.model.lines)
        self.summary.setText(
            tr("die neuesten {n} Zeilen", n=count)
            if self.model.has_more
            else ntr("{n} Zeile", "{n} Zeilen", count)
        )
        self._block()

    def _show_first(self, page: TrailPage) -> None:
        kept = self.model.line(self.table.currentIndex().row())
        self.model.begin(page.lines, has_more=page.has_more)
        self.content.setCurrentWidget(self.table if page.lines else self.empty)
        numbers = [line.id for line in page.lines]
        row = numbers.index(kept.id) if kept is not None and kept.id in numbers else 0
        if numbers:
            self.table.setCurrentIndex(self.model.index(row, 0))
        self._show_line()

    def _show_line(self) -> None:
        """The chosen line in full: a cell may be cut off, and is read out as one sentence here."""
        row = self.table.currentIndex().row()
        found = self.model.line(row)
        self.line.setVisible(found is not None)
        if found is None:
            return
        cells = [str(self.model.index(row, column).data()) for column in range(DETAILS_COLUMN + 1)]
        number = tr("Protokollzeile {n}", n=found.id)
        self.line.setText(" · ".join(cell for cell in (number, *cells) if cell))

    def _on_table_activated(self, index: QModelIndex) -> None:
        found = self.model.line(index.row())
        if found is not None and found.case_id is not None:
            self.case_requested.emit(found.case_id)

    def _block(self) -> None:
        busy = tr("Es läuft schon eine Prüfung oder ein Auszug.") if self._task else ""
        self.check.set_blocked(busy)
        nothing = "" if self.model.lines else tr("Es gibt nichts zu speichern.")
        self.save.set_blocked(busy or nothing)

    def _on_check_clicked(self) -> None:
        anchors = self._workplace.anchors

        def work(task: Task, context: ServiceContext, actor: Actor) -> ChainReport:
            return verify_trail(
                context,
                actor,
                anchors,
                on_progress=lambda done, total: task.report((done, total)),
                is_cancelled=task.is_cancelled,
            )

        self._run(work, self._on_checked, tr("Die Prüfung beginnt …"), "audit.verify_cancelled")

    def _on_checked(self, report: ChainReport) -> None:
        self._ended()
        if report.is_intact:
            self._say(MessageKind.OK, intact_title(report), anchors_text(report))
        else:
            self._say(MessageKind.ERROR, tr("Das Protokoll wurde verändert."), faults_text(report))

    def _on_save_clicked(self) -> None:
        day = self._workplace.today()
        name = tr("protokoll-{day}.csv", day=f"{day:%Y-%m-%d}")
        kinds = (tr("CSV-Dateien (*.csv)"), tr("JSON-Lines-Dateien (*.jsonl)"))
        target = ask_target(self, tr("Auszug aus dem Protokoll"), name, *kinds)
        if target is not None:
            self._save(target)

    def _save(self, target: Path) -> None:
        query = self._query
        assert query is not None
        is_lines = target.suffix.casefold() == ".jsonl"
        file_format = TrailFormat.JSONL if is_lines else TrailFormat.CSV

        def work(task: Task, context: ServiceContext, actor: Actor) -> TrailFile:
            file = export_trail(
                context,
                actor,
                query,
                file_format,
                line_sentence,
                on_progress=lambda done: task.report((done, None)),
                is_cancelled=task.is_cancelled,
            )
            try:
                self._workplace.write_file(target, file.content)
            except OSError as error:
                raise UserError("audit.not_written") from error
            return file

        self._run(work, self._on_saved, tr("Der Auszug beginnt …"), "audit.export_cancelled")

    def _on_saved(self, file: TrailFile) -> None:
        self._ended()
        self._say(
            MessageKind.OK,
            ntr("{n} Zeile gespeichert", "{n} Zeilen gespeichert", file.lines),
            tr("Dass dieser Auszug gemacht wurde, steht jetzt selbst im Protokoll."),
        )

    def _run(
        self,
        work: Callable[[Task, ServiceContext, Actor], _Result],
        done: Callable[[_Result], None],
        sentence: str,
        cancelled: str,
    ) -> None:
        task = self._task = Task()
        self._cancelled = cancelled
        self.message.hide()
        self.progress.begin(sentence)
        self._block()
        self._workplace.ask(
            partial(work, task),
            done=done,
            failed=self._on_run_failed,
            progress=self.progress.show_progress,
            lane=Lane.FILES,
            task=task,
        )

    def _on_progress_cancelled(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._ended()
        self._say(MessageKind.INFO, error_sentence(UserError(self._cancelled)))

    def _on_run_failed(self, error: UserError) -> None:
        self._ended()
        self._on_failed(error)

    def _ended(self) -> None:
        self._task = None
        self.progress.hide()
        self._block()

    def _on_read_failed(self, error: UserError) -> None:
        self._reads_more = False
        self.model.begin((), has_more=False)
        # Nothing was looked up: that nobody saw it is not said.
        self.content.setCurrentWidget(self.table)
        self.summary.setText("")
        self._show_line()
        self._block()
        self._on_failed(error)

    def _on_failed(self, error: UserError) -> None:
        self._say(MessageKind.ERROR, error_sentence(error))

    def _say(self, kind: MessageKind, title: str, detail: str = "") -> None:
        self.message.show_message(kind, title, detail)
        self.message.show()
