"""What is open shortly before or after a change of contact data, because both may be one fraud."""

from collections.abc import Sequence

from sqlalchemy import select

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.accounts import ContactSource
from desktop.domain.bank_change import ContactKind
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import NoteKind
from desktop.models.bank import BankChange
from desktop.models.case import Case, Note
from desktop.models.contact import ContactDataChange
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, TenancyParty
from desktop.services.bank_changes.checks import recheck
from desktop.services.bank_changes.surroundings import UNDECIDED
from desktop.services.context import ServiceContext
from desktop.texts import tr

_OPEN_CODES = (CodeState.REQUESTED, CodeState.ISSUED, CodeState.POSTED)


def tell_open_matters(unit: UnitOfWork, context: ServiceContext, change: ContactDataChange) -> None:
    """Say in the tenant's open bank changes and cases with an open code what was changed."""
    told = _tell_bank_changes(unit, context, change)
    for case_id in _cases_with_open_code(unit, change):
        if case_id not in told and case_id != change.case_id:
            _put_note(unit, context, change, case_id)


def _tell_bank_changes(
    unit: UnitOfWork, context: ServiceContext, change: ContactDataChange
) -> set[int]:
    """Check open bank changes anew, with a note in each; returns their cases."""
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
        _put_note(unit, context, change, case.id)
        recheck(unit, context, bank_change)
        unit.changed(ChangeKind.BANK_CHANGE, bank_change.id)
    return {case.id for _, case in rows}


def _cases_with_open_code(unit: UnitOfWork, change: ContactDataChange) -> Sequence[int]:
    """The open cases in which a code was asked for that is not used yet."""
    return unit.session.scalars(
        select(Case.id)
        .where(
            Case.is_open.is_(True),
            Case.id.in_(
                select(RegistrationCode.case_id)
                .join(PortalAccount, PortalAccount.id == RegistrationCode.portal_account_id)
                .where(
                    PortalAccount.tenant_id == change.tenant_id,
                    RegistrationCode.state.in_(_OPEN_CODES),
                )
            ),
        )
        .order_by(Case.id)
    ).all()


def _put_note(
    unit: UnitOfWork, context: ServiceContext, change: ContactDataChange, case_id: int
) -> None:
    unit.session.add(
        Note(
            case_id=case_id,
            kind=NoteKind.SYSTEM,
            staff_id=None,
            text=_sentence(change),
            at=context.clock.now(),
        )
    )
    unit.changed(ChangeKind.CASE, case_id)


def _sentence(change: ContactDataChange) -> str:
    what = {
        ContactKind.EMAIL: tr("die E-Mail-Adresse"),
        ContactKind.TELEPHONE: tr("die Telefonnummer"),
        ContactKind.ADDRESS: tr("die Anschrift"),
    }[change.kind]
    if change.source is ContactSource.PORTAL:
        return tr("Während der Vorgang offen ist, wurde im Portal {what} geändert.", what=what)
    return tr("Während der Vorgang offen ist, wurde {what} geändert.", what=what)
