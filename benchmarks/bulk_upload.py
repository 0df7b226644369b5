"""5,000 documents of a batch, against reading, hashing, copying and syncing the same files.

    python benchmarks/bulk_upload.py [--count 5000] [--rounds 3] [--limit 1.5]
        [--database sqlite|postgresql]

Both read the same invented statements and leave the same files in an empty folder, durably, and
take turns. Ours checks each file, stores and notes it; its text is another matter, so that what
taking out the texts, matching them and publishing what is sure cost is told apart. Exit status 1
where the ratio of the medians is above ``--limit``; by the clock, most of it is waiting for the
disk.
"""

import argparse
import hashlib
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from desktop import app  # noqa: E402 - the path comes first
from desktop.adapters.demo_papers import DemoPapers  # noqa: E402
from desktop.adapters.upload_files import UploadFolder  # noqa: E402
from desktop.database import migrate  # noqa: E402
from desktop.database.engine import open_database  # noqa: E402
from desktop.domain.document_period import Period  # noqa: E402
from desktop.domain.documents import DocumentKind, TextState  # noqa: E402
from desktop.domain.pdf_contents import Box, PageRange, PdfContent  # noqa: E402
from desktop.services.context import ServiceContext  # noqa: E402
from desktop.services.demo.statements.making import TRUTH, create_demo_statements  # noqa: E402
from desktop.services.staff.access import SYSTEM  # noqa: E402
from desktop.services.uploads import use_cases as uploads  # noqa: E402
from desktop.services.uploads.commands import NewUpload  # noqa: E402
from desktop.settings import AppSettings, DataFolder, save_settings  # noqa: E402
from tests.support.postgres_server import PostgresServer  # noqa: E402

NEW = NewUpload(
    kind=DocumentKind.OPERATING_COSTS,
    title="Betriebskostenabrechnung 2025",
    period=Period(date(2025, 1, 1), date(2025, 12, 31)),
)
FILES = UploadFolder()


class KnownTexts:
    """Hands out texts that were read before, by the hash of the file."""

    def __init__(self, texts: dict[str, PdfContent]) -> None:
        self._texts = texts

    def read(self, data: bytes) -> PdfContent:
        return self._texts[hashlib.sha256(data).hexdigest()]

    def split(self, data: bytes, ranges: Sequence[PageRange]) -> tuple[bytes, ...]:
        raise NotImplementedError

    def find(self, data: bytes, page: int, words: str) -> tuple[Box, ...]:
        raise NotImplementedError

    def end(self) -> None:
        """Nothing runs."""


def floor(files: Sequence[Path], target: Path) -> None:
    """Copy durably, file by file: what nobody can do without."""
    target.mkdir()
    folder = os.open(target, os.O_RDONLY)
    for file in files:
        content = file.read_bytes()
        part = target / ".part"
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.rename(target / hashlib.sha256(content).hexdigest())
        os.fsync(folder)
    os.close(folder)


def ours(context: ServiceContext, folder: Path) -> int:
    """Take the folder in as a batch: checked, stored, matched, noted."""
    upload_id = uploads.make_upload(context, SYSTEM, NEW)
    uploads.add_files(context, SYSTEM, FILES, upload_id, [folder])
    uploads.read_upload(context, SYSTEM, FILES, upload_id)
    return upload_id


class Data:
    """A data folder and copies of it, its database in a file or in a server that is started."""

    def __init__(self, folder: Path, server: PostgresServer | None) -> None:
        self.folder = folder
        self._server = server
        if server is not None:
            server.create("base")
            with closing(open_database(server.address("base"))) as database:
                migrate.upgrade(database)
            self._lead_to("base", folder)

    def copy(self, name: str) -> Path:
        """A copy of its own for a turn."""
        copy = self.folder.parent / name
        shutil.copytree(self.folder, copy)
        if self._server is not None:
            self._server.create(name, template="base")
            self._lead_to(name, copy)
        return copy

    def _lead_to(self, database: str, folder: Path) -> None:
        assert self._server is not None
        data = DataFolder(folder)
        data.create()
        save_settings(data, AppSettings(database_url=self._server.address(database)))


def timed(act: Callable[[], object]) -> tuple[float, object]:
    """Return the seconds an act takes by the clock, and what it returns."""
    begin = time.perf_counter()
    result = act()
    return time.perf_counter() - begin, result


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=1.5)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    args = parser.parse_args()
    with ExitStack() as stack:
        at = stack.enter_context(
            tempfile.TemporaryDirectory(dir=ROOT / "build" if (ROOT / "build").is_dir() else None)
        )
        server = None
        if args.database == "postgresql":
            server = PostgresServer()
            stack.callback(server.stop)
        data = Data(Path(at) / "data", server)
        return _measure(data, args.count, args.rounds, args.limit)


def _measure(data: Data, count: int, rounds: int, limit: float) -> int:
    work = data.folder.parent
    letters = work / "letters"
    context = app.build_context(DataFolder(data.folder))
    create_demo_statements(context, DemoPapers(), letters, seed=1, count=count)
    (letters / TRUTH).unlink()
    files = sorted(letters.iterdir())
    texts: dict[str, PdfContent] = {}

    def extract() -> None:
        for file in files:
            content = file.read_bytes()
            texts[hashlib.sha256(content).hexdigest()] = context.pdfs.read(content)

    extraction, _ = timed(extract)
    context.close()
    pages = sum(one.count or 0 for one in texts.values())
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{len(files)} files, {pages} pages, {size:.1f} MB; texts taken out: {extraction:.1f} s")
    without = {
        digest: PdfContent(TextState.NO_TEXT, ("",) * (one.count or 1), one.count)
        for digest, one in texts.items()
    }
    floors: list[float] = []
    totals: list[float] = []
    matched: list[float] = []
    publishing, sure = 0.0, 0
    for number in range(rounds):
        floors.append(timed(partial(floor, files, work / f"floor{number}"))[0])
        totals.append(_taken_in(data.copy(f"plain{number}"), letters, without)[0])
        seconds, opened, upload_id = _taken_in(
            data.copy(f"full{number}"), letters, texts, keep=True
        )
        matched.append(seconds)
        assert opened is not None
        if number == rounds - 1:
            publishing, result = timed(partial(uploads.publish_upload, opened, SYSTEM, upload_id))
            sure = getattr(result, "published", 0)
        opened.close()
        print(
            f"round {number + 1}: floor {floors[-1]:.2f} s, ours {totals[-1]:.2f} s, "
            f"with matching {matched[-1]:.2f} s"
        )
    ratio = statistics.median(totals) / statistics.median(floors)
    whole = statistics.median(matched) / statistics.median(floors)
    print(f"ratio {ratio:.2f} (limit {limit}), with matching {whole:.2f}")
    print(f"{sure} published in {publishing:.1f} s")
    return int(ratio > limit)


def _taken_in(
    copy: Path,
    letters: Path,
    texts: dict[str, PdfContent],
    *,
    keep: bool = False,
) -> tuple[float, ServiceContext | None, int]:
    """Take the letters into a copy of the data folder; its context stays open where it is kept."""
    opened = app.build_context(DataFolder(copy))
    seconds, upload_id = timed(partial(ours, replace(opened, pdfs=KnownTexts(texts)), letters))
    assert isinstance(upload_id, int)
    if keep:
        return seconds, opened, upload_id
    opened.close()
    return seconds, None, upload_id


if __name__ == "__main__":
    sys.exit(main())
