"""Mutated deliveries of the portal through the real intake: each is accounted for, none is lost.

``python -m tests.torture.fuzz_events [COUNT] [SEED] [POSTGRES_ADDRESS]`` prints one line. Valid
folders of every type, with attachments, are spoiled in their structure, in their bytes and in their
files; then
what became of them is read again the way the window reads it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.domain.case_status import CaseState
from desktop.domain.kinds import IntakeOutcome
from desktop.domain.portal_event import PortalEventType
from desktop.models.exchange import IntakeRecord
from desktop.services.cases import page as case_page
from desktop.services.context import ServiceContext
from desktop.services.inbox.rows import InboxQuery
from desktop.services.intake import quarantine
from desktop.services.intake.listing import list_intake
from desktop.services.intake.use_cases import take_in
from desktop.services.staff.access import SYSTEM, Actor
from desktop.services.staff.sign_in import actor_for_login
from tests.services.intake_support import make_case
from tests.support.contexts import make_context
from tests.support.factories import Household, add_household
from tests.support.lists import all_ids
from tests.support.mutations import as_json, mutate_bytes, mutate_structure
from tests.support.portal import HAS_PIPES, Portal, attachment, message, other, request

BATCH = 250
_CATEGORIES = ("bank_details", "damage", "documents", "registration", "general")
_NAMES = (
    "../x",
    "/etc/passwd",
    "..\\x",
    "C:\\x",
    "a\0b",
    "%2e%2e%2fx",
    "\u202efdp.exe",
    "n" * 255,
    "n" * 256,
    "ü" * 127,
    "CON",
    "a:b",
    "ende.",
    "ende ",
    ".",
    "..",
    "",
    "event.json",
    "vertrag.docm",
)


class Faults(logging.Handler):
    """Keeps what the intake reported as a bug of ours."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record with its exception."""
        error = record.exc_info[1] if record.exc_info else None
        self.found.append(f"{record.getMessage()}: {error!r}"[:300])


