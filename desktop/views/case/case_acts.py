"""Taking, waiting, closing and reopening the open case; loaded with the first of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from desktop.domain.waiting import waiting_choices
from desktop.services.cases import actions
from desktop.services.cases.commands import CloseCase, ReopenCase, ResumeCase, TakeCase, WaitUntil
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import ActionResult
from desktop.texts import ntr, tr
from desktop.views.case.case_pane import CasePane
from desktop.views.case.expected import expected_after
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.dialogs.wait_dialog import WaitDialog

_Command = TakeCase | WaitUntil | ResumeCase | CloseCase | ReopenCase


class CaseActs(QObject):
    """Asks what has to be known, and does it; with no case open nothing."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace

    def _view(self) -> CasePageView | None:
        return self._pane.view

    def take(self) -> None:
        """It is mine from now on."""
        view = self._view()
        if view is not None:
            header = view.case.header
            self._run(actions.take, TakeCase(header.case_id, header.version))

    def resume(self) -> None:
        """The waiting is over."""
        view = self._view()
        if view is not None:
            header = view.case.header
            self._run(actions.resume, ResumeCase(header.case_id, header.version))

    def wait(self) -> None:
        """Ask until when, and what for."""
        view = self._view()
        if view is None:
            return
        header, today = view.case.header, self._workplace.today()
        choices = waiting_choices(today, view.case.outlook)
        dialog = WaitDialog(today, choices, header.due_on, self._pane)
        dialog.chosen.connect(
            lambda until, reason: self._run(
                actions.wait_until, WaitUntil(header.case_id, until, reason, header.version)
            )
        )
        open_over_scrim(dialog)

    def close(self) -> None:
        """Ask why, and close it."""
        view = self._view()
        if view is None:
            return
        header = view.case.header
        dialog = ReasonDialog(
            tr("Vorgang abschließen"),
            _closing_detail(view),
            tr("Abschließen"),
            suggestions=(
                tr("Erledigt"),
                tr("Beantwortet"),
                tr("Doppelt eingegangen"),
                tr("Nicht zuständig, weitergeleitet"),
            ),
            parent=self._pane,
        )
        dialog.chosen.connect(
            lambda reason: self._run_to_end(
                actions.close, CloseCase(header.case_id, reason, header.version)
            )
        )
        open_over_scrim(dialog)

    def reopen(self) -> None:
        """Ask why, and open it again."""
        view = self._view()
        if view is None:
            return
        header = view.case.header
        dialog = ReasonDialog(
            tr("Vorgang wieder öffnen"),
            tr("Nummer und Frist bleiben. Der Grund steht im Verlauf."),
            tr("Wieder öffnen"),
            parent=self._pane,
        )
        dialog.chosen.connect(
            lambda reason: self._run(
                actions.reopen, ReopenCase(header.case_id, reason, header.version)
            )
        )
        open_over_scrim(dialog)

    def _run(self, function: Callable[..., ActionResult], command: _Command) -> None:
        self._ask(function, command, self._pane.finished)

    def _run_to_end(self, function: Callable[..., ActionResult], command: _Command) -> None:
        self._ask(function, command, self._pane.finished_for_good)

    def _ask(
        self,
        function: Callable[..., ActionResult],
        command: _Command,
        done: Callable[[ActionResult], None],
    ) -> None:
        """Do it; who was not the first sees what changed, and may still do it then."""
        view = self._view()
        expected = None if view is None else expected_after(command, view, self._workplace.actor)
        if expected is not None:
            self._pane.expect(expected)

        def keep(version: int) -> None:
            self._ask(function, replace(command, expected_version=version), done)

        self._workplace.ask(
            function,
            command,
            done=done,
            failed=lambda error: self._pane.show_problem(error, keep),
        )


def _closing_detail(view: CasePageView) -> str:
    """What closing means, and what of the check list nobody has ticked off; it may stay so."""
    detail = tr("Der Grund steht im Verlauf. Die Mieterin oder der Mieter sieht ihn nicht.")
    left = view.case.form.open_checks
    if not left:
        return detail
    named = ", ".join(f"„{check.text}“" for check in left[:3])
    warning = ntr(
        "Ein Punkt der Prüfliste ist noch offen: {lines}.",
        "{n} Punkte der Prüfliste sind noch offen: {lines}.",
        len(left),
        lines=named if len(left) <= 3 else f"{named} …",
    )
    return f"{warning} {tr('Abschließen geht trotzdem.')}\n{detail}"
