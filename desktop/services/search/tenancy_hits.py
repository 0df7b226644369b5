"""From the contracts an index found to what of them was meant: people, number, unit, accounts."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from desktop.domain.berlin_time import berlin_instant
from desktop.domain.iban import mask_iban
from desktop.domain.text_match import words_of
from desktop.services.search.documents import Person, accounts_of, contracts_of, people_of
from desktop.services.search.marking import SEPARATOR, Marking, apart
from desktop.services.search.terms import LEAST_ENDING, LEAST_JOINED, domestic, is_number
from desktop.services.search.view import HitKind, Mark, SearchHit
from desktop.texts.units import unit_text


def tenancy_hits(
    session: Session,
    ids: Sequence[int],
    reach: frozenset[int] | None,
    marking: Marking,
    today: date,
) -> Iterator[SearchHit]:
    """Return what was found of these contracts in their order: people, number, unit, accounts."""
    rows = contracts_of(session, ids, reach)
    people = people_of(session, rows)
    accounts = accounts_of(session, rows) if marking.asks_for_accounts() else {}
    for row_id in ids:
        if (row := rows.get(row_id)) is not None:
            contract = _Contract(row, people.get(row_id, []), marking, today)
            yield from contract.hits(accounts.get(row_id, []))


class _Contract:
    """One contract that was found, and what of it the words speak of."""

    def __init__(
        self, row: Row[Any], people: Sequence[Person], marking: Marking, today: date
    ) -> None:
        self._row = row
        self._people = people
        self._marking = marking
        self._words = marking.terms.words
        self._address = f"{row.street} {row.house_number}, {row.postcode} {row.town}"
        self._unit = unit_text(row.kind, row.number, row.floor, row.position)
        self._is_open = row.ends_on is None or row.ends_on >= today
        self._own = self._met_by(words_of(row.contract_number)) | self._met_in(row.contract_number)
        self._place = self._met_by(words_of(f"{row.number} {self._address}"))

    def hits(self, accounts: Sequence[str]) -> Iterator[SearchHit]:
        """Return people and accounts one by one, the contract or its unit once."""
        endings = {iban: self._marking.ending(iban) for iban in accounts}
        rest = self._own | self._place | set(endings.values())
        persons = [(one, self._met_by_person(one)) for one in self._people]
        found = [one for one, met in persons if met and met | rest >= set(self._words)]
        for person in found:
            yield self._person_hit(person)
        named = any(met for _, met in persons)
        all_of_place = self._place >= set(self._words)
        if self._words and (self._own or named) and not (all_of_place and not self._own):
            yield self._contract_hit()
        elif self._words and self._place:
            yield self._unit_hit()
        for iban, ending in endings.items():
            if ending:
                yield self._account_hit(iban, ending)

    def _met_by(self, words: Sequence[str]) -> set[str]:
        return {word for word in self._words if any(one.startswith(word) for one in words)}

    def _met_in(self, number: str) -> set[str]:
        digits = "".join(sign for sign in number if sign.isdecimal())
        joined = self._marking.terms.joined
        if len(joined) >= LEAST_JOINED and joined in digits:
            return set(self._words)
        return {word for word in self._words if is_number(word) and word in digits}

    def _met_by_person(self, person: Person) -> set[str]:
        words = words_of(f"{person.name} {person.addition} {person.email} {person.phone}")
        return self._met_by(words) | self._met_in(domestic(person.phone))

    def _person_hit(self, person: Person) -> SearchHit:
        parts = [self._address]
        for extra, marks in (
            (person.email, self._marking.marks(person.email)),
            (person.phone, self._marking.number_marks(person.phone)),
        ):
            # Shown where it is why somebody was found.
            if marks and extra:
                parts.append(extra)
        detail = SEPARATOR.join((*parts, self._row.contract_number))
        return self._hit(HitKind.TENANT, person.name, detail)

    def _contract_hit(self) -> SearchHit:
        names = ", ".join(person.name for person in self._people)
        detail = SEPARATOR.join(part for part in (names, self._unit, self._address) if part)
        number = self._row.contract_number
        return self._hit(HitKind.CONTRACT, number, detail, marks=self._marking.number_marks(number))

    def _unit_hit(self) -> SearchHit:
        names = ", ".join(person.name for person in self._people)
        parts = (self._unit, names, self._row.contract_number)
        return self._hit(
            HitKind.UNIT, self._address, SEPARATOR.join(part for part in parts if part)
        )

    def _account_hit(self, iban: str, ending: str) -> SearchHit:
        title = mask_iban(iban)
        # Only what the mask shows can be marked.
        shown = min(len(ending), LEAST_ENDING)
        names = ", ".join(person.name for person in self._people)
        detail = SEPARATOR.join(part for part in (names, self._row.contract_number) if part)
        return self._hit(HitKind.IBAN, title, detail, marks=((len(title) - shown, shown),))

    def _hit(
        self, kind: HitKind, title: str, detail: str, *, marks: tuple[Mark, ...] | None = None
    ) -> SearchHit:
        row = self._row
        return SearchHit(
            kind=kind,
            title=title,
            detail=detail,
            marks=self._marking.marks(title) if marks is None else marks,
            detail_marks=apart({*self._marking.marks(detail), *_tail_marks(detail, self._marking)}),
            tenancy_id=row.id,
            at=None if self._is_open else _day_ends(row.ends_on),
            is_open=self._is_open,
            company_id=row.company_id,
            company_tag=row.company_tag,
        )


def _tail_marks(detail: str, marking: Marking) -> Iterator[Mark]:
    """Marks within the numbers of a detail, each of which stands in a part of its own."""
    if not marking.numbers():
        return
    start = 0
    for part in detail.split(SEPARATOR):
        if sum(sign.isdecimal() for sign in part) * 2 > len(part):
            for place, length in marking.number_marks(part):
                yield start + place, length
        start += len(part) + len(SEPARATOR)


def _day_ends(day: date) -> datetime:
    return berlin_instant(day, time(0))
