"""A person takes over contact data field by field, with undo; refusing is an answer, no act."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import ContactSource
from desktop.domain.bank_change import ContactKind
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import CaseState
from desktop.domain.contact_data import check_contact
from desktop.domain.contact_file import FIELDS
from desktop.domain.errors import UserError
from desktop.domain.kinds import UndoKind
from desktop.models.case import Case
from desktop.models.exchange import UndoEntry
from desktop.models.tenancy import TenancyParty, Tenant
from desktop.services.audit import AuditAction, record
from desktop.services.cases.actions import begin_review
from desktop.services.cases.loading import load_for_change, refuse_merged, result_of, touch
from desktop.services.cases.undo_offers import offer, restore_state, state_before, undo_until
from desktop.services.cases.view import ActionResult
from desktop.services.contacts.changes import (
    NewContactData,
    current_values,
    put_contact_data,
    take_contact_data_back,
)
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import cancel_deliveries
from desktop.services.staff.access import Actor, Permission

_TOUCHES = frozenset({Fact.STATE, Fact.INCOMING})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyContactData:
    """Take over the chosen fields for one party.

    ``chosen`` are the new values of the fields that were chosen, by column; ``seen`` the values in
    force that the person saw beside them.
    """

    case_id: int
    tenant_id: int
    chosen: Mapping[str, str]
    seen: Mapping[str, str]
    expected_version: int


def apply_contact_data(
    context: ServiceContext, actor: Actor, command: ApplyContactData
) -> ActionResult:
    """Put the chosen contact data in force; the ERP is told when the undo time is over.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``case.merged``,
            ``case.closed``, ``contact.not_a_party``, ``contact.nothing_chosen``,
            ``contact.changed_meanwhile``, or what is wrong with the data (``ContactProblem``).
    """
    with context.database.write() as unit:
        case = load_for_change(
            unit,
            actor,
            Permission.WORK_CASES,
            command.case_id,
            command.expected_version,
            touches=_TOUCHES,
        )
        refuse_merged(case)
        if case.state is CaseState.CLOSED:
            raise UserError("case.closed")
        tenant = _party(unit, case, command.tenant_id)
        until = undo_until(unit.session, context, case, UndoKind.CONTACT_DATA)
        before = state_before(case)
        made = _put(unit, context, actor, case, tenant, command)
        if not made:
            raise UserError("contact.nothing_chosen")
        told = begin_review(unit, context, case, not_before=until)
        touch(unit, context, actor, case)
        record(
            unit,
            context,
            actor,
            AuditAction.CONTACT_DATA_TAKEN,
            "cases",
            case.id,
            case.company_id,
            {"kinds": ",".join(kind.value for kind in made), "tenant_id": tenant.id},
        )
        undo = offer(
            unit,
            context,
            actor,
            kind=UndoKind.CONTACT_DATA,
            case=case,
            until=until,
            data={
                "changes": list(made.values()),
                "deliveries": told,
                "before": before,
                "after": case.state.value,
            },
        )
        return result_of(unit, case, undo)


def undo_contact_data(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry
) -> Case:
    """Take back what was taken over a moment ago; the ERP never hears of it.

    Raises:
        UserError: ``undo.too_late`` where the ERP has it, or the data are others again.
    """
    case = unit.session.get_one(Case, entry.case_id)
    if not cancel_deliveries(unit, entry.data["deliveries"]):
        raise UserError("undo.too_late")
    take_contact_data_back(unit, context, actor, entry.data["changes"])
    restore_state(case, entry.data["before"], only_from=CaseState(entry.data["after"]))
    touch(unit, context, actor, case)
    return case


def _party(unit: UnitOfWork, case: Case, tenant_id: int) -> Tenant:
    tenant = unit.session.scalar(
        select(Tenant)
        .join(TenancyParty, TenancyParty.tenant_id == Tenant.id)
        .where(TenancyParty.tenancy_id == case.tenancy_id, Tenant.id == tenant_id)
        .with_for_update(of=Tenant)
    )
    if tenant is None:
        raise UserError("contact.not_a_party")
    return tenant


def _put(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    tenant: Tenant,
    command: ApplyContactData,
) -> dict[ContactKind, int]:
    """Put each kind that has a chosen field in force; returns the changes by their kind."""
    made: dict[ContactKind, int] = {}
    until = undo_until(unit.session, context, case, UndoKind.CONTACT_DATA)
    for kind, names in FIELDS.items():
        chosen = {name: command.chosen[name] for name in names if name in command.chosen}
        if not chosen:
            continue
        current = current_values(tenant, kind)
        if any(command.seen.get(name, value) != value for name, value in current.items()):
            raise UserError("contact.changed_meanwhile")
        checked = check_contact(kind, {**current, **chosen})
        if checked.refused and checked.problem is not None:
            raise UserError(checked.problem.value)
        change = put_contact_data(
            unit,
            context,
            actor,
            NewContactData(
                tenant_id=tenant.id,
                tenancy_id=case.tenancy_id,
                kind=kind,
                source=ContactSource.CASE,
                values=checked.values,
                changed_at=context.clock.now(),
                case_id=case.id,
                problem=checked.problem,
            ),
            not_before=until,
        )
        if change is not None:
            made[kind] = change.id
    return made
