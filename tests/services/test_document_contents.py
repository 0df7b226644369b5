"""Files on their way into an account: real ones, and such as shall not get in."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.documents import ScanState, TextState
from desktop.domain.errors import UserError
from desktop.domain.pdf_contents import pages_of
from desktop.models.document import DocumentContent
from desktop.services.context import ServiceContext
from desktop.services.documents.contents import TakenIn, note_content, note_contents, take_in
from tests.services.test_outgoing_files import PNG, office_file
from tests.support import pdf_files
from tests.support.contexts import stored_file
from tests.support.factories import add_company

LETTER = pdf_files.letter("Vertrag 1001\nFrau Käthe Groß", "Seite zwei")
DOCX = ("[Content_Types].xml", "word/document.xml")


class Scanner:
    """Finds what it is told to find."""

    def __init__(self, state: ScanState) -> None:
        self.state = state

    def scan(self, content: bytes) -> ScanState:
        return self.state


@pytest.fixture(autouse=True)
def company(context: ServiceContext) -> str:
    with context.database.write() as unit:
        return add_company(unit, code="WG1").code


def taken(context: ServiceContext, name: str, content: bytes) -> TakenIn:
    return take_in(context, "WG1", name, [content[:100], content[100:]])


def test_a_letter_is_read_stored_and_noted_once(context: ServiceContext) -> None:
    letter = taken(context, "../Abrechnung 2025.pdf", LETTER)
    assert (letter.name, letter.media_type) == ("Abrechnung 2025.pdf", "application/pdf")
    assert (letter.size, letter.pages, letter.text_state) == (len(LETTER), 2, TextState.READ)
    assert pages_of(letter.text) == ("Vertrag 1001\nFrau Käthe Groß", "Seite zwei")
    assert letter.scan_state is ScanState.NOT_SCANNED
    with context.stores.of("WG1").open(letter.sha256) as stored:
        assert stored.read() == LETTER
    again = taken(context, "Kopie.pdf", LETTER)
    with context.database.write() as unit:
        note_content(unit, letter)
        note_content(unit, again)
    with context.database.read() as session:
        (row,) = session.scalars(select(DocumentContent))
        assert (row.sha256, row.text, row.scanned_at) == (letter.sha256, letter.text, None)


def test_a_scanner_that_looked_later_is_believed(context: ServiceContext) -> None:
    first = taken(context, "a.pdf", LETTER)
    with context.database.write() as unit:
        note_content(unit, first)
    context = replace(context, scanner=Scanner(ScanState.CLEAN))
    later = taken(context, "b.pdf", LETTER)
    with context.database.write() as unit:
        note_content(unit, later)
    with context.database.read() as session:
        row = session.get_one(DocumentContent, first.sha256)
        assert (row.scan_state, row.scanned_at) == (ScanState.CLEAN, later.seen_at)
    with pytest.raises(UserError, match=r"files\.infected"):
        taken(replace(context, scanner=Scanner(ScanState.INFECTED)), "c.pdf", LETTER)


@pytest.mark.parametrize("note", [note_content, lambda unit, one: note_contents(unit, [one])])
def test_a_reading_that_was_given_up_gives_way_to_one_that_came_to_its_end(
    context: ServiceContext, note: Callable[[UnitOfWork, TakenIn], None]
) -> None:
    whole = taken(context, "a.pdf", LETTER)
    given_up = replace(whole, text_state=TextState.TOO_LONG, text="", pages=None)
    counted = replace(given_up, pages=2)
    expected = [
        (given_up, (TextState.TOO_LONG, None, "")),
        (counted, (TextState.TOO_LONG, 2, "")),
        (given_up, (TextState.TOO_LONG, 2, "")),
        (whole, (TextState.READ, 2, whole.text)),
        (counted, (TextState.READ, 2, whole.text)),
    ]
    for one, known in expected:
        with context.database.write() as unit:
            note(unit, one)
        with context.database.read() as session:
            row = session.get_one(DocumentContent, whole.sha256)
            assert (row.text_state, row.pages, row.text) == known


WITHOUT_TEXT = [
    ("Scan.pdf", pdf_files.pages(2), TextState.NO_TEXT, 2),
    ("geheim.pdf", pdf_files.protected(), TextState.LOCKED, None),
    ("ewig.pdf", pdf_files.own_branch(), TextState.TOO_LONG, None),
    ("Foto.png", PNG, TextState.NO_TEXT, None),
    ("Brief.docx", office_file(*DOCX), TextState.NOT_READABLE, None),
]


def test_files_whose_text_is_not_to_be_had_come_in_nevertheless(context: ServiceContext) -> None:
    for name, content, state, pages in WITHOUT_TEXT:
        found = taken(context, name, content)
        assert (name, found.text_state, found.pages) == (name, state, pages)
        assert not found.text.strip("\f")
        with context.database.write() as unit:
            note_content(unit, found)
    assert taken(context, "Notiz.txt", "Größe\fzwei".encode("cp1252")).text == "Größe\nzwei"


REFUSED = [
    ("leer.pdf", b"", "files.empty"),
    ("Rechnung.pdf", b"MZ\x90\0" + b"\0" * 200, "files.risky"),
    ("Rechnung\u202efdp.exe", b"MZ\x90\0" * 60, "files.risky"),
    ("Vorlage.docx", office_file(*DOCX, "word/vbaProject.bin"), "files.macros"),
    ("Vorlage.docx", office_file(*DOCX, "word/embeddings/oleObject1.bin"), "files.active"),
    ("Skript.pdf", pdf_files.acting(packed=True), "files.active"),
    ("halb.pdf", LETTER[:400], "files.damaged"),
    ("kaputt.pdf", b"%PDF-1.7 nichts %%EOF", "files.damaged"),
    ("Bild.pdf", PNG, "files.misnamed"),
]


def test_files_that_do_not_get_in_leave_nothing(context: ServiceContext) -> None:
    for name, content, code in REFUSED:
        with pytest.raises(UserError) as caught:
            taken(context, name, content)
        assert (name, caught.value.code) == (name, code)
    assert not list(stored_file(context).parent.glob("*"))


def test_files_that_are_too_large_and_companies_that_are_not_there(
    context: ServiceContext,
) -> None:
    with pytest.raises(UserError, match=r"files\.too_large"):
        take_in(context, "WG1", "a.pdf", [LETTER], most_bytes=100)
    with pytest.raises(UserError, match=r"company\.unknown"):
        take_in(context, "XX", "a.pdf", [LETTER])
