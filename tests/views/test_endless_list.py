"""A list of a million cases is looked at like one of forty: at once, anywhere, without a jump."""

from array import array
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.errors import UserError
from desktop.services.inbox.listing import IdChunk, ListOpening
from desktop.services.inbox.rows import InboxQuery, InboxSort, InboxView, Urgency
from desktop.views.inbox.id_order import differences
from desktop.views.inbox.inbox_page import InboxPage
from desktop.views.inbox.list_loader import ListLoader, grown_at_the_top
from desktop.views.widgets.skeleton import PATIENCE_MS, TEXT_AFTER_MS
from tests.support.listings import MemorySource
from tests.support.office import PASSWORD, Office
from tests.support.samples import case_row

MILLION = 1_000_000
NAMES = ("Jörg Müller", "Anna Probe", "Bo Muster")


def named(number: int) -> object:
    return case_row(number, tenant_name=NAMES[number % 3], urgency=Urgency.LATER)


@pytest.fixture
def source() -> MemorySource:
    return MemorySource(array("q", range(1, MILLION + 1)), partial(case_row, urgency=Urgency.LATER))


@pytest.fixture
def page(office: Office, source: MemorySource) -> Iterator[InboxPage]:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    made = InboxPage(program.workspace.workplace, source)
    made.resize(1200, 800)
    made.show()
    QTest.qWaitForWindowExposed(made)
    made.activateWindow()
    QTest.qWaitForWindowActive(made)
    yield made
    made.desk.writing.leave()
    made.close()
    made.deleteLater()


def looked(page: InboxPage, source: MemorySource) -> None:
    """Let everything that is seen be asked for and answered."""
    for _ in range(4):
        page.panel.list.viewport().grab()
        QTest.qWait(1)
        source.answer()


def seen(page: InboxPage) -> list[int | None]:
    first, last = page.panel.list.seen()
    return [page.panel.model.case_at(row) for row in range(first, last + 1)]


def test_the_first_page_is_there_before_the_rest(page: InboxPage, source: MemorySource) -> None:
    page.open_list(InboxQuery(InboxView.CLOSED), "Erledigt")
    source.answer(1)
    panel = page.panel
    assert panel.list.isVisible()
    assert panel.head.count.text() == str(MILLION)
    assert panel.model.rowCount() == MILLION
    assert seen(page)[:2] == [1, 2]
    assert panel.model.row_of(1) is not None
    # The scroll bar is right, and its thumb may go anywhere while the keys still arrive.
    bar = panel.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert seen(page)[-1] is None
    assert not panel.list.viewport().grab().isNull()
    source.answer()
    looked(page, source)
    assert seen(page)[-1] == MILLION
    assert panel.model.row_of(MILLION) is not None
    assert sum(len(ids) for ids in source.asked_rows) < 1_000


def test_keys_lead_to_any_depth(page: InboxPage, source: MemorySource) -> None:
    page.open_list(InboxQuery(InboxView.CLOSED), "Erledigt")
    source.answer()
    page.panel.list.setFocus()
    QTest.keyClick(page.panel.list, Qt.Key.Key_End)
    looked(page, source)
    assert page.panel.current_case() == MILLION
    assert page.pane.case_id == MILLION
    assert page.panel.model.place(MILLION) == MILLION
    assert page.panel.model.neighbour(MILLION, 1) is None
    QTest.keyClick(page.panel.list, Qt.Key.Key_PageUp)
    assert MILLION - 100 < (page.panel.current_case() or 0) < MILLION


def test_a_refresh_at_depth_keeps_selection_and_place(
    page: InboxPage, source: MemorySource
) -> None:
    page.open_list(InboxQuery(InboxView.CLOSED), "Erledigt")
    source.answer()
    panel = page.panel
    panel.list.clearFocus()
    panel.select(700_000)
    looked(page, source)
    top = panel.list.visualRect(panel.list.currentIndex()).top()
    before = source.asked_ids
    source.ids = array("q", [MILLION + 2, MILLION + 1]) + source.ids
    page.refresh()
    source.answer()
    looked(page, source)
    assert panel.current_case() == 700_000
    if panel.list.is_in_use():
        assert panel.newer.text() == "2 neue Vorgänge anzeigen"
    else:
        assert panel.model.position_of(700_000) == 700_001
    assert panel.list.visualRect(panel.list.currentIndex()).top() == top
    # What is closed comes to the top: nothing else had to be read again.
    assert source.asked_ids == before


