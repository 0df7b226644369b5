"""What is typed into the fields of a case: kept as a draft, saved, thrown away, merged by field."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import QObject

from desktop.domain.case_facts import Fact, FactChange
from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind
from desktop.services.cases.draft_commands import DiscardDraft, DraftSeen, SaveDraft
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import ActionResult
from desktop.services.conversation import drafts
from desktop.views.case.case_pane import CasePane
from desktop.views.case.writing import Writing
from desktop.views.widgets.edit_card import EditCard


class EditedForm(Protocol):
    """What one kind of form knows of its fields; they go by their names."""

    def made(self) -> EditCard | None:
        """The editor of the fields if it was made: it is not before it is first opened."""

    @property
    def branch(self) -> Fact:
        """The facts of the fields lie below this one."""

    def may_edit(self, page: CasePageView) -> bool:
        """Whether the fields of this case are this editor's, and can be edited now."""

    def open_with(self, page: CasePageView, typed: Mapping[str, str]) -> None:
        """Show the fields as they are stored, with what was typed over them."""

    def show_theirs(self, page: CasePageView, clashes: tuple[str, ...]) -> None:
        """Show beside these fields what somebody else has saved in them."""

    def typed(self) -> Mapping[str, str]:
        """What differs from what is stored, by field."""

    def saving(
        self, case_id: int, base_version: int, draft: DraftSeen
    ) -> tuple[Callable[..., ActionResult], object]:
        """What saves the fields that are typed, and its command."""


class FieldsWork(QObject):
    """Serves the editor of one kind of form. A draft holds what was typed by field."""

    def __init__(self, pane: CasePane, writing: Writing, form: EditedForm) -> None:
        """Serve ``form``; ``writing`` knows which stored draft is this window's."""
        super().__init__(pane)
        self._pane = pane
        self._writing = writing
        self._workplace = pane.workplace
        self._form = form
        self._case_id: int | None = None
        self._base_version = 0
        self._clashes: tuple[str, ...] | None = None
        pane.case_left.connect(self.leave)
        pane.case_opened.connect(self._on_pane_case_opened)

    def serve(self, card: EditCard) -> None:
        """Do what the editor asks for."""
        card.draft_changed.connect(self._on_editor_draft_changed)
        card.save_requested.connect(self._on_editor_save_requested)
        card.discard_requested.connect(self._on_editor_discard_requested)

    def is_open(self) -> bool:
        """Whether fields are being edited."""
        card = self._form.made()
        return card is not None and card.is_open()

    def begin(self, page: CasePageView) -> None:
        """Open the editor, unless it is open."""
        if not self.is_open():
            self._case_id = page.case.header.case_id
            self._base_version = page.case.header.version
            self._form.open_with(page, {})

    def compare(self, page: CasePageView) -> None:
        """Put what somebody else saved beside what is typed, once it has been read."""
        if self._clashes is not None and self.is_open():
            clashes, self._clashes = self._clashes, None
            self._base_version = page.case.header.version
            self._form.show_theirs(page, clashes)

    def leave(self) -> None:
        """Another case is opened, or this one has another form: what is typed stays as a draft."""
        card = self._form.made()
        if card is not None:
            card.flush()
            card.finish()
        self._case_id = None
        self._clashes = None

    def _on_pane_case_opened(self, page: CasePageView) -> None:
        """Bring back what was typed and not saved."""
        kept = [one for one in page.case.drafts if one.kind is DraftKind.APPLICATION]
        if not kept or not self._form.may_edit(page):
            return
        draft = kept[-1]
        self._case_id = page.case.header.case_id
        self._base_version = draft.base_version
        self._writing.begin(DraftKind.APPLICATION, draft)
        self._form.open_with(page, _read(draft.text))

    def _on_editor_draft_changed(self) -> None:
        if self._case_id is None:
            return
        typed = self._form.typed()
        command = SaveDraft(
            case_id=self._case_id,
            kind=DraftKind.APPLICATION,
            text=json.dumps(dict(typed)) if typed else "",
            base_version=self._base_version,
            draft=self._writing.draft_of(DraftKind.APPLICATION),
        )
        self._workplace.ask(
            drafts.save_draft, command, done=_nothing, failed=self._pane.show_problem
        )

    def _on_editor_save_requested(self) -> None:
        if self._case_id is None:
            return
        if self._form.typed():
            draft = self._writing.draft_of(DraftKind.APPLICATION)
            function, command = self._form.saving(self._case_id, self._base_version, draft)
            self._workplace.ask(function, command, done=self._on_saved, failed=self._on_not_saved)
        else:
            self._on_editor_discard_requested()

    def _on_saved(self, result: ActionResult) -> None:
        self._finish()
        self._writing.forget(DraftKind.APPLICATION)
        self._pane.finished(result)

    def _finish(self) -> None:
        card = self._form.made()
        if card is not None:
            card.finish()

    def _on_not_saved(self, error: UserError) -> None:
        """What is typed stays; of a conflict both values stand beside the field."""
        self._pane.show_problem(error)
        changes = error.params.get("changes")
        if isinstance(changes, tuple):
            self._clashes = self._fields_in(changes)
            self._pane.reload()

    def _fields_in(self, changes: tuple[FactChange, ...]) -> tuple[str, ...]:
        named = [change.fact.partition(".") for change in changes]
        return tuple(leaf for branch, _, leaf in named if branch == self._form.branch)

    def _on_editor_discard_requested(self) -> None:
        self._finish()
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


def _nothing(_result: object) -> None:
    """What is typed stands in the editor already."""
