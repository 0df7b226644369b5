"""Public holidays of all states against the library holidays, and against workalendar.

The first must name the same days in every year it knows. A newer one that does not tells that a
state has changed its law: ``desktop/domain/german_holidays.py`` follows.

With workalendar only days that can be a Werktag are compared: Easter Sunday and Whit Sunday are
public holidays in Brandenburg (§ 2 FTG) but Sundays everywhere. Where the two rightly differ:

- Bayern, 15 August: only in municipalities with mostly Catholic inhabitants (Art. 1(1) no. 2
  FTG Bayern), so it is no holiday of the whole state; workalendar counts it everywhere.
- Mecklenburg-Vorpommern, 8 March: public holiday since 2023 (§ 2(1) no. 2 FTG M-V, amended 2022);
  workalendar does not have it yet.
- Thüringen, 20 September: Weltkindertag, public holiday since 2019 (§ 2(1) ThürFGtG);
  workalendar does not have it.
- Berlin, 8 May 2025 and 17 June 2028: one-off holidays (§ 1 Gesetz über die Sonn- und Feiertage,
  amended 2024); workalendar does not have them (8 May 2020 both have).
"""

from collections.abc import Iterator
from datetime import date

import pytest
from holidays.countries.germany import Germany
from workalendar import europe

from desktop.domain.workdays import HOLIDAY_NAMES, FederalState, public_holidays

YEARS = range(1996, 2046)
YEARS_OF_THE_LIBRARY = range(Germany.start_year, Germany.end_year + 1)
CALENDARS = {
    FederalState.BADEN_WUERTTEMBERG: europe.BadenWurttemberg,
    FederalState.BAYERN: europe.Bavaria,
    FederalState.BERLIN: europe.Berlin,
    FederalState.BRANDENBURG: europe.Brandenburg,
    FederalState.BREMEN: europe.Bremen,
    FederalState.HAMBURG: europe.Hamburg,
    FederalState.HESSEN: europe.Hesse,
    FederalState.MECKLENBURG_VORPOMMERN: europe.MecklenburgVorpommern,
    FederalState.NIEDERSACHSEN: europe.LowerSaxony,
    FederalState.NORDRHEIN_WESTFALEN: europe.NorthRhineWestphalia,
    FederalState.RHEINLAND_PFALZ: europe.RhinelandPalatinate,
    FederalState.SAARLAND: europe.Saarland,
    FederalState.SACHSEN: europe.Saxony,
    FederalState.SACHSEN_ANHALT: europe.SaxonyAnhalt,
    FederalState.SCHLESWIG_HOLSTEIN: europe.SchleswigHolstein,
    FederalState.THUERINGEN: europe.Thuringia,
}


def only_ours(state: FederalState) -> set[date]:
    if state is FederalState.MECKLENBURG_VORPOMMERN:
        return {date(year, 3, 8) for year in YEARS if year >= 2023}
    if state is FederalState.THUERINGEN:
        return {date(year, 9, 20) for year in YEARS if year >= 2019}
    if state is FederalState.BERLIN:
        return {date(2025, 5, 8), date(2028, 6, 17)}
    return set()


def only_theirs(state: FederalState) -> set[date]:
    if state is FederalState.BAYERN:
        return {date(year, 8, 15) for year in YEARS}
    return set()


def without_sundays(days: set[date]) -> set[date]:
    return {day for day in days if day.weekday() != 6}


def ours(state: FederalState) -> Iterator[date]:
    for year in YEARS:
        yield from public_holidays(state, year)


def test_every_state_has_its_oracle() -> None:
    assert set(CALENDARS) == set(FederalState)


@pytest.mark.parametrize("state", FederalState)
def test_every_day_is_that_of_the_library(state: FederalState) -> None:
    theirs = Germany(subdiv=state.value, years=YEARS_OF_THE_LIBRARY, expand=False)
    mine = {day for year in YEARS_OF_THE_LIBRARY for day in public_holidays(state, year)}
    assert mine ^ set(theirs) == set()


@pytest.mark.parametrize("state", FederalState)
def test_nothing_but_the_listed_days_differs(state: FederalState) -> None:
    calendar = CALENDARS[state]()
    theirs = {day for year in YEARS for day, _ in calendar.holidays(year)}
    mine = set(ours(state))
    assert without_sundays(mine - theirs) == without_sundays(only_ours(state))
    assert without_sundays(theirs - mine) == without_sundays(only_theirs(state))


@pytest.mark.parametrize("state", FederalState)
def test_every_holiday_has_its_german_name(state: FederalState) -> None:
    names = {name for year in YEARS for name in public_holidays(state, year).values()}
    assert names <= HOLIDAY_NAMES - {"Feiertag", "Betriebsruhe"}


def test_the_names_do_not_depend_on_the_language_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    public_holidays.cache_clear()
    assert public_holidays(FederalState.HAMBURG, 2026)[date(2026, 12, 25)] == "1. Weihnachtstag"
