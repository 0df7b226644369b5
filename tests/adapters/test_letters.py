"""What is on the paper, read back from the PDF: places, fonts, pages, and the same bytes again."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest
from PySide6.QtGui import QPageSize, QPdfWriter
from PySide6.QtWidgets import QApplication

from desktop.adapters.letters import LetterPress, frame
from desktop.adapters.letters.enclosures import EnclosedPages
from desktop.adapters.letters.flow import BOTTOM, NEXT_TOP, flow
from desktop.adapters.pdf_reader.reader import PdfReaders
from desktop.domain.letter import Enclosure, Letter, LetterBlock, Letterhead
from tests.support.paper import Paper

MADE_AT = datetime(2026, 11, 23, 8, 42, tzinfo=UTC)
SENTENCE = "Bis dahin gilt Ihre bisherige Zahlungsweise. "
HEAD = Letterhead(
    name="THOR Wohnen",
    line="Hamburg · Mieterservice",
    sender="THOR Wohnen, Musterkehre 1, 22041 Hamburg",
    footer=(("THOR Wohnen", "22041 Hamburg"), ("Telefon 040 66969 100",), ("HRB 00000",)),
)
ADDRESS = (
    "Frau",
    "Marga Beispielsen",
    "c/o Ilse Erfunden",
    "Testhofstraße 19",
    "21073 Hamburg",
)
FACTS = (
    ("IBAN", "DE02 •••• 2051"),
    ("Mandatsreferenz", "THOR-004417-02"),
    ("Gläubiger-Identifikationsnummer", "DE98ZZZ09999999999"),
    ("Erste Abbuchung von diesem Konto", "01.12.2026"),
)


def letter(*body: LetterBlock, mark: str = "Stapel 12 · 3") -> Letter:
    """A letter with a salutation and what a test puts below it."""
    return Letter(
        head=HEAD,
        address=ADDRESS,
        info=(("Ihr Vertrag", "endet auf 0114"), ("Vorgang", "V-2026-110431")),
        day="23.11.2026",
        subject="Ihre neue Bankverbindung ist eingetragen",
        body=(LetterBlock(text="Guten Tag Frau Beispielsen,"), *body),
        batch_mark=mark,
    )


def paragraph(sentences: int) -> LetterBlock:
    return LetterBlock(text=(SENTENCE * sentences).strip())


@pytest.fixture
def press(qapp: QApplication) -> LetterPress:
    return LetterPress()


def test_the_address_stands_in_the_window(press: LetterPress) -> None:
    paper = Paper(press.pdf([letter(LetterBlock(facts=FACTS))], made_at=MADE_AT))
    for line in ADDRESS:
        place = paper.place(line)
        assert 25 <= place.left() <= 26
        assert place.right() <= 105
        assert 62.7 <= place.top() < place.bottom() <= 90
    sender = paper.place(HEAD.sender)
    assert 45 <= sender.top() < sender.bottom() <= 62.7


def test_six_lines_still_end_within_the_window() -> None:
    assert frame.ADDRESS_TOP + 6 * frame.ADDRESS_LINE <= 90.1


def test_the_parts_stand_where_the_norm_wants_them(press: LetterPress) -> None:
    paper = Paper(press.pdf([letter()], made_at=MADE_AT))
    info = paper.place("V-2026-110431")
    assert 149 <= info.left() <= 151
    assert 50 <= info.top() <= 62
    assert 98 <= paper.place("Ihre neue Bankverbindung").top() <= 101
    picture = paper.picture()
    for y, length in ((105.0, 5), (148.5, 8), (210.0, 5)):
        row = round(y * 10)
        inked = [
            x
            for x in range(20, 240)
            if any(picture.pixelColor(x, row + step).alpha() > 0 for step in (-1, 0, 1))
        ]
        assert abs(min(inked) - 50) <= 2
        assert abs(max(inked) - 50 - length * 10) <= 2


def test_everything_can_be_read_back_with_hyphens_and_umlauts(press: LetterPress) -> None:
    text = Paper(press.pdf([letter(LetterBlock(facts=FACTS))], made_at=MADE_AT)).text()
    for name, value in FACTS:
        assert f"{name} {value}" in text
    assert "Stapel 12 · 3" in text
    assert not re.search(r"[A-Z]{2}[0-9]{2}[0-9A-Z ]{15,}", text.replace(FACTS[2][1], ""))


def test_fonts_are_embedded(press: LetterPress) -> None:
    content = press.pdf([letter(LetterBlock(facts=FACTS))], made_at=MADE_AT)
    described = re.findall(rb"/FontDescriptor(?! [0-9])", content)
    names = re.findall(rb"/FontName /[A-Z]{6}\+([A-Za-z-]+)", content)
    assert described
    assert len(re.findall(rb"/FontFile2 ", content)) == len(described) == len(names)
    assert all(name.startswith(b"Inter") for name in names)


def test_a_file_keeps_the_rules_of_pdf_a(press: LetterPress) -> None:
    """Its colours have a profile, nothing shines through, and what it says of itself agrees."""
    content = press.pdf([letter(LetterBlock(facts=FACTS))], made_at=MADE_AT)
    assert content.startswith(b"%PDF-1.4")
    assert b'pdfaid:part="1" pdfaid:conformance="B"' in content
    assert b"/S/GTS_PDFA1" in content
    assert b"/DestOutputProfile " in content
    for forbidden in (b"DeviceCMYK", b"/Encrypt", b"/JavaScript", b"/LZWDecode", b"/EmbeddedFile"):
        assert forbidden not in content
    assert set(re.findall(rb"/SMask ([^ >]+)", content)) == {b"/None"}
    assert set(re.findall(rb"/(?:CA|ca) ([0-9.]+)", content)) == {b"1.0"}
    assert b"/CreationDate (D:20261123084200Z)" in content
    assert b'xmp:CreateDate="2026-11-23T08:42:00Z"' in content
    # Whoever counts on places in the file finds what stands there.
    place = int(re.findall(rb"startxref\s+([0-9]+)", content)[-1])
    assert content[place : place + 4] == b"xref"


def test_a_long_text_flows_over_pages_that_are_numbered_from_the_second(
    press: LetterPress,
) -> None:
    paper = Paper(press.pdf([letter(paragraph(150))], made_at=MADE_AT))
    assert len(paper) == 3
    assert "Seite" not in paper.text(0)
    assert "Seite 2 von 3" in paper.text(1)
    assert "Seite 3 von 3" in paper.text(2)
    together = " ".join(paper.text(page) for page in range(3))
    assert together.count("bisherige") == 150
    assert all("Stapel 12 · 3" in paper.text(page) for page in range(3))


def test_every_letter_of_a_batch_begins_on_its_own_page(press: LetterPress) -> None:
    batch = [letter(mark="Stapel 1 · 1"), letter(paragraph(90)), letter(mark="Stapel 1 · 3")]
    paper = Paper(press.pdf(batch, made_at=MADE_AT))
    assert len(paper) == 4
    assert "Stapel 1 · 3" in paper.text(3)
    assert "Guten Tag" in paper.text(3)


def test_no_line_leaves_the_paper_and_none_is_left_alone(qapp: QApplication) -> None:
    for sentences in range(20, 140, 3):
        pages = flow([paragraph(sentences), LetterBlock(text="Freundliche Grüße\nA\nB")])
        assert all(line.y < BOTTOM for page in pages for line in page)
        for page in pages[1:]:
            assert page[0].y == NEXT_TOP
        assert all(len(page) > 1 for page in pages)


def test_a_greeting_is_not_divided(qapp: QApplication) -> None:
    closing = LetterBlock(text="Freundliche Grüße\nJette Modell\nTHOR Wohnen")
    for sentences in range(40, 80):
        pages = flow([paragraph(sentences), closing])
        last = [line for page in pages for line in page][-3:]
        assert any(all(line in page for line in last) for page in pages)


def test_a_word_wider_than_the_page_is_divided(press: LetterPress) -> None:
    word = "Donau" * 60
    paper = Paper(press.pdf([letter(LetterBlock(text=word))], made_at=MADE_AT))
    assert paper.text().replace(" ", "").count("Donau") == 60


def test_the_same_batch_gives_the_same_bytes(press: LetterPress) -> None:
    batch = [letter(paragraph(60)), letter()]
    first = press.pdf(batch, made_at=MADE_AT)
    assert press.pdf(batch, made_at=MADE_AT) == first
    assert b"D:20261123084200Z" in first
    assert press.pdf(batch, made_at=MADE_AT + timedelta(days=1)) != first


def test_letters_are_painted_in_any_thread(press: LetterPress) -> None:
    here = press.pdf([letter()], made_at=MADE_AT)
    there: list[bytes] = []
    thread = threading.Thread(target=lambda: there.append(press.pdf([letter()], made_at=MADE_AT)))
    thread.start()
    thread.join()
    assert there == [here]


def test_another_device_breaks_lines_and_pages_at_the_same_places(
    press: LetterPress, tmp_path: Path
) -> None:
    body = letter(paragraph(90), LetterBlock(facts=FACTS))
    coarse = tmp_path / "coarse.pdf"
    writer = QPdfWriter(str(coarse))
    writer.setResolution(150)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    press.paint_on(writer, [body])
    del writer
    fine, other = Paper(press.pdf([body], made_at=MADE_AT)), Paper(coarse.read_bytes())
    assert len(fine) == len(other) == 2
    for page in range(2):
        assert fine.text(page) == other.text(page)


@pytest.mark.qt_log_ignore("Returned false", extend=True)
def test_a_device_that_takes_nothing_is_an_error_of_the_outside(
    press: LetterPress, tmp_path: Path
) -> None:
    nowhere = QPdfWriter(str(tmp_path / "missing" / "letters.pdf"))
    with pytest.raises(OSError, match="cannot be painted on"):
        press.paint_on(nowhere, [letter()])


def test_no_letter_is_no_batch(press: LetterPress) -> None:
    with pytest.raises(ValueError, match="no letters"):
        press.pdf([], made_at=MADE_AT)


def test_the_width_of_the_window_is_measured(press: LetterPress) -> None:
    assert not press.is_too_wide("Prof. Dr. Wilhelmine Beispiel-Mustermann")
    assert press.is_too_wide("Wohnungseigentümergemeinschaft Am Erdachten Fleet 12 bis 18")


class Documents:
    """A store of one file."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def open(self, _enclosure: Enclosure) -> BinaryIO:
        return BytesIO(self.content)


