"""Which contracts have a document such as those of a batch already, by its kind and its time.

Where neither the batch nor the document says its time, what stands on the letters does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from desktop.domain.document_match.subjects import own_times, periods
from desktop.domain.documents import DocumentKind, DocumentState
from desktop.models.document import Document, Upload, UploadRow
from desktop.services.registration.portions import portions
from desktop.services.uploads.loading import StoredFacts

_Times = frozenset[tuple[date, date | None]]
_UNKNOWN: _Times = frozenset()
_Key = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


@dataclass(frozen=True, slots=True)
class Served:
    """A document of the batch's kind and time that a contract has; ``upload_id`` is its batch."""

    tenancy_id: int
    upload_id: int | None
    published_at: datetime


@dataclass(frozen=True, slots=True)
class _Known:
    served: Served
    document_id: int
    title: str
    times: _Times


def served_by(
    session: Session, upload: Upload, tenancies: Mapping[int, int | None]
) -> tuple[Served, ...]:
    """Return what the contracts of letters have already; ``tenancies`` are by the row's id."""
    ids = sorted({one for one in tenancies.values() if one is not None})
    known = [one for part in portions(ids) for one in _documents(session, upload, part)]
    if not known:
        return ()
    unsaid = [one.document_id for one in known if not one.times]
    by_document = _stated(session, UploadRow.document_id, unsaid)
    own = _batch_times(session, upload, tenancies, {one.served.tenancy_id for one in known})
    return tuple(
        one.served
        for one in known
        if _is_same(
            upload,
            one.title,
            own.get(one.served.tenancy_id, _UNKNOWN),
            one.times or by_document.get(one.document_id, _UNKNOWN),
        )
    )


def _documents(session: Session, upload: Upload, tenancy_ids: Sequence[int]) -> Iterable[_Known]:
    for row in session.execute(
        select(
            Document.id,
            Document.tenancy_id,
            Document.upload_id,
            Document.published_at,
            Document.title,
            Document.period_from,
            Document.period_to,
        ).where(
            Document.tenancy_id.in_(tenancy_ids),
            Document.state == DocumentState.PUBLISHED,
            Document.kind == upload.kind,
        )
    ):
        times = (
            _UNKNOWN if row.period_from is None else frozenset({(row.period_from, row.period_to)})
        )
        served = Served(row.tenancy_id, row.upload_id, row.published_at)
        yield _Known(served, row.id, row.title, times)


def _batch_times(
    session: Session, upload: Upload, tenancies: Mapping[int, int | None], concerned: set[int]
) -> dict[int, _Times]:
    """The time of the batch's letters by contract: what it is for, else what they say."""
    if upload.period_from is not None:
        batch = frozenset({(upload.period_from, upload.period_to)})
        return dict.fromkeys(concerned, batch)
    rows = {row: one for row, one in tenancies.items() if one is not None and one in concerned}
    found: dict[int, _Times] = {}
    for row, times in _stated(session, UploadRow.id, sorted(rows)).items():
        found[rows[row]] = found.get(rows[row], _UNKNOWN) | times
    return found


def _stated(session: Session, key: _Key, ids: Sequence[int]) -> dict[int, _Times]:
    """What letters of batches say of their time, by their row or their document."""
    found: dict[int, _Times] = {}
    for part in portions(list(ids)):
        query = select(key, UploadRow.facts).where(key.in_(part))
        for one, facts in session.execute(query).tuples():
            if one is None:
                continue
            pages = msgspec.convert(facts or {}, StoredFacts).pages
            spans = periods(pages) or own_times(pages)
            found[one] = frozenset((span.first, span.last) for span in spans)
    return found


def _is_same(upload: Upload, title: str, own: _Times, times: _Times) -> bool:
    if own and times:
        return not own.isdisjoint(times)
    # Of one of them nobody knows the time: a statement may be the same, another if it is called so.
    return (
        upload.kind is DocumentKind.OPERATING_COSTS or upload.title.casefold() == title.casefold()
    )
