"""Small PDF files, written out by hand: fast, and the same on every machine.

Letters outside of ASCII get codes of their own in each file, with the names and the Unicode values
by which readers know them.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.plain_paper import PaperPage

_MM = 72 / 25.4
_HEIGHT = 841.89
_FIRST_CODE = 128
_CODES = 127
_PLAIN, _BOLD = "F1", "F2"


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG in grey."""

    data: bytes
    width: int
    height: int


class _File:
    """Objects of a PDF file in their order; the first two are the catalogue and the pages."""

    def __init__(self) -> None:
        self._objects: list[bytes] = [b"", b""]

    def add(self, body: bytes) -> int:
        """Add an object and return its number."""
        self._objects.append(body)
        return len(self._objects)

    def stream(self, data: bytes, entries: str = "") -> int:
        """Add a stream and return its number."""
        head = f"<< {entries} /Length {len(data)} >>\nstream\n"
        return self.add(head.encode() + data + b"\nendstream")

    def whole(self, pages: Sequence[int]) -> bytes:
        """Return the file with these pages."""
        kids = " ".join(f"{page} 0 R" for page in pages)
        self._objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
        self._objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()
        parts = [b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"]
        size, places = len(parts[0]), []
        for number, body in enumerate(self._objects, start=1):
            places.append(size)
            parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
            size += len(parts[-1])
        table = "".join(f"{place:010d} 00000 n \n" for place in places)
        count = len(places) + 1
        parts.append(f"xref\n0 {count}\n0000000000 65535 f \n{table}".encode())
        parts.append(f"trailer\n<< /Size {count} /Root 1 0 R >>\n".encode())
        parts.append(f"startxref\n{size}\n%%EOF\n".encode())
        return b"".join(parts)


def pdf_of_text(pages: Sequence[PaperPage]) -> bytes:
    """Return a file with the lines of each page as text."""
    file = _File()
    signs = sorted({sign for page in pages for line in page for sign in line.text if sign > "~"})
    codes = {sign: _FIRST_CODE + place for place, sign in enumerate(signs[:_CODES])}
    fonts = _fonts(file, codes)
    numbers = []
    for page in pages:
        content = file.stream(zlib.compress(_content(page, codes), 1), "/Filter /FlateDecode")
        numbers.append(
            file.add(
                (
                    f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.28 {_HEIGHT}] "
                    f"/Resources << /Font << {fonts} >> >> /Contents {content} 0 R >>"
                ).encode()
            )
        )
    return file.whole(numbers)


def pdf_of_pictures(pictures: Sequence[Picture]) -> bytes:
    """Return a file with a picture on each page."""
    file = _File()
    numbers = []
    for picture in pictures:
        image = file.stream(
            picture.data,
            f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
            "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode",
        )
        content = file.stream(f"q 595.28 0 0 {_HEIGHT} 0 0 cm /Im1 Do Q".encode())
        numbers.append(
            file.add(
                (
                    f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.28 {_HEIGHT}] "
                    f"/Resources << /XObject << /Im1 {image} 0 R >> >> /Contents {content} 0 R >>"
                ).encode()
            )
        )
    return file.whole(numbers)


def _fonts(file: _File, codes: dict[str, int]) -> str:
    names = " ".join(f"/uni{ord(sign):04X}" for sign in codes)
    differences = f" /Differences [{_FIRST_CODE} {names}]" if codes else ""
    encoding = file.add(
        f"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding{differences} >>".encode()
    )
    unicode_values = file.stream(_unicode_map(codes).encode())
    fonts = []
    for name, face in ((_PLAIN, "Helvetica"), (_BOLD, "Helvetica-Bold")):
        number = file.add(
            (
                f"<< /Type /Font /Subtype /Type1 /BaseFont /{face} /Encoding {encoding} 0 R "
                f"/ToUnicode {unicode_values} 0 R >>"
            ).encode()
        )
        fonts.append(f"/{name} {number} 0 R")
    return " ".join(fonts)


def _unicode_map(codes: dict[str, int]) -> str:
    plain = "<20> <7E> <0020>"
    others = "".join(f"<{code:02X}> <{ord(sign):04X}>\n" for sign, code in codes.items())
    block = f"{len(codes)} beginbfchar\n{others}endbfchar\n" if codes else ""
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CMapName /Own def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        f"1 beginbfrange\n{plain}\nendbfrange\n{block}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def _content(page: PaperPage, codes: dict[str, int]) -> bytes:
    lines = []
    for line in page:
        font = _BOLD if line.bold else _PLAIN
        left, top = line.left * _MM, _HEIGHT - line.top * _MM
        place = f"BT /{font} {line.size:g} Tf {left:.2f} {top:.2f} Td (".encode()
        lines.append(place + _text(line.text, codes) + b") Tj ET")
    return b"\n".join(lines)


def _text(text: str, codes: dict[str, int]) -> bytes:
    found = bytearray()
    for sign in text:
        if sign in "\\()":
            found += b"\\"
        found.append(codes.get(sign, ord("?") if sign > "~" else ord(sign)))
    return bytes(found)
