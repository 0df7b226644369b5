"""Reads what the page of a damage report shows, in the session that reads the case."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.case_status import CaseState
from desktop.domain.emergency import EmergencyReason
from desktop.domain.work import OrderState
from desktop.models.case import Case
from desktop.models.company import Staff
from desktop.models.exchange import AuditEvent
from desktop.models.work import ContractorOrder
from desktop.services.audit import AuditAction
from desktop.services.cases.merged import with_merged
from desktop.services.cases.view import ActionState, AttachmentView
from desktop.services.context import ServiceContext
from desktop.services.damages.fields import (
    element_of,
    is_ticked,
    place_of,
    severity_of,
    since_of,
    told_by,
)
from desktop.services.damages.groups import group_view, similar_cases
from desktop.services.damages.office import office_of
from desktop.services.damages.suggesting import is_damage
from desktop.services.damages.view import (
    DamageActions,
    DamageView,
    GroupView,
    OrderView,
    RelatedCase,
    SuggestedPriority,
)
from desktop.services.staff.access import Actor, Permission, allows

_POSSIBLE = ActionState(possible=True)


def damage_view(
    session: Session,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    attachments: Sequence[AttachmentView],
) -> DamageView | None:
    """Return what a damage report shows; None for a case of another kind."""
    if not is_damage(case.category):
        return None
    group = group_view(session, case)
    similar = similar_cases(session, context, case) if case.is_open else ()
    return DamageView(
        place=place_of(case.fields),
        element=element_of(case.fields),
        since=since_of(case.fields),
        severity=severity_of(case.fields),
        reported_emergency=is_ticked(case.fields, "emergency"),
        reported_urgent=is_ticked(case.fields, "urgent"),
        suggestion=suggestion_of(case),
        office=office_of(session, context, case.company_id),
        pictures=tuple(one for one in attachments if one.media_type.startswith("image/")),
        group=group,
        similar=similar,
        actions=_actions(actor, case, group, similar),
        told=told_by(case.fields),
    )


def suggestion_of(case: Case) -> SuggestedPriority | None:
    """Return what the words of a report suggest; None where nothing does or a person decided."""
    if case.suggested_priority is None or not case.suggestion_reason:
        return None
    return SuggestedPriority(case.suggested_priority, EmergencyReason(case.suggestion_reason))


def orders_of(session: Session, case_id: int, today: date) -> tuple[OrderView, ...]:
    """Return the orders of a case and of all that go on in it, the newest first."""
    rows = session.execute(
        select(ContractorOrder, Staff.name, Case.reference)
        .join(Staff, Staff.id == ContractorOrder.staff_id)
        .join(Case, Case.id == ContractorOrder.case_id)
        .where(ContractorOrder.case_id.in_(with_merged(case_id)))
        .order_by(ContractorOrder.id.desc())
    ).all()
    if not rows:
        return ()
    senders = _senders(session, [order.id for order, _, _ in rows])
    return tuple(
        _order_view(order, name, senders, today, "" if order.case_id == case_id else reference)
        for order, name, reference in rows
    )


def _order_view(
    order: ContractorOrder,
    written_by: str,
    senders: dict[int, str],
    today: date,
    of_case: str,
) -> OrderView:
    sent = order.state is OrderState.SENT_BY_HAND
    return OrderView(
        order_id=order.id,
        case_id=order.case_id,
        version=order.version,
        number=order.number,
        contractor=order.contractor,
        email=order.email,
        due_on=order.due_on,
        text=order.text,
        access=order.access,
        state=order.state,
        written_by=written_by,
        created_at=order.created_at,
        sent_at=order.sent_at,
        sent_by=senders.get(order.id, "") if order.sent_at is not None else "",
        settled_at=order.settled_at,
        is_due=sent and order.due_on <= today,
        of_case=of_case,
    )


def _senders(session: Session, order_ids: Sequence[int]) -> dict[int, str]:
    """Who said of an order that it was sent, the last who did."""
    rows = session.execute(
        select(AuditEvent.entity_id, Staff.name, AuditEvent.actor)
        .outerjoin(Staff, Staff.login == AuditEvent.actor)
        .where(
            AuditEvent.entity == "contractor_orders",
            AuditEvent.entity_id.in_(order_ids),
            AuditEvent.action == AuditAction.ORDER_SENT.value,
        )
        .order_by(AuditEvent.id)
    )
    return {row.entity_id: row.name or row.actor for row in rows}


def _actions(
    actor: Actor, case: Case, group: GroupView | None, similar: tuple[RelatedCase, ...]
) -> DamageActions:
    if not allows(actor, Permission.WORK_CASES):
        denied = ActionState(possible=False, reason="access.denied")
        return DamageActions(denied, denied, denied, denied)
    is_open = case.state is not CaseState.CLOSED
    closed = ActionState(possible=False, reason="case.closed")
    return DamageActions(
        order=_POSSIBLE if is_open else closed,
        group=closed if not is_open else _if_any(similar, "group.nothing_similar"),
        answer_group=_answer(group),
        ungroup=_POSSIBLE if group else ActionState(possible=False, reason="group.none"),
    )


def _answer(group: GroupView | None) -> ActionState:
    if group is None:
        return ActionState(possible=False, reason="group.none")
    return _if_any([one for one in group.members if one.is_open], "group.all_closed")


def _if_any(things: Sequence[object], reason: str) -> ActionState:
    return _POSSIBLE if things else ActionState(possible=False, reason=reason)
