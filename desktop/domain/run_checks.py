"""Findings about the debit run and the promise (rule book, section 2 and groups run, promise)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from desktop.domain.berlin_time import berlin_day
from desktop.domain.company_rules import CompanyRules
from desktop.domain.deadlines import (
    Deadlines,
    RunStatus,
    act_by,
    expected_collection_on,
    is_overdue,
    run_status,
    workdays_left,
)
from desktop.domain.findings import Finding, FindingCode, Severity
from desktop.domain.workdays import WorkdayCalendar


@dataclass(frozen=True, slots=True)
class RunJudgement:
    """What is reached as seen at one moment, and what there is to say about it."""

    status: RunStatus
    expected_collection_on: date
    act_by: date | None
    findings: tuple[Finding, ...]


def judge_run(
    deadlines: Deadlines,
    *,
    rules: CompanyRules,
    calendar: WorkdayCalendar | None,
    now: datetime,
    open_blockers: int,
    exported_at: datetime | None,
) -> RunJudgement:
    """Judge the deadlines as of ``now``; many applications of one day share the answer."""
    return _judge(deadlines, rules, calendar, now, 1 if open_blockers else 0, exported_at)


@lru_cache(maxsize=8192)
def _judge(
    deadlines: Deadlines,
    rules: CompanyRules,
    calendar: WorkdayCalendar | None,
    now: datetime,
    open_blockers: int,
    exported_at: datetime | None,
) -> RunJudgement:
    reference = exported_at or now
    status = run_status(
        deadlines,
        rules=rules,
        calendar=calendar,
        now=now,
        open_blockers=open_blockers,
        exported_at=exported_at,
    )
    expected = expected_collection_on(deadlines, rules, reference)
    today = berlin_day(now)
    return RunJudgement(
        status=status,
        expected_collection_on=expected,
        act_by=act_by(deadlines, rules, reference),
        findings=(
            *_run_findings(deadlines, status, expected, calendar, today),
            *_promise_findings(deadlines, status, today),
        ),
    )


def _run_findings(
    deadlines: Deadlines,
    status: RunStatus,
    expected: date,
    calendar: WorkdayCalendar | None,
    today: date,
) -> Iterator[Finding]:
    run = str(deadlines.run_month)
    if status is RunStatus.MISSED:
        yield Finding(
            FindingCode.RUN_MISSED,
            Severity.WARNING,
            {
                "run": run,
                "collection_on": deadlines.collection_on.isoformat(),
                "expected_collection_on": expected.isoformat(),
            },
        )
    elif status is RunStatus.AT_RISK and calendar is not None:
        yield Finding(
            FindingCode.RUN_AT_RISK,
            Severity.WARNING,
            {
                "run": run,
                "file_on": deadlines.debit_file_on.isoformat(),
                "workdays_left": workdays_left(calendar, today, deadlines.debit_file_on),
            },
        )


def _promise_findings(deadlines: Deadlines, status: RunStatus, today: date) -> Iterator[Finding]:
    overdue = is_overdue(deadlines.due_on, today)
    if overdue and deadlines.due_on is not None:
        yield Finding(
            FindingCode.PROMISE_OVERDUE,
            Severity.WARNING,
            {"due_on": deadlines.due_on.isoformat()},
        )
    if deadlines.after_cutoff:
        yield Finding(
            FindingCode.PROMISE_AFTER_CUTOFF,
            Severity.INFO,
            {
                "received_on": deadlines.received_on.isoformat(),
                "cutoff_on": deadlines.cutoff_on.isoformat(),
                "effective_month": str(deadlines.effective_month),
            },
        )
    if status is RunStatus.OK and not overdue:
        yield Finding(
            FindingCode.RUN_OK,
            Severity.OK,
            {
                "run": str(deadlines.run_month),
                "collection_on": deadlines.collection_on.isoformat(),
            },
        )
