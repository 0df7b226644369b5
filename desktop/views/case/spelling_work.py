"""Spelling of what is written in the open case, which knows the names that belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.spelling import SpellingState, names_in
from desktop.services.cases.page import CasePageView
from desktop.texts import tr
from desktop.views.actions import ActionId
from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane

if TYPE_CHECKING:
    from desktop.views.case.composer import Composer
    from desktop.views.spelling.marks import SpellingMarks


class SpellingWork(QObject):
    """Serves the composer of ``pane``, and the action that switches the spelling."""

    def __init__(self, pane: CasePane) -> None:
        """Know no names yet."""
        super().__init__(pane)
        self._workplace = pane.workplace
        self._spelling = pane.workplace.spelling
        self._marks: tuple[SpellingMarks, ...] = ()
        self._known: frozenset[str] = frozenset()
        CasePage.composer.when_made(pane.page, self._serve)
        pane.case_opened.connect(self._on_pane_case_opened)
        pane.case_read.connect(self._on_pane_case_read)
        pane.workplace.actions.connect_handler(ActionId.CHECK_SPELLING, self._switch)

    def _serve(self, composer: Composer) -> None:
        from desktop.views.spelling.marks import SpellingMarks

        self._marks = tuple(
            SpellingMarks(editor, self._spelling, editor.marker)
            for editor in (composer.text, composer.subject)
        )
        for marks in self._marks:
            marks.know_names(self._known)

    def _on_pane_case_opened(self) -> None:
        for marks in self._marks:
            marks.begin_text()

    def _on_pane_case_read(self, page: CasePageView) -> None:
        header, tenancy = page.case.header, page.case.tenancy
        names = {
            header.tenant_name,
            header.address_line,
            header.company_name,
            header.company_town,
            self._workplace.actor.name,
            *(way.recipient for way in page.case.reply_ways),
        }
        if header.assignee is not None:
            names.add(header.assignee.name)
        if tenancy is not None:
            names.update((*tenancy.tenant_names, tenancy.address_line))
        self._known = names_in(names)
        for marks in self._marks:
            marks.know_names(self._known)

    def _switch(self) -> None:
        spelling = self._spelling
        spelling.set_on(on=not spelling.is_on)
        found = spelling.dictionaries
        if not spelling.is_on:
            said = tr("Die Rechtschreibprüfung ist aus.")
        elif found is not None and found.state is not SpellingState.READY:
            said = tr("Hier kann nichts geprüft werden; der Bereich Betrieb sagt, was fehlt.")
        else:
            said = tr("Die Rechtschreibprüfung ist an.")
        self._workplace.failed.emit(said)
