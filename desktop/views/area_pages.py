"""The pages that entries of the sidebar open beside the lists of cases."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.texts import tr
from desktop.views.account.accounts_page import AccountsPage
from desktop.views.actions import ActionId
from desktop.views.administration.pages import AdministrationPage, block_actions, pages_for
from desktop.views.administration.teams_page import TeamsPage
from desktop.views.consumption.usage_page import UsagePage
from desktop.views.hand_over.hand_over_page import HandOverPage
from desktop.views.letters.letters_page import LettersPage
from desktop.views.operation.operation_page import OperationPage
from desktop.views.quarantine.quarantine_page import QuarantinePage
from desktop.views.reports.deadline_report_page import DeadlineReportPage
from desktop.views.sidebar_entries import (
    ACCOUNTS,
    DEADLINE_REPORT,
    HAND_OVER,
    LETTERS,
    OPERATION,
    QUARANTINE,
    TEAMS,
    UPLOADS,
    USAGE,
)
from desktop.views.uploads.uploads_page import UploadsPage
from desktop.views.workplace import Workplace

AreaPage = (
    AccountsPage
    | AdministrationPage
    | DeadlineReportPage
    | HandOverPage
    | LettersPage
    | OperationPage
    | QuarantinePage
    | TeamsPage
    | UploadsPage
    | UsagePage
)


class AreaPages(QObject):
    """Makes each page the person may open, where it will stand, and knows it by its entry's key.

    ``case_requested`` carries the id of a case that a page wants to be opened.
    """

    case_requested = Signal(int)

    def __init__(self, workplace: Workplace, areas: QStackedWidget) -> None:
        """Put the pages into ``areas``."""
        super().__init__(areas)
        self.accounts = AccountsPage(workplace, areas)
        self.quarantine = QuarantinePage(workplace, areas)
        self.hand_over = HandOverPage(workplace, areas)
        self.operation = OperationPage(workplace, areas)
        self.letters = LettersPage(workplace, areas)
        self.uploads = UploadsPage(workplace, areas)
        self.usage = UsagePage(workplace, areas)
        self.deadline_report = DeadlineReportPage(workplace, areas)
        self.administration = pages_for(workplace)
        self.reads_teams = workplace.actions.permitted(ActionId.OPEN_TEAMS, workplace.actor)
        self.by_key: dict[str, AreaPage] = {
            ACCOUNTS: self.accounts,
            QUARANTINE: self.quarantine,
            HAND_OVER: self.hand_over,
            OPERATION: self.operation,
            LETTERS: self.letters,
            UPLOADS: self.uploads,
            USAGE: self.usage,
            DEADLINE_REPORT: self.deadline_report,
            **self.administration,
        }
        if self.reads_teams:
            self.by_key[TEAMS] = TeamsPage(workplace, areas)
        for page in self.by_key.values():
            areas.addWidget(page)
        for leading in (
            self.accounts,
            self.quarantine,
            self.hand_over,
            self.letters,
            self.deadline_report,
        ):
            leading.case_requested.connect(self.case_requested)
        block_actions(workplace)
        workplace.actions.set_possible(
            ActionId.OPEN_TEAMS, "" if self.reads_teams else tr("Dafür fehlt Ihnen das Recht.")
        )

    def refresh(self) -> None:
        """Read what the pages show again."""
        for page in self.by_key.values():
            page.refresh()
