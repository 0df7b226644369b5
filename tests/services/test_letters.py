"""Letters wait until they are on paper: none is lost, none is printed twice without being said."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from desktop.domain.case_status import Channel
from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.iban import mask_iban
from desktop.domain.kinds import BatchState, DeliveryState, PrintWay
from desktop.domain.letter_address import AddressProblem
from desktop.domain.portal_fields import MandateFields
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent, Delivery
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.services.audit import AuditAction
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import SendMessage
from desktop.services.cases.timeline import read_deliveries
from desktop.services.cases.undo import undo
from desktop.services.cases.view import DeliveryStatus
from desktop.services.context import ServiceContext
from desktop.services.conversation import use_cases as conversation
from desktop.services.delivery.outbox import LetterKind, cancel_deliveries, queue_letter
from desktop.services.hand_over.late_collection import tell_new_date
from desktop.services.leases import lease
from desktop.services.letters import use_cases as letters
from desktop.services.letters.batch_rows import LEASE
from desktop.services.letters.commands import (
    CorrectAddress,
    PrintLetters,
    RepeatBatch,
    TakeBatchBack,
)
from desktop.services.letters.composing import compose, frozen, thawed
from desktop.services.letters.view import BatchContent, LettersOverview
from desktop.services.time_limits import Moment
from tests.services.exchange_support import make_case
from tests.support.bank_cases import FULL_ADDRESS, add_application, fields, propose, release
from tests.support.clock import FixedClock
from tests.support.factories import (
    NEW_IBAN,
    Household,
    add_company,
    add_household,
    add_tenancy,
    add_tenant,
    add_unit,
)
from tests.support.letters import ADDRESS, PlainPress, Tray, add_letter, delivery_of, print_all

PRESS = PlainPress()


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def case_id(context: ServiceContext, home: Household) -> int:
    return make_case(context, home, channel=Channel.TELEPHONE, portal_account_id=None).case_id


@pytest.fixture
def tray() -> Tray:
    return Tray()


class _KilledError(BaseException):
    """The program ends here."""


def overview(context: ServiceContext, home: Household) -> LettersOverview:
    return letters.list_letters(context, home.clerk, PRESS)


def states(context: ServiceContext, *ids: int) -> list[DeliveryState]:
    return [delivery_of(context, one).state for one in ids]


def audited(context: ServiceContext) -> list[str]:
    with context.database.read() as session:
        rows = select(AuditEvent.action).where(AuditEvent.action.startswith("letter"))
        return list(session.scalars(rows.order_by(AuditEvent.id)))


def test_a_letter_appears_when_its_undo_time_is_over(
    context: ServiceContext, clock: FixedClock, home: Household, case_id: int
) -> None:
    waiting = add_letter(context, case_id, undo=timedelta(seconds=30))
    seen = overview(context, home)
    assert seen.letters == ()
    assert seen.next_at == clock.now() + timedelta(seconds=30)
    assert letters.count_letters(context, home.clerk) == 0
    clock.advance(timedelta(seconds=30))
    seen = overview(context, home)
    assert [row.delivery_id for row in seen.letters] == [waiting]
    assert seen.next_at is None
    assert letters.count_letters(context, home.clerk) == 1


def test_letters_stand_by_company_and_oldest_promise(
    context: ServiceContext, home: Household
) -> None:
    with context.database.write() as unit:
        other = add_company(unit, "alsterbau")
        flat = add_unit(unit, other, property_number="9000")
        add_tenancy(unit, other, flat, [add_tenant(unit, other)], "90.9000.0001")
    late = make_case(context, home, due_on=date(2026, 12, 9)).case_id
    none = make_case(context, home, due_on=None).case_id
    soon = make_case(context, home, due_on=date(2026, 11, 30)).case_id
    ids = [add_letter(context, case_id) for case_id in (late, none, soon)]
    rows = overview(context, home).letters
    assert [row.delivery_id for row in rows] == [ids[2], ids[0], ids[1]]


def test_letters_count_as_printed_only_after_the_hand_over(
    context: ServiceContext, clock: FixedClock, home: Household, case_id: int
) -> None:
    ids = [add_letter(context, case_id) for _ in range(3)]
    seen: list[list[DeliveryState]] = []

    def look(_content: BatchContent) -> None:
        seen.append(states(context, *ids))

    command = PrintLetters(tuple(ids), PrintWay.FILE)
    printed = letters.print_letters(context, home.clerk, PRESS, look, command)
    assert seen == [[DeliveryState.WAITING] * 3]
    assert states(context, *ids) == [DeliveryState.DELIVERED] * 3
    assert delivery_of(context, ids[0]).delivered_at == clock.now()
    assert (printed.number, printed.letter_count) == (1, 3)
    assert printed.undo_until == clock.now() + timedelta(seconds=10)
    assert audited(context) == ["letters.batched", "letters.printed"]
    assert overview(context, home).letters == ()


def test_the_case_says_who_printed_its_letter_when_and_in_which_batch(
    context: ServiceContext, clock: FixedClock, home: Household, case_id: int, tray: Tray
) -> None:
    printed = add_letter(context, case_id)
    print_all(context, home.clerk, tray, printed)
    with context.database.read() as session:
        (shown,) = read_deliveries(session, (case_id,), Moment.of(clock)).views
    assert shown.status is DeliveryStatus.PRINTED
    assert shown.printing is not None
    assert (shown.printing.batch, shown.printing.printed_by) == (1, "Jette Modell")
    assert shown.printing.printed_at == clock.now()


def test_a_letter_bears_batch_date_and_the_people(
    context: ServiceContext, home: Household, tray: Tray
) -> None:
    case_id = make_case(context, home, channel=Channel.TELEPHONE, portal_account_id=None).case_id
    view = cases.case_view(context, home.clerk, case_id)
    command = SendMessage(
        case_id=case_id,
        way=view.reply_ways[0].key,
        subject="Ihre Anfrage",
        text="Guten Tag Frau Musterbach,\n\nalles ist geprüft.\n\nFreundliche Grüße\nJette Modell",
        expected_version=view.header.version,
    )
    conversation.send_message(context, home.clerk, command)
    context.clock.advance(timedelta(seconds=30))  # type: ignore[attr-defined]
    (row,) = overview(context, home).letters
    print_all(context, home.clerk, tray, row.delivery_id)
    (letter,) = tray.batches[0].letters
    assert letter.batch_mark == "Stapel 1 · 1"
    assert letter.day == "23.11.2026"
    assert letter.address == ("Aylin Musterbach", "Musterkehre 12", "22041 Hamburg")
    assert dict(letter.info)["Bearbeitet von"] == "Jette Modell"
    assert dict(letter.info)["Ihr Vertrag"] == "endet auf 0302"
    assert [block.text for block in letter.body] == [
        "Guten Tag Frau Musterbach,",
        "alles ist geprüft.",
        "Freundliche Grüße\nJette Modell",
    ]
    assert letter.head.sender == "THOR Wohnen, Musterkehre 1, 22041 Hamburg"


def test_a_kill_while_printing_leaves_the_letters_waiting_and_says_so(
    context: ServiceContext, home: Household, case_id: int, tray: Tray
) -> None:
    killed = add_letter(context, case_id)
    free = add_letter(context, case_id)

    def die(_content: BatchContent) -> None:
        raise _KilledError

    with pytest.raises(_KilledError):
        letters.print_letters(
            context, home.clerk, PRESS, die, PrintLetters((killed,), PrintWay.PRINTER)
        )
    seen = overview(context, home)
    assert [(row.delivery_id, row.batch) for row in seen.letters] == [(killed, 1), (free, None)]
    assert [(one.number, one.made_by) for one in seen.unconfirmed] == [(1, "Jette Modell")]
    assert states(context, killed) == [DeliveryState.WAITING]
    with pytest.raises(UserError, match=r"letters\.changed"):
        print_all(context, home.second_clerk, tray, killed)
    assert tray.batches == []
    letters.repeat_batch(context, home.clerk, tray.take, RepeatBatch(1, PrintWay.PRINTER))
    assert states(context, killed, free) == [DeliveryState.DELIVERED, DeliveryState.WAITING]
    assert overview(context, home).unconfirmed == ()


def test_a_printer_that_refuses_leaves_an_open_batch(
    context: ServiceContext, home: Household, case_id: int, tray: Tray
) -> None:
    waiting = add_letter(context, case_id)
    tray.refuses = True
    with pytest.raises(UserError, match=r"letters\.not_handed_over"):
        print_all(context, home.clerk, tray, waiting)
    assert states(context, waiting) == [DeliveryState.WAITING]
    tray.refuses = False
    letters.repeat_batch(context, home.clerk, tray.take, RepeatBatch(1, PrintWay.FILE))
    assert states(context, waiting) == [DeliveryState.DELIVERED]
    with context.database.read() as session:
        assert session.scalars(select(LetterBatch.way)).one() is PrintWay.FILE


def test_an_open_batch_is_confirmed_by_a_person(
    context: ServiceContext, home: Household, case_id: int, tray: Tray
) -> None:
    waiting = add_letter(context, case_id)
    tray.refuses = True
    with pytest.raises(UserError):
        print_all(context, home.clerk, tray, waiting)
    letters.confirm_batch(context, home.second_clerk, 1)
    (past,) = overview(context, home).past
    assert (past.made_by, past.printed_by) == ("Jette Modell", "Timo Vorlage")
    with pytest.raises(UserError, match=r"letters\.batch_not_open"):
        letters.confirm_batch(context, home.clerk, 1)


def test_a_batch_is_printed_again_as_it_was(
    context: ServiceContext, clock: FixedClock, home: Household, case_id: int, tray: Tray
) -> None:
    ids = [add_letter(context, case_id), add_letter(context, case_id, subject="Zweiter Brief")]
    print_all(context, home.clerk, tray, *ids)
    clock.advance(timedelta(days=40))
    with context.database.write() as unit:
        unit.session.get_one(Company, home.company_id).name = "Ganz anderer Name"
        unit.session.get_one(Delivery, ids[0]).recipient = "Niemand\nNirgendwo 1\n00000 Nirgends"
    letters.repeat_batch(context, home.second_clerk, tray.take, RepeatBatch(1, PrintWay.FILE))
    first, again = tray.batches
    assert first == again
    assert PRESS.pdf(first.letters, made_at=first.made_at) == PRESS.pdf(
        again.letters, made_at=again.made_at
    )
    assert audited(context)[-1] == "letters.repeated"
    assert delivery_of(context, ids[0]).state is DeliveryState.DELIVERED


def test_a_print_is_taken_back_at_once_without_a_reason(
    context: ServiceContext, clock: FixedClock, home: Household, case_id: int, tray: Tray
) -> None:
    waiting = add_letter(context, case_id)
    print_all(context, home.clerk, tray, waiting)
    clock.advance(timedelta(seconds=9))
    letters.take_batch_back(context, home.clerk, TakeBatchBack(1))
    row = delivery_of(context, waiting)
    assert (row.state, row.delivered_at, row.attempts) == (DeliveryState.WAITING, None, 0)
    assert overview(context, home).letters[0].is_printable
    second = print_all(context, home.clerk, tray, waiting)
    assert second.number == 2
    assert tray.batches[1].letters[0].batch_mark == "Stapel 2 · 1"
    with pytest.raises(UserError, match=r"letters\.batch_taken_back"):
        letters.repeat_batch(context, home.clerk, tray.take, RepeatBatch(1, PrintWay.FILE))


def test_later_and_for_others_taking_back_needs_a_reason(
    context: ServiceContext, clock: FixedClock, home: Household, case_id: int, tray: Tray
) -> None:
    waiting = add_letter(context, case_id)
    print_all(context, home.clerk, tray, waiting)
    with pytest.raises(UserError, match=r"letters\.reason_missing"):
        letters.take_batch_back(context, home.second_clerk, TakeBatchBack(1))
    clock.advance(timedelta(seconds=10))
    with pytest.raises(UserError, match=r"letters\.reason_missing"):
        letters.take_batch_back(context, home.clerk, TakeBatchBack(1, "  "))
    assert states(context, waiting) == [DeliveryState.DELIVERED]
    letters.take_batch_back(context, home.clerk, TakeBatchBack(1, "Toner war leer"))
    (past,) = overview(context, home).past
    assert (past.state, past.take_back_reason) == (BatchState.TAKEN_BACK, "Toner war leer")
    assert audited(context)[-1] == "letters.taken_back"


def test_only_one_program_prints_at_a_time(
    context: ServiceContext, home: Household, case_id: int, tray: Tray
) -> None:
    waiting = add_letter(context, case_id)
    with (
        lease(context, LEASE),
        pytest.raises(UserError, match=r"lease\.taken"),
    ):
        print_all(context, home.clerk, tray, waiting)
    assert tray.batches == []


def test_the_database_itself_refuses_a_letter_in_two_batches(
    context: ServiceContext, home: Household, case_id: int, tray: Tray
) -> None:
    waiting = add_letter(context, case_id)
    print_all(context, home.clerk, tray, waiting)
    with context.database.read() as session:
        held = session.scalars(select(BatchLetter.held_delivery_id)).all()
    assert held == [waiting]
    assert BatchLetter.__table__.c.held_delivery_id.unique


def test_a_letter_in_a_batch_can_no_longer_be_undone(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    waiting = add_letter(context, case_id)
    answers: list[bool] = []

    def undo_it(_content: BatchContent) -> None:
        with context.database.write() as unit:
            answers.append(cancel_deliveries(unit, [waiting]))

    command = PrintLetters((waiting,), PrintWay.PRINTER)
    letters.print_letters(context, home.clerk, PRESS, undo_it, command)
    assert answers == [False]


def test_an_undone_letter_never_prints(
    context: ServiceContext, clock: FixedClock, home: Household, tray: Tray
) -> None:
    case_id = make_case(context, home, channel=Channel.TELEPHONE, portal_account_id=None).case_id
    view = cases.case_view(context, home.clerk, case_id)
    command = SendMessage(
        case_id=case_id,
        way=view.reply_ways[0].key,
        subject="",
        text="Das war für jemand anderen.",
        expected_version=view.header.version,
    )
    result = conversation.send_message(context, home.clerk, command)
    assert result.undo is not None
    undo(context, home.clerk, result.undo.undo_id)
    clock.advance(timedelta(hours=1))
    assert overview(context, home).letters == ()
    with context.database.read() as session:
        cancelled = session.scalars(select(Delivery.id)).one()
    with pytest.raises(UserError, match=r"letters\.changed"):
        print_all(context, home.clerk, tray, cancelled)


@pytest.mark.parametrize(
    ("recipient", "problem"),
    [
        ("Rolf Musterbach", AddressProblem.INCOMPLETE),
        ("Rolf Musterbach\n22041 Hamburg", AddressProblem.INCOMPLETE),
        ("Rolf Musterbach\nMusterkehre 12\nHamburg", AddressProblem.NO_POSTCODE),
        ("Rolf Musterbach\nMusterkehre 12\n2204 Hamburg", AddressProblem.NO_POSTCODE),
        ("A\nB\nC\nD\nE\nMusterkehre 12\n22041 Hamburg", AddressProblem.TOO_MANY_LINES),
        (f"Rolf {'Muster' * 9}\nMusterkehre 12\n22041 Hamburg", AddressProblem.TOO_WIDE),
        ("Rolf Musterbach\n \n\tMusterkehre  12\n22041 Hamburg\n", None),
        ("Eva Beispiel\nProbegasse 3\n1010 Wien\nAT", None),
    ],
)
def test_an_address_that_would_not_arrive_holds_the_letter_back(
    context: ServiceContext,
    home: Household,
    case_id: int,
    tray: Tray,
    recipient: str,
    problem: AddressProblem | None,
) -> None:
    waiting = add_letter(context, case_id, recipient=recipient)
    (row,) = overview(context, home).letters
    assert row.problem is problem
    if problem is None:
        print_all(context, home.clerk, tray, waiting)
    else:
        with pytest.raises(UserError, match=r"letters\.held_back"):
            print_all(context, home.clerk, tray, waiting)
    assert len(tray.batches) == (problem is None)


def test_a_country_abroad_is_written_out(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    add_letter(context, case_id, recipient="Eva Beispiel\nProbegasse 3\n1010 Wien\nAT")
    assert overview(context, home).letters[0].address[-1] == "ÖSTERREICH"


def test_an_address_is_mended_where_the_letter_waits(
    context: ServiceContext, home: Household, case_id: int, tray: Tray
) -> None:
    waiting = add_letter(context, case_id, recipient="Rolf Musterbach")

    def mend(text: str, *seen: str) -> None:
        command = CorrectAddress(waiting, seen or ("Rolf Musterbach",), text)
        letters.correct_address(context, home.clerk, PRESS, command)

    with pytest.raises(UserError, match=r"letters\.address_unfit"):
        mend("Rolf Musterbach\nBeispielstieg 7")
    with pytest.raises(UserError, match=r"letters\.changed"):
        mend(ADDRESS, "Jemand anderes")
    mend(f"{ADDRESS}\n\n")
    (row,) = overview(context, home).letters
    assert row.address == tuple(ADDRESS.splitlines())
    print_all(context, home.clerk, tray, waiting)
    assert audited(context)[0] == "letter.address_corrected"
    with pytest.raises(UserError, match=r"letters\.changed"):
        mend(ADDRESS, *ADDRESS.splitlines())


def confirmed_by_letter(context: ServiceContext, home: Household, **changes: object) -> int:
    """A bank change that came by post and was released; its undo time is over."""
    signed = MandateFields(granted=True, signed_on=date(2026, 11, 18))
    bank = fields(mandate=signed, **changes)
    case_id = add_application(context, home, bank, channel=Channel.LETTER)
    propose(context, home.clerk, case_id)
    release(context, home.second_clerk, case_id)
    context.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    return case_id


def printed_letters(context: ServiceContext, home: Household, tray: Tray) -> BatchContent:
    rows = overview(context, home).letters
    print_all(context, home.clerk, tray, *(row.delivery_id for row in rows))
    return tray.batches[-1]


def test_a_confirmation_names_mandate_and_first_collection_and_no_iban_in_full(
    context: ServiceContext, home: Household, tray: Tray
) -> None:
    confirmed_by_letter(context, home)
    (letter,) = printed_letters(context, home, tray).letters
    assert letter.subject == "Ihre neue Bankverbindung ist eingetragen"
    (facts,) = [dict(block.facts) for block in letter.body if block.facts]
    assert facts["IBAN"] == mask_iban(NEW_IBAN)
    assert facts["Mandatsreferenz"].startswith("THOR-")
    assert facts["Gläubiger-Identifikationsnummer"] == "DE98ZZZ09999999999"
    assert facts["Erste Abbuchung von diesem Konto"] == "01.12.2026"
    said = repr(letter)
    assert NEW_IBAN not in said.replace(" ", "")
    assert home.contract_number not in said


def test_a_different_holder_is_addressed_by_name(
    context: ServiceContext, home: Household, tray: Tray
) -> None:
    confirmed_by_letter(
        context, home, account_holder="Rolf Beispielmann", holder_address=FULL_ADDRESS
    )
    _, letter = printed_letters(context, home, tray).letters
    assert letter.address == ("Rolf Beispielmann", "Beispielstieg 7", "20535 Hamburg")
    assert letter.body[0].text == "Guten Tag Rolf Beispielmann,"


def test_a_missed_run_corrects_a_letter_that_waits(
    context: ServiceContext, home: Household, tray: Tray
) -> None:
    case_id = confirmed_by_letter(context, home)
    with context.database.write() as unit:
        tell_new_date(unit, context, unit.session.get_one(Case, case_id), date(2027, 1, 4))
    (letter,) = printed_letters(context, home, tray).letters
    (facts,) = [dict(block.facts) for block in letter.body if block.facts]
    assert facts["Erste Abbuchung von diesem Konto"] == "04.01.2027"


def test_a_missed_run_after_printing_is_a_letter_of_its_own(
    context: ServiceContext, home: Household, tray: Tray
) -> None:
    case_id = confirmed_by_letter(context, home)
    printed_letters(context, home, tray)
    with context.database.write() as unit:
        tell_new_date(unit, context, unit.session.get_one(Case, case_id), date(2027, 1, 4))
    (letter,) = printed_letters(context, home, tray).letters
    assert letter.subject == "Ihre Änderung gilt ab einem späteren Termin"
    assert "04.01.2027" in letter.body[1].text


def test_a_missed_run_changes_nothing_in_a_batch_that_is_being_printed(
    context: ServiceContext, home: Household, tray: Tray
) -> None:
    case_id = confirmed_by_letter(context, home)
    (row,) = overview(context, home).letters

    def miss(content: BatchContent) -> None:
        with context.database.write() as unit:
            tell_new_date(unit, context, unit.session.get_one(Case, case_id), date(2027, 1, 4))
        tray.take(content)

    command = PrintLetters((row.delivery_id,), PrintWay.PRINTER)
    letters.print_letters(context, home.clerk, PRESS, miss, command)
    (second,) = overview(context, home).letters
    assert second.delivery_id != row.delivery_id
    assert delivery_of(context, row.delivery_id).data["first_collection_on"] == "2026-12-01"


def test_a_revocation_names_the_day_from_which_nothing_is_drawn(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    data = {
        "template": "confirmation_revocation",
        "valid_from": "2026-12-01",
        "iban_masked": None,
        "account_holder": None,
        "mandate_reference": "THOR-004417-01",
        "creditor_id": "DE98ZZZ09999999999",
        "first_collection_on": None,
    }
    with context.database.write() as unit:
        row = queue_letter(
            unit,
            context,
            case=unit.session.get_one(Case, case_id),
            recipient=ADDRESS,
            kind=LetterKind.BANK_DETAILS_CHANGED,
            data=data,
            not_before=context.clock.now(),
        )
        letter = compose(unit.session, row, date(2026, 11, 23))
    assert letter.subject == "Ihr SEPA-Mandat ist widerrufen"
    (facts,) = [dict(block.facts) for block in letter.body if block.facts]
    assert facts["Ab diesem Termin buchen wir nicht mehr ab"] == "01.12.2026"
    assert thawed(frozen(letter)) == letter


def test_a_preview_of_a_letter_in_a_batch_is_what_was_frozen(
    context: ServiceContext, clock: FixedClock, home: Household, case_id: int, tray: Tray
) -> None:
    waiting = add_letter(context, case_id)
    before = letters.preview(context, home.auditor, PRESS, waiting)
    assert b"Stapel" not in before.pdf
    print_all(context, home.clerk, tray, waiting)
    assert "Stapel 1 · 1".encode() in letters.preview(context, home.auditor, PRESS, waiting).pdf


@pytest.mark.parametrize(
    "act",
    [
        lambda c, h, d, t: print_all(c, h.auditor, t, d),
        lambda c, h, d, t: letters.take_batch_back(c, h.auditor, TakeBatchBack(1, "Grund")),
        lambda c, h, d, t: letters.confirm_batch(c, h.auditor, 1),
        lambda c, h, d, t: letters.repeat_batch(
            c, h.auditor, t.take, RepeatBatch(1, PrintWay.FILE)
        ),
        lambda c, h, d, t: letters.correct_address(
            c, h.auditor, PRESS, CorrectAddress(d, (), ADDRESS)
        ),
    ],
)
def test_who_only_reads_prints_nothing(
    context: ServiceContext,
    home: Household,
    case_id: int,
    tray: Tray,
    act: Callable[[ServiceContext, Household, int, Tray], object],
) -> None:
    waiting = add_letter(context, case_id)
    with pytest.raises(UserError, match=r"access\.denied"):
        act(context, home, waiting, tray)
    assert states(context, waiting) == [DeliveryState.WAITING]


def test_letters_of_other_companies_are_neither_seen_nor_printed(
    context: ServiceContext, home: Household, case_id: int, tray: Tray
) -> None:
    from dataclasses import replace

    waiting = add_letter(context, case_id)
    stranger = replace(home.clerk, company_ids=frozenset({home.company_id + 1}))
    assert letters.list_letters(context, stranger, PRESS).letters == ()
    assert letters.count_letters(context, stranger) == 0
    with pytest.raises(UserError, match=r"access\.denied"):
        letters.preview(context, stranger, PRESS, waiting)
    with pytest.raises(UserError, match=r"letters\.changed"):
        print_all(context, stranger, tray, waiting)
    print_all(context, home.clerk, tray, waiting)
    with pytest.raises(UserError, match=r"access\.denied"):
        letters.take_batch_back(context, stranger, TakeBatchBack(1, "Grund"))
    assert letters.list_letters(context, stranger, PRESS).past == ()


def test_nothing_to_print_makes_no_batch(
    context: ServiceContext, home: Household, tray: Tray
) -> None:
    with pytest.raises(UserError, match=r"letters\.nothing"):
        print_all(context, home.clerk, tray)
    with context.database.read() as session:
        assert session.scalar(select(func.count()).select_from(LetterBatch)) == 0
    with pytest.raises(UserError, match=r"letters\.batch_unknown"):
        letters.confirm_batch(context, home.clerk, 7)


def test_screens_hear_of_printing(
    context: ServiceContext, home: Household, case_id: int, tray: Tray
) -> None:
    waiting = add_letter(context, case_id)
    heard: set[Change] = set()
    context.database.subscribe(heard.update)
    print_all(context, home.clerk, tray, waiting)
    assert {Change(ChangeKind.CASE, case_id), Change(ChangeKind.DELIVERY, waiting)} <= heard
    with context.database.read() as session:
        details = session.scalars(
            select(AuditEvent.details).where(AuditEvent.action == AuditAction.LETTERS_PRINTED.value)
        ).one()
    assert details == f'{{"deliveries":[{waiting}],"number":1,"way":"printer"}}'
