"""Small real pictures and PDF files, made byte by byte so that they are always the same."""

import struct
import textwrap
import zlib

from desktop.services.demo.chance import Chance

_WIDTH, _HEIGHT = 320, 240
_LINE = 82
"""Letters that fit into a line of the page."""
_GRAIN = 4
"""Pixels of this many in width and height have one colour."""
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
    b" /Resources << /Font << /F1 3 0 R >> >> >>"
)


def picture(chance: Chance) -> bytes:
    """Return a PNG: a wall with a stain, as a tenant photographs it."""
    base = (chance.between(190, 235), chance.between(180, 225), chance.between(165, 210))
    across, down = chance.between(20, 60), chance.between(15, 45)
    radius = chance.between(7, 18)
    lines = []
    for y in range(_HEIGHT // _GRAIN):
        line = b"".join(
            _pixel(base, radius * radius - (x - across) ** 2 - 2 * (y - down) ** 2, radius) * _GRAIN
            for x in range(_WIDTH // _GRAIN)
        )
        lines.append((b"\0" + line) * _GRAIN)
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(b"".join(lines), 6)),
            _chunk(b"IEND", b""),
        )
    )


def _pixel(base: tuple[int, int, int], depth: int, radius: int) -> bytes:
    shade = 0 if depth < 0 else 20 + 60 * depth // (radius * radius)
    return bytes(max(0, part - shade) for part in base)


def document(title: str, lines: tuple[str, ...]) -> bytes:
    """Return a PDF of one A4 page with a title and some lines (Latin letters of Western Europe)."""
    return documents(((title, lines),))


def documents(pages: tuple[tuple[str, tuple[str, ...]], ...]) -> bytes:
    """Return a PDF with one A4 page for each title with its lines."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages))).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, (title, lines) in enumerate(pages):
        content = _page_content(title, lines)
        objects.append(_PAGE % (5 + 2 * number))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    parts = [b"%PDF-1.4\n"]
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = sum(map(len, parts))
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    parts += [b"%010d 00000 n \n" % place for place in places]
    parts.append(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    parts.append(b"startxref\n%d\n%%%%EOF\n" % start)
    return b"".join(parts)


def _page_content(title: str, lines: tuple[str, ...]) -> bytes:
    text = ["BT /F1 16 Tf 70 770 Td 20 TL", f"({_escaped(title)}) Tj", "/F1 11 Tf T* T*"]
    wrapped = (part for line in lines for part in textwrap.wrap(line, _LINE) or [""])
    text += [f"({_escaped(part)}) Tj T*" for part in wrapped]
    return " ".join([*text, "ET"]).encode("cp1252", "replace")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
