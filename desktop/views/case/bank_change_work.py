"""What can be done with a bank change: ask, acknowledge, propose, release, send back, reject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication

from desktop.domain.case_status import BankChangeState
from desktop.domain.kinds import DraftKind
from desktop.services.bank_changes.view import BankChangeView, FindingAction, FindingView
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import ActionResult, ActionState
from desktop.services.conversation.text_modules import TextModule, prepared
from desktop.texts import tr
from desktop.texts.findings import finding_sentence
from desktop.views.actions import ActionId
from desktop.views.bank_change.findings_card import Chosen
from desktop.views.case.case_pane import CasePane
from desktop.views.case.correction_work import CorrectionWork
from desktop.views.case.sibling_work import SiblingWork
from desktop.views.case.writing import Writing
from desktop.views.case.written import Written
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.reasons import show_state

_QUESTIONS = {
    FindingAction.ASK_MANDATE: "mandate_request",
    FindingAction.ASK_IBAN: "iban_check",
}
"""Prepared replies that ask for what a finding misses."""
_TO_ACKNOWLEDGE = (FindingAction.ACKNOWLEDGE, FindingAction.NOTE)


@dataclass(frozen=True, slots=True)
class _Step:
    """A deciding button: what it says, whether it can be pressed, what it does."""

    text: str
    state: ActionState
    handler: Callable[[], None]


class BankChangeWork(QObject):
    """The steps of a bank change, from the check to the release."""

    def __init__(self, pane: CasePane, writing: Writing) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._writing = writing
        self._workplace = pane.workplace
        self._actions = pane.workplace.actions
        self.correction = CorrectionWork(pane)
        self.siblings = SiblingWork(pane)
        page = pane.page
        pane.case_read.connect(self.show_case)
        writing.rejection_written.connect(self.reject)
        page.findings.chosen.connect(self._on_findings_chosen)
        page.comparison.reveal_requested.connect(self._on_comparison_reveal_requested)
        page.comparison.copy_requested.connect(self._on_comparison_copy_requested)
        page.tenancy.contracts_requested.connect(self._on_tenancy_contracts_requested)
        self._actions.connect_handler(ActionId.REQUEST_ADDRESS, self._request_address)
        self._actions.connect_handler(ActionId.ACKNOWLEDGE, self._acknowledge_next)

    def show_case(self, page: CasePageView) -> None:
        """Make the steps of the open bank change possible, or say why not."""
        bank = page.bank
        if bank is None:
            return
        show_state(self._actions, ActionId.REQUEST_ADDRESS, bank.actions.request_address)
        if _to_acknowledge(bank):
            show_state(self._actions, ActionId.ACKNOWLEDGE, bank.actions.acknowledge)
        else:
            self._actions.set_possible(ActionId.ACKNOWLEDGE, tr("keine Warnung offen"))
        self.correction.show_case(bank)
        if bank.state is BankChangeState.PROPOSED:
            self._show_steps(
                _Step(tr("Freigeben"), bank.actions.release, self._release),
                _Step(tr("Zurückgeben"), bank.actions.send_back, self._send_back),
            )
        elif bank.state is BankChangeState.CORRECTING:
            self._show_steps(
                _Step(tr("Rücknahme freigeben"), bank.actions.release, self.correction.release),
                _Step(tr("Zurückgeben"), bank.actions.send_back, self.correction.send_back),
            )
        else:
            self._show_steps(
                _Step(tr("Zur Freigabe"), bank.actions.propose, self._propose),
                _Step(tr("Ablehnen"), bank.actions.reject, self._choose_rejection),
            )
        decided = [ActionId.CORRECT] if bank.state.was_released else [ActionId.REQUEST_ADDRESS]
        self._pane.action_bar.set_menu(
            [
                ActionId.NOTE,
                ActionId.EDIT_APPLICATION,
                ActionId.ACKNOWLEDGE,
                *decided,
                ActionId.NEXT_SIBLING,
                ActionId.WAIT,
                ActionId.RESUME,
                ActionId.PRINT,
                ActionId.PRINT_CASE,
                ActionId.SAVE_CASE,
                ActionId.REOPEN,
            ]
        )

    def _show_steps(self, main: _Step, refuse: _Step) -> None:
        bar = self._pane.action_bar
        bar.show_main(main.text, "shield-check")
        bar.show_refuse(refuse.text)
        for action_id, step in ((ActionId.MAIN, main), (ActionId.REFUSE, refuse)):
            show_state(self._actions, action_id, step.state)
            self._actions.connect_handler(action_id, step.handler)

    def reject(self, written: Written) -> None:
        """Send the rejection that was written."""
        from desktop.services.bank_changes import use_cases as bank_changes
        from desktop.services.bank_changes.commands import Reject

        bank = self._bank()
        if bank is None:
            return
        header = bank.case.header
        command = Reject(
            case_id=header.case_id,
            reason_code=written.template_code,
            way=written.way,
            subject=written.subject,
            text=written.text,
            expected_version=header.version,
            draft=self._writing.draft_of(DraftKind.REJECTION),
        )
        self._workplace.ask(
            bank_changes.reject,
            command,
            done=lambda result: self._on_rejected(bank, result),
            failed=lambda error: self._writing.not_sent(error, header.case_id),
        )

    def _bank(self) -> BankChangeView | None:
        return self._pane.view.bank if self._pane.view is not None else None

    def _on_findings_chosen(self, chosen: Chosen) -> None:
        if chosen.action in _TO_ACKNOWLEDGE:
            self._acknowledge(chosen)
        elif chosen.action is FindingAction.ASK_ADDRESS:
            self._request_address()
        else:
            self._ask_tenant(chosen.action)

    def _acknowledge_next(self) -> None:
        bank = self._bank()
        waiting = () if bank is None else _to_acknowledge(bank)
        if waiting:
            self._acknowledge(Chosen(waiting[0], waiting[0].action))

    def _acknowledge(self, chosen: Chosen) -> None:
        from desktop.services.bank_changes import use_cases as bank_changes
        from desktop.services.bank_changes.commands import AcknowledgeFinding

        bank = self._bank()
        if bank is None:
            return
        header = bank.case.header
        calls = chosen.action is FindingAction.NOTE
        suggestions = (
            (tr("Rückruf auf der früheren Nummer geführt, Änderung bestätigt"),)
            if calls
            else (tr("Mit der Mieterin oder dem Mieter geklärt"), tr("Unterlagen liegen vor"))
        )
        dialog = ReasonDialog(
            tr("Warnung bestätigen"),
            finding_sentence(chosen.finding.finding),
            tr("Bestätigen"),
            suggestions=suggestions,
            parent=self._pane,
        )
        dialog.chosen.connect(
            lambda reason: self._workplace.ask(
                bank_changes.acknowledge,
                AcknowledgeFinding(
                    header.case_id,
                    chosen.finding.code,
                    reason,
                    header.version,
                    chosen.finding.finding.params,
                ),
                done=self._pane.finished,
                failed=self._pane.show_problem,
            )
        )
        open_over_scrim(dialog)

    def _request_address(self) -> None:
        from desktop.services.bank_changes import use_cases as bank_changes

        bank = self._bank()
        if bank is not None:
            case_id = bank.case.header.case_id
            self._workplace.ask(
                bank_changes.request_address,
                case_id,
                done=lambda reply: self._on_reply_prepared(reply, case_id),
                failed=self._pane.show_problem,
            )

    def _ask_tenant(self, action: FindingAction) -> None:
        bank = self._bank()
        if bank is not None:
            case_id = bank.case.header.case_id
            self._workplace.ask(
                prepared,
                case_id,
                _QUESTIONS[action],
                done=lambda reply: self._on_reply_prepared(reply, case_id),
                failed=self._pane.show_problem,
            )

    def _on_reply_prepared(self, reply: TextModule, case_id: int) -> None:
        self._writing.write_prepared(DraftKind.REPLY, reply, case_id)

    def _propose(self) -> None:
        from desktop.services.bank_changes import use_cases as bank_changes
        from desktop.services.bank_changes.commands import Propose

        bank = self._bank()
        if bank is not None:
            header = bank.case.header
            self._workplace.ask(
                bank_changes.propose,
                Propose(header.case_id, header.version),
                done=self.siblings.then(bank, self._pane.finished_for_good),
                failed=self._pane.show_problem,
            )

    def _release(self) -> None:
        from desktop.services.bank_changes import use_cases as bank_changes
        from desktop.services.bank_changes.commands import Release

        bank = self._bank()
        if bank is not None:
            header = bank.case.header
            self._workplace.ask(
                bank_changes.release,
                Release(header.case_id, header.version),
                done=self.siblings.then(bank, self._pane.finished_for_good),
                failed=self._pane.show_problem,
            )

    def _send_back(self) -> None:
        from desktop.services.bank_changes import use_cases as bank_changes
        from desktop.services.bank_changes.commands import SendBack

        bank = self._bank()
        if bank is None:
            return
        header = bank.case.header
        dialog = ReasonDialog(
            tr("An die Sachbearbeitung zurückgeben"),
            tr("Der Grund steht als interne Notiz im Vorgang."),
            tr("Zurückgeben"),
            parent=self._pane,
        )
        dialog.chosen.connect(
            lambda reason: self._workplace.ask(
                bank_changes.send_back,
                SendBack(header.case_id, reason, header.version),
                done=self.siblings.then(bank, self._pane.finished_for_good),
                failed=self._pane.show_problem,
            )
        )
        open_over_scrim(dialog)

    def _choose_rejection(self) -> None:
        from desktop.services.bank_changes import use_cases as bank_changes

        bank = self._bank()
        if bank is not None:
            case_id = bank.case.header.case_id
            self._workplace.ask(
                bank_changes.rejection_modules,
                case_id,
                done=lambda replies: self._on_rejections_loaded(replies, case_id),
                failed=self._pane.show_problem,
            )

    def _on_rejections_loaded(self, replies: tuple[TextModule, ...], case_id: int) -> None:
        from desktop.views.dialogs.rejection_dialog import RejectionDialog

        if case_id != self._pane.case_id:
            return
        dialog = RejectionDialog(replies, self._pane)
        dialog.chosen.connect(
            lambda reply: self._writing.write_prepared(DraftKind.REJECTION, reply, case_id)
        )
        open_over_scrim(dialog)

    def _on_rejected(self, bank: BankChangeView, result: ActionResult) -> None:
        self._writing.sent(result.case_id, DraftKind.REJECTION)
        self.siblings.say(bank.siblings)
        self._pane.finished_for_good(result)

    def _on_comparison_reveal_requested(self) -> None:
        from desktop.services.bank_changes import use_cases as bank_changes
        from desktop.services.bank_changes.commands import RevealCurrentIban

        bank = self._bank()
        if bank is not None:
            self._workplace.ask(
                bank_changes.reveal_current_iban,
                RevealCurrentIban(bank.case.header.case_id),
                done=self._pane.page.comparison.show_revealed,
                failed=self._pane.show_problem,
            )

    def _on_comparison_copy_requested(self) -> None:
        from desktop.services.bank_changes import use_cases as bank_changes
        from desktop.services.bank_changes.commands import CopyIban

        bank = self._bank()
        if bank is not None:
            self._workplace.ask(
                bank_changes.copy_iban,
                CopyIban(bank.case.header.case_id),
                done=_to_clipboard,
                failed=self._pane.show_problem,
            )

    def _on_tenancy_contracts_requested(self, tenancy_ids: tuple[int, ...]) -> None:
        from desktop.services.bank_changes import use_cases as bank_changes
        from desktop.services.bank_changes.commands import ApplyToContracts

        bank = self._bank()
        if bank is not None:
            header = bank.case.header
            self._workplace.ask(
                bank_changes.apply_to_contracts,
                ApplyToContracts(header.case_id, tenancy_ids, header.version),
                done=self._pane.finished,
                failed=self._pane.show_problem,
            )


def _to_acknowledge(bank: BankChangeView) -> tuple[FindingView, ...]:
    """The warnings that a person still has to decide on, in the order of the card."""
    return tuple(
        finding
        for finding in bank.findings
        if finding.is_open and finding.action in _TO_ACKNOWLEDGE
    )


def _to_clipboard(iban: str) -> None:
    content = QMimeData()
    content.setText(iban.replace(" ", ""))
    # Clipboard histories of the desktop leave out what is marked so.
    content.setData("x-kde-passwordManagerHint", b"secret")
    QGuiApplication.clipboard().setMimeData(content)
