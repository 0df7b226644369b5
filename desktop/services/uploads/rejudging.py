"""A judgement holds as long as its contract and its parties are as they were when it was made."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.document_match.directory import Directory
from desktop.domain.document_match.page_facts import read_page
from desktop.domain.document_match.reasons import Reason, ReasonCode, match_of
from desktop.domain.documents import UploadState
from desktop.domain.pdf_contents import pages_of
from desktop.models.document import DocumentContent, UploadRow
from desktop.services.context import ServiceContext
from desktop.services.registration.portions import portions
from desktop.services.staff.access import Actor
from desktop.services.uploads.contracts import contracts_among, load_directory
from desktop.services.uploads.judging import is_placed, judge_again
from desktop.services.uploads.loading import (
    facts_of,
    is_ready,
    kept_facts,
    load_upload,
    locked_upload,
    match_of_row,
    put_basis,
    put_match,
    waiting_letters,
)

_PORTION = 50


def judge_changed(context: ServiceContext, actor: Actor, upload_id: int) -> None:
    """Judge letters anew whose contract or parties changed, by the text that was kept of them.

    Those that are sure as before stay so; a decision made before the change counts no more.

    Raises:
        UserError: as ``load_upload`` and ``locked_upload``.
    """
    with context.database.read() as session:
        load_upload(session, actor, upload_id)
        rows = [one for one in waiting_letters(session, upload_id) if _is_judged(one)]
        changed = sorted(_changed(session, rows))
        directory = load_directory(session) if changed else Directory({}, {})
    for start in range(0, len(changed), _PORTION):
        part = changed[start : start + _PORTION]
        with context.database.write() as unit:
            session = unit.session
            locked_upload(session, actor, upload_id, UploadState.OPEN, UploadState.PUBLISHING)
            found = session.scalars(select(UploadRow).where(UploadRow.id.in_(part))).all()
            texts = _texts(session, found)
            for row in found:
                if _is_judged(row):
                    _judge(session, row, texts.get(row.sha256 or "", ()), directory)


def hold_changed(session: Session, rows: Sequence[UploadRow]) -> set[int]:
    """Hold back letters whose contract or parties changed since they were judged or decided.

    Returns the ids of the rows; for the transaction that publishes, with the contracts locked.
    """
    held = _changed(session, rows)
    for row in rows:
        if row.id in held:
            row.decided_at = row.decided_by_id = None
            _say_changed(row)
            # Whatever the contract is next time: the letter is judged anew then.
            put_basis(row, None)
    return held


def _is_judged(row: UploadRow) -> bool:
    return is_ready(row) or any(one.code is ReasonCode.CHANGED for one in match_of_row(row).reasons)


def _changed(session: Session, rows: Sequence[UploadRow]) -> set[int]:
    contracts = contracts_among(session, [one.tenancy_id for one in rows if one.tenancy_id])
    basis = UploadRow.facts["basis"].as_string()
    kept = {
        row_id: known
        for part in portions(sorted(one.id for one in rows))
        for row_id, known in session.execute(
            select(UploadRow.id, basis).where(UploadRow.id.in_(part))
        ).tuples()
    }
    return {
        one.id
        for one in rows
        if (contract := contracts.get(one.tenancy_id or 0)) is None
        or kept.get(one.id) != contract.basis
    }


def _texts(session: Session, rows: Sequence[UploadRow]) -> Mapping[str, Sequence[str]]:
    hashes = sorted({row.sha256 for row in rows if row.sha256})
    query = select(DocumentContent.sha256, DocumentContent.text)
    found = session.execute(query.where(DocumentContent.sha256.in_(hashes))).tuples()
    return {sha256: pages_of(text) for sha256, text in found}


def _judge(session: Session, row: UploadRow, texts: Sequence[str], directory: Directory) -> None:
    facts, before, decided = facts_of(row), row.tenancy_id, row.decided_at is not None
    numbers = [page.number for page in facts.pages]
    is_read = bool(numbers) and max(numbers) <= len(texts)
    if is_read:
        pages = [read_page(number, texts[number - 1], directory) for number in numbers]
        row.facts = kept_facts(pages, facts.without, was_placed=facts.was_placed)
    row.decided_at = row.decided_by_id = None
    judge_again(session, row, directory, placed=is_placed(row))
    if is_read:
        put_basis(row, directory.contracts.get(row.tenancy_id or 0))
    if decided or row.tenancy_id != before or not numbers:
        _say_changed(row)


def _say_changed(row: UploadRow) -> None:
    match = match_of_row(row)
    reasons = [one for one in match.reasons if one.code is not ReasonCode.CHANGED]
    put_match(row, match_of(match.tenancy_id, (*reasons, Reason(ReasonCode.CHANGED))))
