"""PDF files made by hand: good ones, and such as hold up, fill or end whoever reads them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

Objects = Mapping[int, bytes]


def pdf(objects: Objects, trailer: bytes = b"") -> bytes:
    """A file of these objects; number 1 is the catalogue."""
    content = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(content)
    size = max(objects) + 1
    content += b"xref\n0 %d\n" % size
    for number in range(size):
        used = number in places
        content += b"%010d %05d %s \n" % (
            places.get(number, 0),
            0 if used else 65535,
            b"n" if used else b"f",
        )
    content += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (size, trailer)
    return bytes(content + b"startxref\n%d\n%%%%EOF\n" % table)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """An object that carries data."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def pages(count: int) -> bytes:
    """A file of some A4 pages, each with a black square that stands lower on every page."""
    kids = b" ".join(b"%d 0 R" % (10 + 2 * number) for number in range(count))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
    }
    for number in range(count):
        square = b"0 g 100 %d 50 50 re f" % (700 - number % 7 * 60)
        objects[10 + 2 * number] = _page(11 + 2 * number)
        objects[11 + 2 * number] = stream(square)
    return pdf(objects)


def protected() -> bytes:
    """A file that asks for a password nobody knows."""
    secret = b"<%s>" % (b"5a" * 32)
    guard = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O %s /U %s >>" % (secret, secret)
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: _page(4),
            4: stream(b""),
            5: guard,
        },
        trailer=b"/Encrypt 5 0 R /ID [<41> <41>]",
    )


def own_branch() -> bytes:
    """A file whose tree of pages has itself as its only branch, packed so that no search finds it.

    QtPdf looks for the end of the tree for ever.
    """
    packed = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")
    index = b"1 0 2 %d " % (len(packed[0]) + 1)
    data = zlib.compress(index + b" ".join(packed))
    entries = b"/Type /ObjStm /N 2 /First %d /Filter /FlateDecode" % len(index)
    content = bytearray(b"%PDF-1.7\n")
    holder = len(content)
    content += b"3 0 obj\n%s\nendobj\n" % stream(data, entries)
    table = len(content)
    rows = b"".join(
        kind.to_bytes(1, "big") + where.to_bytes(4, "big") + rest.to_bytes(1, "big")
        for kind, where, rest in ((0, 0, 0), (2, 3, 0), (2, 3, 1), (1, holder, 0), (1, table, 0))
    )
    content += b"4 0 obj\n%s\nendobj\n" % stream(
        rows, b"/Type /XRef /Size 5 /W [1 4 1] /Root 1 0 R"
    )
    return bytes(content + b"startxref\n%d\n%%%%EOF\n" % table)


def with_endless_page(good: Sequence[bool]) -> bytes:
    """A file whose pages are quick (True), or would be drawn for hours."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(good), b" ".join(b"%d 0 R" % (40 + number) for number in range(len(good)))),
        3: stream(b"0 g 100 100 50 50 re f"),
        4: stream(b"/F0 Do"),
    }
    for number, is_good in enumerate(good):
        objects[40 + number] = _page(3 if is_good else 4, b"/XObject << /F0 10 0 R >>")
    for level in range(12):
        again = b"/F%d Do " % (level + 1) * 10 if level < 11 else b"0 0 9 9 re f"
        objects[10 + level] = stream(
            again,
            b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] "
            b"/Resources << /XObject << /F%d %d 0 R >> >>" % (level + 1, 11 + level),
        )
    return pdf(objects)


def _page(content: int, resources: bytes = b"") -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
        b"/Resources << %s >> >>" % (content, resources)
    )


def letter(*texts: str, link_to: int | None = None) -> bytes:
    """A file with a page for each text; with ``link_to`` every page has a link to that page."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = b" ".join(b"%d 0 R" % (10 + 3 * number) for number in range(len(texts)))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(texts), kids),
        3: font,
    }
    for number, text in enumerate(texts):
        lines = b" T* ".join(
            b"(%s) Tj" % line.replace("(", r"\(").replace(")", r"\)").encode("cp1252")
            for line in text.splitlines()
        )
        page = 10 + 3 * number
        annotation = b"" if link_to is None else b" /Annots [%d 0 R]" % (page + 2)
        objects[page] = _page(page + 1, b"/Font << /F1 3 0 R >>")[:-2] + annotation + b">>"
        objects[page + 1] = stream(b"BT /F1 11 Tf 14 TL 70 740 Td %s ET" % lines)
        objects[page + 2] = (
            b"<< /Type /Annot /Subtype /Link /Rect [70 740 90 750] /Dest [%d 0 R /Fit] >>"
            % (10 + 3 * (link_to or 0))
        )
    return pdf(objects)


def with_tiny_words(sizes: Sequence[int], word: str = "Erwin 1002") -> bytes:
    """A page with a line of dashes and of small print, and a word in each of some sizes."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    tiny = b" ".join(
        b"/F1 %d Tf 0 -12 Td (%s) Tj" % (size, word.encode("cp1252")) for size in sizes
    )
    seen = b"/F1 11 Tf 70 740 Td (Vertrag 1001) Tj 100 0 Td (\226) Tj -100 -12 Td /F1 5 Tf (aus) Tj"
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [10 0 R] >>",
            3: font,
            10: _page(11, b"/Font << /F1 3 0 R >>"),
            11: stream(b"BT %s %s ET" % (seen, tiny)),
        }
    )


def acting(name: bytes = b"JavaScript", *, packed: bool = False) -> bytes:
    """A file that does something when it is opened, said in the open or in a packed object."""
    action = b"<< /Type /Action /S /%s /JS (app.alert\\(1\\)) >>" % name
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R >>",
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: _page(4),
        4: stream(b"0 g 100 100 50 50 re f"),
        5: action,
    }
    if packed:
        holder = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
        objects[5] = stream(zlib.compress(b"5 0 " + action), holder)
    return pdf(objects)


def drawn(
    content: bytes,
    resources: bytes = b"",
    *,
    objects: Objects | None = None,
    page: bytes = b"",
    catalogue: bytes = b"",
    entries: bytes = b"",
) -> bytes:
    """A page drawn by these instructions; ``/F1`` is a font, further objects count from 20 on.

    ``entries`` say how the instructions are packed.
    """
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
            2: b"<< /Type /Pages /Count 1 /Kids [10 0 R] >>",
            3: font,
            10: _page(11, b"/Font << /F1 3 0 R >> " + resources)[:-2] + page + b">>",
            11: stream(content, entries),
            **(objects or {}),
        }
    )
