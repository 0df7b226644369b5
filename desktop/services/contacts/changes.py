"""Put a change of contact data in force, and take it back: part of the caller's transaction.

Nothing is overwritten: what was before stays in the row of the change. The day of the change feeds
the warnings of bank changes and the guard of registration codes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.accounts import ContactSource, ContactState
from desktop.domain.bank_change import ContactKind
from desktop.domain.contact_data import ContactProblem
from desktop.domain.contact_file import FIELDS
from desktop.domain.errors import UserError
from desktop.models.contact import ContactDataChange
from desktop.models.tenancy import TenancyParty, Tenant
from desktop.services.audit import AuditAction, record
from desktop.services.contacts.open_matters import tell_open_matters
from desktop.services.contacts.rows import cancel_contact_rows, queue_contact_rows
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor

_CHANGED_AT = {
    ContactKind.EMAIL: "email_changed_at",
    ContactKind.TELEPHONE: "phone_changed_at",
    ContactKind.ADDRESS: "address_changed_at",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContactData:
    """What is to be put in force; ``values`` are all fields of the kind, as they are to be kept.

    ``changed_at`` is when the tenant changed it, UTC; a moment to come counts as now. ``problem``
    marks what is doubtful.
    """

    tenant_id: int
    tenancy_id: int | None
    kind: ContactKind
    source: ContactSource
    values: Mapping[str, str]
    changed_at: datetime
    case_id: int | None = None
    problem: ContactProblem | None = None


def current_values(tenant: Tenant, kind: ContactKind) -> dict[str, str]:
    """Return the contact data of one kind as they are in force."""
    return {name: getattr(tenant, name) for name in FIELDS[kind]}


def put_contact_data(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    new: NewContactData,
    *,
    not_before: datetime,
) -> ContactDataChange | None:
    """Put contact data in force and queue them for the ERP from ``not_before`` on.

    A change that comes from the ERP is not told to it.

    Returns:
        The change; None, and nothing is done, where they are in force already.
    """
    tenant = unit.session.get_one(Tenant, new.tenant_id, with_for_update=True)
    former = current_values(tenant, new.kind)
    if former == dict(new.values):
        return None
    change = _note(unit, context, actor, tenant, new, ContactState.APPLIED)
    for name, value in new.values.items():
        setattr(tenant, name, value)
    setattr(tenant, _CHANGED_AT[new.kind], change.changed_at)
    unit.session.flush()
    if new.source is not ContactSource.ERP:
        queue_contact_rows(unit, context, change, not_before=not_before)
    _say_changed(unit, tenant.id)
    tell_open_matters(unit, context, change)
    return change


def refuse_contact_data(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, new: NewContactData
) -> ContactDataChange:
    """Note contact data that cannot be taken; nothing of the tenant changes."""
    tenant = unit.session.get_one(Tenant, new.tenant_id)
    return _note(unit, context, actor, tenant, new, ContactState.REFUSED)


def take_contact_data_back(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, change_ids: Sequence[int]
) -> None:
    """Undo changes of a moment ago: the former contact data are in force again.

    Raises:
        UserError: ``undo.too_late`` when the ERP has a row, or the data are others again.
    """
    if not cancel_contact_rows(unit, context, change_ids):
        raise UserError("undo.too_late")
    for change_id in reversed(change_ids):
        change = unit.session.get_one(ContactDataChange, change_id, with_for_update=True)
        tenant = unit.session.get_one(Tenant, change.tenant_id, with_for_update=True)
        if current_values(tenant, change.kind) != change.new:
            raise UserError("undo.too_late")
        for name, value in change.former.items():
            setattr(tenant, name, value)
        before = change.former_changed_at or _changed_before(unit, change)
        setattr(tenant, _CHANGED_AT[change.kind], before)
        change.state = ContactState.UNDONE
        _record(unit, context, actor, AuditAction.CONTACT_CHANGE_UNDONE, change)
        _say_changed(unit, tenant.id)
    unit.session.flush()


def latest_change(
    unit: UnitOfWork, tenant_id: int, kind: ContactKind, *, but: int | None = None
) -> ContactDataChange | None:
    """Return the latest change of a kind that is in force; ``but`` is left out."""
    query = (
        select(ContactDataChange)
        .where(
            ContactDataChange.tenant_id == tenant_id,
            ContactDataChange.kind == kind,
            ContactDataChange.state == ContactState.APPLIED,
        )
        .order_by(ContactDataChange.changed_at.desc(), ContactDataChange.id.desc())
        .limit(1)
    )
    return unit.session.scalar(query if but is None else query.where(ContactDataChange.id != but))


def _changed_before(unit: UnitOfWork, change: ContactDataChange) -> datetime | None:
    before = latest_change(unit, change.tenant_id, change.kind, but=change.id)
    return None if before is None else before.changed_at


def _note(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    tenant: Tenant,
    new: NewContactData,
    state: ContactState,
) -> ContactDataChange:
    now = context.clock.now()
    change = ContactDataChange(
        company_id=tenant.company_id,
        tenant_id=tenant.id,
        tenancy_id=new.tenancy_id,
        kind=new.kind,
        source=new.source,
        state=state,
        former=current_values(tenant, new.kind),
        new=dict(new.values),
        changed_at=min(new.changed_at, now),
        noted_at=now,
        former_changed_at=getattr(tenant, _CHANGED_AT[new.kind]),
        case_id=new.case_id,
        staff_id=actor.staff_id,
        problem="" if new.problem is None else new.problem.value,
    )
    unit.session.add(change)
    unit.session.flush()
    refused = state is ContactState.REFUSED
    action = AuditAction.CONTACT_REFUSED if refused else AuditAction.CONTACT_CHANGED
    _record(unit, context, actor, action, change)
    return change


def _record(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    change: ContactDataChange,
) -> None:
    record(
        unit,
        context,
        actor,
        action,
        "contact_changes",
        change.id,
        change.company_id,
        {
            "kind": change.kind.value,
            "source": change.source.value,
            "tenant_id": change.tenant_id,
            "case_id": change.case_id,
            "problem": change.problem,
        },
    )


def _say_changed(unit: UnitOfWork, tenant_id: int) -> None:
    """Every open page with a contract of the tenant shows something else now."""
    for tenancy_id in unit.session.scalars(
        select(TenancyParty.tenancy_id).where(TenancyParty.tenant_id == tenant_id)
    ):
        unit.changed(ChangeKind.TENANCY, tenancy_id)
