"""Shows the proof of a month and writes it into a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.services.consumption.use_cases import month_proofs, proof_file
from desktop.services.consumption.view import MonthProofs, MonthRow
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.tasks import Lane, Stale
from desktop.texts import ntr, tr
from desktop.views.consumption.proof_dialog import ProofDialog
from desktop.views.consumption.proof_rows import proof_cells, proof_headings
from desktop.views.consumption.usage_rows import month_title
from desktop.views.file_choice import ask_target
from desktop.views.workplace import Workplace

MOST_SHOWN = 500


class ProofWork(QObject):
    """``saved`` hears what to say when a list is written, ``failed`` what went wrong."""

    def __init__(
        self,
        workplace: Workplace,
        parent: QWidget,
        saved: Callable[[str], None],
        failed: Callable[[UserError], None],
    ) -> None:
        """Open dialogs over ``parent``."""
        super().__init__(parent)
        self._workplace = workplace
        self._parent = parent
        self._saved = saved
        self._failed = failed

    def show(self, row: MonthRow) -> None:
        """Read the first lines of a month and show them."""
        self._workplace.ask(
            partial(month_proofs, limit=MOST_SHOWN),
            row.company_id,
            row.month,
            done=partial(self._show, row),
            failed=self._failed,
            scope="usage_proofs",
            stale=Stale.SKIP,
        )

    def _show(self, row: MonthRow, proofs: MonthProofs) -> None:
        dialog = ProofDialog(month_title(row), proofs, self._parent)
        dialog.saving.connect(partial(self._on_dialog_saving, row, dialog))
        dialog.open()

    def _on_dialog_saving(self, row: MonthRow, dialog: ProofDialog) -> None:
        name = tr("nachweis-verbrauch-{month}.csv", month=str(row.month))
        target = ask_target(dialog, dialog.windowTitle(), name, tr("CSV-Dateien (*.csv)"))
        if target is not None:
            dialog.accept()
            self._save(row, target)

    def _save(self, row: MonthRow, target: Path) -> None:
        def work(context: ServiceContext, actor: Actor) -> int:
            proofs = month_proofs(context, actor, row.company_id, row.month)
            lines = [proof_cells(one) for one in proofs.rows]
            try:
                self._workplace.write_file(target, proof_file(proof_headings(), lines))
            except OSError as error:
                raise UserError("report.not_written") from error
            return len(lines)

        self._workplace.ask(
            work,
            done=lambda n: self._saved(ntr("{n} Zeile gespeichert", "{n} Zeilen gespeichert", n)),
            failed=self._failed,
            lane=Lane.FILES,
        )
