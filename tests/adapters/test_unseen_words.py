"""Words that a PDF holds and nobody sees make no page one whose words are surely seen."""

import io
from collections.abc import Iterator

import pytest
from pypdf import PdfReader, PdfWriter

from desktop.adapters.pdf_reader.contents import PdfContentsReader
from desktop.services.documents.ports import PdfContents
from tests.adapters.test_pdf_contents import by_qt
from tests.support import pdf_files
from tests.support.pdf_files import drawn, stream
from tests.support.reportlab_files import by_reportlab

SEEN = b"BT /F1 11 Tf 70 740 Td (Vertrag 1001) Tj ET "
OTHER = b"BT /F1 11 Tf 70 700 Td (Erwin 1002) Tj ET "
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
FONTS = b"/Resources << /Font << /F1 3 0 R >> >> "
LAYER = b"/OCProperties << /OCGs [20 0 R] /D << /OFF [20 0 R] >> >>"
NOTE = b"<< /Type /Annot /Subtype /Square /Rect [60 690 200 720] /IC [1 1 1] /AP << /N 21 0 R >> >>"


def said(words: bytes, before: bytes = b"", size: int = 11, at: bytes = b"70 700") -> bytes:
    """Instructions that show words, after others."""
    return b"BT /F1 %d Tf %s Td %s (%s) Tj ET " % (size, at, before, words)


