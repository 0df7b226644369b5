"""A correction that misses its run, and one by a clock that was set back: who is told which day."""

import csv
import io
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.case_status import Channel
from desktop.domain.kinds import DeliveryChannel, PaymentMethod, VersionState
from desktop.domain.portal_fields import BankFields, MandateFields
from desktop.models.bank import BankDetails, Mandate
from desktop.models.case import Case
from desktop.models.exchange import Delivery
from desktop.models.tenancy import PortalAccount, Tenancy
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import ProposeCorrection, ReleaseCorrection
from desktop.services.context import ServiceContext
from desktop.services.hand_over.use_cases import export_run
from desktop.services.letters.composing import compose
from tests.support.bank_cases import (
    FULL_ADDRESS,
    add_application,
    fields,
    propose,
    release,
    released,
    sent,
    version_of,
)
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_household

UNDO = timedelta(seconds=10)
MISSED, REACHED = "01.12.2026", "04.01.2027"


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def handed_over(context: ServiceContext, clock: FixedClock, home: Household) -> date:
    """The day the rows of a hand-over of now are valid from; there is one row."""
    clock.advance(UNDO)
    content = export_run(context, home.clerk).content.decode()
    (row,) = csv.DictReader(io.StringIO(content, newline=""), delimiter=";")
    return date.fromisoformat(row["valid_from"])


def correct(context: ServiceContext, clock: FixedClock, home: Household, case_id: int) -> None:
    """Two people take the release back."""
    clock.advance(UNDO)
    ask = ProposeCorrection(case_id, "Irrtum", version_of(context, home.clerk, case_id))
    bank_changes.propose_correction(context, home.clerk, ask)
    agree = ReleaseCorrection(case_id, version_of(context, home.second_clerk, case_id))
    bank_changes.release_correction(context, home.second_clerk, agree)


def texts_of(context: ServiceContext, case_id: int) -> list[str]:
    """What the tenant was written by the portal, oldest first."""
    return [
        one.data["text"] for one in sent(context, case_id) if one.type.endswith("message.sent.v1")
    ]


def test_who_was_told_to_transfer_hears_that_the_last_debit_comes_later(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    with context.database.write() as unit:
        for mandate in unit.session.scalars(select(Mandate)):
            unit.session.delete(mandate)
        unit.session.get_one(Tenancy, home.tenancy_id).payment_method = PaymentMethod.TRANSFER
    case_id = released(context, home)
    assert handed_over(context, clock, home) == date(2026, 12, 1)
    correct(context, clock, home, case_id)
    assert f"Ab dem {MISSED} buchen wir nichts" in texts_of(context, case_id)[-1]
    clock.set_berlin(date(2026, 12, 2))
    assert handed_over(context, clock, home) == date(2027, 1, 4)
    assert REACHED in texts_of(context, case_id)[-1]


def test_what_is_late_is_the_taking_back_not_the_change(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    bank = fields(account_holder="Rolf Musterbach", holder_address=FULL_ADDRESS)
    case_id = released(context, home, bank)
    handed_over(context, clock, home)
    correct(context, clock, home, case_id)
    clock.set_berlin(date(2026, 12, 2))
    handed_over(context, clock, home)
    last = texts_of(context, case_id)[-1]
    assert "Rücknahme" in last
    assert "Ihre Änderung" not in last
    with context.database.read() as session:
        rows = session.scalars(
            select(Delivery)
            .where(Delivery.case_id == case_id, Delivery.channel == DeliveryChannel.LETTER)
            .order_by(Delivery.id)
        )
        bodies = [
            "\n".join(block.text for block in compose(session, row, clock.today()).body)
            for row in rows
        ]
    assert len(bodies) == 2
    # The letter about the wrong release still waits and says what it said.
    assert sum(REACHED in body for body in bodies) == 1
    assert "nicht mehr ab" in next(body for body in bodies if REACHED in body)


def test_what_the_erp_never_got_is_not_told_to_last_longer(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = released(context, home)
    correct(context, clock, home, case_id)
    told = len(sent(context, case_id))
    clock.set_berlin(date(2026, 12, 2))
    assert handed_over(context, clock, home) == date(2027, 1, 4)
    assert len(sent(context, case_id)) == told


def test_a_confirmation_of_the_release_is_not_moved_with_its_correction(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    signed = MandateFields(granted=True, signed_on=date(2026, 11, 17))
    case_id = add_application(context, home, fields(mandate=signed), channel=Channel.LETTER)
    propose(context, home.clerk, case_id)
    release(context, home.second_clerk, case_id)
    handed_over(context, clock, home)
    with context.database.write() as unit:
        case = unit.session.get_one(Case, case_id)
        case.channel = Channel.PORTAL
        case.portal_account_id = unit.session.scalars(select(PortalAccount.id)).one()
    correct(context, clock, home, case_id)
    clock.set_berlin(date(2026, 12, 2))
    handed_over(context, clock, home)
    (letter,) = [one for one in sent(context, case_id) if one.type.startswith("letter")]
    assert letter.data["first_collection_on"] == "2026-12-01"


@pytest.mark.parametrize(
    "bank",
    [fields(), BankFields(iban=None, account_holder=None, mandate=MandateFields(granted=True))],
    ids=["account", "mandate"],
)
def test_after_the_clock_was_set_back_nothing_wrong_comes_back_into_force(
    context: ServiceContext, clock: FixedClock, home: Household, bank: BankFields
) -> None:
    case_id = released(context, home, bank)
    clock.set_berlin(date(2026, 11, 30), time(10))
    # By a clock that ran ahead the file of the first of December is made already.
    assert handed_over(context, clock, home) == date(2027, 1, 4)
    clock.set_berlin(date(2026, 11, 24), time(10))
    correct(context, clock, home, case_id)
    page = bank_changes.view(context, home.clerk, case_id)
    assert page.correction is not None
    assert page.correction.collection_on == date(2027, 1, 4)
    assert handed_over(context, clock, home) == date(2027, 1, 4)
    with context.database.read() as session:
        days = session.scalars(
            select(BankDetails.valid_from).where(
                BankDetails.bank_change_id.is_not(None), BankDetails.state == VersionState.CURRENT
            )
        ).all()
    assert set(days) <= {date(2027, 1, 4)}
