"""Applications for new bank details as tenants make them: mostly plain, some with any kind of slip.

Each recipe turns a contract into the fields of an application. Some need a contract of a certain
kind, some come on paper only, because the portal asks for less than a paper form does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.domain.case_status import Channel
from desktop.domain.holder import Address
from desktop.domain.kinds import UnitKind
from desktop.domain.name_match import NameMatch, compare_names
from desktop.domain.portal_fields import BankFields, MandateFields
from desktop.services.demo import accounts
from desktop.services.demo.chance import Chance
from desktop.services.demo.contracts import Contract, MandateTrouble

ANY_CHANNEL = (Channel.PORTAL, Channel.APP, Channel.EMAIL, Channel.LETTER, Channel.COUNTER)
DIGITAL = (Channel.PORTAL, Channel.APP)
PAPER = (Channel.LETTER, Channel.COUNTER)
MAIL = (Channel.EMAIL,)
_TEXT_VERSION = "2025-04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an application is made of; ``neighbour`` lends account or name to some of them."""

    contract: Contract
    neighbour: Contract
    received_on: date
    chance: Chance

    @property
    def holder(self) -> str:
        """Return the name of the party who applies."""
        person = self.contract.portal_person or self.contract.parties[0]
        return person.full_name

    def other_bank(self) -> str:
        """Return a new account at another bank than now."""
        banks = [
            bank
            for bank in accounts.NATIONAL_BANKS[self.contract.house.code]
            if bank.code != self.contract.iban[4:12]
        ]
        return accounts.german_iban(self.chance.pick(banks), self.chance)

    def same_bank(self) -> str:
        """Return a new account at the bank of now; the contract must pay by direct debit."""
        code = self.contract.iban[4:12]
        for bank in accounts.NATIONAL_BANKS[self.contract.house.code]:
            if bank.code == code:
                return accounts.german_iban(bank, self.chance)
        return self.other_bank()

    def granted(self) -> MandateFields:
        """Return a mandate signed on the day of the application."""
        return MandateFields(granted=True, signed_on=self.received_on, text_version=_TEXT_VERSION)

    def payer(self) -> tuple[str, Address]:
        """Return somebody else who pays, with a complete address."""
        names = [f"{first} {self.neighbour.parties[0].surname}" for first in _PAYERS]
        name = self.chance.pick([name for name in names if self._is_a_stranger(name)])
        address = Address(
            street=self.neighbour.street,
            house_number=self.neighbour.house_number,
            postcode=self.neighbour.postcode,
            town=self.neighbour.town,
            country="DE",
        )
        return name, address

    def _is_a_stranger(self, name: str) -> bool:
        """Whether nobody of the contract could be meant: *Rolf* is taken for a mistyped *Ole*."""
        return all(
            compare_names(name, party.full_name) is NameMatch.DIFFERS
            for party in self.contract.parties
        )


_PAYERS = ("Rolf", "Gisela", "Manfred", "Ingeborg", "Helmut", "Renate")
Make = Callable[[Wish], BankFields]
Fits = Callable[[Contract, date], bool]
"""Whether an application makes sense for a contract on a day."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One kind of application: how often, by which ways, for which contracts."""

    name: str
    weight: int
    make: Make
    channels: tuple[Channel, ...] = ANY_CHANNEL
    fits: Fits = lambda _contract, _day: True


def _plain(wish: Wish) -> BankFields:
    return BankFields(
        iban=_grouped(wish.other_bank()), account_holder=wish.holder, mandate=wish.granted()
    )


def _amended(wish: Wish) -> BankFields:
    account = wish.contract.accounts[-1]
    return BankFields(
        iban=wish.same_bank(), account_holder=account.holder, holder_address=account.address
    )


def _mandate_only(wish: Wish) -> BankFields:
    return BankFields(mandate=wish.granted())


def _revocation(wish: Wish) -> BankFields:
    revoked = MandateFields(granted=False, revoked_on=wish.received_on)
    return BankFields(mandate=revoked)


