"""Orders to contractors: written, sent by hand, followed up when they are due, done or cancelled.

The program sends nothing: it makes the paper (``order_paper``), and a person says that it was sent.
Then the case waits until the order is due. Numbers are handed out once.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.berlin_time import berlin_day
from desktop.domain.blank_text import is_blank, one_line
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.kinds import UndoKind
from desktop.domain.portal_json import is_storable
from desktop.domain.text_match import search_key
from desktop.domain.work import OrderState
from desktop.models.case import Case
from desktop.models.exchange import UndoEntry
from desktop.models.work import ContractorOrder
from desktop.services.audit import AuditAction, record
from desktop.services.cases.actions import back_to_review, begin_review
from desktop.services.cases.family import goes_on_in
from desktop.services.cases.loading import (
    load_case,
    load_for_change,
    load_to_work,
    lock_case,
    result_of,
    touch,
    wait_for_tenant,
)
from desktop.services.cases.undo_offers import offer, restore_state, state_before, undo_until
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.damages.commands import (
    ChangeOrder,
    MarkOrderSent,
    OrderForm,
    PlaceOrder,
    SettleOrder,
)
from desktop.services.damages.suggesting import is_damage
from desktop.services.delivery.outbox import cancel_deliveries
from desktop.services.numbering import next_number
from desktop.services.staff.access import Actor, Permission, require

LONGEST_NAME, LONGEST_EMAIL, LONGEST_ACCESS, LONGEST_TEXT = 120, 160, 200, 20_000
_STATE = frozenset({Fact.STATE})
_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"?&%]+@[^\s@,;:<>()\[\]\"?&%]+\.[^\s@,;:<>()\[\]\"?&%.]+")
"""One plain address: neither a second one nor a line of a header fits in."""
_SETTLED = frozenset({OrderState.DONE, OrderState.CANCELLED})


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order that was written: its number, and the case's version from now on."""

    order_id: int
    number: str
    result: ActionResult


def place_order(context: ServiceContext, actor: Actor, command: PlaceOrder) -> PlacedOrder:
    """Write an order for an open damage report; a new case is in review from then on.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``case.closed``,
            ``order.no_damage``, ``order.no_contractor``, ``order.bad_email``, ``order.no_text``,
            ``order.due_passed``, ``text.not_storable``.
    """
    with context.database.write() as unit:
        case = load_to_work(unit, actor, command, touches=_STATE)
        if case.state is CaseState.CLOSED:
            raise UserError("case.closed")
        if not is_damage(case.category):
            raise UserError("order.no_damage")
        year = berlin_day(context.clock.now()).year
        order = ContractorOrder(
            case_id=case.id,
            number=order_number(year, next_number(unit, f"order.{year}")),
            state=OrderState.DRAFT,
            staff_id=actor.person_id,
            created_at=context.clock.now(),
        )
        _fill(context, order, command.form)
        unit.session.add(order)
        unit.session.flush()
        begin_review(unit, context, case)
        touch(unit, context, actor, case)
        _record(unit, context, actor, AuditAction.ORDER_WRITTEN, case, order)
        return PlacedOrder(order.id, order.number, result_of(unit, case))


def order_number(year: int, number: int) -> str:
    """Return how an order is called: ``A-2026-000017``."""
    return f"A-{year:04d}-{number:06d}"


def change_order(context: ServiceContext, actor: Actor, command: ChangeOrder) -> ActionResult:
    """Change an order that nobody has sent.

    Raises:
        UserError: as ``place_order``; ``order.unknown``, ``order.changed``, ``order.not_draft``.
    """
    with context.database.write() as unit:
        order, case = _locked(unit, actor, command.order_id, command.order_version)
        if order.state is not OrderState.DRAFT:
            raise UserError("order.not_draft", number=order.number)
        _fill(context, order, command.form)
        _record(unit, context, actor, AuditAction.ORDER_CHANGED, case, order)
        unit.changed(ChangeKind.CASE, case.id)
        return result_of(unit, case)


def mark_sent(context: ServiceContext, actor: Actor, command: MarkOrderSent) -> ActionResult:
    """Note that a person has sent the order; the case waits until it is due.

    One that is due today, and a case that is proposed or closed, waits for nothing. It can be taken
    back within the undo time.

    Raises:
        UserError: ``order.unknown``, ``access.denied``, ``order.changed``, ``order.not_draft``,
            ``conflict.changed``.
    """
    with context.database.write() as unit:
        order, case = _locked(
            unit, actor, command.order_id, command.order_version, command.expected_version
        )
        if order.state is not OrderState.DRAFT:
            raise UserError("order.not_draft", number=order.number)
        until = undo_until(unit.session, context, case, UndoKind.ORDER_SENT)
        before = state_before(case)
        order.state = OrderState.SENT_BY_HAND
        order.sent_at = context.clock.now()
        deliveries = _let_wait(unit, context, case, order, until)
        touch(unit, context, actor, case)
        _record(unit, context, actor, AuditAction.ORDER_SENT, case, order)
        undo = offer(
            unit,
            context,
            actor,
            kind=UndoKind.ORDER_SENT,
            case=case,
            until=until,
            data={
                "order": order.id,
                "deliveries": deliveries,
                "before": before,
                "after": case.state.value,
            },
        )
        return result_of(unit, case, undo)


def _let_wait(
    unit: UnitOfWork, context: ServiceContext, case: Case, order: ContractorOrder, until: datetime
) -> list[int]:
    """Let the case wait for the order; returns the ids of what tells the portal of it.

    It hears that the case is worked on, not that the tenant is waited for.
    """
    if case.state in (CaseState.PROPOSED, CaseState.CLOSED):
        return []
    told = begin_review(unit, context, case, not_before=until)
    if order.due_on > context.clock.today():
        wait_for_tenant(case, order.due_on, waiting_reason(order.number))
    return told


