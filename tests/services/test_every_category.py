"""Waiting, closing and opening again are the same for a case of any category."""

from datetime import timedelta

import pytest

from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import Reject
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import CloseCase, ReopenCase, ResumeCase, WaitUntil
from desktop.services.context import ServiceContext
from tests.support.acting import ask, page, version
from tests.support.bank_cases import add_application
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_household
from tests.support.standings import assert_standings_true


def state(context: ServiceContext, home: Household, case_id: int) -> CaseState:
    return page(context, home.clerk, case_id).header.state


def close(context: ServiceContext, home: Household, case_id: int) -> None:
    """Close a case; a bank change is decided instead, and refuses to be closed before."""
    command = CloseCase(case_id, "Erledigt", version(context, case_id))
    if page(context, home.clerk, case_id).header.category_code != "bank_details":
        cases.close(context, home.clerk, command)
        return
    with pytest.raises(UserError, match=r"^case\.bank_change_open$"):
        cases.close(context, home.clerk, command)
    way = page(context, home.clerk, case_id).reply_ways[0].key
    reply = bank_changes.rejection_modules(context, home.clerk, case_id)[0]
    seen = version(context, case_id)
    bank_changes.reject(
        context,
        home.clerk,
        Reject(case_id, reply.code, way, "Ihr Antrag", "Leider nicht.", seen),
    )


def test_any_case_waits_goes_on_is_closed_and_opened_again(
    context: ServiceContext, clock: FixedClock
) -> None:
    home = add_household(context.database)
    assert len(home.categories) == 9
    for code in home.categories:
        bank = code == "bank_details"
        case_id = add_application(context, home) if bank else ask(context, home, code)
        until = clock.today() + timedelta(days=3)
        cases.wait_until(
            context, home.clerk, WaitUntil(case_id, until, "Antwort", version(context, case_id))
        )
        assert state(context, home, case_id) is CaseState.WAITING, code
        cases.resume(context, home.clerk, ResumeCase(case_id, version(context, case_id)))
        assert state(context, home, case_id) is CaseState.IN_REVIEW, code
        close(context, home, case_id)
        assert state(context, home, case_id) is CaseState.CLOSED, code
        cases.reopen(
            context, home.clerk, ReopenCase(case_id, "Noch eine Frage", version(context, case_id))
        )
        shown = page(context, home.clerk, case_id)
        assert shown.header.is_open, code
        assert shown.actions.close.possible is not bank, code
    assert_standings_true(context)
