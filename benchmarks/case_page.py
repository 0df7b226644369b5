"""How long a case takes until it is painted: two messages against 200 with 40 pictures.

    python benchmarks/case_page.py [--rounds 15] [--limit 1.3] [--milliseconds 100]

Both cases lie in the same database and are opened in turn in the same window, so that a busy
machine slows both. The floor is the bare SQL of the same rows, read in the same run. Exit status 1
if the ratio of the medians is above ``--limit`` or the 95th percentile of the large case above
``--milliseconds``.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice  # noqa: E402 - the path comes first
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter  # noqa: E402
from sqlalchemy import event, text  # noqa: E402
from sqlalchemy.engine import Engine  # noqa: E402

from desktop.database import migrate  # noqa: E402
from desktop.database.engine import open_database  # noqa: E402
from desktop.domain.case_status import Channel  # noqa: E402
from desktop.domain.kinds import Direction  # noqa: E402
from desktop.models.case import Attachment, Message  # noqa: E402
from tests.support.clock import FixedClock  # noqa: E402
from tests.support.contexts import make_context  # noqa: E402
from tests.support.office import PASSWORD, Office  # noqa: E402
from tests.support.program import RunningProgram  # noqa: E402
from tests.support.screen import use_offscreen_screen  # noqa: E402

BEGAN = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
WORDS = "Die Heizung im Bad bleibt kalt, der Hausmeister war am Dienstag da. " * 4
FLOOR = (
    "SELECT * FROM cases WHERE id = :case",
    "SELECT * FROM messages WHERE case_id = :case ORDER BY at DESC LIMIT 40",
    "SELECT * FROM notes WHERE case_id = :case ORDER BY at DESC LIMIT 40",
    "SELECT * FROM deliveries WHERE case_id = :case",
    "SELECT a.* FROM attachments a JOIN messages m ON m.id = a.message_id WHERE m.case_id = :case",
    "SELECT t.* FROM tenancies t JOIN cases c ON c.tenancy_id = t.id WHERE c.id = :case",
)


def fill(office: Office, case_id: int, messages: int, pictures: int) -> None:
    """Add what was written over some days, with pictures at every few messages."""
    with office.context.database.write() as unit:
        for number in range(messages):
            incoming = number % 2 == 0
            message = Message(
                case_id=case_id,
                direction=Direction.INCOMING if incoming else Direction.OUTGOING,
                channel=Channel.PORTAL,
                staff_id=None if incoming else office.home.clerk.staff_id,
                correspondent="Aylin Musterbach",
                subject=f"Heizung {number}",
                text=f"{number}. {WORDS[: 60 + number % 7 * 30]}",
                at=BEGAN + timedelta(minutes=30 * number),
            )
            unit.session.add(message)
            unit.session.flush()
            for picture in range(
                number * pictures // messages, (number + 1) * pictures // messages
            ):
                data = photograph(picture)
                stored = office.context.documents.put([data])
                unit.session.add(
                    Attachment(
                        message_id=message.id,
                        name=f"bild-{picture + 1}.jpg",
                        media_type="image/jpeg",
                        size=len(data),
                        sha256=stored.sha256,
                    )
                )


def photograph(number: int) -> bytes:
    """A picture as telephones send them, 1600 by 1200."""
    image = QImage(1600, 1200, QImage.Format.Format_RGB32)
    image.fill(QColor.fromHsv(number * 9 % 360, 120, 180))
    target = QByteArray()
    buffer = QBuffer(target)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, b"jpeg").write(image)
    return bytes(target.data())


def open_case(program: RunningProgram, case_id: int) -> float:
    """Seconds from the wish until the page is painted."""
    opened: list[object] = []
    program.pane.case_opened.connect(opened.append)
    began = time.perf_counter()
    program.pane.open_case(case_id)
    while not opened:
        QGuiApplication.processEvents()
        assert time.perf_counter() - began < 60, "the case does not open"
    # Layout first, and every entry in sight, then the painting that they asked for. It is the
    # window's own: painting all of it once more would count two.
    while not program.pane.page.timeline.list.is_whole():
        QGuiApplication.processEvents()
    QGuiApplication.processEvents()
    took = time.perf_counter() - began
    program.pane.case_opened.disconnect(opened.append)
    program.wait()
    return took


def bare_sql(office: Office, case_id: int) -> float:
    """Seconds for the rows alone."""
    began = time.perf_counter()
    with office.context.database.read() as session:
        for query in FLOOR:
            session.execute(text(query), {"case": case_id}).all()
    return time.perf_counter() - began


class Statements:
    """Counts what is sent to the database."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        event.listen(Engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        self.seen.append(statement)


def measure(office: Office, rounds: int) -> dict[str, list[float]]:
    """Open both in turn; milliseconds by what was done."""
    small = office.arrives("small", category="damage", fields={})
    large = office.arrives("large", category="damage", fields={}, subject="Heizung")
    third = office.arrives("bank")
    fill(office, small.id, 1, 0)
    fill(office, large.id, 199, 40)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    statements = Statements()
    times: dict[str, list[float]] = {"two": [], "many": [], "bank": [], "sql": []}
    for _ in range(rounds + 2):
        for name, case in (("two", small), ("many", large), ("bank", third)):
            statements.seen.clear()
            times[name].append(1000 * open_case(program, case.id))
            count = len(statements.seen)
            if len(times[name]) == rounds + 2:
                print(f"{name}: {count} statements")
                if os.environ.get("SHOW_STATEMENTS") == name:
                    print("\n".join(" ".join(line.split())[:230] for line in statements.seen))
        times["sql"].append(1000 * bare_sql(office, large.id))
    return {name: values[2:] for name, values in times.items()}


def main() -> int:
    """Measure and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--limit", type=float, default=1.3)
    parser.add_argument("--milliseconds", type=float, default=100)
    chosen = parser.parse_args()
    use_offscreen_screen()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mieterdesk.sqlite"
        database = open_database(path)
        migrate.upgrade(database)
        clock = FixedClock()
        office = Office(make_context(database, Path(folder), clock), clock, Path(folder))
        try:
            times = measure(office, chosen.rounds)
        finally:
            office.close()
            database.close()
    for name, values in times.items():
        worst = sorted(values)[int(len(values) * 0.95)]
        print(f"{name:5} median {statistics.median(values):7.1f} ms, p95 {worst:7.1f} ms")
    ratio = statistics.median(times["many"]) / statistics.median(times["two"])
    p95 = sorted(times["many"])[int(len(times["many"]) * 0.95)]
    print(f"200 messages and 40 pictures against two messages: {ratio:.2f}x")
    return int(ratio > chosen.limit or p95 > chosen.milliseconds)


if __name__ == "__main__":
    raise SystemExit(main())
