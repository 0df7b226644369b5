"""What meters counted, as bars and as a table of the same numbers, by keys and for the ear."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.accounts import MeterKind
from desktop.domain.consumption.series import Comparison, MonthState
from desktop.domain.documents import DeliveryWay, ReadingState, WayReason
from desktop.domain.months import Month
from desktop.services.consumption.view import (
    AccountUsage,
    MeterUsage,
    Told,
    UsageMonth,
    UsageYear,
)
from desktop.services.documents.view import Arrival
from desktop.views.consumption.usage_chart import axis_top
from desktop.views.consumption.usage_tab import UsageTab

STATES = {9: MonthState.MISSING, 11: MonthState.RUNNING, 12: MonthState.AHEAD}
TOLD = Told(
    name="Aylin Musterbach",
    way=DeliveryWay.ELECTRONIC,
    reason=WayReason.CONSENT,
    published_at=datetime(2026, 11, 3, 9, tzinfo=UTC),
    in_portal=Arrival.ARRIVED,
    on_paper=None,
    arrived_at=datetime(2026, 11, 3, 9, tzinfo=UTC),
)


def _month(number: int) -> UsageMonth:
    state = STATES.get(number, MonthState.REPORTED)
    known = state in (MonthState.REPORTED, MonthState.RUNNING)
    return UsageMonth(
        month=Month(2026, number),
        state=state,
        value=Decimal("1183.5") if known else None,
        last_year=Decimal(480),
        comparison=Comparison(Decimal(190), Decimal(480), Decimal(450), None),
        reading=ReadingState.PUBLISHED if known else None,
        told=(TOLD,) if number == 10 else (),
        until=date(2026, 11, 22) if state is MonthState.RUNNING else None,
    )


@pytest.fixture
def tab(qtbot: QtBot, qapp: QApplication) -> UsageTab:
    year = UsageYear(2026, tuple(_month(number) for number in range(1, 13)))
    meter = MeterUsage(meter_number="4711", kind=MeterKind.HEAT, unit="kWh", years=(year,))
    made = UsageTab()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show_usage(AccountUsage(1, (meter,)))
    made.show()
    qapp.processEvents()
    return made


def test_months_are_gone_through_by_keys_and_said(tab: UsageTab) -> None:
    chart = tab.card.chart
    chart.setFocus()
    assert chart.accessibleName() == "Verbrauch Heizung 2026"
    assert chart.accessibleDescription() == (
        "November 2026: 1.183,5 kWh, bis 22.11., Vorjahr 480 kWh, Vormonat 190 kWh, "
        "Durchschnittsnutzer 450 kWh"
    )
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription().startswith("September 2026: –, fehlt, Vorjahr 480 kWh")


def test_the_table_has_the_same_numbers_and_comes_by_its_key(tab: UsageTab) -> None:
    tab.card.chart.setFocus()
    QTest.keyClick(
        tab.card.chart,
        Qt.Key.Key_D,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert tab.card.shows_table
    rows = [[cell.text for cell in row.cells] for row in tab.card.table.facts.rows]
    assert len(rows) == 11
    assert rows[8] == ["September", "fehlt", "190", "480", "450", "–"]
    assert rows[10] == ["November", "1.183,5 (bis 22.11.)", "190", "480", "450", "–"]
    told = [[cell.text for cell in row.cells] for row in tab.proofs.table.facts.rows]
    assert told == [
        [
            "Oktober 2026",
            "Heizung · 4711",
            "1.183,5 kWh",
            "Aylin Musterbach",
            "elektronisch, zugestellt, 03.11.2026",
            "hat der elektronischen Zustellung zugestimmt",
        ]
    ]


def test_nothing_is_said_to_be_nothing(tab: UsageTab) -> None:
    tab.show_usage(AccountUsage(2, ()))
    assert tab.card.nothing.isVisibleTo(tab)
    assert not tab.card.toggle.isVisibleTo(tab)
    tab.card.switch()
    assert not tab.card.shows_table


@pytest.mark.parametrize(
    ("most", "top"), [("0", 3), ("7.9", 12), ("1180", 1200), ("0.4", 0.6), ("480", 600)]
)
def test_the_axis_ends_at_a_round_number(most: str, top: float) -> None:
    assert axis_top(Decimal(most)) == pytest.approx(top)
