"""What can be done with the certificates of the open case."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QTextCursor

from desktop.domain.certificates import (
    FIELDS,
    LONGEST_VALUE,
    PAPER_NAMES,
    CertificateField,
    CertificateKind,
)
from desktop.domain.documents import OPEN_CERTIFICATES, CertificateState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind
from desktop.domain.sendable_files import OutgoingFile
from desktop.services.cases.page import CasePageView
from desktop.tasks import Lane
from desktop.texts import tr
from desktop.texts.certificates import field_name
from desktop.texts.errors import error_sentence
from desktop.views.actions import ActionId
from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane
from desktop.views.case.writing import Writing
from desktop.views.certificates.paper_look import made_now

if TYPE_CHECKING:
    from desktop.services.certificates.issuing import IssuedCertificate
    from desktop.services.certificates.view import CertificateView
    from desktop.views.certificates.card import CertificateCard
    from desktop.views.documents.preview_work import PreviewWork

OF_A_CERTIFICATE = (ActionId.CERTIFICATE, ActionId.ISSUE_CERTIFICATE)
ENCLOSED = "certificate_enclosed"
"""The prepared reply to which a certificate is attached; it closes the case."""
_INCOMPLETE = "certificates.incomplete"
_WANTED_FOR = "purpose"
"""Field of the case's form that says what the paper is for."""


