"""What publishing a batch would do: tried, and taken back."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.berlin_time import berlin_day
from desktop.domain.documents import DeliveryWay, DocumentKind
from desktop.domain.errors import UserError
from desktop.domain.statement_deadline import StatementTiming, statement_deadline, statement_timing
from desktop.models.document import Document, DocumentRecipient, Upload
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.uploads.loading import is_ready, load_upload, period_of, waiting_letters
from desktop.services.uploads.publishing import (
    PORTION,
    ReadyLetter,
    is_refusal,
    prepared,
    publish_letters_in,
    refusal_of,
)
from desktop.services.uploads.view import PublicationPlan, Refusal, UploadProgress

_BOTH = frozenset({DeliveryWay.ELECTRONIC, DeliveryWay.POST})


class _TriedError(Exception):
    """Ends the transaction of a dry run, so that nothing of it stays."""


def plan_publication(
    context: ServiceContext,
    actor: Actor,
    upload_id: int,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[UploadProgress], None] = lambda _progress: None,
) -> PublicationPlan:
    """Try the publication without doing it: the same acts, and each transaction is taken back.

    Raises:
        UserError: as ``load_upload``.
    """
    with context.database.read() as session:
        upload = load_upload(session, actor, upload_id)
        require(actor, Permission.WORK_CASES, upload.company_id)
        waiting = waiting_letters(session, upload_id)
        ids = [row.id for row in waiting if is_ready(row)]
    ways: Counter[DeliveryWay] = Counter()
    refused: list[Refusal] = []
    for start in range(0, len(ids), PORTION):
        if is_cancelled():
            break
        part = ids[start : start + PORTION]
        ready = prepared(context, upload, part, refused)
        for way in _tried(context, actor, upload_id, ready, refused):
            ways[way] += 1
        on_progress(UploadProgress(done=start + len(part), total=len(ids)))
    timing, deadline = timing_of(upload, context.clock.now(), by_post=bool(ways[DeliveryWay.POST]))
    return PublicationPlan(
        ready=len(ids),
        stays=len(waiting) - len(ids),
        ways=dict(ways),
        refused=tuple(refused),
        timing=timing,
        deadline=deadline,
    )


def timing_of(
    upload: Upload, now: datetime, *, by_post: bool
) -> tuple[StatementTiming, date | None]:
    """Return whether the batch's documents come in time, and until when they would."""
    period = period_of(upload)
    seen_on = berlin_day(max(upload.visible_from, now))
    if period is None or upload.kind is not DocumentKind.OPERATING_COSTS:
        return StatementTiming.IN_TIME, None
    return (
        statement_timing(upload.kind, period, seen_on, by_post=by_post),
        statement_deadline(period),
    )


def together(ways: set[DeliveryWay]) -> DeliveryWay:
    """Return one word for how several parties get a document."""
    needed = ways - {DeliveryWay.NONE}
    if DeliveryWay.BOTH in needed or needed == _BOTH:
        return DeliveryWay.BOTH
    return next(iter(needed), DeliveryWay.NONE)


def _tried(
    context: ServiceContext,
    actor: Actor,
    upload_id: int,
    ready: Sequence[ReadyLetter],
    refused: list[Refusal],
) -> list[DeliveryWay]:
    """Return the ways of letters, as they would be; what is refused is noted and has none."""
    if not ready:
        return []
    found: list[DeliveryWay] = []
    with suppress(_TriedError):
        try:
            with context.database.write() as unit:
                documents = publish_letters_in(unit, context, actor, upload_id, ready)
                found += _ways(unit.session, documents)
                raise _TriedError
        except UserError as error:
            if not is_refusal(error):
                raise
            if len(ready) == 1:
                if error.code != "documents.late":
                    refused.append(refusal_of(context, ready[0], error))
                return []
    if found or len(ready) == 1:
        return found
    return [way for one in ready for way in _tried(context, actor, upload_id, [one], refused)]


def _ways(session: Session, documents: Sequence[Document]) -> list[DeliveryWay]:
    """The way of each document: one for all its parties, or both."""
    by_document: dict[int, set[DeliveryWay]] = {document.id: set() for document in documents}
    for document_id, way in session.execute(
        select(DocumentRecipient.document_id, DocumentRecipient.way).where(
            DocumentRecipient.document_id.in_(by_document)
        )
    ).tuples():
        by_document[document_id].add(way)
    return [together(ways) for ways in by_document.values()]
