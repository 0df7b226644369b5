"""Mutated bank details: through ``check-bank-details`` as JSON lines and CSV, and the rule book.

``python -m tests.torture.fuzz_bank_details [COUNT] [SEED]`` prints one line. Every line gets one
answer, and nothing is raised that nobody expected.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from desktop import commands
from desktop.domain.assessment import assess
from desktop.domain.bank_change import (
    ApplicationField,
    BankChangeApplication,
    BankChangeVariant,
    CheckContext,
    ContactChange,
    ContactKind,
)
from desktop.domain.case_status import Channel
from desktop.domain.company_rules import CompanyRules, WorkdayWeek
from desktop.domain.deadlines import Completion
from desktop.domain.holder import Address, Party
from desktop.domain.mandate import MandateData, MandateStatus
from desktop.domain.workdays import FederalState, WorkdayCalendar
from tests.support.mutations import (
    HOSTILE_TEXTS,
    mutate_bytes,
    mutate_structure,
    mutate_text,
)

BATCH = 500
_TODAY = "2026-11-19"
_IBANS = (
    "DE89 3704 0044 0532 0130 00",
    "IBAN: DE02-1203.0000 0000 2020 51",
    "AT611904300234573201",
    "GB29NWBK60161331926819",
    "CH9300762011623852957",
    "TR330006100519786457841326",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
    "",
)
_GOOD: dict[str, Any] = {
    "id": "a-1",
    "iban": _IBANS[0],
    "account_holder": "Dr. Erika Beispiel-Vorlage",
    "tenants": ["Max Beispiel", "Erika Beispiel"],
    "holder_address": {
        "street": "Beispielstieg",
        "house_number": "7",
        "postcode": "20535",
        "town": "Hamburg",
        "country": "DE",
    },
    "received_at": "2026-11-18T21:14:00+01:00",
    "federal_state": "HH",
    "mandate": {
        "reference": "THOR-004417-02",
        "creditor_id": "DE98ZZZ09999999999",
        "signed_on": "2026-11-18",
        "last_collection_on": "2024-02-29",
    },
}
_CSV_HEADER = (
    "id",
    "iban",
    "account_holder",
    "tenants",
    "received_at",
    "federal_state",
    "holder_address.street",
    "holder_address.postcode",
    "holder_address.country",
    "mandate.reference",
    "mandate.creditor_id",
    "mandate.signed_on",
    "mandate.last_collection_on",
)
_CSV_GOOD = (
    "a-1",
    _IBANS[0],
    "Erika Beispiel",
    "Max Beispiel|Erika Beispiel",
    "2026-11-18",
    "HH",
    "Beispielstieg",
    "20535",
    "DE",
    "THOR-004417-02",
    "DE98ZZZ09999999999",
    "2026-11-18",
    "2024-02-29",
)
_DAYS = (
    date.min,
    date(1582, 10, 15),
    date(1999, 12, 31),
    date(2024, 2, 29),
    date(2026, 3, 29),
    date(2026, 11, 18),
    date(2026, 11, 30),
    date(9990, 12, 31),
    date.max,
)


@dataclass
class Tally:
    """How many lines were given and answered; ``problems`` are what must not happen."""

    given: int = 0
    answered: int = 0
    unreadable: int = 0
    assessed: int = 0
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether every line got one answer and nothing was raised."""
        return not self.problems and self.given == self.answered

    def line(self) -> str:
        """One line of a table."""
        return (
            f"bank details: {self.given} mutated lines, {self.answered} answers "
            f"(unreadable {self.unreadable}), {self.assessed} assessments, "
            f"uncaught {len(self.problems)}, {self.seconds:.0f} s"
        )


def fuzz(count: int, seed: int, folder: Path) -> Tally:
    """Check ``count`` lines, half of them JSON and half CSV, and assess as many applications."""
    random = Random(seed)
    tally = Tally()
    started = time.perf_counter()
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        half = size // 2
        for content, lines in (_json_lines(random, size - half), _csv_lines(random, half)):
            if lines:
                _check(folder, content, lines, tally)
        for _ in range(size):
            _assess(random, tally)
    tally.seconds = time.perf_counter() - started
    return tally


def _json_lines(random: Random, count: int) -> tuple[bytes, int]:
    """As many lines; the first is good, so that what follows is taken for JSON."""
    lines = [json.dumps(_GOOD).encode()]
    while len(lines) < count:
        record = copy.deepcopy(_GOOD)
        record["iban"] = random.choice(_IBANS)
        if random.random() < 0.7:
            for _ in range(random.randint(1, 3)):
                mutate_structure(random, record)
        line = json.dumps(record).encode()
        if random.random() < 0.5:
            line = mutate_bytes(random, line)
        line = line.replace(b"\n", b"").replace(b"\r", b"")
        if line.strip(b" \t\v\f\xef\xbb\xbf\0"):
            lines.append(line)
    return b"\n".join(lines) + b"\n", len(lines)


def _csv_lines(random: Random, count: int) -> tuple[bytes, int]:
    """As many rows below a header; cells may hold quotes, delimiters and line ends."""
    delimiter = random.choice(",;")
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writerow(_CSV_HEADER)
    for _ in range(count):
        row = list(_CSV_GOOD)
        row[1] = random.choice(_IBANS)
        for _ in range(random.randint(0, 3)):
            place = random.randrange(len(row))
            row[place] = (
                random.choice(HOSTILE_TEXTS)
                if random.random() < 0.5
                else mutate_text(random, row[place])
            )
        if random.random() < 0.1:
            row = row[: random.randint(1, len(row))]
        elif random.random() < 0.05:
            row.append("too much")
        table.writerow(row)
    return text.getvalue().encode("utf-8", "surrogatepass"), count


