"""Public holidays of the sixteen federal states (rule book, section 1).

The states' own laws, from 1991 on. The tests compare every day with two libraries; whoever brings a
newer one of them learns from there what a state has changed since.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_STATES = "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH"
_ALL_YEARS = range(1, 10_000)
_Place = Callable[[int], date]
"""Where a holiday lies in a year."""


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus/Jones/Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _on(month: int, day: int) -> _Place:
    return lambda year: date(year, month, day)


def _after_easter(days: int) -> _Place:
    return lambda year: easter_sunday(year) + timedelta(days=days)


def _before_dead_sunday(year: int) -> date:
    """Return the last Wednesday before 23 November."""
    last = date(year, 11, 22)
    return last - timedelta(days=(last.isoweekday() - 3) % 7)


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    place: _Place
    states: str = _STATES
    years: range = _ALL_YEARS


_RULES = (
    _Rule("Neujahr", _on(1, 1)),
    _Rule("Heilige Drei Könige", _on(1, 6), "BW BY ST"),
    _Rule("Internationaler Frauentag", _on(3, 8), "BE", _ALL_YEARS[2018:]),
    _Rule("Internationaler Frauentag", _on(3, 8), "MV", _ALL_YEARS[2022:]),
    _Rule("Tag der Arbeit", _on(5, 1)),
    _Rule("Tag der Befreiung", _on(5, 8), "BE", range(2020, 2026, 5)),
    _Rule("Jahrestag des Volksaufstandes von 1953", _on(6, 17), "BE", range(2028, 2029)),
    # In Bayern of some municipalities only, as Fronleichnam is in Sachsen and Thüringen.
    _Rule("Mariä Himmelfahrt", _on(8, 15), "SL"),
    _Rule("Weltkindertag", _on(9, 20), "TH", _ALL_YEARS[2018:]),
    _Rule("Tag der Deutschen Einheit", _on(10, 3)),
    _Rule("Reformationstag", _on(10, 31), "BB MV SN ST TH"),
    _Rule("Reformationstag", _on(10, 31), "HB HH NI SH", _ALL_YEARS[2017:]),
    # 500 years.
    _Rule("Reformationstag", _on(10, 31), years=range(2017, 2018)),
    _Rule("Allerheiligen", _on(11, 1), "BW BY NW RP SL"),
    _Rule("Buß- und Bettag", _before_dead_sunday, "SN"),
    _Rule("Buß- und Bettag", _before_dead_sunday, years=_ALL_YEARS[:1994]),
    _Rule("1. Weihnachtstag", _on(12, 25)),
    _Rule("2. Weihnachtstag", _on(12, 26)),
    # Below: where Ascension Day is the first of May, the day has its name.
    _Rule("Karfreitag", _after_easter(-2)),
    _Rule("Ostersonntag", _after_easter(0), "BB"),
    _Rule("Ostermontag", _after_easter(1)),
    _Rule("Christi Himmelfahrt", _after_easter(39)),
    _Rule("Pfingstsonntag", _after_easter(49), "BB"),
    _Rule("Pfingstmontag", _after_easter(50)),
    _Rule("Fronleichnam", _after_easter(60), "BW BY HE NW RP SL"),
)

NAMES = frozenset(rule.name for rule in _RULES)
"""The German names of all of them."""


def holidays_of(state: str, year: int) -> Mapping[date, str]:
    """Return the public holidays of a whole state, told by its two letters, with their names.

    What counts only in some municipalities is not in it: a company adds it as extra holidays.
    """
    found = {
        rule.place(year): rule.name
        for rule in _RULES
        if year in rule.years and state in rule.states.split()
    }
    return dict(sorted(found.items()))
