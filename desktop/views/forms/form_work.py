"""Filling in the form of a case, ticking off its check list, asking the tenant for the rest."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject

from desktop.domain.case_facts import Fact, FactChange
from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind
from desktop.services.cases.commands import DiscardDraft, SaveDraft
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import ActionResult, ActionState
from desktop.services.categories.checks import tick_check
from desktop.services.categories.commands import EditFields, TickCheck
from desktop.services.categories.editing import edit_fields
from desktop.services.conversation import drafts
from desktop.services.conversation.text_modules import TextModule, prepared
from desktop.texts import tr
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane
from desktop.views.case.writing import Writing
from desktop.views.reasons import show_state

MISSING_REPLY = "general_missing"
"""The prepared reply that lists what the form requires and the tenant has not given."""


class FormWork(QObject):
    """Serves form and check list of a case; an application for bank details has its own editor."""

    def __init__(self, pane: CasePane, writing: Writing) -> None:
        """Serve ``pane``; ``writing`` knows which stored draft is this window's."""
        super().__init__(pane)
        self._pane = pane
        self._writing = writing
        self._workplace = pane.workplace
        self._editor = pane.page.fields_editor
        self._case_id: int | None = None
        self._base_version = 0
        self._clashes: tuple[str, ...] | None = None
        pane.case_left.connect(self._on_pane_case_left)
        pane.case_opened.connect(self._on_pane_case_opened)
        pane.case_read.connect(self._on_pane_case_read)
        pane.emptied.connect(self._on_pane_emptied)
        pane.page.checks.ticked.connect(self._on_checks_ticked)
        self._editor.draft_changed.connect(self._on_editor_draft_changed)
        self._editor.save_requested.connect(self._on_editor_save_requested)
        self._editor.discard_requested.connect(self._on_editor_discard_requested)
        self._workplace.actions.connect_handler(ActionId.REQUEST_FIELDS, self.request)

    def edit(self) -> None:
        """Open the editor, or go back into it."""
        view = self._pane.view
        if view is None or view.bank is not None:
            return
        if not self._editor.is_open():
            self._case_id = view.case.header.case_id
            self._base_version = view.case.header.version
            self._editor.open_with(view.case.form.fields, {})
        missing = view.case.form.missing
        self._editor.inputs.focus(missing[0].key if missing else None)
        self._pane.page.columns.bring_into_sight(self._editor)

    def request(self) -> None:
        """Begin the reply that asks for what is missing."""
        view = self._pane.view
        if view is not None:
            self._workplace.ask(
                prepared,
                view.case.header.case_id,
                MISSING_REPLY,
                done=self._on_reply_prepared,
                failed=self._pane.show_problem,
            )

    def _on_reply_prepared(self, reply: TextModule) -> None:
        self._writing.write_prepared(DraftKind.REPLY, reply)

    def _on_pane_case_left(self) -> None:
        self._editor.flush()
        self._editor.finish()
        self._case_id = None
        self._clashes = None

    def _on_pane_emptied(self) -> None:
        self._workplace.actions.set_possible(ActionId.REQUEST_FIELDS, tr("kein Vorgang geöffnet"))

    def _on_pane_case_opened(self, page: CasePageView) -> None:
        """Bring back what was typed and not saved."""
        kept = [one for one in page.case.drafts if one.kind is DraftKind.APPLICATION]
        if not kept or page.bank is not None or page.case.form.refusal is not None:
            return
        draft = kept[-1]
        self._case_id = page.case.header.case_id
        self._base_version = draft.base_version
        self._writing.begin(DraftKind.APPLICATION, draft)
        self._editor.open_with(page.case.form.fields, _read(draft.text))

    def _on_pane_case_read(self, page: CasePageView) -> None:
        actions, form = self._workplace.actions, page.case.form
        missing = bool(form.missing) and page.bank is None
        if not missing:
            actions.set_possible(ActionId.REQUEST_FIELDS, tr("es fehlt nichts"))
        else:
            show_state(actions, ActionId.REQUEST_FIELDS, page.case.actions.reply)
        if page.bank is not None:
            return
        if any(field.editable for field in form.fields):
            state = ActionState(form.refusal is None, form.refusal)
            show_state(actions, ActionId.EDIT_APPLICATION, state)
        else:
            actions.set_possible(ActionId.EDIT_APPLICATION, tr("diese Kategorie hat kein Formular"))
        actions.connect_handler(ActionId.EDIT_APPLICATION, self.edit)
        if self._clashes is not None and self._editor.is_open():
            clashes, self._clashes = self._clashes, None
            self._base_version = page.case.header.version
            self._editor.show_theirs(form.fields, clashes)

    def _on_checks_ticked(self, check_id: int, done: bool) -> None:
        view = self._pane.view
        if view is None:
            return
        header = view.case.header
        self._workplace.ask(
            tick_check,
            TickCheck(header.case_id, check_id, done=done, expected_version=header.version),
            done=self._pane.finished,
            failed=self._on_not_ticked,
        )

    def _on_not_ticked(self, error: UserError) -> None:
        """The list shows again what is so."""
        self._pane.show_problem(error)
        if self._pane.view is not None:
            self._pane.page.checks.show_checks(self._pane.view.case.form)

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
        command = EditFields(
            self._case_id,
            typed,
            self._base_version,
            self._writing.draft_of(DraftKind.APPLICATION),
        )
        self._workplace.ask(edit_fields, command, done=self._on_saved, failed=self._on_not_saved)

    def _on_saved(self, result: ActionResult) -> None:
        self._editor.finish()
        self._writing.forget(DraftKind.APPLICATION)
        self._pane.finished(result)

    def _on_not_saved(self, error: UserError) -> None:
        """What is typed stays; of a conflict both values stand beside the field."""
        self._pane.show_problem(error)
        changes = error.params.get("changes")
        if isinstance(changes, tuple):
            self._clashes = tuple(_keys(changes))
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


def _read(text: str) -> dict[str, str]:
    return {str(key): str(value) for key, value in json.loads(text).items()}


def _keys(changes: tuple[FactChange, ...]) -> list[str]:
    named = [change.fact.partition(".") for change in changes]
    return [leaf for branch, _, leaf in named if branch == Fact.FIELDS]


def _nothing(_result: object) -> None:
    """What is typed stands in the editor already."""
