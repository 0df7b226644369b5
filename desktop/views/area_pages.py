"""The pages that entries of the sidebar open beside the lists of cases.

Each is imported, as it is made, when somebody opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.texts import tr
from desktop.views.actions import ActionId
from desktop.views.administration.pages import (
    ADMINISTRATION,
    administers,
    block_actions,
)
from desktop.views.sidebar_entries import (
    ACCOUNTS,
    AUDIT_TRAIL,
    DEADLINE_REPORT,
    FORMS,
    HAND_OVER,
    LETTERS,
    OPERATION,
    QUARANTINE,
    TEAMS,
    UPLOADS,
    USAGE,
)
from desktop.views.workplace import Workplace

if TYPE_CHECKING:
    from desktop.views.account.accounts_page import AccountsPage
    from desktop.views.administration.pages import AdministrationPage
    from desktop.views.administration.teams_page import TeamsPage
    from desktop.views.audit.trail_page import AuditTrailPage
    from desktop.views.consumption.usage_page import UsagePage
    from desktop.views.hand_over.hand_over_page import HandOverPage
    from desktop.views.letters.letters_page import LettersPage
    from desktop.views.library_forms.forms_page import FormsPage
    from desktop.views.operation.operation_page import OperationPage
    from desktop.views.quarantine.quarantine_page import QuarantinePage
    from desktop.views.reports.deadline_report_page import DeadlineReportPage
    from desktop.views.uploads.uploads_page import UploadsPage

    AreaPage = (
        AccountsPage
        | AdministrationPage
        | AuditTrailPage
        | DeadlineReportPage
        | FormsPage
        | HandOverPage
        | LettersPage
        | OperationPage
        | QuarantinePage
        | TeamsPage
        | UploadsPage
        | UsagePage
    )


def _accounts(workplace: Workplace, areas: QWidget) -> AccountsPage:
    from desktop.views.account.accounts_page import AccountsPage

    return AccountsPage(workplace, areas)


def _quarantine(workplace: Workplace, areas: QWidget) -> QuarantinePage:
    from desktop.views.quarantine.quarantine_page import QuarantinePage

    return QuarantinePage(workplace, areas)


def _hand_over(workplace: Workplace, areas: QWidget) -> HandOverPage:
    from desktop.views.hand_over.hand_over_page import HandOverPage

    return HandOverPage(workplace, areas)


def _operation(workplace: Workplace, areas: QWidget) -> OperationPage:
    from desktop.views.operation.operation_page import OperationPage

    return OperationPage(workplace, areas)


def _letters(workplace: Workplace, areas: QWidget) -> LettersPage:
    from desktop.views.letters.letters_page import LettersPage

    return LettersPage(workplace, areas)


def _uploads(workplace: Workplace, areas: QWidget) -> UploadsPage:
    from desktop.views.uploads.uploads_page import UploadsPage

    return UploadsPage(workplace, areas)


def _usage(workplace: Workplace, areas: QWidget) -> UsagePage:
    from desktop.views.consumption.usage_page import UsagePage

    return UsagePage(workplace, areas)


def _forms(workplace: Workplace, areas: QWidget) -> FormsPage:
    from desktop.views.library_forms.forms_page import FormsPage

    return FormsPage(workplace, areas)


def _deadline_report(workplace: Workplace, areas: QWidget) -> DeadlineReportPage:
    from desktop.views.reports.deadline_report_page import DeadlineReportPage

    return DeadlineReportPage(workplace, areas)


def _teams(workplace: Workplace, areas: QWidget) -> TeamsPage:
    from desktop.views.administration.teams_page import TeamsPage

    return TeamsPage(workplace, areas)


def _audit_trail(workplace: Workplace, areas: QWidget) -> AuditTrailPage:
    from desktop.views.audit.trail_page import AuditTrailPage

    return AuditTrailPage(workplace, areas)


_FOR_ALL: dict[str, Callable[[Workplace, QWidget], AreaPage]] = {
    ACCOUNTS: _accounts,
    QUARANTINE: _quarantine,
    HAND_OVER: _hand_over,
    OPERATION: _operation,
    LETTERS: _letters,
    UPLOADS: _uploads,
    USAGE: _usage,
    FORMS: _forms,
    DEADLINE_REPORT: _deadline_report,
}


class AreaPages(QObject):
    """Makes each page the person may open when it is first needed, where it will stand.

    A window stands sooner and stays smaller without the pages of a day on which nobody opens them.
    ``made`` carries the key of a page that is there from now on, ``case_requested`` the id of a
    case that a page wants to be opened.
    """

    made = Signal(str)
    case_requested = Signal(int)

    def __init__(self, workplace: Workplace, areas: QStackedWidget) -> None:
        """Put the pages into ``areas`` one by one."""
        super().__init__(areas)
        self._workplace = workplace
        self._areas = areas
        self._made: dict[str, AreaPage] = {}
        self._makers = dict(_FOR_ALL)
        self.administers = administers(workplace)
        if self.administers:
            self._makers.update(ADMINISTRATION)
        self.reads_teams = workplace.actions.permitted(ActionId.OPEN_TEAMS, workplace.actor)
        if self.reads_teams:
            self._makers[TEAMS] = _teams
        self.reads_audit = workplace.actions.permitted(ActionId.OPEN_AUDIT, workplace.actor)
        if self.reads_audit:
            self._makers[AUDIT_TRAIL] = _audit_trail
        block_actions(workplace)
        workplace.actions.set_possible(
            ActionId.OPEN_TEAMS, "" if self.reads_teams else tr("Dafür fehlt Ihnen das Recht.")
        )
        workplace.actions.set_possible(
            ActionId.OPEN_AUDIT, "" if self.reads_audit else tr("Dafür fehlt Ihnen das Recht.")
        )

    def __contains__(self, key: str) -> bool:
        """Whether an entry of the sidebar opens a page that this person may see."""
        return key in self._makers

    def page(self, key: str) -> AreaPage:
        """Return the page of an entry; it is made if it was not there."""
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._makers[key](self._workplace, self._areas)
            self._areas.addWidget(found)
            wish: SignalInstance | None = getattr(found, "case_requested", None)
            if wish is not None:
                wish.connect(self.case_requested)
            self.made.emit(key)
        return found

    def is_made(self, key: str) -> bool:
        """Whether the page of an entry was needed before."""
        return key in self._made

    def when_made(self, key: str, then: Callable[[], None]) -> None:
        """Do something as soon as a page is there, at once if it is."""
        if key in self._made:
            then()
        else:
            self.made.connect(lambda made: then() if made == key else None)

    def is_on_show(self, key: str) -> bool:
        """Whether the page of an entry is what the person looks at."""
        found = self._made.get(key)
        return found is not None and self._areas.currentWidget() is found

    @property
    def accounts(self) -> AccountsPage:
        """The tenants' accounts."""
        return cast("AccountsPage", self.page(ACCOUNTS))

    @property
    def letters(self) -> LettersPage:
        """The letters on paper."""
        return cast("LettersPage", self.page(LETTERS))

    @property
    def uploads(self) -> UploadsPage:
        """Many documents at once."""
        return cast("UploadsPage", self.page(UPLOADS))

    @property
    def usage(self) -> UsagePage:
        """Monthly values of meters."""
        return cast("UsagePage", self.page(USAGE))

    @property
    def deadline_report(self) -> DeadlineReportPage:
        """Promises broken and runs missed."""
        return cast("DeadlineReportPage", self.page(DEADLINE_REPORT))

    @property
    def audit_trail(self) -> AuditTrailPage:
        """Who saw or changed what."""
        return cast("AuditTrailPage", self.page(AUDIT_TRAIL))

    @property
    def quarantine(self) -> QuarantinePage:
        """What could not be taken in."""
        return cast("QuarantinePage", self.page(QUARANTINE))

    @property
    def hand_over(self) -> HandOverPage:
        """The hand-over to the ERP."""
        return cast("HandOverPage", self.page(HAND_OVER))

    @property
    def operation(self) -> OperationPage:
        """How the program fares."""
        return cast("OperationPage", self.page(OPERATION))

    def refresh(self) -> None:
        """Read what the pages show again; one that was never needed reads when it is opened."""
        for page in self._made.values():
            page.refresh()
