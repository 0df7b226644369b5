"""How long nobody may sign in with a name after wrong passwords: the longer, the more there were.

Four slips cost nothing. The fifth closes the door for a minute, and each further one for twice as
long, up to an hour: whoever guesses gets some thirty tries a day, whoever has slipped waits a
minute.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

FREE_TRIES = 4
"""So many wrong passwords in a row have no consequence."""
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=60)
COUNTED_FOR = timedelta(hours=24)
"""A wrong password counts for so long, unless a right one came after it."""
_DOUBLINGS = 6
"""After so many the longest pause is reached."""
_GROUPS = 65_536


def pause_after(wrong: int) -> timedelta:
    """Return how long the door stays closed after so many wrong passwords in a row; 0 for open."""
    beyond = wrong - FREE_TRIES
    if beyond <= 0:
        return timedelta(0)
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(beyond - 1, _DOUBLINGS)))


def locked_until(wrong: Iterable[datetime], now: datetime) -> datetime | None:
    """Return until when nobody may try, None where it is allowed at ``now`` (aware).

    ``wrong`` are the moments of the wrong tries since the last right one, in any order. Tries of
    the future, from before a clock was set back, do not count: nobody is locked out for as long as
    a clock was wrong.
    """
    counted = [moment for moment in wrong if now - COUNTED_FOR < moment <= now]
    if not counted:
        return None
    until = max(counted) + pause_after(len(counted))
    return until if until > now else None


def whole_minutes(left: timedelta) -> int:
    """Return the minutes to wait as they are said, rounded up; at least one."""
    return max(1, -(-left // timedelta(minutes=1)))


def name_group(login: str) -> int:
    """Return a number below zero under which wrong tries with a name nobody has are counted.

    Such a name is locked like any other; otherwise the lock would tell which names there are. It
    may be a password that was typed into the wrong field: the number is that of thousands of names,
    and says nothing of the one.
    """
    digest = hashlib.sha256(login.encode("utf-8", "surrogatepass")).digest()
    return -1 - int.from_bytes(digest[:4], "big") % _GROUPS
