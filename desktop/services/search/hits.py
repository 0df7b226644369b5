"""From the ids of cases, messages and documents an index found to rows: read, masked, marked."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from desktop.domain.documents import DocumentState
from desktop.domain.iban_text import mask_ibans
from desktop.models.case import Case, Message
from desktop.models.company import Category, Company
from desktop.models.document import Document, DocumentContent
from desktop.models.tenancy import Tenancy
from desktop.services.search.documents import (
    GIVEN_IDS,
    GIVEN_REACH,
    MOST_LETTERS,
    Person,
    people_of,
    rows_by_id,
)
from desktop.services.search.marking import SEPARATOR, Marking
from desktop.services.search.view import HitKind, Mark, SearchHit

_BEFORE, _SNIPPET = 40, 180
"""So much of a message stands before the first mark, and so much is shown of it."""
_PIECE = 4_000
_BLANKS = re.compile(r"\s")


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
    detail = SEPARATOR.join(part for part in parts if part)
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
    title = SEPARATOR.join(part for part in parts if part)
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
    detail = SEPARATOR.join(part for part in parts if part)
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
