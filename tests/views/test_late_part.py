"""Parts that are made late stand where they belong, for Tab and for PySide."""

import shiboken6
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.late_part import follow_in_tab_order


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


def _parents(widget: QWidget) -> list[str]:
    """Whose child PySide takes it for."""
    return [line for line in shiboken6.dump(widget).splitlines() if line.startswith("parent")]
