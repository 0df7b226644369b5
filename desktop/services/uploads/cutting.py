"""Letters that are part of a file become files of their own, with the words they were judged by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.pdf_contents import PageRange, PdfContent, pages_of
from desktop.models.document import DocumentContent, UploadRow
from desktop.services.context import ServiceContext
from desktop.services.documents.contents import TakenIn, examine, store_examined
from desktop.services.ports import DocumentStore
from desktop.services.uploads.loading import facts_of
from desktop.services.uploads.reading import MOST_BYTES

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What is known of a file: how many pages it has (None: nobody knows), and their texts.

    The texts are there only where letters are to be cut out.
    """

    count: int | None
    texts: tuple[str, ...] = field(default=(), repr=False)

    def has_more(self, row: UploadRow) -> bool:
        """Whether there may be pages that are not of this letter: it never goes as a whole then."""
        return row.pages is not None and (self.count is None or row.pages < self.count)


def source_files(session: Session, rows: Sequence[UploadRow]) -> Mapping[str, SourceFile]:
    """Return the files of some letters by the hash of their content."""
    content = DocumentContent.sha256
    counts = dict(
        session.execute(
            select(content, DocumentContent.pages).where(content.in_([one.sha256 for one in rows]))
        )
        .tuples()
        .all()
    )
    found = {sha256: SourceFile(count) for sha256, count in counts.items()}
    nothing = SourceFile(None)
    parts = {one.sha256 for one in rows if found.get(one.sha256 or "", nothing).has_more(one)}
    texts = session.execute(
        select(content, DocumentContent.text).where(content.in_(sorted(filter(None, parts))))
    ).tuples()
    return found | {
        sha256: SourceFile(counts[sha256], pages_of(text)) for sha256, text in texts.all()
    }


def cut_out(
    context: ServiceContext,
    row: UploadRow,
    source: SourceFile,
    store: DocumentStore,
    target: DocumentStore,
) -> TakenIn:
    """Make a file of the pages of a letter, from its file in ``store``, and put it into ``target``.

    Raises:
        UserError: ``documents.not_split``, also where the new file has other words than those that
            were read, or such as are not surely seen though nobody has looked at the letter;
            ``files.*`` as ``examine``; as ``DocumentStore.open`` and ``DocumentStore.put``.
    """
    assert row.sha256 is not None and row.page_to is not None  # noqa: PT018
    pages = PageRange(row.page_from, row.page_to, facts_of(row).without)
    content = b"".join(chunks_of(store, row.sha256))
    (piece,) = context.pdfs.split(content, [pages])
    examined = examine(context, row.file_name, [piece], most_bytes=MOST_BYTES)
    is_unseen = bool(examined.found.unseen) and row.decided_at is None
    if is_unseen or not _is_said(examined.found, source.texts, pages):
        raise UserError("documents.not_split")
    return store_examined(context, target, examined)


def chunks_of(store: DocumentStore, sha256: str) -> Iterator[bytes]:
    """Yield a content of a store in parts; raises as ``DocumentStore.open``."""
    with store.open(sha256) as stream:
        while block := stream.read(_BLOCK):
            yield block


def _is_said(found: PdfContent, texts: Sequence[str], pages: PageRange) -> bool:
    """Whether a piece says what its pages said, apart from blanks and ends of lines."""
    own = [
        text
        for number, text in enumerate(texts, start=1)
        if pages.first <= number <= pages.last and number not in pages.without
    ]
    return [one.split() for one in found.pages] == [one.split() for one in own]
