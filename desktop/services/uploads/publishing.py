"""A batch is published: a portion a transaction, each letter once, nothing that is not certain.

The letters of a portion are chosen and locked in the transaction that publishes them, and each row
names its document: whoever is killed in between goes on with what has none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session, defer

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.berlin_time import berlin_day
from desktop.domain.document_match.reasons import Match, ReasonCode
from desktop.domain.documents import (
    DocumentOrigin,
    RowState,
    UploadState,
    Verdict,
)
from desktop.domain.errors import UserError
from desktop.domain.statement_deadline import StatementTiming, statement_deadline, statement_timing
from desktop.models.company import Company
from desktop.models.document import Document, Upload, UploadRow
from desktop.models.tenancy import Tenancy
from desktop.services.audit import AuditAction
from desktop.services.context import ServiceContext
from desktop.services.documents.commands import ChosenWay, NewDocument
from desktop.services.documents.contents import TakenIn, note_content
from desktop.services.documents.publishing import lock_contracts
from desktop.services.documents.use_cases import publish_many_in
from desktop.services.leases import lease
from desktop.services.ports import DocumentStore
from desktop.services.registration.portions import portions
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.uploads.comparing import compare_rows, hold_served
from desktop.services.uploads.cutting import SourceFile, chunks_of, cut_out, source_files
from desktop.services.uploads.loading import (
    is_ready,
    locked_upload,
    match_of_row,
    period_of,
    put_match,
    ready_ids,
    waiting_letters,
)
from desktop.services.uploads.making import count_unread, note
from desktop.services.uploads.read import lease_of, store_of
from desktop.services.uploads.reading import refusal
from desktop.services.uploads.rejudging import hold_changed, judge_changed
from desktop.services.uploads.view import (
    PublicationResult,
    Refusal,
    UploadProgress,
)

PORTION = 100
"""So many letters a transaction: fractions of a second, and others write in between."""
_ROWS = cast(Table, UploadRow.__table__)
_PUBLISHED = (
    update(_ROWS)
    .where(_ROWS.c.id == bindparam("row"))
    .values(
        document_id=bindparam("document"),
        state=RowState.PUBLISHED,
        version=_ROWS.c.version + 1,
    )
)


@dataclass(frozen=True, slots=True)
class ReadyLetter:
    """A letter with its content in the store of its contract's company."""

    row_id: int
    version: int
    sha256: str
    piece: TakenIn | None
    """A file of its own, made of some pages; None where the letter is the whole file."""


def publish_upload(
    context: ServiceContext,
    actor: Actor,
    upload_id: int,
    *,
    late_accepted: bool = False,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[UploadProgress], None] = lambda _progress: None,
    portion: int = PORTION,
) -> PublicationResult:
    """Publish every letter that is sure or decided; called again it goes on where it was ended.

    What is refused is held back with its reason. Who cancels ends it between two portions.

    Raises:
        UserError: ``upload.nothing_ready``, ``upload.unread``, ``documents.late`` with
            ``deadline``, ``lease.taken``, ``access.denied`` (also where a letter goes to a company
            that is not the person's); as ``locked_upload`` and ``DocumentStore.put``.
    """
    with lease(context, lease_of(upload_id)) as held:
        judge_changed(context, actor, upload_id)
        upload, total = _begin(context, actor, upload_id, late_accepted=late_accepted)
        done, cancelled = 0, False
        refused: list[Refusal] = []
        while ids := _next(context, upload_id, portion):
            if is_cancelled():
                cancelled = True
                break
            held.renew()
            before = len(refused)
            ready = prepared(context, upload, ids, refused)
            done += _publish(context, actor, upload_id, ready, refused)
            _hold_back(context, refused[before:])
            on_progress(UploadProgress(done=done, total=total))
        _end(context, actor, upload_id, done)
    return PublicationResult(published=done, refused=tuple(refused), cancelled=cancelled)


