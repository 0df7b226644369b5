"""The markers of the deadline strip in the order of time, with everything they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.outlook import Outlook, RunOutlook
from desktop.texts import mark, tr
from desktop.texts.dates import (
    berlin_clock,
    day_month,
    plain_time,
    run_name,
    spoken_time,
    weekday_name,
)
from desktop.views.case.strip_days import is_workday, late_from, next_file_on


class MarkerKind(Enum):
    """What a marker stands for."""

    RECEIPT = "receipt"
    CUTOFF = "cutoff"
    TODAY = "today"
    FILE = "file"
    NEXT_FILE = "next_file"
    COLLECTION = "collection"
    DUE = "due"


PRIORITY = (
    MarkerKind.TODAY,
    MarkerKind.FILE,
    MarkerKind.NEXT_FILE,
    MarkerKind.DUE,
    MarkerKind.CUTOFF,
    MarkerKind.COLLECTION,
    MarkerKind.RECEIPT,
)
"""Who gets room for its label first (``ui-brief.md``, section 4)."""


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker. ``moment`` is the part of the day that has passed, 1.0 for its end.

    ``title`` and ``short_title`` are written above the days, ``detail`` below the title; ``spoken``
    is the sentence for tooltip and screen reader.
    """

    kind: MarkerKind
    on: date
    moment: float
    title: str
    short_title: str
    detail: str
    spoken: str


@dataclass(frozen=True, slots=True)
class PlacedMarker:
    """A marker at its place. ``x`` is the exact moment, ``label`` what could be written.

    ``title`` and ``detail`` are empty where there was no room: the tooltip then says it.
    """

    marker: Marker
    x: float
    label_left: float = 0.0
    label_width: float = 0.0
    title: str = ""
    detail: str = ""

    @property
    def label_right(self) -> float:
        """Right end of the label."""
        return self.label_left + self.label_width


def strip_markers(outlook: Outlook, received_at: datetime | None = None) -> tuple[Marker, ...]:
    """All markers in the order of time; ``received_at`` adds the time of receipt to its label."""
    markers = [_receipt(outlook, received_at), _due(outlook)]
    if outlook.run is not None:
        markers += _run_markers(outlook, outlook.run)
    if not outlook.settled or outlook.today <= max(marker.on for marker in markers):
        markers.append(_today(outlook))
    return tuple(sorted(markers, key=lambda marker: (marker.on, marker.moment)))


def _receipt(outlook: Outlook, received_at: datetime | None) -> Marker:
    day = day_month(outlook.received_on)
    detail = day if received_at is None else f"{day}, {plain_time(received_at)}"
    spoken = tr("Eingang am {weekday}, {day}", weekday=weekday_name(outlook.received_on), day=day)
    title = tr("Eingang")
    return Marker(MarkerKind.RECEIPT, outlook.received_on, 0.5, title, title, detail, spoken)


def _today(outlook: Outlook) -> Marker:
    day = day_month(outlook.today)
    spoken = tr("Heute ist {weekday}, {day}", weekday=weekday_name(outlook.today), day=day)
    title = tr("heute")
    return Marker(MarkerKind.TODAY, outlook.today, 0.5, title, title, "", spoken)


def _due(outlook: Outlook) -> Marker:
    day = day_month(outlook.due_on)
    title = tr("Frist {n} WT", n=outlook.promise_workdays)
    spoken = tr(
        "Frist von {n} Werktagen am {weekday}, {day}",
        n=outlook.promise_workdays,
        weekday=weekday_name(outlook.due_on),
        day=day,
    )
    return Marker(MarkerKind.DUE, outlook.due_on, 1.0, title, title, day, spoken)


def _run_markers(outlook: Outlook, run: RunOutlook) -> list[Marker]:
    cutoff = day_month(run.cutoff_on)
    markers = [
        Marker(
            MarkerKind.CUTOFF,
            run.cutoff_on,
            1.0,
            tr("Stichtag"),
            tr("Stichtag"),
            tr("{day}, 24:00", day=cutoff),
            tr(
                "Stichtag am {weekday}, {day}, 24 Uhr",
                weekday=weekday_name(run.cutoff_on),
                day=cutoff,
            ),
        ),
        _file(MarkerKind.FILE, tr("Lastschriftdatei"), run.debit_file_on, run.debit_file_at),
        _collection(run),
    ]
    following = next_file_on(outlook)
    if following is not None:
        title = tr("Nächste Datei")
        markers.append(_file(MarkerKind.NEXT_FILE, title, following, run.expected_file_at))
    return markers


def _file(kind: MarkerKind, title: str, on: date, at: datetime) -> Marker:
    clock = berlin_clock(at).time()
    day = day_month(on)
    spoken = tr(
        "{title} am {weekday}, {day}, {hour}",
        title=title,
        weekday=weekday_name(on),
        day=day,
        hour=spoken_time(at),
    )
    detail = f"{day}, {plain_time(at)}"
    return Marker(kind, on, _part_of_day(clock), title, tr("Datei"), detail, spoken)


def _collection(run: RunOutlook) -> Marker:
    on = run.expected_collection_on
    day = day_month(on)
    titles = {
        BankChangeVariant.REVOCATION: (tr("Kein Einzug mehr"), tr("Kein Einzug mehr")),
        BankChangeVariant.MANDATE_ONLY: (tr("1. Einzug neues Mandat"), tr("1. Einzug")),
    }
    title, short = titles.get(run.variant, (tr("1. Einzug neues Konto"), tr("1. Einzug")))
    spoken = tr("{title} am {weekday}, {day}", title=title, weekday=weekday_name(on), day=day)
    return Marker(MarkerKind.COLLECTION, on, 0.5, title, short, day, spoken)


def _part_of_day(clock: time) -> float:
    return (clock.hour * 60 + clock.minute) / 1440


_ORDINALS = (
    mark("erste"),
    mark("zweite"),
    mark("dritte"),
    mark("vierte"),
    mark("fünfte"),
    mark("sechste"),
    mark("siebte"),
    mark("achte"),
    mark("neunte"),
    mark("zehnte"),
)


def progress_note(outlook: Outlook) -> str:
    """What stands below the promise bar: "2 von 10 Werktagen vorbei, heute ist der dritte"."""
    number, total = outlook.workday_number, outlook.promise_workdays
    if outlook.settled or outlook.overdue:
        return ""
    today_counts = number >= 1 and _counts_today(outlook)
    passed = number - 1 if today_counts else number
    text = tr("{n} von {total} Werktagen vorbei", n=passed, total=total)
    if not today_counts:
        return text
    if 1 <= number <= len(_ORDINALS):
        return tr("{passed}, heute ist der {nth}", passed=text, nth=tr(_ORDINALS[number - 1]))
    return tr("{passed}, heute ist der {nth}", passed=text, nth=f"{number}.")


def _counts_today(outlook: Outlook) -> bool:
    return outlook.received_on < outlook.today <= outlook.due_on and is_workday(
        outlook, outlook.today
    )


def late_note(outlook: Outlook) -> str:
    """What stands below the amber days: "ab 10:00 Uhr zu spät für Lauf 12/26"."""
    run = outlook.run
    if run is None or late_from(outlook) is None:
        return ""
    return tr(
        "ab {time} Uhr zu spät für Lauf {run}",
        time=plain_time(run.debit_file_at),
        run=run_name(run.month),
    )
