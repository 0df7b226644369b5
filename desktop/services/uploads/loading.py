"""Batches and their letters, loaded for an act by somebody who may do it."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, defer

from desktop.domain.document_match.directory import Contract
from desktop.domain.document_match.page_facts import PageFacts
from desktop.domain.document_match.reasons import Match, Reason, ReasonCode
from desktop.domain.document_match.times import Span
from desktop.domain.document_match.verdicts import Expected
from desktop.domain.document_period import Period
from desktop.domain.documents import RowState, TextState, UploadState, Verdict
from desktop.domain.errors import UserError
from desktop.models.base import JsonObject
from desktop.models.document import Upload, UploadRow
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.companies import reaches_all

_NOT_READ = {
    ReasonCode.UNREADABLE: frozenset({TextState.TOO_LONG.value}),
    ReasonCode.REFUSED: frozenset({"recording.file_gone"}),
}


class StoredFacts(msgspec.Struct, frozen=True):
    """What is kept of a letter's pages; ``without`` are pages that were taken off.

    ``was_placed`` is kept with what a person has taken off: whether the borders of the letter were
    sure before. None for what nobody has taken off.
    """

    pages: tuple[PageFacts, ...] = ()
    without: tuple[int, ...] = ()
    was_placed: bool | None = None
    basis: str = ""
    """``Contract.basis`` of the letter's contract when it was judged or decided."""


def load_upload(session: Session, actor: Actor, upload_id: int) -> Upload:
    """Return a batch that the person may see.

    Raises:
        UserError: ``upload.not_found``, ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    return _visible(session, session.get(Upload, upload_id), actor, Permission.READ_CASES)


def locked_upload(session: Session, actor: Actor, upload_id: int, *states: UploadState) -> Upload:
    """Return a batch that the person may work on, locked until the commit.

    Raises:
        UserError: ``upload.not_found``, ``upload.wrong_state`` (it is in none of ``states``),
            ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    upload = session.get(Upload, upload_id, with_for_update=True, populate_existing=True)
    upload = _visible(session, upload, actor, Permission.WORK_CASES)
    if upload.state not in states:
        raise UserError("upload.wrong_state")
    return upload


def open_row(session: Session, actor: Actor, row_id: int, version: int | None = None) -> UploadRow:
    """Return a letter that waits in an open batch, with the batch locked.

    Raises:
        UserError: ``upload.row_not_found``, ``upload.row_changed`` (another version, published or
            removed meanwhile); as ``locked_upload``.
    """
    require(actor, Permission.WORK_CASES)
    upload_id = session.scalar(select(UploadRow.upload_id).where(UploadRow.id == row_id))
    if upload_id is None:
        raise UserError("upload.row_not_found")
    locked_upload(session, actor, upload_id, UploadState.OPEN)
    row = session.get_one(UploadRow, row_id, populate_existing=True)
    if row.state is not RowState.WAITING or (version is not None and row.version != version):
        raise UserError("upload.row_changed")
    return row


def waiting_rows(session: Session, upload_id: int) -> list[UploadRow]:
    """Return the letters of a batch that wait, in the order of the files."""
    return list(session.scalars(_waiting(upload_id)))


def waiting_letters(session: Session, upload_id: int) -> list[UploadRow]:
    """Return the same as ``waiting_rows``, for whoever does not look at what is on their pages.

    What was found on the pages is most of a row; it is read when it is asked for.
    """
    return list(session.scalars(_waiting(upload_id).options(defer(UploadRow.facts))))


def ready_ids(session: Session, upload_id: int, most: int) -> list[int]:
    """Return the next letters of a batch that may be published, in the order of the files."""
    query = _waiting(upload_id).where(_IS_READY).limit(most)
    return list(session.scalars(query.with_only_columns(UploadRow.id)))


def _waiting(upload_id: int) -> Select[tuple[UploadRow]]:
    return (
        select(UploadRow)
        .where(UploadRow.upload_id == upload_id, UploadRow.state == RowState.WAITING)
        .order_by(UploadRow.position, UploadRow.page_from)
    )


def _visible(
    session: Session, upload: Upload | None, actor: Actor, permission: Permission
) -> Upload:
    if upload is None:
        raise UserError("upload.not_found")
    require_reach(session, actor, permission, upload.company_id)
    return upload


def require_reach(
    session: Session, actor: Actor, permission: Permission, company_id: int | None
) -> None:
    """Check role and company of a batch; one for all companies (None) asks for every one of them.

    Its letters may be anybody's, so who may not see one company may not see the batch.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, permission, company_id)
    if company_id is None and not reaches_all(session, actor):
        raise UserError("access.denied")


def expected_of(upload: Upload) -> Expected:
    """Return what a batch is for."""
    period = period_of(upload)
    span = None if period is None else Span(period.first, period.last)
    return Expected(upload.company_id, span)


def period_of(upload: Upload) -> Period | None:
    """Return the time the batch's documents are about."""
    return Period.of(upload.period_from, upload.period_to)


def facts_of(row: UploadRow) -> StoredFacts:
    """Return what was found on a letter's pages."""
    return msgspec.convert(row.facts or {}, StoredFacts)


def kept_facts(
    pages: Iterable[PageFacts],
    without: Iterable[int] = (),
    *,
    was_placed: bool | None = None,
    basis: str = "",
) -> JsonObject:
    """Return facts in the form they are kept in."""
    kept: Any = msgspec.to_builtins(StoredFacts(tuple(pages), tuple(without), was_placed, basis))
    return dict(kept)


def put_basis(row: UploadRow, contract: Contract | None) -> None:
    """Keep what a judgement or a decision about a letter was made from."""
    row.facts = {**(row.facts or {}), "basis": "" if contract is None else contract.basis}


def match_of_row(row: UploadRow) -> Match:
    """Return how a letter was judged."""
    return kept_match(row.verdict, row.tenancy_id, row.reasons)


def kept_match(
    verdict: Verdict | None, tenancy_id: int | None, reasons: list[JsonObject] | None
) -> Match:
    """Return the same for whoever has read no more of a row than that."""
    return Match(
        verdict or Verdict.NONE, tenancy_id, msgspec.convert(reasons or [], tuple[Reason, ...])
    )


def is_unread(row: UploadRow) -> bool:
    """Whether a file may be read with more success than last time.

    It is not in the store, or nobody has decided about it since its reading was given up.
    """
    if row.sha256 is None:
        return True
    return row.decided_at is None and any(
        one.code in _NOT_READ and not _NOT_READ[one.code].isdisjoint(one.values)
        for one in match_of_row(row).reasons
    )


def kept_reasons(match: Match) -> list[JsonObject]:
    """Return why a letter was judged so, in the form it is kept in."""
    kept: list[JsonObject] = msgspec.to_builtins(match.reasons)
    return kept


def put_match(row: UploadRow, match: Match) -> None:
    """Keep how a letter was judged; who decided by hand is not overruled."""
    row.verdict = match.verdict
    row.reasons = kept_reasons(match)
    if row.decided_at is None:
        row.tenancy_id = match.tenancy_id


_IS_READY: ColumnElement[bool] = and_(
    UploadRow.tenancy_id.is_not(None),
    or_(UploadRow.verdict == Verdict.SURE, UploadRow.decided_at.is_not(None)),
)
"""The same of letters that wait, for the database."""


def is_ready(row: UploadRow) -> bool:
    """Whether a letter may be published: it is sure, or a person said whose it is."""
    known = row.verdict is Verdict.SURE or row.decided_at is not None
    return row.state is RowState.WAITING and row.tenancy_id is not None and known