def _begin(
    context: ServiceContext, actor: Actor, upload_id: int, *, late_accepted: bool
) -> tuple[Upload, int]:
    with context.database.write() as unit:
        session = unit.session
        upload = locked_upload(session, actor, upload_id, UploadState.OPEN, UploadState.PUBLISHING)
        if count_unread(session, upload_id):
            raise UserError("upload.unread")
        compare_rows(session, upload_id)
        ready = [row for row in waiting_letters(session, upload_id) if is_ready(row)]
        if not ready and upload.state is UploadState.OPEN:
            raise UserError("upload.nothing_ready")
        # Who may not publish all of it begins nothing: it would be left half published.
        for company_id in _companies(session, ready):
            require(actor, Permission.WORK_CASES, company_id)
        seen_from = max(upload.visible_from, context.clock.now())
        upload.late_accepted = upload.late_accepted or late_accepted
        period = period_of(upload)
        timing = statement_timing(upload.kind, period, berlin_day(seen_from), by_post=False)
        if timing is StatementTiming.LATE and period is not None and not upload.late_accepted:
            raise UserError("documents.late", deadline=statement_deadline(period))
        if upload.state is UploadState.OPEN:
            upload.state = UploadState.PUBLISHING
            upload.published_by_id = actor.staff_id
            note(unit, context, actor, AuditAction.UPLOAD_PUBLISHING, upload, ready=len(ready))
        return upload, len(ready)


def _companies(session: Session, rows: Sequence[UploadRow]) -> set[int]:
    """The companies whose contracts letters go to."""
    ids = sorted({row.tenancy_id for row in rows if row.tenancy_id is not None})
    return {
        company_id
        for part in portions(ids)
        for company_id in session.scalars(
            select(Tenancy.company_id).where(Tenancy.id.in_(part)).distinct()
        )
    }


def _next(context: ServiceContext, upload_id: int, portion: int) -> list[int]:
    with context.database.read() as session:
        return ready_ids(session, upload_id, portion)


def prepared(
    context: ServiceContext, upload: Upload, ids: Sequence[int], refused: list[Refusal]
) -> list[ReadyLetter]:
    """Bring contents to where they belong, and make files of letters that are part of one."""
    with context.database.read() as session:
        rows = list(session.scalars(select(UploadRow).where(UploadRow.id.in_(ids))))
        rows.sort(key=lambda row: (row.position, row.page_from))
        store = store_of(session, upload)
        codes = _codes(session, rows)
        sources = source_files(session, rows)
    # Where a store is, is asked once, not for every letter.
    stores = {code: context.stores.of(code) for code in {store, *codes.values()}}
    found = []
    for row in rows:
        try:
            found.append(_content(context, row, stores, (store, codes[row.id]), sources))
        except UserError as error:
            if not error.code.startswith(("files.", "documents.not_split")):
                raise
            refused.append(Refusal(row_id=row.id, file_name=row.file_name, code=error.code))
    return found


def _codes(session: Session, rows: Sequence[UploadRow]) -> dict[int, str]:
    codes = dict(
        session.execute(
            select(Tenancy.id, Company.code)
            .join(Company, Company.id == Tenancy.company_id)
            .where(Tenancy.id.in_([row.tenancy_id for row in rows]))
        )
        .tuples()
        .all()
    )
    return {row.id: codes[row.tenancy_id or 0] for row in rows}


def _content(
    context: ServiceContext,
    row: UploadRow,
    stores: Mapping[str, DocumentStore],
    way: tuple[str, str],
    sources: Mapping[str, SourceFile],
) -> ReadyLetter:
    """Bring a content from the company that keeps the batch to the one that publishes it."""
    assert row.sha256 is not None
    store, company = way
    target = stores[company]
    source = sources.get(row.sha256, SourceFile(None))
    # Only a file whose pages are all known to be of this letter goes as a whole.
    if source.has_more(row):
        piece = cut_out(context, row, source, stores[store], target)
        return ReadyLetter(row.id, row.version, piece.sha256, piece)
    if company != store and not target.exists(row.sha256):
        target.put(chunks_of(stores[store], row.sha256))
    return ReadyLetter(row.id, row.version, row.sha256, None)


def _publish(
    context: ServiceContext,
    actor: Actor,
    upload_id: int,
    ready: Sequence[ReadyLetter],
    refused: list[Refusal],
) -> int:
    """Publish a portion in one transaction; where one letter is refused, each in its own."""
    if not ready:
        return 0
    try:
        with context.database.write() as unit:
            return len(publish_letters_in(unit, context, actor, upload_id, ready))
    except UserError as error:
        if not is_refusal(error):
            raise
        if len(ready) == 1:
            refused.append(refusal_of(context, ready[0], error))
            return 0
    return sum(_publish(context, actor, upload_id, [one], refused) for one in ready)


