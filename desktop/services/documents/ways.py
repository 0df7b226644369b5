"""Who gets a document of a contract, and how: by each party's consent, or as a person chose."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.accounts import ConsentKind
from desktop.domain.berlin_time import berlin_day
from desktop.domain.document_period import Period
from desktop.domain.document_ways import ConsentTimes, PartyFacts, check_chosen, usual_way
from desktop.domain.documents import DeliveryWay, WayReason
from desktop.domain.errors import UserError
from desktop.models.company import Company
from desktop.models.registration import Consent
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty
from desktop.services.accounts.doubted import is_doubted
from desktop.services.documents.commands import ChosenWay
from desktop.services.documents.view import PartyWay
from desktop.services.registration.people import load_parties
from desktop.services.registration.portions import portions


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A party with what decides about its way."""

    row: TenancyParty
    account: PortalAccount | None
    facts: PartyFacts

    @property
    def name(self) -> str:
        """The name as it is shown."""
        return self.row.tenant.full_name


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract with its parties, in their order, each person once or once for each stay."""

    tenancy: Tenancy
    company_code: str
    parties: tuple[KnownParty, ...]


def ways_of(
    session: Session, tenancy_id: int, period: Period | None, now: datetime
) -> tuple[PartyWay, ...]:
    """Return how a document about ``period`` reaches each party of a contract, and why.

    Without a period it is about today, or about the last day of a contract that has ended.

    Raises:
        UserError: ``account.not_found``.
    """
    contract = contracts_of(session, [tenancy_id]).get(tenancy_id)
    if contract is None:
        raise UserError("account.not_found")
    return party_ways(contract, time_of(contract.tenancy, period, berlin_day(now)), ())


def contracts_of(session: Session, tenancy_ids: Iterable[int]) -> dict[int, Contract]:
    """Return contracts with their parties by id; those that do not exist are left out."""
    found: dict[int, Contract] = {}
    for ids in portions(sorted(set(tenancy_ids))):
        found |= _contracts(session, ids)
    return found


def time_of(tenancy: Tenancy, period: Period | None, today: date) -> Period:
    """Return the time by which it is told who is concerned."""
    if period is not None:
        return period
    day = today if tenancy.ends_on is None else min(today, tenancy.ends_on)
    return Period(day, day)


def party_ways(
    contract: Contract, time: Period, chosen: Sequence[ChosenWay]
) -> tuple[PartyWay, ...]:
    """Return the way to each person; a way chosen for one counts before one for all.

    A way for all is not asked of those whom the document does not concern.

    Raises:
        UserError: as ``check_chosen``, with ``name``; ``documents.party_unknown``.
    """
    people = {one.row.tenant_id for one in contract.parties}
    named = {one.tenant_id: one for one in chosen if one.tenant_id is not None}
    if not named.keys() <= people:
        raise UserError("documents.party_unknown")
    for_all = next((one for one in chosen if one.tenant_id is None), None)
    ways: dict[int, PartyWay] = {}
    for party in contract.parties:
        tenant_id = party.row.tenant_id
        way, reason = usual_way(party.facts, time)
        by_hand = named.get(tenant_id)
        if by_hand is None and way is not DeliveryWay.NONE:
            by_hand = for_all
        note = ""
        if by_hand is not None and by_hand.way is not way:
            _check(party, by_hand)
            way, reason, note = by_hand.way, WayReason.BY_HAND, by_hand.note.strip()
        former = ways.get(tenant_id)
        # Who left and came back is two parties and one person.
        if former is None or former.way is DeliveryWay.NONE:
            ways[tenant_id] = PartyWay(
                tenant_id=tenant_id, name=party.name, way=way, reason=reason, note=note
            )
    return tuple(ways.values())


def _check(party: KnownParty, chosen: ChosenWay) -> None:
    try:
        check_chosen(party.facts, chosen.way, chosen.note)
    except UserError as error:
        raise UserError(error.code, name=party.name) from None


def _contracts(session: Session, ids: Sequence[int]) -> dict[int, Contract]:
    accounts = {
        (one.tenancy_id, one.tenant_id): one
        for one in session.scalars(select(PortalAccount).where(PortalAccount.tenancy_id.in_(ids)))
    }
    consents = _consents(session, [one.id for one in accounts.values()])
    in_doubt = PortalAccount.tenancy_id.in_(ids), is_doubted()
    doubted = set(session.scalars(select(PortalAccount.id).where(*in_doubt)))
    codes = dict(session.execute(select(Company.id, Company.code)).tuples().all())
    parties: defaultdict[int, list[KnownParty]] = defaultdict(list)
    for row in load_parties(session, ids):
        account = accounts.get((row.tenancy_id, row.tenant_id))
        parties[row.tenancy_id].append(
            KnownParty(
                row=row,
                account=account,
                facts=PartyFacts(
                    since=row.since,
                    until=row.until,
                    account=None if account is None else account.state,
                    has_portal_name=account is not None and account.external_id is not None,
                    is_doubted=account is not None and account.id in doubted,
                    consents=() if account is None else consents.get(account.id, ()),
                ),
            )
        )
    tenancies = session.scalars(select(Tenancy).where(Tenancy.id.in_(ids)))
    return {
        one.id: Contract(one, codes[one.company_id], tuple(parties[one.id])) for one in tenancies
    }


def _consents(session: Session, account_ids: Sequence[int]) -> dict[int, list[ConsentTimes]]:
    found: defaultdict[int, list[ConsentTimes]] = defaultdict(list)
    if not account_ids:
        return found
    for row in session.execute(
        select(Consent.portal_account_id, Consent.given_at, Consent.withdrawn_at).where(
            Consent.portal_account_id.in_(account_ids),
            Consent.kind == ConsentKind.ELECTRONIC_DELIVERY,
        )
    ):
        found[row.portal_account_id].append(ConsentTimes(row.given_at, row.withdrawn_at))
    return found
