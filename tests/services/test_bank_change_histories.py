"""Whatever people do in whatever order, by whatever clock: the same things stay true."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.case_status import BankChangeState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState, NoteKind, PaymentMethod, VersionState
from desktop.domain.portal_fields import BankFields, MandateFields
from desktop.models.bank import BankChange, BankDetails, Decision, ErpRow, Mandate
from desktop.models.case import Note
from desktop.models.exchange import Delivery
from desktop.models.tenancy import Tenancy
from desktop.services.audit_trail.verifying import verify_chain
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import (
    ProposeCorrection,
    ReleaseCorrection,
    SendBack,
)
from desktop.services.bank_changes.surroundings import MANDATES_OF_THE_PAST
from desktop.services.cases.undo import undo
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent
from desktop.services.delivery.use_cases import deliver_due
from desktop.services.hand_over.use_cases import export_run, repeat_run
from desktop.services.staff.access import SYSTEM, Actor
from tests.services.exchange_support import RecordingOutbox
from tests.support.bank_cases import (
    RECEIVED,
    add_application,
    change_of,
    fields,
    propose,
    release,
    version_of,
)
from tests.support.clock import FixedClock
from tests.support.factories import THIRD_IBAN, Household, add_household

STEPS = 35
REVOKED = MandateFields(granted=False, revoked_on=date(2026, 11, 18))
APPLICATIONS = (
    fields(),
    fields(iban=THIRD_IBAN),
    BankFields(iban=None, account_holder=None, mandate=MandateFields(granted=True)),
    BankFields(iban=None, account_holder=None, mandate=REVOKED),
)
CLOCK_MOVES = (
    timedelta(seconds=3),
    timedelta(seconds=11),
    timedelta(seconds=11),
    timedelta(seconds=11),
    timedelta(hours=5),
    timedelta(days=2),
    timedelta(days=-2),
)


_Act = Callable[[Actor, int], object]


@dataclass
class History:
    """One house and what two people do in it, in an order that a number decides."""

    context: ServiceContext
    clock: FixedClock
    seed: int
    home: Household = field(init=False)
    cases: list[int] = field(default_factory=list)
    undoable: list[tuple[Actor, int]] = field(default_factory=list)
    runs: dict[int, bytes] = field(default_factory=dict)
    decided: list[tuple[int, str, int]] = field(default_factory=list)
    outbox: RecordingOutbox = field(default_factory=RecordingOutbox)
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.home = add_household(self.context.database)
        anywhere: tuple[_Act, ...] = (self.export, self.repeat, self.deliver, self.move_clock)
        self.anywhere = (*anywhere, self.move_clock, self.undo, self.arrive)
        self.fitting: dict[BankChangeState, tuple[_Act, ...]] = {
            BankChangeState.OPEN: (self.propose,),
            BankChangeState.PROPOSED: (self.release, self.release, self.send_back),
            BankChangeState.RELEASED: (self.ask_to_correct, self.ask_to_correct, self.export),
            BankChangeState.CORRECTING: (self.correct, self.correct, self.leave_as_it_is),
            BankChangeState.CORRECTED: (self.undo, self.arrive, self.export),
        }

    def step(self) -> None:
        """Somebody tries something, mostly what fits; what the house refuses is no act."""
        case_id = self.random.choice(self.cases[-2:])
        acts = self.anywhere
        if self.random.random() < 0.6:
            acts = self.fitting[change_of(self.context, case_id).state]
        act = self.random.choice(acts)
        person = self.random.choice((self.home.clerk, self.home.second_clerk))
        try:
            result = act(person, case_id)
        except UserError:
            return
        self.done[act.__name__] += 1
        if isinstance(result, ActionResult) and result.undo is not None:
            self.undoable.append((person, result.undo.undo_id))

    def arrive(self, _: Actor, __: int) -> None:
        bank = self.random.choice(APPLICATIONS) if self.cases else APPLICATIONS[0]
        received = RECEIVED + timedelta(minutes=len(self.cases))
        self.cases.append(add_application(self.context, self.home, bank, received_at=received))

    def propose(self, person: Actor, case_id: int) -> ActionResult:
        return propose(self.context, person, case_id)

    def release(self, person: Actor, case_id: int) -> ActionResult:
        return release(self.context, person, case_id)

    def send_back(self, person: Actor, case_id: int) -> ActionResult:
        command = SendBack(case_id, "Bitte prüfen", self._version(person, case_id))
        return bank_changes.send_back(self.context, person, command)

    def undo(self, _: Actor, __: int) -> None:
        if self.undoable:
            person, undo_id = self.undoable.pop()
            undo(self.context, person, undo_id)

    def ask_to_correct(self, person: Actor, case_id: int) -> ActionResult:
        command = ProposeCorrection(case_id, "Falsch", self._version(person, case_id))
        return bank_changes.propose_correction(self.context, person, command)

    def correct(self, person: Actor, case_id: int) -> ActionResult:
        command = ReleaseCorrection(case_id, self._version(person, case_id))
        return bank_changes.release_correction(self.context, person, command)

    def leave_as_it_is(self, person: Actor, case_id: int) -> ActionResult:
        command = SendBack(case_id, "Bleibt so", self._version(person, case_id))
        return bank_changes.send_correction_back(self.context, person, command)

    def export(self, person: Actor, _: int) -> None:
        made = export_run(self.context, person)
        if made.number is not None:
            self.runs[made.number] = made.content

    def repeat(self, _: Actor, __: int) -> None:
        for number, content in self.runs.items():
            assert repeat_run(self.context, SYSTEM, number).content == content

    def deliver(self, _: Actor, __: int) -> None:
        deliver_due(self.context, self.outbox)

    def move_clock(self, _: Actor, __: int) -> None:
        self.clock.advance(self.random.choice(CLOCK_MOVES))

    def _version(self, person: Actor, case_id: int) -> int:
        return version_of(self.context, person, case_id)

    def check(self) -> None:
        """What is true at any time."""
        with self.context.database.read() as session:
            accounts = session.scalars(select(BankDetails)).all()
            assert [one.state for one in accounts].count(VersionState.CURRENT) == 1
            assert len({one.number for one in accounts}) == len(accounts)
            mandates = session.scalars(select(Mandate)).all()
            living = [one for one in mandates if one.state not in MANDATES_OF_THE_PAST]
            assert len(living) == 1
            names = [(one.creditor_id, one.reference_key, one.number) for one in mandates]
            assert len(set(names)) == len(names)
            method = session.scalars(select(Tenancy.payment_method)).one()
            assert (method is PaymentMethod.DIRECT_DEBIT) is living[0].state.usable
            decisions = [
                (one.id, one.kind.value, one.staff_id)
                for one in session.scalars(select(Decision).order_by(Decision.id))
            ]
            assert decisions[: len(self.decided)] == self.decided
            self.decided = decisions
            self._check_rows(list(session.scalars(select(ErpRow))))
            changes = session.scalars(select(BankChange)).all()
            rows = session.scalars(select(ErpRow).where(ErpRow.cancelled_at.is_(None))).all()
            for change in changes:
                self._check_change(change, [row for row in rows if row.bank_change_id == change.id])
                told = self._told(
                    list(
                        session.scalars(select(Delivery).where(Delivery.case_id == change.case_id))
                    )
                )
                moved = session.scalars(
                    select(Note.text).where(
                        Note.case_id == change.case_id, Note.kind == NoteKind.SYSTEM
                    )
                ).all()
                late = sum("wurde verpasst" in text for text in moved)
                acts = change.state.was_released + (change.state is BankChangeState.CORRECTED)
                assert acts <= told <= acts + late
        sent = [event["id"] for event in self.outbox.events]
        assert len(set(sent)) == len(sent)

    @staticmethod
    def _check_rows(rows: list[ErpRow]) -> None:
        handed_over = [row for row in rows if row.run_number is not None]
        assert all(row.cancelled_at is None for row in handed_over)
        places = [(row.run_number, row.row_number) for row in handed_over]
        assert len(set(places)) == len(places)

    @staticmethod
    def _check_change(change: BankChange, rows: list[ErpRow]) -> None:
        """One living row for the release, one for its correction; a row kept back is none."""
        releases = [row for row in rows if not row.is_correction]
        corrections = [row for row in rows if row.is_correction]
        corrected = change.state is BankChangeState.CORRECTED
        assert len(corrections) == corrected
        if corrected:
            assert len(releases) == (change.exported_at is not None)
        else:
            assert len(releases) == change.state.was_released
        assert all(row.run_number is not None for row in releases) or not corrected

    @staticmethod
    def _told(deliveries: list[Delivery]) -> int:
        return sum(
            row.type == OutgoingEvent.BANK_DETAILS_CHANGED
            and row.state is not DeliveryState.CANCELLED
            for row in deliveries
        )


@pytest.mark.parametrize("seed", range(4))
def test_what_is_true_stays_true(context: ServiceContext, clock: FixedClock, seed: int) -> None:
    history = History(context, clock, seed)
    history.arrive(history.home.clerk, 0)
    for _ in range(STEPS):
        history.step()
        history.check()
    history.repeat(history.home.clerk, 0)
    with context.database.read() as session:
        assert verify_chain(session).is_intact
    assert sum(history.done.values()) >= STEPS // 4, "a history of refusals proves nothing"
