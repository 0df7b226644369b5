"""What the letters of a batch say about each other, judged anew whenever one of them changes."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, defer

from desktop.domain.document_match.batch import BatchLetter, compare_letters
from desktop.domain.document_match.reasons import Match, Reason, ReasonCode, match_of
from desktop.domain.documents import DocumentState, RowState
from desktop.models.document import Document, Upload, UploadRow
from desktop.services.registration.portions import portions
from desktop.services.uploads.loading import kept_match, match_of_row, put_match
from desktop.services.uploads.served import served_by

_BESIDE = frozenset({ReasonCode.DUPLICATE, ReasonCode.TWICE})


def compare_rows(session: Session, upload_id: int) -> None:
    """Compare the waiting letters of a batch with each other and with what is published."""
    rows = session.execute(_letters(upload_id)).all()
    before = [kept_match(row.verdict, row.tenancy_id, row.reasons) for row in rows]
    letters = [
        BatchLetter(
            row.file_name,
            row.sha256 or f"row {row.id}",
            row.page_from,
            alone(match),
            decided=row.decided_at is not None,
        )
        for row, match in zip(rows, before, strict=True)
    ]
    upload = session.get_one(Upload, upload_id)
    served = served_by(session, upload, {row.id: row.tenancy_id for row in rows})
    had = {one.tenancy_id for one in served}
    published = _published(session, {row.sha256 for row in rows if row.sha256})
    after = compare_letters(letters, published, had)
    changed = {
        row.id: match for row, was, match in zip(rows, before, after, strict=True) if was != match
    }
    for part in portions(sorted(changed)):
        query = select(UploadRow).options(defer(UploadRow.facts)).where(UploadRow.id.in_(part))
        for row in session.scalars(query):
            put_match(row, changed[row.id])


def _letters(upload_id: int) -> Select[Any]:
    """What is compared of the letters that were read and wait, in the order of the files."""
    return (
        select(
            UploadRow.id,
            UploadRow.file_name,
            UploadRow.sha256,
            UploadRow.page_from,
            UploadRow.verdict,
            UploadRow.tenancy_id,
            UploadRow.reasons,
            UploadRow.decided_at,
        )
        .where(
            UploadRow.upload_id == upload_id,
            UploadRow.state == RowState.WAITING,
            UploadRow.verdict.is_not(None),
        )
        .order_by(UploadRow.position, UploadRow.page_from)
    )


def alone(match: Match) -> Match:
    """Return a letter's match as it is without the other letters of its batch."""
    return match_of(
        match.tenancy_id, tuple(one for one in match.reasons if one.code not in _BESIDE)
    )


def _published(session: Session, hashes: Collection[str]) -> set[tuple[int, str]]:
    return {
        (tenancy_id, sha256)
        for part in portions(sorted(hashes))
        for tenancy_id, sha256 in session.execute(
            select(Document.tenancy_id, Document.sha256).where(
                Document.sha256.in_(part), Document.state == DocumentState.PUBLISHED
            )
        )
    }


def hold_served(session: Session, upload: Upload, rows: Sequence[UploadRow]) -> set[int]:
    """Hold back letters whose contract got such a document since they were compared.

    Another batch may be published beside this one. What a person decided counts only against what
    that person could know of. Returns the ids of the rows; for the transaction that publishes, with
    the contracts locked.
    """
    held: set[int] = set()
    served = served_by(session, upload, {row.id: row.tenancy_id for row in rows})
    for row in rows:
        decided = row.decided_at
        if any(
            one.tenancy_id == row.tenancy_id
            and (decided is None or (one.upload_id != upload.id and one.published_at > decided))
            for one in served
        ):
            match = alone(match_of_row(row))
            row.decided_at = row.decided_by_id = None
            reasons = (*match.reasons, Reason(ReasonCode.TWICE))
            put_match(row, match_of(row.tenancy_id, reasons))
            held.add(row.id)
    return held
