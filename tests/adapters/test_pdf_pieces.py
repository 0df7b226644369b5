"""A piece of a file holds what its pages draw with and no word of any other page."""

import io
import zlib
from collections.abc import Iterator

import pytest
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, IndirectObject, StreamObject

from desktop.adapters.pdf_reader.contents import PdfContentsReader
from desktop.domain.errors import UserError
from desktop.domain.pdf_contents import PageRange
from desktop.services.documents.ports import PdfContents
from tests.adapters.test_pdf_contents import by_qt
from tests.support import pdf_files
from tests.support.pdf_files import pdf, stream
from tests.support.reportlab_files import by_reportlab

FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
LETTERS = ("eins", "zwei", "drei")
PLACES = ("Form", "Innen", "Maske", "Muster", "Bild", "Liste", "Ebene", "Glyphe", "Farbe")
"""Where a page of ``shared`` has its word; ``FORM`` is what is drawn, all others hang on it."""
BRIEF = b"BT /F1 11 Tf 70 800 Td (Musterbau eG) Tj ET"
ASIDE = ("Notiz", "Angabe", "Struktur", "Anhang", "Marke")


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfContentsReader]:
    made = PdfContentsReader(1)
    yield made
    made.end()


def shared() -> bytes:
    """Three pages that inherit one list of all that any of them draws with."""
    lists = {
        b"XObject": b"/X%d %d 0 R /I%d %d 0 R ",
        b"ExtGState": b"/G%d %d 0 R ",
        b"Pattern": b"/P%d %d 0 R ",
        b"Properties": b"/L%d %d 0 R /E%d %d 0 R ",
        b"Font": b"/T%d %d 0 R ",
        b"ColorSpace": b"/C%d %d 0 R ",
    }
    numbers = {
        b"XObject": (0, 4),
        b"ExtGState": (2,),
        b"Pattern": (3,),
        b"Properties": (5, 6),
        b"Font": (7,),
        b"ColorSpace": (8,),
    }
    resources = b"/Font << /F1 3 0 R "
    objects: dict[int, bytes] = {}
    found = dict.fromkeys(lists, b"")
    for number in range(3):
        start = 100 * (number + 1)
        for kind, entry in lists.items():
            places = [part for place in numbers[kind] for part in (number, start + place)]
            found[kind] += entry % tuple(places)
        objects |= letter(number, start)
    resources = b"/Font << /F1 3 0 R " + found.pop(b"Font") + b">> "
    for kind, entries in found.items():
        resources += b"/%s << %s >> " % (kind, entries)
    kids = b" ".join(b"%d 0 R" % (100 * number + 20) for number in (1, 2, 3))
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R /StructTreeRoot 5 0 R /Metadata 113 0 R "
            b"/Names << /EmbeddedFiles << /Names [(a) 213 0 R] >> /Dests << /Names [(Marke eins) "
            b"[120 0 R /Fit] (Marke zwei) [220 0 R /Fit]] >> >> "
            b"/OCProperties << /OCGs [106 0 R 206 0 R 306 0 R] "
            b"/D << /OFF [206 0 R] /ON [106 0 R] /Order [106 0 R 206 0 R] >> >> >>",
            2: b"<< /Type /Pages /Count 3 /Kids [%s] /Resources << %s >> "
            b"/MediaBox [0 0 595 842] >>" % (kids, resources),
            3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            5: b"<< /Type /StructTreeRoot /K [110 0 R 210 0 R 310 0 R] >>",
            **objects,
        }
    )


