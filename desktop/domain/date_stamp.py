"""The date stamp of what came by telephone, post or in person (rule book, section 1).

Such a receipt is a day without time. The day decides both clocks: the promise is counted from the
Werktag after it, and the cut-off day is compared with it.
"""

import re
from datetime import date, timedelta

from desktop.domain.errors import UserError

OLDEST = timedelta(days=366)
"""An older stamp is a slip of the pen: nothing lies on a desk for a year unnoticed."""
_SEPARATED = re.compile(r"(\d{1,2})[./\- ](\d{1,2})(?:[./\- ](\d{4}|\d{2})?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})?")
_DAY_ALONE = re.compile(r"(\d{1,2})\.?")
_CENTURY = 2000


def check_stamp(stamped_on: date, today: date) -> None:
    """Refuse a day on which nothing can have come.

    Raises:
        UserError: ``recording.stamp_in_future``, or ``recording.stamp_too_old`` with ``day``.
    """
    if stamped_on > today:
        raise UserError("recording.stamp_in_future", day=stamped_on)
    if stamped_on < today - OLDEST:
        raise UserError("recording.stamp_too_old", day=stamped_on)


def parse_day(text: str, today: date) -> date | None:
    """Return the day somebody typed: ``18.11.2026``, ``18.11.26``, ``18.11.``, ``1811``, ``18``.

    Without a year it is the last such day up to ``today``, without a month likewise. None where
    it is no day of the calendar.
    """
    text = " ".join(text.split())
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _SEPARATED.fullmatch(text) or _RUN_TOGETHER.fullmatch(text):
        day, month = int(found[1]), int(found[2])
        if found[3]:
            year = int(found[3])
            return _day(year if year >= 100 else _CENTURY + year, month, day)
        # The 29th of February may be four years ago.
        candidates = (_day(today.year - back, month, day) for back in range(5))
        return next((found for found in candidates if found and found <= today), None)
    if found := _DAY_ALONE.fullmatch(text):
        return _last_such_day(int(found[1]), today)
    return None


def _last_such_day(number: int, today: date) -> date | None:
    """The latest day up to ``today`` with this number; every number exists within two months."""
    back = (today - timedelta(days=days) for days in range(62))
    return next((day for day in back if day.day == number), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
