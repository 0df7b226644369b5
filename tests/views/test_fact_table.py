"""A table of facts gives every column that is shown the room for its heading and its cells."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from desktop.views.account.fact_table import Cell, Column, FactRow, FactTable
from tests.support.program import application


@pytest.fixture
def table() -> Iterator[FactTable]:
    application()
    made = FactTable(
        "Versionen",
        (
            Column("Datei", stretch=True, least=120),
            Column("Aufgenommen", drop=2),
            Column("Vermerk", drop=1),
        ),
    )
    made.show_rows([FactRow((Cell("Antrag.pdf"), Cell("1"), Cell("")), key=1)])
    yield made
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_column_that_comes_back_has_room_for_its_heading(table: FactTable) -> None:
    table.resize(150, 200)
    table.show()
    assert table.isColumnHidden(1)
    assert table.isColumnHidden(2)
    table.resize(700, 200)
    header = table.horizontalHeader()
    for column in (1, 2):
        assert not table.isColumnHidden(column)
        assert table.columnWidth(column) >= header.sectionSizeHint(column)
    assert sum(table.columnWidth(column) for column in range(3)) == table.viewport().width()
