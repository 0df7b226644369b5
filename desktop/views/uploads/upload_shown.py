"""What the page of one batch shows of it, and what can be done with it now."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.documents import RowState, UploadState, Verdict
from desktop.services.staff.access import Permission, allows
from desktop.services.uploads.view import PublicationPlan, RowLine, UploadLine
from desktop.texts import ntr, tr
from desktop.texts.dates import full_date
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.uploads.row_texts import upload_summary
from desktop.views.uploads.steps import Step
from desktop.views.uploads.upload_parts import PUBLISHED, REMOVED, UploadParts
from desktop.views.uploads.upload_steps import Standing, main_step, shown_step, why_not
from desktop.views.uploads.upload_work import UploadWork
from desktop.views.uploads.ways_bar import ways_of_rows
from desktop.views.workplace import Workplace

LOW = 600
"""Pixels at 100 % of the page's height below which what a batch is stands behind a button."""


class UploadShown(UploadParts):
    """Knows the batch and its letters, and shows where they stand."""

    def __init__(
        self, workplace: Workplace, work: UploadWork, parent: QWidget | None = None
    ) -> None:
        """Start with nothing."""
        super().__init__(workplace, parent)
        self._work = work
        self._may = allows(workplace.actor, Permission.WORK_CASES)
        self.line: UploadLine | None = None
        self._id = 0
        self._rows: tuple[RowLine, ...] = ()
        self._given: tuple[Path, ...] = ()
        self._step = Step.MATCHING
        self._plan: PublicationPlan | None = None

    @property
    def batch_state(self) -> UploadState:
        """Where the whole batch stands; a new one is open."""
        return UploadState.OPEN if self.line is None else self.line.state

    def _standing(self) -> Standing:
        running = self._work.running(self._id) if self._id else None
        return Standing(
            line=self.line,
            may_work=self._may,
            given=len(self._given),
            problem=self.fields.problem() if not self._id else "",
            step=self._step,
            running=None if running is None else running.activity,
            plan=self._plan,
            late=self.delivery.is_late() and not self.delivery.accept.isChecked(),
        )

    def _show(self) -> None:
        line = self.line
        self.summary.setText(tr("Neuer Stapel") if line is None else upload_summary(line))
        counts = {} if line is None else {k.value: n for k, n in line.counts.verdicts.items()}
        counts[PUBLISHED] = 0 if line is None else line.counts.published
        counts[REMOVED] = 0 if line is None else line.counts.removed
        for key in (PUBLISHED, REMOVED):
            self.chips.show_chip(key, shown=bool(counts[key]))
        self.chips.show_counts(counts)
        self._show_rows()
        self._show_progress()
        self._show_deadline()
        self._show_steps()

    def _show_rows(self) -> None:
        wanted = self.chips.chosen_keys()
        rows = tuple(one for one in self._rows if not wanted or _chip_of(one) in wanted)
        self.table.show_rows(rows, self.batch_state)
        self.lists.setCurrentWidget(self.table if rows else self.empty)
        if not rows:
            self.empty.show_text(*self._why_empty())
        waiting = 0 if self.line is None else self.line.counts.waiting
        ways = ways_of_rows(self._rows)
        self.ways.show_ways(ways, waiting - sum(ways.values()))

    def _why_empty(self) -> tuple[str, str]:
        if self._rows:
            return tr("Kein Brief dieser Art"), tr("„Alle“ zeigt den ganzen Stapel.")
        if self.line is None and self._given:
            names = ", ".join(shown(one.name) for one in self._given[:5])
            count = ntr(
                "{n} Datei oder Ordner gewählt", "{n} Dateien und Ordner gewählt", len(self._given)
            )
            return count, names
        if self.line is not None and self.line.counts.unread:
            unread = self.line.counts.unread
            return ntr(
                "{n} Datei ist noch nicht gelesen", "{n} Dateien sind noch nicht gelesen", unread
            ), ""
        return tr("Noch keine Dateien"), tr(
            "Ziehen Sie PDF-Dateien oder einen Ordner hierher, mit allem, was darunter liegt."
        )

    def _show_progress(self) -> None:
        running = self._work.running(self._id) if self._id else None
        if running is None:
            if self.progress.cancel.hasFocus():
                self.table.setFocus()
            self.progress.show_activity(None, None)
            return
        self.progress.show_activity(running.activity, running.progress)
        if self.main.hasFocus():
            # It is blocked while something runs: the focus would leave the page.
            self.progress.cancel.setFocus()

    def _show_steps(self) -> None:
        """Say of each step whether it can be done, or why not."""
        standing = self._standing()
        step = shown_step(standing)
        line, counts = self.line, None if self.line is None else self.line.counts
        over = line is not None and line.state in (UploadState.PUBLISHED, UploadState.TAKEN_BACK)
        self.steps.show_step(step, all_done=over)
        self._show_files_area()
        self.delivery.setVisible(step is Step.DELIVERY)
        self.publication.setVisible(step is Step.PUBLICATION)
        self.previous.setVisible(step is Step.DELIVERY)
        running = tr("Bitte warten Sie, bis das Laufende fertig ist.") if standing.running else ""
        denied = "" if self._may else tr("keine Berechtigung")
        changeable = line is None or line.state in (UploadState.READING, UploadState.OPEN)
        ended = "" if changeable else tr("Der Stapel ist nicht mehr offen.")
        busy = denied or ended or running
        self.drop.block(busy)
        made = "" if line is None else tr("Das steht fest, seit der Stapel angelegt ist.")
        self.fields.block(everything=busy, company=made)
        self.discard.setVisible(line is not None and changeable)
        self.discard.set_blocked(busy)
        to_check = sum(not one.ready and one.state is RowState.WAITING for one in self._rows)
        self.save.set_blocked("" if to_check else tr("Kein Brief ist zu prüfen."))
        failed = any(one.is_unread and one.state is RowState.WAITING for one in self._rows)
        is_open = line is not None and line.state is UploadState.OPEN
        self.again.setVisible(failed and is_open)
        self.again.set_blocked(busy)
        can_take = counts is not None and counts.published > 0
        self.take_back.setVisible(
            can_take and line is not None and line.state is not UploadState.TAKEN_BACK
        )
        self.take_back.set_blocked(denied or running)
        self._show_main(standing)
        self._show_row_acts()

    def _show_files_area(self) -> None:
        """In a low window the letters need the room, once they are there; a button brings it."""
        step = shown_step(self._standing())
        low = step is Step.MATCHING and self.height() < theme.current().px(LOW)
        self.details.setVisible(low)
        here = step is Step.FILES or (
            step is Step.MATCHING and (not low or self.details.isChecked())
        )
        self.files_area.setVisible(here)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._show_files_area()

    def _show_main(self, standing: Standing) -> None:
        words = {
            "begin": tr("Dateien lesen"),
            "read": tr("Weiterlesen"),
            "deliver": tr("Weiter zur Zustellung"),
            "publish": tr("Veröffentlichen"),
            "match": tr("Weiter zur Zuordnung"),
            "leave": tr("Alle Stapel"),
        }
        step = main_step(standing)
        text = words[step]
        counts = None if standing.line is None else standing.line.counts
        if step == "publish" and counts is not None:
            text = ntr("{n} Brief veröffentlichen", "{n} Briefe veröffentlichen", counts.ready)
        reason = why_not(standing)
        self.main.setText(text)
        self.main.setAccessibleName(text)
        self.main.set_blocked(reason)
        if not reason and counts is not None and step in ("deliver", "publish"):
            reason = ntr(
                "{ready} bereit, {n} bleibt im Stapel",
                "{ready} bereit, {n} bleiben im Stapel",
                counts.waiting - counts.ready,
                ready=counts.ready,
            )
        self.reason.setText(reason)

    def _show_row_acts(self) -> None:
        self.pane.show_row(self.table.current(), self._why_no_act(), self.batch_state)

    def _why_no_act(self) -> str:
        if not self._may:
            return tr("keine Berechtigung")
        if self.line is not None and self.line.state is UploadState.READING:
            return tr("Erst müssen alle Dateien gelesen sein.")
        if self.line is None or self.line.state is not UploadState.OPEN:
            return tr("Der Stapel ist nicht mehr offen.")
        running = self._work.running(self._id)
        return tr("Bitte warten Sie, bis das Laufende fertig ist.") if running else ""

    def _show_deadline(self) -> None:
        line = self.line
        known = line is not None and line.deadline is not None
        text = ""
        if known and line is not None and line.deadline is not None:
            text = tr("Zugang bis {day} (§ 556 BGB)", day=full_date(line.deadline))
        self.drop.note.setText(text)


def _chip_of(row: RowLine) -> str:
    """The key of the chip that a letter belongs to."""
    if row.state is RowState.PUBLISHED:
        return PUBLISHED
    if row.state is RowState.REMOVED:
        return REMOVED
    return (row.verdict or Verdict.NONE).value
