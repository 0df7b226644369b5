"""The deadline strip: positions without overlap, cell modes, zigzag, markers, keys and voice."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.company_rules import CompanyRules, WorkdayWeek
from desktop.domain.deadlines import compute_deadlines
from desktop.domain.outlook import Outlook, bank_change_outlook, promise_outlook
from desktop.domain.workdays import FederalState, WorkdayCalendar
from desktop.views.case.deadline_strip import DeadlineStrip
from desktop.views.case.strip_days import Shade, strip_days, strip_range
from desktop.views.case.strip_layout import CellMode, StripLayout, lay_out
from desktop.views.case.strip_markers import (
    PRIORITY,
    MarkerKind,
    late_note,
    progress_note,
    strip_markers,
)
from tests.support.samples import outlooks

_HAMBURG = WorkdayCalendar(FederalState("HH"))
_RULES = CompanyRules()


def _measure(text: str, strong: bool) -> int:
    return len(text) * (7 if strong else 6)


def _change(received: datetime, now: datetime) -> Outlook:
    return bank_change_outlook(
        compute_deadlines(received=received, rules=_RULES, calendar=_HAMBURG),
        variant=BankChangeVariant.NEW_ACCOUNT,
        rules=_RULES,
        calendar=_HAMBURG,
        now=now,
    )


def _noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 11, tzinfo=UTC)


def _laid_out(name: str, width: float = 796, unit: float = 1.0) -> StripLayout:
    return lay_out(outlooks()[name], width, unit, _measure)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("before", date(2026, 11, 16), date(2026, 12, 6)),
        ("after", date(2026, 11, 16), date(2027, 1, 10)),
        ("december", date(2026, 12, 7), date(2027, 2, 7)),
        ("overdue", date(2026, 11, 2), date(2026, 11, 29)),
    ],
)
def test_range_is_that_of_the_mock_ups(name: str, first: date, last: date) -> None:
    assert strip_range(outlooks()[name]) == (first, last)


@pytest.mark.parametrize(
    ("name", "width", "unit", "mode"),
    [
        ("before", 796, 1.0, CellMode.FULL),
        ("overdue", 796, 1.0, CellMode.DAY),
        ("after", 796, 1.0, CellMode.WEEK),
        ("before", 950, 2.0, CellMode.DAY),
        ("before", 21 * 36, 1.0, CellMode.FULL),
        ("before", 21 * 36 - 1, 1.0, CellMode.DAY),
        ("before", 21 * 28 - 1, 1.0, CellMode.WEEK),
    ],
)
def test_cells_say_what_fits(name: str, width: float, unit: float, mode: CellMode) -> None:
    assert _laid_out(name, width, unit).mode is mode


def test_narrow_strip_is_cut_and_names_the_days_left_out() -> None:
    layout = _laid_out("after", 500)
    (gap,) = layout.gaps
    shown = {cell.day.on for cell in layout.cells}
    assert gap.days == 19
    assert not any(gap.first <= day <= gap.last for day in shown)
    assert layout.cells[0].width >= 10
    assert layout.cells[-1].right == pytest.approx(500)
    for place in layout.markers:
        assert place.marker.on in shown


def test_wide_strip_is_not_cut() -> None:
    layout = _laid_out("after")
    assert layout.gaps == ()
    assert len(layout.cells) == 56


def test_a_clock_behind_that_of_the_portal_shows_today_before_the_receipt() -> None:
    received = _noon(2026, 12, 15)
    outlook = _change(received, received - timedelta(days=18))
    layout = lay_out(outlook, 796, 1.0, _measure)
    today, receipt = (layout.marker_of(kind) for kind in (MarkerKind.TODAY, MarkerKind.RECEIPT))
    assert today is not None
    assert receipt is not None
    assert today.x < receipt.x
    assert layout.bar_filled == layout.bar_left


def test_werktage_are_numbered_from_the_day_after_receipt() -> None:
    days = {day.on: day for day in strip_days(outlooks()["before"])}
    assert days[date(2026, 11, 18)].number == 0
    assert days[date(2026, 11, 19)].number == 1
    assert days[date(2026, 11, 21)].number == 0
    assert days[date(2026, 12, 2)].number == 10
    assert days[date(2026, 12, 3)].number == 0


def test_holidays_are_free_and_named() -> None:
    days = {day.on: day for day in strip_days(outlooks()["december"])}
    assert not days[date(2026, 12, 25)].is_workday
    assert days[date(2026, 12, 25)].holiday
    assert days[date(2026, 12, 24)].is_workday


def test_saturdays_count_where_the_company_says_so() -> None:
    calendar = WorkdayCalendar(FederalState("HH"), WorkdayWeek.MON_SAT)
    outlook = promise_outlook(
        received_on=date(2026, 11, 18),
        due_on=date(2026, 11, 30),
        promise_workdays=10,
        calendar=calendar,
        now=_noon(2026, 11, 23),
    )
    days = {day.on: day for day in strip_days(outlook)}
    assert days[date(2026, 11, 21)].number == 3
    assert days[date(2026, 11, 30)].number == 10


def test_days_between_file_and_promise_are_late() -> None:
    shades = {day.on: day.shade for day in strip_days(outlooks()["before"])}
    assert shades[date(2026, 11, 27)] is Shade.PLAIN
    assert shades[date(2026, 11, 30)] is Shade.LATE
    assert shades[date(2026, 12, 2)] is Shade.LATE
    assert shades[date(2026, 12, 3)] is Shade.PLAIN
    assert shades[date(2026, 11, 19)] is Shade.ELAPSED
    assert Shade.LATE not in {day.shade for day in strip_days(outlooks()["after"])}


def test_days_after_the_promise_are_red_up_to_today() -> None:
    shades = {day.on: day.shade for day in strip_days(outlooks()["overdue"])}
    assert shades[date(2026, 11, 20)] is Shade.ELAPSED
    assert shades[date(2026, 11, 21)] is Shade.OVERDUE
    assert shades[date(2026, 11, 23)] is Shade.OVERDUE
    assert shades[date(2026, 11, 24)] is Shade.PLAIN


def test_markers_stand_in_the_order_of_time() -> None:
    kinds = [place.marker.kind for place in _laid_out("before").markers]
    assert kinds == [
        MarkerKind.RECEIPT,
        MarkerKind.CUTOFF,
        MarkerKind.TODAY,
        MarkerKind.FILE,
        MarkerKind.COLLECTION,
        MarkerKind.DUE,
    ]
    xs = [place.x for place in _laid_out("before").markers]
    assert xs == sorted(xs)


def test_cutoff_stands_at_the_end_of_its_day_and_the_file_at_its_hour() -> None:
    layout = _laid_out("before")
    cutoff, file = layout.marker_of(MarkerKind.CUTOFF), layout.marker_of(MarkerKind.FILE)
    friday, monday = layout.cell_of(date(2026, 11, 20)), layout.cell_of(date(2026, 11, 30))
    assert cutoff is not None
    assert file is not None
    assert friday is not None
    assert monday is not None
    assert cutoff.x == pytest.approx(friday.right)
    assert file.x == pytest.approx(monday.left + monday.width * 10 / 24)


def test_promise_bar_runs_from_the_first_counted_day_to_the_due_day() -> None:
    layout = _laid_out("before")
    first, last = layout.cell_of(date(2026, 11, 19)), layout.cell_of(date(2026, 12, 2))
    today = layout.cell_of(date(2026, 11, 23))
    assert first is not None
    assert last is not None
    assert today is not None
    assert layout.bar_left == pytest.approx(first.left)
    assert layout.bar_right == pytest.approx(last.right)
    assert layout.bar_filled == pytest.approx(today.centre)


def test_missed_run_shows_the_file_that_can_still_be_reached() -> None:
    layout = _laid_out("missed")
    following = layout.marker_of(MarkerKind.NEXT_FILE)
    collection = layout.marker_of(MarkerKind.COLLECTION)
    assert following is not None
    assert collection is not None
    assert following.marker.on == date(2026, 12, 31)
    assert collection.marker.on == date(2027, 1, 4)


def test_case_without_run_has_one_lane() -> None:
    kinds = {marker.kind for marker in strip_markers(outlooks()["overdue"])}
    assert kinds == {MarkerKind.RECEIPT, MarkerKind.TODAY, MarkerKind.DUE}


def test_important_labels_get_room_first() -> None:
    layout = _laid_out("before", 330)
    written = {place.marker.kind for place in layout.markers if place.title}
    assert {MarkerKind.TODAY, MarkerKind.FILE, MarkerKind.DUE} <= written
    assert PRIORITY[-1] is MarkerKind.RECEIPT
    assert MarkerKind.RECEIPT not in written


def _assert_no_overlap(layout: StripLayout, width: float) -> None:
    upper = sorted(
        (place.label_left, place.label_right)
        for place in layout.markers
        if place.title and place.marker.kind is not MarkerKind.DUE
    )
    for (_, end), (start, _) in pairwise(upper):
        assert end < start
    for left, right in upper:
        assert left >= 0
        assert right <= width


@given(
    received=st.dates(date(2026, 1, 2), date(2027, 12, 30)),
    later=st.integers(0, 45),
    width=st.integers(280, 1500),
    unit=st.sampled_from([0.8, 1.0, 1.5, 2.0]),
)
def test_labels_never_overlap_and_markers_stay_inside(
    received: date, later: int, width: int, unit: float
) -> None:
    start = datetime(received.year, received.month, received.day, 11, tzinfo=UTC)
    now = datetime.fromordinal(received.toordinal() + later).replace(hour=9, tzinfo=UTC)
    outlook = _change(start, max(start, now))
    layout = lay_out(outlook, width, unit, lambda text, strong: int(_measure(text, strong) * unit))
    _assert_no_overlap(layout, width)
    assert all(-0.01 <= place.x <= width + 0.01 for place in layout.markers)
    assert layout.bar_left <= layout.bar_filled <= layout.bar_right


def test_notes_below_the_bar() -> None:
    before = outlooks()["before"]
    assert progress_note(before) == "2 von 10 Werktagen vorbei, heute ist der dritte"
    assert late_note(before) == "ab 10:00 Uhr zu spät für Lauf 12/26"
    assert late_note(outlooks()["after"]) == ""
    assert progress_note(outlooks()["overdue"]) == ""


# --- the widget ---


@pytest.fixture
def strip(qtbot: QtBot) -> DeadlineStrip:
    widget = DeadlineStrip()
    qtbot.addWidget(widget)
    widget.show_outlook(
        outlooks()["before"], received_at=datetime(2026, 11, 18, 20, 14, tzinfo=UTC)
    )
    widget.resize(820, widget.heightForWidth(820))
    widget.show()
    return widget


def test_strip_speaks(strip: DeadlineStrip) -> None:
    assert strip.accessibleName() == "Fristen"
    text = strip.accessibleDescription()
    assert "Eingang 18.11.2026" in text
    assert "Heute ist Montag, 23.11., dritter von zehn Werktagen." in text
    assert "Lastschriftdatei am Montag, 30.11., 10 Uhr, in 5 Werktagen." in text
    assert "Frist am Mittwoch, 02.12., in 7 Werktagen." in text
    assert not set(text) & set("→–…·")


def test_arrows_step_through_the_markers(strip: DeadlineStrip, qtbot: QtBot) -> None:
    said: list[str] = []
    strip.marker_reached.connect(said.append)
    strip.setFocus()
    for _ in range(3):
        QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Left)
    assert said == [
        "Eingang am Mittwoch, 18.11.",
        "Stichtag am Freitag, 20.11., 24 Uhr",
        "Heute ist Montag, 23.11.",
        "Stichtag am Freitag, 20.11., 24 Uhr",
    ]


def test_left_begins_at_the_last_marker(strip: DeadlineStrip) -> None:
    said: list[str] = []
    strip.marker_reached.connect(said.append)
    QTest.keyClick(strip, Qt.Key.Key_Left)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert said == ["Frist von 10 Werktagen am Mittwoch, 02.12."] * 2


def test_sentence_is_copied(strip: DeadlineStrip, qapp: QApplication) -> None:
    QTest.keyClick(strip, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == strip.sentence
    assert strip.sentence.startswith("Eingang 18.11. liegt vor dem Stichtag 20.11.")


def test_tooltip_names_marker_and_holiday(qtbot: QtBot) -> None:
    widget = DeadlineStrip()
    qtbot.addWidget(widget)
    widget.show_outlook(outlooks()["december"])
    widget.resize(820, widget.heightForWidth(820))
    layout = widget.layout_now()
    assert layout is not None
    cell = layout.cell_of(date(2026, 12, 25))
    file = layout.marker_of(MarkerKind.FILE)
    assert cell is not None
    assert file is not None
    frame = widget._frame()
    middle = round(frame.cells_top + frame.cells_height / 2)
    assert "Weihnacht" in widget.tooltip_at(QPoint(round(frame.left + cell.centre), middle))
    assert "Lastschriftdatei am Freitag, 29.01., 10 Uhr" in widget.tooltip_at(
        QPoint(round(frame.left + file.x), round(frame.labels_top))
    )


def test_waiting_is_said_and_painted(strip: DeadlineStrip) -> None:
    strip.show_outlook(outlooks()["before"], waiting_until=date(2026, 11, 26))
    assert "Wartet auf Mieter:in bis Do 26.11." in strip.accessibleDescription()


def test_two_line_sentence_makes_the_strip_higher(strip: DeadlineStrip) -> None:
    assert strip.heightForWidth(500) > strip.heightForWidth(1200)


def test_strip_without_a_case_paints_nothing(strip: DeadlineStrip) -> None:
    strip.clear()
    assert strip.layout_now() is None
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert strip.tooltip_at(QPoint(100, 100)) == ""