@dataclass
class Tally:
    """What came of all deliveries; ``uncaught`` are errors that nobody turned into an outcome."""

    given: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    uncaught: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether every delivery is accounted for exactly once and nothing went wrong."""
        return not self.uncaught and not self.unaccounted

    @property
    def unaccounted(self) -> int:
        """How many deliveries are lost, doubled or without an outcome."""
        total = sum(self.outcomes[name] for name in _COUNTED)
        return max(len(self.lost), abs(total - self.given))

    def line(self) -> str:
        """One line of a table."""
        parts = ", ".join(f"{name} {self.outcomes[name]}" for name in _COUNTED)
        return (
            f"events: {self.given} mutated, {parts}, left {self.outcomes['left']}, "
            f"lost {len(self.lost)}, uncaught {len(self.uncaught)}, {self.seconds:.0f} s"
        )


_COUNTED = ("accepted", "duplicate", "quarantined", "unsupported")


@dataclass
class Mutator:
    """Leaves spoiled deliveries in the portal's folder; the same ones for one seed."""

    portal: Portal
    reference: str
    account: str
    random: Random
    number: int = 0
    sent: list[tuple[dict[str, Any], dict[str, bytes]]] = field(default_factory=list)

    def leave_one(self) -> None:
        """Leave one delivery: most are spoiled once or twice, some not at all."""
        self.number += 1
        event, files = self._valid()
        folder = self.portal.root / "new" / f"{self.number:07}"
        folder.mkdir()
        chance = self.random.random()
        if chance < 0.4:
            for _ in range(self.random.randint(1, 2)):
                mutate_structure(self.random, event)
        raw = as_json(event)
        if 0.35 < chance < 0.6:
            for _ in range(self.random.randint(1, 2)):
                raw = mutate_bytes(self.random, raw)
        (folder / "event.json").write_bytes(raw)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        if 0.55 < chance < 0.85:
            self._spoil_files(folder)

    def _valid(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        kind = self.random.random()
        event_id = f"event-{self.number}"
        if kind < 0.08 and self.sent:
            return _copy(self.random.choice(self.sent))
        files = self._files()
        entries = [self._entry(name, content) for name, content in files.items()]
        data: dict[str, Any] = {"portal_account": self.account, "attachments": entries}
        if kind < 0.55:
            category = self.random.choice(_CATEGORIES)
            if category != "bank_details":
                data |= {"category": category, "fields": {"room": "Küche", "since": ["gestern"]}}
            event = request(event_id, **data)
        elif kind < 0.85:
            event = message(self.reference, event_id, fields={"account_holder": "A B"}, **data)
        else:
            event = other(self.random.choice(tuple(PortalEventType)), event_id)
        self.sent.append((event, files))
        self.sent = self.sent[-50:]
        return _copy((event, files))

    def _files(self) -> dict[str, bytes]:
        count = self.random.choice((0, 0, 0, 1, 1, 2))
        return {
            f"{n}.pdf": self.random.randbytes(self.random.randint(0, 900)) for n in range(count)
        }

    def _entry(self, name: str, content: bytes) -> dict[str, Any]:
        entry = attachment(name, content)
        if self.random.random() < 0.2:
            entry["name"] = self.random.choice(_NAMES)
        if self.random.random() < 0.1:
            entry["file"] = self.random.choice(_NAMES)
        if self.random.random() < 0.1:
            entry["sha256"] = hashlib.sha256(b"another").hexdigest().upper()
        return entry

    def _spoil_files(self, folder: Path) -> None:
        target = folder / self.random.choice(("0.pdf", "1.pdf", "event.json", "stray"))
        spoil = self.random.choice(_SPOILS)
        with suppress(OSError, ValueError):
            spoil(self.random, target)


def _copy(
    sent: tuple[dict[str, Any], dict[str, bytes]],
) -> tuple[dict[str, Any], dict[str, bytes]]:
    import copy

    return copy.deepcopy(sent[0]), dict(sent[1])


def _remove(_random: Random, target: Path) -> None:
    target.unlink()


def _link(random: Random, target: Path) -> None:
    target.unlink(missing_ok=True)
    target.symlink_to(random.choice(("/etc/passwd", "nowhere", "..", "event.json", target.name)))


def _hard_link(_random: Random, target: Path) -> None:
    target.unlink(missing_ok=True)
    target.hardlink_to(target.parent / "event.json")


def _folder(_random: Random, target: Path) -> None:
    target.unlink(missing_ok=True)
    (target / "sub").mkdir(parents=True)


def _pipe(_random: Random, target: Path) -> None:
    target.unlink(missing_ok=True)
    if HAS_PIPES:
        os.mkfifo(target)


def _huge(random: Random, target: Path) -> None:
    target.touch()
    # Sparse: it needs no room on the disk.
    os.truncate(target, random.choice((60, 2_000)) * 1024 * 1024)


def _change(random: Random, target: Path) -> None:
    target.write_bytes(mutate_bytes(random, target.read_bytes()))


def _odd_name(random: Random, target: Path) -> None:
    odd = random.choice((b"\xff\xfe", b"\xe2\x80\xaegnp", b"a\nb", b"n" * 255, b"-rf", b"~"))
    (target.parent / os.fsdecode(odd)).write_bytes(b"stray")


_SPOILS: Sequence[Callable[[Random, Path], None]] = (
    _remove,
    _link,
    _hard_link,
    _folder,
    _pipe,
    _huge,
    _change,
    _odd_name,
)


def fuzz(context: ServiceContext, home: Household, exchange: Path, count: int, seed: int) -> Tally:
    """Leave ``count`` deliveries in batches, take them in, and read again what became of them."""
    portal = Portal(exchange)
    reference = make_case(context, home, CaseState.NEW)
    mutator = Mutator(portal, reference, home.portal_account, Random(seed))
    tally = Tally()
    faults = Faults()
    logging.getLogger("desktop").addHandler(faults)
    started = time.perf_counter()
    try:
        while tally.given < count:
            size = min(BATCH, count - tally.given)
            for _ in range(size):
                mutator.leave_one()
            tally.given += size
            _take_in(context, FolderInbox(exchange), tally)
        _look_for_lost(context, portal, tally)
        _read_again(context, exchange, tally)
    finally:
        logging.getLogger("desktop").removeHandler(faults)
    tally.uncaught += faults.found
    tally.seconds = time.perf_counter() - started
    return tally


def _take_in(context: ServiceContext, inbox: FolderInbox, tally: Tally) -> None:
    try:
        counts = take_in(context, inbox)
    except Exception as error:  # noqa: BLE001 - whatever comes is what is looked for
        tally.uncaught.append(repr(error)[:300])
        return
    tally.outcomes["left"] += counts.left
    for name in _COUNTED:
        tally.outcomes[name] += getattr(counts, name)


def _look_for_lost(context: ServiceContext, portal: Portal, tally: Tally) -> None:
    """Every delivery has its row and lies where it belongs."""
    rows = list(list_intake(context, SYSTEM))
    tally.reasons.update(row.reason or "" for row in rows)
    seen = Counter(row.folder for row in rows)
    expected = [f"{number:07}" for number in range(1, tally.given + 1)]
    tally.lost += [f"{name}: {seen[name]} rows" for name in expected if seen[name] != 1]
    tally.lost += [f"{place}: {name}" for place in ("new", "cur") for name in portal.names(place)]
    with context.database.read() as session:
        kept = session.scalar(
            select(func.count())
            .select_from(IntakeRecord)
            .where(
                IntakeRecord.outcome == IntakeOutcome.QUARANTINED, IntakeRecord.kept_in.is_not(None)
            )
        )
    if kept != len(portal.names("quarantine")):
        tally.lost.append(f"quarantine: {kept} rows, {len(portal.names('quarantine'))} folders")


def _read_again(context: ServiceContext, exchange: Path, tally: Tally) -> None:
    """What was taken in can be shown, and so can what was not."""
    actor = _reader(context)
    inbox = FolderInbox(exchange)
    for case_id in all_ids(context, actor, InboxQuery(), 1_000):
        _try(tally, case_page.load, context, actor, case_id)
    for entry in quarantine.list_quarantine(context, actor):
        _try(tally, quarantine.quarantine_content, context, actor, inbox, entry.record_id)


def _reader(context: ServiceContext) -> Actor:
    return actor_for_login(context, "clerk1")


def _try(tally: Tally, function: Callable[..., object], *args: object) -> None:
    try:
        function(*args)
    except Exception as error:  # noqa: BLE001 - whatever comes is what is looked for
        tally.uncaught.append(f"{function.__name__}: {error!r}"[:300])


def run(count: int, seed: int, address: str | None = None) -> Tally:
    """Run on a database file of its own, or on an empty PostgreSQL database at ``address``."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(open_database(address or folder / "fuzz.sqlite")) as database:
            migrate.upgrade(database)
            context = make_context(database, folder)
            return fuzz(context, add_household(database), folder / "exchange", count, seed)


def main(count: int = 10_000, seed: int = 2026) -> str:
    """Run the full count; returns one line of a table."""
    tally = run(count, seed)
    return tally.line()


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:3]]
    count_wanted, seed_wanted = (*numbers, *(10_000, 2026)[len(numbers) :])
    done = run(count_wanted, seed_wanted, sys.argv[3] if len(sys.argv) > 3 else None)
    print(done.line())
    print(dict(done.reasons))
    for problem in (*done.uncaught[:20], *done.lost[:20]):
        print(problem)
    sys.exit(0 if done.is_clean else 1)
