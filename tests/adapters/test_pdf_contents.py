"""Texts, places and pieces of PDF files come from processes of their own, within limits."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from pypdf.generic import EncodedStreamObject
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPdf import QPdfDocument

from desktop.adapters.pdf_reader import contents, reading
from desktop.adapters.pdf_reader.contents import PdfContentsReader, _unpacked
from desktop.adapters.pdf_reader.conversation import Patience
from desktop.adapters.pdf_reader.exchange import Frame, Kind
from desktop.adapters.pdf_reader.pieces import Pieces
from desktop.domain.documents import TextState
from desktop.domain.errors import UserError
from desktop.domain.pdf_contents import PageRange, PdfContent
from desktop.services.documents.ports import PdfContents
from tests.support import pdf_files
from tests.support.reportlab_files import by_reportlab

PATIENT = Patience(start=60, opening=60, page=60)
"""What can be read may take long where others work; ``hurried`` is for what never ends."""
LETTERS = pdf_files.letter(
    "Vertrag 1001\nFrau Käthe Groß", "Seite zwei zu 1001", "Vertrag 1002\nHerr (Ö) Ünal", link_to=0
)


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfContentsReader]:
    made = PdfContentsReader(2, patience=PATIENT)
    yield made
    made.end()


@contextmanager
def hurried(reader: PdfContentsReader) -> Iterator[None]:
    """In the block the reader does not wait long until a file is open."""
    reader._patience = replace(PATIENT, opening=1)
    try:
        yield
    finally:
        reader._patience = PATIENT


def by_qt(texts: list[str]) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    writer.setResolution(72)
    painter = QPainter(writer)
    # Not the font of the window, which other tests set: figures of one width, and hyphens that rise
    # between figures, are shapes that have no sign in Qt's PDF.
    font = QFont("Inter", 12)
    font.setFeature(QFont.Tag("calt"), 0)
    painter.setFont(font)
    for number, text in enumerate(texts):
        if number:
            writer.newPage()
        painter.drawText(100, 200, text)
    painter.end()
    return bytes(buffer.data().data())


def test_the_words_of_every_page_come_in_their_order(reader: PdfContents) -> None:
    assert reader.read(LETTERS).pages == (
        "Vertrag 1001\nFrau Käthe Groß",
        "Seite zwei zu 1001",
        "Vertrag 1002\nHerr (Ö) Ünal",
    )
    three_hundred = reader.read(pdf_files.letter(*(f"Blatt {n}" for n in range(300))))
    assert (three_hundred.state, three_hundred.count) == (TextState.READ, 300)
    assert three_hundred.pages[299] == "Blatt 299"


def test_a_large_file_has_time_for_its_first_pages_and_is_read_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[Kind, int, int, float]] = []
    alone = PdfContentsReader(1, patience=Patience(start=60, opening=5, first=7, page=6))
    ask = alone._all[0].ask

    def note(question: Frame, seconds: float) -> Frame:
        asked.append((question.kind, question.first, question.second, seconds))
        return ask(question, seconds)

    monkeypatch.setattr(alone._all[0], "ask", note)
    file = pdf_files.letter(*(f"Blatt {n}" for n in range(25)))
    assert alone.read(file).count == 25
    alone.split(file, [PageRange(1, 1), PageRange(2, 3)])
    alone.end()
    assert [one for one in asked if one[0] is not Kind.OPEN] == [
        (Kind.TEXTS, 0, 10, 7),
        (Kind.TEXTS, 10, 10, 6),
        (Kind.TEXTS, 20, 5, 6),
        (Kind.CUT, 0, 0, 7),
        (Kind.CUT, 1, 2, 6),
    ]


def test_what_pages_are_drawn_with_is_not_kept_unpacked() -> None:
    pieces = Pieces(by_reportlab(["Eins", "Zwei"]), 2)
    assert not pieces.is_strange(0)
    assert pieces.cut(1, 1)
    for page in pieces._opened().pages:
        stream = page["/Contents"]
        assert isinstance(stream, EncodedStreamObject)
        assert stream.decoded_self is None


def test_another_producer_is_read_found_and_taken_apart_as_ours(reader: PdfContents) -> None:
    letters = ["Vertrag 1001\nFrau Käthe Groß, 12,50 €", "Seite zwei", "Vertrag 1002\nHerr Ünal"]
    file = by_reportlab(letters)
    assert reader.read(file) == PdfContent(TextState.READ, tuple(letters), 3)
    (box,) = reader.find(file, 1, "käthe groß")
    assert 50 < box.width < 70
    first, last = reader.split(file, [PageRange(1, 2), PageRange(3, 3)])
    assert reader.read(first).pages == (*letters[:2],)
    assert reader.read(last).pages == (letters[2],)
    assert b"1001" not in last
    assert reader.read(by_reportlab(letters, password="geheim")).state is TextState.LOCKED
    assert reader.read(file[: len(file) // 2]).state is TextState.DAMAGED


def test_words_too_small_to_be_read_name_nobody(reader: PdfContents) -> None:
    def words(*sizes: int) -> list[str]:
        return " ".join(reader.read(pdf_files.with_tiny_words(sizes)).pages).split()

    assert words() == ["Vertrag", "1001", "–", "aus"]
    assert words(1, 2) == ["Vertrag", "1001", "–", "aus"]
    assert words(1, 8) == ["Vertrag", "1001", "–", "aus", "Erwin", "1002"]
    # A page full of them is not taken for read at all.
    assert words(*[1] * 20) == []


def test_a_page_of_which_not_all_is_read_is_not_surely_seen(
    monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    buffer = QBuffer()
    buffer.setData(pdf_files.letter("Vertrag 1001"))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    found = []
    for most in (12, 11):
        monkeypatch.setattr(reading, "MOST_LETTERS", most)
        body = reading.texts(document, Pieces(pdf_files.letter("Vertrag 1001"), 1), 0, 1)
        found += list(_unpacked(body))
    assert found == [(True, "Vertrag 1001"), (False, "Vertrag 100")]


def test_what_has_no_words_or_is_not_to_be_read_is_told(reader: PdfContentsReader) -> None:
    assert reader.read(pdf_files.pages(2)) == PdfContent(TextState.NO_TEXT, ("", ""), 2)
    assert reader.read(pdf_files.protected()).state is TextState.LOCKED
    for broken in (b"", b"%PDF-1.7 nichts", LETTERS[:300]):
        assert reader.read(broken).state is TextState.DAMAGED
    with hurried(reader):
        assert reader.read(pdf_files.own_branch()).state is TextState.TOO_LONG
    assert reader.read(LETTERS).state is TextState.READ


def test_a_file_of_too_many_pages_is_told_and_one_that_takes_too_long(
    monkeypatch: pytest.MonkeyPatch, reader: PdfContents
) -> None:
    monkeypatch.setattr(contents, "MOST_PAGES", 2)
    assert reader.read(LETTERS) == PdfContent(TextState.TOO_LONG, count=3)
    monkeypatch.undo()
    monkeypatch.setattr(contents, "_TOGETHER", -1.0)
    assert reader.read(LETTERS).state is TextState.TOO_LONG


def test_places_of_words_are_found_whatever_their_case(reader: PdfContents, qapp: object) -> None:
    (one,) = reader.find(LETTERS, 1, "KÄTHE  groß")
    assert 70 < one.left < 120
    assert 95 < one.top < 125
    assert 50 < one.width < 70
    assert 5 < one.height < 20
    assert reader.find(LETTERS, 1, "Vertrag 1001 Frau") == reader.find(
        LETTERS, 1, "Vertrag 1001\nFrau"
    )
    assert len(reader.find(LETTERS, 1, "Vertrag 1001 Frau")) == 2
    for page, words in ((1, "Ünal"), (4, "Vertrag"), (0, "Vertrag"), (1, "  ")):
        assert reader.find(LETTERS, page, words) == ()
    assert reader.find(b"%PDF-1.7", 1, "Vertrag") == ()
    assert len(reader.find(by_qt(["Nummer 4711-7 Müller"]), 1, "4711-7")) == 1


def test_pieces_hold_their_own_pages_and_nothing_of_the_others(
    reader: PdfContents, qapp: object
) -> None:
    ranges = [PageRange(1, 2), PageRange(3, 3)]
    for file in (LETTERS, by_qt(["Eins", "Zwei", "Drei"])):
        whole = reader.read(file).pages
        first, second = reader.split(file, ranges)
        assert reader.read(first).pages == whole[:2]
        assert reader.read(second).pages == whole[2:]
        assert (first, second) == reader.split(file, ranges)
    alone = reader.split(LETTERS, [PageRange(3, 3)])[0]
    assert b"1002" in alone
    assert b"1001" not in alone


@pytest.mark.parametrize("file", [b"%PDF-1.7", pdf_files.protected(), pdf_files.own_branch()])
def test_what_cannot_be_taken_apart_is_told(reader: PdfContentsReader, file: bytes) -> None:
    with hurried(reader), pytest.raises(UserError, match=r"documents\.not_split"):
        reader.split(file, [PageRange(1, 1)])
    with pytest.raises(UserError, match=r"documents\.not_split"):
        reader.split(LETTERS, [PageRange(3, 4)])


def test_several_files_are_read_at_once_and_a_killed_process_is_followed_by_another() -> None:
    reader = PdfContentsReader(2, patience=PATIENT)
    found: list[PdfContent] = []
    threads = [
        threading.Thread(target=lambda: found.append(reader.read(LETTERS))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {content.pages[1] for content in found} == {"Seite zwei zu 1001"}
    for process in reader._all:
        if process.process_id is not None:
            os.kill(process.process_id, signal.SIGKILL)
    assert TextState.READ in {reader.read(LETTERS).state for _ in range(2)}
    reader.end()
    assert [process.process_id for process in reader._all] == [None, None]


def test_a_program_that_cannot_be_started_reads_nothing() -> None:
    silent = PdfContentsReader(1, command=(sys.executable, "-c", "print(end='')"))
    assert silent.read(LETTERS).state is TextState.TOO_LONG
    assert silent.find(LETTERS, 1, "Vertrag") == ()
    with pytest.raises(UserError, match=r"documents\.not_split"):
        silent.split(LETTERS, [PageRange(1, 1)])
    silent.end()
