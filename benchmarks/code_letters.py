"""How long 1,000 letters with registration codes take, against bare PDF calls and bare hashes.

    python benchmarks/code_letters.py [--letters 1000] [--rounds 3] [--limit 1.3]

The program prints a whole batch: codes and hashes, the transactions that issue them and tell the
portal, the frozen letters, the list on top, one PDF. The floor is what nobody can do without: as
many Argon2id hashes by the bare library on as many threads, and every line, bar and frame of the
same pages painted by bare calls at places that are known before. Processor time of both, because
other work on the machine does not count then. Exit status 1 if the median ratio is above
``--limit``, if a page is missing, or if a party has two usable codes.
"""

import argparse
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import argon2  # noqa: E402 - the path comes first
from PySide6.QtCore import (  # noqa: E402
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QPointF,
    QRectF,
)
from PySide6.QtGui import (  # noqa: E402
    QColor,
    QFont,
    QGuiApplication,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtPdf import QPdfDocument  # noqa: E402
from sqlalchemy import select  # noqa: E402

from desktop.adapters.code_keeper import InstallationCodes  # noqa: E402
from desktop.adapters.letters import LetterPress  # noqa: E402
from desktop.adapters.letters.code_frame import PICTURE  # noqa: E402
from desktop.adapters.letters.picture_code import bars  # noqa: E402
from desktop.database import migrate  # noqa: E402
from desktop.database.engine import open_database  # noqa: E402
from desktop.domain.code_states import CodeState  # noqa: E402
from desktop.domain.kinds import PrintWay  # noqa: E402
from desktop.domain.registration_code import new_code  # noqa: E402
from desktop.models.registration import RegistrationCode  # noqa: E402
from desktop.services.context import ServiceContext  # noqa: E402
from desktop.services.letters.commands import PrintLetters, TakeBatchBack  # noqa: E402
from desktop.services.letters.use_cases import print_letters, take_batch_back  # noqa: E402
from desktop.services.letters.view import BatchContent  # noqa: E402
from tests.support.clock import FixedClock  # noqa: E402
from tests.support.code_letters import PORTAL, waiting_code_letters  # noqa: E402
from tests.support.contexts import make_context  # noqa: E402
from tests.support.factories import Household, add_household  # noqa: E402

FONTS = {"Inter": ("Inter", 0.0), "JetBrains": ("JetBrains Mono", 0.0)}
UNITS = 100


@dataclass(frozen=True)
class Piece:
    """One piece of text of a page and where it stands, in hundredths of a millimetre."""

    text: str
    x: float
    y: float
    size: int


def pages_of(content: bytes) -> tuple[QPdfDocument, QBuffer]:
    """A PDF as it is read back."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    return document, buffer


def pieces_of(content: bytes) -> list[list[Piece]]:
    """Every line of every page as the program painted it: the places are free for the floor."""
    document, _buffer = pages_of(content)
    scale = 25.4 / 72 * UNITS
    pages: list[list[Piece]] = []
    for page in range(document.pageCount()):
        text = document.getAllText(page).text()
        pieces, start = [], 0
        for line in text.splitlines():
            place = document.getSelectionAtIndex(page, start, len(line)).boundingRectangle()
            start += len(line) + 2
            size = round(max(place.height(), 4) * scale)
            pieces.append(Piece(line, place.x() * scale, place.bottom() * scale, size))
        pages.append(pieces)
    return pages


def bare_pdf(pages: Sequence[Sequence[Piece]]) -> bytes:
    """The same pages by nothing but the calls that paint: lines, bars, frame, marks."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(1200)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    factor = 1200 / (25.4 * UNITS)
    painter.scale(factor, factor)
    fonts: dict[int, QFont] = {}
    black = QColor(0, 0, 0)
    picture = list(bars(PORTAL, PICTURE))
    for number, page in enumerate(pages):
        if number:
            writer.newPage()
        for piece in page:
            used = fonts.get(piece.size)
            if used is None:
                used = QFont("JetBrains Mono" if piece.size > 600 else "Inter")
                used.setPixelSize(max(piece.size, 1))
                used.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
                fonts[piece.size] = used
            painter.setFont(used)
            painter.drawText(QPointF(piece.x, piece.y), piece.text)
        painter.drawRoundedRect(QRectF(2500, 13000, 16500, 3700), 200, 200)
        painter.save()
        painter.setBrush(black)
        painter.translate(15750, 13400)
        painter.drawRects(picture)
        painter.restore()
    painter.end()
    return bytes(buffer.data().data())


def bare_hashes(count: int) -> list[str]:
    """So many Argon2id hashes of codes by the library, on all processors."""
    hasher = argon2.PasswordHasher(
        time_cost=2, memory_cost=19 * 1024, parallelism=1, type=argon2.Type.ID
    )
    codes = [new_code(secrets.choice).symbols for _ in range(count)]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(hasher.hash, codes))


