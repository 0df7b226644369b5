"""Orders to contractors: written, numbered, sent by hand, followed up, done, cancelled, undone."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.kinds import UndoKind
from desktop.domain.notices import NoticeKind
from desktop.domain.work import BulkKind, OrderState, Priority
from desktop.models.case import Case
from desktop.models.work import ContractorOrder
from desktop.services.bulk.planning import plan
from desktop.services.bulk.wishes import BulkWish
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import CloseCase, MergeCase, SendMessage, TakeCase
from desktop.services.cases.page import load
from desktop.services.cases.undo import undo
from desktop.services.cases.view import TimelineKind
from desktop.services.context import ServiceContext
from desktop.services.conversation.use_cases import send_message
from desktop.services.damages.commands import (
    ChangeOrder,
    MarkOrderSent,
    OrderForm,
    PlaceOrder,
    SettleOrder,
)
from desktop.services.damages.order_draft import contractors, order_draft, scrubbed
from desktop.services.damages.order_paper import order_paper, order_pdf
from desktop.services.damages.orders import (
    PlacedOrder,
    change_order,
    mark_sent,
    note_on_paper,
    place_order,
    settle_order,
)
from desktop.services.damages.view import OrderView
from desktop.services.notices.daily import tell_what_is_due
from desktop.services.notices.use_cases import notices
from tests.support.bank_cases import sent
from tests.support.clock import FixedClock
from tests.support.factories import NEW_IBAN, Household, add_household
from tests.support.houses import case_version, report
from tests.support.letters import PlainPress
from tests.support.standings import assert_standings_true

FORM = OrderForm(
    contractor="Heizung Beispiel GmbH",
    email="auftrag@heizung.example",
    due_on=date(2026, 11, 27),
    text="Heizung im Keller prüfen.\n\nBitte vorher anrufen.",
    access="Klingel Musterbach",
)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


@pytest.fixture
def case_id(context: ServiceContext, home: Household) -> int:
    return report(context, home, home.tenancy_id)


def placed(
    context: ServiceContext, home: Household, case_id: int, form: OrderForm = FORM
) -> PlacedOrder:
    version = case_version(context, home.clerk, case_id)
    return place_order(context, home.clerk, PlaceOrder(case_id, form, version))


def shown(context: ServiceContext, home: Household, case_id: int) -> OrderView:
    return load(context, home.clerk, case_id).orders[0]


def send(context: ServiceContext, home: Household, case_id: int) -> int:
    """Mark the newest order as sent; the number of what takes it back."""
    order = shown(context, home, case_id)
    version = case_version(context, home.clerk, case_id)
    command = MarkOrderSent(order.order_id, order.version, version)
    offer = mark_sent(context, home.clerk, command).undo
    assert offer is not None
    assert offer.kind is UndoKind.ORDER_SENT
    return offer.undo_id


def settle(context: ServiceContext, home: Household, case_id: int, state: OrderState) -> None:
    order = shown(context, home, case_id)
    version = case_version(context, home.clerk, case_id)
    settle_order(context, home.clerk, SettleOrder(order.order_id, state, order.version, version))


def row(context: ServiceContext, case_id: int) -> Case:
    with context.database.read() as session:
        return session.get_one(Case, case_id)


def test_an_order_gets_a_number_and_stands_in_the_case(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    done = placed(context, home, case_id)
    assert done.number == "A-2026-000001"
    order = shown(context, home, case_id)
    assert (order.contractor, order.state, order.written_by) == (
        "Heizung Beispiel GmbH",
        OrderState.DRAFT,
        "Jette Modell",
    )
    assert row(context, case_id).state is CaseState.IN_REVIEW
    acts = [entry for entry in load(context, home.clerk, case_id).case.timeline if entry.event_code]
    assert acts[0].kind is TimelineKind.ACT
    assert (acts[0].event_code, acts[0].text) == ("order.written", "A-2026-000001")
    assert placed(context, home, case_id).number == "A-2026-000002"
    assert_standings_true(context)


def test_numbers_are_handed_out_once(context: ServiceContext, home: Household) -> None:
    ids = [report(context, home, home.tenancy_id) for _ in range(4)]
    numbers: list[str] = []

    def work(case_id: int) -> None:
        numbers.append(placed(context, home, case_id).number)

    threads = [threading.Thread(target=work, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [f"A-2026-{n:06d}" for n in range(1, 5)]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (replace(FORM, contractor="  "), "order.no_contractor"),
        (replace(FORM, email="keine Adresse"), "order.bad_email"),
        (replace(FORM, email="a@b"), "order.bad_email"),
        (replace(FORM, email="a@b.example,c@d.example"), "order.bad_email"),
        (replace(FORM, email="a@b.example\nBcc: c@d.example"), "order.bad_email"),
        (replace(FORM, email="a@b.example?bcc=c@d.example"), "order.bad_email"),
        (replace(FORM, email=f"a@{'b' * 160}.example"), "order.bad_email"),
        (replace(FORM, access="Klingel \0"), "text.not_storable"),
        (replace(FORM, text="\n "), "order.no_text"),
        (replace(FORM, due_on=date(2026, 11, 22)), "order.due_passed"),
    ],
)
def test_what_is_no_order(
    context: ServiceContext, home: Household, case_id: int, form: OrderForm, code: str
) -> None:
    with pytest.raises(UserError) as caught:
        placed(context, home, case_id, form)
    assert caught.value.code == code
    with context.database.read() as session:
        assert session.scalars(select(ContractorOrder)).all() == []


def test_only_damages_have_orders(context: ServiceContext, home: Household) -> None:
    other = report(context, home, home.tenancy_id, category_id=home.categories["forms"])
    with pytest.raises(UserError, match=r"order\.no_damage"):
        placed(context, home, other)
    with pytest.raises(UserError, match=r"order\.no_damage"):
        order_draft(context, home.clerk, other)


def test_who_only_reads_orders_nothing(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    with pytest.raises(UserError, match=r"access\.denied"):
        place_order(context, home.auditor, PlaceOrder(case_id, FORM, 1))
    damage = load(context, home.auditor, case_id).damage
    assert damage is not None
    assert not damage.actions.order.possible


def test_a_closed_case_orders_nothing(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    version = case_version(context, home.clerk, case_id)
    cases.close(context, home.clerk, CloseCase(case_id, "Erledigt", version))
    with pytest.raises(UserError, match=r"case\.closed"):
        placed(context, home, case_id)


def test_what_nobody_has_sent_keeps_its_case_open(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    """Alone, with an answer, or among many; the page says why before anybody tries."""
    number = placed(context, home, case_id).number
    view = load(context, home.clerk, case_id)
    state = view.case.actions.close
    assert (state.reason, state.params) == ("case.order_draft", {"number": number})
    version = view.case.header.version
    with pytest.raises(UserError, match=r"case\.order_draft"):
        cases.close(context, home.clerk, CloseCase(case_id, "Erledigt", version))
    way = view.case.reply_ways[0].key
    reply = SendMessage(
        case_id=case_id,
        way=way,
        subject="Schaden",
        text="Behoben.",
        expected_version=version,
        close_reason="Erledigt",
    )
    with pytest.raises(UserError, match=r"case\.order_draft"):
        send_message(context, home.clerk, reply)
    (left,) = plan(context, home.clerk, [case_id], BulkWish(kind=BulkKind.CLOSE)).left_out
    assert (left.code, left.count) == ("case.order_draft", 1)
    assert plan(context, home.clerk, [case_id], BulkWish(kind=BulkKind.WAIT)).ids
    settle(context, home, case_id, OrderState.CANCELLED)
    assert load(context, home.clerk, case_id).case.actions.close.possible
    assert plan(context, home.clerk, [case_id], BulkWish(kind=BulkKind.CLOSE)).ids
    version = case_version(context, home.clerk, case_id)
    cases.close(context, home.clerk, CloseCase(case_id, "Erledigt", version))
    assert row(context, case_id).state is CaseState.CLOSED


def test_a_draft_can_be_changed_until_it_is_sent(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    placed(context, home, case_id)
    order = shown(context, home, case_id)
    form = replace(FORM, due_on=date(2026, 11, 30))
    change_order(context, home.clerk, ChangeOrder(order.order_id, form, order.version))
    assert shown(context, home, case_id).due_on == date(2026, 11, 30)
    with pytest.raises(UserError, match=r"order\.changed"):
        change_order(context, home.clerk, ChangeOrder(order.order_id, form, order.version))
    send(context, home, case_id)
    order = shown(context, home, case_id)
    with pytest.raises(UserError, match=r"order\.not_draft"):
        change_order(context, home.clerk, ChangeOrder(order.order_id, form, order.version))


def test_once_sent_the_case_waits_until_it_is_due(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    placed(context, home, case_id)
    send(context, home, case_id)
    case = row(context, case_id)
    assert case.state is CaseState.WAITING
    assert case.waiting_until == FORM.due_on
    assert case.waiting_reason == "Auftrag A-2026-000001 fällig"
    order = shown(context, home, case_id)
    assert (order.state, order.sent_by) == (OrderState.SENT_BY_HAND, "Jette Modell")
    assert order.sent_at == context.clock.now()
    # The tenant is not waited for, and the portal does not say so.
    statuses = [one.data.get("status") for one in sent(context, case_id)]
    assert "waiting_for_tenant" not in statuses
    assert_standings_true(context)


def test_one_that_is_due_today_waits_for_nothing(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    placed(context, home, case_id, replace(FORM, due_on=context.clock.today()))
    send(context, home, case_id)
    assert row(context, case_id).state is CaseState.IN_REVIEW
    assert shown(context, home, case_id).is_due


def test_marking_is_taken_back_in_its_time(
    context: ServiceContext, home: Household, case_id: int, clock: FixedClock
) -> None:
    placed(context, home, case_id)
    undo(context, home.clerk, send(context, home, case_id))
    assert row(context, case_id).state is CaseState.IN_REVIEW
    order = shown(context, home, case_id)
    assert (order.state, order.sent_at, order.sent_by) == (OrderState.DRAFT, None, "")
    undo_id = send(context, home, case_id)
    clock.advance(timedelta(seconds=11))
    with pytest.raises(UserError, match=r"undo\.too_late"):
        undo(context, home.clerk, undo_id)
    assert_standings_true(context)


def test_what_was_settled_meanwhile_stays_sent(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    placed(context, home, case_id)
    undo_id = send(context, home, case_id)
    settle(context, home, case_id, OrderState.DONE)
    with pytest.raises(UserError, match=r"undo\.too_late"):
        undo(context, home.clerk, undo_id)


@pytest.mark.parametrize("state", [OrderState.DONE, OrderState.CANCELLED])
def test_a_settled_order_ends_the_waiting(
    context: ServiceContext, home: Household, case_id: int, state: OrderState
) -> None:
    placed(context, home, case_id)
    send(context, home, case_id)
    settle(context, home, case_id, state)
    assert row(context, case_id).state is CaseState.IN_REVIEW
    assert shown(context, home, case_id).state is state
    with pytest.raises(UserError, match=r"order\.settled"):
        settle(context, home, case_id, state)


def test_nobody_has_done_what_was_not_sent(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    placed(context, home, case_id)
    with pytest.raises(UserError, match=r"order\.not_sent"):
        settle(context, home, case_id, OrderState.DONE)
    settle(context, home, case_id, OrderState.CANCELLED)
    assert shown(context, home, case_id).state is OrderState.CANCELLED


def test_another_waiting_is_not_ended_by_an_order(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    placed(context, home, case_id)
    send(context, home, case_id)
    with context.database.write() as unit:
        unit.session.get_one(Case, case_id).waiting_reason = "Rückfrage"
    settle(context, home, case_id, OrderState.DONE)
    assert row(context, case_id).state is CaseState.WAITING


def test_whoever_has_the_case_is_told_once_when_it_is_due(
    context: ServiceContext, home: Household, case_id: int, clock: FixedClock
) -> None:
    version = case_version(context, home.clerk, case_id)
    cases.take(context, home.clerk, TakeCase(case_id, version))
    placed(context, home, case_id)
    send(context, home, case_id)
    assert tell_what_is_due(context) == 0
    clock.set_berlin(FORM.due_on)
    assert tell_what_is_due(context) == 1
    assert tell_what_is_due(context) == 0
    (notice,) = notices(context, home.clerk).rows
    assert (notice.kind, notice.case_id) == (NoticeKind.ORDER_DUE, case_id)
    assert shown(context, home, case_id).is_due


def test_an_order_goes_on_where_its_case_does(
    context: ServiceContext, home: Household, case_id: int, clock: FixedClock
) -> None:
    """Shown, told when it is due, in the way of closing, sent and done there; and back again."""
    into = report(context, home, home.tenancy_id, category_id=home.categories["general"])
    for one in (case_id, into):
        cases.take(context, home.clerk, TakeCase(one, case_version(context, home.clerk, one)))
    placed(context, home, case_id)
    reference = row(context, case_id).reference
    version = case_version(context, home.clerk, case_id)
    merged = cases.merge(context, home.clerk, MergeCase(case_id, into, version))
    assert shown(context, home, into).of_case == reference
    assert load(context, home.clerk, into).case.actions.close.reason == "case.order_draft"
    assert merged.undo is not None
    undo(context, home.clerk, merged.undo.undo_id)
    assert load(context, home.clerk, into).orders == ()
    assert shown(context, home, case_id).of_case == ""
    version = case_version(context, home.clerk, case_id)
    cases.merge(context, home.clerk, MergeCase(case_id, into, version))
    send(context, home, into)
    assert row(context, into).state is CaseState.WAITING
    assert row(context, case_id).state is CaseState.CLOSED
    clock.set_berlin(FORM.due_on)
    assert tell_what_is_due(context) == 1
    assert [one.case_id for one in notices(context, home.clerk).rows] == [into]
    settle(context, home, into, OrderState.DONE)
    assert row(context, into).state is CaseState.IN_REVIEW


def test_an_order_is_due_although_the_tenant_wrote(
    context: ServiceContext, home: Household, case_id: int, clock: FixedClock
) -> None:
    cases.take(context, home.clerk, TakeCase(case_id, case_version(context, home.clerk, case_id)))
    placed(context, home, case_id)
    send(context, home, case_id)
    with context.database.write() as unit:
        unit.session.get_one(Case, case_id).state = CaseState.IN_REVIEW
    clock.set_berlin(date(2026, 11, 28))
    assert tell_what_is_due(context) == 1


def test_two_people_cannot_send_one_order(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    placed(context, home, case_id)
    order = shown(context, home, case_id)
    version = case_version(context, home.clerk, case_id)
    command = MarkOrderSent(order.order_id, order.version, version)
    mark_sent(context, home.clerk, command)
    with pytest.raises(UserError) as caught:
        mark_sent(context, home.second_clerk, command)
    assert caught.value.code in ("conflict.changed", "order.changed")


def test_what_an_order_begins_with(context: ServiceContext, home: Household) -> None:
    case_id = report(
        context,
        home,
        home.tenancy_id,
        subject="Decke nass",
        text=f"Guten Tag, in meinem Bad ist die Decke nass. Mein Konto ist {NEW_IBAN}.\n"
        "Schreiben Sie an aylin.musterbach@example.org, Vertrag 10.4417.0302.\n"
        "Viele Grüße\nAylin Musterbach",
        fields={"location": "Bad", "element": "Decke", "since": "gestern"},
    )
    draft = order_draft(context, home.clerk, case_id)
    assert draft.text.startswith("Ort: Bad, 2. OG links\nBauteil: Decke\nSeit: gestern\n\n")
    assert "in meinem Bad ist die Decke nass" in draft.text
    for private in ("Musterbach", "Aylin", "example.org", "10.4417.0302", NEW_IBAN, "Viele Grüße"):
        assert private not in draft.text
    assert draft.access == "Klingel Musterbach, Telefon 040 555 0100"
    assert draft.due_on == date(2026, 11, 30)


def test_of_the_stair_well_no_flat_is_named(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    draft = order_draft(context, home.clerk, case_id)
    assert "Ort: Treppenhaus\n" in draft.text
    assert "OG" not in draft.text


def test_what_presses_is_due_on_the_next_workday(context: ServiceContext, home: Household) -> None:
    case_id = report(context, home, home.tenancy_id, text="Rohrbruch!")
    assert row(context, case_id).suggested_priority is Priority.URGENT
    assert order_draft(context, home.clerk, case_id).due_on == date(2026, 11, 24)


def test_names_are_left_out_only_as_words() -> None:
    assert scrubbed("Klein\nDie kleine Klein ruft an.", ["Klein"]) == "Die kleine ruft an."


def test_earlier_contractors_are_offered(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    placed(context, home, case_id)
    placed(context, home, case_id, replace(FORM, email="neu@heizung.example"))
    placed(context, home, case_id, replace(FORM, contractor="Maler Müller", email=""))
    offered = order_draft(context, home.clerk, case_id).contractors
    assert [(one.name, one.email) for one in offered] == [
        ("Maler Müller", ""),
        ("Heizung Beispiel GmbH", "neu@heizung.example"),
    ]
    found = contractors(context, home.clerk, home.company_id, "mueller")
    assert [one.name for one in found] == ["Maler Müller"]
    assert contractors(context, home.clerk, home.company_id, "100%") == ()


def test_the_paper_says_what_a_contractor_needs_and_nothing_else(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    done = placed(context, home, case_id)
    letter = order_paper(context, home.clerk, PlainPress(), done.order_id).letter
    assert letter.address == ("Heizung Beispiel GmbH", "auftrag@heizung.example")
    assert letter.subject == "Auftrag A-2026-000001"
    facts = dict(next(block.facts for block in letter.body if block.facts))
    assert facts == {
        "Objekt": "Musterkehre 12, 22041 Hamburg",
        "Auszuführen bis": "27.11.2026",
        "Zutritt": "Klingel Musterbach",
    }
    words = repr(letter)
    for private in (home.contract_number, "Aylin", "040 555 0100", "example.org"):
        assert private not in words
    press = PlainPress()
    first = order_pdf(context, home.clerk, press, done.order_id)
    assert first == order_pdf(context, home.clerk, press, done.order_id)


def test_a_long_name_fits_the_window(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    name = "Sanitär- und Heizungstechnik Beispielsen und Söhne Nachfolger GmbH"
    done = placed(context, home, case_id, replace(FORM, contractor=name, email=""))
    letter = order_paper(context, home.clerk, PlainPress(), done.order_id).letter
    assert " ".join(letter.address) == name
    assert not any(PlainPress().is_too_wide(line) for line in letter.address)


def test_that_it_was_on_paper_is_on_the_log(
    context: ServiceContext, home: Household, case_id: int
) -> None:
    done = placed(context, home, case_id)
    note_on_paper(context, home.clerk, done.order_id)
    codes = [entry.event_code for entry in load(context, home.clerk, case_id).case.timeline]
    assert "order.on_paper" in codes


def test_an_unknown_order(context: ServiceContext, home: Household) -> None:
    with pytest.raises(UserError, match=r"order\.unknown"):
        order_pdf(context, home.clerk, PlainPress(), 99)
    with pytest.raises(UserError, match=r"order\.unknown"):
        mark_sent(context, home.clerk, MarkOrderSent(99, 1, 1))
