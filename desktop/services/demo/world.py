"""Houses, flats, parking spaces and who lives in them, with accounts and mandates."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.kinds import PaymentMethod, UnitKind
from desktop.domain.mandate import MandateStatus, make_reference
from desktop.domain.months import Month, add_months
from desktop.domain.workdays import bank_day_of_month
from desktop.models.tenancy import Property, Tenancy, Unit
from desktop.services.demo.accounts import NATIONAL_BANKS, german_iban
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.chance import Chance
from desktop.services.demo.contracts import (
    AccountVersion,
    Contract,
    MandateTrouble,
    MandateVersion,
    Person,
)
from desktop.services.demo.foundation import Foundation, House
from desktop.services.demo.house_data import HouseData
from desktop.services.demo.residents import Residents, Stay

_FLOORS = ("EG", "1. OG", "2. OG", "3. OG", "4. OG")
_SIDES = ("links", "Mitte", "rechts")
_LONG_BEFORE = timedelta(days=1_500)
"""Only who signed this long ago can have a mandate that lapses."""
_PARKING_FROM = 61
"""Units with this number and above are parking spaces."""


@dataclass(frozen=True, slots=True)
class _Letting:
    """What one contract is about, before the people are in it."""

    house: House
    address: dict[str, str]
    unit_id: int
    number: str
    kind: UnitKind
    starts_on: date
    ends_on: date | None = None


class WorldMaker:
    """Builds house after house until there are as many tenancies as asked for."""

    def __init__(self, writer: BulkWriter, foundation: Foundation, now: datetime) -> None:
        today = berlin_day(now)
        self._writer = writer
        self._foundation = foundation
        self._now = now
        self._today = today
        self._chance = Chance(today, "world")
        staff_ids = tuple(foundation.staff[login] for login in ("clerk1", "clerk2", "lead"))
        self._residents = Residents(writer, Chance(today, "residents"), now, staff_ids)
        self._house_data = HouseData(writer, Chance(today, "house data"))
        self._contracts: list[Contract] = []
        self._old_contracts = 0

    def build(self, tenancies: int) -> list[Contract]:
        """Write at least one house a company and exactly ``tenancies`` tenancies."""
        number = 0
        while len(self._contracts) < tenancies:
            house = self._foundation.companies[number % len(self._foundation.companies)]
            self._build_property(house, number // len(self._foundation.companies), tenancies)
            number += 1
            self._writer.relieve()
        self._writer.flush()
        return self._contracts

    def _build_property(self, house: House, index: int, limit: int) -> None:
        streets = house.material.streets
        street, postcode = streets[index % len(streets)]
        address = {
            "street": street,
            "house_number": f"{2 + 2 * (index // len(streets)) + index % 2}",
            "postcode": postcode,
            "town": house.material.town,
        }
        property_id = self._writer.key(Property)
        number = str(house.material.first_property + index)
        self._writer.add(
            Property,
            id=property_id,
            company_id=house.id,
            number=number,
            federal_state=house.material.federal_state,
            **address,
        )
        self._house_data.add_contacts(house, property_id)
        prefix = f"{house.material.contract_prefix}.{number}"
        parking = _PARKING_FROM
        for flat in range(1, self._chance.between(10, 28) + 1):
            if len(self._contracts) >= limit:
                return
            unit_id = self._add_unit(property_id, flat, UnitKind.FLAT)
            self._house_data.add_meters(house, unit_id)
            contract = self._let_flat(house, address, unit_id, f"{prefix}.{flat:02d}", limit)
            wanted = contract.ends_on is None and self._chance.happens(14)
            if wanted and len(self._contracts) < limit:
                space = self._add_unit(property_id, parking, UnitKind.PARKING)
                self._let_space(contract, space, f"{prefix}.{parking:02d}01")
                parking += 1

    def _add_unit(self, property_id: int, number: int, kind: UnitKind) -> int:
        key = self._writer.key(Unit)
        flat = kind is UnitKind.FLAT
        self._writer.add(
            Unit,
            id=key,
            property_id=property_id,
            number=f"{number:02d}",
            kind=kind,
            floor=_FLOORS[(number - 1) // len(_SIDES) % len(_FLOORS)] if flat else "",
            position=_SIDES[(number - 1) % len(_SIDES)] if flat else "Tiefgarage",
            area_m2=Decimal(self._chance.between(280, 1_180)) / 10 if flat else None,
        )
        return key

    def _let_flat(
        self, house: House, address: dict[str, str], unit_id: int, prefix: str, limit: int
    ) -> Contract:
        """Let a flat to who lives there now, and often to who lived there before."""
        start = self._today - timedelta(days=self._chance.between(120, 6_500))
        former = self._chance.happens(12) and len(self._contracts) + 1 < limit
        if former:
            people = self._residents.household(house, address)
            ended = start - timedelta(days=self._chance.between(1, 40))
            began = ended - timedelta(days=self._chance.between(400, 3_000))
            self._let(
                _Letting(house, address, unit_id, f"{prefix}01", UnitKind.FLAT, began, ended),
                people,
            )
        people = self._residents.household(house, address)
        ends_on = None
        if self._chance.happens(3):
            # Gave notice and has moved out a short while ago: matters still come in.
            ends_on = self._today - timedelta(days=self._chance.between(10, 90))
        number = f"{prefix}{2 if former else 1:02d}"
        return self._let(
            _Letting(house, address, unit_id, number, UnitKind.FLAT, start, ends_on), people
        )

    def _let_space(self, flat: Contract, unit_id: int, number: str) -> None:
        people = tuple(
            replace(
                person,
                account_id=None,
                external_id=None,
                account_state=None,
                troubles=(),
                troubled_since=None,
            )
            for person in flat.parties
        )
        address = {key: value for key, value in flat.address.items() if key != "country"}
        start = flat.starts_on + timedelta(days=self._chance.between(0, 60))
        space = self._let(
            _Letting(flat.house, address, unit_id, number, UnitKind.PARKING, start), people, flat
        )
        flat.other.append(space)
        space.other.append(flat)

    def _let(
        self, letting: _Letting, people: tuple[Person, ...], same_account_as: Contract | None = None
    ) -> Contract:
        address = letting.address
        contract = Contract(
            tenancy_id=self._writer.key(Tenancy),
            house=letting.house,
            number=letting.number,
            kind=letting.kind,
            street=address["street"],
            house_number=address["house_number"],
            postcode=address["postcode"],
            town=address["town"],
            starts_on=letting.starts_on,
            ends_on=letting.ends_on,
            parties=people,
        )
        pays_by_debit = self._chance.happens(88)
        flat = letting.kind is UnitKind.FLAT
        cold = self._chance.between(38_000, 124_000) if flat else 6_500
        self._writer.add(
            Tenancy,
            id=contract.tenancy_id,
            version=1,
            company_id=letting.house.id,
            unit_id=letting.unit_id,
            contract_number=letting.number,
            starts_on=letting.starts_on,
            ends_on=letting.ends_on,
            rent_cold=Decimal(cold) / 100,
            rent_ancillary=Decimal(cold * 27 // 100) / 100,
            payment_method=(
                PaymentMethod.DIRECT_DEBIT if pays_by_debit else PaymentMethod.TRANSFER
            ),
        )
        percent = 40 if letting.ends_on else 93
        stay = Stay(letting.house, contract.tenancy_id, address, letting.starts_on, letting.ends_on)
        self._residents.move_in(stay, people, percent)
        if pays_by_debit:
            self._add_account(contract, same_account_as)
        self._contracts.append(contract)
        return contract

    def _add_account(self, contract: Contract, like: Contract | None) -> None:
        bank = self._chance.pick(NATIONAL_BANKS[contract.house.code])
        iban = like.iban if like and like.iban else german_iban(bank, self._chance)
        holder = self._chance.pick(contract.parties).full_name
        if like is not None and like.holder:
            holder = like.holder
        signed = contract.starts_on - timedelta(days=self._chance.between(3, 30))
        made_at = berlin_instant(signed, time(9, 30))
        contract.accounts.append(
            AccountVersion(
                iban, holder, bank_day_of_month(Month.of(contract.starts_on), 1), made_at
            )
        )
        mandate = MandateVersion(
            reference=make_reference(contract.house.code, contract.number, 1),
            number=1,
            status=MandateStatus.ACTIVE,
            holder=holder,
            iban=iban,
            signed_on=signed,
            valid_from=signed,
            created_at=made_at,
            last_collection_on=_last_run(contract.ends_on or self._today, signed),
        )
        contract.mandates.append(mandate)
        if contract.ends_on is None and signed < self._today - _LONG_BEFORE:
            self._trouble(contract, mandate)

    def _trouble(self, contract: Contract, mandate: MandateVersion) -> None:
        """Give every thirtieth older contract a mandate that cannot simply be used."""
        self._old_contracts += 1
        if self._old_contracts % 30 != 1:
            return
        kinds = (MandateTrouble.LAPSED, MandateTrouble.LAPSES_SOON, MandateTrouble.REVOKED)
        contract.mandate_trouble = kind = kinds[self._old_contracts // 30 % len(kinds)]
        if kind is MandateTrouble.REVOKED:
            mandate.status = MandateStatus.REVOKED
            mandate.revoked_on = self._today - timedelta(days=70)
            return
        months = 38 if kind is MandateTrouble.LAPSED else 33
        mandate.last_collection_on = bank_day_of_month(
            Month.of(add_months(self._today, -months)), DEFAULT_RULES.collection_bank_day
        )


def _last_run(until: date, signed: date) -> date | None:
    """Return the last collection of the monthly rent up to a day, none before the signature."""
    run = bank_day_of_month(Month.of(until), DEFAULT_RULES.collection_bank_day)
    if run > until:
        run = bank_day_of_month(Month.of(add_months(until, -1)), DEFAULT_RULES.collection_bank_day)
    return run if run > signed else None
