"""The list never jumps: what somebody looks at or points at stays where it is."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from desktop.services.hand_over.view import WaitingRow
from desktop.services.inbox.rows import CaseRow, Urgency
from desktop.views.hand_over.run_table import RunTableModel
from desktop.views.inbox.case_list import CaseListPanel
from desktop.views.inbox.case_list_model import CaseListModel, GroupRow
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
    made.show_rows(ROWS, grouped=True, keep=None)
    yield made
    made.close()
    made.deleteLater()


def test_the_model_keeps_qts_rules_through_every_change() -> None:
    theme_controller()
    model = CaseListModel()
    tester = QAbstractItemModelTester(model, FATAL)
    model.show(ROWS)
    model.set_filter("person 1")
    model.set_filter("")
    model.toggle_group(Urgency.OVERDUE)
    model.refresh(ROWS[5:])
    model.refresh((*ROWS, case_row(99)))
    model.show(ROWS, grouped=False)
    model.show(())
    assert model.rowCount() == 0
    tester.deleteLater()


def test_the_table_of_a_run_keeps_qts_rules() -> None:
    theme_controller()
    model = RunTableModel(())
    tester = QAbstractItemModelTester(model, FATAL)
    assert model.columnCount() == len(model.headings())
    assert WaitingRow.__slots__
    tester.deleteLater()


def test_groups_tell_their_number_and_can_be_folded() -> None:
    theme_controller()
    model = CaseListModel()
    model.show(ROWS)
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
    model.show(many)
    assert model.rowCount() == 5_001
    model.show(many[:5_000])
    assert model.rowCount() > 5_000


def test_new_cases_wait_while_somebody_is_in_the_list(panel: CaseListPanel) -> None:
    panel.select(20)
    panel.list.setFocus()
    QTest.qWaitForWindowActive(panel)
    bar = panel.list.verticalScrollBar()
    before, height = bar.value(), panel.list.visualRect(panel.list.currentIndex()).top()
    newer = tuple(case_row(100 + n, urgency=Urgency.OVERDUE) for n in range(5))
    panel.refresh_rows((*newer, *ROWS), grouped=True)
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
    panel.refresh_rows(renamed, grouped=True)
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
    panel.show_rows((*newer, *ROWS), grouped=True, keep=20)
    assert panel.current_case() == 20
    assert panel.list.visualRect(panel.list.currentIndex()).top() == top


def test_the_filter_says_what_it_does_not_find(panel: CaseListPanel) -> None:
    QTest.keyClicks(panel.filter, "Kehrwoche")
    assert panel.model.matching() == 0
    assert panel.empty.isVisible()
    assert panel.clear_filter.isVisible()
    assert panel.count.text() == "0 von 40"
    QTest.mouseClick(panel.clear_filter, Qt.MouseButton.LeftButton)
    assert panel.list.isVisible()
    assert panel.count.text() == "40"


def test_the_filter_forgives_spelling() -> None:
    theme_controller()
    model = CaseListModel()
    model.show((case_row(1, tenant_name="Jörg Müller"), case_row(2, tenant_name="Anna Probe")))
    for needle in ("mueller", "MÜLLER", "joerg  mull", "müller jörg"):
        model.set_filter(needle)
        assert model.case_ids() == [1], needle
