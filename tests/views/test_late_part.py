"""Parts that are made late stand where they belong, for Tab and for PySide."""

import pytest
import shiboken6
from PySide6.QtWidgets import QDateEdit, QLayout, QLineEdit, QListView, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.actions import Actions
from desktop.views.bulk.bulk_bar import BulkBar
from desktop.views.case.case_page import CasePage
from desktop.views.case.composer import Composer
from desktop.views.inbox.empty_list import EmptyList
from desktop.views.inbox.filter_panel import FilterPanel
from desktop.views.inbox.list_head import ListHead
from desktop.views.late_part import LatePart, follow_in_tab_order
from desktop.views.notices.notice_panel import NoticePanel
from desktop.views.widgets.kept_rows import order_tabs
from desktop.views.widgets.labels import TextLabel
from desktop.views.widgets.undo_bar import UndoBar
from tests.support.program import theme_controller


def test_nobody_takes_a_neighbour_for_a_child(qtbot: QtBot) -> None:
    """PySide would call it deleted as soon as the one before it in the order of Tab is."""
    page = QWidget()
    qtbot.addWidget(page)
    first, neighbour, late = QLineEdit(page), QLineEdit(page), QLineEdit(page)
    follow_in_tab_order(first, late)
    assert [first.nextInFocusChain(), late.nextInFocusChain()] == [late, neighbour]
    follow_in_tab_order(first, late)
    for widget in (first, neighbour, late):
        assert [word for word in _parents(widget) if "QWidget at" not in word] == []
    # The last one before the window was asked, too.
    follow_in_tab_order(neighbour, late)
    assert _parents(page) == []


def test_a_part_of_a_window_comes_behind_the_window_itself(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    late = QWidget(page)
    first, second = QLineEdit(late), QLineEdit(late)
    follow_in_tab_order(page, late)
    run = [page, late, first, second]
    assert [widget.nextInFocusChain() for widget in run] == [*run[1:], page]


def test_who_takes_the_focus_still_does_afterwards(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    first, late = QLineEdit(page), QWidget(page)
    QPlainTextEdit(late)
    QListView(late)
    QDateEdit(late)
    every = [late, *late.findChildren(QWidget)]
    before = [widget.focusPolicy() for widget in every]
    follow_in_tab_order(first, late)
    assert [widget.focusPolicy() for widget in every] == before
    # Nor does PySide take who stands behind a viewport for a child of it.
    for widget in every:
        parents = [line.split()[-1] for line in _parents(widget)]
        assert parents == [f"{id(widget.parentWidget()):#x}>"], widget


def test_rows_follow_their_area_for_tab(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    area, neighbour = QWidget(page), QLineEdit(page)
    rows = [QLineEdit(), QLineEdit()]
    for row in rows:
        row.setParent(area)
    order_tabs(area, rows)
    assert [area.nextInFocusChain(), rows[0].nextInFocusChain()] == rows
    assert rows[1].nextInFocusChain() is neighbour


class Page:
    """Has a part that is made late."""

    @LatePart
    def part(self) -> QWidget:
        """The part."""
        return QWidget()


def test_who_waits_gets_the_part_even_if_another_fails(qtbot: QtBot) -> None:
    page, got = Page(), list[QWidget]()

    def fail(_part: QWidget) -> None:
        raise ValueError("no")

    Page.part.when_made(page, fail)
    Page.part.when_made(page, got.append)
    with pytest.raises(ValueError, match="no"):
        got.append(page.part)
    qtbot.addWidget(page.part)
    assert got == [page.part]


def test_what_stands_apart_follows_a_later_change_of_zoom(qtbot: QtBot) -> None:
    zoom = theme_controller()
    page = _page_with_parts(qtbot)
    normal = _distances(page)
    zoom.set_percent(200)
    try:
        fresh = _page_with_parts(qtbot)
        assert _distances(page) == _distances(fresh) != normal
        assert _letters(page) == _letters(fresh)
    finally:
        zoom.set_percent(100)


def _page_with_parts(qtbot: QtBot) -> QWidget:
    """Parts that are made late, of a page that nobody has seen yet."""
    page = QWidget()
    qtbot.addWidget(page)
    BulkBar(Actions(page), page)
    CasePage(Actions(page), None, page)
    for part in (ListHead, UndoBar, EmptyList, Composer, FilterPanel, NoticePanel):
        part(page)
    return page


def _distances(page: QWidget) -> list[tuple[str, int, int, int]]:
    """Every layout in order: what it is, the distance between, at the left, above."""
    return [
        (
            type(layout).__name__,
            layout.spacing(),
            layout.contentsMargins().left(),
            layout.contentsMargins().top(),
        )
        for layout in page.findChildren(QLayout)
    ]


def _letters(page: QWidget) -> list[int]:
    return [label.font().pixelSize() for label in page.findChildren(TextLabel)]


def _parents(widget: QWidget) -> list[str]:
    """Whose child PySide takes it for."""
    return [line for line in shiboken6.dump(widget).splitlines() if line.startswith("parent")]
