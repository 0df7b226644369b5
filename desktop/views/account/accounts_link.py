"""What ties tenant accounts to the rest of the window: the ways there, and on from there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.services.cases.page import CasePageView
from desktop.services.inbox.rows import InboxQuery
from desktop.texts import tr
from desktop.views.account.new_code_work import NewCodeWork, requested_text
from desktop.views.actions import ActionId
from desktop.views.case.case_page import CasePage
from desktop.views.sidebar_entries import ACCOUNTS, LETTERS

if TYPE_CHECKING:
    from desktop.services.registration.view import RequestedCode
    from desktop.views.workspace import Workspace

OFFERED_SECONDS = 30
"""A letter can be withdrawn until it is printed; this is only how long the quick way is there."""


class AccountsLink(QObject):
    """The palette, the search, the card of a case and a key lead to an account.

    From there one comes to its cases and to a new one.
    """

    def __init__(self, workspace: Workspace) -> None:
        """After the palette and the search are there."""
        super().__init__(workspace)
        self._workspace = workspace
        workspace.pages.when_made(ACCOUNTS, self._join_accounts)
        workspace.pages.when_made(LETTERS, self._join_letters)
        workspace.sidebar.chosen_again.connect(self._on_sidebar_chosen_again)
        workspace.keys.palette.tenancy_requested.connect(lambda key, _title: self.open(key))
        workspace.search.tenancy_requested.connect(lambda key, _title: self.open(key))
        pane = workspace.inbox.pane
        self._for_case = NewCodeWork(workspace.workplace, pane)
        self._for_case.requested.connect(self._on_for_case_requested)
        self._for_case.failed.connect(workspace.workplace.say)
        pane.page.tenancy.account_requested.connect(self.open)
        pane.case_read.connect(self._on_pane_case_read)
        pane.emptied.connect(self._on_pane_emptied)
        actions = workspace.workplace.actions
        actions.connect_handler(ActionId.OPEN_ACCOUNT, self._open_of_case)
        actions.connect_handler(ActionId.OPEN_ACCOUNTS, self.begin_search)
        actions.connect_handler(ActionId.NEW_CODE, self._issue)
        self._may_work = actions.permitted(ActionId.NEW_CODE, workspace.workplace.actor)
        workspace.areas.currentChanged.connect(lambda _: self._judge())
        self._on_pane_emptied()

    def _join_accounts(self) -> None:
        page = self._workspace.pages.accounts
        page.list_requested.connect(self._on_page_list_requested)
        page.record_requested.connect(self._workspace.recording.open)
        page.left.connect(self._workspace.go_back)
        page.place_changed.connect(self._judge)

    def _join_letters(self) -> None:
        self._workspace.pages.letters.account_requested.connect(self.open)

    def begin_search(self) -> None:
        """Somebody calls: the field is there to be typed into, whatever was open."""
        self._workspace.open_area(ACCOUNTS)
        self._workspace.pages.accounts.begin_search()

    def open(self, tenancy_id: int) -> None:
        """Show the account of a contract."""
        self._workspace.open_area(ACCOUNTS)
        self._workspace.pages.accounts.open_account(tenancy_id)

    def _on_sidebar_chosen_again(self, key: str) -> None:
        """Who stands before an account and clicks the area wants the list."""
        if key == ACCOUNTS and self._workspace.pages.accounts.tenancy_id is not None:
            self._workspace.pages.accounts.show_search()

    def _contract_of_case(self) -> tuple[int, int] | None:
        """The contract and the case that is open in the inbox."""
        view = self._workspace.inbox.pane.view
        if view is None or view.case.tenancy is None:
            return None
        return view.case.tenancy.tenancy_id, view.case.header.case_id

    def _issue(self) -> None:
        """On an account for one of its people, on a case for one of its contract."""
        pages = self._workspace.pages
        if pages.is_on_show(ACCOUNTS):
            pages.accounts.acts.issue()
            return
        found = self._contract_of_case()
        if found is not None:
            # Where the clinic is asked about somebody, the letter is for that person.
            clinic = CasePage.clinic.of(self._workspace.inbox.pane.page)
            party = None if clinic is None else clinic.party()
            tenant_id = None if party is None else party.tenant_id
            area = self._workspace.areas.currentWidget()
            self._for_case.open(
                *(found[0], tenant_id, found[1]),
                is_still_there=lambda: (
                    self._contract_of_case() == found
                    and self._workspace.areas.currentWidget() is area
                ),
            )

    def _judge(self) -> None:
        pages = self._workspace.pages
        reason = ""
        if not self._may_work:
            reason = tr("Dafür fehlt Ihnen das Recht.")
        elif pages.is_on_show(ACCOUNTS):
            reason = "" if pages.accounts.tenancy_id else tr("kein Mieterkonto geöffnet")
        elif self._contract_of_case() is None:
            reason = tr("kein Vorgang mit Vertrag geöffnet")
        self._workspace.workplace.actions.set_possible(ActionId.NEW_CODE, reason)

    def _on_for_case_requested(self, came: RequestedCode) -> None:
        """As on the account, it is told beside the way back; another case may be open by then."""
        self._workspace.status.forget(_deleted_text())
        self._workspace.inbox.pane.offer_taking_back(
            came.code_id,
            OFFERED_SECONDS,
            f"{self._for_case.asked_for}: {requested_text(came)}",
            partial(self._take_back, came.code_id),
        )

    def _take_back(self, code_id: int) -> None:
        from desktop.services.registration.commands import RevokeCode
        from desktop.services.registration.use_cases import revoke_code

        workplace, status = self._workspace.workplace, self._workspace.status
        workplace.ask(
            revoke_code,
            RevokeCode(code_id=code_id),
            done=lambda _: status.show_message(_deleted_text()),
            failed=self._workspace.inbox.pane.show_problem,
        )

    def _open_of_case(self) -> None:
        view = self._workspace.inbox.pane.view
        if view is not None and view.case.tenancy is not None:
            self.open(view.case.tenancy.tenancy_id)

    def _on_pane_case_read(self, view: CasePageView) -> None:
        reason = (
            "" if view.case.tenancy is not None else tr("Der Vorgang gehört zu keinem Vertrag.")
        )
        self._workspace.workplace.actions.set_possible(ActionId.OPEN_ACCOUNT, reason)
        self._judge()

    def _on_pane_emptied(self) -> None:
        self._workspace.workplace.actions.set_possible(
            ActionId.OPEN_ACCOUNT, tr("kein Vorgang geöffnet")
        )
        self._judge()

    def _on_page_list_requested(self, tenancy_id: int, number: str) -> None:
        self._workspace.open_found(InboxQuery(tenancy_id=tenancy_id), number)


def _deleted_text() -> str:
    return tr("Die Vormerkung ist gelöscht.")
