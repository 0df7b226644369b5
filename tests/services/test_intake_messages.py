"""Messages of the portal join their case."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.case_status import BankChangeState, CaseState
from desktop.models.bank import BankChange
from desktop.models.case import Message, Note
from desktop.models.exchange import Delivery
from desktop.services.context import ServiceContext
from desktop.services.intake.use_cases import IntakeCounts, take_in
from tests.services.intake_support import (
    household,
    inbox,
    make_case,
    outcomes,
    portal,
    reasons,
    rows,
    the_case,
)
from tests.support.factories import (
    Household,
)
from tests.support.portal import (
    Portal,
    attachment,
    message,
)

__all__ = ["household", "inbox", "portal"]

pytestmark = pytest.mark.usefixtures("household")


@pytest.mark.parametrize("state", list(CaseState))
def test_a_message_joins_its_case(
    context: ServiceContext,
    household: Household,
    portal: Portal,
    inbox: FolderInbox,
    state: CaseState,
) -> None:
    reference = make_case(context, household, state)
    before = the_case(context)
    portal.leave(message(reference, attachments=[attachment("a", b"x")]), files={"a": b"x"})
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    after = the_case(context)
    with context.database.read() as session:
        received = session.scalars(select(Message)).one()
        told = session.scalars(select(Delivery)).all()
    assert (received.case_id, received.text) == (after.id, "Hier ist die Adresse.")
    assert (received.event_id, received.at) == (
        "event-2",
        datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC),
    )
    assert (after.reference, after.due_on) == (before.reference, before.due_on)
    assert after.version > before.version
    assert after.is_open
    ended = state in {CaseState.CLOSED, CaseState.WAITING}
    assert after.state is (CaseState.IN_REVIEW if ended else state)
    assert [delivery.data["status"] for delivery in told] == ["in_progress"] * ended
    assert rows(context)[0].reference == reference
    assert outcomes(context) == {"event-2": "message"}


def test_a_message_completes_what_is_missing_and_never_overwrites(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    reference = make_case(context, household, CaseState.WAITING)
    address = {
        "street": "Fernweg",
        "house_number": "7",
        "postcode": "71638",
        "town": "Ludwigsburg",
        "country": "DE",
    }
    fields = {"holder_address": address, "account_holder": "Jemand Anders"}
    portal.leave(message(reference, fields=fields))
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    with context.database.read() as session:
        change = session.scalars(select(BankChange)).one()
        notes = session.scalars(select(Note.text)).all()
    assert change.holder_address == address
    assert change.account_holder == "Rolf Fremder"
    assert any("Jemand Anders" in note for note in notes)


def test_a_message_reopens_a_rejected_application(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    reference = make_case(context, household, CaseState.CLOSED)
    with context.database.write() as unit:
        unit.session.scalars(select(BankChange)).one().state = BankChangeState.REJECTED
    portal.leave(message(reference))
    take_in(context, inbox)
    with context.database.read() as session:
        assert session.scalars(select(BankChange.state)).one() is BankChangeState.OPEN


def test_fields_of_a_message_keep_their_types(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    reference = make_case(context, household, CaseState.NEW)
    portal.leave(message(reference, fields={"iban": 5}))
    take_in(context, inbox)
    assert reasons(context) == {"event-2": "schema"}
