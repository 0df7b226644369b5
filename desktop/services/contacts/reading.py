"""The card of contact data of a case, read with its page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from desktop.domain.bank_change import ContactKind
from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import CaseState, Channel
from desktop.domain.code_states import CodeState
from desktop.domain.contact_data import LONGEST, check_contact
from desktop.domain.contact_file import FIELDS
from desktop.domain.contact_proposal import proposed_contact
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.company import Staff
from desktop.models.contact import ContactDataChange
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenant
from desktop.services.bank_changes.surroundings import NEVER_TO_BE, UNDECIDED
from desktop.services.cases.view import ActionState
from desktop.services.categories.codes import CONTACT_DATA
from desktop.services.contacts.view import (
    ContactCardView,
    ContactHint,
    ContactParty,
    DecidedContact,
    HintCode,
)
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, allows

_RECENT = timedelta(days=30)
_CODES_ON_THE_WAY = (CodeState.REQUESTED, CodeState.ISSUED, CodeState.POSTED)


def contact_card(
    session: Session, context: ServiceContext, actor: Actor, case: Case
) -> ContactCardView | None:
    """Return the card; None for another category and for a case without contract."""
    if case.category.code != CONTACT_DATA or case.tenancy is None:
        return None
    parties = _parties(session, case)
    tenants = [party.tenant_id for party in parties]
    return ContactCardView(
        parties=parties,
        proposed=_as_kept(proposed_contact(case.fields)),
        hints=(
            *_by_mail(case),
            *_codes(session, context, tenants),
            *_bank_changes(session, context, case),
            *_recent_changes(session, context, case, tenants),
        ),
        decided=_decided(session, case),
        apply=_may_apply(actor, case),
    )


def _as_kept(proposed: Mapping[str, str]) -> dict[str, str]:
    """Return what is asked for as it would be kept: once taken over it is no change any more."""
    kept = dict(proposed)
    for kind in (ContactKind.TELEPHONE, ContactKind.EMAIL):
        if not proposed.keys().isdisjoint(FIELDS[kind]):
            checked = check_contact(kind, proposed)
            if not checked.refused:
                kept.update(checked.values)
    return kept


def _may_apply(actor: Actor, case: Case) -> ActionState:
    if not allows(actor, Permission.WORK_CASES):
        return ActionState(possible=False, reason="access.denied")
    if case.merged_into_id is not None:
        return ActionState(possible=False, reason="case.merged")
    if case.state is CaseState.CLOSED:
        return ActionState(possible=False, reason="case.closed")
    return ActionState(possible=True)


def _parties(session: Session, case: Case) -> tuple[ContactParty, ...]:
    asked = None
    if case.portal_account_id is not None:
        asked = session.scalar(
            select(PortalAccount.tenant_id).where(PortalAccount.id == case.portal_account_id)
        )
    if case.tenancy is None:
        return ()
    views = [
        ContactParty(
            tenant_id=tenant.id,
            name=tenant.full_name,
            values={name: getattr(tenant, name) for name in LONGEST},
            asked=tenant.id == asked,
        )
        for tenant in (party.tenant for party in case.tenancy.parties)
    ]
    return tuple(sorted(views, key=lambda view: not view.asked))


def _by_mail(case: Case) -> Iterator[ContactHint]:
    if case.channel is Channel.EMAIL:
        yield ContactHint(HintCode.BY_MAIL)


def _codes(
    session: Session, context: ServiceContext, tenants: Sequence[int]
) -> Iterator[ContactHint]:
    since = context.clock.now() - _RECENT
    rows = session.execute(
        select(
            Tenant.first_name,
            Tenant.surname,
            RegistrationCode.requested_at,
            RegistrationCode.issued_at,
            RegistrationCode.case_id,
        )
        .join(PortalAccount, PortalAccount.id == RegistrationCode.portal_account_id)
        .join(Tenant, Tenant.id == PortalAccount.tenant_id)
        .where(
            PortalAccount.tenant_id.in_(tenants),
            RegistrationCode.state.in_(_CODES_ON_THE_WAY),
            or_(
                RegistrationCode.state == CodeState.REQUESTED,
                RegistrationCode.issued_at >= since,
                RegistrationCode.requested_at >= since,
            ),
        )
        .order_by(RegistrationCode.id)
    )
    for first_name, surname, requested_at, issued_at, case_id in rows:
        moment = requested_at or issued_at
        day = None if moment is None else berlin_day(moment)
        yield ContactHint(HintCode.CODE_OPEN, f"{first_name} {surname}".strip(), day, case_id)


def _bank_changes(session: Session, context: ServiceContext, case: Case) -> Iterator[ContactHint]:
    since = context.clock.today() - _RECENT
    rows = session.execute(
        select(Case.id, Case.reference, Case.received_on, BankChange.state)
        .join(BankChange, BankChange.case_id == Case.id)
        .where(
            BankChange.tenancy_id == case.tenancy_id,
            BankChange.state.not_in(NEVER_TO_BE),
            or_(
                and_(BankChange.state.in_(UNDECIDED), Case.is_open.is_(True)),
                Case.received_on >= since,
            ),
        )
        .order_by(Case.id)
    )
    for case_id, reference, received_on, state in rows:
        is_open = state in UNDECIDED
        code = HintCode.BANK_CHANGE_OPEN if is_open else HintCode.BANK_CHANGE_RECENT
        yield ContactHint(code, reference, received_on, case_id)


def _recent_changes(
    session: Session, context: ServiceContext, case: Case, tenants: Sequence[int]
) -> Iterator[ContactHint]:
    """Other contact data that were changed lately; what this case changed is no surprise."""
    own = {
        (change.tenant_id, change.kind)
        for change in session.scalars(
            select(ContactDataChange).where(ContactDataChange.case_id == case.id)
        )
    }
    since = context.clock.today() - _RECENT
    for tenant in session.scalars(select(Tenant).where(Tenant.id.in_(tenants)).order_by(Tenant.id)):
        for kind, moment in (
            (ContactKind.EMAIL, tenant.email_changed_at),
            (ContactKind.TELEPHONE, tenant.phone_changed_at),
            (ContactKind.ADDRESS, tenant.address_changed_at),
        ):
            if moment is None or (tenant.id, kind) in own:
                continue
            if (day := berlin_day(moment)) >= since:
                yield ContactHint(HintCode.CONTACT_RECENT, kind.value, day)


def _decided(session: Session, case: Case) -> tuple[DecidedContact, ...]:
    rows = session.execute(
        select(ContactDataChange, Tenant, Staff.name)
        .join(Tenant, Tenant.id == ContactDataChange.tenant_id)
        .outerjoin(Staff, Staff.id == ContactDataChange.staff_id)
        .where(ContactDataChange.case_id == case.id)
        .order_by(ContactDataChange.id.desc())
    )
    return tuple(
        DecidedContact(
            kind=change.kind,
            state=change.state,
            tenant_name=tenant.full_name,
            decided_at=change.noted_at,
            decided_by=name or "",
            problem=change.problem,
        )
        for change, tenant, name in rows
    )
