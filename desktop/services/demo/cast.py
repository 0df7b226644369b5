"""Chooses whose matter something is."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import chain, islice

from desktop.domain.case_status import Channel
from desktop.services.demo.chance import Chance
from desktop.services.demo.contracts import Contract, Person

_TRIES = 40
_AFTER_THE_END = timedelta(days=80)


class Cast:
    """Contracts to draw from; a contract has matters only while people live there."""

    def __init__(self, contracts: list[Contract], chance: Chance) -> None:
        self._contracts = contracts
        self._chance = chance
        self._households: dict[int, Contract] = {}

    def someone(
        self,
        day: date,
        channel: Channel,
        fits: Callable[[Contract], bool] = lambda _contract: True,
    ) -> Contract:
        """Return a contract that can have a matter on ``day`` by this way."""
        digital = channel in (Channel.PORTAL, Channel.APP)
        for _ in range(_TRIES):
            contract = self._chance.pick(self._contracts)
            if _lives(contract, day) and _can_write(contract, digital=digital) and fits(contract):
                return contract
        # Rare kinds of contract are looked for one by one, from a random place on.
        start = self._chance.below(len(self._contracts))
        for check_life in (True, False):
            for contract in self._from(start):
                lives = _lives(contract, day) or not check_life
                if lives and _can_write(contract, digital=digital) and fits(contract):
                    return contract
        return self._contracts[start]

    def _from(self, start: int) -> Iterator[Contract]:
        """All contracts in their order, beginning anywhere; there may be too many to copy."""
        return chain(islice(self._contracts, start, None), islice(self._contracts, start))

    def household(self, number: int, day: date, channel: Channel) -> Contract:
        """Return the contract of a household that has several matters, always the same one."""
        if number not in self._households:
            self._households[number] = self.someone(day, channel, _has_account)
        return self._households[number]

    def neighbour(self, contract: Contract, day: date) -> Contract:
        """Return another contract of the same company whose rent is drawn from an account."""
        return self.someone(
            day,
            Channel.LETTER,
            lambda other: (
                other.house is contract.house
                and bool(other.iban)
                and other.parties[0].tenant_id != contract.parties[0].tenant_id
            ),
        )

    def unregistered(
        self, day: date, fits: Callable[[Contract], bool]
    ) -> tuple[Contract, Person] | None:
        """Return who lives somewhere and cannot register, by ``day``; None if there is nobody."""
        start = self._chance.below(len(self._contracts))
        for contract in self._from(start):
            if not _lives(contract, day) or not fits(contract):
                continue
            for person in contract.parties:
                if person.cannot_register(day):
                    return contract, person
        return None

    def writer(self, contract: Contract, channel: Channel) -> Person:
        """Return who of the parties writes."""
        if channel in (Channel.PORTAL, Channel.APP) and contract.portal_person is not None:
            return contract.portal_person
        return self._chance.pick(contract.parties)


def _lives(contract: Contract, day: date) -> bool:
    if day < contract.starts_on + timedelta(days=7):
        return False
    return contract.ends_on is None or day <= contract.ends_on + _AFTER_THE_END


def _can_write(contract: Contract, *, digital: bool) -> bool:
    return not digital or contract.portal_person is not None


def _has_account(contract: Contract) -> bool:
    return bool(contract.iban) and contract.ends_on is None
