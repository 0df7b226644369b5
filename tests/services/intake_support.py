"""Fixtures of the intake's tests: a household, the portal's side, and what was made of it."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.case_status import CaseState
from desktop.models.base import Base
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.models.exchange import IntakeRecord
from desktop.models.tenancy import Tenancy
from desktop.services.context import ServiceContext
from desktop.services.intake.listing import IntakeRow, list_intake
from desktop.services.staff.access import SYSTEM
from tests.support.factories import Household, add_bank_change, add_case, add_household
from tests.support.portal import Portal


@pytest.fixture
def household(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path / "exchange")


@pytest.fixture
def inbox(portal: Portal) -> FolderInbox:
    return FolderInbox(portal.exchange)


def rows(context: ServiceContext) -> list[IntakeRow]:
    """Everything ``list-intake`` shows."""
    return list(list_intake(context, SYSTEM))


def reasons(context: ServiceContext) -> dict[str, str | None]:
    """Reason of quarantine by folder."""
    return {row.folder: row.reason for row in rows(context)}


def outcomes(context: ServiceContext) -> dict[str, str]:
    """Outcome by folder."""
    return {row.folder: row.outcome.value for row in rows(context)}


def count(context: ServiceContext, model: type[Base]) -> int:
    """How many rows a table has."""
    with context.database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def record_of(context: ServiceContext, folder: str) -> IntakeRecord:
    """The one record of a folder."""
    with context.database.read() as session:
        return session.scalars(select(IntakeRecord).where(IntakeRecord.folder == folder)).one()


def the_case(context: ServiceContext) -> Case:
    with context.database.read() as session:
        return session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()


def make_case(context: ServiceContext, household: Household, state: CaseState) -> str:
    """A case about bank details without address and mandate; returns its reference."""
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, household.tenancy_id)
        category = unit.session.get_one(Category, household.categories["bank_details"])
        case = add_case(unit, tenancy, category, state=state)
        add_bank_change(unit, case, account_holder="Rolf Fremder", holder_address=None)
        return case.reference
