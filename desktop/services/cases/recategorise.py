"""Another category for a case: its fields stay, its promise is counted anew from the same receipt.

A case that becomes a bank change gets an application made of its fields. One that stops being one
sets its application aside, unchanged: it comes back if the case does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import BankChangeState
from desktop.domain.company_rules import RULES_VERSION
from desktop.domain.errors import UserError
from desktop.domain.form_fields import FieldFault, check_fields
from desktop.domain.portal_fields import (
    BANK_DETAILS,
    NO_BANK_FIELDS,
    BankFields,
    read_bank_fields,
)
from desktop.domain.portal_json import RefusedEventError
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.services.audit import AuditAction, record
from desktop.services.bank_changes.checks import is_complete, recheck
from desktop.services.cases.commands import ChangeCategory
from desktop.services.cases.loading import (
    bank_change_of,
    load_case,
    load_to_work,
    result_of,
    touch,
)
from desktop.services.cases.refusals import why_not_recategorised
from desktop.services.cases.timeline import attachments_of
from desktop.services.cases.view import ActionResult, ActionState
from desktop.services.categories.reading import read_definitions
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission

if TYPE_CHECKING:
    from desktop.services.cases.creation import NewCase

_TOUCHES = frozenset({Fact.CATEGORY, Fact.STATE, Fact.DECISION, Fact.APPLICATION})


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """Another category for a case, with the promise it would have; ``action`` says why not.

    ``missing`` are the labels of what its form asks for and the case does not have.
    """

    category_id: int
    code: str
    name: str
    icon: str
    due_on: date | None
    action: ActionState
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryChoices:
    """Where a case can go. ``due_on`` is the end of the promise it has now."""

    due_on: date | None
    choices: tuple[CategoryChoice, ...]


def category_choices(context: ServiceContext, actor: Actor, case_id: int) -> CategoryChoices:
    """Return the other categories of a case in their order, each with the promise it would have.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        case = load_case(session, actor, Permission.WORK_CASES, case_id)
        change = bank_change_of(session, case_id)
        wanted = list(categories_of(session, case.company_id))
        missing = _missing(session, case, [one.id for one in wanted])
        choices = tuple(
            CategoryChoice(
                category_id=category.id,
                code=category.code,
                name=category.name,
                icon=category.icon,
                due_on=_promise(session, context, case, category),
                action=_possible(why_not_recategorised(case, change, category)),
                missing=missing.get(category.id, ()),
            )
            for category in wanted
            if category.id != case.category_id
        )
        return CategoryChoices(case.due_on, choices)


def _missing(
    session: Session, case: Case, category_ids: Collection[int]
) -> dict[int | None, tuple[str, ...]]:
    return {
        definition.category_id: tuple(
            problem.label
            for problem in check_fields(definition.fields, case.fields)
            if problem.fault is FieldFault.MISSING
        )
        for definition in read_definitions(session, category_ids)
        if definition.code != BANK_DETAILS
    }


def categories_of(session: Session, company_id: int) -> Iterator[Category]:
    """Yield the categories in which a company takes cases; its own wins over one for all."""
    found = session.scalars(
        select(Category)
        .where((Category.company_id == company_id) | Category.company_id.is_(None))
        .order_by(Category.position, Category.id)
    ).all()
    own = {category.code for category in found if category.company_id is not None}
    for category in found:
        if category.active and (category.company_id is not None or category.code not in own):
            yield category


def _possible(error: UserError | None) -> ActionState:
    if error is None:
        return ActionState(possible=True)
    return ActionState(possible=False, reason=error.code, params=error.params)


def change_category(context: ServiceContext, actor: Actor, command: ChangeCategory) -> ActionResult:
    """Put an open case into another category; what was written and filled in stays.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``case.closed``,
            ``category.gone``, ``category.same``, ``category.bank_change_decided``,
            ``category.needs_contract``.
    """
    with context.database.write() as unit:
        case = load_to_work(unit, actor, command, touches=_TOUCHES)
        wanted = {one.id: one for one in categories_of(unit.session, case.company_id)}
        category = wanted.get(command.category_id)
        if category is None:
            raise UserError("category.gone")
        put_category(unit, context, actor, case, category)
        return result_of(unit, case)


