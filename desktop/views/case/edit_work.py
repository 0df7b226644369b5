"""Correcting an application: opened, stored as a draft while typing, saved, merged by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.application_form import FormField
from desktop.domain.case_facts import Fact
from desktop.services.cases.draft_commands import DraftSeen
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import ActionResult
from desktop.views.actions import ActionId
from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane
from desktop.views.case.fields_work import FieldsWork
from desktop.views.case.writing import Writing
from desktop.views.reasons import show_state

if TYPE_CHECKING:
    from desktop.views.bank_change.application_editor import ApplicationEditor

_NAMES = frozenset(FormField)


class EditWork(QObject):
    """Serves the editor of the application."""

    def __init__(self, pane: CasePane, writing: Writing) -> None:
        """Serve ``pane``; ``writing`` knows which stored draft is this window's."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self.branch = Fact.APPLICATION
        self._fields = FieldsWork(pane, writing, self)
        CasePage.editor.when_made(pane.page, self._fields.serve)
        pane.case_read.connect(self._on_pane_case_read)
        self._workplace.actions.connect_handler(ActionId.EDIT_APPLICATION, self.edit)

    @property
    def card(self) -> ApplicationEditor:
        """The editor of the application."""
        return self._pane.page.editor

    def made(self) -> ApplicationEditor | None:
        """The editor if it was made."""
        return CasePage.editor.of(self._pane.page)

    def edit(self) -> None:
        """Open the editor, or go back into it."""
        view = self._pane.view
        if view is None or view.bank is None:
            return
        self._fields.begin(view)
        first = next((one for one in self.card.inputs.values() if one.isEnabled()), None)
        if first is not None:
            first.setFocus()
        self._pane.page.columns.bring_into_sight(self.card)

    def _on_pane_case_read(self, page: CasePageView) -> None:
        actions = self._workplace.actions
        if page.bank is None:
            self._fields.leave()
            return
        show_state(actions, ActionId.EDIT_APPLICATION, page.bank.actions.edit_application)
        actions.connect_handler(ActionId.EDIT_APPLICATION, self.edit)
        self._fields.compare(page)

    def may_edit(self, page: CasePageView) -> bool:
        """Whether this form is the one of the case, and can be edited now."""
        return page.bank is not None and page.bank.actions.edit_application.possible

    def open_with(self, page: CasePageView, typed: Mapping[str, str]) -> None:
        """Show the form as it is stored, with what was typed over it."""
        if page.bank is not None:
            # A case that had another category may have a draft with fields of its former form.
            own = {FormField(name): text for name, text in typed.items() if name in _NAMES}
            self.card.open_with(page.bank.form, own)

    def show_theirs(self, page: CasePageView, clashes: tuple[str, ...]) -> None:
        """Show beside these fields what somebody else has saved in them."""
        if page.bank is not None:
            self.card.show_theirs(page.bank.form, map(FormField, clashes))

    def typed(self) -> Mapping[str, str]:
        """What differs from what is stored, by field."""
        return {str(field): text for field, text in self.card.typed().items()}

    def saving(
        self, case_id: int, base_version: int, draft: DraftSeen
    ) -> tuple[Callable[..., ActionResult], object]:
        """What saves the fields, and its command."""
        from desktop.services.bank_changes import use_cases as bank_changes
        from desktop.services.bank_changes.commands import EditApplication

        command = EditApplication(case_id, self.card.typed(), base_version, draft)
        return bank_changes.edit_application, command