def _with_iban(make_iban: Callable[[Wish], str | None]) -> Make:
    def make(wish: Wish) -> BankFields:
        return BankFields(iban=make_iban(wish), account_holder=wish.holder, mandate=wish.granted())

    return make


def _with_payer(change: Callable[[Address], Address | None]) -> Make:
    def make(wish: Wish) -> BankFields:
        name, address = wish.payer()
        return BankFields(
            iban=wish.other_bank(),
            account_holder=name,
            holder_address=change(address),
            mandate=wish.granted(),
        )

    return make


def _complete(address: Address) -> Address:
    return address


def _absent(_address: Address) -> None:
    return None


def _without_number(address: Address) -> Address:
    return Address(
        street=address.street,
        house_number="",
        postcode=address.postcode,
        town=address.town,
        country=address.country,
    )


def _near_miss(wish: Wish) -> BankFields:
    first, _, surname = wish.holder.partition(" ")
    return BankFields(
        iban=wish.other_bank(), account_holder=f"{first[0]}. {surname}", mandate=wish.granted()
    )


def _no_holder(wish: Wish) -> BankFields:
    return BankFields(iban=wish.other_bank(), account_holder="", mandate=wish.granted())


def _unchanged(wish: Wish) -> BankFields:
    return BankFields(iban=wish.contract.iban, account_holder=wish.contract.holder)


def _without_mandate(wish: Wish) -> BankFields:
    return BankFields(iban=wish.other_bank(), account_holder=wish.holder)


def _paper(**changes: Any) -> Make:
    def make(wish: Wish) -> BankFields:
        values: dict[str, Any] = {
            "reference": None,
            "creditor_id": wish.contract.house.creditor_id,
            "signed_on": wish.received_on - timedelta(days=2),
            **{key: change(wish) for key, change in changes.items()},
        }
        return BankFields(
            iban=wish.other_bank(),
            account_holder=wish.holder,
            mandate=MandateFields(granted=True, **values),
        )

    return make


def _pays_by_debit(contract: Contract, _day: date) -> bool:
    return bool(contract.iban) and contract.mandate_trouble is MandateTrouble.NONE


def _same_bank_possible(contract: Contract, day: date) -> bool:
    """Tell whether the present mandate covers another account at the bank of now."""
    ours = {bank.code for bank in accounts.NATIONAL_BANKS[contract.house.code]}
    return (
        _pays_by_debit(contract, day)
        and contract.kind is UnitKind.FLAT
        and contract.iban.startswith("DE")
        and contract.iban[4:12] in ours
        and contract.mandates[-1].status.usable
    )


def _trouble(kind: MandateTrouble) -> Fits:
    return lambda contract, _day: bool(contract.iban) and contract.mandate_trouble is kind


def _has_no_mandate(contract: Contract, _day: date) -> bool:
    return not contract.iban


def _changed_thrice_lately(contract: Contract, _day: date) -> bool:
    days = contract.changes_on[-3:]
    return len(days) == 3 and days[-1] - days[0] <= timedelta(days=60)


def _has_ended(contract: Contract, day: date) -> bool:
    return contract.ends_on is not None and contract.ends_on < day


def _always(value: str | None) -> Callable[[Wish], str | None]:
    return lambda _wish: value


_MISTYPED_YEAR = timedelta(days=365)


