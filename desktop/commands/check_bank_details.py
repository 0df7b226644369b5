"""``check-bank-details``: the rule book for everybody, line by line, without database or window."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

from desktop.commands.arguments import day
from desktop.commands.bank_detail_lines import ReadLine, UnreadableLine, read_lines
from desktop.commands.bank_detail_request import (
    UnreadableRequestError,
    find_state,
    read_request,
    readable_identifier,
)
from desktop.commands.bank_detail_results import (
    Checker,
    CsvWriter,
    JsonLinesWriter,
    Row,
    unreadable_row,
)
from desktop.domain.berlin_time import BERLIN, berlin_instant
from desktop.domain.company_rules import CompanyRules, WorkdayWeek
from desktop.domain.errors import UserError
from desktop.domain.workdays import FederalState
from desktop.memory import rarely_collecting_garbage
from desktop.texts import tr

NAME: Final = "check-bank-details"
HELP: Final = tr("prüft Bankverbindungen, Mandate und Fristen aus einer Datei")

FINE: Final = 0
SOMETHING_FOUND: Final = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "file",
        metavar=tr("DATEI"),
        help=tr("JSON-Zeilen oder CSV mit Kopfzeile (UTF-8); „-“ liest die Standardeingabe"),
    )
    parser.add_argument(
        "--federal-state",
        metavar=tr("LAND"),
        help=tr("Bundesland für Zeilen ohne eigenes, zum Beispiel HH"),
    )
    parser.add_argument(
        "--workdays",
        choices=[week.value for week in WorkdayWeek],
        default=WorkdayWeek.MON_FRI.value,
        help=tr("welche Wochentage Werktage sind (sonst mon-fri)"),
    )
    parser.add_argument(
        "--today",
        metavar=tr("DATUM"),
        help=tr("rechnet, als wäre es an diesem Tag 0 Uhr in Berlin (JJJJ-MM-TT)"),
    )
    parser.add_argument(
        "--format",
        choices=["jsonl", "csv"],
        default="jsonl",
        help=tr("Form der Ausgabe (sonst jsonl)"),
    )


def run(args: argparse.Namespace) -> int:
    """Check every line of the input; returns 1 if a line could not be read, otherwise 0.

    Raises ``UserError`` where nothing can be checked at all.
    """
    default_state = _default_state(args.federal_state)
    checker = Checker(_rules(WorkdayWeek(args.workdays)), berlin_instant(_today(args.today)))
    status = FINE
    with _opened(args.file) as stream, rarely_collecting_garbage():
        writer: JsonLinesWriter | CsvWriter | None = None
        for line in read_lines(stream):
            if writer is None:
                writer = _writer(args.format)
            row, readable = _answer(line, checker, default_state)
            writer.write(row)
            status = status if readable else SOMETHING_FOUND
        if writer is None:
            _writer(args.format)
    return status


@cache
def _rules(week: WorkdayWeek) -> CompanyRules:
    """Return the default settings with this week: one object, so that caches find it at once."""
    return CompanyRules(workday_week=week)


def _writer(form: str) -> JsonLinesWriter | CsvWriter:
    return CsvWriter(sys.stdout) if form == "csv" else JsonLinesWriter(sys.stdout)


def _answer(
    line: ReadLine | UnreadableLine, checker: Checker, default_state: FederalState | None
) -> tuple[Row, bool]:
    if isinstance(line, ReadLine):
        try:
            return checker.check(read_request(line.record, default_state)), True
        except UnreadableRequestError as error:
            line = UnreadableLine(line.number, line.record.get("id"), error.sentence)
    identifier = _identifier_or_none(line.identifier)
    return unreadable_row(UnreadableLine(line.number, identifier, line.error)), False


def _identifier_or_none(identifier: object) -> object:
    try:
        return readable_identifier({"id": identifier})
    except UnreadableRequestError:
        return None


def _default_state(text: str | None) -> FederalState | None:
    if text is None:
        return None
    state = find_state(text)
    if state is None:
        raise UserError(
            "check.federal_state", states=", ".join(sorted(state.value for state in FederalState))
        )
    return state


def _today(text: str | None) -> date:
    if text is None:
        return datetime.now(BERLIN).date()
    try:
        return day(text)
    except ValueError:
        raise UserError("check.today") from None


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as opened:
        try:
            stream = opened.enter_context(Path(name).open("rb"))
        except (OSError, ValueError) as error:
            raise UserError("check.not_readable") from error
        yield stream