def put_category(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, case: Case, category: Category
) -> None:
    """Put a locked case into another category; raises as ``change_category``."""
    from desktop.services.teams.routing import route, route_again

    change = bank_change_of(unit.session, case.id)
    if category.id == case.category_id:
        raise UserError("category.same")
    if refusal := why_not_recategorised(case, change, category):
        raise refusal
    former, due_before = case.category, case.due_on
    by_rule = route(unit.session, case)
    case.category = category
    case.rules_version = RULES_VERSION
    if category.code == BANK_DETAILS:
        _apply(unit, context, case)
    else:
        if change is not None:
            _set_aside(unit, change)
        case.due_on = _promise(unit.session, context, case, category)
        case.act_by = case.due_on
        case.completed_at = case.received_at
    route_again(unit, context, case, by_rule)
    touch(unit, context, actor, case)
    record(
        unit,
        context,
        actor,
        AuditAction.CASE_RECATEGORISED,
        "cases",
        case.id,
        case.company_id,
        {
            "before": former.code,
            "category": category.code,
            "name": category.name,
            "due_before": _day(due_before),
            "due_on": _day(case.due_on),
        },
    )


def _promise(
    session: Session, context: ServiceContext, case: Case, category: Category
) -> date | None:
    return promise_from(session, context, case.company_id, category, case.received_at)


def promise_from(
    session: Session,
    context: ServiceContext,
    company_id: int,
    category: Category,
    received_at: datetime,
) -> date | None:
    """Return the end of the promise of a case of this category that was received then (UTC)."""
    from desktop.services.cases.creation import deadlines_at_receipt, promise_of

    if category.code == BANK_DETAILS:
        return deadlines_at_receipt(session, context, company_id, received_at).due_on
    return promise_of(session, company_id, category, berlin_day(received_at))


def _apply(unit: UnitOfWork, context: ServiceContext, case: Case) -> None:
    """Make the application of a case that becomes a bank change, or take up the one it had."""
    from desktop.services.bank_changes.completion import reopen_change
    from desktop.services.cases.creation import (
        act_by_at_receipt,
        add_bank_change,
        deadlines_at_receipt,
        fields_beside_bank,
    )

    deadlines = deadlines_at_receipt(unit.session, context, case.company_id, case.received_at)
    case.due_on, case.act_by = deadlines.due_on, act_by_at_receipt(deadlines)
    case.completed_at = None
    former = unit.session.scalar(select(BankChange).where(BankChange.case_id == case.id))
    if former is None:
        new = _as_new(unit.session, case)
        case.fields = fields_beside_bank(case.fields)
        add_bank_change(unit, context, case, new, deadlines)
        return
    reopen_change(former)
    _noting_words(unit, former)
    if is_complete(recheck(unit, context, former)):
        case.completed_at = case.received_at


def _as_new(session: Session, case: Case) -> NewCase:
    """The case as if it had come as a bank change, with what its fields say of an account."""
    from desktop.services.cases.creation import NewAttachment, NewCase

    files = attachments_of(session, (case.id,))
    first = files[min(files)] if files else ()
    return NewCase(
        company_id=case.company_id,
        category_id=case.category_id,
        tenancy_id=case.tenancy_id,
        channel=case.channel,
        received_at=case.received_at,
        correspondent="",
        bank=bank_fields_in(case.fields),
        portal_account_id=case.portal_account_id,
        attachments=tuple(
            NewAttachment(
                name=file.name, media_type=file.media_type, size=file.size, sha256=file.sha256
            )
            for file in first
        ),
        source=case.source,
        event_id=case.event_id,
    )


def bank_fields_in(fields: dict[str, Any] | None) -> BankFields:
    """Return what fields of another category say of an account; nothing where they do not fit."""
    try:
        return read_bank_fields(fields)
    except RefusedEventError:
        return NO_BANK_FIELDS


def _set_aside(unit: UnitOfWork, change: BankChange) -> None:
    change.state = BankChangeState.SET_ASIDE
    _noting_words(unit, change)


def _noting_words(unit: UnitOfWork, change: BankChange) -> None:
    """Name the IBAN in an update: so the index of words learns that its tenancy is another one."""
    unit.session.flush()
    unit.session.execute(
        update(BankChange)
        .where(BankChange.id == change.id)
        .values(iban=BankChange.iban)
        .execution_options(synchronize_session=False)
    )


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
