"""What keeps a letter with a code from being rendered now, although somebody asked for it."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from desktop.domain.code_states import CodeState, RevocationReason
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, TenancyParty
from desktop.services.context import ServiceContext
from desktop.services.registration.guard import GuardFacts, guard_facts, guard_rules, refusal
from desktop.services.registration.people import (
    account_refusal,
    has_left,
    letter_addresses,
    load_parties,
)
from desktop.services.registration.portions import portions
from desktop.services.staff.company_settings import load_rules

ADDRESS_CHANGED = "codes.address_changed"
"""The address to which the letter was to go is none of the party's any more."""
_ENDED_BY_PERSON = (RevocationReason.BY_PERSON, RevocationReason.ACCOUNT_CLOSED)
_ALIVE = (CodeState.REQUESTED, CodeState.ISSUED, CodeState.POSTED)


def held_back(
    session: Session, context: ServiceContext, rows: Sequence[RegistrationCode]
) -> dict[int, str]:
    """Return which requests cannot be rendered now, by the code's id, as a ``UserError`` code.

    ``guard.*`` where contact data changed meanwhile, ``codes.account_open`` or
    ``codes.account_locked`` where the account needs no letter any more, ``codes.address_changed``
    or ``codes.address_missing`` where others may live at its address by now, ``codes.not_waiting``
    where the letter was rendered before.
    """
    accounts: dict[int, PortalAccount] = {}
    for some in portions(sorted({row.portal_account_id for row in rows})):
        found = session.scalars(select(PortalAccount).where(PortalAccount.id.in_(some)))
        accounts |= {account.id: account for account in found}
    return held_back_of(session, context, [(row, accounts[row.portal_account_id]) for row in rows])


def not_again(session: Session, rows: Sequence[RegistrationCode]) -> dict[int, str]:
    """Return which rendered letters ``render_again`` must not touch, by the code's id.

    ``codes.newer_letter``: a newer letter of that account is on the pile or on its way.
    ``codes.address_returned``: it came back from there, ``codes.already_ended``: a person has ended
    its code, or its account. Such a letter is asked for anew, by somebody who looks.
    """
    found = {row.id: why for row in rows if (why := _why_for_a_person(row)) is not None}
    newer = aliased(RegistrationCode)
    for some in portions(sorted(row.id for row in rows)):
        overtaken = session.scalars(
            select(RegistrationCode.id)
            .join(newer, newer.portal_account_id == RegistrationCode.portal_account_id)
            .where(
                RegistrationCode.id.in_(some),
                newer.id > RegistrationCode.id,
                newer.state.in_(_ALIVE),
            )
        )
        found |= dict.fromkeys(overtaken, "codes.newer_letter")
    return found


def _why_for_a_person(row: RegistrationCode) -> str | None:
    if row.state is CodeState.RETURNED:
        return "codes.address_returned"
    by_person = row.state is CodeState.REVOKED and row.end_reason in _ENDED_BY_PERSON
    return "codes.already_ended" if by_person else None


def held_back_of(
    session: Session,
    context: ServiceContext,
    pairs: Sequence[tuple[RegistrationCode, PortalAccount]],
) -> dict[int, str]:
    """Return what ``held_back`` does, of codes with their accounts as they were read."""
    today = context.clock.today()
    parties: dict[tuple[int, int], TenancyParty] = {}
    for some in portions(sorted({account.tenancy_id for _, account in pairs})):
        found = load_parties(session, some)
        parties |= {(party.tenancy_id, party.tenant_id): party for party in found}
    held: dict[int, str] = {}
    facts = _facts(session, context, pairs, parties)
    for row, account in pairs:
        party = parties.get((account.tenancy_id, account.tenant_id))
        if party is None:
            held[row.id] = "codes.party_unknown"
            continue
        code = _why_held(row, account, party, today)
        rules = guard_rules(load_rules(session, row.company_id))
        code = code or refusal(facts[account.id], row, rules) or _why_not_there(row, party, today)
        if code is not None:
            held[row.id] = str(code)
    return held


def _why_held(
    row: RegistrationCode, account: PortalAccount, party: TenancyParty, today: date
) -> str | None:
    if row.state is not CodeState.REQUESTED:
        return "codes.not_waiting"
    refused = account_refusal(account.state)
    if refused is not None:
        return refused
    return "codes.party_left" if has_left(party, today) else None


def _why_not_there(row: RegistrationCode, party: TenancyParty, today: date) -> str | None:
    """Return why the letter must not go to its address any more; the name is none of it.

    Since it was asked for the contract may have ended, so that others live there, or the party has
    moved: the guard forgets that after its days, a letter on the pile or printed again does not.
    """
    now = {address.lines[1:] for address in letter_addresses(party, today)}
    if not now:
        return "codes.address_missing"
    return None if tuple((row.address or {}).get("lines", ()))[1:] in now else ADDRESS_CHANGED


def _facts(
    session: Session,
    context: ServiceContext,
    pairs: Sequence[tuple[RegistrationCode, PortalAccount]],
    parties: Mapping[tuple[int, int], TenancyParty],
) -> dict[int, GuardFacts]:
    """Return what the guard knows of the accounts' parties, by the account's id."""
    today = context.clock.today()
    found: dict[int, GuardFacts] = {}
    for company_id in {row.company_id for row, _ in pairs}:
        rules = guard_rules(load_rules(session, company_id))
        own = [
            (account, party)
            for row, account in pairs
            if row.company_id == company_id
            and (party := parties.get((account.tenancy_id, account.tenant_id))) is not None
        ]
        for some in portions(own):
            facts = guard_facts(session, [party for _, party in some], rules, today)
            found |= {
                account.id: facts[party.tenancy_id, party.tenant_id] for account, party in some
            }
    return found
