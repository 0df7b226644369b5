"""The parties of contracts: who gets a letter with a code, and to which address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from desktop.database.statements import insert_with_conflict
from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import AddressChoice
from desktop.domain.errors import UserError
from desktop.domain.holder import Address
from desktop.domain.kinds import PortalAccountState
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.conversation.reply_ways import address_lines, postal_address


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterAddress:
    """An address a letter can go to; ``known_since`` is the day from which it has been known.

    ``returned_on`` is the day on which the last letter to it came back: then a person has to
    confirm the address first.
    """

    choice: AddressChoice
    lines: tuple[str, ...] = field(repr=False)
    known_since: date | None
    returned_on: date | None = None


@dataclass(frozen=True, slots=True)
class AddressesSince:
    """The days on which we learnt where a party lives now; None where it came with the party."""

    postal: date | None = None
    flat: date | None = None


def load_party(session: Session, tenancy_id: int, tenant_id: int) -> TenancyParty:
    """Return a party with its contract, its house and the person.

    Raises:
        UserError: ``codes.party_unknown``.
    """
    party = session.scalars(
        _PARTIES.where(TenancyParty.tenancy_id == tenancy_id, TenancyParty.tenant_id == tenant_id)
        .order_by(TenancyParty.party_number)
        .limit(1)
    ).first()
    if party is None:
        raise UserError("codes.party_unknown")
    return party


def load_parties(session: Session, tenancy_ids: Iterable[int]) -> Sequence[TenancyParty]:
    """Return the parties of contracts, by contract and number; as ``load_party`` otherwise."""
    return session.scalars(
        _PARTIES.where(TenancyParty.tenancy_id.in_(set(tenancy_ids))).order_by(
            TenancyParty.tenancy_id, TenancyParty.party_number
        )
    ).all()


_PARTIES = select(TenancyParty).options(
    joinedload(TenancyParty.tenant),
    joinedload(TenancyParty.tenancy).joinedload(Tenancy.unit).joinedload(Unit.property),
)


def has_left(party: TenancyParty, today: date) -> bool:
    """Whether the party left the contract before today; the end of the contract is none of it."""
    return party.until is not None and party.until < today


def account_refusal(state: PortalAccountState | None) -> str | None:
    """Return the ``UserError`` code that says why an account takes no code; None where it does."""
    if state is PortalAccountState.ACTIVATED:
        return "codes.account_open"
    return "codes.account_locked" if state is PortalAccountState.LOCKED else None


def letter_addresses(
    party: TenancyParty, today: date, known: AddressesSince = AddressesSince()
) -> tuple[LetterAddress, ...]:
    """Return where a letter to the party can go, the postal address first.

    A party without an own address lives in the let unit. Where the contract has ended the unit is
    no address any more: others read what comes there. ``known`` is what the guard knows of them.
    """
    tenant, tenancy = party.tenant, party.tenancy
    since = party.since or tenancy.starts_on
    postal, home = postal_address(tenant), _home(party)
    found = []
    lives_there = tenancy.ends_on is None or tenancy.ends_on >= today
    if postal and (lives_there or not is_home(_own(tenant), party)):
        found.append(
            LetterAddress(
                choice=AddressChoice.POSTAL,
                lines=tuple(postal.splitlines()),
                known_since=known.postal or since,
            )
        )
    if lives_there and home != postal:
        found.append(
            LetterAddress(
                choice=AddressChoice.UNIT,
                lines=tuple(home.splitlines()),
                known_since=known.flat or since,
            )
        )
    return tuple(found)


def _home(party: TenancyParty) -> str:
    house = party.tenancy.unit.property
    address = Address(
        street=house.street,
        house_number=house.house_number,
        postcode=house.postcode,
        town=house.town,
        country="DE",
    )
    return address_lines(party.tenant.full_name, address)


def is_home(values: Mapping[str, object], party: TenancyParty) -> bool:
    """Whether a postal address, by the names of its columns, is that of the party's flat."""
    house = party.tenancy.unit.property
    theirs = (house.street, house.house_number, house.postcode)
    return _plain(str(values.get(name) or "") for name in _PLACE) == _plain(theirs)


def _own(tenant: Tenant) -> dict[str, object]:
    return {name: getattr(tenant, name) for name in _PLACE}


_PLACE = ("street", "house_number", "postcode")


def _plain(parts: Iterable[str]) -> list[str]:
    return ["".join(part.split()).casefold() for part in parts]


def account_ids(
    unit: UnitOfWork, company_id: int, parties: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    """Return the portal accounts of parties (tenancy, tenant); missing ones are made, once."""
    wanted = sorted(set(parties))
    session = unit.session
    if not wanted:
        return {}
    session.execute(
        insert_with_conflict(session, PortalAccount)
        .values(
            [
                {
                    "company_id": company_id,
                    "tenancy_id": tenancy_id,
                    "tenant_id": tenant_id,
                    "state": PortalAccountState.INVITED,
                    "email": "",
                }
                for tenancy_id, tenant_id in wanted
            ]
        )
        .on_conflict_do_nothing()
    )
    rows = session.execute(
        select(PortalAccount.id, PortalAccount.tenancy_id, PortalAccount.tenant_id).where(
            PortalAccount.tenancy_id.in_({one for one, _ in wanted})
        )
    )
    found = {(row.tenancy_id, row.tenant_id): row.id for row in rows}
    return {party: found[party] for party in wanted}
