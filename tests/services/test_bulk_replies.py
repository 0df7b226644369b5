"""Many cases answered at once, or put into another category: each as by itself, undone as one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState, Direction
from desktop.domain.work import BulkKind, BulkState
from desktop.models.case import Case, Draft, Message
from desktop.models.company import Category
from desktop.models.exchange import Delivery
from desktop.models.team import RoutingRule
from desktop.models.tenancy import Tenant
from desktop.models.work import BulkAct
from desktop.services.bulk import use_cases as bulk
from desktop.services.bulk.wishes import BulkPlan, BulkProgress, BulkWish
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import AddTag, ChangeCategory, MergeCase, SendMessage
from desktop.services.context import ServiceContext
from desktop.services.conversation import use_cases as conversation
from desktop.services.conversation.text_modules import prepared
from desktop.services.notices import use_cases as bell
from tests.support.acting import add_team, ask, page, version, write_to
from tests.support.bank_cases import add_application
from tests.support.clock import FixedClock
from tests.support.houses import Outage, add_outage, report
from tests.support.standings import assert_standings_true

DONE = BulkWish(kind=BulkKind.REPLY, template="generic_done")
CLOSING = replace(DONE, closes=True, reason="Erledigt")
MISSING = BulkWish(kind=BulkKind.REPLY, template="general_missing")
CATEGORY = BulkWish(kind=BulkKind.CATEGORY, category="documents")


@pytest.fixture
def outage(context: ServiceContext) -> Outage:
    return add_outage(context)


def plan(context: ServiceContext, outage: Outage, ids: list[int], wish: BulkWish) -> BulkPlan:
    return bulk.plan(context, outage.home.clerk, ids, wish)


def why(groups: object) -> dict[tuple[str, str], int]:
    assert isinstance(groups, tuple)
    return {(group.code, group.detail): group.count for group in groups}


def sent(context: ServiceContext, case_id: int) -> list[Message]:
    with context.database.read() as session:
        ours = select(Message).where(
            Message.case_id == case_id, Message.direction == Direction.OUTGOING
        )
        return list(session.scalars(ours.order_by(Message.id)))


def deliveries(context: ServiceContext, case_id: int) -> list[Delivery]:
    with context.database.read() as session:
        of_case = select(Delivery).where(Delivery.case_id == case_id).order_by(Delivery.id)
        return list(session.scalars(of_case))


def case_of(context: ServiceContext, case_id: int) -> Case:
    with context.database.read() as session:
        return session.get_one(Case, case_id)


def test_each_gets_its_own_answer_by_its_own_way(context: ServiceContext, outage: Outage) -> None:
    """The same as sent from the page one by one; nothing leaves before the undo time is over."""
    actor, ids = outage.home.clerk, list(outage.cases)
    twin = report(context, outage.home, outage.home.tenancy_id)
    found = plan(context, outage, ids, DONE)
    assert (list(found.ids), found.left_out) == (ids, ())
    assert found.reply is not None
    assert found.reply.by_portal == 2
    look = bulk.reply_preview(context, actor, found, 1)
    assert look.recipient == "Rolf Beispielmann, Portal"
    far = context.clock.now() + timedelta(hours=0.5)
    seen: list[bool] = []

    def check(_progress: BulkProgress) -> None:
        seen.extend(one.not_before > far for one in deliveries(context, ids[0])[-1:])

    result = bulk.run(context, actor, found, on_progress=check, set_size=2)

    assert (result.done, seen) == (4, [True, True])
    assert timedelta(seconds=30) <= result.until - context.clock.now() < timedelta(seconds=32)
    names = [("Aylin", "Musterbach"), *(one.names for one in outage.neighbours)]
    for case_id, name in zip(ids, names, strict=True):
        (message,) = sent(context, case_id)
        assert message.text == prepared(context, actor, case_id, DONE.template).text
        assert [name[1] in message.text, message.correspondent] == [True, " ".join(name)]
        assert not any(word in message.text for other in names if other != name for word in other)
        last = [one for one in deliveries(context, case_id) if one.message_id == message.id]
        assert [(one.state, one.not_before) for one in last] == [
            (DeliveryState.WAITING, result.until)
        ]
    assert sent(context, ids[0])[0].channel != sent(context, ids[1])[0].channel
    ready = prepared(context, actor, twin, DONE.template)
    way = page(context, actor, twin).reply_ways[0].key
    command = SendMessage(
        case_id=twin,
        way=way,
        subject=ready.subject,
        text=ready.text,
        expected_version=version(context, twin),
        template_code=ready.code,
    )
    conversation.send_message(context, actor, command)
    (alone,), (one_of_many,) = sent(context, twin), sent(context, ids[0])
    number, other = (page(context, actor, one).header.reference for one in (twin, ids[0]))
    assert alone.text.replace(number, other) == one_of_many.text
    assert case_of(context, twin).state is case_of(context, ids[0]).state
    assert_standings_true(context)


def test_what_cannot_be_answered_is_left_out_with_its_reason(
    context: ServiceContext, outage: Outage
) -> None:
    """A gap, no recipient, another category, another tenant's merged case; never two messages."""
    home, ids = outage.home, list(outage.cases)
    nobody = ask(context, home, tenancy_id=None)
    general = ask(context, home, "general")
    merged = ask(context, home)
    cases.merge(context, home.clerk, MergeCase(merged, ids[0], version(context, merged)))
    received = replace(DONE, template="damage_received")
    found = plan(context, outage, [*ids, nobody, general, merged, ids[0]], received)
    assert why(found.left_out) == {
        ("bulk.reply_not_fitting", ""): 1,
        ("case.merged", ""): 1,
        ("message.no_recipient", ""): 1,
    }
    assert list(found.ids) == ids
    gaps = plan(context, outage, ids, MISSING)
    assert why(gaps.left_out) == {("message.gap", "«Offene Angaben fehlen»"): 4}
    for code in ("damage_visit", "certificate_enclosed"):
        with pytest.raises(UserError, match=r"bulk\.reply_by_hand"):
            plan(context, outage, ids, replace(DONE, template=code))
    offered = bulk.offered_replies(context, home.clerk, [*ids, general], frozenset())
    by_code = {one.code: one.cases for one in offered}
    assert (by_code["generic_done"], by_code["damage_received"]) == (5, 4)
    assert "damage_visit" not in by_code


