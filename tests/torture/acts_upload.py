"""A batch of letters: read, matched and published; each reaches its own contract, once.

Two letters lie in one file where there are enough, one names two contracts and must never leave.
What reads PDF files is the library itself in the process that is killed: another process has
nothing to lose.
"""

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from pypdf import PdfReader
from sqlalchemy import select

from desktop.adapters.demo_papers.plain_pdf import pdf_of_text
from desktop.adapters.pdf_reader.pieces import Pieces
from desktop.adapters.upload_files import UploadFolder
from desktop.domain.document_period import Period
from desktop.domain.documents import DeliveryWay, DocumentKind, RowState, TextState, UploadState
from desktop.domain.errors import UserError
from desktop.domain.pdf_contents import Box, PageRange, PdfContent
from desktop.domain.plain_paper import PaperLine, PaperPage
from desktop.models.document import Document, DocumentRecipient, Upload, UploadRow
from desktop.models.tenancy import Tenancy
from desktop.services.context import ServiceContext
from desktop.services.uploads import use_cases as uploads
from desktop.services.uploads.commands import NewUpload
from tests.torture.acts_release import person
from tests.torture.desk import Desk
from tests.torture.findings import Finding, Recovered, astray, doubled, half, lost
from tests.torture.world import World, holder_of

LETTERS = "letters"
_PORTION = 2
_YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
_FILES = UploadFolder()


class PlainPdfs:
    """Reads the files of this act by the library."""

    def read(self, data: bytes) -> PdfContent:
        texts = tuple(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        return PdfContent(TextState.READ, texts, len(texts))

    def split(self, data: bytes, ranges: Sequence[PageRange]) -> tuple[bytes, ...]:
        count = len(PdfReader(io.BytesIO(data)).pages)
        found = [Pieces(data, count).cut(one.first - 1, one.last - 1) for one in ranges]
        pieces = tuple(piece for piece in found if piece is not None)
        if len(pieces) != len(ranges):
            raise UserError("documents.not_split")
        return pieces

    def find(self, data: bytes, page: int, words: str) -> tuple[Box, ...]:
        return ()

    def end(self) -> None:
        """Nothing runs."""


def prepare(world: World) -> None:
    """A letter for every contract; of several the first two come in one file."""
    folder = world.folder.path / LETTERS
    folder.mkdir()
    letters = [_letter(holder_of(home), home.contract_number) for home in world.homes]
    if len(letters) > _PORTION:
        (folder / "0 zwei.pdf").write_bytes(pdf_of_text([letters.pop(0), letters.pop(0)]))
        first, second = world.homes[:2]
        strange = _letter(holder_of(first), second.contract_number)
        (folder / "strange.pdf").write_bytes(pdf_of_text([strange]))
    for number, page in enumerate(letters, start=1):
        (folder / f"{number}.pdf").write_bytes(pdf_of_text([page]))


def _letter(name: str, number: str) -> PaperPage:
    texts = (name, f"Vertrag {number}", "Betriebskostenabrechnung 2025", "Seite 1 von 1")
    return tuple(PaperLine(25, 40.0 + 8 * at, text) for at, text in enumerate(texts))


def do(desk: Desk) -> None:
    """Make the batch if there is none, read what nobody has read, publish what is certain."""
    desk.at(timedelta(hours=1))
    with desk.open() as opened:
        context = replace(opened, pdfs=PlainPdfs())
        clerk = person(context, "clerk1")
        for line in uploads.list_uploads(context, clerk):
            if line.state is UploadState.PUBLISHED:
                return
        known = uploads.list_uploads(context, clerk)
        upload_id = known[0].id if known else _made(desk, context)
        state = uploads.upload_line(context, clerk, upload_id).state
        if state is UploadState.OPEN and uploads.read_again(context, clerk, upload_id):
            state = UploadState.READING
        if state is UploadState.READING:
            uploads.add_files(context, clerk, _FILES, upload_id, [_folder(desk.folder.path)])
            uploads.read_upload(context, clerk, _FILES, upload_id, portion=_PORTION)
            desk.acknowledge("read", upload_id)
        line = uploads.upload_line(context, clerk, upload_id)
        if line.counts.ready or line.state is UploadState.PUBLISHING:
            before = line.counts.published
            uploads.publish_upload(
                context,
                clerk,
                upload_id,
                portion=_PORTION,
                on_progress=lambda at: desk.acknowledge("published", before + at.done),
            )


def _made(desk: Desk, context: ServiceContext) -> int:
    command = NewUpload(kind=DocumentKind.OPERATING_COSTS, title="Abrechnung", period=_YEAR)
    made = uploads.make_upload(context, person(context, "clerk1"), command)
    desk.acknowledge("made", made)
    return made


def _folder(data: Path) -> Path:
    return data / LETTERS


def check(after: Recovered) -> Iterable[Finding]:
    """Each letter once and with its own contract; what names two contracts stays."""
    session = after.session
    if len(session.scalars(select(Upload.id)).all()) < len(set(after.of("made"))):
        yield lost("a batch")
    rows = session.scalars(select(UploadRow)).all()
    documents = {one.id: one for one in session.scalars(select(Document))}
    published = [row for row in rows if row.state is RowState.PUBLISHED]
    if {row.document_id for row in published} != set(documents):
        yield half("documents and rows of the batch differ")
    acknowledged = max((int(count) for count in after.of("published")), default=0)
    if len(documents) < acknowledged:
        yield lost(f"{acknowledged - len(documents)} published letters")
    yield from _contracts(after, published, documents)
    yield from _recipients(after, documents)
    wanted = after.items
    if after.finished and len(documents) != wanted:
        yield lost(f"{wanted - len(documents)} letters were never published")
    if after.finished and after.of("read") and any(row.verdict is None for row in rows):
        yield lost("a file that was read")


def _contracts(
    after: Recovered, published: Sequence[UploadRow], documents: dict[int, Document]
) -> Iterable[Finding]:
    """The name of the file and the pages tell whose a letter is."""
    numbers = [
        number
        for (number,) in after.session.execute(
            select(Tenancy.contract_number).order_by(Tenancy.id)
        ).tuples()
    ]
    joined = len(numbers) > _PORTION
    went: Counter[int] = Counter()
    for row in published:
        document = documents.get(row.document_id or 0)
        if document is None:
            continue
        went[document.tenancy_id] += 1
        number = after.session.get_one(Tenancy, document.tenancy_id).contract_number
        if row.file_name == "strange.pdf":
            yield astray("a letter that names two contracts was published")
        elif number != numbers[_place(row, joined=joined)]:
            yield astray(f"{row.file_name} went to {number}")
    for tenancy_id, count in went.items():
        if count > 1:
            yield doubled(f"contract {tenancy_id} got {count} letters")


def _place(row: UploadRow, *, joined: bool) -> int:
    if row.file_name.startswith("0 "):
        return row.page_from - 1
    return int(row.file_name.partition(".")[0]) - 1 + (_PORTION if joined else 0)


def _recipients(after: Recovered, documents: dict[int, Document]) -> Iterable[Finding]:
    """Every document has its event or its letter."""
    found = after.session.scalars(select(DocumentRecipient)).all()
    if {one.document_id for one in found} != set(documents):
        yield half("a document without its recipients")
    for one in found:
        sent = one.delivery_id is not None or one.letter_id is not None
        if one.way is not DeliveryWay.NONE and not sent:
            yield lost(f"nothing leaves for document {one.document_id}")
