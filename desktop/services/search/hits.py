"""From the ids an index found to rows that are painted: read, masked, marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from desktop.domain.berlin_time import berlin_instant
from desktop.domain.documents import DocumentState
from desktop.domain.iban import mask_iban, normalise_iban
from desktop.domain.iban_text import mask_ibans
from desktop.domain.text_match import marks_of, words_of
from desktop.models.case import Case, Message
from desktop.models.company import Category, Company
from desktop.models.document import Document, DocumentContent
from desktop.models.tenancy import Tenancy
from desktop.services.search.documents import (
    GIVEN_IDS,
    GIVEN_REACH,
    MOST_LETTERS,
    Person,
    accounts_of,
    contracts_of,
    people_of,
    rows_by_id,
)
from desktop.services.search.terms import (
    LEAST_ENDING,
    LEAST_JOINED,
    Terms,
    domestic,
    is_ending,
    is_number,
)
from desktop.services.search.view import HitKind, Mark, SearchHit
from desktop.texts.units import unit_text

_BEFORE, _SNIPPET = 40, 180
"""So much of a message stands before the first mark, and so much is shown of it."""
_PIECE = 4_000
_SEPARATOR = " · "
_BLANKS = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Marking:
    """What is marked in a text, and how much of an account's end may be asked."""

    terms: Terms
    most_ending: int = LEAST_ENDING

    def marks(self, text: str) -> tuple[Mark, ...]:
        """Return the marks of words that begin with what is sought."""
        return marks_of(text, self.terms.words)

    def in_messages(self) -> "Marking":
        """Return what is marked in messages, where telephone numbers are grouped in any way."""
        return replace(self, terms=replace(self.terms, words=self.terms.beginnings))

    def numbers(self) -> list[str]:
        """Return the words that are sought within numbers too."""
        return [word for word in self.terms.words if is_number(word)]

    def number_marks(self, number: str) -> tuple[Mark, ...]:
        """Return the marks on a contract or telephone number, within its parts too."""
        if not (sought := self.numbers()):
            return self.marks(number)
        found = set(self.marks(number))
        places = [place for place, sign in enumerate(number) if sign.isdecimal()]
        digits = "".join(number[place] for place in places)
        for word in sought:
            # A number with the country's stands there without the 0 that is dialled here.
            for digits_sought in (word, word.removeprefix("0")):
                start = digits.find(digits_sought)
                if start >= 0:
                    first, last = places[start], places[start + len(digits_sought) - 1]
                    found.add((first, last - first + 1))
                    break
        return _apart(found)

    def asks_for_accounts(self) -> bool:
        """Whether any account could be meant: most words are none's end, and none is read then."""
        words = self.terms.words
        return bool(self.terms.iban) or any(is_ending(one, self.most_ending) for one in words)

    def ending(self, iban: str) -> str:
        """Return the word that is the end of an account, or ""."""
        plain = normalise_iban(iban)
        if self.terms.iban:
            return plain if plain == self.terms.iban else ""
        endings = (one for one in self.terms.words if is_ending(one, self.most_ending))
        return next((one for one in endings if plain.endswith(one)), "")


def case_hits(
    session: Session, ids: Sequence[int], reach: frozenset[int] | None, marking: Marking
) -> Iterator[SearchHit]:
    """Return the cases of these ids in their order, a hit for each."""
    rows = rows_by_id(session, _cases(narrowed=reach is not None), ids, reach)
    people = people_of(session, {row.tenancy_id for row in rows.values() if row.tenancy_id})
    for row_id in ids:
        if (row := rows.get(row_id)) is not None:
            yield _case_hit(row, people.get(row.tenancy_id, []), marking)


