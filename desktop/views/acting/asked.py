"""Asking for what an act needs, and doing it: what all acts on the open case have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from desktop.domain.errors import UserError
from desktop.services.cases.commands import (
    AddTag,
    AssignCase,
    ChangeCategory,
    DismissSuggestion,
    MergeCase,
    ReleaseToNobody,
    RemoveTag,
    SetPriority,
    SplitCase,
    UnmergeCase,
)
from desktop.services.cases.view import ActionResult
from desktop.views.acting.picker import Picker, Question
from desktop.views.case.case_pane import CasePane
from desktop.views.case.expected import expected_after
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.palette.entries import Section

Command = (
    AssignCase
    | ReleaseToNobody
    | SetPriority
    | DismissSuggestion
    | ChangeCategory
    | AddTag
    | RemoveTag
    | SplitCase
    | MergeCase
    | UnmergeCase
)


class Acts(QObject):
    """Some acts on the case that is open in ``pane``."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace

    def _ask(self, question: Question) -> Asked:
        picker = Picker(question, self._pane)
        open_over_scrim(picker)
        return Asked(picker, self._pane)

    def _run(
        self,
        function: Callable[..., ActionResult],
        command: Command,
        done: Callable[[ActionResult], None] | None = None,
    ) -> None:
        """Do it; who was not the first sees what changed, and may still do it then."""
        view = self._pane.view
        expected = None if view is None else expected_after(command, view, self._workplace.actor)
        if expected is not None:
            self._pane.expect(expected)

        def keep(version: int) -> None:
            self._run(function, replace(command, expected_version=version), done)

        self._workplace.ask(
            function,
            command,
            done=done or self._pane.finished,
            failed=lambda error: self._pane.show_problem(error, keep),
        )


class Asked:
    """A picker that is open, and may be closed before what it asked for is there."""

    def __init__(self, dialog: Picker, pane: CasePane) -> None:
        self.dialog = dialog
        self._pane = pane
        self._open = True
        dialog.finished.connect(self._on_finished)

    def show(self, sections: tuple[Section, ...]) -> None:
        """Offer these entries."""
        if self._open:
            self.dialog.show_sections(sections)

    def found(self, sections: tuple[Section, ...]) -> None:
        """Offer what was looked up."""
        if self._open:
            self.dialog.show_found(sections)

    def give_up(self, error: UserError) -> None:
        """What can be chosen could not be read: say so, in place."""
        if self._open:
            self.dialog.reject()
        self._pane.show_problem(error)

    def _on_finished(self) -> None:
        self._open = False