RECIPES: tuple[Recipe, ...] = (
    Recipe("plain", 110, _plain),
    Recipe("amended", 18, _amended, fits=_same_bank_possible),
    Recipe("mandate_only", 8, _mandate_only, fits=_pays_by_debit),
    Recipe("revocation", 3, _revocation, fits=_pays_by_debit),
    Recipe("payer", 5, _with_payer(_complete)),
    Recipe("payer_without_address", 4, _with_payer(_absent)),
    Recipe("payer_without_number", 4, _with_payer(_without_number)),
    Recipe("near_miss", 4, _near_miss),
    Recipe("no_holder", 1, _no_holder),
    Recipe("wrong_digits", 4, _with_iban(lambda wish: accounts.swapped(wish.other_bank()))),
    Recipe("too_short", 1, _with_iban(lambda wish: wish.other_bank()[:-2])),
    Recipe("no_country", 1, _with_iban(lambda wish: f"XZ{wish.other_bank()[2:]}")),
    Recipe("no_iban", 1, _with_iban(_always(""))),
    Recipe("outside_sepa", 1, _with_iban(_always(accounts.TEST_IBANS["TR"]))),
    Recipe("austria", 1, _with_iban(_always(accounts.TEST_IBANS["AT"]))),
    Recipe("netherlands", 1, _with_iban(_always(accounts.TEST_IBANS["NL"]))),
    Recipe("switzerland", 1, _with_iban(_always(accounts.TEST_IBANS["CH"]))),
    Recipe(
        "unknown_bank",
        1,
        _with_iban(lambda wish: accounts.german_iban(accounts.UNKNOWN_BANK, wish.chance)),
    ),
    Recipe(
        "unchecked_bank",
        3,
        _with_iban(lambda wish: accounts.german_iban(accounts.UNCHECKED_BANK, wish.chance)),
    ),
    Recipe("wrong_account", 2, _with_iban(lambda wish: accounts.wrong_account(wish.other_bank()))),
    Recipe("unchanged", 1, _unchanged, fits=_pays_by_debit),
    Recipe("shared", 2, _with_iban(lambda wish: wish.neighbour.iban or wish.other_bank())),
    Recipe("no_mandate", 1, _without_mandate, fits=_has_no_mandate),
    Recipe("new_mandate_needed", 2, _without_mandate, fits=_pays_by_debit),
    Recipe(
        "signed_tomorrow",
        1,
        _paper(signed_on=lambda wish: wish.received_on + _MISTYPED_YEAR),
        PAPER,
    ),
    Recipe("unsigned", 1, _paper(signed_on=_always(None)), PAPER),
    Recipe("bad_reference", 1, _paper(reference=_always("Mandat Ä 12")), PAPER),
    Recipe(
        "taken_reference",
        1,
        _paper(reference=lambda wish: wish.neighbour.mandate_reference or "THOR-1"),
        PAPER,
    ),
    Recipe("bad_creditor", 1, _paper(creditor_id=_always("DE00ZZZ09999999999")), PAPER),
    Recipe("by_mail", 2, _plain, MAIL),
    Recipe("lapsed", 0, _amended, fits=_trouble(MandateTrouble.LAPSED)),
    Recipe("lapses_soon", 0, _amended, fits=_trouble(MandateTrouble.LAPSES_SOON)),
    Recipe("revoked", 0, _amended, fits=_trouble(MandateTrouble.REVOKED)),
    Recipe("moved_out", 1, _plain, fits=_has_ended),
    Recipe("again", 0, _plain, DIGITAL, _changed_thrice_lately),
)
"""Every kind of application, the common one first. Those of weight 0 are made on purpose only."""
TROUBLED = frozenset({"lapsed", "lapses_soon", "revoked"})
"""Recipes that need a contract whose mandate is in trouble; the others leave those alone."""


def fields_as_sent(fields: BankFields) -> dict[str, Any]:
    """Return the application as the portal's event carries it."""
    sent: dict[str, Any] = {"iban": fields.iban, "account_holder": fields.account_holder}
    if fields.holder_address is not None:
        sent["holder_address"] = {
            "street": fields.holder_address.street,
            "house_number": fields.holder_address.house_number,
            "postcode": fields.holder_address.postcode,
            "town": fields.holder_address.town,
            "country": fields.holder_address.country,
        }
    if fields.mandate is not None:
        mandate = fields.mandate
        sent["mandate"] = {
            "granted": mandate.granted,
            "signed_on": mandate.signed_on and mandate.signed_on.isoformat(),
            "revoked_on": mandate.revoked_on and mandate.revoked_on.isoformat(),
            "text_version": mandate.text_version,
        }
    return {key: value for key, value in sent.items() if value is not None}


def _grouped(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
