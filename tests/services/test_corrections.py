"""A release taken back after its undo time: its own decision, versions, messages and ERP row."""

import csv
import io
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.berlin_time import berlin_instant
from desktop.domain.case_status import BankChangeState, CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import DecisionKind, PaymentMethod, UndoKind, VersionState
from desktop.domain.mandate import MandateStatus
from desktop.domain.portal_fields import BankFields, MandateFields
from desktop.models.bank import BankDetails, Decision, ErpRow, Mandate
from desktop.models.company import Company
from desktop.models.tenancy import Tenancy
from desktop.services.audit_trail.verifying import verify_chain
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import (
    ProposeCorrection,
    ReleaseCorrection,
    SendBack,
)
from desktop.services.bank_changes.view import ComparisonKind, MandateKind
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import CloseCase
from desktop.services.cases.undo import undo
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.hand_over.use_cases import export_run, list_waiting
from desktop.services.staff.access import Actor
from tests.support.bank_cases import (
    FULL_ADDRESS,
    add_application,
    change_of,
    fields,
    propose,
    release,
    released,
    sent,
    version_of,
)
from tests.support.clock import FixedClock
from tests.support.factories import NEW_IBAN, OLD_IBAN, THIRD_IBAN, Household, add_household

UNDO = timedelta(seconds=10)
MANDATE_ONLY = BankFields(
    iban=None, account_holder=None, mandate=MandateFields(granted=True, text_version="3.2")
)
REVOCATION = BankFields(
    iban=None,
    account_holder=None,
    mandate=MandateFields(granted=False, revoked_on=date(2026, 11, 18)),
)
VARIANTS = [fields(), MANDATE_ONLY, REVOCATION]


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def ask(context: ServiceContext, actor: Actor, case_id: int) -> ActionResult:
    """Propose to take the release back."""
    command = ProposeCorrection(
        case_id, "Nicht von der Mieterin beantragt", version_of(context, actor, case_id)
    )
    return bank_changes.propose_correction(context, actor, command)


def agree(context: ServiceContext, actor: Actor, case_id: int) -> ActionResult:
    """Release the correction."""
    command = ReleaseCorrection(case_id, version_of(context, actor, case_id))
    return bank_changes.release_correction(context, actor, command)


def corrected(context: ServiceContext, clock: FixedClock, home: Household, case_id: int) -> None:
    """Two people take a release back whose undo time is over."""
    clock.advance(timedelta(minutes=5))
    ask(context, home.second_clerk, case_id)
    agree(context, home.clerk, case_id)


def accounts(context: ServiceContext) -> list[tuple[str, VersionState, date]]:
    """Every version of bank details: IBAN, state, valid from."""
    with context.database.read() as session:
        rows = session.scalars(select(BankDetails).order_by(BankDetails.number)).all()
        return [(row.iban, row.state, row.valid_from) for row in rows]


def mandates(context: ServiceContext) -> list[tuple[str, int, MandateStatus]]:
    """Every version of a mandate: reference, number, state."""
    with context.database.read() as session:
        rows = session.scalars(select(Mandate).order_by(Mandate.id)).all()
        return [(row.reference, row.number, row.state) for row in rows]


def pays_by(context: ServiceContext, home: Household) -> PaymentMethod:
    """How the contract's rent is paid."""
    with context.database.read() as session:
        return session.get_one(Tenancy, home.tenancy_id).payment_method


def exported(context: ServiceContext, home: Household) -> list[dict[str, str]]:
    """The rows of a hand-over of now."""
    content = export_run(context, home.clerk).content.decode()
    return list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))


def refused(code: str) -> pytest.RaisesExc[UserError]:
    return pytest.raises(UserError, match=f"^{code}$")


