"""Letters with codes are printed: every party has one usable code, and its clear text leaves only
on paper; whatever happens to the printer, the program or the tenant in between."""

import logging
from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from desktop import crash
from desktop.domain.code_states import CodeState, RevocationReason
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState, PortalAccountState, PrintWay
from desktop.models import metadata
from desktop.models.letter import BatchLetter
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenant
from desktop.services.context import ServiceContext
from desktop.services.letters import making
from desktop.services.letters import use_cases as letters
from desktop.services.letters.commands import PrintLetters, RepeatBatch, TakeBatchBack
from desktop.services.letters.view import BatchContent
from desktop.services.letters.watch import PrintProgress, PrintStage, PrintWatch
from desktop.services.registration.use_cases import (
    CloseAccount,
    MarkReturned,
    RevokeCode,
    close_portal_account,
    mark_returned,
    revoke_code,
)
from tests.services.exchange_support import make_case
from tests.support.clock import FixedClock
from tests.support.code_letters import Asked, ask_for_code, clear_code, waiting_code_letters
from tests.support.codes import codes, told
from tests.support.factories import Household, add_household
from tests.support.letters import PlainPress, Tray, add_letter, delivery_of, print_all

PRESS = PlainPress()
USABLE = (CodeState.ISSUED, CodeState.POSTED)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def tray() -> Tray:
    return Tray()


class _KilledError(BaseException):
    """The program ends here."""


def die(_content: BatchContent) -> None:
    raise _KilledError


def print_and_die(context: ServiceContext, home: Household, asked: Iterable[Asked]) -> None:
    command = PrintLetters(tuple(one.delivery_id for one in asked), PrintWay.PRINTER)
    with pytest.raises(_KilledError):
        letters.print_letters(context, home.clerk, PRESS, die, command)


def usable(context: ServiceContext) -> dict[int, list[RegistrationCode]]:
    """The usable codes of every account."""
    found: dict[int, list[RegistrationCode]] = {}
    for row in codes(context):
        if row.state in USABLE:
            found.setdefault(row.portal_account_id, []).append(row)
    return found


def bare(printed: str) -> str:
    return printed.replace("-", "")


def everything_stored(context: ServiceContext) -> str:
    """Every value of every table, as text."""
    with context.database.read() as session:
        return "\n".join(
            repr(tuple(row))
            for table in metadata.sorted_tables
            for row in session.execute(select(table))
        )


def test_a_letter_gets_its_code_when_it_is_printed_and_the_older_one_ends(
    context: ServiceContext, clock: FixedClock, home: Household, tray: Tray
) -> None:
    (first,) = waiting_code_letters(context, clock, home)
    print_all(context, home.clerk, tray, first.delivery_id)
    clock.advance(timedelta(days=2))
    second = ask_for_code(context, home, first.who)
    clock.advance(timedelta(minutes=1))
    assert [row.state for row in codes(context)] == [CodeState.ISSUED, CodeState.REQUESTED]
    print_all(context, home.clerk, tray, second.delivery_id)
    older, newer = codes(context)
    assert (older.state, older.end_reason) == (CodeState.REVOKED, RevocationReason.NEWER_LETTER)
    assert (newer.state, newer.surname) == (CodeState.ISSUED, "Beispielsen")
    printed = [clear_code(batch.letters[0]) for batch in tray.batches]
    assert len(set(printed)) == 2
    assert context.codes.verify(newer.hash or "", bare(printed[1]))
    assert not context.codes.verify(newer.hash or "", bare(printed[0]))
    assert printed[1].endswith(newer.last_two)
    assert [kind for kind, _ in told(context)] == [
        "registration_code.issued",
        "registration_code.revoked",
        "registration_code.issued",
    ]
    letter = tray.batches[1].letters[0]
    assert letter.day == "25.11.2026"
    assert newer.expires_on is not None
    assert f"{newer.expires_on:%d.%m.%Y}" in repr(letter)


def test_what_is_kept_of_a_letter_shows_a_mask_and_so_does_its_preview(
    context: ServiceContext, clock: FixedClock, home: Household, tray: Tray
) -> None:
    (asked,) = waiting_code_letters(context, clock, home)
    print_all(context, home.clerk, tray, asked.delivery_id)
    (row,) = codes(context)
    with context.database.read() as session:
        content = session.scalars(select(BatchLetter.content)).one()
    assert f"••••-••••-••{row.last_two}" in str(content)
    shown = letters.preview(context, home.clerk, PRESS, asked.delivery_id).pdf.decode()
    assert f"••••-••••-••{row.last_two}" in shown
    assert clear_code(tray.batches[0].letters[0]) not in shown


