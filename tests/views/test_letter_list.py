"""The table of letters: a width that somebody drew is kept, and no column leaves the sight."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.views.letters.letter_list import LetterList
from desktop.views.letters.letter_table import CASE_COLUMN, NAME_COLUMN, SUBJECT_COLUMN
from tests.support.program import application


def shown(qtbot: QtBot, width: int) -> LetterList:
    made = LetterList()
    qtbot.addWidget(made)
    resized(made, width)
    return made


def resized(table: LetterList, width: int) -> None:
    table.resize(width, 300)
    table.show()
    application().processEvents()


def is_filled(table: LetterList) -> bool:
    columns = range(table.horizontalHeader().count())
    return sum(table.columnWidth(column) for column in columns) == table.viewport().width()


def test_a_width_that_somebody_drew_is_found_again(qtbot: QtBot) -> None:
    application()
    table = shown(qtbot, 800)
    assert table.drawn_widths() == ()
    assert is_filled(table)
    table.horizontalHeader().resizeSection(NAME_COLUMN, 260)
    assert table.drawn_widths() == (260,)
    assert is_filled(table)
    again = shown(qtbot, 900)
    # What an earlier version kept, or a hand wrote, is no width of a person.
    for nonsense in ((), (3,), (150, 200, 90, 60, 60)):
        again.draw_widths(nonsense)
        assert again.drawn_widths() == ()
    again.draw_widths(table.drawn_widths())
    assert again.columnWidth(NAME_COLUMN) == 260
    assert is_filled(again)
    resized(again, 380)
    assert again.isColumnHidden(CASE_COLUMN)
    assert again.columnWidth(SUBJECT_COLUMN) > 0
    assert is_filled(again)
    resized(again, 900)
    assert again.columnWidth(NAME_COLUMN) == 260