@cache
def _cases(*, narrowed: bool) -> Select[Any]:
    query = (
        select(
            Case.id,
            Case.reference,
            Case.subject,
            Case.company_id,
            Case.tenancy_id,
            Case.received_at,
            Case.closed_at,
            Case.is_open,
            Company.short_name.label("company_tag"),
            Category.name.label("category"),
            Category.icon,
            Tenancy.contract_number,
        )
        .join(Company, Company.id == Case.company_id)
        .join(Category, Category.id == Case.category_id)
        .outerjoin(Tenancy, Tenancy.id == Case.tenancy_id)
        .where(Case.id.in_(GIVEN_IDS))
    )
    return query.where(Case.company_id.in_(GIVEN_REACH)) if narrowed else query


def _case_hit(row: Row[Any], people: Sequence[Person], marking: Marking) -> SearchHit:
    title = mask_ibans(row.subject) or row.category
    parts = [*(one.name for one in people), row.reference, row.contract_number or ""]
    if row.category != title:
        parts.append(row.category)
    detail = _SEPARATOR.join(part for part in parts if part)
    return SearchHit(
        kind=HitKind.CASE,
        title=title,
        detail=detail,
        marks=marking.marks(title),
        detail_marks=marking.marks(detail),
        case_id=row.id,
        tenancy_id=row.tenancy_id,
        at=row.received_at if row.is_open else row.closed_at or row.received_at,
        is_open=row.is_open,
        company_id=row.company_id,
        company_tag=row.company_tag,
        icon=row.icon,
    )


def message_hits(
    session: Session, ids: Sequence[int], reach: frozenset[int] | None, marking: Marking
) -> Iterator[SearchHit]:
    """Return the messages of these ids in their order, a hit for each."""
    rows = rows_by_id(session, _messages(narrowed=reach is not None), ids, reach)
    marking = marking.in_messages()
    for row_id in ids:
        if (row := rows.get(row_id)) is not None:
            yield _message_hit(row, marking)


@cache
def _messages(*, narrowed: bool) -> Select[Any]:
    query = (
        select(
            Message.id,
            Message.case_id,
            Message.correspondent,
            Message.subject,
            Message.text,
            Message.at,
            Case.reference,
            Case.subject.label("case_subject"),
            Case.company_id,
            Case.tenancy_id,
            Case.is_open,
            Company.short_name.label("company_tag"),
            Category.icon,
        )
        .join(Case, Case.id == Message.case_id)
        .join(Company, Company.id == Case.company_id)
        .join(Category, Category.id == Case.category_id)
        .where(Message.id.in_(GIVEN_IDS))
    )
    return query.where(Case.company_id.in_(GIVEN_REACH)) if narrowed else query


def _message_hit(row: Row[Any], marking: Marking) -> SearchHit:
    subject = mask_ibans(row.subject or row.case_subject)
    parts = (mask_ibans(row.correspondent), subject, row.reference)
    title = _SEPARATOR.join(part for part in parts if part)
    detail, detail_marks = snippet(mask_ibans(row.text), marking)
    return SearchHit(
        kind=HitKind.MESSAGE,
        title=title,
        detail=detail,
        marks=marking.marks(title),
        detail_marks=detail_marks,
        case_id=row.case_id,
        tenancy_id=row.tenancy_id,
        at=row.at,
        is_open=row.is_open,
        company_id=row.company_id,
        company_tag=row.company_tag,
        icon=row.icon,
    )


def document_hits(
    session: Session, ids: Sequence[int], reach: frozenset[int] | None, marking: Marking
) -> Iterator[SearchHit]:
    """Return the documents of these ids in their order, a hit for each."""
    rows = rows_by_id(session, _documents(narrowed=reach is not None), ids, reach)
    people = people_of(session, {row.tenancy_id for row in rows.values()})
    for row_id in ids:
        if (row := rows.get(row_id)) is not None:
            yield _document_hit(row, people.get(row.tenancy_id, []), marking)


@cache
def _documents(*, narrowed: bool) -> Select[Any]:
    query = (
        select(
            Document.id,
            Document.company_id,
            Document.tenancy_id,
            Document.title,
            Document.state,
            Document.published_at,
            DocumentContent.text,
            Tenancy.contract_number,
            Company.short_name.label("company_tag"),
        )
        .join(DocumentContent, DocumentContent.sha256 == Document.sha256)
        .join(Tenancy, Tenancy.id == Document.tenancy_id)
        .join(Company, Company.id == Document.company_id)
        .where(Document.id.in_(GIVEN_IDS))
    )
    return query.where(Document.company_id.in_(GIVEN_REACH)) if narrowed else query


