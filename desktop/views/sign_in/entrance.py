"""The way into a window and out of it: sign-in, an own password, signing out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.errors import UserError
from desktop.services.inbox.ahead import PageAhead, read_ahead
from desktop.services.staff import companies, sign_in
from desktop.services.staff.access import Actor
from desktop.settings import AppSettings, WindowLayout
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.inbox.first_list import first_query
from desktop.views.sign_in.sign_in_page import DEMO_LOGINS, SignInPage
from desktop.views.workplace import Backend, Person, Workplace

if TYPE_CHECKING:
    from desktop.services.staff.passwords import NewPassword
    from desktop.views.sign_in.password_dialog import PasswordDialog

_Arrival = tuple[Person, PageAhead | None]


class Entrance(QObject):
    """The sign-in page of a window, which lies in its ``pages``, and what is asked for at it.

    ``entered`` carries the ``Person`` who has signed in, and the ``PageAhead`` that this person
    finds open; None where that is no list, or could not be read.
    """

    entered = Signal(object, object)

    def __init__(
        self,
        window: QWidget,
        pages: QStackedWidget,
        page: SignInPage,
        backend: Backend,
        settings: Callable[[], AppSettings],
    ) -> None:
        """Answer at ``page``; a later one tells names and password of a demonstration as well."""
        super().__init__(window)
        self._window = window
        self._pages = pages
        self._backend = backend
        self._settings = settings
        demo_password = settings().demo_password
        self.demo = (DEMO_LOGINS, demo_password) if demo_password else None
        # Of this window alone: another one that signs in is answered by itself.
        self._scope = f"{id(self)}:sign_in"
        self._page: SignInPage | None = page
        page.sign_in_requested.connect(self._on_sign_in_requested)

    @property
    def page(self) -> SignInPage:
        """The page at which whoever comes next signs in; it is not there while nobody needs it."""
        if self._page is None:
            self._page = self._new_page()
        return self._page

    def give_way(self, workspace: QWidget) -> None:
        """Somebody has come in: there is no page until they leave."""
        self._pages.addWidget(workspace)
        self._pages.setCurrentWidget(workspace)
        self._put_away()

    def _put_away(self) -> None:
        page, self._page = self._page, None
        if page is not None:
            self._pages.removeWidget(page)
            page.deleteLater()

    def renew(self) -> None:
        """Make the page anew, as in another language, and show it."""
        self._put_away()
        self._pages.setCurrentWidget(self.page)

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
        return page

    def _on_sign_in_requested(self, login: str, password: str) -> None:
        context = self._backend.context
        self.page.set_busy(busy=True)
        self._backend.tasks.run(
            lambda: self._arrived(sign_in.sign_in(context, login, password)),
            on_done=self._on_arrived,
            on_error=lambda error: self._on_refused(login, password, error),
            scope=self._scope,
        )

    def _arrived(self, actor: Actor) -> _Arrival:
        """Who has signed in, with what screens show by it, which are loaded by then.

        Off the window's thread.
        """
        context = self._backend.context
        person = Person(
            actor,
            companies.list_companies(context, actor),
            has_every_company=companies.has_every_company(context, actor),
        )
        query = first_query(self._settings().layouts.get(actor.login, WindowLayout()))
        ahead = None if query is None else read_ahead(context, actor, query)
        # Else the window would stand still for the rest of it.
        self._backend.load_screens()
        return person, ahead

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

        def chosen(arrival: _Arrival) -> None:
            dialog.accept()
            self._on_arrived(arrival)

        self._backend.tasks.run(
            lambda: self._arrived(passwords.choose_password(context, login, typed)),
            on_done=chosen,
            on_error=lambda error: dialog.show_error(error_sentence(error)),
            scope=self._scope,
        )

    def _on_failed(self, error: UserError) -> None:
        self.page.set_busy(busy=False)
        self.page.show_error(error_sentence(error))

    def _on_arrived(self, arrival: _Arrival) -> None:
        self.page.set_busy(busy=False)
        self.page.reset()
        self.entered.emit(*arrival)
