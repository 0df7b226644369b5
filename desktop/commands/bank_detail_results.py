"""The answer to one line of bank details, and how it is written."""

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Final, TextIO

import msgspec

from desktop.commands.bank_detail_lines import UnreadableLine
from desktop.commands.bank_detail_request import Request
from desktop.commands.rows import on_one_line
from desktop.domain.assessment import assess
from desktop.domain.bank_change import Assessment, CheckContext
from desktop.domain.bank_register import NationalCheck
from desktop.domain.company_rules import CompanyRules
from desktop.domain.deadlines import Deadlines
from desktop.domain.findings import Finding, FindingCode, FindingParam, Severity
from desktop.domain.workdays import FederalState, WorkdayCalendar
from desktop.texts.findings import finding_sentence

Row = dict[str, object]

RESULT_KEYS: Final = (
    "id",
    "iban",
    "valid",
    "national_check",
    "sepa",
    "country",
    "bank_name",
    "bic",
    "received_on",
    "effective_month",
    "collection_on",
    "expected_collection_on",
    "debit_file_on",
    "due_on",
    "act_by",
    "findings",
)
CSV_COLUMNS: Final = (*RESULT_KEYS, "line", "error")
"""In CSV the lines that cannot be read stand in the same table, with these two last columns."""


@dataclass(slots=True)
class Checker:
    """Checks requests as of one moment; ``now`` is a UTC instant."""

    rules: CompanyRules
    now: datetime
    _calendars: dict[FederalState, WorkdayCalendar] = field(default_factory=dict)

    def check(self, request: Request) -> Row:
        """Return the answer to one request, in the order of ``RESULT_KEYS``."""
        assessment = assess(
            request.application,
            rules=self.rules,
            calendar=self._calendar(request.state),
            now=self.now,
            context=CheckContext(parties=request.parties),
        )
        row: Row = {"id": request.identifier}
        _put_iban(row, request, assessment)
        _put_days(row, assessment)
        row["findings"] = assessment.findings
        return row

    def _calendar(self, state: FederalState | None) -> WorkdayCalendar | None:
        if state is None:
            return None
        if state not in self._calendars:
            self._calendars[state] = WorkdayCalendar.for_company(state, self.rules)
        return self._calendars[state]


def _put_iban(row: Row, request: Request, assessment: Assessment) -> None:
    check = assessment.iban_check
    if check is None:
        row |= {
            "iban": request.application.iban,
            "valid": True,
            "national_check": NationalCheck.NOT_APPLICABLE,
            "sepa": False,
            "country": None,
            "bank_name": None,
            "bic": None,
        }
        return
    row["iban"] = None if request.application.iban is None else check.normalised
    row["valid"] = check.valid
    row["national_check"] = check.national_check
    row["sepa"] = check.sepa
    row["country"] = check.country
    row["bank_name"] = check.bank_name
    row["bic"] = check.bic


def _put_days(row: Row, assessment: Assessment) -> None:
    deadlines = assessment.deadlines
    if deadlines is None:
        row |= _NO_DAYS
        return
    row |= _days(deadlines, assessment.expected_collection_on, assessment.act_by)


@lru_cache(maxsize=4096)
def _days(deadlines: Deadlines, expected_on: date | None, act_by: date | None) -> dict[str, object]:
    return {
        "received_on": deadlines.received_on.isoformat(),
        "effective_month": str(deadlines.effective_month),
        "collection_on": deadlines.collection_on.isoformat(),
        "expected_collection_on": _iso(expected_on),
        "debit_file_on": deadlines.debit_file_on.isoformat(),
        "due_on": _iso(deadlines.due_on),
        "act_by": _iso(act_by),
    }


_NO_DAYS: Mapping[str, object] = dict.fromkeys(
    (
        "received_on",
        "effective_month",
        "collection_on",
        "expected_collection_on",
        "debit_file_on",
        "due_on",
        "act_by",
    )
)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def unreadable_row(line: UnreadableLine) -> Row:
    """Return what is said about a line that cannot be read."""
    return {"line": line.number, "id": line.identifier, "error": line.error}


class JsonLinesWriter:
    """Writes one JSON object a line."""

    def __init__(self, output: TextIO) -> None:
        self._write: Callable[[str], object] = output.write
        self._encode = msgspec.json.Encoder().encode
        self._known: dict[int, tuple[Finding, msgspec.Raw]] = {}

    def write(self, row: Row) -> None:
        """Write one answer; a lone surrogate in an echoed text is written as its escape."""
        findings = row.get("findings")
        try:
            if isinstance(findings, tuple):
                row["findings"] = [_finding_json(finding, self._known) for finding in findings]
            text = self._encode(row).decode("utf-8")
        except (UnicodeEncodeError, OverflowError):
            if isinstance(findings, tuple):
                row["findings"] = [_finding_object(finding) for finding in findings]
            text = json.dumps(row)
        self._write(f"{on_one_line(text)}\n")


class CsvWriter:
    """Writes a table with a header; empty cells for what is absent."""

    def __init__(self, output: TextIO) -> None:
        self._writer = csv.writer(output, lineterminator="\n")
        self._writer.writerow(CSV_COLUMNS)

    def write(self, row: Row) -> None:
        """Write one answer as a row."""
        self._writer.writerow([_cell(row.get(column)) for column in CSV_COLUMNS])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "|".join(f"{finding.severity.value}:{finding.code.value}" for finding in value)
    return str(value).encode("utf-8", "backslashreplace").decode("utf-8")


_MOST_KNOWN = 8192
_encode_finding = msgspec.json.Encoder().encode


def _finding_json(finding: Finding, known: dict[int, tuple[Finding, msgspec.Raw]]) -> msgspec.Raw:
    """Return a finding as JSON; what many lines have in common is put into words once.

    The rule book hands out the same object again for what it says about many lines; ``known`` keeps
    those alive, so that their identity tells them. A finding with a name is one line's alone.
    """
    entry = known.get(id(finding))
    if entry is not None:
        return entry[1]
    params = finding.params
    if "holder" in params:
        return msgspec.Raw(_encode_finding(_finding_object(finding)))
    made = _cached_json(finding.code, finding.severity, tuple(params.items()))
    if len(known) >= _MOST_KNOWN:
        known.clear()
    known[id(finding)] = finding, made
    return made


@lru_cache(maxsize=4096)
def _cached_json(
    code: FindingCode, severity: Severity, params: tuple[tuple[str, FindingParam], ...]
) -> msgspec.Raw:
    return msgspec.Raw(_encode_finding(_finding_object(Finding(code, severity, dict(params)))))


def _finding_object(finding: Finding) -> Mapping[str, str]:
    return {
        "code": finding.code.value,
        "severity": finding.severity.value,
        "text": finding_sentence(finding),
    }
