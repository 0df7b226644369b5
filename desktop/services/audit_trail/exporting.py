"""Lines of the audit log as a file: for a spreadsheet (CSV), or for a program (JSON Lines)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum

from desktop.domain.berlin_time import BERLIN
from desktop.domain.errors import UserError
from desktop.services.audit_trail.looking import (
    TrailKey,
    TrailLine,
    TrailQuery,
    Wanted,
    lines_after,
    note_export,
    resolve,
)
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require

MOST = 100_000
"""More lines than these go into no file: a spreadsheet reads few more, and memory ends."""
_AT_ONCE = 1_000
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "id",
    "at",
    "login",
    "name",
    "action",
    "sentence",
    "company",
    "entity",
    "entity_id",
    "reference",
    "details",
)
"""Keys of a line, in the order of the columns."""
Say = Callable[[TrailLine], str]


class TrailFormat(StrEnum):
    """What a file is for."""

    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class TrailFile:
    """What is to be written, and how many lines of the log it holds."""

    content: bytes
    lines: int


def export_trail(
    context: ServiceContext,
    actor: Actor,
    query: TrailQuery,
    file_format: TrailFormat,
    say: Say,
    *,
    on_progress: Callable[[int], None] = lambda _done: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> TrailFile:
    """Return every line of a query as a file, newest first; that it was made stands on the log.

    ``say`` puts a line into words. Moments are in UTC for a program, in Berlin for a spreadsheet.
    ``on_progress`` is told how many lines were read. IBANs are masked as everywhere.

    Raises:
        UserError: ``access.denied``, ``audit.unknown_subject``, ``audit.unknown_iban``,
            ``audit.too_many_lines``, ``audit.export_cancelled``.
    """
    require(actor, Permission.AUDIT)
    with context.database.read() as session:
        wanted = resolve(session, actor, query)
    write = {TrailFormat.CSV: _csv, TrailFormat.JSONL: _jsonl}[file_format]
    count = 0

    def counted() -> Iterator[TrailLine]:
        nonlocal count
        for line in _lines(context, wanted):
            if count == MOST:
                raise UserError("audit.too_many_lines", most=MOST)
            if count % _AT_ONCE == 0:
                if is_cancelled():
                    raise UserError("audit.export_cancelled")
                on_progress(count)
            count += 1
            yield line

    content = write(counted(), say)
    if is_cancelled():
        raise UserError("audit.export_cancelled")
    note_export(context, actor, wanted, count, file_format.value)
    return TrailFile(content, count)


def _lines(context: ServiceContext, wanted: Wanted) -> Iterator[TrailLine]:
    # One moment of the database: what is written meanwhile does not come in between.
    after: TrailKey | None = None
    with context.database.read() as session:
        while True:
            portion = lines_after(session, wanted, after, _AT_ONCE)
            yield from portion
            if len(portion) < _AT_ONCE:
                return
            after = portion[-1].key


def _csv(lines: Iterator[TrailLine], say: Say) -> bytes:
    """UTF-8 with its mark, semicolons, no cell is a formula."""
    file = io.StringIO()
    table = csv.writer(file, delimiter=";", lineterminator="\r\n")
    table.writerow(COLUMNS)
    for line in lines:
        told = dict(_values(line, say))
        told["at"] = line.at.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M:%S")
        told["details"] = "; ".join(f"{key}: {value}" for key, value in line.details)
        table.writerow(_cell(told[name]) for name in COLUMNS)
    return file.getvalue().encode("utf-8-sig")


def _jsonl(lines: Iterator[TrailLine], say: Say) -> bytes:
    rows = (json.dumps(_values(line, say), ensure_ascii=False) + "\n" for line in lines)
    return "".join(rows).encode()


def _values(line: TrailLine, say: Say) -> Mapping[str, object]:
    return {
        "id": line.id,
        "at": line.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "login": line.login,
        "name": line.name,
        "action": line.action,
        "sentence": say(line),
        "company": line.company,
        "entity": line.entity,
        "entity_id": line.entity_id,
        "reference": line.reference,
        "details": dict(line.details),
    }


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
