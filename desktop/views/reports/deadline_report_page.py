"""Area *Fristenbericht*: broken promises and missed runs of a month."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import UserError
from desktop.domain.months import Month
from desktop.services.inbox.deadline_report import (
    DeadlineKind,
    MissedDeadline,
    Period,
    ReportKey,
    ReportPage,
    report_page,
)
from desktop.services.inbox.report_file import csv_file
from desktop.tasks import Lane
from desktop.texts import ntr, tr
from desktop.texts.dates import month_and_year
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.file_choice import ask_target
from desktop.views.reports.deadline_table import (
    CASE_ROLE,
    TENANT_COLUMN,
    DeadlineTableModel,
    sorted_by_content,
)
from desktop.views.theme_tokens import Row, TextStyle
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.widgets.row_focus import RowFocusDelegate
from desktop.views.workplace import Workplace


class DeadlineReportPage(QWidget):
    """One month in a table; all of it is read, page by page, and sorted as one likes.

    ``case_requested`` opens the case of a line.
    """

    case_requested = Signal(int)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads the month of today."""
        super().__init__(parent)
        self._workplace = workplace
        self._companies: frozenset[int] = frozenset()
        self._month: Month | None = None
        self._loaded = False
        self._build()
        self._lay_out()
        self.before.clicked.connect(lambda: self._show_month(-1))
        self.after.clicked.connect(lambda: self._show_month(1))
        self.save.clicked.connect(self._on_save_clicked)
        self.table.activated.connect(self._on_table_activated)
        self.setFocusProxy(self.table)

    def _build(self) -> None:
        self.title = TextLabel(tr("Fristenbericht"), TextStyle.TITLE)
        self.summary = TextLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.before = ActionButton(tr("Monat zurück"))
        self.month = TextLabel("", TextStyle.HEADING)
        self.after = ActionButton(tr("Monat vor"))
        self.save = ActionButton(tr("Als CSV speichern …"), icon_name="file-output")
        self.breakdown = TextLabel("", TextStyle.BODY, wrap=Qt.TextFlag.TextWordWrap)
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self.model = DeadlineTableModel(self)
        self.table = QTableView()
        self.table.setAccessibleName(tr("Gebrochene Zusagen und verpasste Läufe"))
        self.table.setModel(sorted_by_content(self.model))
        self.table.setItemDelegate(RowFocusDelegate(self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.verticalHeader().hide()
        self.empty = EmptyState(
            tr("Keine Frist wurde versäumt"),
            tr("In diesem Monat wurde jede Zusage gehalten und jeder zugesagte Lauf erreicht."),
        )

    def _lay_out(self) -> None:
        now = theme.current()
        self.table.verticalHeader().setDefaultSectionSize(now.row_height(Row.TABLE))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(TENANT_COLUMN, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setFixedHeight(now.row_height(Row.TABLE_HEADER))
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addSpacing(now.space(3))
        head.addWidget(self.summary, 1)
        head.addWidget(self.save)
        months = QHBoxLayout()
        months.setSpacing(now.space(3))
        for widget in (self.before, self.month, self.after):
            months.addWidget(widget)
        months.addStretch(1)
        self.content = QStackedWidget()
        self.content.addWidget(self.table)
        self.content.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addLayout(head)
        column.addLayout(months)
        column.addWidget(self.breakdown)
        column.addWidget(self.message)
        column.addWidget(self.content, 1)

    def open_with(self, companies: frozenset[int]) -> None:
        """Show the month of these companies; none chosen means all."""
        self._companies = companies
        if self._month is None:
            self._month = Month.of(self._workplace.today())
        self.message.hide()
        self.refresh()

    def refresh(self) -> None:
        """Read the month again."""
        if self._month is None:
            return
        self._loaded = False
        self.month.setText(month_and_year(self._month))
        self.after.set_blocked(
            tr("Weiter reicht der Bericht nicht.")
            if self._month >= Month.of(self._workplace.today())
            else ""
        )
        self.save.set_blocked(tr("Der Monat wird noch gelesen."))
        self.summary.setText(tr("wird gelesen …"))
        self._read(None)

    def _show_month(self, step: int) -> None:
        assert self._month is not None
        self._month = self._month.plus(step)
        self.message.hide()
        self.refresh()

    def _period(self) -> Period:
        assert self._month is not None
        return Period(self._month.first_day, self._month.last_day)

    def _read(self, after: ReportKey | None) -> None:
        self._workplace.ask(
            report_page,
            self._period(),
            self._companies,
            after,
            done=lambda page: self._on_read(page, is_first=after is None),
            scope="deadline_report",
            failed=self._on_failed,
        )

    def _on_read(self, page: ReportPage, *, is_first: bool) -> None:
        if is_first:
            chosen = self.table.currentIndex().data(CASE_ROLE)
            self.model.show_others(page.lines)
            self._choose(chosen)
        else:
            self.model.show_further(page.lines)
        self.content.setCurrentWidget(self.table if self.model.lines else self.empty)
        self._show_summary(self.model.lines)
        if page.has_more:
            self._read(page.lines[-1].key)
            return
        self._loaded = True
        self.save.set_blocked("" if self.model.lines else tr("Es gibt nichts zu speichern."))

    def _choose(self, case_id: object) -> None:
        """The line one was on stays chosen, else the first is."""
        proxy = self.table.model()
        rows = range(proxy.rowCount())
        same = (row for row in rows if proxy.index(row, 0).data(CASE_ROLE) == case_id)
        if rows:
            self.table.setCurrentIndex(proxy.index(next(same, 0), 0))

    def _show_summary(self, lines: tuple[MissedDeadline, ...]) -> None:
        promises = sum(line.kind is DeadlineKind.PROMISE for line in lines)
        broken = ntr("{n} gebrochene Zusage", "{n} gebrochene Zusagen", promises)
        missed = ntr("{n} verpasster Lauf", "{n} verpasste Läufe", len(lines) - promises)
        self.summary.setText(f"{broken}, {missed}")
        groups = Counter((line.company_tag, line.category_name) for line in lines)
        self.breakdown.setText(
            " · ".join(
                tr("{company}, {category}: {n}", company=company, category=category, n=number)
                for (company, category), number in sorted(groups.items())
            )
        )
        self.breakdown.setVisible(bool(groups))

    def _on_table_activated(self, index: QModelIndex) -> None:
        self.case_requested.emit(index.data(CASE_ROLE))

    def _on_save_clicked(self) -> None:
        assert self._month is not None
        name = tr("fristenbericht-{month}.csv", month=f"{self._month.first_day:%Y-%m}")
        target = ask_target(self, tr("Fristenbericht"), name, tr("CSV-Dateien (*.csv)"))
        if target is not None:
            self._save(target, self.model.lines)

    def _save(self, target: Path, lines: tuple[MissedDeadline, ...]) -> None:
        def work(_context: object, _actor: object) -> None:
            try:
                self._workplace.write_file(target, csv_file(lines))
            except OSError as error:
                raise UserError("report.not_written") from error

        self._workplace.ask(
            work,
            done=lambda _: self._say(
                MessageKind.OK, ntr("{n} Zeile gespeichert", "{n} Zeilen gespeichert", len(lines))
            ),
            failed=self._on_failed,
            lane=Lane.FILES,
        )

    def _on_failed(self, error: UserError) -> None:
        self._say(MessageKind.ERROR, error_sentence(error))

    def _say(self, kind: MessageKind, sentence: str) -> None:
        self.message.show_message(kind, sentence)
        self.message.show()
