"""Correcting an application: opened, stored as a draft while typing, saved, merged by field."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject

from desktop.domain.application_form import FormField
from desktop.domain.case_facts import Fact, FactChange
from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import EditApplication
from desktop.services.cases.commands import DiscardDraft, SaveDraft
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import ActionResult
from desktop.services.conversation import drafts
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane
from desktop.views.case.writing import Writing
from desktop.views.reasons import show_state


class EditWork(QObject):
    """Serves the editor of the application."""

    def __init__(self, pane: CasePane, writing: Writing) -> None:
        """Serve ``pane``; ``writing`` knows which stored draft is this window's."""
        super().__init__(pane)
        self._pane = pane
        self._writing = writing
        self._workplace = pane.workplace
        self._editor = pane.page.editor
        self._case_id: int | None = None
        self._base_version = 0
        self._clashes: tuple[FormField, ...] | None = None
        pane.case_left.connect(self._on_pane_case_left)
        pane.case_opened.connect(self._on_pane_case_opened)
        pane.case_read.connect(self._on_pane_case_read)
        self._editor.draft_changed.connect(self._on_editor_draft_changed)
        self._editor.save_requested.connect(self._on_editor_save_requested)
        self._editor.discard_requested.connect(self._on_editor_discard_requested)
        self._workplace.actions.connect_handler(ActionId.EDIT_APPLICATION, self.edit)

    def edit(self) -> None:
        """Open the editor, or go back into it."""
        view = self._pane.view
        if view is None or view.bank is None:
            return
        if not self._editor.is_open():
            self._case_id = view.case.header.case_id
            self._base_version = view.case.header.version
            self._editor.open_with(view.bank.form, {})
        first = next((one for one in self._editor.inputs.values() if one.isEnabled()), None)
        if first is not None:
            first.setFocus()
        self._pane.page.columns.bring_into_sight(self._editor)

    def _on_pane_case_left(self) -> None:
        self._editor.flush()
        self._editor.finish()
        self._case_id = None
        self._clashes = None

    def _on_pane_case_opened(self, page: CasePageView) -> None:
        """Bring back what was typed and not saved."""
        kept = [one for one in page.case.drafts if one.kind is DraftKind.APPLICATION]
        if not kept or page.bank is None or not page.bank.actions.edit_application.possible:
            return
        draft = kept[-1]
        self._case_id = page.case.header.case_id
        self._base_version = draft.base_version
        self._writing.begin(DraftKind.APPLICATION, draft)
        self._editor.open_with(page.bank.form, _read(draft.text))

    def _on_pane_case_read(self, page: CasePageView) -> None:
        actions = self._workplace.actions
        if page.bank is None:
            return
        show_state(actions, ActionId.EDIT_APPLICATION, page.bank.actions.edit_application)
        actions.connect_handler(ActionId.EDIT_APPLICATION, self.edit)
        if self._clashes is not None and self._editor.is_open():
            clashes, self._clashes = self._clashes, None
            self._base_version = page.case.header.version
            self._editor.show_theirs(page.bank.form, clashes)

    def _on_editor_draft_changed(self) -> None:
        if self._case_id is None:
            return
        typed = self._editor.typed()
        command = SaveDraft(
            case_id=self._case_id,
            kind=DraftKind.APPLICATION,
            text=json.dumps(typed) if typed else "",
            base_version=self._base_version,
            draft=self._writing.draft_of(DraftKind.APPLICATION),
        )
        self._workplace.ask(
            drafts.save_draft, command, done=_nothing, failed=self._pane.show_problem
        )

    def _on_editor_save_requested(self) -> None:
        if self._case_id is None:
            return
        typed = self._editor.typed()
        if not typed:
            self._on_editor_discard_requested()
            return
        command = EditApplication(
            self._case_id,
            typed,
            self._base_version,
            self._writing.draft_of(DraftKind.APPLICATION),
        )
        self._workplace.ask(
            bank_changes.edit_application,
            command,
            done=self._on_saved,
            failed=self._on_not_saved,
        )

    def _on_saved(self, result: ActionResult) -> None:
        self._editor.finish()
        self._writing.forget(DraftKind.APPLICATION)
        self._pane.finished(result)

    def _on_not_saved(self, error: UserError) -> None:
        """What is typed stays; of a conflict both values stand beside the field."""
        self._pane.show_problem(error)
        changes = error.params.get("changes")
        if isinstance(changes, tuple):
            self._clashes = tuple(_fields(changes))
            self._pane.reload()

    def _on_editor_discard_requested(self) -> None:
        self._editor.finish()
        if self._case_id is None:
            return
        seen = self._writing.draft_of(DraftKind.APPLICATION)
        self._workplace.ask(
            drafts.discard_draft,
            DiscardDraft(self._case_id, DraftKind.APPLICATION, seen),
            done=_nothing,
            failed=self._pane.show_problem,
        )
        self._writing.forget(DraftKind.APPLICATION)


def _read(text: str) -> dict[FormField, str]:
    return {FormField(name): str(value) for name, value in json.loads(text).items()}


def _fields(changes: tuple[FactChange, ...]) -> list[FormField]:
    named = [change.fact.partition(".") for change in changes]
    return [FormField(leaf) for branch, _, leaf in named if branch == Fact.APPLICATION]


def _nothing(_result: object) -> None:
    """What is typed stands in the editor already."""