def letter(number: int, start: int) -> dict[int, bytes]:
    """A page and what it draws with, each with a word that tells the page and the place."""

    def word(place: str) -> bytes:
        return f"{place} {LETTERS[number]}".encode()

    def text(place: str) -> bytes:
        return b"BT /F1 11 Tf 70 700 Td (%s) Tj ET" % word(place)

    own = b"/Resources << /Font << /F1 3 0 R >> /XObject << %s >> >> " % b" ".join(
        b"/Y%d %d 0 R" % (one, 100 * (one + 1) + 1) for one in range(3)
    )
    content = (
        b"/X%d Do /G%d gs /Pattern cs /P%d scn 9 9 9 9 re f /I%d Do /Stand /L%d BDC EMC "
        b"/OC /E%d BDC EMC BT /T%d 9 Tf (a) Tj ET /C%d cs BI /W 1 /H 1 /BPC 8 /CS /G ID a EI q Q"
    ) % ((number,) * 8)
    return {
        start: stream(
            b"/Y%d Do %s" % (number, text("Form")),
            FORM
            + own
            + b"/Metadata %d 0 R /PieceInfo << /A %d 0 R >> /StructParent 3 "
            % (start + 13, 520 - start),
        ),
        # Its list is that of the page.
        start + 1: stream(zlib.compress(text("Innen")), FORM + b"/Filter /FlateDecode "),
        start + 2: b"<< /Type /ExtGState /SMask << /S /Luminosity /G %d 0 R >> >>" % (start + 9),
        start + 3: stream(
            text("Muster"),
            b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 "
            b"/Resources << /Font << /F1 3 0 R >> /XObject << /Q 100 0 R >> >> ",
        ),
        start + 4: stream(
            word("Bild"),
            b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
            b"/BitsPerComponent 8 /SMask %d 0 R" % (start + 11),
        ),
        start + 5: b"<< /Stand (%s) >>" % word("Liste"),
        start + 6: b"<< /Type /OCG /Name (%s) >>" % word("Ebene"),
        start + 7: b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.1 0 0 .1 0 0]"
        b" /FirstChar 97 /LastChar 97 /Widths [9] /Encoding << /Differences [97 /a] >> "
        b"/CharProcs << /a %d 0 R >> >>" % (start + 12),
        start + 8: b"[/Indexed /DeviceGray 1 (%s)]" % word("Farbe"),
        start + 9: stream(text("Maske"), FORM + own),
        start + 10: b"<< /Type /StructElem /S /P /Pg %d 0 R /Alt (%s) >>"
        % (start + 20, word("Struktur")),
        start + 11: stream(
            b"a",
            b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
            b"/BitsPerComponent 8",
        ),
        start + 12: stream(b"9 0 d0 % " + word("Glyphe")),
        start + 13: stream(word("Anhang")),
        start + 14: b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /P %d 0 R /Contents (%s) >>"
        % (520 - start, word("Notiz")),
        start + 20: b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R /Annots [%d 0 R] "
        b"/PieceInfo << /A (%s) >> /B [%d 0 R] /StructParents 0 /Metadata %d 0 R >>"
        % (start + 21, start + 14, word("Angabe"), 520 - start, start + 13),
        start + 21: stream(content),
    }


def everything(file: bytes) -> str:
    """All that a file says, unpacked, whether anything leads there or not."""
    opened = PdfReader(io.BytesIO(file))
    found = [repr(opened.trailer)]
    for number in sorted({*opened.xref.get(0, {}), *opened.xref_objStm} - {0}):
        one = opened.get_object(IndirectObject(number, 0, opened))
        found.append(repr(one))
        if isinstance(one, StreamObject):
            found.append(one.get_data().decode("latin-1"))
    return "\n".join(found)


def test_what_pages_share_stays_with_those_that_draw_with_it(reader: PdfContents) -> None:
    whole = everything(shared())
    assert all(f"{place} {letter}" in whole for place in PLACES for letter in LETTERS)
    pieces = reader.split(shared(), [PageRange(1, 1), PageRange(2, 2), PageRange(2, 3)])
    for piece, own in zip(pieces, ({"eins"}, {"zwei"}, {"zwei", "drei"}), strict=True):
        said = everything(piece)
        for word in LETTERS:
            kept = {place for place in PLACES if f"{place} {word}" in said}
            assert kept == (set(PLACES) if word in own else set())
            assert not any(f"{place} {word}" in said for place in ASIDE)
    # A layer that was switched off stays so.
    plans = [str(PdfReader(io.BytesIO(one)).root_object["/OCProperties"]) for one in pieces[:2]]
    assert ["'/OFF': []" in plan for plan in plans] == [True, False]
    assert ["'/ON': []" in plan for plan in plans] == [False, True]


