"""Files with monthly values: chosen, tried, taken in, and their bad rows saved."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import UserError
from desktop.services.consumption.use_cases import UsageWatch, import_usage
from desktop.services.consumption.view import UsageReport
from desktop.services.master_data.findings_file import findings_file
from desktop.services.master_data.view import Progress
from desktop.tasks import Lane, Task
from desktop.texts import ntr, tr
from desktop.texts.errors import error_sentence
from desktop.views.consumption.usage_parts import UsageParts
from desktop.views.consumption.usage_rows import (
    count_headings,
    report_doubts,
    report_title,
    table_cells,
)
from desktop.views.consumption.usage_run import UsageRun
from desktop.views.file_choice import ask_files, ask_target
from desktop.views.master_data.cells import finding_row
from desktop.views.widgets.messages import MessageKind
from desktop.views.workplace import Workplace


class UsageFiles(QObject):
    """Serves the cards of the files.

    ``taken`` fires when something was taken in, with how many values of it are held back.
    """

    taken = Signal(int)

    def __init__(self, workplace: Workplace, parts: UsageParts, run: UsageRun, denied: str) -> None:
        """``denied`` says why the person may take nothing in; "" where that is allowed."""
        super().__init__(parts)
        self._workplace = workplace
        self._parts = parts
        self._run = run
        self._denied = denied
        self._paths: tuple[Path, ...] = ()
        self._report: UsageReport | None = None
        parts.choose.clicked.connect(self._on_choose_clicked)
        parts.attempt.clicked.connect(lambda: self._import(dry_run=True))
        parts.take.clicked.connect(lambda: self._import(dry_run=False))
        parts.save.clicked.connect(self._on_save_clicked)

    def show_steps(self, runs: str) -> None:
        """Say of each step whether it can be done; ``runs`` is why nothing can be done now."""
        nothing = "" if self._paths else tr("Bitte wählen Sie erst Dateien.")
        report = self._report
        if report is None:
            untried = tr("Bitte machen Sie erst einen Probelauf.")
        else:
            untried = "" if report.dry_run else tr("Das ist schon übernommen.")
        self._parts.choose.set_blocked(runs)
        self._parts.attempt.set_blocked(runs or nothing)
        self._parts.take.set_blocked(runs or nothing or untried)

    def look(self, paths: tuple[Path, ...]) -> None:
        """Show chosen files; the dry run reads them."""
        self._paths, self._report = paths, None
        self._parts.message.hide()
        self._show()
        self._parts.attempt.setFocus()

    def _on_choose_clicked(self) -> None:
        kinds = tr("Tabellen (*.csv *.txt *.xlsx)"), tr("Alle Dateien (*)")
        ask_files(self._parts, tr("Dateien mit Monatswerten"), self.look, *kinds)

    def _import(self, *, dry_run: bool) -> None:
        def make(task: Task) -> partial[UsageReport]:
            watch = UsageWatch(
                is_cancelled=task.is_cancelled,
                on_progress=lambda file, rows, share: task.report(Progress(file, rows, share)),
            )
            return partial(import_usage, dry_run=dry_run, watch=watch)

        self._parts.message.hide()
        self._run.start(
            tr("Probelauf …") if dry_run else tr("Wird übernommen …"),
            make,
            self._workplace.spreadsheets,
            self._paths,
            done=self._on_ran,
            failed=self._on_failed,
            progress=self._parts.bar.show_progress,
        )

    def _on_ran(self, report: UsageReport) -> None:
        self._report = report
        self._show()
        details = report_doubts(report)
        kind = MessageKind.WARNING if details else MessageKind.OK
        self._parts.say(kind, report_title(report), "\n".join(details))
        if report.dry_run:
            self._parts.take.setFocus()
            return
        self._parts.choose.setFocus()
        self.taken.emit(report.counts.held)

    def _on_failed(self, error: UserError) -> None:
        self._parts.say(MessageKind.ERROR, error_sentence(error))

    def _show(self) -> None:
        report = self._report
        if report is None:
            unknown = ("",) * (len(count_headings()) + 1)
            lines = [(path.name, *unknown) for path in self._paths]
            self._parts.files.show_lines(lines, [str(path) for path in self._paths])
        else:
            lines_of = [table_cells(table) for table in report.tables]
            self._parts.files.show_lines(lines_of, [table.name for table in report.tables])
        findings = () if report is None else report.findings
        self._parts.findings.setVisible(bool(findings))
        self._parts.findings.show_lines(
            [finding_row(one) for one in findings],
            list(range(len(findings))),
            total=None if report is None else report.counts.bad,
        )
        self.show_steps(self._denied)

    def _on_save_clicked(self) -> None:
        report = self._report
        if report is None:
            return
        target = ask_target(
            self._parts,
            tr("Schlechte Zeilen"),
            tr("verbrauch-zeilen.csv"),
            tr("CSV-Dateien (*.csv)"),
        )
        if target is not None:
            self._save(target, report)

    def _save(self, target: Path, report: UsageReport) -> None:
        def work(_context: object, _actor: object) -> None:
            try:
                self._workplace.write_file(target, findings_file(report.findings))
            except OSError as error:
                raise UserError("report.not_written") from error

        number = len(report.findings)
        self._workplace.ask(
            work,
            done=lambda _: self._parts.say(
                MessageKind.OK, ntr("{n} Zeile gespeichert", "{n} Zeilen gespeichert", number)
            ),
            failed=self._on_failed,
            lane=Lane.FILES,
        )