def timed(work: Callable[[], object]) -> float:
    """Processor seconds of some work, all threads together."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def whole(context: ServiceContext) -> bool:
    """Whether no party has more than one usable code, and every one has its own."""
    usable = (CodeState.ISSUED, CodeState.POSTED)
    with context.database.read() as session:
        rows = session.scalars(
            select(RegistrationCode.portal_account_id).where(RegistrationCode.state.in_(usable))
        )
        return max(Counter(rows).values(), default=0) == 1


class Printer:
    """Prints the same letters again and again; what a round made is kept."""

    def __init__(self, context: ServiceContext, home: Household, ids: Sequence[int]) -> None:
        """Print these deliveries."""
        self._context = context
        self._home = home
        self._ids = tuple(ids)
        self._press = LetterPress()
        self.content = b""
        self.number = 0

    def print_all(self) -> None:
        """One whole batch."""
        command = PrintLetters(self._ids, PrintWay.FILE)
        made = print_letters(self._context, self._home.clerk, self._press, self._paint, command)
        self.number = made.number

    def take_back(self) -> None:
        """Let the letters wait again, outside the clock."""
        take_batch_back(self._context, self._home.clerk, TakeBatchBack(self.number, "noch einmal"))

    def _paint(self, content: BatchContent) -> None:
        self.content = self._press.pdf(
            content.letters, made_at=content.made_at, cover=content.cover
        )


def main() -> int:
    """Measure and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=1.3)
    asked = parser.parse_args()
    application = QGuiApplication.instance() or QGuiApplication([])
    ratios, complete = [], True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(open_database(folder / "letters.sqlite")) as database:
            migrate.prepare(database)
            clock = FixedClock()
            keeper = InstallationCodes(folder / "codes.key")
            context = replace(make_context(database, folder, clock), codes=keeper)
            home = add_household(database)
            letters = waiting_code_letters(context, clock, home, asked.letters)
            printer = Printer(context, home, [one.delivery_id for one in letters])
            for _ in range(asked.rounds):
                wall = time.perf_counter()
                program = timed(printer.print_all)
                wall = time.perf_counter() - wall
                complete = complete and whole(context)
                pages = pieces_of(printer.content)
                complete = complete and len(pages) >= asked.letters
                hashes = timed(lambda: bare_hashes(asked.letters))
                paint = timed(lambda places=pages: bare_pdf(places))  # type: ignore[misc]
                ratios.append(program / (hashes + paint))
                print(
                    f"{program:.2f} s ({wall:.2f} s by the clock), floor {hashes:.2f} s hashes + "
                    f"{paint:.2f} s pages: {ratios[-1]:.2f}"
                )
                clock.advance(timedelta(minutes=1))
                printer.take_back()
    ratio = statistics.median(ratios)
    print(f"{asked.letters} letters with codes: ratio {ratio:.2f} (limit {asked.limit:g})")
    del application
    return 0 if complete and ratio <= asked.limit else 1


if __name__ == "__main__":
    sys.exit(main())
