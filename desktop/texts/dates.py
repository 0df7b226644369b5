"""Dates and times as people write them. Instants are shown in Berlin time."""

from datetime import date, datetime, time

from desktop.domain.berlin_time import BERLIN, to_utc
from desktop.domain.months import Month
from desktop.texts import Language, language, mark, tr

_MONTHS = (
    mark("Januar"),
    mark("Februar"),
    mark("März"),
    mark("April"),
    mark("Mai"),
    mark("Juni"),
    mark("Juli"),
    mark("August"),
    mark("September"),
    mark("Oktober"),
    mark("November"),
    mark("Dezember"),
)
_WEEKDAYS = (
    mark("Montag"),
    mark("Dienstag"),
    mark("Mittwoch"),
    mark("Donnerstag"),
    mark("Freitag"),
    mark("Samstag"),
    mark("Sonntag"),
)
_SHORT_WEEKDAYS = (
    mark("Mo"),
    mark("Di"),
    mark("Mi"),
    mark("Do"),
    mark("Fr"),
    mark("Sa"),
    mark("So"),
)
_ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_ENGLISH_MONTHS = _ENGLISH.split()


def month_name(month: Month | date | int) -> str:
    """Return the name of a month: "November"."""
    return tr(_MONTHS[(month if isinstance(month, int) else month.month) - 1])


def month_and_year(month: Month | date) -> str:
    """Return "November 2026"."""
    return f"{month_name(month)} {month.year}"


def run_name(month: Month | date) -> str:
    """Return the short name of a debit run by the month it draws: "12/26"."""
    return f"{month.month:02d}/{month.year % 100:02d}"


def weekday_name(day: date) -> str:
    """Return "Montag"."""
    return tr(_WEEKDAYS[day.weekday()])


def short_weekday(day: date) -> str:
    """Return "Mo"."""
    return tr(_SHORT_WEEKDAYS[day.weekday()])


def day_month(day: date) -> str:
    """Return "30.11."."""
    if language() is Language.ENGLISH:
        return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]}"
    return f"{day.day:02d}.{day.month:02d}."


def near_date(day: date) -> str:
    """Return the form for days not far away: "Mo 30.11."."""
    return f"{short_weekday(day)} {day_month(day)}"


def full_date(day: date) -> str:
    """Return the form for records: "30.11.2026"."""
    if language() is Language.ENGLISH:
        return f"{day_month(day)} {day.year}"
    return f"{day_month(day)}{day.year:04d}"


def clock_time(moment: datetime | time) -> str:
    """Return "10:00 Uhr"; an instant is shown in Berlin time."""
    return tr("{time} Uhr", time=plain_time(moment))


def plain_time(moment: datetime | time) -> str:
    """Return "10:00"; an instant is shown in Berlin time."""
    local = berlin_clock(moment) if isinstance(moment, datetime) else moment
    return f"{local.hour:02d}:{local.minute:02d}"


def spoken_time(moment: datetime | time) -> str:
    """Return "10 Uhr", or "10:30 Uhr" where it is not a full hour."""
    local = berlin_clock(moment) if isinstance(moment, datetime) else moment
    if language() is Language.GERMAN and local.minute == 0:
        return tr("{time} Uhr", time=local.hour)
    return clock_time(local)


def full_moment(moment: datetime) -> str:
    """Return "30.11.2026, 10:00 Uhr" for an instant."""
    return f"{full_date(berlin_clock(moment).date())}, {clock_time(moment)}"


def near_moment(moment: datetime) -> str:
    """Return "Mo 30.11., 10:00" for an instant not far away."""
    return f"{near_date(berlin_clock(moment).date())}, {plain_time(moment)}"


def berlin_clock(moment: datetime) -> datetime:
    """Return the instant with the date and wall clock time it has in Berlin."""
    return to_utc(moment).astimezone(BERLIN)