class CertificateWork(QObject):
    """Serves the card *Bescheinigung*. What is typed is kept as soon as a line is left."""

    def __init__(self, pane: CasePane, writing: Writing) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._actions = pane.workplace.actions
        self._writing = writing
        self._denied = ""
        self._keeping = False
        self._issues_then = False
        self._begun = False
        self._answers_with = 0
        self._attached: OutgoingFile | None = None
        self.preview: PreviewWork | None = None
        self._over = QTimer(self, singleShot=True)
        self._over.timeout.connect(pane.reload)
        self._connect()

    def _connect(self) -> None:
        connect = self._actions.connect_handler
        connect(ActionId.CERTIFICATE, self._fill)
        connect(ActionId.ISSUE_CERTIFICATE, self._issue)
        CasePage.certificates.when_made(self._pane.page, self._serve)
        self._pane.case_read.connect(self._on_pane_case_read)
        self._pane.case_left.connect(self._on_pane_case_left)
        self._pane.emptied.connect(self._on_pane_emptied)

    def _serve(self, card: CertificateCard) -> None:
        from desktop.services.certificates.use_cases import cancel_certificate, restore_certificate
        from desktop.views.documents.preview_work import PreviewWork

        self.preview = PreviewWork(self._workplace, card.preview)
        card.kind_chosen.connect(self._on_card_kind_chosen)
        card.rows.left.connect(self._keep)
        card.begin.clicked.connect(self._begin)
        card.look.clicked.connect(self._look)
        card.cancel.clicked.connect(partial(self._set_aside, cancel_certificate))
        card.restore.clicked.connect(partial(self._set_aside, restore_certificate))
        card.undo.clicked.connect(self._take_back)
        card.reply.clicked.connect(self._answer)

    @property
    def _card(self) -> CertificateCard:
        return self._pane.page.certificates

    def _shown(self) -> CertificateView | None:
        card = CasePage.certificates.of(self._pane.page)
        return None if card is None else card.certificate()

    def _on_pane_case_read(self, page: CasePageView) -> None:
        self._denied = "" if page.case.actions.note.possible else tr("Dafür fehlt Ihnen das Recht.")
        if page.case.header.merged_into is not None:
            self._denied = error_sentence(UserError("case.merged"))
        if page.certificates is not None or CasePage.certificates.is_made(self._pane.page):
            self._card.show_certificates(page.certificates, self._denied)
        self._judge()
        view = self._shown()
        if self._begun and view is not None:
            self._begun = False
            self._go_to_rows()
        if view is not None and view.undo_until is not None:
            left = view.undo_until - self._workplace.now()
            self._over.start(max(0, int(left.total_seconds() * 1000)) + 500)
        if self._answers_with and view is not None and view.document_id == self._answers_with:
            self._answer_once(page, view)

    def _on_pane_case_left(self) -> None:
        """What is typed is kept; the paper of another case must not be seen here."""
        self._keep()
        self._issues_then, self._begun, self._attached = False, False, None
        self._answers_with = 0
        self._over.stop()
        self._hide_preview()

    def _on_pane_emptied(self) -> None:
        self._judge()

    def _on_card_kind_chosen(self) -> None:
        self._hide_preview()
        self._judge()

    def _hide_preview(self) -> None:
        if self.preview is not None:
            self.preview.forget()
            self._card.preview_area.hide()

    def _judge(self) -> None:
        view = self._pane.view
        missing = ""
        if self._pane.case_id is None:
            missing = tr("kein Vorgang geöffnet")
        elif view is None or view.certificates is None:
            missing = tr("nur bei Bescheinigungen")
        self._actions.set_possible(ActionId.CERTIFICATE, missing)
        shown = None if missing else self._shown()
        is_open = shown is not None and shown.state in OPEN_CERTIFICATES
        missing = missing or self._denied or ("" if is_open else tr("keine offene Bescheinigung"))
        self._actions.set_possible(ActionId.ISSUE_CERTIFICATE, missing)

    def _fill(self) -> None:
        """To what is missing; a certificate is begun where there is none."""
        if self._card.certificate() is None and not self._denied:
            self._begin()
        else:
            self._go_to_rows()

    def _go_to_rows(self) -> None:
        card, columns = self._card, self._pane.page.columns
        columns.bring_into_sight(card)
        missing = card.rows.first_missing() if card.rows.isVisible() else None
        place = missing or (card.look if card.look.isVisible() else card.kind)
        place.setFocus()
        columns.bring_into_sight(place)

    def _begin(self) -> None:
        from desktop.services.certificates.commands import PrepareCertificate
        from desktop.services.certificates.use_cases import prepare_certificate

        page, kind = self._pane.view, self._card.chosen_kind()
        if page is None or page.certificates is None or kind is None:
            return
        self._begun = True
        command = PrepareCertificate(
            tenancy_id=page.certificates.tenancy_id,
            kind=kind,
            case_id=page.case.header.case_id,
            values=_told(page, kind),
        )
        self._workplace.ask(
            prepare_certificate, command, done=self._on_changed, failed=self._pane.show_problem
        )

    def _on_changed(self, _view: CertificateView) -> None:
        self._pane.reload()

    def _keep(self) -> None:
        """Keep what is typed; of what comes during a keeping the next one takes care."""
        view = self._shown()
        if view is None or view.state not in OPEN_CERTIFICATES or self._denied:
            return
        typed = self._card.rows.typed()
        if self._keeping or not typed or self._card.rows.whose != view.certificate_id:
            return
        from desktop.services.certificates.commands import FillCertificate
        from desktop.services.certificates.use_cases import fill_certificate

        self._keeping = True
        command = FillCertificate(
            certificate_id=view.certificate_id, version=view.version, values=typed
        )
        self._workplace.ask(
            fill_certificate,
            command,
            done=self._on_kept,
            failed=partial(self._on_not_kept, view.certificate_id),
        )

    def _on_kept(self, kept: CertificateView) -> None:
        self._keeping = False
        self._pane.forget_problem(_INCOMPLETE)
        issues, self._issues_then = self._issues_then, False
        if kept.certificate_id != self._current_id():
            return
        self._card.show_kept(kept)
        if issues:
            self._issue_as(kept)
        else:
            self._pane.reload()

    def _on_not_kept(self, certificate_id: int, error: UserError) -> None:
        """What is typed stays where it is; of a case that was left the window says it."""
        self._keeping = self._issues_then = False
        name, told = error.params.get("field"), error
        if isinstance(name, str):
            told = UserError(error.code, name=field_name(CertificateField(name)))
        if certificate_id != self._current_id():
            self._workplace.say(told)
            return
        if isinstance(name, str):
            self._card.rows.say(CertificateField(name), error_sentence(told))
            return
        self._pane.show_problem(error)
        self._pane.reload()

    def _current_id(self) -> int:
        view = self._shown()
        return 0 if view is None else view.certificate_id

    def _issue(self) -> None:
        """Keep what is typed, then issue; what is missing gets the focus."""
        view = self._card.certificate()
        if view is None or view.state not in OPEN_CERTIFICATES:
            return
        if self._keeping or self._card.rows.typed():
            self._issues_then = True
            self._keep()
        else:
            self._issue_as(view)

    def _issue_as(self, view: CertificateView) -> None:
        from desktop.services.certificates.commands import IssueCertificate
        from desktop.services.certificates.use_cases import issue_certificate

        case_id = view.case_id
        command = IssueCertificate(certificate_id=view.certificate_id, version=view.version)
        self._workplace.ask(
            issue_certificate,
            self._workplace.paper.painter,
            command,
            done=lambda issued: self._on_issued(case_id, issued),
            failed=self._on_not_issued,
        )

    def _on_issued(self, case_id: int | None, issued: IssuedCertificate) -> None:
        if case_id != self._pane.case_id or case_id is None:
            return
        self._pane.forget_problem(_INCOMPLETE)
        self._hide_preview()
        self._answers_with = issued.document_id
        self._pane.reload()

    def _answer_once(self, page: CasePageView, view: CertificateView) -> None:
        """The paper goes with the prepared reply, unless the same post brings it anyway."""
        from desktop.views.certificates.card import goes_by_letter_anyway

        document_id, self._answers_with = self._answers_with, 0
        if goes_by_letter_anyway(page.case.reply_ways, view.document):
            self._go_to_rows()
        else:
            self._attach(page.case.header.case_id, document_id)

    def _on_not_issued(self, error: UserError) -> None:
        self._pane.show_problem(error)
        if error.code == _INCOMPLETE:
            self._begun = True
        self._pane.reload()

    def _answer(self) -> None:
        view = self._card.certificate()
        if view is not None and view.document_id is not None and self._pane.case_id is not None:
            self._attach(self._pane.case_id, view.document_id)

    def _attach(self, case_id: int, document_id: int) -> None:
        """The paper goes with the prepared reply; what is being written stays."""
        from desktop.services.documents.use_cases import attach_document

        page = self._pane.view
        if page is None or not page.case.actions.reply.possible:
            return
        self._workplace.ask(
            attach_document,
            document_id,
            case_id,
            done=lambda file: self._on_attached(case_id, file),
            failed=self._pane.show_problem,
            lane=Lane.FILES,
        )

    def _on_attached(self, case_id: int, file: OutgoingFile) -> None:
        page = self._pane.view
        if page is None or case_id != self._pane.case_id:
            return
        composer = self._pane.page.composer
        if not (composer.is_open() and composer.kind is DraftKind.REPLY):
            self._writing.write(DraftKind.REPLY)
        reply = next((one for one in page.modules if one.code == ENCLOSED), None)
        if reply is not None and not composer.has_text():
            composer.text.put_in(reply)
            composer.text.moveCursor(QTextCursor.MoveOperation.Start)
        self._attached = file
        composer.files.add(file)
        composer.text.setFocus()
        self._pane.page.columns.bring_into_sight(composer)

    def _take_back(self) -> None:
        from desktop.services.certificates.use_cases import undo_certificate

        view = self._card.certificate()
        if view is not None:
            self._workplace.ask(
                undo_certificate,
                view.certificate_id,
                done=lambda _: self._on_taken_back(view.case_id),
                failed=self._pane.show_problem,
            )

    def _on_taken_back(self, case_id: int | None) -> None:
        """What was taken back must not go out with the answer."""
        if case_id != self._pane.case_id:
            return
        if self._attached is not None:
            self._pane.page.composer.files.take_out(self._attached)
            self._attached = None
        self._hide_preview()
        self._pane.reload()

    def _set_aside(self, act: Callable[..., CertificateView], _checked: object = None) -> None:
        from desktop.services.certificates.commands import SetCertificateAside

        view = self._card.certificate()
        if view is not None:
            self._hide_preview()
            self._workplace.ask(
                act,
                SetCertificateAside(certificate_id=view.certificate_id, version=view.version),
                done=self._on_changed,
                failed=self._pane.show_problem,
            )

    def _look(self) -> None:
        """The paper as it would be now, or as it was issued."""
        from desktop.services.documents.use_cases import document_file

        view, preview = self._shown(), self.preview
        if view is None or preview is None:
            return
        document_id = view.document_id
        if view.state is CertificateState.ISSUED and document_id is not None:
            preview.show_file(
                partial(document_file, document_id=document_id), f"{PAPER_NAMES[view.kind]}.pdf"
            )
        else:
            typed = self._card.rows.typed()
            press = self._workplace.paper.painter
            preview.show_file(
                partial(made_now, press, view, typed), f"{PAPER_NAMES[view.kind]}.pdf"
            )
        self._card.preview_area.show()
        self._card.preview.pages.setFocus()
        self._pane.page.columns.bring_into_sight(self._card.preview_area)


def _told(page: CasePageView, kind: CertificateKind) -> dict[CertificateField, str]:
    """What the form of the case says it is for, where the paper names it."""
    if CertificateField.PURPOSE not in {spec.field for spec in FIELDS[kind]}:
        return {}
    fields = (one for one in page.case.form.fields if one.key == _WANTED_FOR)
    told = next((one.typed or one.value for one in fields), "")
    return {CertificateField.PURPOSE: told[:LONGEST_VALUE]} if told.strip() else {}
