"""Files on their way into a tenant's account: checked, read and stored before any transaction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update

from desktop.database.statements import insert_with_conflict, is_one_of
from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.documents import ScanState, TextState
from desktop.domain.errors import UserError
from desktop.domain.file_names import kept_name
from desktop.domain.pdf_contents import PAGE_END, PdfContent
from desktop.domain.sendable_files import FileKind, judged
from desktop.models.company import Company
from desktop.models.document import DocumentContent
from desktop.services.context import ServiceContext
from desktop.services.documents.parts import parts_of
from desktop.services.ports import ContentSink
from desktop.services.staff.company_settings import load_rules

_MEBIBYTE = 1024 * 1024
_PICTURES = frozenset({FileKind.PNG, FileKind.JPEG, FileKind.GIF, FileKind.TIFF, FileKind.WEBP})


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """A file that lies in its company's store.

    ``name`` is the name under which it is kept. ``text`` holds the texts of all pages, a form feed
    between two of them (``domain.pdf_contents.pages_of`` takes them apart). ``unseen`` are pages,
    counted from 1, with words that are not surely to be seen.
    """

    name: str
    sha256: str
    size: int
    media_type: str
    pages: int | None
    text_state: TextState
    text: str = field(repr=False)
    scan_state: ScanState
    seen_at: datetime
    unseen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be published; nothing is kept of it yet. ``name`` is that it is to get."""

    name: str
    content: bytes = field(repr=False)
    kind: FileKind
    found: PdfContent = field(repr=False)
    scan_state: ScanState


def take_in(
    context: ServiceContext,
    company_code: str,
    name: str,
    chunks: Iterable[bytes],
    *,
    most_bytes: int | None = None,
) -> TakenIn:
    """Check a file, read its text and put it into the company's store.

    Call it outside any unit of work: to read a PDF may take many seconds. ``most_bytes`` stands in
    for the company's limit of one file.

    Raises:
        UserError: ``files.too_large`` with ``name`` and ``limit`` in MB, ``files.infected`` with
            ``name``, ``company.unknown``; as ``domain.sendable_files.judged`` and
            ``DocumentStore.put``. Nothing is kept then.
    """
    limit = most_bytes or _limit(context, company_code)
    return store_examined(
        context, context.stores.of(company_code), examine(context, name, chunks, most_bytes=limit)
    )


def examine(
    context: ServiceContext, name: str, chunks: Iterable[bytes], *, most_bytes: int
) -> Examined:
    """Check a file and read its text; nothing is kept of it yet.

    Raises:
        UserError: ``files.*`` as ``take_in``.
    """
    kept = kept_name(name)
    content = _whole(kept, chunks, most_bytes)
    kind = judged(kept, content, parts_of(kept, content))
    scan_state = context.scanner.scan(content)
    if scan_state is ScanState.INFECTED:
        raise UserError("files.infected", name=kept)
    found = _found(context, kind, content)
    if found.state is TextState.DAMAGED:
        raise UserError("files.damaged", name=kept)
    return Examined(kept, content, kind, found, scan_state)


def store_examined(context: ServiceContext, sink: ContentSink, examined: Examined) -> TakenIn:
    """Put a file that may be published where its company's documents are kept.

    Raises:
        UserError: as ``DocumentStore.put``.
    """
    stored = sink.put([examined.content])
    found = examined.found
    return TakenIn(
        name=examined.name,
        sha256=stored.sha256,
        size=stored.size,
        media_type=examined.kind.value,
        pages=found.count,
        text_state=found.state,
        text=PAGE_END.join(found.pages),
        scan_state=examined.scan_state,
        seen_at=context.clock.now(),
        unseen=found.unseen,
    )