def waiting_reason(number: str) -> str:
    """Return what a case waits for once its order was sent; kept as it is, in German."""
    return f"Auftrag {number} fällig"


def undo_order_sent(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry
) -> Case:
    """Take back that an order was sent: it is a draft again, and the case stands as before.

    Raises:
        UserError: ``undo.too_late`` where somebody has settled the order since.
    """
    case = unit.session.get_one(Case, entry.case_id)
    order = unit.session.get_one(ContractorOrder, entry.data["order"], with_for_update=True)
    still_sent = order.state is OrderState.SENT_BY_HAND
    if not still_sent or not cancel_deliveries(unit, entry.data["deliveries"]):
        raise UserError("undo.too_late")
    order.state = OrderState.DRAFT
    order.sent_at = None
    restore_state(case, entry.data["before"], only_from=CaseState(entry.data["after"]))
    touch(unit, context, actor, case)
    return case


def settle_order(context: ServiceContext, actor: Actor, command: SettleOrder) -> ActionResult:
    """Say that an order is done or cancelled; a case that waits for it is back in review.

    Raises:
        UserError: ``order.unknown``, ``access.denied``, ``order.changed``, ``order.settled``,
            ``conflict.changed``.
        ValueError: another state than these two.
    """
    if command.state not in _SETTLED:
        raise ValueError(command.state)
    with context.database.write() as unit:
        order, case = _locked(
            unit, actor, command.order_id, command.order_version, command.expected_version
        )
        if order.state in _SETTLED:
            raise UserError("order.settled", number=order.number)
        if command.state is OrderState.DONE and order.state is OrderState.DRAFT:
            raise UserError("order.not_sent", number=order.number)
        order.state = command.state
        order.settled_at = context.clock.now()
        if case.state is CaseState.WAITING and case.waiting_reason == waiting_reason(order.number):
            back_to_review(unit, context, case)
        touch(unit, context, actor, case)
        done = command.state is OrderState.DONE
        action = AuditAction.ORDER_DONE if done else AuditAction.ORDER_CANCELLED
        _record(unit, context, actor, action, case, order)
        return result_of(unit, case)


def note_on_paper(context: ServiceContext, actor: Actor, order_id: int) -> None:
    """Log that an order was printed or saved as a file.

    Raises:
        UserError: ``order.unknown``, ``access.denied``.
    """
    with context.database.write() as unit:
        order, case = find_order(unit.session, actor, Permission.WORK_CASES, order_id)
        _record(unit, context, actor, AuditAction.ORDER_ON_PAPER, case, order)
        unit.changed(ChangeKind.CASE, goes_on_in(unit.session, case.id))


def find_order(
    session: Session, actor: Actor, permission: Permission, order_id: int
) -> tuple[ContractorOrder, Case]:
    """Return an order with its case, if the person holds ``permission`` there.

    Raises:
        UserError: ``order.unknown``, ``access.denied``.
    """
    order = session.get(ContractorOrder, order_id)
    if order is None:
        raise UserError("order.unknown")
    return order, load_case(session, actor, permission, order.case_id)


def _locked(
    unit: UnitOfWork,
    actor: Actor,
    order_id: int,
    order_version: int,
    expected_version: int | None = None,
) -> tuple[ContractorOrder, Case]:
    """The order and the case it belongs to now, locked; the case first, as everywhere.

    The orders of a case that was merged are worked on in the one that goes on.
    """
    case_id = unit.session.scalar(
        select(ContractorOrder.case_id).where(ContractorOrder.id == order_id)
    )
    if case_id is None:
        raise UserError("order.unknown")
    case_id = goes_on_in(unit.session, case_id)
    if expected_version is None:
        case = lock_case(unit, case_id)
        require(actor, Permission.WORK_CASES, case.company_id)
    else:
        case = load_for_change(
            unit, actor, Permission.WORK_CASES, case_id, expected_version, touches=_STATE
        )
    order = unit.session.get_one(ContractorOrder, order_id, with_for_update=True)
    if order.version != order_version:
        raise UserError("order.changed", number=order.number)
    return order, case


def _fill(context: ServiceContext, order: ContractorOrder, form: OrderForm) -> None:
    """Put into the order what the form says, if it can be an order."""
    if not all(map(is_storable, (form.contractor, form.email, form.text, form.access))):
        raise UserError("text.not_storable")
    contractor, email = one_line(form.contractor), one_line(form.email)
    if not contractor:
        raise UserError("order.no_contractor")
    if email and not _is_address(email):
        raise UserError("order.bad_email")
    if is_blank(form.text):
        raise UserError("order.no_text")
    _check_due(context, form.due_on)
    order.contractor = contractor[:LONGEST_NAME]
    order.contractor_key = search_key(order.contractor)[:480]
    order.email = email
    order.due_on = form.due_on
    order.text = form.text.strip()[:LONGEST_TEXT]
    order.access = one_line(form.access)[:LONGEST_ACCESS]


def _check_due(context: ServiceContext, due_on: date) -> None:
    if due_on < context.clock.today():
        raise UserError("order.due_passed")


def _is_address(email: str) -> bool:
    return len(email) <= LONGEST_EMAIL and _ADDRESS.fullmatch(email) is not None


def _record(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    case: Case,
    order: ContractorOrder,
) -> None:
    record(
        unit,
        context,
        actor,
        action,
        "contractor_orders",
        order.id,
        case.company_id,
        {"case": case.reference, "number": order.number},
    )