def test_what_changed_since_the_dry_run_gets_nothing(
    context: ServiceContext, outage: Outage
) -> None:
    """Not by another way, not after a new message of the tenant, and not a second time."""
    home, ids = outage.home, list(outage.cases)
    found = plan(context, outage, ids, DONE)
    write_to(context, ids[1])
    with context.database.write() as unit:
        moved = unit.session.scalars(select(Tenant).where(Tenant.surname == "Platzhalter")).one()
        moved.street, moved.house_number = "Anderswo", "1"
        moved.postcode, moved.town = "22041", "Hamburg"
    result = bulk.run(context, home.clerk, found)
    assert why(result.left_out) == {
        ("conflict.changed", ""): 1,
        ("message.recipient_changed", ""): 1,
    }
    again = bulk.run(context, home.clerk, found)
    assert (again.done, [len(sent(context, one)) for one in ids]) == (0, [1, 0, 1, 0])


def test_one_undo_takes_every_message_back(
    context: ServiceContext, outage: Outage, clock: FixedClock
) -> None:
    """Also from a case somebody tagged meanwhile: what has not left is not sent."""
    home, ids = outage.home, list(outage.cases)
    before = [case_of(context, one).state for one in ids]
    result = bulk.run(context, home.clerk, plan(context, outage, ids, CLOSING))
    assert result.done == 4
    assert {case_of(context, one).state for one in ids} == {CaseState.CLOSED}
    cases.add_tag(context, home.second_clerk, AddTag(ids[0], "Eilig", version(context, ids[0])))
    undone = bulk.undo(context, home.clerk, result.bulk_id, set_size=3)
    assert (undone.put_back, undone.kept) == (4, ())
    assert [case_of(context, one).state for one in ids] == before
    clock.advance(timedelta(hours=3))
    for case_id in ids:
        (message,) = sent(context, case_id)
        assert message.withdrawn_at is not None
        waiting = [
            one
            for one in deliveries(context, case_id)
            if one.message_id == message.id or (one.data or {}).get("status") == "closed"
        ]
        assert {one.state for one in waiting} == {DeliveryState.CANCELLED}
    with context.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
        assert session.get_one(BulkAct, result.bulk_id).state is BulkState.UNDONE
    assert_standings_true(context)


