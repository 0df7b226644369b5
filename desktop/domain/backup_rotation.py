"""Which backups of a folder stay, and which make room for new ones.

A backup is known by its name, ``mieterdesk-2026-11-23-094200.sqlite``: the moment on the clock of
Berlin at which it was begun. Files with other names are somebody else's and are never named here.
"""

import re
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

NEWEST = 10
DAYS = 14
WEEKS = 8
MONTHS = 12
_NAME = re.compile(r"mieterdesk-(\d{4}-\d{2}-\d{2}-\d{6})(?:-(\d+))?\.sqlite")
_AHEAD = timedelta(hours=2)
"""In the night in which clocks are set back, names run ahead by an hour."""


@dataclass(frozen=True, slots=True, order=True)
class NamedBackup:
    """A backup by its name. ``made`` is naive: what the clock on the wall showed in Berlin."""

    made: datetime
    number: int
    name: str


def named_backup(name: str) -> NamedBackup | None:
    """Return what a file name says; None where it is none of a backup."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        made = datetime.strptime(found[1], "%Y-%m-%d-%H%M%S")  # noqa: DTZ007 - the wall clock's
    except ValueError:
        return None
    return NamedBackup(made, int(found[2] or 1), name)


def in_order(names: Iterable[str]) -> tuple[NamedBackup, ...]:
    """Return the backups among these file names, oldest first."""
    return tuple(sorted(backup for name in names if (backup := named_backup(name)) is not None))


def newest_first(names: Iterable[str], *, now: datetime) -> tuple[str, ...]:
    """Return the names of the backups, the newest first.

    What a clock that ran ahead has named later than ``now`` (naive, Berlin) comes after all others.
    """
    backups = in_order(names)
    ahead = [backup.name for backup in backups if backup.made > now + _AHEAD]
    past = [backup.name for backup in backups if backup.made <= now + _AHEAD]
    return (*reversed(past), *reversed(ahead))


def superfluous(
    names: Iterable[str], *, now: datetime, protected: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the names of the backups that may go, oldest first.

    There stay the ten newest; of the last 14 days, 8 weeks (ISO) and 12 months that have any, the
    newest each; and what is ``protected``. Days without a backup use up no place: after a long
    holiday the old ones are still there. What a clock that ran ahead has named later than ``now``
    (naive, Berlin) takes no place from the others; of these the ten newest stay.
    """
    backups = in_order(names)
    ahead = [backup for backup in backups if backup.made > now + _AHEAD]
    past = [backup for backup in backups if backup.made <= now + _AHEAD]
    kept = {backup.name for backup in (*past[-NEWEST:], *ahead[-NEWEST:])}
    kept |= _newest_of(past, DAYS, lambda made: made.date())
    kept |= _newest_of(past, WEEKS, lambda made: made.isocalendar()[:2])
    kept |= _newest_of(past, MONTHS, lambda made: (made.year, made.month))
    kept |= set(protected)
    return tuple(backup.name for backup in backups if backup.name not in kept)


def _newest_of(
    backups: Iterable[NamedBackup], count: int, period: Callable[[datetime], Hashable]
) -> set[str]:
    """The newest of each of the last ``count`` periods in which there is one; oldest first in."""
    newest: dict[Hashable, str] = {}
    for backup in backups:
        newest[period(backup.made)] = backup.name
    return set(list(newest.values())[-count:])
