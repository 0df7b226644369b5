"""When people of the companies are at work: on working days, by day."""

from datetime import date, datetime, time, timedelta

from desktop.domain.berlin_time import berlin_instant
from desktop.domain.workdays import WorkdayCalendar
from desktop.services.demo.chance import Chance

_DAY = timedelta(days=1)


def workday_up_to(day: date, calendar: WorkdayCalendar) -> date:
    """Return ``day``, or the last working day before it."""
    while not calendar.is_workday(day):
        day -= _DAY
    return day


def at_work(day: date, chance: Chance, *, first: int = 8, last: int = 16) -> datetime:
    """Return an instant of a day from ``first`` o'clock to before ``last`` o'clock and an hour."""
    return berlin_instant(day, time(chance.between(first, last), chance.below(60)))
