"""Asks why a registration fails while somebody types, and hands the answer on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QTextCursor

from desktop.domain.kinds import DraftKind
from desktop.services.cases.page import CasePageView
from desktop.services.conversation.text_modules import TextModule
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.views.actions import ActionId
from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane
from desktop.views.case.writing import Writing
from desktop.views.reasons import reason_text

if TYPE_CHECKING:
    from desktop.services.registration.clinic_view import Examination
    from desktop.views.registration.clinic_card import ClinicCard

OF_A_REGISTRATION = (
    ActionId.CLINIC,
    ActionId.CLINIC_REPLY,
    ActionId.CLINIC_COPY,
    ActionId.CLINIC_LETTERS,
)


class ClinicWork(QObject):
    """Serves the card *Registrierung* of the open case.

    What was typed is in the fields of the card and in a question on its way, nowhere else; with the
    case both go.
    """

    def __init__(self, pane: CasePane, writing: Writing) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._actions = pane.workplace.actions
        self._writing = writing
        self._shown: Examination | None = None
        connect = self._actions.connect_handler
        connect(ActionId.CLINIC, self._begin)
        connect(ActionId.CLINIC_REPLY, self._reply)
        connect(ActionId.CLINIC_COPY, self._copy)
        connect(ActionId.CLINIC_LETTERS, self._reply_about_letters)
        CasePage.clinic.when_made(pane.page, lambda card: card.asked.connect(self._examine))
        pane.case_read.connect(self._on_pane_case_read)
        pane.case_left.connect(self._on_pane_case_left)
        pane.emptied.connect(self._on_pane_emptied)

    @property
    def _card(self) -> ClinicCard:
        return self._pane.page.clinic

    def _on_pane_case_read(self, page: CasePageView) -> None:
        if page.clinic is not None or CasePage.clinic.is_made(self._pane.page):
            self._card.show_clinic(page.clinic, self._workplace.today())
        if page.clinic is None:
            for action_id in OF_A_REGISTRATION:
                self._actions.set_possible(action_id, tr("nur bei Registrierung & Zugang"))
            return
        denied = reason_text(page.case.actions.reply)
        self._actions.set_possible(ActionId.CLINIC, "")
        self._actions.set_possible(ActionId.CLINIC_LETTERS, denied)
        self._examine()

    def _on_pane_case_left(self) -> None:
        if CasePage.clinic.is_made(self._pane.page):
            self._card.forget()
        self._shown = None

    def _on_pane_emptied(self) -> None:
        self._on_pane_case_left()
        for action_id in OF_A_REGISTRATION:
            self._actions.set_possible(action_id, tr("kein Vorgang geöffnet"))

    def _begin(self) -> None:
        self._pane.page.columns.bring_into_sight(self._card)
        self._card.form.code.setFocus()

    def _examine(self) -> None:
        """Ask; of keys that come during an answer only the last is asked for."""
        from desktop.services.registration import clinic
        from desktop.services.registration.clinic_view import ClinicQuestion

        party, case_id = self._card.party(), self._pane.case_id
        if party is None or case_id is None:
            return
        standing = self._card.standing()
        if self._card.form.is_empty() and standing is not None:
            self._show(standing)
            return
        question = ClinicQuestion(case_id, party.tenant_id, self._card.form.attempt())
        self._workplace.ask(
            clinic.examine,
            question,
            done=lambda examination: self._on_examined(case_id, examination),
            failed=self._pane.show_problem,
            scope="clinic",
            stale=Stale.SKIP,
        )

    def _on_examined(self, case_id: int, examination: Examination) -> None:
        party = self._card.party()
        if case_id != self._pane.case_id or party is None or self._card.form.is_empty():
            return
        if party.tenant_id == examination.tenant_id:
            self._show(examination)

    def _show(self, examination: Examination) -> None:
        self._shown = examination
        self._card.show_examination(examination)
        view = self._pane.view
        denied = "" if view is None else reason_text(view.case.actions.reply)
        self._actions.set_possible(ActionId.CLINIC_COPY, "")
        self._actions.set_possible(ActionId.CLINIC_REPLY, denied)

    def _copy(self) -> None:
        """The words for the telephone; they hold nothing of what was typed."""
        if self._shown is not None:
            QGuiApplication.clipboard().setText(self._shown.telephone_text)

    def _reply(self) -> None:
        if self._shown is not None and self._pane.case_id is not None:
            self._prepare(self._pane.case_id, self._shown)

    def _reply_about_letters(self) -> None:
        from desktop.services.registration import clinic

        party, case_id = self._card.party(), self._pane.case_id
        if party is None or case_id is None:
            return
        self._workplace.ask(
            clinic.which_letter,
            case_id,
            party.tenant_id,
            done=lambda examination: self._prepare(case_id, examination),
            failed=self._pane.show_problem,
        )

    def _prepare(self, case_id: int, examination: Examination) -> None:
        from desktop.services.registration import clinic_reply

        self._workplace.ask(
            clinic_reply.clinic_reply,
            case_id,
            examination,
            done=lambda reply: self._on_prepared(case_id, reply),
            failed=self._pane.show_problem,
        )

    def _on_prepared(self, case_id: int, reply: TextModule) -> None:
        """Put it into what is being written, so that nothing of that is lost."""
        if case_id != self._pane.case_id:
            return
        composer = self._pane.page.composer
        if not (composer.is_open() and composer.kind is DraftKind.REPLY):
            self._writing.write(DraftKind.REPLY)
            composer.text.moveCursor(QTextCursor.MoveOperation.End)
        composer.text.setFocus()
        alone = not composer.has_text()
        composer.text.put_in(reply)
        if alone and not composer.text.textCursor().hasSelection():
            # It is read from its beginning.
            composer.text.moveCursor(QTextCursor.MoveOperation.Start)
        # It has grown since it was opened: where it is sent from has to be in sight as well.
        self._pane.page.columns.bring_into_sight(composer)
