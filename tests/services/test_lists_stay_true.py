"""Whatever is done and wherever the clock goes: numbers equal counting, and rows a fresh judging.

A number decides what two people, the tenants and the administrator do, and how the clock moves;
then every number of the sidebar is compared with the list behind it, judged case by case.
"""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.application_form import FormField
from desktop.domain.case_status import Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import BatchState, DeliveryChannel, DeliveryState, PaymentMethod
from desktop.domain.work import Priority
from desktop.models.bank import BankChange, Mandate
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.exchange import Delivery
from desktop.models.letter import LetterBatch
from desktop.models.tenancy import Tenancy, Tenant
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import EditApplication, Reject
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import (
    AssignCase,
    ChangeCategory,
    CloseCase,
    MergeCase,
    ReleaseToNobody,
    ReopenCase,
    ResumeCase,
    SendMessage,
    SetPriority,
    SplitCase,
    TakeCase,
    UnmergeCase,
    WaitUntil,
)
from desktop.services.cases.creation import NewCase, create_case
from desktop.services.cases.view import ActionResult, CaseView, TimelineKind
from desktop.services.context import ServiceContext
from desktop.services.conversation import use_cases as conversation
from desktop.services.conversation.text_modules import rejection_modules
from desktop.services.inbox.counting import counts
from desktop.services.inbox.rows import InboxQuery, InboxView
from desktop.services.letters.commands import TakeBatchBack
from desktop.services.letters.use_cases import take_batch_back
from desktop.services.staff.access import SYSTEM, Actor
from tests.services.test_bank_change_histories import History
from tests.support.bank_cases import RECEIVED
from tests.support.clock import FixedClock
from tests.support.letters import Tray, print_all
from tests.support.lists import all_ids, slow_ids
from tests.support.standings import assert_standings_true

STEPS = 60
CHANNELS = (Channel.EMAIL, Channel.TELEPHONE, Channel.LETTER)
SETTINGS: tuple[dict[str, object], ...] = (
    {},
    {"cutoff_basis": "completed"},
    {"workday_week": "mon-sat"},
    {"new_mandate_for_bank_change": False},
    {"debit_file_lead": 3, "debit_file_time": "16:30"},
    {"closing_days": ["2026-11-27"], "self_payers_allowed": True},
)
MOMENTS = (
    (date(2026, 11, 23), time(9, 0)),
    (date(2026, 11, 27), time(23, 59, 59)),
    (date(2026, 11, 28), time(0, 0)),
    (date(2026, 11, 30), time(9, 59, 59)),
    (date(2026, 11, 30), time(10, 0)),
    (date(2026, 12, 2), time(12, 0)),
    (date(2026, 12, 31), time(10, 0, 1)),
    (date(2026, 11, 18), time(22, 0)),
)
APPLICATION_VALUES = (
    (FormField.IBAN, "DE02120300000000202051"),
    (FormField.IBAN, "DE02120300000000202052"),
    (FormField.MANDATE_SIGNED_ON, "2026-11-25"),
    (FormField.MANDATE_SIGNED_ON, "2026-11-17"),
    (FormField.ACCOUNT_HOLDER, "Rolf Beispiel"),
)


