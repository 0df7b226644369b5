"""Taking a release back after its undo time: one person asks for it, another one decides."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.services.bank_changes.view import BankChangeView
from desktop.texts import tr
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.reasons import show_state


class CorrectionWork(QObject):
    """The steps of a correction."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._workplace.actions.connect_handler(ActionId.CORRECT, self._propose)

    def show_case(self, bank: BankChangeView) -> None:
        """Make the correction of the open bank change possible, or say why not."""
        show_state(self._workplace.actions, ActionId.CORRECT, bank.actions.correct)

    def _propose(self) -> None:
        from desktop.services.bank_changes import use_cases as bank_changes
        from desktop.services.bank_changes.commands import ProposeCorrection

        bank = self._bank()
        if bank is None:
            return
        header = bank.case.header
        dialog = ReasonDialog(
            tr("Freigabe zurücknehmen"),
            tr(
                "Eine zweite Person muss zustimmen. Danach gilt wieder, was vorher galt; die "
                "Mieterin oder der Mieter und das ERP erfahren es."
            ),
            tr("Zur Freigabe vorlegen"),
            suggestions=(
                tr("Falsches Konto eingetragen"),
                tr("Von der Mieterin oder dem Mieter nicht beantragt"),
                tr("Für den falschen Vertrag freigegeben"),
            ),
            parent=self._pane,
        )
        dialog.chosen.connect(
            lambda reason: self._workplace.ask(
                bank_changes.propose_correction,
                ProposeCorrection(header.case_id, reason, header.version),
                done=self._pane.finished,
                failed=self._pane.show_problem,
            )
        )
        open_over_scrim(dialog)

    def release(self) -> None:
        """Agree: the release is taken back."""
        from desktop.services.bank_changes import use_cases as bank_changes
        from desktop.services.bank_changes.commands import ReleaseCorrection

        bank = self._bank()
        if bank is not None:
            header = bank.case.header
            self._workplace.ask(
                bank_changes.release_correction,
                ReleaseCorrection(header.case_id, header.version),
                done=self._pane.finished_for_good,
                failed=self._pane.show_problem,
            )

    def send_back(self) -> None:
        """Disagree: the release stays, with a reason."""
        from desktop.services.bank_changes import use_cases as bank_changes
        from desktop.services.bank_changes.commands import SendBack

        bank = self._bank()
        if bank is None:
            return
        header = bank.case.header
        dialog = ReasonDialog(
            tr("Rücknahme zurückgeben"),
            tr("Die Freigabe bleibt, wie sie ist. Der Grund steht als interne Notiz im Vorgang."),
            tr("Zurückgeben"),
            parent=self._pane,
        )
        dialog.chosen.connect(
            lambda reason: self._workplace.ask(
                bank_changes.send_correction_back,
                SendBack(header.case_id, reason, header.version),
                done=self._pane.finished_for_good,
                failed=self._pane.show_problem,
            )
        )
        open_over_scrim(dialog)

    def _bank(self) -> BankChangeView | None:
        return self._pane.view.bank if self._pane.view is not None else None
