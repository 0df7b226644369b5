"""What is open shortly before or after a change of contact data, because both may be one fraud."""

from sqlalchemy import select

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.accounts import ContactSource
from desktop.domain.bank_change import ContactKind
from desktop.domain.kinds import NoteKind
from desktop.models.bank import BankChange
from desktop.models.case import Case, Note
from desktop.models.contact import ContactDataChange
from desktop.models.tenancy import TenancyParty
from desktop.services.bank_changes.checks import recheck
from desktop.services.bank_changes.surroundings import UNDECIDED
from desktop.services.context import ServiceContext
from desktop.texts import tr


def tell_open_bank_changes(
    unit: UnitOfWork, context: ServiceContext, change: ContactDataChange
) -> None:
    """Check the tenant's open bank changes anew, and say in each what was changed meanwhile."""
    rows = unit.session.execute(
        select(BankChange, Case)
        .join(Case, Case.id == BankChange.case_id)
        .where(
            BankChange.tenancy_id.in_(
                select(TenancyParty.tenancy_id).where(TenancyParty.tenant_id == change.tenant_id)
            ),
            BankChange.state.in_(UNDECIDED),
            Case.is_open.is_(True),
        )
        .order_by(BankChange.id)
    ).all()
    for bank_change, case in rows:
        unit.session.add(
            Note(
                case_id=case.id,
                kind=NoteKind.SYSTEM,
                staff_id=None,
                text=_sentence(change),
                at=context.clock.now(),
            )
        )
        recheck(unit, context, bank_change)
        unit.changed(ChangeKind.BANK_CHANGE, bank_change.id)
        unit.changed(ChangeKind.CASE, case.id)


def _sentence(change: ContactDataChange) -> str:
    what = {
        ContactKind.EMAIL: tr("die E-Mail-Adresse"),
        ContactKind.TELEPHONE: tr("die Telefonnummer"),
        ContactKind.ADDRESS: tr("die Anschrift"),
    }[change.kind]
    if change.source is ContactSource.PORTAL:
        return tr("Während der Vorgang offen ist, wurde im Portal {what} geändert.", what=what)
    return tr("Während der Vorgang offen ist, wurde {what} geändert.", what=what)
