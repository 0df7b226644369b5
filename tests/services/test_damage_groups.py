"""Reports of one cause: found, grouped, answered once to each, closed, undone; nobody is named."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryChannel, DeliveryState, Direction, UndoKind
from desktop.models.case import Case, Message
from desktop.models.company import Company
from desktop.models.exchange import Delivery
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import CloseCase, SendMessage, TakeCase
from desktop.services.cases.page import load
from desktop.services.cases.undo import undo
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.conversation import use_cases as conversation
from desktop.services.damages.commands import AnswerGroup, GroupCases, OrderForm, PlaceOrder
from desktop.services.damages.group_replies import answer_group, begin_answer, preview_answer
from desktop.services.damages.groups import group_cases, ungroup_case
from desktop.services.damages.orders import place_order
from desktop.services.damages.placeholders import DEFAULT_SUBJECT, DEFAULT_TEXT
from desktop.services.damages.view import DamageView, GroupView
from tests.support.clock import FixedClock
from tests.support.houses import Outage, add_outage, case_version, report
from tests.support.standings import assert_standings_true


@pytest.fixture
def outage(context: ServiceContext) -> Outage:
    return add_outage(context)


def page(context: ServiceContext, outage: Outage, case_id: int) -> DamageView:
    view = load(context, outage.home.clerk, case_id).damage
    assert view is not None
    return view


def grouped(context: ServiceContext, outage: Outage) -> GroupView:
    lead, *others = outage.cases
    command = GroupCases(lead, tuple(others), "Heizung im Haus ausgefallen")
    group_cases(context, outage.home.clerk, command)
    group = page(context, outage, lead).group
    assert group is not None
    return group


def answer(
    context: ServiceContext, outage: Outage, group: GroupView, **changes: Any
) -> ActionResult:
    values: dict[str, Any] = {
        "subject": DEFAULT_SUBJECT,
        "text": DEFAULT_TEXT,
        "close_reason": "",
        **changes,
    }
    step = values.pop("step", None)
    shown = preview_answer(
        context, outage.home.clerk, group.group_id, values["subject"], values["text"]
    )
    command = AnswerGroup(
        group_id=group.group_id,
        case_id=outage.cases[0],
        recipients=tuple(one.recipient_row for one in shown),
        **values,
    )
    return answer_group(context, outage.home.clerk, command, step)


def answers(context: ServiceContext, case_id: int) -> list[Message]:
    with context.database.read() as session:
        query = select(Message).where(
            Message.case_id == case_id,
            Message.direction == Direction.OUTGOING,
            Message.withdrawn_at.is_(None),
        )
        return list(session.scalars(query))


def states(context: ServiceContext, outage: Outage) -> list[CaseState]:
    with context.database.read() as session:
        return [session.get_one(Case, one).state for one in outage.cases]


def test_reports_of_the_house_are_suggested(context: ServiceContext, outage: Outage) -> None:
    lead, *others = outage.cases
    view = page(context, outage, lead)
    assert {one.case_id for one in view.similar} == set(others)
    assert all(one.alike for one in view.similar)
    first = next(one for one in view.similar if one.case_id == others[0])
    assert (first.tenant_name, first.unit_text) == ("Rolf Beispielmann", "3. OG rechts")
    assert view.actions.group.possible


def test_another_trouble_of_the_house_is_offered_but_not_alike(
    context: ServiceContext, outage: Outage
) -> None:
    lead, other, *_ = outage.cases
    with context.database.write() as unit:
        case = unit.session.get_one(Case, other)
        case.subject, case.fields, case.suggestion_reason = "Aufzug steht", {}, ""
    view = page(context, outage, lead)
    assert {one.case_id: one.alike for one in view.similar}[other] is False


def test_what_is_not_suggested(context: ServiceContext, outage: Outage) -> None:
    lead, closed, old, _ = outage.cases
    home = outage.home
    version = case_version(context, home.clerk, closed)
    cases.close(context, home.clerk, CloseCase(closed, "Erledigt", version))
    with context.database.write() as unit:
        case = unit.session.get_one(Case, old)
        case.received_on -= timedelta(days=30)
    report(context, home, home.tenancy_id, category_id=home.categories["general"])
    found = {one.case_id for one in page(context, outage, lead).similar}
    assert found == {outage.cases[3]}


def test_a_group_is_made_and_shown_in_each(context: ServiceContext, outage: Outage) -> None:
    group = grouped(context, outage)
    assert group.cause == "Heizung im Haus ausgefallen"
    assert group.created_by == "Jette Modell"
    for case_id in outage.cases:
        view = page(context, outage, case_id)
        assert view.group is not None
        assert {one.case_id for one in view.group.members} == set(outage.cases)
        assert view.similar == ()
        assert view.actions.answer_group.possible
    assert_standings_true(context)


def test_no_group_is_promised_a_day_that_is_over(
    context: ServiceContext, clock: FixedClock, outage: Outage
) -> None:
    group = grouped(context, outage)
    text = "Wir melden uns bis zum {Frist}."
    clerk = outage.home.clerk
    due_on = cases.case_view(context, clerk, outage.cases[0]).header.due_on
    assert due_on is not None
    first, *_ = preview_answer(context, clerk, group.group_id, "Störung", text)
    assert f"{due_on:%d.%m.%Y}" in first.text
    clock.set_berlin(due_on + timedelta(days=1))
    with pytest.raises(UserError) as caught:
        preview_answer(context, clerk, group.group_id, "Störung", text)
    assert caught.value.code == "group.empty_placeholder"


def test_a_later_report_joins(context: ServiceContext, outage: Outage) -> None:
    group = grouped(context, outage)
    late = report(context, outage.home, outage.home.tenancy_id)
    lead = outage.cases[0]
    assert [one.case_id for one in page(context, outage, lead).similar] == [late]
    group_cases(context, outage.home.clerk, GroupCases(lead, (late,), ""))
    joined = page(context, outage, late).group
    assert joined is not None
    assert joined.group_id == group.group_id
    assert joined.cause == group.cause


def test_what_cannot_be_grouped(context: ServiceContext, outage: Outage) -> None:
    home, lead = outage.home, outage.cases[0]
    other = report(context, home, home.tenancy_id, category_id=home.categories["general"])
    for command, code in (
        (GroupCases(lead, (lead,), "x"), "group.nothing"),
        (GroupCases(lead, (other,), "x"), "group.unfit"),
        (GroupCases(lead, (outage.cases[1],), " "), "group.no_cause"),
        (GroupCases(lead, (9999,), "x"), "case.not_found"),
    ):
        with pytest.raises(UserError) as caught:
            group_cases(context, home.clerk, command)
        assert caught.value.code == code
    with pytest.raises(UserError, match=r"access\.denied"):
        group_cases(context, home.auditor, GroupCases(lead, (outage.cases[1],), "x"))
    assert page(context, outage, lead).group is None


def test_who_is_in_another_group_stays_there(context: ServiceContext, outage: Outage) -> None:
    first, second, third, fourth = outage.cases
    clerk = outage.home.clerk
    group_cases(context, clerk, GroupCases(first, (second,), "Heizung"))
    group_cases(context, clerk, GroupCases(third, (fourth,), "Wasser"))
    with pytest.raises(UserError, match=r"group\.unfit"):
        group_cases(context, clerk, GroupCases(first, (third,), ""))


def test_taking_one_out(context: ServiceContext, outage: Outage) -> None:
    grouped(context, outage)
    clerk = outage.home.clerk
    ungroup_case(context, clerk, outage.cases[3])
    ungroup_case(context, clerk, outage.cases[2])
    group = page(context, outage, outage.cases[0]).group
    assert group is not None
    assert len(group.members) == 2
    ungroup_case(context, clerk, outage.cases[1])
    assert page(context, outage, outage.cases[0]).group is None
    with pytest.raises(UserError, match=r"group\.none"):
        ungroup_case(context, clerk, outage.cases[0])


def test_each_gets_one_message_by_the_own_way(context: ServiceContext, outage: Outage) -> None:
    answer(context, outage, grouped(context, outage))
    with context.database.read() as session:
        channels = [
            session.scalars(
                select(Delivery.channel).where(
                    Delivery.case_id == case_id, Delivery.message_id.is_not(None)
                )
            ).all()
            for case_id in outage.cases
        ]
    assert channels == [
        [DeliveryChannel.LETTER],
        [DeliveryChannel.PORTAL],
        [DeliveryChannel.PORTAL],
        [DeliveryChannel.LETTER],
    ]
    assert states(context, outage) == [CaseState.IN_REVIEW] * 4
    assert_standings_true(context)


def test_nobody_learns_of_anybody_else(context: ServiceContext, outage: Outage) -> None:
    text = (
        "{Anrede},\n\nzu Vorgang {Vorgang} und Vertrag {Vertrag} für {Mieter}: Die Heizung geht "
        "bis {Frist} wieder.\n\n{Sachbearbeitung}, {Gesellschaft}"
    )
    subject = "Heizung im Haus, Vorgang {Vorgang}"
    group = grouped(context, outage)
    shown = preview_answer(context, outage.home.clerk, group.group_id, subject, text)
    answer(context, outage, group, subject=subject, text=text)
    people = [
        ("Aylin", "Musterbach", outage.home.contract_number, "2. OG links"),
        *((*one.names, one.contract_number, one.flat) for one in outage.neighbours),
    ]
    references = {one.case_id: one.reference for one in group.members}
    for place, case_id in enumerate(outage.cases):
        (message,) = answers(context, case_id)
        said = f"{message.subject}\n{message.text}"
        preview = next(one for one in shown if one.case_id == case_id)
        assert said == f"{preview.subject}\n{preview.text}"
        assert people[place][1] in said
        assert references[case_id] in said
        with context.database.read() as session:
            carried = repr(
                session.scalars(
                    select(Delivery.data).where(Delivery.message_id == message.id)
                ).one()
            )
        for other, words in enumerate(people):
            if other == place:
                continue
            for word in (*words, references[outage.cases[other]]):
                assert word not in said
                assert word not in carried


@pytest.mark.parametrize(
    "words",
    [
        "Frau Musterbach hat es gemeldet.",
        "Rolf Beispielmann",
        "Vertrag 10.4417.0401",
        "Wohnung 0302",
        "in der Wohnung 2. OG links",
        "siehe Vorgang {reference}",
    ],
)
def test_words_that_give_somebody_away_are_refused(
    context: ServiceContext, outage: Outage, words: str
) -> None:
    group = grouped(context, outage)
    text = words.replace("{reference}", group.members[2].reference)
    with pytest.raises(UserError, match=r"group\.names_somebody"):
        preview_answer(context, outage.home.clerk, group.group_id, "Heizung", text)
    with pytest.raises(UserError, match=r"group\.names_somebody"):
        preview_answer(context, outage.home.clerk, group.group_id, text, "Guten Tag")
    command = AnswerGroup(
        group_id=group.group_id,
        case_id=outage.cases[0],
        recipients=tuple(
            one.recipient_row
            for one in preview_answer(context, outage.home.clerk, group.group_id, "x", "y")
        ),
        subject="Heizung",
        text=text,
    )
    with pytest.raises(UserError, match=r"group\.names_somebody"):
        answer_group(context, outage.home.clerk, command)
    assert all(not answers(context, one) for one in outage.cases)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  ", "message.empty"),
        ("{Nachbar}", "group.unknown_placeholder"),
        ("{Vertrag} {IBAN}", "group.unknown_placeholder"),
    ],
)
def test_texts_that_cannot_be_filled(
    context: ServiceContext, outage: Outage, text: str, code: str
) -> None:
    group = grouped(context, outage)
    with pytest.raises(UserError) as caught:
        preview_answer(context, outage.home.clerk, group.group_id, "Heizung", text)
    assert caught.value.code == code


def test_each_is_closed_if_wanted(context: ServiceContext, outage: Outage) -> None:
    group = grouped(context, outage)
    answer(context, outage, group, close_reason="Störung behoben")
    assert states(context, outage) == [CaseState.CLOSED] * 4
    shown = page(context, outage, outage.cases[0])
    assert not shown.actions.answer_group.possible
    assert shown.actions.answer_group.reason == "group.all_closed"
    assert shown.group is not None
    assert shown.group.settled_at is not None
    assert_standings_true(context)


def test_a_case_whose_order_nobody_has_sent_is_answered_and_stays_open(
    context: ServiceContext, outage: Outage
) -> None:
    group = grouped(context, outage)
    clerk, ordered = outage.home.clerk, outage.cases[1]
    form = OrderForm(
        contractor="Heizung Beispiel GmbH",
        due_on=date(2026, 11, 27),
        text="Heizung prüfen",
        email="",
        access="",
    )
    order = PlaceOrder(ordered, form, case_version(context, clerk, ordered))
    number = place_order(context, clerk, order).number
    shown = preview_answer(context, clerk, group.group_id, DEFAULT_SUBJECT, DEFAULT_TEXT)
    assert {one.case_id: one.draft_order for one in shown if one.draft_order} == {ordered: number}
    answer(context, outage, group, close_reason="Störung behoben")
    assert [len(answers(context, one)) for one in outage.cases] == [1] * 4
    closed, in_review = CaseState.CLOSED, CaseState.IN_REVIEW
    assert states(context, outage) == [closed, in_review, closed, closed]
    assert_standings_true(context)


@pytest.mark.parametrize("close_reason", ["", "Störung behoben"])
@pytest.mark.parametrize("pressed_in", [0, 2])
def test_one_undo_takes_all_of_it_back(
    context: ServiceContext, outage: Outage, close_reason: str, pressed_in: int
) -> None:
    group = grouped(context, outage)
    answer(context, outage, group, close_reason=close_reason)
    clerk = outage.home.clerk
    offer = cases.case_view(context, clerk, outage.cases[pressed_in]).undo
    assert offer is not None
    assert offer.kind is UndoKind.GROUP_REPLY
    assert offer.until - context.clock.now() == timedelta(seconds=30)
    undo(context, clerk, offer.undo_id)
    assert states(context, outage) == [CaseState.NEW] * 4
    assert all(not answers(context, one) for one in outage.cases)
    with context.database.read() as session:
        left = session.scalars(select(Delivery.state).where(Delivery.message_id.is_not(None)))
        assert set(left) == {DeliveryState.CANCELLED}
    for case_id in outage.cases:
        assert cases.case_view(context, clerk, case_id).undo is None
    group_now = page(context, outage, outage.cases[0]).group
    assert group_now is not None
    assert group_now.settled_at is None
    assert_standings_true(context)
    answer(context, outage, group_now)
    assert all(len(answers(context, one)) == 1 for one in outage.cases)


def test_after_its_time_nothing_is_taken_back(
    context: ServiceContext, outage: Outage, clock: FixedClock
) -> None:
    result = answer(context, outage, grouped(context, outage))
    assert result.undo is not None
    clock.advance(timedelta(seconds=31))
    with pytest.raises(UserError, match=r"undo\.too_late"):
        undo(context, outage.home.clerk, result.undo.undo_id)


def test_what_somebody_moved_on_meanwhile_stays_there(
    context: ServiceContext, outage: Outage
) -> None:
    result = answer(context, outage, grouped(context, outage))
    assert result.undo is not None
    other = outage.cases[1]
    second = outage.home.second_clerk
    version = case_version(context, second, other)
    cases.close(context, second, CloseCase(other, "Erledigt", version))
    undo(context, outage.home.clerk, result.undo.undo_id)
    assert states(context, outage)[:2] == [CaseState.NEW, CaseState.CLOSED]
    assert all(not answers(context, one) for one in outage.cases)


def test_whoever_was_answered_meanwhile_is_not_answered_twice(
    context: ServiceContext, outage: Outage
) -> None:
    group = grouped(context, outage)
    clerk = outage.home.clerk
    shown = preview_answer(context, clerk, group.group_id, DEFAULT_SUBJECT, DEFAULT_TEXT)
    command = AnswerGroup(
        group_id=group.group_id,
        case_id=outage.cases[0],
        recipients=tuple(one.recipient_row for one in shown),
        subject=DEFAULT_SUBJECT,
        text=DEFAULT_TEXT,
    )
    third = outage.cases[2]
    way = cases.case_view(context, clerk, third).reply_ways[0].key
    conversation.send_message(
        context,
        outage.home.second_clerk,
        SendMessage(third, way, "Heizung", "Wir kommen.", case_version(context, clerk, third)),
    )
    with pytest.raises(UserError) as caught:
        answer_group(context, clerk, command)
    assert caught.value.code == "group.case_changed"
    assert [len(answers(context, one)) for one in outage.cases] == [0, 0, 1, 0]


def test_sending_the_same_twice_is_refused(context: ServiceContext, outage: Outage) -> None:
    group = grouped(context, outage)
    clerk = outage.home.clerk
    shown = preview_answer(context, clerk, group.group_id, DEFAULT_SUBJECT, DEFAULT_TEXT)
    command = AnswerGroup(
        group_id=group.group_id,
        case_id=outage.cases[0],
        recipients=tuple(one.recipient_row for one in shown),
        subject=DEFAULT_SUBJECT,
        text=DEFAULT_TEXT,
    )
    answer_group(context, clerk, command)
    with pytest.raises(UserError, match=r"group\.case_changed"):
        answer_group(context, clerk, command)
    assert [len(answers(context, one)) for one in outage.cases] == [1] * 4


def test_taking_a_case_meanwhile_disturbs_nobody(context: ServiceContext, outage: Outage) -> None:
    group = grouped(context, outage)
    clerk = outage.home.clerk
    shown = preview_answer(context, clerk, group.group_id, DEFAULT_SUBJECT, DEFAULT_TEXT)
    second = outage.home.second_clerk
    case_id = outage.cases[1]
    cases.take(context, second, TakeCase(case_id, case_version(context, second, case_id)))
    answer_group(
        context,
        clerk,
        AnswerGroup(
            group_id=group.group_id,
            case_id=outage.cases[0],
            recipients=tuple(one.recipient_row for one in shown),
            subject=DEFAULT_SUBJECT,
            text=DEFAULT_TEXT,
        ),
    )
    assert [len(answers(context, one)) for one in outage.cases] == [1] * 4


def test_with_what_an_answer_begins(
    context: ServiceContext, outage: Outage, clock: FixedClock
) -> None:
    group = grouped(context, outage)
    clerk, lead = outage.home.clerk, outage.cases[0]
    with context.database.write() as unit:
        company = unit.session.get_one(Company, outage.home.company_id)
        company.settings = {"emergency_phone": "040 66969 112"}
    start = begin_answer(context, clerk, lead)
    assert (start.subject, start.text, start.draft) == (DEFAULT_SUBJECT, DEFAULT_TEXT, None)
    clock.set_berlin(date(2026, 11, 28))
    assert "040 66969 112.\n\nFreundliche Grüße" in begin_answer(context, clerk, lead).text
    result = answer(context, outage, group, text="{Anrede}, wir sind dran.")
    assert result.undo is not None
    undo(context, clerk, result.undo.undo_id)
    again = begin_answer(context, clerk, lead)
    assert again.text == "{Anrede}, wir sind dran."
    assert again.draft is not None
    assert begin_answer(context, clerk, outage.cases[1]).draft is None
    assert begin_answer(context, outage.home.second_clerk, lead).draft is None


def test_stopping_in_between_sends_nothing(context: ServiceContext, outage: Outage) -> None:
    group = grouped(context, outage)
    told: list[tuple[int, int]] = []

    def step(number: int, total: int) -> None:
        told.append((number, total))
        if number == 3:
            raise UserError("group.stopped")

    with pytest.raises(UserError, match=r"group\.stopped"):
        answer(context, outage, group, step=step)
    assert told == [(1, 4), (2, 4), (3, 4)]
    assert all(not answers(context, one) for one in outage.cases)
    assert states(context, outage) == [CaseState.NEW] * 4


def test_who_cannot_be_reached_is_left_out(context: ServiceContext, outage: Outage) -> None:
    group = grouped(context, outage)
    with context.database.write() as unit:
        unit.session.get_one(Case, outage.cases[3]).tenancy_id = None
    shown = preview_answer(context, outage.home.clerk, group.group_id, "Heizung", "Guten Tag")
    problems = {one.case_id: one.problem for one in shown}
    assert problems[outage.cases[3]] == "message.no_recipient"
    assert problems[outage.cases[0]] is None


def test_a_case_of_another_company_is_not_answered(context: ServiceContext, outage: Outage) -> None:
    group = grouped(context, outage)
    with pytest.raises(UserError, match=r"access\.denied"):
        preview_answer(context, outage.home.auditor, group.group_id, "x", "y")
    with pytest.raises(UserError, match=r"group\.unknown"):
        preview_answer(context, outage.home.clerk, 999, "x", "y")
