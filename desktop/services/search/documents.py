"""The words by which each case, message, tenancy and document is found, read from their tables."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from desktop.database.word_index import Entry, WordIndex
from desktop.domain.case_status import BankChangeState
from desktop.domain.documents import DocumentState
from desktop.domain.iban_text import mask_ibans
from desktop.domain.text_match import words_of
from desktop.models.bank import BankChange, BankDetails
from desktop.models.case import Case, Message
from desktop.models.company import Company
from desktop.models.document import Document, DocumentContent
from desktop.models.tenancy import Property, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.search.terms import (
    NAME,
    account_words,
    category_word,
    company_word,
    domestic,
    tails,
)

MOST_LETTERS = 400_000
"""So much of one text is indexed: PostgreSQL takes a megabyte of words for a row."""


@dataclass(frozen=True, slots=True)
class Person:
    """A party of a contract, by what she is found."""

    name: str
    addition: str
    email: str
    phone: str


GIVEN_IDS: BindParameter[int] = bindparam("ids", expanding=True)
GIVEN_REACH: BindParameter[int] = bindparam("reach", expanding=True)
"""Statements are made once: to build one anew at every key takes longer than to answer it."""
_WITH_IBANS: tuple[type[BankChange] | type[BankDetails], ...] = (BankChange, BankDetails)


def entries_for(session: Session, index: WordIndex, row_ids: Collection[int]) -> list[Entry]:
    """Return the words of those rows that exist."""
    if not row_ids:
        return []
    if index is WordIndex.CASES:
        return _cases(session, row_ids)
    if index is WordIndex.MESSAGES:
        return _messages(session, row_ids)
    if index is WordIndex.DOCUMENTS:
        return _documents(session, row_ids)
    return _tenancies(session, row_ids)


def safe_words(*texts: str) -> set[str]:
    """Return the folded words of texts; IBANs in them are masked, so that nobody guesses them."""
    return {word for text in texts for word in words_of(mask_ibans(text[:MOST_LETTERS]))}


def _messages(session: Session, row_ids: Collection[int]) -> list[Entry]:
    rows = session.execute(
        select(Message.id, Message.correspondent, Message.subject, Message.text, Case.company_id)
        .join(Case, Case.id == Message.case_id)
        .where(Message.id.in_(row_ids))
    )
    return [
        Entry(
            row.id,
            {
                company_word(row.company_id),
                *safe_words(row.correspondent, row.subject, row.text),
            },
        )
        for row in rows
    ]


def _cases(session: Session, row_ids: Collection[int]) -> list[Entry]:
    rows = session.execute(
        select(
            Case.id,
            Case.reference,
            Case.subject,
            Case.company_id,
            Case.category_id,
            Case.tenancy_id,
            Tenancy.contract_number,
        )
        .outerjoin(Tenancy, Tenancy.id == Case.tenancy_id)
        .where(Case.id.in_(row_ids))
    ).all()
    people = people_of(session, {row.tenancy_id for row in rows if row.tenancy_id is not None})
    return [
        Entry(
            row.id,
            {
                company_word(row.company_id),
                category_word(row.category_id),
                *safe_words(row.reference, row.subject, row.contract_number or ""),
                *(
                    word
                    for person in people.get(row.tenancy_id, ())
                    for word in words_of(person.name)
                ),
            },
        )
        for row in rows
    ]


def _documents(session: Session, row_ids: Collection[int]) -> list[Entry]:
    """Those that were taken back before they left the house are not found."""
    rows = session.execute(
        select(
            Document.id,
            Document.company_id,
            Document.tenancy_id,
            Document.title,
            Document.file_name,
            DocumentContent.text,
            Tenancy.contract_number,
        )
        .join(DocumentContent, DocumentContent.sha256 == Document.sha256)
        .join(Tenancy, Tenancy.id == Document.tenancy_id)
        .where(Document.id.in_(row_ids), Document.state != DocumentState.UNDONE)
    ).all()
    people = people_of(session, {row.tenancy_id for row in rows})
    return [
        Entry(
            row.id,
            {
                company_word(row.company_id),
                *safe_words(row.title, row.file_name, row.text, row.contract_number),
                *(word for one in people.get(row.tenancy_id, ()) for word in words_of(one.name)),
            },
        )
        for row in rows
    ]


def _tenancies(session: Session, row_ids: Collection[int]) -> list[Entry]:
    rows = session.execute(
        select(
            Tenancy.id,
            Tenancy.company_id,
            Tenancy.contract_number,
            Unit.number,
            Property.street,
            Property.house_number,
            Property.postcode,
            Property.town,
        )
        .join(Unit, Unit.id == Tenancy.unit_id)
        .join(Property, Property.id == Unit.property_id)
        .where(Tenancy.id.in_(row_ids))
    ).all()
    people = people_of(session, row_ids)
    accounts = accounts_of(session, row_ids)
    return [
        Entry(
            row.id,
            {
                company_word(row.company_id),
                *words_of(row.contract_number),
                *tails(row.contract_number),
                *words_of(" ".join(row[3:])),
                *(word for one in people.get(row.id, ()) for word in person_words(one)),
                *(word for iban in accounts.get(row.id, ()) for word in account_words(iban)),
            },
        )
        for row in rows
    ]


def person_words(person: Person) -> Iterable[str]:
    """Return the words of one person: plain, and marked as a person's."""
    for word in words_of(f"{person.name} {person.addition} {person.email}"):
        yield word
        yield NAME + word
    for word in words_of(person.phone):
        yield word
        yield NAME + word
    yield from tails(domestic(person.phone))
    yield from tails(domestic(person.phone), NAME)


