"""What is shown in a row before it is stored, and taken back where it did not come about."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject

from desktop.domain.errors import UserError
from desktop.views.case.case_pane import CasePane
from desktop.views.inbox.case_list_model import CaseListModel
from desktop.views.workplace import Workplace


class Foretelling(QObject):
    """Acts of the list itself: taking a case, and having read one."""

    def __init__(self, model: CaseListModel, pane: CasePane, workplace: Workplace) -> None:
        """Serve the rows of ``model``; what came of it is shown in ``pane``."""
        super().__init__(pane)
        self._model = model
        self._pane = pane
        self._workplace = workplace

    def take(self, case_id: int) -> None:
        """Shown at once; should somebody have been faster, the row says so again."""
        from desktop.services.cases import actions
        from desktop.services.cases.commands import TakeCase

        row = self._model.row_of(case_id)
        if row is None:
            return
        actor = self._workplace.actor
        self._model.foretell(
            case_id,
            lambda row: replace(
                row,
                assignee_id=actor.staff_id,
                assignee_initials=actor.initials,
                assignee_name=actor.name,
            ),
        )
        self._workplace.ask(
            actions.take,
            TakeCase(case_id, row.version),
            done=self._pane.finished,
            failed=partial(self._on_refused, case_id),
        )

    def read(self, case_id: int, is_unread: bool) -> None:
        """Show a case read or unread."""
        self._model.foretell(case_id, lambda row: replace(row, unread=is_unread))

    def _on_refused(self, case_id: int, error: UserError) -> None:
        self._model.take_back(case_id)
        self._workplace.say(error)
