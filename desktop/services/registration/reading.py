"""What screens ask about codes: the codes of a contract, and what the dialog may offer."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from desktop.domain.code_states import CodeState, is_accepted, last_day
from desktop.domain.errors import UserError
from desktop.domain.registration_code import mask_code
from desktop.models.company import Staff
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty
from desktop.services.context import ServiceContext
from desktop.services.registration.account_codes import account_code
from desktop.services.registration.guard import guard_facts, guard_rules
from desktop.services.registration.people import letter_addresses, load_parties
from desktop.services.registration.requesting import why_no_code
from desktop.services.registration.returned import letters_back, marked
from desktop.services.registration.view import CodeOptions, CodeRow, PartyOptions
from desktop.services.staff.access import Actor, Permission, allows, require
from desktop.services.staff.company_settings import load_rules


def code_options(context: ServiceContext, actor: Actor, tenancy_id: int) -> CodeOptions:
    """Return what the dialog that issues a code shows of a contract.

    Raises:
        UserError: ``access.denied``, ``codes.party_unknown`` where there is no such contract.
    """
    with context.database.read() as session:
        parties = load_parties(session, [tenancy_id])
        if not parties:
            # Nobody to write to: as if there were no such party.
            raise UserError("codes.party_unknown")
        company_id = parties[0].tenancy.company_id
        require(actor, Permission.READ_CASES, company_id)
        rules, today = load_rules(session, company_id), context.clock.today()
        facts = guard_facts(session, parties, guard_rules(rules), today)
        accounts = _accounts(session, tenancy_id)
        back = letters_back(session, (account.id for account in accounts.values()))
        rows = codes_of(session, context, actor, tenancy_id)

        def options(party: TenancyParty) -> PartyOptions:
            account = accounts.get(party.tenant_id)
            state = None if account is None else account.state
            known = facts[tenancy_id, party.tenant_id]
            returned = {} if account is None else back.get(account.id, {})
            return PartyOptions(
                tenant_id=party.tenant_id,
                name=party.tenant.full_name,
                account_state=state,
                registered_at=None if account is None else account.registered_at,
                portal_email="" if account is None else account.email,
                refused=why_no_code(party, state, context),
                addresses=marked(letter_addresses(party, today, known.since), returned),
                guard=known,
                falls=_of(rows, party, CodeState.ISSUED, CodeState.POSTED),
                waiting=next(iter(_of(rows, party, CodeState.REQUESTED)), None),
            )

        return CodeOptions(
            tenancy_id=tenancy_id,
            parties=tuple(options(party) for party in parties),
            expires_on=last_day(today, rules.code_valid_days),
            second_person=rules.code_second_person,
        )


def codes_of_contract(
    context: ServiceContext, actor: Actor, tenancy_id: int
) -> tuple[CodeRow, ...]:
    """Return the codes of all parties of a contract, the newest first.

    Raises:
        UserError: ``access.denied``, ``codes.party_unknown`` where there is no such contract.
    """
    with context.database.read() as session:
        tenancy = session.get(Tenancy, tenancy_id)
        if tenancy is None:
            raise UserError("codes.party_unknown")
        require(actor, Permission.READ_CASES, tenancy.company_id)
        return codes_of(session, context, actor, tenancy_id)


def requests_to_release(context: ServiceContext, actor: Actor) -> tuple[CodeRow, ...]:
    """Return the letters that wait for a second person in the companies of the actor.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    query = select(RegistrationCode, PortalAccount.tenant_id).where(
        RegistrationCode.state == CodeState.REQUESTED, RegistrationCode.delivery_id.is_(None)
    )
    if actor.company_ids is not None:
        query = query.where(RegistrationCode.company_id.in_(actor.company_ids))
    with context.database.read() as session:
        return _rows(session, context, actor, query.order_by(RegistrationCode.id.desc()))


def codes_of(
    session: Session, context: ServiceContext, actor: Actor, tenancy_id: int
) -> tuple[CodeRow, ...]:
    """Return the codes of a contract in a session that is open; nothing is checked."""
    query = select(RegistrationCode, PortalAccount.tenant_id).where(
        PortalAccount.tenancy_id == tenancy_id
    )
    return _rows(session, context, actor, query.order_by(RegistrationCode.id.desc()))


def _rows(
    session: Session,
    context: ServiceContext,
    actor: Actor,
    query: Select[tuple[RegistrationCode, int]],
) -> tuple[CodeRow, ...]:
    found = session.execute(
        query.join(PortalAccount, PortalAccount.id == RegistrationCode.portal_account_id)
    ).all()
    wanted = {one for row, _ in found for one in (row.requested_by_id, row.released_by_id)}
    names = _names(session, wanted)
    today = context.clock.today()
    return tuple(_row(actor, row, tenant_id, names, today) for row, tenant_id in found)


def _row(
    actor: Actor, row: RegistrationCode, tenant_id: int, names: Mapping[int, str], today: date
) -> CodeRow:
    waits = row.state is CodeState.REQUESTED and row.delivery_id is None
    return CodeRow(
        code_id=row.id,
        tenant_id=tenant_id,
        origin=row.origin,
        state=row.state,
        is_usable=is_accepted(account_code(row), today=today),
        masked=mask_code(row.shape, row.last_two),
        last_two=row.last_two,
        address=tuple((row.address or {}).get("lines", ())),
        requested_at=row.requested_at,
        requested_by=names.get(row.requested_by_id or 0, ""),
        issued_at=row.issued_at,
        posted_at=row.posted_at,
        expires_on=row.expires_on,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        end_note=row.end_note,
        guard_way=row.guard_way,
        called_at=row.called_at,
        released_at=row.released_at,
        released_by=names.get(row.released_by_id or 0, ""),
        case_id=row.case_id,
        delivery_id=row.delivery_id,
        waits_for_release=waits,
        can_release=waits
        and row.requested_by_id != actor.staff_id
        and allows(actor, Permission.RELEASE),
    )


def _names(session: Session, staff_ids: set[int | None]) -> dict[int, str]:
    rows = session.execute(
        select(Staff.id, Staff.name).where(Staff.id.in_([one for one in staff_ids if one]))
    )
    return {row.id: row.name for row in rows}


def _accounts(session: Session, tenancy_id: int) -> dict[int, PortalAccount]:
    rows = session.scalars(select(PortalAccount).where(PortalAccount.tenancy_id == tenancy_id))
    return {row.tenant_id: row for row in rows}


def _of(rows: Sequence[CodeRow], party: TenancyParty, *states: CodeState) -> tuple[CodeRow, ...]:
    return tuple(row for row in rows if row.tenant_id == party.tenant_id and row.state in states)
