"""What the letters of a batch say about each other, judged anew whenever one of them changes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.document_match.batch import BatchLetter, compare_letters
from desktop.domain.document_match.reasons import Match, ReasonCode, match_of
from desktop.domain.documents import DocumentState
from desktop.models.document import Document, Upload, UploadRow
from desktop.services.registration.portions import portions
from desktop.services.uploads.loading import match_of_row, put_match, waiting_letters

_BESIDE = frozenset({ReasonCode.DUPLICATE, ReasonCode.TWICE})


def compare_rows(session: Session, upload_id: int) -> None:
    """Compare the waiting letters of a batch with each other and with what is published."""
    rows = [row for row in waiting_letters(session, upload_id) if row.verdict is not None]
    before = [match_of_row(row) for row in rows]
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
    after = compare_letters(letters, _published(session, rows), _served(session, upload, rows))
    for row, was, match in zip(rows, before, after, strict=True):
        if was != match:
            put_match(row, match)


def alone(match: Match) -> Match:
    """Return a letter's match as it is without the other letters of its batch."""
    return match_of(
        match.tenancy_id, tuple(one for one in match.reasons if one.code not in _BESIDE)
    )


def _served(session: Session, upload: Upload, rows: list[UploadRow]) -> set[int]:
    """The contracts that have a document of the batch's kind and period already."""
    if upload.period_from is None:
        return set()
    ids = sorted({row.tenancy_id for row in rows if row.tenancy_id is not None})
    return {
        tenancy_id
        for part in portions(ids)
        for tenancy_id in session.scalars(
            select(Document.tenancy_id).where(
                Document.tenancy_id.in_(part),
                Document.state == DocumentState.PUBLISHED,
                Document.kind == upload.kind,
                Document.period_from == upload.period_from,
                Document.period_to == upload.period_to,
            )
        )
    }


def _published(session: Session, rows: list[UploadRow]) -> set[tuple[int, str]]:
    hashes = sorted({row.sha256 for row in rows if row.sha256})
    return {
        (tenancy_id, sha256)
        for part in portions(hashes)
        for tenancy_id, sha256 in session.execute(
            select(Document.tenancy_id, Document.sha256).where(
                Document.sha256.in_(part), Document.state == DocumentState.PUBLISHED
            )
        )
    }