def test_after_the_hand_over_the_old_account_comes_back_as_a_new_version(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = released(context, home)
    clock.advance(UNDO)
    (first,) = exported(context, home)
    corrected(context, clock, home, case_id)
    assert change_of(context, case_id).state is BankChangeState.CORRECTED
    assert accounts(context) == [
        (OLD_IBAN, VersionState.SUPERSEDED, date(2023, 3, 1)),
        (NEW_IBAN, VersionState.CORRECTED, date(2026, 12, 1)),
        (OLD_IBAN, VersionState.CURRENT, date(2026, 12, 1)),
    ]
    (old, _, _), (new, _, wrong), (again, number, state) = mandates(context)
    assert (wrong, again, number) == (MandateStatus.CORRECTED, old, 2)
    assert new != old
    assert state is MandateStatus.ACTIVE
    assert exported(context, home) == []
    clock.advance(UNDO)
    (row,) = exported(context, home)
    assert (first["iban"], row["iban"], row["kind"]) == (NEW_IBAN, OLD_IBAN, "new_account")
    assert (row["mandate_reference"], row["valid_from"]) == (old, "2026-12-01")
    assert row["case_reference"] == first["case_reference"]
    assert change_of(context, case_id).first_collection_on == date(2026, 12, 1)


def test_before_the_hand_over_the_wrong_row_never_leaves(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = released(context, home)
    corrected(context, clock, home, case_id)
    assert [state for _, state, _ in accounts(context)] == [
        VersionState.SUPERSEDED,
        VersionState.WITHDRAWN,
        VersionState.CURRENT,
    ]
    # Nor while the correction can still be undone.
    assert exported(context, home) == []
    clock.advance(UNDO)
    (row,) = exported(context, home)
    assert row["iban"] == OLD_IBAN
    page = bank_changes.view(context, home.clerk, case_id)
    assert page.correction is not None
    assert page.correction.kept_back
    assert page.correction.used_on is None


@pytest.mark.parametrize("bank", VARIANTS, ids=[variant.value for variant in BankChangeVariant])
@pytest.mark.parametrize("handed_over", [True, False])
def test_every_variant_is_put_back_as_it_was(
    context: ServiceContext,
    clock: FixedClock,
    home: Household,
    bank: BankFields,
    *,
    handed_over: bool,
) -> None:
    before = bank_changes.view(context, home.clerk, add_application(context, home, bank))
    case_id = before.case.header.case_id
    paid_by = pays_by(context, home)
    current = mandates(context)[0]
    propose(context, home.clerk, case_id)
    release(context, home.second_clerk, case_id)
    clock.advance(UNDO)
    if handed_over:
        exported(context, home)
    corrected(context, clock, home, case_id)
    clock.advance(UNDO)
    (row,) = exported(context, home)
    assert row["iban"] == OLD_IBAN
    assert row["mandate_reference"] == current[0]
    wanted = "new_account" if bank.iban else "mandate_only"
    assert row["kind"] == wanted
    assert pays_by(context, home) is paid_by
    living = [one for one in mandates(context) if one[2].usable]
    assert [one[0] for one in living] == [current[0]]
    assert sum(state is VersionState.CURRENT for _, state, _ in accounts(context)) == 1
    with context.database.read() as session:
        assert verify_chain(session).is_intact


def test_a_first_account_that_was_wrong_leaves_none(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    with context.database.write() as unit:
        for row in [
            *unit.session.scalars(select(BankDetails)),
            *unit.session.scalars(select(Mandate)),
        ]:
            unit.session.delete(row)
        unit.session.get_one(Tenancy, home.tenancy_id).payment_method = PaymentMethod.TRANSFER
    case_id = released(context, home)
    clock.advance(UNDO)
    (first,) = exported(context, home)
    corrected(context, clock, home, case_id)
    clock.advance(UNDO)
    (row,) = exported(context, home)
    assert (row["kind"], row["iban"]) == ("revocation", "")
    assert row["mandate_reference"] == first["mandate_reference"]
    assert [state for _, state, _ in accounts(context)] == [VersionState.CORRECTED]
    assert pays_by(context, home) is PaymentMethod.TRANSFER
    page = bank_changes.view(context, home.clerk, case_id)
    assert page.mandate.kind is MandateKind.ENDED
    told = [one for one in sent(context, case_id) if "contract.updated" not in one.type][-3:]
    assert "buchen wir nichts" in told[0].data["text"]
    assert told[1].data["first_collection_on"] is None


def test_the_tenant_hears_of_it_once_and_after_its_undo_time(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = released(context, home)
    known = len(sent(context, case_id))
    corrected(context, clock, home, case_id)
    told = sent(context, case_id)[known:]
    kinds = [one.type.removeprefix("de.mieterdesk.") for one in told]
    assert kinds == ["message.sent.v1", "bank_details.changed.v1", "case.status_changed.v1"]
    assert {one.not_before for one in told} == {clock.now() + UNDO}
    assert told[1].data["iban_masked"] == "DE89 •••• 3000"
    assert told[1].data["first_collection_on"] == "2026-12-01"
    assert "zurückgenommen" in told[0].data["text"]
    assert OLD_IBAN not in str([one.data for one in told])


def test_a_different_holder_hears_that_nothing_is_drawn(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    bank = fields(account_holder="Rolf Musterbach", holder_address=FULL_ADDRESS)
    case_id = released(context, home, bank)
    corrected(context, clock, home, case_id)
    letters = [one for one in sent(context, case_id) if one.type.startswith("letter")]
    assert [one.data["template"] for one in letters] == ["confirmation_holder", "correction_holder"]
    assert len({one.recipient for one in letters}) == 1


def test_without_portal_a_letter_tells_it(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    signed = MandateFields(granted=True, signed_on=date(2026, 11, 17))
    case_id = add_application(context, home, fields(mandate=signed), channel=Channel.LETTER)
    propose(context, home.clerk, case_id)
    release(context, home.second_clerk, case_id)
    corrected(context, clock, home, case_id)
    letters = [one.data["template"] for one in sent(context, case_id)]
    assert letters == ["confirmation_change", "correction_debit"]


def test_a_correction_needs_two_people_and_a_reason(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = released(context, home)
    clock.advance(UNDO)
    empty = ProposeCorrection(case_id, "  ", version_of(context, home.clerk, case_id))
    with refused("case.reason_missing"):
        bank_changes.propose_correction(context, home.clerk, empty)
    ask(context, home.clerk, case_id)
    page = bank_changes.view(context, home.clerk, case_id)
    assert page.actions.release.reason == "release.own_proposal"
    with refused("release.own_proposal"):
        agree(context, home.clerk, case_id)
    with refused("access.denied"):
        agree(context, home.auditor, case_id)
    assert bank_changes.view(context, home.second_clerk, case_id).actions.release.possible
    agree(context, home.second_clerk, case_id)
    with context.database.read() as session:
        decisions = session.scalars(select(Decision.kind).order_by(Decision.id)).all()
    assert decisions == [
        DecisionKind.PROPOSED,
        DecisionKind.RELEASED,
        DecisionKind.CORRECTION_PROPOSED,
        DecisionKind.CORRECTED,
    ]


@pytest.mark.parametrize(("four_eyes", "alone"), [("never", True), ("with_warnings", False)])
def test_the_second_person_is_a_setting(
    context: ServiceContext,
    clock: FixedClock,
    home: Household,
    four_eyes: str,
    *,
    alone: bool,
) -> None:
    case_id = released(context, home)
    clock.advance(UNDO)
    with context.database.write() as unit:
        unit.session.get_one(Company, home.company_id).settings = {"four_eyes": four_eyes}
    ask(context, home.clerk, case_id)
    assert bank_changes.view(context, home.clerk, case_id).actions.release.possible is alone


def test_while_the_release_can_be_undone_it_is_not_corrected(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = released(context, home)
    with refused("correction.undo_first"):
        ask(context, home.clerk, case_id)
    clock.advance(UNDO)
    ask(context, home.clerk, case_id)
    with refused("correction.pending"):
        ask(context, home.clerk, case_id)


def test_only_what_is_released_is_corrected(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    with refused("correction.not_released"):
        ask(context, home.clerk, case_id)
    with refused("correction.not_proposed"):
        agree(context, home.clerk, case_id)


def test_what_a_later_release_built_upon_stays(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    first = released(context, home)
    clock.advance(UNDO)
    ask(context, home.clerk, first)
    second = add_application(context, home, fields(iban=THIRD_IBAN))
    propose(context, home.clerk, second)
    release(context, home.second_clerk, second)
    with refused("correction.built_upon"):
        agree(context, home.second_clerk, first)
    clock.advance(UNDO)
    corrected(context, clock, home, second)
    with refused("correction.built_upon"):
        agree(context, home.second_clerk, first)
    assert [state for _, state, _ in accounts(context)].count(VersionState.CURRENT) == 1


def test_a_proposal_can_be_undone_and_the_case_is_closed_as_it_was(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = released(context, home)
    closed = bank_changes.view(context, home.clerk, case_id).case.header
    clock.advance(UNDO)
    result = ask(context, home.clerk, case_id)
    assert result.state is CaseState.PROPOSED
    assert result.undo is not None
    assert result.undo.kind is UndoKind.CORRECTION_PROPOSAL
    with refused("case.correction_open"):
        cases.close(context, home.clerk, CloseCase(case_id, "Erledigt", result.version))
    undo(context, home.clerk, result.undo.undo_id)
    now = bank_changes.view(context, home.clerk, case_id).case.header
    assert change_of(context, case_id).state is BankChangeState.RELEASED
    assert (now.state, now.closed_at, now.close_reason) == (
        CaseState.CLOSED,
        closed.closed_at,
        closed.close_reason,
    )


def test_a_second_person_may_leave_the_release_as_it_is(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = released(context, home)
    clock.advance(UNDO)
    ask(context, home.clerk, case_id)
    queued = len(sent(context, case_id))
    command = SendBack(
        case_id, "Die Mieterin bestätigt es", version_of(context, home.second_clerk, case_id)
    )
    result = bank_changes.send_correction_back(context, home.second_clerk, command)
    assert result.state is CaseState.IN_REVIEW
    assert change_of(context, case_id).state is BankChangeState.RELEASED
    assert len(sent(context, case_id)) == queued
    assert len(exported(context, home)) == 1


@pytest.mark.parametrize("handed_over", [True, False])
def test_a_correction_can_be_undone_until_something_has_left(
    context: ServiceContext, clock: FixedClock, home: Household, *, handed_over: bool
) -> None:
    case_id = released(context, home)
    clock.advance(UNDO)
    if handed_over:
        exported(context, home)
    known, before = accounts(context), mandates(context)
    ask(context, home.second_clerk, case_id)
    result = agree(context, home.clerk, case_id)
    assert result.undo is not None
    assert result.undo.kind is UndoKind.CORRECTION
    undo(context, home.clerk, result.undo.undo_id)
    assert change_of(context, case_id).state is BankChangeState.CORRECTING
    assert accounts(context)[:2] == known
    assert mandates(context)[:2] == before
    assert accounts(context)[2][1] is VersionState.WITHDRAWN
    clock.advance(UNDO)
    rows = exported(context, home)
    assert [row["iban"] for row in rows] == ([] if handed_over else [NEW_IBAN])
    again = agree(context, home.clerk, case_id)
    clock.advance(UNDO)
    assert [row["iban"] for row in exported(context, home)] == [OLD_IBAN]
    assert again.undo is not None
    with refused("undo.too_late"):
        undo(context, home.clerk, again.undo.undo_id)


def test_the_page_shows_the_way_back_and_the_run_it_misses(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = released(context, home)
    clock.advance(UNDO)
    exported(context, home)
    clock.set(berlin_instant(date(2026, 11, 30), time(10)))
    ask(context, home.clerk, case_id)
    page = bank_changes.view(context, home.second_clerk, case_id)
    assert page.correction is not None
    assert page.correction.pending
    assert page.correction.used_on == date(2026, 12, 1)
    assert page.correction.collection_on == date(2027, 1, 4)
    rows = {row.kind: row for row in page.comparison}
    assert rows[ComparisonKind.IBAN].old.endswith(NEW_IBAN[-4:])
    assert rows[ComparisonKind.IBAN].new.replace(" ", "") == OLD_IBAN
    assert page.mandate.kind is MandateKind.RESTORED
    assert page.case.outlook is not None
    assert page.case.outlook.run is not None
    assert page.case.outlook.run.correction is not None
    agree(context, home.second_clerk, case_id)
    assert accounts(context)[2] == (OLD_IBAN, VersionState.CURRENT, date(2027, 1, 4))


def test_a_correction_that_misses_its_run_tells_the_new_date(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = released(context, home)
    clock.advance(UNDO)
    exported(context, home)
    corrected(context, clock, home, case_id)
    clock.set(berlin_instant(date(2026, 12, 2), time(9)))
    (row,) = exported(context, home)
    assert row["valid_from"] == "2027-01-04"
    changed = [one.data for one in sent(context, case_id) if "bank_details.changed" in one.type]
    assert [one["first_collection_on"] for one in changed] == [
        "2026-12-01",
        "2026-12-01",
        "2027-01-04",
    ]
    assert changed[2]["iban_masked"] == "DE89 •••• 3000"
    assert accounts(context)[1:] == [
        (NEW_IBAN, VersionState.CORRECTED, date(2026, 12, 1)),
        (OLD_IBAN, VersionState.CURRENT, date(2027, 1, 4)),
    ]
    page = bank_changes.view(context, home.clerk, case_id)
    assert page.correction is not None
    assert (page.correction.collection_on, page.correction.used_on) == (
        date(2027, 1, 4),
        date(2026, 12, 1),
    )


def test_the_hand_over_shows_a_correction_as_one(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = released(context, home)
    corrected(context, clock, home, case_id)
    ((row,),) = [run.rows for run in list_waiting(context, home.clerk).runs]
    assert row.is_correction
    with context.database.read() as session:
        assert [
            one.is_correction for one in session.scalars(select(ErpRow).order_by(ErpRow.id))
        ] == [
            False,
            True,
        ]