def test_only_rows_near_the_eye_are_read_and_kept(page: InboxPage, source: MemorySource) -> None:
    page.open_list(InboxQuery(InboxView.CLOSED), "Erledigt")
    source.answer()
    bar = page.panel.list.verticalScrollBar()
    for part in range(1, 60):
        bar.setValue(bar.maximum() * part // 60)
        looked(page, source)
    assert all(len(ids) <= 200 for ids in source.asked_rows)
    assert page.panel.model.row_of(1) is not None
    assert page.panel.model.wanted(*page.panel.list.seen()) == []


def test_typing_narrows_and_escape_gives_all_back(page: InboxPage, source: MemorySource) -> None:
    source.ids = array("q", range(1, 91))
    source.make = named  # type: ignore[assignment]
    page.open_list(InboxQuery(), "Alle offenen")
    source.answer()
    looked(page, source)
    opened = page.pane.case_id
    panel = page.panel
    panel.filter.setFocus()
    QTest.keyClicks(panel.filter, "mueller")
    # The old rows stay until the new ones are there.
    assert panel.list.isVisible()
    source.answer()
    assert panel.head.count.text() == "30 von 90"
    assert page.pane.case_id == opened
    QTest.keyClick(panel.filter, Qt.Key.Key_Return)
    assert panel.list.hasFocus()
    assert page.pane.case_id == 3
    panel.filter.setFocus()
    QTest.keyClicks(panel.filter, " kehrwoche")
    source.answer()
    assert panel.empty.isVisible()
    assert panel.empty.title.text() == "Kein Vorgang passt zu „mueller kehrwoche“"
    assert panel.head.count.text() == "0 von 90"
    QTest.mouseClick(panel.empty.clear_filter, Qt.MouseButton.LeftButton)
    source.answer()
    assert panel.head.count.text() == "90"
    assert panel.current_case() == page.pane.case_id == 3, "what is open is no longer selected"
    QTest.keyClicks(panel.filter, "probe")
    source.answer()
    assert panel.head.count.text() == "30 von 90"
    QTest.keyClick(panel.filter, Qt.Key.Key_Escape)
    source.answer()
    assert panel.head.count.text() == "90"
    QTest.keyClick(panel.filter, Qt.Key.Key_Escape)
    assert panel.list.hasFocus()


def test_words_that_hold_on_claim_no_other_lists_number(
    page: InboxPage, source: MemorySource
) -> None:
    source.ids = array("q", range(1, 91))
    source.make = named  # type: ignore[assignment]
    page.open_list(InboxQuery(), "Alle offenen")
    source.answer()
    QTest.keyClicks(page.panel.filter, "mueller")
    source.answer()
    assert page.panel.head.count.text() == "30 von 90"
    page.open_list(InboxQuery(InboxView.MINE), "Meine Vorgänge")
    source.answer()
    assert page.panel.head.count.text() == "30"


def test_a_case_from_elsewhere_leaves_no_row_selected(
    page: InboxPage, source: MemorySource
) -> None:
    source.ids = array("q", range(1, 91))
    page.open_list(InboxQuery(), "Alle offenen")
    source.answer()
    looked(page, source)
    rows = page.panel.list.selectionModel()
    assert rows.hasSelection()
    page.open_case(4711)
    assert not rows.hasSelection(), "a row that is not open looks as if it were"
    page.open_case(5)
    assert page.panel.current_case() == 5
    assert rows.hasSelection()


def test_enter_in_the_filter_waits_for_its_first_case(
    page: InboxPage, source: MemorySource
) -> None:
    source.ids = array("q", range(1, 91))
    source.make = named  # type: ignore[assignment]
    page.open_list(InboxQuery(), "Alle offenen")
    source.answer()
    page.panel.filter.setFocus()
    QTest.keyClicks(page.panel.filter, "probe")
    QTest.keyClick(page.panel.filter, Qt.Key.Key_Return)
    assert page.pane.case_id == 1
    page.panel.model.take_rows([case_row(2)])
    source.answer()
    assert page.pane.case_id == 1
    assert page.panel.list.hasFocus()


def test_who_waits_sees_bars_then_words_and_may_give_up(
    page: InboxPage, source: MemorySource, qtbot: QtBot
) -> None:
    page.open_list(InboxQuery(), "Alle offenen")
    skeleton = page.panel.skeleton
    assert not page.panel.list.isVisible()
    qtbot.waitUntil(skeleton.isVisible)
    assert not skeleton.foot.isVisible()
    skeleton.show_text()
    assert TEXT_AFTER_MS > PATIENCE_MS
    skeleton.foot.cancel.click()
    assert page.panel.empty.title.text() == "Das Laden wurde abgebrochen"
    source.answer()
    assert page.panel.empty.isVisible()
    page.panel.empty.retry.click()
    source.answer(1)
    assert page.panel.list.isVisible()
    page.loader.cancel()


def test_until_another_list_is_there_nothing_can_be_done_with_the_former_one(
    page: InboxPage, source: MemorySource, qtbot: QtBot
) -> None:
    source.ids = array("q", range(1, 9))
    page.open_list(InboxQuery(), "Alle offenen")
    source.answer()
    view = page.panel.list
    view.setFocus()
    before = page.pane.case_id
    place = view.visualRect(page.panel.model.index(4, 0)).center()
    page.open_list(InboxQuery(category="damage"), "Schaden")
    assert view.isVisible()
    QTest.mouseClick(
        page.window().windowHandle(),
        Qt.MouseButton.LeftButton,
        pos=view.viewport().mapTo(page.window(), place),
    )
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert page.pane.case_id == before
    source.answer()
    assert view.hasFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert page.pane.case_id != before
    page.open_list(InboxQuery(), "Alle offenen")
    qtbot.waitUntil(lambda: not view.isVisible())
    assert page.panel.skeleton.hasFocus()
    source.answer()
    assert view.hasFocus()


def test_an_order_is_kept_for_each_list(page: InboxPage, source: MemorySource) -> None:
    kept: list[tuple[str, object]] = []
    page.sort_kept.connect(lambda key, sort: kept.append((key, sort)))
    source.ids = array("q", range(1, 9))
    page.open_list(InboxQuery(), "Alle offenen")
    source.answer()
    page.panel.sort_chosen.emit(InboxSort.NAME)
    source.answer()
    sorts = [page.query.sort]
    assert page.panel.model.headings() == ()
    page.open_list(InboxQuery(category="damage"), "Schaden")
    sorts.append(page.query.sort)
    page.open_list(InboxQuery(), "Alle offenen")
    sorts.append(page.query.sort)
    assert sorts == [InboxSort.NAME, InboxSort.URGENCY, InboxSort.NAME]
    assert kept == [("all-open", InboxSort.NAME)]
    source.answer()


def test_a_list_that_changes_while_it_is_read_is_read_again(source: MemorySource) -> None:
    loader = ListLoader(source)
    source.ids = array("q", range(1, 301))
    told: list[object] = []
    loader.completed.connect(lambda: told.append("completed"))
    loader.again.connect(lambda: told.append("again"))
    loader.open(InboxQuery())
    loader.refresh(InboxQuery(), array("q"))
    source.answer()
    assert told == ["completed", "again"]


def test_a_later_list_ends_the_one_before(source: MemorySource) -> None:
    loader = ListLoader(source)
    opened: list[ListOpening] = []
    failed: list[UserError] = []
    loader.opened.connect(opened.append)
    loader.failed.connect(failed.append)
    loader.open(InboxQuery())
    loader.open(InboxQuery(InboxView.MINE))
    source.answer(3)
    assert len(opened) == 1
    assert failed == []
    loader.cancel()
    source.answer()


@pytest.mark.parametrize(
    ("head", "total", "whole"),
    [
        ([1, 2, 3], 5, [1, 2, 3, 4, 5]),
        ([9, 1, 2], 6, [9, 1, 2, 3, 4, 5]),
        ([9, 1, 2], 5, None),  # one was closed and another one opened again
        ([1, 3, 4], 4, None),
        ([7, 8, 9], 8, None),
    ],
)
def test_what_only_grows_at_its_top_needs_only_its_top(
    head: list[int], total: int, whole: list[int] | None
) -> None:
    found = grown_at_the_top(array("q", [1, 2, 3, 4, 5]), array("q", head), total)
    assert (None if found is None else list(found)) == whole


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([], []),
        ([1, 2, 3], [1, 2, 3]),
        ([1, 2, 3], [1, 3]),
        ([1, 2, 3], [4, 1, 2, 3, 5]),
        ([1, 2, 3], []),
        ([3, 2, 1], [1, 2, 3]),
    ],
)
def test_differences_are_those_of_sets(old: list[int], new: list[int]) -> None:
    gone, more = differences(array("q", old), array("q", new))
    assert gone == set(old) - set(new)
    assert more == set(new) - set(old)
    assert IdChunk(array("q", new), None).next is None