def stamped() -> bytes:
    """Letters that were put together by another program, on the same paper."""
    paper = PdfReader(io.BytesIO(pdf_files.drawn(BRIEF))).pages[0]
    made = PdfWriter()
    for text in ("Vertrag eins", "Vertrag zwei", "Vertrag drei"):
        page = made.add_page(PdfReader(io.BytesIO(by_reportlab([text]))).pages[0])
        page.merge_page(paper)
    made.compress_identical_objects()
    stream = io.BytesIO()
    made.write(stream)
    return stream.getvalue()


def first_stream(page: PageObject) -> str:
    """What a page is drawn with before it is stamped."""
    content = page["/Contents"].get_object()
    stream = content[0].get_object() if isinstance(content, ArrayObject) else content
    assert isinstance(stream, StreamObject)
    return stream.get_data().decode("latin-1")


def test_pieces_of_files_of_several_producers_look_as_before(
    reader: PdfContents, qapp: object
) -> None:
    letters = ["Vertrag eins", "Vertrag zwei", "Vertrag drei"]
    for file in (by_qt(letters), by_reportlab(letters), stamped(), pdf_files.letter(*letters)):
        original = PdfReader(io.BytesIO(file))
        drawn = [first_stream(page) for page in original.pages]
        for number, page in enumerate(reader.read(file).pages, start=1):
            (piece,) = reader.split(file, [PageRange(number, number)])
            assert reader.read(piece).pages == (page,)
            assert reader.read(piece).unseen == ()
            said = everything(piece)
            for other, content in enumerate(drawn, start=1):
                assert (content in said) == (other == number)
                assert (letters[other - 1] in said) <= (other == number)


@pytest.mark.parametrize(
    "content",
    [
        b"BT (offen Tj ET",
        b"/X9 Do",
        b"BT /F9 11 Tf (eins) Tj ET",
        b"/F9 cs",
        b"BI /W 1 /H 1 /BPC 8 /CS /F9 ID a EI q Q",
        b"BT /F#C3#A4 11 Tf (eins) Tj ET",
    ],
)
def test_a_page_whose_drawing_makes_no_sense_is_not_cut_out(
    reader: PdfContents, content: bytes
) -> None:
    resources = b"/Font << /F#C3#A4 3 0 R >> "
    built_in = b"/DeviceRGB cs /DeviceCMYK CS BI /W 1 /H 1 /BPC 8 /CS /G /F /AHx ID 00> EI q Q"
    assert reader.split(pdf_files.drawn(built_in), [PageRange(1, 1)])
    with pytest.raises(UserError, match=r"documents\.not_split"):
        reader.split(pdf_files.drawn(content, resources), [PageRange(1, 1)])


def of_kids(kids: bytes, count: int) -> bytes:
    """Three pages with a word each, numbers 10, 12 and 14, and what is said of their tree."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    for number, word in enumerate(LETTERS):
        objects[10 + 2 * number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (11 + 2 * number)
        )
        objects[11 + 2 * number] = stream(b"BT /F1 11 Tf 70 700 Td (%s) Tj ET" % word.encode())
    return pdf(objects)


@pytest.mark.parametrize(
    ("kids", "count"),
    [
        (b"10 0 R null 12 0 R 14 0 R", 4),
        (b"10 0 R null 12 0 R 14 0 R", 3),
        (b"10 0 R 99 0 R 12 0 R 14 0 R", 4),
        (b"10 0 R 3 0 R 12 0 R 14 0 R", 4),
        (b"10 0 R 12 0 R 14 0 R", 2),
    ],
)
def test_where_pages_may_be_counted_otherwise_none_is_cut_out_or_surely_seen(
    reader: PdfContents, kids: bytes, count: int
) -> None:
    good = of_kids(b"10 0 R 12 0 R 14 0 R", 3)
    assert (reader.read(good).unseen, len(reader.split(good, [PageRange(2, 2)]))) == ((), 1)
    read = reader.read(of_kids(kids, count))
    with_words = tuple(number for number, text in enumerate(read.pages, start=1) if text)
    assert with_words
    assert read.unseen == with_words
    for page in with_words:
        with pytest.raises(UserError, match=r"documents\.not_split"):
            reader.split(of_kids(kids, count), [PageRange(page, page)])
