"""What becomes of the portal's folders: the rules of arrival, on real folders and databases."""

from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.case_status import CaseState
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.services.context import ServiceContext
from desktop.services.intake import IntakeCounts, take_in
from tests.support.factories import NEW_IBAN, Household, add_household
from tests.support.portal import Portal, request


@pytest.fixture
def household(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path / "exchange")


@pytest.fixture
def inbox(portal: Portal) -> FolderInbox:
    return FolderInbox(portal.exchange)


def test_an_application_becomes_a_case(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    portal.leave(request())
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    with context.database.read() as session:
        case = session.scalars(select(Case)).one()
        change = session.scalars(select(BankChange)).one()
    assert case.state is CaseState.NEW
    assert change.iban == NEW_IBAN
    assert portal.names("new") == portal.names("cur") == portal.names("quarantine") == []
    assert portal.names("done") == ["event-1"]
