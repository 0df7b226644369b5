"""The pages that only administrators open, by the key of their entry in the sidebar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.texts import tr
from desktop.views import sidebar_entries as entries
from desktop.views.actions import ActionId
from desktop.views.administration.account_settings_page import AccountSettingsPage
from desktop.views.administration.categories_page import CategoriesPage
from desktop.views.administration.companies_page import CompaniesPage
from desktop.views.administration.configuration_page import ConfigurationPage
from desktop.views.administration.document_store_page import DocumentStorePage
from desktop.views.administration.letter_templates_page import LetterTemplatesPage
from desktop.views.administration.office_page import OfficePage
from desktop.views.administration.replies_page import RepliesPage
from desktop.views.administration.rules_page import RulesPage
from desktop.views.administration.staff_page import StaffPage
from desktop.views.master_data.master_data_page import MasterDataPage
from desktop.views.workplace import Workplace

AdministrationPage = (
    AccountSettingsPage
    | CategoriesPage
    | CompaniesPage
    | ConfigurationPage
    | DocumentStorePage
    | LetterTemplatesPage
    | MasterDataPage
    | OfficePage
    | RepliesPage
    | RulesPage
    | StaffPage
)
ADMINISTRATION: dict[str, Callable[[Workplace, QWidget], AdministrationPage]] = {
    entries.CATEGORIES: CategoriesPage,
    entries.REPLIES: RepliesPage,
    entries.LETTER_TEMPLATES: LetterTemplatesPage,
    entries.STAFF: StaffPage,
    entries.COMPANIES: CompaniesPage,
    entries.RULES: RulesPage,
    entries.OFFICE: OfficePage,
    entries.ACCOUNT_SETTINGS: AccountSettingsPage,
    entries.DOCUMENT_STORE: DocumentStorePage,
    entries.MASTER_DATA: MasterDataPage,
    entries.CONFIGURATION: ConfigurationPage,
}
"""What makes each page."""
OPENED_BY = {
    ActionId.OPEN_REPLIES: entries.REPLIES,
    ActionId.OPEN_CATEGORIES: entries.CATEGORIES,
    ActionId.OPEN_LETTER_TEMPLATES: entries.LETTER_TEMPLATES,
    ActionId.OPEN_STAFF: entries.STAFF,
    ActionId.OPEN_COMPANIES: entries.COMPANIES,
    ActionId.OPEN_RULES: entries.RULES,
    ActionId.OPEN_OFFICE: entries.OFFICE,
    ActionId.OPEN_ACCOUNT_SETTINGS: entries.ACCOUNT_SETTINGS,
    ActionId.OPEN_DOCUMENT_STORE: entries.DOCUMENT_STORE,
    ActionId.OPEN_MASTER_DATA: entries.MASTER_DATA,
    ActionId.OPEN_CONFIGURATION: entries.CONFIGURATION,
}
"""Which entry an action opens."""


def administers(workplace: Workplace) -> bool:
    """Whether the person may open these pages."""
    return workplace.actions.permitted(ActionId.OPEN_REPLIES, workplace.actor)


def block_actions(workplace: Workplace) -> None:
    """Say of the actions whether they can be done, or why not."""
    refusal = "" if administers(workplace) else tr("Dafür fehlt Ihnen das Recht.")
    for action_id in OPENED_BY:
        workplace.actions.set_possible(action_id, refusal)
