"""Filling in the form of a case, ticking off its check list, asking the tenant for the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.case_facts import Fact
from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind
from desktop.services.cases.draft_commands import DraftSeen
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import ActionResult, ActionState
from desktop.services.conversation.text_modules import TextModule, prepared
from desktop.texts import tr
from desktop.views.actions import ActionId
from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane
from desktop.views.case.fields_work import FieldsWork
from desktop.views.case.writing import Writing
from desktop.views.reasons import show_state

if TYPE_CHECKING:
    from desktop.views.forms.fields_editor import FieldsEditor

MISSING_REPLY = "general_missing"
"""The prepared reply that lists what the form requires and the tenant has not given."""


class FormWork(QObject):
    """Serves form and check list of a case; an application for bank details has its own editor."""

    def __init__(self, pane: CasePane, writing: Writing) -> None:
        """Serve ``pane``; ``writing`` knows which stored draft is this window's."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self.branch = Fact.FIELDS
        self._fields = FieldsWork(pane, writing, self)
        CasePage.fields_editor.when_made(pane.page, self._fields.serve)
        self._writing = writing
        pane.case_read.connect(self._on_pane_case_read)
        pane.emptied.connect(self._on_pane_emptied)
        CasePage.checks.when_made(
            pane.page, lambda card: card.ticked.connect(self._on_checks_ticked)
        )
        self._workplace.actions.connect_handler(ActionId.REQUEST_FIELDS, self.request)

    @property
    def card(self) -> FieldsEditor:
        """The editor of the fields."""
        return self._pane.page.fields_editor

    def made(self) -> FieldsEditor | None:
        """The editor if it was made."""
        return CasePage.fields_editor.of(self._pane.page)

    def edit(self) -> None:
        """Open the editor, or go back into it."""
        view = self._pane.view
        if view is None or view.bank is not None:
            return
        self._fields.begin(view)
        missing = view.case.form.missing
        self.card.inputs.focus(missing[0].key if missing else None)
        self._pane.page.columns.bring_into_sight(self.card)

    def request(self) -> None:
        """Begin the reply that asks for what is missing."""
        view = self._pane.view
        if view is not None:
            case_id = view.case.header.case_id
            self._workplace.ask(
                prepared,
                case_id,
                MISSING_REPLY,
                done=lambda reply: self._on_reply_prepared(reply, case_id),
                failed=self._pane.show_problem,
            )

    def _on_reply_prepared(self, reply: TextModule, case_id: int) -> None:
        self._writing.write_prepared(DraftKind.REPLY, reply, case_id)

    def _on_pane_emptied(self) -> None:
        self._workplace.actions.set_possible(ActionId.REQUEST_FIELDS, tr("kein Vorgang geöffnet"))

    def _on_pane_case_read(self, page: CasePageView) -> None:
        actions, form = self._workplace.actions, page.case.form
        missing = bool(form.missing) and page.bank is None
        if not missing:
            actions.set_possible(ActionId.REQUEST_FIELDS, tr("es fehlt nichts"))
        else:
            show_state(actions, ActionId.REQUEST_FIELDS, page.case.actions.reply)
        if page.bank is not None:
            self._fields.leave()
            return
        self._show_other_form(page)
        if any(field.editable for field in form.fields):
            state = ActionState(form.refusal is None, form.refusal)
            show_state(actions, ActionId.EDIT_APPLICATION, state)
        else:
            actions.set_possible(ActionId.EDIT_APPLICATION, tr("diese Kategorie hat kein Formular"))
        actions.connect_handler(ActionId.EDIT_APPLICATION, self.edit)
        self._fields.compare(page)

    def _show_other_form(self, page: CasePageView) -> None:
        """The category is another one: what is typed stays where the new form has that field."""
        if self._fields.is_open() and self.card.is_of_other_form(page.case.form.fields):
            typed = self.card.typed()
            self.card.flush()
            self.card.open_with(page.case.form.fields, typed)

    def _on_checks_ticked(self, check_id: int, done: bool) -> None:
        from desktop.services.categories.checks import tick_check
        from desktop.services.categories.commands import TickCheck

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

    def may_edit(self, page: CasePageView) -> bool:
        """Whether this form is the one of the case, and can be edited now."""
        return page.bank is None and page.case.form.refusal is None

    def open_with(self, page: CasePageView, typed: Mapping[str, str]) -> None:
        """Show the form as it is stored, with what was typed over it."""
        self.card.open_with(page.case.form.fields, typed)

    def show_theirs(self, page: CasePageView, clashes: tuple[str, ...]) -> None:
        """Show beside these fields what somebody else has saved in them."""
        self.card.show_theirs(page.case.form.fields, clashes)

    def typed(self) -> Mapping[str, str]:
        """What differs from what is stored, by field."""
        return self.card.typed()

    def saving(
        self, case_id: int, base_version: int, draft: DraftSeen
    ) -> tuple[Callable[..., ActionResult], object]:
        """What saves the fields, and its command."""
        from desktop.services.categories.commands import EditFields
        from desktop.services.categories.editing import edit_fields

        command = EditFields(case_id, self.card.typed(), base_version, draft)
        return edit_fields, command
