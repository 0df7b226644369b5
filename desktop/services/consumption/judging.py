"""Puts reports into the books of their meters: what counts, what is held back, what was there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from desktop.domain.consumption.plausibility import (
    Reported,
    UsageFinding,
    completed,
    duplicate_of,
    judge,
)
from desktop.domain.documents import ReadingState
from desktop.domain.months import Month
from desktop.models.consumption import ConsumptionReading
from desktop.services.consumption.books import COUNTING, Book, Entry, stored_findings
from desktop.services.consumption.rows import UsageRow
from desktop.services.consumption.view import UsageCounts

_HELD = frozenset({ReadingState.HELD})
_REFUSED = frozenset({ReadingState.REFUSED})


@dataclass(slots=True)
class Judging:
    """Some rows on their way into the books."""

    books: Mapping[int, Book]
    today: date
    added: int = 0
    unchanged: int = 0
    held: int = 0
    new: list[tuple[int, Entry]] = field(default_factory=list)

    def take(self, rows: Sequence[UsageRow]) -> UsageCounts:
        """Judge rows, each meter's earlier months first; returns what becomes of them."""
        for row in sorted(rows, key=lambda one: (one.meter.id, one.month, one.line)):
            self._row(row)
        return UsageCounts(self.added, self.unchanged, self.held)

    def _row(self, row: UsageRow) -> None:
        book = self.books[row.meter.id]
        history = book.counting(but=row.month)
        report = completed(row.report, book.meter.facts, row.month, history)
        if _is_known(book, row.month, report):
            self.unchanged += 1
            return
        current = book.find(row.month, COUNTING)
        waiting = [one.month for one in book.held() if one.month != row.month]
        findings = list(judge(report, book.meter.facts, row.month, history, waiting))
        if current is not None and not current.is_provisional and _contradict(current, report):
            findings.append(duplicate_of(current.report))
        holds = any(one.code.holds_back for one in findings)
        before = book.find(row.month, _HELD)
        if before is not None:
            _end(before)
        if current is not None and not holds:
            _end(current)
        state = ReadingState.HELD if holds else ReadingState.ACCEPTED
        entry = Entry(row.month, report, state, came_on=self.today, findings=findings)
        book.add(entry)
        self.new.append((row.meter.id, entry))
        if holds:
            self.held += 1
            return
        self.added += 1
        self._release(book, row.month)

    def _release(self, book: Book, month: Month) -> None:
        """A gap that is filled is none: what was held back for it alone counts."""
        for entry in book.held():
            codes = {one.code for one in entry.findings if one.code.holds_back}
            if entry.month <= month or codes != {UsageFinding.GAP}:
                continue
            history = book.counting(but=entry.month)
            waiting = [one.month for one in book.held() if one.month != entry.month]
            findings = judge(entry.report, book.meter.facts, entry.month, history, waiting)
            if any(one.code.holds_back for one in findings):
                continue
            entry.state, entry.findings, entry.changed = ReadingState.ACCEPTED, findings, True


def _is_known(book: Book, month: Month, report: Reported) -> bool:
    if report.value is None and report.stand is None:
        return True
    there = (book.find(month, state) for state in (COUNTING, _HELD, _REFUSED))
    if any(one is not None and report.says_the_same(one.report) for one in there):
        return True
    current = book.find(month, COUNTING)
    # What tenants were told of is not told again for a comparison that came later.
    return (
        current is not None
        and current.state is ReadingState.PUBLISHED
        and not _contradict(current, report)
    )


def _contradict(current: Entry, report: Reported) -> bool:
    known = current.report
    if known.value is None or report.value is None:
        return False
    return known.value != report.value or known.unit != report.unit


def _end(entry: Entry) -> None:
    entry.state, entry.changed = ReadingState.REPLACED, True


def write(session: Session, judged: Judging, import_id: int) -> None:
    """Write what became of the rows: first what ends, because a month has one value that counts."""
    for book in judged.books.values():
        changed = [entry for entries in book.entries.values() for entry in entries if entry.changed]
        for entry in sorted(changed, key=lambda one: one.state is not ReadingState.REPLACED):
            if entry.id is not None:
                _update(session, entry)
    if judged.new:
        session.execute(
            insert(ConsumptionReading),
            [_stored(meter_id, entry, import_id) for meter_id, entry in judged.new],
        )


def _update(session: Session, entry: Entry) -> None:
    session.execute(
        update(ConsumptionReading)
        .where(ConsumptionReading.id == entry.id)
        .values(
            state=entry.state,
            findings=stored_findings(entry.findings),
            version=ConsumptionReading.version + 1,
        ),
        execution_options={"synchronize_session": False},
    )


def _stored(meter_id: int, entry: Entry, import_id: int) -> dict[str, object]:
    return {
        "version": 1,
        "meter_id": meter_id,
        "month": entry.month.first_day,
        "value": entry.report.value,
        "stand": entry.report.stand,
        "unit_of_measure": entry.report.unit,
        "average": entry.report.average,
        "exchanged_on": entry.report.exchanged_on,
        "state": entry.state,
        "findings": stored_findings(entry.findings),
        "import_id": import_id,
        "decision_note": "",
    }
