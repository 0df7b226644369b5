"""The picture that leads a telephone to the portal (QR code), drawn as black bars."""

from functools import lru_cache

from PySide6.QtCore import QRectF

from desktop.adapters.letters.fonts import UNITS

QUIET = 4
"""So many white squares a reader needs around it."""


@lru_cache(maxsize=64)
def bars(address: str, size: float) -> tuple[QRectF, ...]:
    """Return the bars of the picture of an address, its corner at 0/0, in hundredths of a mm.

    ``size`` is its edge in millimetres, without the white around it. Squares beside each other are
    one bar: seams between them would show on paper.
    """
    # It brings the readers of XML and of addresses in the net along: only paper needs them.
    import segno

    rows = [bytes(row) for row in segno.make_qr(address, error="m").matrix]
    square = size * UNITS / len(rows)
    found: list[QRectF] = []
    for y, row in enumerate(rows):
        begin = None
        for x, dark in enumerate((*row, 0)):
            if dark and begin is None:
                begin = x
            elif not dark and begin is not None:
                # A hair higher than a row, for the same reason.
                found.append(
                    QRectF(begin * square, y * square, (x - begin) * square, square * 1.02)
                )
                begin = None
    return tuple(found)