def note_content(unit: UnitOfWork, taken: TakenIn) -> None:
    """Note what is known of a content, once for all documents that have it.

    A content that is known already keeps what was noted, unless a scanner has looked meanwhile or
    its reading had been given up and has come to an end now.
    """
    unit.session.execute(
        insert_with_conflict(unit.session, DocumentContent)
        .values(_columns(taken))
        .on_conflict_do_nothing()
    )
    _note_reading(unit, taken)
    if taken.scan_state is ScanState.NOT_SCANNED:
        return
    known = unit.session.get_one(DocumentContent, taken.sha256)
    known.scan_state = taken.scan_state
    known.scanned_at = taken.seen_at


def note_contents(unit: UnitOfWork, taken: Sequence[TakenIn]) -> None:
    """Note what is known of many contents, as ``note_content`` does of one."""
    # Whoever notes some of the same at once comes to them in the same order.
    taken = sorted(taken, key=lambda one: one.sha256)
    scanned = []
    rows: dict[str, dict[str, object]] = {}
    for one in taken:
        if one.scan_state is not ScanState.NOT_SCANNED:
            scanned.append(one)
        else:
            rows.setdefault(one.sha256, _columns(one))
    if rows:
        unit.session.execute(
            insert_with_conflict(unit.session, DocumentContent).on_conflict_do_nothing(),
            list(rows.values()),
        )
    given_up = _given_up(unit, rows)
    for one in taken:
        if one.sha256 in given_up:
            _note_reading(unit, one)
    for one in scanned:
        note_content(unit, one)


def _given_up(unit: UnitOfWork, hashes: Collection[str]) -> frozenset[str]:
    """Which of many contents nobody has read to their end."""
    found = unit.session.scalars(
        select(DocumentContent.sha256).where(
            is_one_of(unit.session, DocumentContent.sha256, hashes),
            DocumentContent.text_state == TextState.TOO_LONG,
        )
    )
    return frozenset(found)


def _note_reading(unit: UnitOfWork, taken: TakenIn) -> None:
    """Let a reading take the place of one that was given up: a busy machine is slow once."""
    if taken.text_state is TextState.TOO_LONG and taken.pages is None:
        return
    found: dict[str, object] = {"text_state": taken.text_state, "text": taken.text}
    if taken.pages is not None:
        found["pages"] = taken.pages
    unit.session.execute(
        update(DocumentContent)
        .where(
            DocumentContent.sha256 == taken.sha256,
            DocumentContent.text_state == TextState.TOO_LONG,
        )
        .values(found)
    )


def _columns(taken: TakenIn) -> dict[str, object]:
    return {
        "sha256": taken.sha256,
        "size": taken.size,
        "media_type": taken.media_type,
        "pages": taken.pages,
        "text_state": taken.text_state,
        "text": taken.text,
        "scan_state": taken.scan_state,
        "scanned_at": _scanned_at(taken),
        "first_seen_at": taken.seen_at,
    }


def _scanned_at(taken: TakenIn) -> datetime | None:
    return None if taken.scan_state is ScanState.NOT_SCANNED else taken.seen_at


def _limit(context: ServiceContext, company_code: str) -> int:
    with context.database.read() as session:
        company_id = session.scalar(select(Company.id).where(Company.code == company_code))
        if company_id is None:
            raise UserError("company.unknown", company=company_code)
        return load_rules(session, company_id).max_attachment_bytes


def _whole(name: str, chunks: Iterable[bytes], limit: int) -> bytes:
    """All of a file, as long as it is not too much: it may grow while it is read."""
    kept, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise UserError("files.too_large", name=name, limit=limit // _MEBIBYTE)
        kept.append(chunk)
    return b"".join(kept)


def _found(context: ServiceContext, kind: FileKind, content: bytes) -> PdfContent:
    if kind is FileKind.PDF:
        return context.pdfs.read(content)
    if kind is FileKind.TEXT:
        return PdfContent(TextState.READ, (_plain(content),))
    return PdfContent(TextState.NO_TEXT if kind in _PICTURES else TextState.NOT_READABLE)


def _plain(content: bytes) -> str:
    """The words of a text file, as UTF-8 or else of the older Windows kind."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return text.replace(PAGE_END, "\n")