def _document_hit(row: Row[Any], people: Sequence[Person], marking: Marking) -> SearchHit:
    title = mask_ibans(row.title)
    found, _ = snippet(mask_ibans(row.text[:MOST_LETTERS]), marking)
    parts = (*(one.name for one in people), row.contract_number, found)
    detail = _SEPARATOR.join(part for part in parts if part)
    return SearchHit(
        kind=HitKind.DOCUMENT,
        title=title,
        detail=detail,
        marks=marking.marks(title),
        detail_marks=marking.marks(detail),
        tenancy_id=row.tenancy_id,
        document_id=row.id,
        at=row.published_at,
        is_open=row.state is DocumentState.PUBLISHED,
        company_id=row.company_id,
        company_tag=row.company_tag,
    )


def snippet(text: str, marking: Marking) -> tuple[str, tuple[Mark, ...]]:
    """Return the part of a text around what was found first, in one line, with its marks."""
    first = _first_mark(text, marking)
    start = max(0, first - _BEFORE)
    if start:
        # Begin with a whole word where one begins soon.
        blank = _BLANKS.search(text, start, first)
        start = blank.end() if blank else start
    shown = _BLANKS.sub(" ", text[start : start + _SNIPPET]).rstrip()
    if start:
        shown = f"… {shown}"
    if len(text) > start + _SNIPPET:
        shown = f"{shown} …"
    return shown, marking.marks(shown)


def _first_mark(text: str, marking: Marking) -> int:
    """Where the first mark begins; 0 where the words stand elsewhere. Long texts go in pieces."""
    for start in range(0, len(text), _PIECE):
        found = marking.marks(text[start : start + _PIECE + _BEFORE])
        if found:
            return start + found[0][0]
    return 0


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
        detail = _SEPARATOR.join((*parts, self._row.contract_number))
        return self._hit(HitKind.TENANT, person.name, detail)

    def _contract_hit(self) -> SearchHit:
        names = ", ".join(person.name for person in self._people)
        detail = _SEPARATOR.join(part for part in (names, self._unit, self._address) if part)
        number = self._row.contract_number
        return self._hit(HitKind.CONTRACT, number, detail, marks=self._marking.number_marks(number))

    def _unit_hit(self) -> SearchHit:
        names = ", ".join(person.name for person in self._people)
        parts = (self._unit, names, self._row.contract_number)
        return self._hit(
            HitKind.UNIT, self._address, _SEPARATOR.join(part for part in parts if part)
        )

    def _account_hit(self, iban: str, ending: str) -> SearchHit:
        title = mask_iban(iban)
        # Only what the mask shows can be marked.
        shown = min(len(ending), LEAST_ENDING)
        names = ", ".join(person.name for person in self._people)
        detail = _SEPARATOR.join(part for part in (names, self._row.contract_number) if part)
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
            detail_marks=_apart(
                {*self._marking.marks(detail), *_tail_marks(detail, self._marking)}
            ),
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
    for part in detail.split(_SEPARATOR):
        if sum(sign.isdecimal() for sign in part) * 2 > len(part):
            for place, length in marking.number_marks(part):
                yield start + place, length
        start += len(part) + len(_SEPARATOR)


def _day_ends(day: date) -> datetime:
    return berlin_instant(day, time(0))


def _apart(marks: set[Mark]) -> tuple[Mark, ...]:
    """Return marks ordered, those that touch each other as one."""
    joined: list[Mark] = []
    for start, length in sorted(marks):
        if joined and start < joined[-1][0] + joined[-1][1]:
            before = joined[-1]
            end = max(before[0] + before[1], start + length)
            joined[-1] = (before[0], end - before[0])
        else:
            joined.append((start, length))
    return tuple(joined)
