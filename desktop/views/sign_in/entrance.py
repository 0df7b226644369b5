"""The way into a window and out of it: sign-in, an own password, signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.errors import UserError
from desktop.services.staff import companies, sign_in
from desktop.services.staff.access import Actor
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.sign_in.sign_in_page import DEMO_LOGINS, SignInPage
from desktop.views.workplace import Backend, Person, Workplace

if TYPE_CHECKING:
    from desktop.services.staff.passwords import NewPassword
    from desktop.views.sign_in.password_dialog import PasswordDialog


class Entrance(QObject):
    """The sign-in page of a window, which lies in its ``pages``, and what is asked for at it.

    ``entered`` carries the ``Person`` who has signed in.
    """

    entered = Signal(object)

    def __init__(
        self,
        window: QWidget,
        pages: QStackedWidget,
        page: SignInPage,
        backend: Backend,
        demo_password: str | None,
    ) -> None:
        """Answer at ``page``; a later one tells names and ``demo_password`` to everybody."""
        super().__init__(window)
        self._window = window
        self._pages = pages
        self._backend = backend
        self.demo = (DEMO_LOGINS, demo_password) if demo_password else None
        # Of this window alone: another one that signs in is answered by itself.
        self._scope = f"{id(self)}:sign_in"
        self.page = page
        page.sign_in_requested.connect(self._on_sign_in_requested)

    def renew(self) -> None:
        """Make the page anew, as in another language, and show it."""
        old, self.page = self.page, self._new_page()
        self._pages.removeWidget(old)
        old.deleteLater()

    def leave(self, actor: Actor) -> None:
        """Sign ``actor`` out and show the page, so that somebody else can sign in."""
        context = self._backend.context
        self._backend.tasks.run(
            lambda: sign_in.sign_out(context, actor), on_error=self._on_failed, scope=self._scope
        )
        self._pages.setCurrentWidget(self.page)
        self.page.show_switch()

    def close(self) -> None:
        """Let nobody in any more: the window goes."""
        self._backend.tasks.drop(self._scope)

    def change_password(self, workplace: Workplace) -> None:
        """Ask for an own password in place of another own one; who is signed in stays so."""
        from desktop.services.staff import passwords
        from desktop.views.sign_in.password_dialog import PasswordDialog

        dialog = PasswordDialog(self._window)

        def changed(_nothing: None) -> None:
            dialog.accept()
            workplace.failed.emit(tr("Ihr Kennwort ist geändert."))

        dialog.submitted.connect(
            lambda typed: workplace.ask(
                passwords.change_own_password,
                typed,
                done=changed,
                failed=lambda error: dialog.show_error(error_sentence(error)),
            )
        )
        dialog.open()

    def _new_page(self) -> SignInPage:
        page = SignInPage()
        if self.demo is not None:
            page.show_demo_hint(*self.demo)
        page.sign_in_requested.connect(self._on_sign_in_requested)
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        return page

    def _on_sign_in_requested(self, login: str, password: str) -> None:
        context = self._backend.context
        self.page.set_busy(busy=True)
        self._backend.tasks.run(
            lambda: self._person(sign_in.sign_in(context, login, password)),
            on_done=self._on_signed_in,
            on_error=lambda error: self._on_refused(login, password, error),
            scope=self._scope,
        )

    def _person(self, actor: Actor) -> Person:
        """Who has signed in, with what screens show by it. Off the window's thread."""
        context = self._backend.context
        return Person(
            actor,
            companies.list_companies(context, actor),
            has_every_company=companies.has_every_company(context, actor),
        )

    def _on_refused(self, login: str, password: str, error: UserError) -> None:
        from desktop.views.sign_in.password_dialog import PasswordDialog

        if error.code != "sign_in.choose_password":
            self._on_failed(error)
            return
        self.page.reset(login)
        dialog = PasswordDialog(self._window, present=password)
        dialog.submitted.connect(lambda typed: self._choose_password(dialog, login, typed))
        dialog.open()

    def _choose_password(self, dialog: PasswordDialog, login: str, typed: NewPassword) -> None:
        from desktop.services.staff import passwords

        context = self._backend.context

        def chosen(person: Person) -> None:
            dialog.accept()
            self._on_signed_in(person)

        self._backend.tasks.run(
            lambda: self._person(passwords.choose_password(context, login, typed)),
            on_done=chosen,
            on_error=lambda error: dialog.show_error(error_sentence(error)),
            scope=self._scope,
        )

    def _on_failed(self, error: UserError) -> None:
        self.page.set_busy(busy=False)
        self.page.show_error(error_sentence(error))

    def _on_signed_in(self, person: Person) -> None:
        self.page.set_busy(busy=False)
        self.page.reset()
        self.entered.emit(person)