def with_empty_password() -> bytes:
    """Words in no ink in a file that is locked with no password at all."""
    writer = PdfWriter(PdfReader(io.BytesIO(drawn(SEEN + said(b"Erwin 1002", b"3 Tr")))))
    writer.encrypt("", "geheim", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def in_hex(content: bytes) -> bytes:
    return drawn(content.hex().encode() + b">", entries=b"/Filter /ASCIIHexDecode")


TRICKS = {
    "no ink": drawn(SEEN + said(b"Erwin 1002", b"3 Tr")),
    "no ink, spelled otherwise": drawn(SEEN + said(b"Erwin 1002", b"+03.00%\n Tr")),
    "no ink, in hex": in_hex(SEEN + said(b"Erwin 1002", b"3 Tr")),
    "no ink, locked": with_empty_password(),
    "no ink, under what is seen": drawn(SEEN + said(b"Erwin 1002", b"3 Tr", at=b"70 740")),
    "only a clip": drawn(SEEN + said(b"Erwin 1002", b"7 Tr")),
    "beside the page": drawn(SEEN + said(b"Erwin 1002", at=b"700 700")),
    "half beside the page": drawn(SEEN + said(b"Erwin 1002", at=b"570 700")),
    "above what is shown of it": drawn(
        SEEN + said(b"Erwin 1002", at=b"70 100"), page=b"/CropBox [0 200 595 842]"
    ),
    "no opacity": drawn(SEEN + b"/G1 gs " + OTHER, b"/ExtGState << /G1 << /ca 0 /CA 0 >> >>"),
    "hardly any opacity": drawn(SEEN + b"/G1 gs " + OTHER, b"/ExtGState << /G1 << /ca .05 >> >>"),
    "white": drawn(SEEN + b"1 g " + OTHER),
    "nearly white": drawn(SEEN + b".97 g " + OTHER),
    "as dark as its ground": drawn(SEEN + b".4 g 60 690 200 30 re f " + OTHER),
    "covered": drawn(SEEN + OTHER + b"1 g 60 690 200 30 re f"),
    "partly covered": drawn(SEEN + said(b"1001 Erwin") + b"1 g 97 690 200 30 re f"),
    "covered and written over": drawn(
        SEEN + OTHER + b"1 g 60 690 200 30 re f 0 g " + said(b"Anna 1001")
    ),
    "covered by a note": drawn(
        SEEN + OTHER,
        page=b"/Annots [20 0 R]",
        objects={
            20: NOTE,
            21: stream(
                b"1 g 60 690 140 30 re f 0 g " + said(b"Anna 1001"),
                FORM.replace(b"0 0 595 842", b"60 690 200 720") + FONTS,
            ),
        },
    ),
    "cut off": drawn(SEEN + b"q 0 0 9 9 re W n " + OTHER + b"Q"),
    "cut off by words": drawn(SEEN + b"q " + said(b"x", b"7 Tr", at=b"9 9") + b"0 Tr " + OTHER),
    "on a layer that is off": drawn(
        SEEN + b"/OC /L1 BDC " + OTHER + b"EMC",
        b"/Properties << /L1 20 0 R >>",
        objects={20: b"<< /Type /OCG /Name (aus) >>"},
        catalogue=LAYER,
    ),
    "no ink, in a form": drawn(
        SEEN + b"/X1 Do",
        b"/XObject << /X1 20 0 R >>",
        objects={20: stream(said(b"Erwin 1002", b"3 Tr"), FORM + FONTS)},
    ),
    "no ink, in a form whose name is not of ASCII": drawn(
        SEEN + b"/X#C3#A4 Do",
        b"/XObject << /X#C3#A4 20 0 R >>",
        objects={20: stream(said(b"Erwin 1002", b"3 Tr"), FORM + FONTS)},
    ),
    "with a form that is not there": drawn(SEEN + b"/X9 Do"),
    "with a state that is not there": drawn(SEEN + b"/G9 gs"),
    "tiny": drawn(SEEN + said(b"Erwin 1002", size=1)),
    "tiny beside larger": drawn(SEEN + said(b"Erwin 1002", size=1, at=b"80 742")),
    "tiny by its form": drawn(
        SEEN + b"/X1 Do",
        b"/XObject << /X1 20 0 R >>",
        objects={20: stream(OTHER, FORM + FONTS + b"/Matrix [.1 0 0 .1 70 600]")},
    ),
    "squeezed": drawn(SEEN + said(b"Erwin 1002", b"1 Tz")),
    "squeezed in two steps": drawn(
        SEEN + b"q .4 0 0 1 0 0 cm BT /F1 11 Tf .4 0 0 1 170 700 Tm (Erwin 1002) Tj ET Q"
    ),
    "mirrored": drawn(SEEN + b"q -1 0 0 1 400 0 cm " + OTHER + b"Q"),
    "sign upon sign": drawn(SEEN + said(b"Erwin 1002", b"-9 Tc")),
    "read as others": drawn(
        SEEN + b"/Span << /ActualText (Erwin 1002) >> BDC " + said(b"Anna 1001") + b"EMC"
    ),
    "read as others, by a list": drawn(
        SEEN + b"/Span /P1 BDC " + said(b"Anna 1001") + b"EMC",
        b"/Properties << /P1 << /ActualText (Erwin 1002) >> >>",
    ),
    "read as others, by a list behind a number": drawn(
        SEEN + b"1 /Span /P1 BDC " + said(b"Anna 1001") + b"EMC",
        b"/Properties << /P1 << /ActualText (Erwin 1002) >> >>",
    ),
    "read as others, by a list whose name is not of ASCII": drawn(
        SEEN + b"/Span /P#C3#A4 BDC " + said(b"Anna 1001") + b"EMC",
        b"/Properties << /P#C3#A4 << /ActualText (Erwin 1002) >> >>",
    ),
}

OPEN = {
    "plain": drawn(SEEN + OTHER),
    "grey": drawn(SEEN + b".6 g " + OTHER),
    "white on dark": drawn(SEEN + b"0 .2 .4 rg 60 690 200 30 re f 1 g " + OTHER),
    "bold by its outline": drawn(SEEN + b"2 Tr .3 w " + OTHER),
    "blanks in no ink": drawn(SEEN + b"BT /F1 1 Tf 3 Tr 9 9 Td (  ) Tj ET"),
    "columns": drawn(SEEN + said(b"Miete                    612,00 EUR")),
    "spread": drawn(SEEN + b"BT /F1 11 Tf 70 700 Td [(Miete) -4000 (612,00)] TJ ET"),
    "a hyphen": drawn(SEEN + b"/Span << /ActualText <FEFF00AD> >> BDC " + said(b"-") + b"EMC"),
    "small print": drawn(SEEN + said(b"Sitz der Gesellschaft: Musterstadt", size=6)),
    "on end": drawn(SEEN + b"BT /F1 9 Tf 0 1 -1 0 30 300 Tm (Form 12/2025) Tj ET"),
    "a turned page": drawn(SEEN + OTHER, page=b"/Rotate 90"),
    "a moved page": drawn(SEEN + OTHER, page=b"/CropBox [40 200 500 800]"),
    "a form": drawn(
        SEEN + b"/X1 Do",
        b"/XObject << /X1 20 0 R >>",
        objects={20: stream(OTHER, FORM + FONTS)},
    ),
    "our own letter": pdf_files.letter("Vertrag 1001\nFrau Käthe Groß\n\nEnde", link_to=0),
}


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfContentsReader]:
    made = PdfContentsReader(1)
    yield made
    made.end()


@pytest.mark.parametrize("file", TRICKS.values(), ids=TRICKS)
def test_a_page_with_words_that_nobody_sees_is_named(reader: PdfContents, file: bytes) -> None:
    assert reader.read(file).unseen == (1,)


@pytest.mark.parametrize("file", OPEN.values(), ids=OPEN)
def test_a_page_whose_words_are_seen_is_not(reader: PdfContents, file: bytes) -> None:
    read = reader.read(file)
    assert (read.unseen, "1001" in read.pages[0]) == ((), True)


def test_files_of_other_producers_are_seen(reader: PdfContents, qapp: object) -> None:
    texts = ["Vertrag 1001\nFrau Käthe Groß, 12,50 €", "Seite zwei", "Straße 4711-7\n– Miete –"]
    for file in (by_qt(texts), by_reportlab(texts)):
        assert reader.read(file).unseen == ()
    hidden = by_reportlab(texts, invisible=True)
    assert reader.read(hidden).unseen == (1, 2, 3)