@cache
def _contracts(*, narrowed: bool) -> Select[Any]:
    query = (
        select(
            Tenancy.id,
            Tenancy.company_id,
            Tenancy.contract_number,
            Tenancy.ends_on,
            Company.short_name.label("company_tag"),
            Unit.kind,
            Unit.number,
            Unit.floor,
            Unit.position,
            Property.street,
            Property.house_number,
            Property.postcode,
            Property.town,
        )
        .join(Company, Company.id == Tenancy.company_id)
        .join(Unit, Unit.id == Tenancy.unit_id)
        .join(Property, Property.id == Unit.property_id)
        .where(Tenancy.id.in_(GIVEN_IDS))
    )
    return query.where(Tenancy.company_id.in_(GIVEN_REACH)) if narrowed else query


def contracts_of(
    session: Session, tenancy_ids: Collection[int], reach: frozenset[int] | None
) -> dict[int, Row[Any]]:
    """Return what a line about a contract says of it, by its id; only of companies in ``reach``.

    ``reach`` None means every company. The order is none.
    """
    return rows_by_id(session, _contracts(narrowed=reach is not None), tenancy_ids, reach)


def rows_by_id(
    session: Session, query: Select[Any], ids: Collection[int], reach: frozenset[int] | None
) -> dict[int, Row[Any]]:
    """Return the rows of a prepared query that asks for ``GIVEN_IDS`` and ``GIVEN_REACH``."""
    if not ids:
        return {}
    values: dict[str, list[int]] = {"ids": list(ids)}
    if reach is not None:
        values["reach"] = sorted(reach)
    return {row.id: row for row in session.connection().execute(query, values)}


@cache
def _people() -> Select[Any]:
    return (
        select(
            TenancyParty.tenancy_id,
            Tenant.first_name,
            Tenant.surname,
            Tenant.addition,
            Tenant.email,
            Tenant.phone,
        )
        .join(Tenant, Tenant.id == TenancyParty.tenant_id)
        .where(TenancyParty.tenancy_id.in_(GIVEN_IDS))
        .order_by(TenancyParty.tenancy_id, TenancyParty.party_number)
    )


def people_of(session: Session, tenancy_ids: Collection[int]) -> dict[int, list[Person]]:
    """Return the parties of contracts, the one addressed first."""
    found: defaultdict[int, list[Person]] = defaultdict(list)
    if not tenancy_ids:
        return {}
    for row in session.connection().execute(_people(), {"ids": list(tenancy_ids)}):
        tenancy_id, first_name, surname, addition, email, phone = row
        found[tenancy_id].append(Person(f"{first_name} {surname}".strip(), addition, email, phone))
    return dict(found)


@cache
def _accounts() -> Select[Any]:
    asked, stored = (
        select(literal(place).label("place"), model.id, model.tenancy_id, model.iban).where(
            model.tenancy_id.in_(GIVEN_IDS), model.iban.is_not(None)
        )
        for place, model in enumerate(_WITH_IBANS)
    )
    # One that was set aside asks for nothing any more.
    asked = asked.where(BankChange.state != BankChangeState.SET_ASIDE)
    both = union_all(asked, stored).subquery()
    return select(both.c.tenancy_id, both.c.iban).order_by(both.c.place, both.c.id.desc())


def accounts_of(session: Session, tenancy_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the IBANs of every version, and those that were only asked for; the latest first."""
    found: defaultdict[int, dict[str, None]] = defaultdict(dict)
    if not tenancy_ids:
        return {}
    rows = session.connection().execute(_accounts(), {"ids": list(tenancy_ids)})
    for tenancy_id, iban in rows:
        found[tenancy_id][iban] = None
    return {tenancy_id: list(ibans) for tenancy_id, ibans in found.items()}