def _check(folder: Path, content: bytes, lines: int, tally: Tally) -> None:
    file = folder / "lines"
    file.write_bytes(content)
    written = io.BytesIO()
    out = io.TextIOWrapper(written, encoding="utf-8", newline="\n")
    complaints = io.StringIO()
    with redirect_stdout(out), redirect_stderr(complaints):
        status = commands.run(
            ["check-bank-details", str(file), "--today", _TODAY, "--data-dir", str(folder)],
            load_application=_no_application,
        )
    out.flush()
    answers = written.getvalue().splitlines()
    tally.given += lines
    tally.answered += len(answers)
    if status not in (0, 1) or complaints.getvalue():
        tally.problems.append(f"status {status}: {complaints.getvalue()[:200]}")
    if lines != len(answers):
        tally.problems.append(f"{lines} lines, {len(answers)} answers")
    tally.unreadable += sum("error" in json.loads(answer) for answer in answers)


def _no_application() -> commands.Application:
    raise AssertionError("the command needs neither database nor window")


def _assess(random: Random, tally: Tally) -> None:
    application, context = _application(random), _context(random)
    rules = CompanyRules(workday_week=random.choice(tuple(WorkdayWeek)))
    calendar = random.choice((None, WorkdayCalendar(random.choice(tuple(FederalState)))))
    now = datetime(2026, 11, 19, tzinfo=UTC) + timedelta(hours=random.randint(-10_000, 10_000))
    try:
        assess(application, rules=rules, calendar=calendar, now=now, context=context)
    except Exception as error:  # noqa: BLE001 - whatever comes is what is looked for
        tally.problems.append(f"assess: {error!r}"[:300])
    tally.assessed += 1


def _text(random: Random, good: str) -> str | None:
    chance = random.random()
    if chance < 0.1:
        return None
    if chance < 0.4:
        return random.choice(HOSTILE_TEXTS)
    return mutate_text(random, good) if chance < 0.7 else good


def _day(random: Random) -> date | None:
    return random.choice((None, *_DAYS))


def _instant(random: Random) -> datetime | date | None:
    day = _day(random)
    if day is None or random.random() < 0.5:
        return day
    return datetime(day.year, day.month, day.day, random.randrange(24), 59, tzinfo=UTC)


def _some(random: Random, make: Callable[[], Any]) -> Any:
    return make() if random.random() < 0.8 else None


def _address(random: Random) -> Address:
    return Address(
        street=_text(random, "Beispielstieg"),
        house_number=_text(random, "7"),
        postcode=_text(random, "20535"),
        town=_text(random, "Hamburg"),
        country=_text(random, "DE"),
    )


def _mandate(random: Random) -> MandateData:
    return MandateData(
        reference=_text(random, "THOR-004417-02"),
        creditor_id=_text(random, "DE98ZZZ09999999999"),
        signed_on=_day(random),
        last_collection_on=_day(random),
        revoked_on=random.choice((None, None, _day(random))),
        status=random.choice(tuple(MandateStatus)),
        account_holder=_text(random, "Erika Beispiel"),
    )


def _application(random: Random) -> BankChangeApplication:
    fields = tuple(ApplicationField)
    return BankChangeApplication(
        variant=random.choice(tuple(BankChangeVariant)),
        received=_instant(random),
        completed=_instant(random) or random.choice(tuple(Completion)),
        channel=random.choice((None, *Channel)),
        iban=_text(random, random.choice(_IBANS)),
        account_holder=_text(random, "Dr. Erika Beispiel-Vorlage"),
        holder_address=_some(random, lambda: _address(random)),
        mandate=_some(random, lambda: _mandate(random)),
        given=frozenset(random.sample(fields, random.randint(0, len(fields)))),
    )


def _context(random: Random) -> CheckContext:
    parties = tuple(
        Party(_text(random, "Erika Beispiel") or "", _some(random, lambda: _address(random)))
        for _ in range(random.randint(0, 3))
    )
    return CheckContext(
        parties=parties,
        current_iban=_text(random, _IBANS[0]),
        current_holder=_text(random, "Erika Beispiel"),
        existing_mandate=_some(random, lambda: _mandate(random)),
        references_taken=frozenset({_text(random, "THOR-004417-02") or ""}),
        shared_contracts=("10.1",) * random.randint(0, 2),
        contact_changes=tuple(
            ContactChange(random.choice(tuple(ContactKind)), random.choice(_DAYS))
            for _ in range(random.randint(0, 2))
        ),
        former_changes_on=tuple(random.choice(_DAYS) for _ in range(random.randint(0, 3))),
        tenancy_ended_on=_day(random),
        pays_by_direct_debit=random.random() < 0.7,
        confirmation_at=random.choice((None, datetime(2026, 11, 27, 9, tzinfo=UTC))),
    )


def run(count: int, seed: int) -> Tally:
    """Run in a temporary folder."""
    with tempfile.TemporaryDirectory() as name:
        return fuzz(count, seed, Path(name))


def main(count: int = 10_000, seed: int = 2026) -> str:
    """Run the full count; returns one line of a table."""
    return run(count, seed).line()


if __name__ == "__main__":
    wanted = [int(argument) for argument in sys.argv[1:3]]
    done = run(*(wanted + [10_000, 2026][len(wanted) :]))
    print(done.line())
    for problem in done.problems[:20]:
        print(problem)
    sys.exit(0 if done.is_clean else 1)
