"""Rows for the ERP: one for every running contract of the tenant whose contact data changed."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import EchoState
from desktop.domain.changes import ChangeKind
from desktop.models.case import Case
from desktop.models.contact import ContactDataChange, ContactRow
from desktop.models.tenancy import Tenancy, TenancyParty
from desktop.services.context import ServiceContext


def queue_contact_rows(
    unit: UnitOfWork,
    context: ServiceContext,
    change: ContactDataChange,
    *,
    not_before: datetime,
    only: tuple[str, int] | None = None,
) -> list[ContactRow]:
    """Make the rows of a change; their content is frozen from here on.

    The ERP keeps contact data by contract and party, so a tenant of two contracts has two rows.
    ``only`` is contract and party number where just one of them is told again.
    """
    reference = ""
    if change.case_id is not None:
        reference = unit.session.get_one(Case, change.case_id).reference
    rows = [
        ContactRow(
            company_id=change.company_id,
            contact_change_id=change.id,
            tenant_id=change.tenant_id,
            not_before=not_before,
            created_at=context.clock.now(),
            contract_number=contract_number,
            party_number=party_number,
            values=dict(change.new),
            case_reference=reference,
            changed_at=change.changed_at,
            echo=EchoState.WAITING,
            echo_note="",
        )
        for contract_number, party_number in (
            _parts(unit.session, change, today=context.clock.today()) if only is None else [only]
        )
    ]
    unit.session.add_all(rows)
    unit.session.flush()
    unit.changed(ChangeKind.HAND_OVER)
    return rows


def cancel_contact_rows(
    unit: UnitOfWork, context: ServiceContext, change_ids: Sequence[int]
) -> bool:
    """Cancel the waiting rows of changes that are undone.

    Returns:
        False, and nothing is cancelled, if a row is in a run already: then undoing is too late.
    """
    rows = unit.session.scalars(
        select(ContactRow)
        .where(ContactRow.contact_change_id.in_(change_ids), ContactRow.cancelled_at.is_(None))
        .with_for_update()
    ).all()
    if any(row.run_number is not None for row in rows):
        return False
    for row in rows:
        row.cancelled_at = context.clock.now()
    unit.changed(ChangeKind.HAND_OVER)
    return True


def _parts(
    session: Session, change: ContactDataChange, *, today: date
) -> Sequence[tuple[str, int]]:
    """Contract and party number of every contract the tenant is party to now or soon.

    One that has ended is none of the ERP's any more, unless the change came for this very one: a
    former tenant's last settlement goes to the new address.
    """
    running = or_(Tenancy.ends_on.is_(None), Tenancy.ends_on >= today)
    still_party = or_(TenancyParty.until.is_(None), TenancyParty.until >= today)
    rows = session.execute(
        select(Tenancy.contract_number, TenancyParty.party_number)
        .join(TenancyParty, TenancyParty.tenancy_id == Tenancy.id)
        .where(
            TenancyParty.tenant_id == change.tenant_id,
            Tenancy.company_id == change.company_id,
            or_(Tenancy.id == change.tenancy_id, running & still_party),
        )
        .order_by(Tenancy.contract_number, TenancyParty.party_number)
    )
    return rows.tuples().all()