def publish_letters_in(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    upload_id: int,
    ready: Sequence[ReadyLetter],
) -> list[Document]:
    """Publish letters that still are as they were when their contents were prepared.

    Those whose contract changed or got such a document meanwhile are held back.
    """
    session = unit.session
    upload = locked_upload(session, actor, upload_id, UploadState.PUBLISHING, UploadState.OPEN)
    pairs = _still_ready(session, ready)
    rows = [row for _one, row in pairs]
    lock_contracts(session, [row.tenancy_id for row in rows if row.tenancy_id is not None])
    held = hold_served(session, upload, rows)
    held |= hold_changed(session, [row for row in rows if row.id not in held])
    pairs = [(one, row) for one, row in pairs if row.id not in held]
    for one, _row in pairs:
        if one.piece is not None:
            note_content(unit, one.piece)
    documents = publish_many_in(
        unit, context, actor, [_new(upload, row, one.sha256) for one, row in pairs]
    )
    _note_published(session, [row.id for _one, row in pairs], documents)
    return documents


def _note_published(
    session: Session, row_ids: Sequence[int], documents: Sequence[Document]
) -> None:
    """Let each row name its document, in one statement: the rows are locked."""
    if row_ids:
        session.execute(
            _PUBLISHED,
            [
                {"row": row_id, "document": document.id}
                for row_id, document in zip(row_ids, documents, strict=True)
            ],
        )


def _still_ready(
    session: Session, ready: Sequence[ReadyLetter]
) -> list[tuple[ReadyLetter, UploadRow]]:
    """The letters whose rows nobody has touched since, each with its row as it is now."""
    rows = {
        row.id: row
        for row in session.scalars(
            select(UploadRow)
            .where(UploadRow.id.in_([one.row_id for one in ready]))
            .options(defer(UploadRow.facts))
            .execution_options(populate_existing=True)
            .with_for_update()
        )
    }
    pairs = [(one, rows[one.row_id]) for one in ready if one.row_id in rows]
    return [(one, row) for one, row in pairs if row.version == one.version and is_ready(row)]


def _new(upload: Upload, row: UploadRow, sha256: str) -> NewDocument:
    assert row.tenancy_id is not None
    way = () if row.way is None else (ChosenWay(None, row.way, row.way_note),)
    return NewDocument(
        tenancy_id=row.tenancy_id,
        kind=upload.kind,
        title=upload.title,
        sha256=sha256,
        file_name=row.file_name,
        period=period_of(upload),
        visible_from=upload.visible_from,
        origin=DocumentOrigin.BATCH,
        upload_id=upload.id,
        ways=way,
        late_accepted=upload.late_accepted,
    )


def is_refusal(error: UserError) -> bool:
    """Whether it is about this letter, not about the database or who acts."""
    return error.code.startswith(("documents.", "account.")) and not error.code.startswith(
        ("documents.disk_full", "documents.not_writable")
    )


def refusal_of(context: ServiceContext, one: ReadyLetter, error: UserError) -> Refusal:
    """Return a letter's refusal with the name of its file."""
    with context.database.read() as session:
        row = session.get_one(UploadRow, one.row_id)
        return Refusal(row_id=row.id, file_name=row.file_name, code=error.code)


def _hold_back(context: ServiceContext, refused: Sequence[Refusal]) -> None:
    """Hold back what was refused: it is asked for again only after a person has looked."""
    if not refused:
        return
    with context.database.write() as unit:
        for one in refused:
            row = unit.session.get_one(UploadRow, one.row_id)
            row.decided_at = row.decided_by_id = None
            kept = [why for why in match_of_row(row).reasons if why.code is not ReasonCode.REFUSED]
            reasons = (*refusal(one.code).reasons, *kept)
            put_match(row, Match(Verdict.HELD, row.tenancy_id, reasons))


def _end(context: ServiceContext, actor: Actor, upload_id: int, done: int) -> None:
    with context.database.write() as unit:
        session = unit.session
        upload = locked_upload(session, actor, upload_id, UploadState.PUBLISHING)
        left = waiting_letters(session, upload_id)
        upload.state = UploadState.OPEN if left else UploadState.PUBLISHED
        if upload.published_at is None and done:
            upload.published_at = context.clock.now()
        note(
            unit,
            context,
            actor,
            AuditAction.UPLOAD_PUBLISHED,
            upload,
            published=done,
            left=len(left),
        )
