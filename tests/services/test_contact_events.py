"""The tenant changes contact data in the portal: applied, or put before a person."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.accounts import ContactSource, ContactState
from desktop.domain.bank_change import ContactKind
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState
from desktop.domain.portal_event import PortalEventType
from desktop.models.case import Case, Note
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount
from desktop.services.context import ServiceContext
from desktop.services.intake.use_cases import IntakeCounts, take_in
from tests.services.contact_support import contact_changes, contact_rows, tenant
from tests.services.exchange_support import make_case
from tests.services.intake_support import (
    household,
    inbox,
    outcomes,
    portal,
    reasons,
    the_case,
)
from tests.support.factories import Household, add_bank_change
from tests.support.portal import Portal, other
from tests.support.schemas import problems

__all__ = ["household", "inbox", "portal"]

SUBMITTED = datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC)


def _changed(household: Household | None, event_id: str = "c-1", **data: Any) -> dict[str, Any]:
    event = other(PortalEventType.CONTACT_CHANGED, event_id)
    account = None if household is None else household.portal_account
    event["data"] |= {"portal_account": account, **data}
    return event


def test_what_can_be_used_is_applied_and_goes_to_the_erp(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    event = _changed(household, email="Aylin@EXAMPLE.org", telephone="+49 (0)170 555 0142")
    assert problems("to-desktop/contact.changed.v1", event) == []
    portal.leave(event)
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    assert outcomes(context) == {"c-1": "applied"}
    now = tenant(context, household)
    assert (now.email, now.phone) == ("Aylin@example.org", "0170 5550142")
    assert (now.email_changed_at, now.phone_changed_at) == (SUBMITTED, SUBMITTED)
    changes = contact_changes(context)
    assert [(one.kind, one.source, one.state) for one in changes] == [
        (kind, ContactSource.PORTAL, ContactState.APPLIED)
        for kind in (ContactKind.EMAIL, ContactKind.TELEPHONE)
    ]
    assert changes[0].former == {"email": "aylin.musterbach@example.org"}
    assert [row.values for row in contact_rows(context)] == [
        {"email": "Aylin@example.org"},
        {"phone": "0170 5550142"},
    ]
    portal.leave(event, "again")
    assert take_in(context, inbox) == IntakeCounts(duplicate=1)
    assert len(contact_changes(context)) == 2


def test_what_cannot_be_used_becomes_a_case_and_changes_nothing(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    before = tenant(context, household)
    portal.leave(_changed(household, email="aylin@", telephone="040 5550177"))
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    assert outcomes(context) == {"c-1": "case"}
    case = the_case(context)
    assert case.category_id == household.categories["contact_data"]
    assert case.fields == {"field": "email", "new_value": "aylin@"}
    refused, applied = contact_changes(context)
    assert (refused.state, refused.problem, refused.case_id) == (
        ContactState.REFUSED,
        "contact.email_invalid",
        case.id,
    )
    assert (applied.state, applied.case_id) == (ContactState.APPLIED, None)
    after = tenant(context, household)
    assert (after.email, after.phone) == (before.email, "040 5550177")
    assert after.email_changed_at is None


@pytest.mark.parametrize("account", [None, "somebody-else"])
def test_whose_it_is_nobody_knows(
    context: ServiceContext,
    household: Household,
    portal: Portal,
    inbox: FolderInbox,
    account: str | None,
) -> None:
    portal.leave(_changed(None, telephone="040 5550177", portal_account=account))
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    assert the_case(context).fields["new_value"] == "040 5550177"
    assert contact_changes(context) == []
    assert tenant(context, household).phone == "040 555 0100"


def test_an_older_report_that_comes_later_changes_nothing(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    portal.leave(_changed(household, telephone="040 5550177"))
    take_in(context, inbox)
    older = _changed(household, "c-0", telephone="040 5550166")
    older["time"] = "2026-11-19T10:00:00+01:00"
    portal.leave(older)
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    assert tenant(context, household).phone == "040 5550177"
    assert contact_changes(context)[1].problem == "contact.overtaken"
    assert outcomes(context)["c-0"] == "applied"


def test_a_number_can_be_taken_away(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    portal.leave(_changed(household, telephone="", email=None))
    take_in(context, inbox)
    assert tenant(context, household).phone == ""
    assert [row.values for row in contact_rows(context)] == [{"phone": ""}]


def test_what_is_no_text_goes_to_the_quarantine(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    event = _changed(household, telephone=405550177)
    assert problems("to-desktop/contact.changed.v1", event)
    portal.leave(event)
    assert take_in(context, inbox) == IntakeCounts(quarantined=1)
    assert reasons(context) == {"c-1": "schema"}


def test_open_bank_changes_and_codes_hear_of_it(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    bank = make_case(context, household)
    code = make_case(context, household, category="registration", event_id="request-2")
    with context.database.write() as unit:
        case = unit.session.get_one(Case, bank.case_id)
        change = add_bank_change(unit, case)
        account = unit.session.scalars(select(PortalAccount)).one()
        unit.session.add(
            RegistrationCode(
                public_id="code-1",
                company_id=household.company_id,
                portal_account_id=account.id,
                origin="letter",
                state=CodeState.REQUESTED,
                case_id=code.case_id,
                end_note="",
            )
        )
        change_id = change.id
    portal.leave(_changed(household, telephone="040 5550177"))
    take_in(context, inbox)
    with context.database.read() as session:
        notes = session.execute(select(Note.case_id, Note.text).order_by(Note.id)).tuples().all()
        assert [case_id for case_id, _ in notes] == [bank.case_id, code.case_id]
        assert "im Portal die Telefonnummer" in notes[0][1]
        changed = session.get_one(type(change), change_id)
        assert changed.open_warnings


@pytest.mark.parametrize("state", [PortalAccountState.LOCKED, PortalAccountState.CLOSED])
def test_what_is_changed_in_an_account_that_is_shut_comes_before_a_person(
    context: ServiceContext,
    household: Household,
    portal: Portal,
    inbox: FolderInbox,
    state: PortalAccountState,
) -> None:
    before = tenant(context, household)
    with context.database.write() as unit:
        account = unit.session.scalars(
            select(PortalAccount).where(PortalAccount.external_id == household.portal_account)
        ).one()
        account.state = state
    portal.leave(_changed(household, email="stranger@example.org"))
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    assert outcomes(context) == {"c-1": "case"}
    assert tenant(context, household).email == before.email
    assert [one.problem for one in contact_changes(context)] == ["contact.account_locked"]
    assert contact_rows(context) == []