def test_what_has_left_stays_and_is_named(context: ServiceContext, outage: Outage) -> None:
    ids = list(outage.cases)
    result = bulk.run(context, outage.home.clerk, plan(context, outage, ids, DONE))
    with context.database.write() as unit:
        gone = unit.session.scalars(
            select(Delivery).where(Delivery.case_id == ids[1], Delivery.message_id.is_not(None))
        ).all()[-1]
        gone.attempts = 1
    undone = bulk.undo(context, outage.home.clerk, result.bulk_id)
    assert (undone.put_back, why(undone.kept)) == (3, {("bulk.told_already", ""): 1})
    assert sent(context, ids[1])[0].withdrawn_at is None


def test_a_reply_that_asks_lets_each_case_wait(context: ServiceContext, outage: Outage) -> None:
    case_id = add_application(context, outage.home)
    asks = replace(DONE, template="call_back")
    found = plan(context, outage, [case_id, outage.cases[0]], asks)
    assert why(found.left_out) == {("bulk.reply_not_fitting", ""): 1}
    bulk.run(context, outage.home.clerk, found)
    case = case_of(context, case_id)
    assert (case.state, case.waiting_reason) == (CaseState.WAITING, "Rückruf vereinbaren")
    closing = plan(context, outage, [case_id], replace(asks, closes=True, reason="x"))
    assert why(closing.left_out) == {("case.bank_change_open", ""): 1}


def test_many_go_to_another_category_and_back(context: ServiceContext, outage: Outage) -> None:
    """Each as a single one, with its promise; whom the rules give them by it is told once."""
    home, ids = outage.home, list(outage.cases)
    twin = report(context, home, home.tenancy_id)
    with context.database.write() as unit:
        unit.session.get_one(Category, home.categories["documents"]).promise_workdays = 3
    team_id = add_team(context, home.second_clerk)
    with context.database.write() as unit:
        unit.session.add(
            RoutingRule(
                company_id=home.company_id,
                category_id=home.categories["documents"],
                property_id=None,
                team_id=team_id,
                staff_id=home.second_clerk.staff_id,
            )
        )
    account = add_application(context, home)
    already = ask(context, home, "documents")
    found = plan(context, outage, [*ids, account, already], CATEGORY)
    assert why(found.left_out) == {("bulk.category_alone", ""): 1, ("category.same", ""): 1}
    names = ("category_id", "due_on", "act_by", "completed_at", "assignee_id", "team_id", "state")

    def stands(case_id: int) -> dict[str, object]:
        case = case_of(context, case_id)
        return {name: getattr(case, name) for name in names}

    before = [stands(one) for one in ids]
    told = len(bell.notices(context, home.second_clerk).rows)
    result = bulk.run(context, home.clerk, found, set_size=3)
    assert result.done == 4
    command = ChangeCategory(twin, home.categories["documents"], version(context, twin))
    cases.change_category(context, home.clerk, command)
    assert stands(ids[1]) == stands(twin)
    rows = bell.notices(context, home.second_clerk).rows
    assert [row.cases for row in rows[: len(rows) - told]] == [1, 4]
    assert_standings_true(context)
    undone = bulk.undo(context, home.clerk, result.bulk_id)
    assert (undone.put_back, undone.kept) == (4, ())
    assert [stands(one) for one in ids] == before
    assert bell.notices(context, home.second_clerk).rows[1].is_read
    assert_standings_true(context)
    for wish, code in (
        (replace(CATEGORY, category=""), r"bulk\.no_category"),
        (replace(DONE, template=""), r"bulk\.no_reply"),
        (replace(DONE, closes=True), r"case\.reason_missing"),
    ):
        with pytest.raises(UserError, match=code):
            bulk.run(context, home.clerk, replace(found, wish=wish))
    with pytest.raises(UserError, match=r"bulk\.category_alone"):
        plan(context, outage, ids, replace(CATEGORY, category="bank_details"))
    offered = [one.code for one in bulk.offered_categories(context, home.clerk)]
    assert "documents" in offered
    assert "bank_details" not in offered
