"""The list never jumps: what somebody looks at or points at stays where it is."""

from array import array
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from desktop.services.hand_over.view import WaitingRow
from desktop.services.inbox.listing import ListOpening
from desktop.services.inbox.rows import CaseRow, Urgency
from desktop.views.hand_over.run_table import RunTableModel, headings
from desktop.views.inbox.case_list import CaseListPanel
from desktop.views.inbox.case_list_model import CaseListModel, GroupRow
from tests.support.listings import listing_of, show_rows
from tests.support.program import theme_controller
from tests.support.samples import case_row

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
ROWS = tuple(
    case_row(
        number,
        tenant_name=f"Person {number}",
        urgency=Urgency.OVERDUE if number <= 3 else Urgency.LATER,
    )
    for number in range(1, 41)
)


@pytest.fixture
def panel() -> Iterator[CaseListPanel]:
    theme_controller()
    made = CaseListPanel(1)
    made.resize(364, 500)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    made.show_listing(listing_of(ROWS), keep=None)
    yield made
    made.close()
    made.deleteLater()


def test_the_model_keeps_qts_rules_through_every_change() -> None:
    theme_controller()
    model = CaseListModel()
    tester = QAbstractItemModelTester(model, FATAL)
    show_rows(model, ROWS)
    model.toggle_group(Urgency.OVERDUE)
    model.refresh(listing_of(ROWS[5:]))
    model.refresh(listing_of((*ROWS, case_row(99))))
    model.foretell(20, lambda row: replace(row, assignee_initials="JM"))
    model.take_back(20)
    show_rows(model, ROWS, grouped=False)
    model.open(ListOpening(9, (), ROWS[:4], None))
    model.extend(array("q", [5, 6, 7]))
    model.take_rows(ROWS[4:6], asked=(5, 6))
    model.settle()
    assert model.rowCount() == 7
    show_rows(model, ())
    assert model.rowCount() == 0
    tester.deleteLater()


def test_the_table_of_a_run_keeps_qts_rules() -> None:
    theme_controller()
    model = RunTableModel(())
    tester = QAbstractItemModelTester(model, FATAL)
    assert model.columnCount() == len(headings())
    assert WaitingRow.__slots__
    tester.deleteLater()


def test_groups_tell_their_number_and_can_be_folded() -> None:
    theme_controller()
    model = CaseListModel()
    show_rows(model, ROWS)
    first = model.entry(0)
    assert isinstance(first, GroupRow)
    assert first.accessible_text == "Überfällig, 3 Vorgänge, aufgeklappt"
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsSelectable
    model.toggle_group(Urgency.OVERDUE)
    assert model.rowCount() == len(ROWS) - 3 + 2
    assert model.position_of(1) == -1


def test_above_five_thousand_rows_there_are_no_groups() -> None:
    theme_controller()
    model = CaseListModel()
    many = tuple(case_row(number) for number in range(1, 5_002))
    show_rows(model, many)
    assert model.rowCount() == 5_001
    show_rows(model, many[:5_000])
    assert model.rowCount() > 5_000


def test_new_cases_wait_while_somebody_is_in_the_list(panel: CaseListPanel) -> None:
    panel.select(20)
    panel.list.setFocus()
    QTest.qWaitForWindowActive(panel)
    bar = panel.list.verticalScrollBar()
    before, height = bar.value(), panel.list.visualRect(panel.list.currentIndex()).top()
    newer = tuple(case_row(100 + n, urgency=Urgency.OVERDUE) for n in range(5))
    panel.refresh_listing(listing_of((*newer, *ROWS)))
    assert bar.value() == before
    assert panel.current_case() == 20
    assert panel.list.visualRect(panel.list.currentIndex()).top() == height
    assert panel.newer.isVisible()
    assert panel.newer.text() == "5 neue Vorgänge anzeigen"
    asked: list[bool] = []
    panel.refresh_requested.connect(lambda: asked.append(True))
    QTest.mouseClick(panel.newer, Qt.MouseButton.LeftButton)
    assert asked == [True]


def test_changed_rows_change_in_place(panel: CaseListPanel) -> None:
    panel.select(20)
    panel.list.setFocus()
    renamed = tuple(
        case_row(20, tenant_name="Neuer Name", urgency=Urgency.OVERDUE)
        if row.case_id == 20
        else row
        for row in ROWS
    )
    position = panel.model.position_of(20)
    panel.refresh_listing(listing_of(renamed))
    assert panel.model.position_of(20) == position
    entry = panel.model.entry(position)
    assert isinstance(entry, CaseRow)
    assert entry.tenant_name == "Neuer Name"
    assert not panel.newer.isVisible()


def test_a_refresh_by_others_keeps_the_selected_row_at_its_height(panel: CaseListPanel) -> None:
    panel.select(20)
    panel.list.clearFocus()
    top = panel.list.visualRect(panel.list.currentIndex()).top()
    newer = tuple(case_row(100 + n, urgency=Urgency.OVERDUE) for n in range(5))
    panel.show_listing(listing_of((*newer, *ROWS)), keep=20)
    assert panel.current_case() == 20
    assert panel.list.visualRect(panel.list.currentIndex()).top() == top


def test_what_left_goes_at_once_and_nothing_moves_under_the_eye(panel: CaseListPanel) -> None:
    panel.select(30)
    panel.list.setFocus()
    top = panel.list.visualRect(panel.list.currentIndex()).top()
    panel.refresh_listing(listing_of(ROWS[10:]))
    assert panel.current_case() == 30
    assert panel.list.visualRect(panel.list.currentIndex()).top() == top
    assert panel.model.total == 30
    # The overdue ones are all gone, and so is their heading.
    first = panel.model.entry(0)
    assert isinstance(first, GroupRow)
    assert first.urgency is Urgency.LATER


def test_a_folded_group_is_stepped_over(panel: CaseListPanel) -> None:
    panel.model.toggle_group(Urgency.OVERDUE)
    assert panel.model.first_case() == 4
    assert panel.model.neighbour(4, -1) is None
    assert panel.model.neighbour(4, 1) == 5
    assert panel.model.place(5) == 5


def test_home_and_end_lead_to_the_ends(panel: CaseListPanel) -> None:
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_End)
    assert panel.current_case() == 40
    QTest.keyClick(panel.list, Qt.Key.Key_Up)
    assert panel.current_case() == 39
    QTest.keyClick(panel.list, Qt.Key.Key_Home)
    assert isinstance(panel.model.entry(panel.list.currentIndex().row()), GroupRow)


def test_what_is_foretold_stays_until_a_newer_row_says_more(panel: CaseListPanel) -> None:
    panel.model.foretell(5, lambda row: replace(row, assignee_initials="JM"))

    def shown() -> str:
        row = panel.model.row_of(5)
        assert row is not None
        return row.assignee_initials

    panel.refresh_listing(listing_of(ROWS))
    assert shown() == "JM"
    panel.model.take_back(5)
    assert shown() == ""
    panel.model.foretell(5, lambda row: replace(row, assignee_initials="JM"))
    panel.model.take_rows([replace(ROWS[4], version=2, assignee_initials="TV")])
    assert shown() == "TV"
