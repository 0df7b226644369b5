"""How long a batch of letters takes, against painting the same number of empty pages.

    python benchmarks/letters.py [--letters 1000] [--rounds 3] [--limit 120] [--seconds 60]

Both write one PDF in memory with the same writer. The ratio says what text, fonts and the frame of
a letter cost; it holds on any machine, seconds do not. Exit status 1 if the median ratio is above
``--limit``, if the batch takes longer than ``--seconds``, or if a page is missing.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice  # noqa: E402 - the path comes first
from PySide6.QtGui import QGuiApplication, QPainter, QPdfWriter  # noqa: E402
from PySide6.QtPdf import QPdfDocument  # noqa: E402

from desktop.adapters.letters import LetterPress  # noqa: E402
from desktop.domain.letter import Letter, LetterBlock, Letterhead  # noqa: E402

MADE_AT = datetime(2026, 11, 23, 8, 42, tzinfo=UTC)
HEAD = Letterhead(
    name="THOR Wohnen",
    line="Hamburg · Mieterservice",
    sender="THOR Wohnen, Musterkehre 1, 22041 Hamburg",
    footer=(
        ("THOR Wohnen", "Musterkehre 1", "22041 Hamburg"),
        ("Telefon 040 66969 100", "service@thor-wohnen.example"),
        ("Amtsgericht Musterstadt", "Gläubiger-ID", "DE98ZZZ09999999999"),
    ),
)


def letter(number: int) -> Letter:
    """A confirmation as most letters are."""
    return Letter(
        head=HEAD,
        address=(f"Erika Beispiel {number}", f"Musterkehre {number}", "22041 Hamburg"),
        info=(("Ihr Vertrag", "endet auf 0302"), ("Vorgang", f"V-2026-{100_000 + number}")),
        day="23.11.2026",
        subject="Ihre neue Bankverbindung ist eingetragen",
        body=(
            LetterBlock(text="Guten Tag Frau Beispiel,"),
            LetterBlock(text="wir haben Ihre Bankverbindung geändert."),
            LetterBlock(
                facts=(
                    ("IBAN", "DE02 •••• 2051"),
                    ("Mandatsreferenz", f"THOR-{number:06d}-02"),
                    ("Erste Abbuchung von diesem Konto", "01.12.2026"),
                )
            ),
            LetterBlock(text="Bis dahin gilt Ihre bisherige Zahlungsweise. " * 3),
            LetterBlock(text="Freundliche Grüße\nTHOR Wohnen"),
        ),
        batch_mark=f"Stapel 1 · {number}",
    )


def empty_pages(count: int) -> bytes:
    """A PDF of so many pages with nothing on them."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    painter = QPainter(writer)
    for _ in range(count - 1):
        writer.newPage()
    painter.end()
    return bytes(buffer.data().data())


def pages_of(content: bytes) -> int:
    """How many pages a PDF has."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    return document.pageCount()


def timed(work: Callable[[], bytes]) -> tuple[float, bytes]:
    """Processor seconds of some work, and what it made."""
    begun = time.process_time()
    made = work()
    return time.process_time() - begun, made


def main() -> int:
    """Measure and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=120.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args()
    application = QGuiApplication.instance() or QGuiApplication([])
    press = LetterPress()
    batch = [letter(number) for number in range(1, asked.letters + 1)]
    press.pdf(batch[:10], made_at=MADE_AT)
    ratios, seconds, complete = [], [], True
    for _ in range(asked.rounds):
        empty, _content = timed(lambda: empty_pages(asked.letters))
        full, content = timed(lambda: press.pdf(batch, made_at=MADE_AT))
        complete = complete and pages_of(content) == asked.letters
        ratios.append(full / empty)
        seconds.append(full)
        print(f"{full:.2f} s, {len(content) / 1024:.0f} KB, {full / empty:.1f} x empty pages")
    ratio, median = statistics.median(ratios), statistics.median(seconds)
    print(
        f"{asked.letters} letters: {median:.2f} s, {median / asked.letters * 1000:.2f} ms a letter"
    )
    print(f"ratio {ratio:.1f} (limit {asked.limit:g})")
    del application
    return 0 if complete and ratio <= asked.limit and median <= asked.seconds else 1


if __name__ == "__main__":
    sys.exit(main())