class Weeks(History):
    """Some weeks of one house; ``done`` counts which acts were possible."""

    def __post_init__(self) -> None:
        super().__post_init__()
        everyday: tuple[Callable[[Actor, int], object], ...] = (
            self.take,
            self.give_back,
            self.wait,
            self.resume,
            self.reply,
            self.edit,
            self.reject,
            self.close,
            self.reopen,
            self.ask_something,
            self.print,
            self.take_back,
            self.press,
            self.press,
            self.give,
            self.move,
            self.merge,
            self.part,
            self.split,
        )
        rare = (self.change_settings, self.change_contract, self.change_tenant, self.touch_mandate)
        self.anywhere = (*self.anywhere, *everyday, *everyday, *rare, self.jump, self.jump)

    def step(self) -> None:
        """As before, in any of the cases; what only bank changes know is tried only there."""
        case_id = self.random.choice(self.cases)
        acts = self.anywhere
        with self.context.database.read() as session:
            state = session.scalar(select(BankChange.state).where(BankChange.case_id == case_id))
        if state is not None and self.random.random() < 0.4:
            acts = self.fitting.get(state, acts)
        act = self.random.choice(acts)
        person = self.random.choice((self.home.clerk, self.home.second_clerk))
        try:
            result = act(person, case_id)
        except UserError:
            return
        self.done[act.__name__] += 1
        if isinstance(result, ActionResult) and result.undo is not None:
            self.undoable.append((person, result.undo.undo_id))

    def ask_something(self, _: Actor, __: int) -> None:
        """A tenant asks for something that is no bank change."""
        code = self.random.choice([c for c in self.home.categories if c != "bank_details"])
        with self.context.database.write() as unit:
            case = create_case(
                unit,
                self.context,
                NewCase(
                    company_id=self.home.company_id,
                    category_id=self.home.categories[code],
                    tenancy_id=self.random.choice((self.home.tenancy_id, None)),
                    channel=self.random.choice(CHANNELS),
                    received_at=self.clock.now(),
                    correspondent="Aylin Musterbach",
                    text="Bitte melden Sie sich.",
                ),
            )
            self.cases.append(case.id)

    def take(self, person: Actor, case_id: int) -> object:
        return cases.take(self.context, person, TakeCase(case_id, self._shown(person, case_id)))

    def give_back(self, person: Actor, case_id: int) -> object:
        command = ReleaseToNobody(case_id, self._shown(person, case_id))
        return cases.release_to_nobody(self.context, person, command)

    def wait(self, person: Actor, case_id: int) -> object:
        until = self.clock.today() + timedelta(days=self.random.choice((1, 5)))
        command = WaitUntil(case_id, until, "Rückfrage", self._shown(person, case_id))
        return cases.wait_until(self.context, person, command)

    def resume(self, person: Actor, case_id: int) -> object:
        command = ResumeCase(case_id, self._shown(person, case_id))
        return cases.resume(self.context, person, command)

    def reply(self, person: Actor, case_id: int) -> object:
        view = self._view(person, case_id)
        command = SendMessage(case_id, self._way(view), "Antwort", "Guten Tag", view.header.version)
        return conversation.send_message(self.context, person, command)

    def edit(self, person: Actor, case_id: int) -> object:
        field, value = self.random.choice(APPLICATION_VALUES)
        command = EditApplication(case_id, {field: value}, self._shown(person, case_id))
        return bank_changes.edit_application(self.context, person, command)

    def reject(self, person: Actor, case_id: int) -> object:
        view = self._view(person, case_id)
        code = rejection_modules(self.context, person, self.cases[0])[0].code
        way = self._way(view)
        command = Reject(case_id, code, way, "Ablehnung", "Leider nein", view.header.version)
        return bank_changes.reject(self.context, person, command)

    def close(self, person: Actor, case_id: int) -> object:
        command = CloseCase(case_id, "Erledigt", self._shown(person, case_id))
        return cases.close(self.context, person, command)

    def reopen(self, person: Actor, case_id: int) -> object:
        command = ReopenCase(case_id, "Doch nicht", self._shown(person, case_id))
        return cases.reopen(self.context, person, command)

    def press(self, person: Actor, case_id: int) -> object:
        priority = self.random.choice((Priority.URGENT, *Priority))
        command = SetPriority(case_id, priority, self._shown(person, case_id))
        return cases.set_priority(self.context, person, command)

    def give(self, person: Actor, case_id: int) -> object:
        receiver = self.random.choice((self.home.clerk, self.home.lead)).staff_id
        command = AssignCase(case_id, self._shown(person, case_id), receiver)
        return cases.assign(self.context, person, command)

    def move(self, person: Actor, case_id: int) -> object:
        """Half of the time to a bank change, if it is none."""
        code = self.random.choice(("bank_details", self.random.choice(list(self.home.categories))))
        command = ChangeCategory(case_id, self.home.categories[code], self._shown(person, case_id))
        return cases.change_category(self.context, person, command)

    def merge(self, person: Actor, case_id: int) -> object:
        into = self.random.choice(self.cases)
        command = MergeCase(case_id, into, self._shown(person, case_id))
        return cases.merge(self.context, person, command)

    def part(self, person: Actor, _: int) -> object:
        merged = select(Case.id).where(Case.merged_into_id.is_not(None)).order_by(Case.id)
        with self.context.database.read() as session:
            case_id = session.scalars(merged).first()
        if case_id is None:
            raise UserError("merge.not_merged")
        command = UnmergeCase(case_id, self._shown(person, case_id))
        return cases.unmerge(self.context, person, command)

    def split(self, person: Actor, case_id: int) -> object:
        view = self._view(person, case_id)
        came = [one for one in view.timeline if one.kind is TimelineKind.INCOMING]
        code = self.random.choice(("bank_details", "damage"))
        command = SplitCase(
            case_id, came[0].entry_id, self.home.categories[code], "", view.header.version
        )
        result = cases.split_case(self.context, person, command)
        self.cases.append(result.case_id)
        return result

    def print(self, person: Actor, _: int) -> None:
        waiting = select(Delivery.id).where(
            Delivery.channel == DeliveryChannel.LETTER, Delivery.state == DeliveryState.WAITING
        )
        with self.context.database.read() as session:
            letters = session.scalars(waiting).all()
        if not letters:
            raise UserError("letters.unknown")
        print_all(self.context, person, Tray(), *letters)

    def take_back(self, person: Actor, _: int) -> None:
        with self.context.database.read() as session:
            number = session.scalar(
                select(LetterBatch.number).where(LetterBatch.state != BatchState.TAKEN_BACK)
            )
        if number is None:
            raise UserError("letters.unknown")
        take_batch_back(self.context, person, TakeBatchBack(number, "Papierstau"))

    def change_settings(self, _: Actor, __: int) -> None:
        with self.context.database.write() as unit:
            company = unit.session.get_one(Company, self.home.company_id)
            company.settings = self.random.choice(SETTINGS)

    def change_contract(self, _: Actor, __: int) -> None:
        with self.context.database.write() as unit:
            tenancy = unit.session.get_one(Tenancy, self.home.tenancy_id)
            tenancy.ends_on = self.random.choice((None, self.clock.today()))
            tenancy.payment_method = self.random.choice(list(PaymentMethod))

    def change_tenant(self, _: Actor, __: int) -> None:
        with self.context.database.write() as unit:
            tenant = unit.session.get_one(Tenant, self.home.tenant_id)
            tenant.surname = self.random.choice(("Musterbach", "Müller", "Öztürk-Lüders"))

    def touch_mandate(self, _: Actor, __: int) -> None:
        """The ERP tells of a collection long ago: the mandate lapses, or does not any more."""
        with self.context.database.write() as unit:
            for mandate in unit.session.scalars(select(Mandate)):
                mandate.last_collection_on = self.random.choice((None, date(2023, 11, 25)))

    def jump(self, _: Actor, __: int) -> None:
        self.clock.set_berlin(*self.random.choice(MOMENTS))

    def check(self) -> None:
        assert_standings_true(self.context)
        for actor in (self.home.clerk, self.home.second_clerk, SYSTEM):
            found = counts(self.context, actor)
            assert set(found.views) == set(InboxView)
            for view, number in found.views.items():
                judged = slow_ids(self.context, actor, InboxQuery(view))
                listed = all_ids(self.context, actor, InboxQuery(view), 200)
                assert number == len(judged), view
                assert sorted(listed) == sorted(judged), view
            for line in found.categories:
                query = InboxQuery(category=line.code)
                assert line.count == len(slow_ids(self.context, actor, query)), line.code

    @staticmethod
    def _way(view: CaseView) -> str:
        """By letter, where that is possible."""
        if not view.reply_ways:
            raise UserError("message.recipient_changed")
        letters = (way for way in view.reply_ways if way.channel is DeliveryChannel.LETTER)
        return next(letters, view.reply_ways[0]).key

    def _view(self, person: Actor, case_id: int) -> CaseView:
        return cases.case_view(self.context, person, case_id)

    def _shown(self, person: Actor, case_id: int) -> int:
        return self._view(person, case_id).header.version


@pytest.mark.parametrize("seed", range(1, 3))
def test_numbers_and_rows_after_any_sequence(
    context: ServiceContext, clock: FixedClock, seed: int
) -> None:
    clock.set(RECEIVED)
    weeks = Weeks(context, clock, seed)
    weeks.arrive(weeks.home.clerk, 0)
    for number in range(STEPS):
        weeks.step()
        if number % 3 == 0:
            weeks.check()
    weeks.check()
    assert sum(weeks.done.values()) >= STEPS / 4
