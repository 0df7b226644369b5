"""A printed batch is printed once more with new codes: whatever refuses or dies between the codes
and their paper, no code counts as printed or posted before it is, and a person is asked what became
of it; letters without a code are on paper since the first print, and stay so."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update

from desktop.domain.code_states import CodeState, RevocationReason
from desktop.domain.kinds import BatchState, DeliveryState, PortalAccountState, PrintWay
from desktop.models.company import Lease
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenant
from desktop.services.accounts.use_cases import account_page
from desktop.services.context import ServiceContext
from desktop.services.letters import use_cases as letters
from desktop.services.letters.batch_rows import LEASE
from desktop.services.letters.commands import PrintLetters, RepeatBatch, TakeBatchBack
from desktop.services.letters.view import BatchContent, BatchRow
from tests.services.exchange_support import make_case
from tests.support.clock import FixedClock
from tests.support.code_letters import Asked, ask_for_code, clear_code, waiting_code_letters
from tests.support.codes import codes, refusal
from tests.support.factories import Household, add_household
from tests.support.letters import PlainPress, Tray, add_letter, delivery_of, print_all

PRESS = PlainPress()
AGAIN = RepeatBatch(1, PrintWay.PRINTER)


class _KilledError(BaseException):
    """The program ends here."""


def die(_content: BatchContent) -> None:
    raise _KilledError


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def asked(context: ServiceContext, clock: FixedClock, home: Household) -> list[Asked]:
    """Two letters with codes on the pile."""
    return waiting_code_letters(context, clock, home, 2)


@pytest.fixture
def reply(context: ServiceContext, home: Household, asked: list[Asked], tray: Tray) -> int:
    """A letter without a code, printed in one batch with those that have one."""
    reply = add_letter(context, make_case(context, home).case_id)
    print_all(context, home.clerk, tray, *(one.delivery_id for one in asked), reply)
    return reply


def repeat(
    context: ServiceContext, home: Household, to: Callable[[BatchContent], None] = die
) -> None:
    """The second clerk prints the batch once more; unless it is said where to, the program dies."""
    if to is not die:
        letters.repeat_batch(context, home.second_clerk, to, AGAIN)
        return
    with pytest.raises(_KilledError):
        letters.repeat_batch(context, home.second_clerk, die, AGAIN)


def unsure(context: ServiceContext, home: Household) -> list[BatchRow]:
    return list(letters.list_letters(context, home.clerk, PRESS).unconfirmed)


def past(context: ServiceContext, home: Household) -> list[BatchRow]:
    return list(letters.list_letters(context, home.clerk, PRESS).past)


def piled(context: ServiceContext, home: Household) -> list[int]:
    """The letters that a next batch would take."""
    rows = letters.list_letters(context, home.clerk, PRESS).letters
    return [row.delivery_id for row in rows if row.is_printable]


def usable(context: ServiceContext) -> list[RegistrationCode]:
    return [row for row in codes(context) if row.state.usable]


def on(context: ServiceContext, row: RegistrationCode, content: BatchContent) -> bool:
    """Whether a code stands on this paper."""
    shown = [one for one in content.letters if any(block.card for block in one.body)]
    return any(
        context.codes.verify(row.hash or "", clear_code(one).replace("-", "")) for one in shown
    )


def test_a_refused_repeat_is_asked_about_and_nothing_is_posted_before(
    context: ServiceContext, home: Household, asked: list[Asked], reply: int, tray: Tray
) -> None:
    letters.post_batch(context, home.clerk, 1, 1)
    tray.refuses = True
    with refusal("letters.repeat_not_handed_over"):
        repeat(context, home, tray.take)
    (row,) = unsure(context, home)
    assert (row.number, row.is_repeat, row.repeated_by, row.made_round) == (
        1,
        True,
        "Timo Vorlage",
        2,
    )
    assert past(context, home) == []
    ended, new = codes(context)[:2], codes(context)[2:]
    assert [(one.state, one.end_reason) for one in ended] == [
        (CodeState.REVOKED, RevocationReason.NEWER_LETTER)
    ] * 2
    with refusal("letters.repeat_unsure"):
        letters.post_batch(context, home.clerk, 1, 2)
    assert [(one.state, one.posted_at) for one in new] == [(CodeState.ISSUED, None)] * 2
    (party,) = account_page(context, home.clerk, asked[0].who.tenancy_id).parties
    assert [(one.last_two, one.unsure_batch) for one in party.codes] == [
        (new[0].last_two, 1),
        (ended[0].last_two, None),
    ]
    assert delivery_of(context, reply).state is DeliveryState.DELIVERED
    letters.confirm_batch(context, home.clerk, 1, 2)
    (party,) = account_page(context, home.clerk, asked[0].who.tenancy_id).parties
    assert {one.unsure_batch for one in party.codes} == {None}
    assert letters.post_batch(context, home.clerk, 1, 2) == 2
    assert {one.state for one in usable(context)} == {CodeState.POSTED}
    with refusal("letters.batch_posted"):
        letters.take_batch_back(context, home.clerk, TakeBatchBack(1, "Papierstau", 2))


def test_a_killed_repeat_that_is_on_no_paper_lets_only_letters_with_codes_wait(
    context: ServiceContext, home: Household, asked: list[Asked], reply: int, tray: Tray
) -> None:
    repeat(context, home)
    assert letters.take_batch_back(context, home.clerk, TakeBatchBack(1, "", 2)) == 2
    assert usable(context) == []
    assert unsure(context, home) == []
    assert piled(context, home) == [one.delivery_id for one in asked]
    assert delivery_of(context, reply).state is DeliveryState.DELIVERED
    (row,) = past(context, home)
    assert (row.state, row.letter_count, row.codes) == (BatchState.PRINTED, 1, 0)
    letters.repeat_batch(context, home.clerk, tray.take, AGAIN)
    assert [one.subject for one in tray.batches[1].letters] == ["Ihre Anfrage"]
    print_all(context, home.clerk, tray, *piled(context, home))
    assert all(on(context, row, tray.batches[2]) for row in usable(context))
    assert len(usable(context)) == 2


def test_a_repeat_of_a_killed_repeat_is_what_counts(
    context: ServiceContext, home: Household, reply: int, tray: Tray
) -> None:
    repeat(context, home)
    lost = {row.id for row in usable(context)}
    repeat(context, home, tray.take)
    first, second = tray.batches
    living = usable(context)
    assert len(living) == 2
    assert lost.isdisjoint(row.id for row in living)
    assert all(on(context, row, second) and not on(context, row, first) for row in living)
    assert unsure(context, home) == []
    (row,) = past(context, home)
    assert (row.made_round, row.to_post, row.repeated_by) == (3, 2, "Timo Vorlage")
    with refusal("letters.batch_not_open"):
        letters.confirm_batch(context, home.clerk, 1)
    assert delivery_of(context, reply).state is DeliveryState.DELIVERED


def test_whoever_saw_an_earlier_print_decides_nothing_about_a_later_one(
    context: ServiceContext, home: Household, reply: int, tray: Tray
) -> None:
    def meanwhile(content: BatchContent) -> None:
        with refusal("lease.taken"):
            letters.repeat_batch(context, home.clerk, tray.take, AGAIN)
        tray.take(content)

    repeat(context, home, meanwhile)
    before = [(row.id, row.state) for row in codes(context)]
    for act in (
        lambda: letters.repeat_batch(
            context, home.clerk, tray.take, RepeatBatch(1, PrintWay.FILE, 1)
        ),
        lambda: letters.post_batch(context, home.clerk, 1, 1),
        lambda: letters.take_batch_back(context, home.clerk, TakeBatchBack(1, "Papierstau", 1)),
    ):
        with refusal("letters.batch_not_open"):
            act()
    assert [(row.id, row.state) for row in codes(context)] == before
    assert len(tray.batches) == 2


def test_a_print_that_lost_its_lease_does_not_confirm_the_next_one(
    context: ServiceContext, home: Household, reply: int, tray: Tray
) -> None:
    def slow(_content: BatchContent) -> None:
        with context.database.write() as unit:
            unit.session.execute(delete(Lease).where(Lease.name == LEASE))
        repeat(context, home)

    with refusal("letters.batch_not_open"):
        letters.repeat_batch(context, home.clerk, slow, AGAIN)
    (row,) = unsure(context, home)
    assert (row.made_round, row.is_repeat) == (3, True)


def test_after_the_post_only_what_was_made_since_is_taken_back(
    context: ServiceContext, home: Household, asked: list[Asked], reply: int, tray: Tray
) -> None:
    letters.post_batch(context, home.clerk, 1)
    with context.database.write() as unit:
        tenant = unit.session.get_one(Tenant, asked[1].who.tenant_id)
        tenant.phone_changed_at = context.clock.now()
    repeat(context, home, tray.take)
    _first, still_good, anew = codes(context)
    assert (still_good.state, anew.state) == (CodeState.POSTED, CodeState.ISSUED)
    assert letters.take_batch_back(context, home.clerk, TakeBatchBack(1, "Papierstau")) == 1
    assert usable(context)[0].id == still_good.id
    assert piled(context, home) == [asked[0].delivery_id]
    assert delivery_of(context, reply).state is DeliveryState.DELIVERED
    with refusal("letters.batch_posted"):
        letters.take_batch_back(context, home.clerk, TakeBatchBack(1, "Papierstau"))


def test_what_a_repeat_leaves_out_is_not_posted_with_it(
    context: ServiceContext, home: Household, asked: list[Asked], reply: int, tray: Tray
) -> None:
    with context.database.write() as unit:
        tenant = unit.session.get_one(Tenant, asked[1].who.tenant_id)
        tenant.phone_changed_at = context.clock.now()
    repeat(context, home, tray.take)
    (row,) = past(context, home)
    assert (row.codes, row.to_post) == (2, 1)
    assert letters.post_batch(context, home.clerk, 1) == 1
    (row,) = past(context, home)
    assert row.is_posted
    assert [one.state for one in usable(context)] == [CodeState.ISSUED, CodeState.POSTED]


def test_a_letter_that_left_its_batch_is_printed_with_its_next_one_alone(
    context: ServiceContext, home: Household, asked: list[Asked], tray: Tray
) -> None:
    command = PrintLetters(tuple(one.delivery_id for one in asked), PrintWay.PRINTER)
    with pytest.raises(_KilledError):
        letters.print_letters(context, home.clerk, PRESS, die, command)
    changed = update(Tenant).where(Tenant.id == asked[0].who.tenant_id)
    with context.database.write() as unit:
        unit.session.execute(changed.values(phone_changed_at=context.clock.now()))
    repeat(context, home, tray.take)
    with context.database.write() as unit:
        unit.session.execute(changed.values(phone_changed_at=None))
    print_all(context, home.clerk, tray, asked[0].delivery_id)
    letters.repeat_batch(context, home.clerk, tray.take, AGAIN)
    assert [len(batch.letters) for batch in tray.batches] == [1, 1, 1]
    other, newest = usable(context)
    assert on(context, other, tray.batches[1])
    assert on(context, newest, tray.batches[2])
    assert letters.post_batch(context, home.clerk, 1) == 1
    assert [one.state for one in usable(context)] == [CodeState.ISSUED, CodeState.POSTED]


def test_a_used_code_was_on_paper_and_a_newer_request_takes_the_place_of_the_unsure_one(
    context: ServiceContext, clock: FixedClock, home: Household, asked: list[Asked], reply: int
) -> None:
    repeat(context, home)
    used = next(row for row in usable(context) if row.delivery_id == asked[0].delivery_id)
    with context.database.write() as unit:
        unit.session.get_one(RegistrationCode, used.id).state = CodeState.REDEEMED
        unit.session.get_one(
            PortalAccount, used.portal_account_id
        ).state = PortalAccountState.REGISTERED
    newer = ask_for_code(context, home, asked[1].who)
    clock.set(clock.now().replace(hour=23))
    assert letters.take_batch_back(context, home.clerk, TakeBatchBack(1)) == 0
    assert piled(context, home) == [newer.delivery_id]
    states = [delivery_of(context, one.delivery_id).state for one in asked]
    assert states == [DeliveryState.DELIVERED, DeliveryState.CANCELLED]
    assert delivery_of(context, reply).state is DeliveryState.DELIVERED
