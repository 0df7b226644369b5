"""Choosing several cases by keys and pointer, and what the window offers to do with them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services.inbox.rows import Urgency
from desktop.views.inbox.case_list import CaseListPanel
from desktop.views.inbox.marks import Marks
from tests.support.listings import listing_of
from tests.support.office import PASSWORD, Office
from tests.support.program import theme_controller
from tests.support.samples import case_row

ROWS = tuple(
    case_row(number, urgency=Urgency.OVERDUE if number <= 3 else Urgency.LATER)
    for number in range(1, 11)
)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def panel() -> Iterator[CaseListPanel]:
    theme_controller()
    made = CaseListPanel(1)
    made.resize(364, 900)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    made.show_listing(listing_of(ROWS), keep=None)
    made.select(1)
    made.list.setFocus()
    yield made
    made.close()
    made.deleteLater()


def chosen(panel: CaseListPanel) -> list[int]:
    return [case_id for case_id in panel.model.ids if panel.model.marks.holds(case_id)]


def click(panel: CaseListPanel, case_id: int, keys: Qt.KeyboardModifier) -> None:
    index = panel.model.index(panel.model.position_of(case_id))
    place = panel.list.visualRect(index).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, keys, place)


def test_keys_choose_and_open_nothing(panel: CaseListPanel) -> None:
    """Umschalt with an arrow chooses on over headings, Strg goes on, Strg+Leertaste chooses one."""
    opened: list[int] = []
    panel.current_changed.connect(opened.append)
    told: list[int] = []
    panel.marks_changed.connect(lambda: told.append(1))
    for _ in range(3):
        QTest.keyClick(panel.list, Qt.Key.Key_Down, SHIFT)
    assert chosen(panel) == [1, 2, 3]
    QTest.keyClick(panel.list, Qt.Key.Key_Down, SHIFT)
    assert chosen(panel) == [1, 2, 3, 4]
    QTest.keyClick(panel.list, Qt.Key.Key_Up, SHIFT)
    QTest.keyClick(panel.list, Qt.Key.Key_Up, SHIFT)
    assert chosen(panel) == [1, 2, 3]
    for _ in range(3):
        QTest.keyClick(panel.list, Qt.Key.Key_Down, CONTROL)
    QTest.keyClick(panel.list, Qt.Key.Key_Space, CONTROL)
    assert chosen(panel) == [1, 2, 3, 5]
    assert opened == []
    assert told
    QTest.keyClick(panel.list, Qt.Key.Key_Escape)
    assert chosen(panel) == []
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    assert opened == [6]


def test_all_that_match_need_no_keys(panel: CaseListPanel) -> None:
    QTest.keyClick(panel.list, Qt.Key.Key_A, CONTROL)
    marks = panel.model.marks
    assert (marks.is_all, marks.keys, marks.count(panel.model.total)) == (True, set(), 10)
    click(panel, 4, CONTROL)
    assert 4 not in chosen(panel)
    assert marks.count(panel.model.total) == 9
    click(panel, 2, Qt.KeyboardModifier.NoModifier)
    assert marks.is_empty


def test_the_pointer_chooses_with_both_keys(panel: CaseListPanel) -> None:
    """The case that is open was chosen first, as in every list."""
    opened: list[int] = []
    panel.current_changed.connect(opened.append)
    click(panel, 5, CONTROL)
    assert chosen(panel) == [1, 5]
    click(panel, 8, SHIFT)
    assert chosen(panel) == [5, 6, 7, 8]
    click(panel, 3, CONTROL | SHIFT)
    assert chosen(panel) == [3, 4, 5, 6, 7, 8]
    assert opened == []


def test_a_screen_reader_hears_what_is_chosen(panel: CaseListPanel) -> None:
    click(panel, 5, CONTROL)
    index = panel.model.index(panel.model.position_of(5))
    said = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
    assert said.startswith("Ausgewählt: ")


def test_what_left_the_list_is_not_chosen_any_more(panel: CaseListPanel) -> None:
    click(panel, 5, CONTROL)
    panel.refresh_listing(listing_of(ROWS[1:]))
    assert chosen(panel) == [5]
    panel.show_listing(listing_of(ROWS[6:]), keep=None)
    assert panel.model.marks.is_empty


def test_marks_add_to_some_and_to_all() -> None:
    marks = Marks()
    marks.choose_all()
    marks.toggle(3)
    marks.add([3, 4])
    assert marks.count(10) == 10
    marks.choose([1])
    marks.add([2])
    assert [marks.holds(one) for one in (1, 2, 3)] == [True, True, False]


def test_with_the_largest_letters_each_act_on_many_stands_in_the_bar(office: Office) -> None:
    for number in range(2):
        office.arrives(f"event-9{number}", category="damage", fields={})
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    theme_controller().set_percent(200)
    program.press("Ctrl+A", program.workspace.inbox.panel.list)
    bar = program.workspace.bulk.bar
    program.wait()
    for button in (bar.clear, *bar.buttons.values()):
        assert button.visibleRegion().boundingRect() == button.rect(), button.text()
