"""Area *Stammdaten*: choose files, see what they would do, take them in, take an import back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.master_data.findings_file import findings_file
from desktop.services.master_data.importing import ImportRequest, Watch, import_files
from desktop.services.master_data.looking import list_imports, look_into, remember_columns
from desktop.services.master_data.tables import TableChoice, TableOffer
from desktop.services.master_data.taking_back import take_import_back
from desktop.services.master_data.view import ImportReport, PastImport, TakenBack
from desktop.tasks import Lane, Stale, Task
from desktop.texts import ntr, tr
from desktop.texts.errors import error_sentence
from desktop.texts.master_data import counts_sentence
from desktop.views.administration.save_key import claims_save_key, is_save_key
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.file_choice import ask_files, ask_target
from desktop.views.master_data.cells import finding_row, history_cells, offer_cells, report_cells
from desktop.views.master_data.mapping_dialog import MappingDialog
from desktop.views.master_data.outcome import doubts, staying_sentences, taken_back_title
from desktop.views.master_data.page_parts import MasterDataParts
from desktop.views.recording.given_files import brings_files, given_files
from desktop.views.widgets.messages import MessageKind
from desktop.views.workplace import Workplace

HISTORY_AFTER_MS = 300


class MasterDataPage(MasterDataParts):
    """One set of files at a time; former imports stand below."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` reads the history."""
        super().__init__(parent)
        self._workplace = workplace
        self._offers: tuple[TableOffer, ...] = ()
        self._choices: dict[str, TableChoice] = {}
        self._paths: tuple[Path, ...] = ()
        self._report: ImportReport | None = None
        self._past: dict[int, PastImport] = {}
        self._task: Task | None = None
        self._soon = QTimer(self, singleShot=True, interval=HISTORY_AFTER_MS)
        self.setAcceptDrops(True)
        self._connect()
        self._show_steps()

    def _connect(self) -> None:
        self._soon.timeout.connect(self.refresh)
        self.choose.clicked.connect(self._on_choose_clicked)
        self.map.clicked.connect(self._on_map_clicked)
        self.tables.activated.connect(lambda _index: self._on_map_clicked())
        self.attempt.clicked.connect(lambda: self._run(dry_run=True))
        self.take.clicked.connect(lambda: self._run(dry_run=False))
        self.save.clicked.connect(self._on_save_clicked)
        self.take_back.clicked.connect(self._on_take_back_clicked)
        self.history.selectionModel().currentRowChanged.connect(lambda *_: self._show_steps())
        self.bar.cancelled.connect(self._on_bar_cancelled)
        self._workplace.changed.connect(self._on_workplace_changed)

    def open_with(self, _companies: frozenset[int]) -> None:
        """Show the history, whatever companies the lists are narrowed to."""
        self.refresh()

    def refresh(self) -> None:
        """Read the history again; chosen files stay."""
        self._workplace.ask(
            list_imports,
            done=self._show_history,
            failed=self._on_failed,
            scope="master_data_history",
            stale=Stale.SKIP,
        )

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter is this page's while it has the focus."""
        return claims_save_key(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter: the next step, a dry run before anything is taken in."""
        if is_save_key(event):
            (self.take if self.take.isEnabled() else self.attempt).click()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere here."""
        if brings_files(event.mimeData()) and self._task is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files were dropped."""
        paths = given_files(event.mimeData()).paths
        if paths:
            self.look(paths)

    def _on_choose_clicked(self) -> None:
        kinds = tr("Tabellen (*.csv *.txt *.xlsx)"), tr("Alle Dateien (*)")
        ask_files(self, tr("Dateien mit Stammdaten"), self.look, *kinds)

    def look(self, paths: tuple[Path, ...]) -> None:
        """Read the headings of files and show how they would be taken in."""
        self._offers, self._choices, self._paths, self._report = (), {}, (), None
        self.confirm_ends.setChecked(False)
        self.message.hide()
        self._show_report()
        self._workplace.ask(
            look_into,
            self._workplace.spreadsheets,
            paths,
            done=partial(self._on_looked, paths),
            failed=self._on_failed,
            scope="master_data_look",
            lane=Lane.FILES,
        )

    def _on_looked(self, paths: tuple[Path, ...], offers: tuple[TableOffer, ...]) -> None:
        self._offers, self._paths = offers, paths
        self._show_report()
        unclear = sum(offer.is_unclear for offer in offers)
        if not unclear:
            self.attempt.setFocus()
            return
        self._say(
            MessageKind.WARNING,
            ntr(
                "Bei {n} Tabelle ist nicht klar, welche Spalte was bedeutet.",
                "Bei {n} Tabellen ist nicht klar, welche Spalte was bedeutet.",
                unclear,
            ),
            tr("Bitte ordnen Sie die Spalten zu; die Zuordnung wird gemerkt."),
        )
        self.tables.setFocus()

    def _on_map_clicked(self) -> None:
        name = self.tables.chosen()
        offer = next((one for one in self._offers if one.facts.name == name), None)
        if offer is None or self._task is not None:
            return
        dialog = MappingDialog(offer, self)
        dialog.chosen.connect(partial(self._on_mapped, offer))
        dialog.open()

    def _on_mapped(self, offer: TableOffer, choice: TableChoice) -> None:
        changed = TableOffer(offer.facts, choice.kind, choice.columns, remembered=True)
        self._offers = tuple(changed if one is offer else one for one in self._offers)
        self._choices[offer.facts.name] = choice
        self._report = None
        self.message.hide()
        self._show_report()
        self.attempt.setFocus()
        self._workplace.ask(
            remember_columns, offer, choice, done=lambda _: None, failed=self._on_failed
        )

    def _run(self, *, dry_run: bool) -> None:
        task = self._task = Task()
        request = ImportRequest(
            paths=self._paths,
            dry_run=dry_run,
            confirm_ends=self.confirm_ends.isChecked(),
            choices=dict(self._choices),
        )
        self.message.hide()
        self.bar.begin(tr("Probelauf …") if dry_run else tr("Wird übernommen …"))
        self._show_steps()
        watch = Watch(is_cancelled=task.is_cancelled, on_progress=task.report)
        self._workplace.ask(
            partial(import_files, watch=watch),
            self._workplace.spreadsheets,
            request,
            done=self._on_ran,
            failed=self._on_run_failed,
            progress=self.bar.show_progress,
            lane=Lane.FILES,
            task=task,
        )

    def _on_ran(self, report: ImportReport) -> None:
        self._report = report
        self._ended()
        self._show_report()
        counts = report.counts
        done = counts_sentence(counts.added, counts.changed, counts.ended)
        words = (
            tr("Probelauf: {what}. Noch ist nichts geändert.", what=done)
            if report.dry_run
            else tr("Übernommen: {what}.", what=done)
        )
        details = doubts(report)
        self._say(MessageKind.WARNING if details else MessageKind.OK, words, "\n".join(details))
        if report.dry_run:
            self.take.setFocus()
        else:
            self.choose.setFocus()
            self.refresh()

    def _on_run_failed(self, error: UserError) -> None:
        self._ended()
        self._on_failed(error)

    def _on_bar_cancelled(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._ended()
        self._say(
            MessageKind.INFO,
            tr("Abgebrochen. Was schon erledigt ist, bleibt; die Liste unten sagt, wie viel."),
        )
        self._soon.start()

    def _ended(self) -> None:
        self._task = None
        self.bar.hide()
        self._show_steps()

    def _show_report(self) -> None:
        report = self._report
        if report is None:
            self.show_tables(
                [offer_cells(offer) for offer in self._offers],
                [offer.facts.name for offer in self._offers],
            )
        else:
            self.show_tables(
                [report_cells(table) for table in report.tables],
                [table.name for table in report.tables],
            )
        # What no line speaks of may be thousands: it comes after what the lines are about.
        findings = () if report is None else sorted(report.findings, key=lambda one: not one.line)
        self.findings.show_lines([finding_row(one) for one in findings], list(range(len(findings))))
        self.show_finding_number(len(findings), tried=report is not None)
        held_back = report is not None and bool(report.held_back)
        self.confirm_ends.setVisible(held_back or self.confirm_ends.isChecked())
        self._show_steps()

    def _show_steps(self) -> None:
        """Say of each step whether it can be done, or why not."""
        runs = tr("Bitte warten Sie, bis das Laufende fertig ist.") if self._task else ""
        report = self._report
        nothing = self._why_not_yet()
        self.choose.set_blocked(runs)
        self.map.set_blocked(runs or ("" if self._offers else nothing))
        self.attempt.set_blocked(runs or nothing)
        if report is None:
            untried = tr("Bitte machen Sie erst einen Probelauf.")
        else:
            again = report.dry_run or bool(report.held_back)
            untried = "" if again else tr("Das ist schon übernommen.")
        self.take.set_blocked(runs or nothing or untried)
        there_are = report is not None and bool(report.findings)
        self.save.set_blocked("" if there_are else tr("Es gibt nichts zu speichern."))
        past = self._chosen_past()
        if past is None:
            why = tr("Bitte wählen Sie einen Import.")
        else:
            why = "" if past.can_be_taken_back else tr("Hier gibt es nichts zurückzunehmen.")
        self.take_back.set_blocked(runs or why)

    def _why_not_yet(self) -> str:
        if not self._offers:
            return tr("Bitte wählen Sie erst Dateien.")
        if any(offer.is_unclear for offer in self._offers):
            return tr("Bitte ordnen Sie erst die Spalten zu.")
        return ""

    def _show_history(self, past: tuple[PastImport, ...]) -> None:
        self._past = {one.import_id: one for one in past}
        self.history.show_lines([history_cells(one) for one in past], list(self._past))
        self.show_history_number(len(past))
        self._show_steps()

    def _chosen_past(self) -> PastImport | None:
        chosen = self.history.chosen()
        return self._past.get(chosen) if isinstance(chosen, int) else None

    def _on_save_clicked(self) -> None:
        report = self._report
        if report is None:
            return
        target = ask_target(
            self,
            tr("Auffällige und schlechte Zeilen"),
            tr("stammdaten-zeilen.csv"),
            tr("CSV-Dateien (*.csv)"),
        )
        if target is not None:
            self._save(target, report)

    def _save(self, target: Path, report: ImportReport) -> None:
        def work(_context: object, _actor: object) -> None:
            try:
                self._workplace.write_file(target, findings_file(report.findings))
            except OSError as error:
                raise UserError("report.not_written") from error

        number = len(report.findings)
        self._workplace.ask(
            work,
            done=lambda _: self._say(
                MessageKind.OK, ntr("{n} Zeile gespeichert", "{n} Zeilen gespeichert", number)
            ),
            failed=self._on_failed,
            lane=Lane.FILES,
        )

    def _on_take_back_clicked(self) -> None:
        past = self._chosen_past()
        if past is None or not past.can_be_taken_back or self._task is not None:
            return
        dialog = ReasonDialog(
            tr("Import zurücknehmen"),
            tr(
                "Was „{file}“ neu gebracht hat und niemand benutzt, verschwindet wieder; was die "
                "Datei geändert hat, wird wie zuvor. Was seither benutzt oder geändert wurde, "
                "bleibt und wird genannt.",
                file=past.file_name,
            ),
            tr("Zurücknehmen"),
            suggestions=(tr("Falsche Datei"), tr("Falscher Stichtag")),
            parent=self,
        )
        dialog.chosen.connect(partial(self._take_back, past.import_id))
        dialog.open()

    def _take_back(self, import_id: int, reason: str) -> None:
        task = self._task = Task()
        self.message.hide()
        self.bar.begin(tr("Wird zurückgenommen …"))
        self._show_steps()
        self._workplace.ask(
            partial(take_import_back, is_cancelled=task.is_cancelled, on_progress=task.report),
            import_id,
            reason,
            done=self._on_taken_back,
            failed=self._on_run_failed,
            progress=self.bar.show_rows,
            lane=Lane.FILES,
            task=task,
        )

    def _on_taken_back(self, result: TakenBack) -> None:
        self._ended()
        self.refresh()
        detail = staying_sentences(result)
        kind = MessageKind.WARNING if detail else MessageKind.OK
        self._say(kind, taken_back_title(result), detail)

    def _on_failed(self, error: UserError) -> None:
        self._say(MessageKind.ERROR, error_sentence(error))

    def _say(self, kind: MessageKind, title: str, detail: str = "") -> None:
        self.message.show_message(kind, title, detail)
        self.message.show()
        self.show_top()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if self.isVisible() and any(one.kind is ChangeKind.MASTER_DATA for one in changes):
            self._soon.start()