@pytest.fixture
def readers() -> Iterator[PdfReaders]:
    made = PdfReaders()
    yield made
    made.end()


def test_what_is_enclosed_is_printed_behind_its_letter(
    press: LetterPress, readers: PdfReaders
) -> None:
    enclosed = press.pdf([letter(), letter()], made_at=MADE_AT)
    pages = EnclosedPages(Documents(enclosed).open, readers.new())
    with_pages = LetterPress(pages)
    first = replace(letter(), enclosures=(Enclosure("Anlage.pdf", "0" * 64),))
    paper = Paper(with_pages.pdf([first, letter()], made_at=MADE_AT))
    assert len(paper) == 4
    # As a picture: the letter's own words stand on the first and the last page only.
    assert "Beispielsen" in paper.text(0)
    assert paper.text(1) == paper.text(2) == ""
    assert "Beispielsen" in paper.text(3)
    drawn = paper.picture(1)
    dark = sum(
        drawn.pixelColor(x, y).lightness() < 128
        for x in range(200, 2000, 7)
        for y in range(500, 1200, 7)
    )
    assert dark > 50


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 kaputt"])
def test_an_enclosure_that_cannot_be_drawn_leaves_a_sheet_that_says_so(
    qapp: QApplication, readers: PdfReaders, content: bytes
) -> None:
    press = LetterPress(EnclosedPages(Documents(content).open, readers.new()))
    one = replace(letter(), enclosures=(Enclosure("Anlage.pdf", "0" * 64),))
    paper = Paper(press.pdf([one, letter()], made_at=MADE_AT))
    assert len(paper) == 3
    for words in ("Hier fehlt eine Anlage", "Anlage.pdf", "beschädigt", "2026-"):
        assert words in paper.text(1)
    assert "Beispielsen" in paper.text(2)


def test_nothing_is_left_out_where_nobody_draws(press: LetterPress) -> None:
    one = replace(letter(), enclosures=(Enclosure("Anlage.pdf", "0" * 64),))
    with pytest.raises(OSError, match="enclosed"):
        press.pdf([one], made_at=MADE_AT)