def test_no_clear_code_is_anywhere_but_on_paper(
    context: ServiceContext,
    clock: FixedClock,
    home: Household,
    tray: Tray,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = waiting_code_letters(context, clock, home, 2)
    seen: list[str] = []
    reports: list[str] = []

    def crash_with_it(content: BatchContent) -> None:
        seen.extend(clear_code(letter) for letter in content.letters)
        try:
            raise ValueError(content, content.letters[0])
        except ValueError as error:
            reports.append(crash.make_report(error, "printing").text)
            reports.append(repr(content))
            logging.getLogger("desktop").debug("%r", content)
        raise OSError("out of paper")

    command = PrintLetters(tuple(one.delivery_id for one in asked), PrintWay.PRINTER)
    with pytest.raises(UserError):
        letters.print_letters(context, home.clerk, PRESS, crash_with_it, command)
    letters.repeat_batch(context, home.clerk, tray.take, RepeatBatch(1, PrintWay.FILE))
    seen += [clear_code(letter) for letter in tray.batches[0].letters]
    assert len(set(seen)) == 4
    places = {
        "database": everything_stored(context),
        "log": caplog.text,
        "crash report": "\n".join(reports),
    }
    if context.database.path is not None:
        path = context.database.path
        parts = sorted(path.parent.glob(f"{path.name}*"))
        places["file"] = "\n".join(part.read_bytes().decode("latin-1") for part in parts)
    for name, text in places.items():
        assert text
        for code in seen:
            assert code not in text, name
            assert bare(code) not in text, name


def test_a_kill_while_printing_leaves_one_usable_code_and_the_next_print_another(
    context: ServiceContext, clock: FixedClock, home: Household, tray: Tray
) -> None:
    asked = waiting_code_letters(context, clock, home, 2)
    print_and_die(context, home, asked)
    lost = codes(context)
    assert [row.state for row in lost] == [CodeState.ISSUED] * 2
    again = letters.repeat_batch(
        context, home.second_clerk, tray.take, RepeatBatch(1, PrintWay.PRINTER)
    )
    assert (again.letter_count, again.left_out) == (2, 0)
    assert all(len(rows) == 1 for rows in usable(context).values())
    printed = {bare(clear_code(letter)) for letter in tray.batches[0].letters}
    for (row,) in usable(context).values():
        assert any(context.codes.verify(row.hash or "", code) for code in printed)
        assert row.id not in {one.id for one in lost}
    ended = [row for row in codes(context) if row.state is CodeState.REVOKED]
    assert [row.end_reason for row in ended] == [RevocationReason.NEWER_LETTER] * 2
    assert [delivery_of(context, one.delivery_id).state for one in asked] == [
        DeliveryState.DELIVERED
    ] * 2


def test_a_kill_between_two_steps_leaves_the_rest_free_and_nobody_two_codes(
    context: ServiceContext,
    clock: FixedClock,
    home: Household,
    tray: Tray,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(making, "STEP", 2)
    asked = waiting_code_letters(context, clock, home, 5)
    ids = tuple(one.delivery_id for one in asked)

    def die_after_the_second_step(progress: PrintProgress) -> None:
        if progress.stage is PrintStage.FREEZING and progress.done == 4:
            raise _KilledError

    with pytest.raises(_KilledError):
        letters.print_letters(
            context,
            home.clerk,
            PRESS,
            tray.take,
            PrintLetters(ids, PrintWay.PRINTER),
            PrintWatch(report=die_after_the_second_step),
        )
    seen = letters.list_letters(context, home.clerk, PRESS)
    assert [row.batch for row in seen.letters] == [1, 1, 1, 1, None]
    assert seen.letters[-1].is_printable
    assert [(one.number, one.letter_count, one.codes) for one in seen.unconfirmed] == [(1, 4, 4)]
    assert sum(map(len, usable(context).values())) == 4
    letters.repeat_batch(context, home.clerk, tray.take, RepeatBatch(1, PrintWay.PRINTER))
    print_all(context, home.clerk, tray, ids[-1])
    assert [len(batch.letters) for batch in tray.batches] == [4, 1]
    assert sorted(map(len, usable(context).values())) == [1] * 5
    printed = [bare(clear_code(one)) for batch in tray.batches for one in batch.letters]
    living = [row.hash or "" for (row,) in usable(context).values()]
    assert all(any(context.codes.verify(one, code) for one in living) for code in printed)


def test_a_batch_that_is_taken_back_ends_its_codes_and_its_letters_wait(
    context: ServiceContext, clock: FixedClock, home: Household, tray: Tray
) -> None:
    (asked,) = waiting_code_letters(context, clock, home)
    print_all(context, home.clerk, tray, asked.delivery_id)
    letters.take_batch_back(context, home.clerk, TakeBatchBack(1))
    assert [row.state for row in codes(context)] == [CodeState.REVOKED, CodeState.REQUESTED]
    (row,) = letters.list_letters(context, home.clerk, PRESS).letters
    assert (row.delivery_id, row.is_printable) == (asked.delivery_id, True)
    print_all(context, home.clerk, tray, asked.delivery_id)
    assert sum(map(len, usable(context).values())) == 1
    assert len({clear_code(batch.letters[0]) for batch in tray.batches}) == 2


def test_printing_again_says_so_with_new_codes_and_leaves_out_who_has_registered(
    context: ServiceContext, clock: FixedClock, home: Household, tray: Tray
) -> None:
    asked = waiting_code_letters(context, clock, home, 3)
    reply = add_letter(context, make_case(context, home).case_id)
    print_all(context, home.clerk, tray, *(one.delivery_id for one in asked), reply)
    clock.advance(timedelta(days=3))
    with context.database.write() as unit:
        first, second = codes(context)[:2]
        unit.session.execute(
            update(PortalAccount)
            .where(PortalAccount.id == first.portal_account_id)
            .values(state=PortalAccountState.ACTIVATED)
        )
        tenant = unit.session.get_one(Tenant, asked[1].who.tenant_id)
        tenant.phone_changed_at = clock.now()
    again = letters.repeat_batch(context, home.clerk, tray.take, RepeatBatch(1, PrintWay.FILE))
    assert (again.letter_count, again.left_out) == (2, 2)
    third, same = tray.batches[1].letters
    assert same == tray.batches[0].letters[3]
    assert clear_code(third) != clear_code(tray.batches[0].letters[2])
    assert third.day == "26.11.2026"
    kept = {row.id: row.state for row in codes(context)}
    assert (kept[first.id], kept[second.id]) == (CodeState.ISSUED, CodeState.ISSUED)


def test_what_is_called_off_while_codes_are_made_did_not_happen(
    context: ServiceContext, clock: FixedClock, home: Household, tray: Tray
) -> None:
    asked = waiting_code_letters(context, clock, home, 3)
    told_of: list[PrintProgress] = []
    watch = PrintWatch(lambda: bool(told_of), told_of.append)
    command = PrintLetters(tuple(one.delivery_id for one in asked), PrintWay.PRINTER)
    with pytest.raises(UserError, match=r"letters\.cancelled"):
        letters.print_letters(context, home.clerk, PRESS, tray.take, command, watch)
    assert told_of[0] == PrintProgress(PrintStage.CODES, 1, 3)
    assert [row.state for row in codes(context)] == [CodeState.REQUESTED] * 3
    seen = letters.list_letters(context, home.clerk, PRESS)
    assert seen.unconfirmed == seen.past == ()
    assert all(row.is_printable for row in seen.letters)


def test_posted_letters_are_noted_once_and_cannot_be_taken_back(
    context: ServiceContext, clock: FixedClock, home: Household, tray: Tray
) -> None:
    asked = waiting_code_letters(context, clock, home, 2)
    ids = [one.delivery_id for one in asked]
    tray.refuses = True
    with pytest.raises(UserError):
        print_all(context, home.clerk, tray, *ids)
    with pytest.raises(UserError, match=r"letters\.not_printed"):
        letters.post_batch(context, home.clerk, 1)
    letters.confirm_batch(context, home.clerk, 1)
    (past,) = letters.list_letters(context, home.clerk, PRESS).past
    assert (past.codes, past.to_post, past.posted_at) == (2, 2, None)
    assert letters.post_batch(context, home.clerk, 1) == 2
    assert [(row.state, row.posted_at) for row in codes(context)] == [
        (CodeState.POSTED, clock.now())
    ] * 2
    (past,) = letters.list_letters(context, home.clerk, PRESS).past
    assert (past.codes, past.to_post, past.posted_at) == (2, 0, clock.now())
    with pytest.raises(UserError, match=r"letters\.nothing_to_post"):
        letters.post_batch(context, home.clerk, 1)
    with pytest.raises(UserError, match=r"letters\.batch_posted"):
        letters.take_batch_back(context, home.clerk, TakeBatchBack(1, "Toner leer"))
    with pytest.raises(UserError, match=r"access\.denied"):
        letters.post_batch(context, home.auditor, 1)


def test_a_letter_whose_guard_changed_its_mind_is_held_back_with_the_reason(
    context: ServiceContext, clock: FixedClock, home: Household, tray: Tray
) -> None:
    (asked,) = waiting_code_letters(context, clock, home)
    with context.database.write() as unit:
        tenant = unit.session.get_one(Tenant, asked.who.tenant_id)
        tenant.address_changed_at = clock.now()
    (row,) = letters.list_letters(context, home.clerk, PRESS).letters
    assert (row.hold, row.is_printable) == ("guard.answer_missing", False)
    with pytest.raises(UserError, match=r"letters\.held_back_without_case"):
        print_all(context, home.clerk, tray, asked.delivery_id)
    assert [one.state for one in codes(context)] == [CodeState.REQUESTED]


def test_many_letters_are_sorted_for_envelopes_and_have_a_list_on_top(
    context: ServiceContext, clock: FixedClock, home: Household, tray: Tray
) -> None:
    asked = waiting_code_letters(context, clock, home, 2)
    case_id = make_case(context, home).case_id
    towns = ("22765 Hamburg", "20095 Hamburg", "21073 Hamburg", "22041 Hamburg")
    replies = [
        add_letter(context, case_id, recipient=f"Person {number}\nWeg {number}\n{town}")
        for number, town in enumerate(towns * 2)
    ]
    ids = [*replies, *(one.delivery_id for one in asked)]
    print_all(context, home.clerk, tray, *ids[:9])
    assert [letter.address[-1] for letter in tray.batches[0].letters[:4]] == list(towns)
    assert tray.batches[0].cover == ""
    letters.take_batch_back(context, home.clerk, TakeBatchBack(1))
    print_all(context, home.clerk, tray, *ids)
    batch = tray.batches[1]
    assert batch.cover == "Stapel 2 vom 23.11.2026"
    kept = [(PRESS.pages(letter), letter.address[-1]) for letter in batch.letters]
    assert kept == sorted(kept)
    assert [letter.batch_mark for letter in batch.letters][:2] == ["Stapel 2 · 1", "Stapel 2 · 2"]


def test_printing_again_leaves_out_what_came_back_and_what_a_person_has_ended(
    context: ServiceContext, clock: FixedClock, home: Household, tray: Tray
) -> None:
    asked = waiting_code_letters(context, clock, home, 4)
    print_all(context, home.clerk, tray, *(one.delivery_id for one in asked))
    returned, revoked, _closed, good = codes(context)
    mark_returned(context, home.clerk, MarkReturned(code_id=returned.id))
    revoke_code(context, home.clerk, RevokeCode(code_id=revoked.id, reason="verstorben"))
    who = asked[2].who
    close_portal_account(
        context,
        home.clerk,
        CloseAccount(tenancy_id=who.tenancy_id, tenant_id=who.tenant_id, note="ausgezogen"),
    )
    again = letters.repeat_batch(context, home.clerk, tray.take, RepeatBatch(1, PrintWay.FILE))
    assert (again.letter_count, again.left_out) == (1, 3)
    assert [row.state for row in codes(context)[:3]] == [
        CodeState.RETURNED,
        CodeState.REVOKED,
        CodeState.REVOKED,
    ]
    assert list(usable(context)) == [good.portal_account_id]
    letters.take_batch_back(context, home.clerk, TakeBatchBack(1, "falsches Papier"))
    (row,) = letters.list_letters(context, home.clerk, PRESS).letters
    assert row.delivery_id == asked[3].delivery_id
