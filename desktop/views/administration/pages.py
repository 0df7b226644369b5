"""The pages that only administrators open, by the key of their entry in the sidebar.

Each is imported when somebody opens it: most days nobody does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.texts import tr
from desktop.views import sidebar_entries as entries
from desktop.views.actions import ActionId
from desktop.views.workplace import Workplace

if TYPE_CHECKING:
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


def _categories(workplace: Workplace, areas: QWidget) -> CategoriesPage:
    from desktop.views.administration.categories_page import CategoriesPage

    return CategoriesPage(workplace, areas)


def _replies(workplace: Workplace, areas: QWidget) -> RepliesPage:
    from desktop.views.administration.replies_page import RepliesPage

    return RepliesPage(workplace, areas)


def _letter_templates(workplace: Workplace, areas: QWidget) -> LetterTemplatesPage:
    from desktop.views.administration.letter_templates_page import LetterTemplatesPage

    return LetterTemplatesPage(workplace, areas)


def _staff(workplace: Workplace, areas: QWidget) -> StaffPage:
    from desktop.views.administration.staff_page import StaffPage

    return StaffPage(workplace, areas)


def _companies(workplace: Workplace, areas: QWidget) -> CompaniesPage:
    from desktop.views.administration.companies_page import CompaniesPage

    return CompaniesPage(workplace, areas)


def _rules(workplace: Workplace, areas: QWidget) -> RulesPage:
    from desktop.views.administration.rules_page import RulesPage

    return RulesPage(workplace, areas)


def _office(workplace: Workplace, areas: QWidget) -> OfficePage:
    from desktop.views.administration.office_page import OfficePage

    return OfficePage(workplace, areas)


def _account_settings(workplace: Workplace, areas: QWidget) -> AccountSettingsPage:
    from desktop.views.administration.account_settings_page import AccountSettingsPage

    return AccountSettingsPage(workplace, areas)


def _document_store(workplace: Workplace, areas: QWidget) -> DocumentStorePage:
    from desktop.views.administration.document_store_page import DocumentStorePage

    return DocumentStorePage(workplace, areas)


def _master_data(workplace: Workplace, areas: QWidget) -> MasterDataPage:
    from desktop.views.master_data.master_data_page import MasterDataPage

    return MasterDataPage(workplace, areas)


def _configuration(workplace: Workplace, areas: QWidget) -> ConfigurationPage:
    from desktop.views.administration.configuration_page import ConfigurationPage

    return ConfigurationPage(workplace, areas)


ADMINISTRATION: dict[str, Callable[[Workplace, QWidget], AdministrationPage]] = {
    entries.CATEGORIES: _categories,
    entries.REPLIES: _replies,
    entries.LETTER_TEMPLATES: _letter_templates,
    entries.STAFF: _staff,
    entries.COMPANIES: _companies,
    entries.RULES: _rules,
    entries.OFFICE: _office,
    entries.ACCOUNT_SETTINGS: _account_settings,
    entries.DOCUMENT_STORE: _document_store,
    entries.MASTER_DATA: _master_data,
    entries.CONFIGURATION: _configuration,
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
