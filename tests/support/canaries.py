"""Invented private values that must turn up nowhere: searched for after every run of the tests.

Searched is what the program leaves behind without being asked: lines of the log as they are kept,
crash reports, files in the temporary folders of the run (databases, document stores, exchange
folders and what a test itself wrote aside), settings, and titles of windows. A hit fails the run
and names the place and the kind, never the value.
"""

import logging
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from desktop import crash
from desktop.crash import CrashReport
from desktop.logs import RedactingFormatter
from tests.support.factories import AUSTRIAN_IBAN, NEW_IBAN, OLD_IBAN, THIRD_IBAN

_BETWEEN = re.compile("[\\s\u200b-\u200d\u2060\ufeff.‐‑‒–—_-]+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_LARGEST = 5_000_000

IBANS = (OLD_IBAN, NEW_IBAN, THIRD_IBAN, AUSTRIAN_IBAN)
CODES = ("K7QM-2XRA-9PTW",)
PASSWORDS = ("Muster-Kennwort-2026", "Musterkennwort-2026", "hunter2", "s3cr3t")
NAMES = ("Aylin Musterbach", "Rolf Musterbach", "Musterbach, Aylin")
ADDRESSES = ("aylin.musterbach@example.org", "Musterkehre 12")

SCANNED_NAMES = (
    "mieterdesk.log*",
    "settings.json*",
    ".settings-*",
    "last-crash.txt",
    "window.*",
    "tmp*",
    "*.tmp",
    ".*.part",
)
"""What the program itself writes into a data folder or a temporary place, unasked."""
PLANTED = "planted"
"""Folder in which the tests of this search plant what it has to find."""
OWN_PLACES = {"documents", "exchange", "to-desktop", "to-portal", "backups", "erp", PLANTED}
"""Folders that hold private data on purpose."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a value turned up and what kind of value it is."""

    place: str
    kind: str

    def __str__(self) -> str:
        return f"{self.place}: {self.kind}"


def kinds_in(text: str) -> Iterator[str]:
    """The kinds of private values in a text, whatever spelling, each once."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    plain = unicodedata.normalize("NFC", plain).casefold()
    dense = _BETWEEN.sub("", plain)
    if any(iban.casefold() in dense for iban in IBANS):
        yield "IBAN"
    if any(_BETWEEN.sub("", code.casefold()) in dense for code in CODES):
        yield "registration code"
    if any(password.casefold() in plain for password in PASSWORDS):
        yield "password"
    if any(name.casefold() in plain for name in NAMES):
        yield "name"
    if any(address.casefold() in plain for address in ADDRESSES):
        yield "address"


@dataclass
class CanaryWatch:
    """Collects what could hold a value and keeps the hits, never the text."""

    hits: Counter[Hit] = field(default_factory=Counter)
    looked_at: Counter[str] = field(default_factory=Counter)

    def look(self, kind_of_place: str, place: str, text: str) -> None:
        """Search a text that was found at ``place``."""
        self.looked_at[kind_of_place] += 1
        for kind in kinds_in(text):
            self.hits[Hit(f"{kind_of_place} {place}", kind)] += 1

    def report(self, made: CrashReport) -> None:
        """Search a crash report."""
        self.look("crash report", made.summary.partition(" ")[0], made.text)

    def title(self, shown: str) -> None:
        """Search the title of a window."""
        self.look("window title", "of a window", shown)

    def files(self, folder: Path) -> None:
        """Search the files below ``folder`` that the program wrote unasked."""
        for path in _written_unasked(folder):
            try:
                text = path.read_bytes()[:_LARGEST].decode("utf-8", "replace")
            except OSError:
                continue
            self.look("file", path.relative_to(folder).as_posix(), text)


def _written_unasked(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in OWN_PLACES]
        for name in names:
            path = Path(place) / name
            if any(path.match(pattern) for pattern in SCANNED_NAMES) and path.is_file():
                yield path


class CanaryHandler(logging.Handler):
    """Searches every record at any level, in the form in which it would be kept."""

    def __init__(self, watch: CanaryWatch) -> None:
        super().__init__(logging.NOTSET)
        self._watch = watch
        self.setFormatter(RedactingFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Search one line."""
        if record.name.partition(".")[0] in {"desktop", "mieterdesk", "alembic", "sqlalchemy"}:
            self._watch.look("log line", f"of {record.name}", self.format(record))


TITLE_LISTENERS: list[Callable[[str], None]] = []
"""Who hears of every title that the program gives to a window of this process."""


def follow_titles() -> None:
    """Tell the listeners from now on; once for a process is enough.

    Whoever filtered the events of the whole application for it would be asked at each of them, by
    hundreds of windows: a tenth of the time of all tests.
    """
    from PySide6.QtWidgets import QWidget

    given = QWidget.setWindowTitle
    if getattr(given, "tells", False):
        return

    def tell_and_give(widget: QWidget, title: str) -> None:
        for listener in TITLE_LISTENERS:
            listener(title)
        given(widget, title)

    tell_and_give.tells = True  # type: ignore[attr-defined]
    QWidget.setWindowTitle = tell_and_give  # type: ignore[method-assign]


class CanaryPlugin:
    """Watches one test process; the process that started the others adds up what they found."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.watch = CanaryWatch()
        self._handler = CanaryHandler(self.watch)
        TITLE_LISTENERS.append(self.watch.title)
        self._forget = crash.add_listener(self.watch.report)
        self._lines: list[str] = []
        self._looked_at: Counter[str] = Counter()
        for name in ("desktop", "mieterdesk"):
            logging.getLogger(name).setLevel(logging.DEBUG)

    def pytest_runtest_call(self) -> None:
        """Listen where records end; whoever begins a log may have taken other handlers away."""
        import sys

        root = logging.getLogger()
        if self._handler not in root.handlers:
            root.addHandler(self._handler)
        if "PySide6.QtWidgets" in sys.modules:
            follow_titles()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Search the files, hand a worker's findings over, fail a run with hits."""
        logging.getLogger().removeHandler(self._handler)
        self._forget()
        factory = getattr(self._config, "_tmp_path_factory", None)
        is_worker = hasattr(self._config, "workeroutput")
        base: Path | None = getattr(factory, "_basetemp", None)
        # Who only starts others leaves the files to them: each has a folder of its own.
        searches = is_worker or not self._config.pluginmanager.hasplugin("dsession")
        if searches and base is not None and base.is_dir():
            self.watch.files(base)
        lines = [f"{hit} ({count} times)" for hit, count in sorted_hits(self.watch.hits)]
        if is_worker:
            output: dict[str, Any] = getattr(self._config, "workeroutput")  # noqa: B009 - of xdist
            output["canaries"] = lines
            output["canaries_looked_at"] = dict(self.watch.looked_at)
            return
        self._lines += lines
        self._looked_at.update(self.watch.looked_at)
        if self._lines and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Add up what a worker of a parallel run found."""
        output: Mapping[str, Any] = getattr(node, "workeroutput", {})
        self._lines += output.get("canaries", [])
        self._looked_at.update(output.get("canaries_looked_at", {}))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write one line, and a red one for every hit."""
        looked = ", ".join(f"{n} {what}s" for what, n in sorted(self._looked_at.items()))
        terminalreporter.write_line(
            f"canaries: {len(self._lines)} hits in {looked or 'nothing'}", red=bool(self._lines)
        )
        for line in self._lines:
            terminalreporter.write_line(f"  {line}", red=True)


def sorted_hits(hits: Counter[Hit]) -> Iterable[tuple[Hit, int]]:
    """The hits in a lasting order."""
    return sorted(hits.items(), key=lambda entry: str(entry[0]))
