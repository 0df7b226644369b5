"""What is compared with: the driver without anything around it, and rows painted from memory."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlcipher3 import dbapi2

from desktop.services.inbox.rows import CaseRow
from desktop.views import theme
from desktop.views.inbox.case_delegate import CaseDelegate, case_row_height
from desktop.views.inbox.case_list_model import ROW_ROLE

R = TypeVar("R")


class BareDatabase:
    """One connection of the driver that only reads; the cache is as large as the program's."""

    def __init__(self, path: Path) -> None:
        self._connection = dbapi2.connect(str(path), isolation_level=None)
        self._connection.execute("PRAGMA query_only = ON")
        self._connection.execute("PRAGMA cache_size = -16384")

    def read(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Every row of a statement."""
        found: list[tuple[Any, ...]] = self._connection.execute(statement, values).fetchall()
        return found

    def read_all(self, statements: Sequence["Statement"]) -> list[list[tuple[Any, ...]]]:
        """Every row of several statements."""
        return [self.read(statement, values) for statement, values in statements]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def timed(work: Callable[[], R]) -> tuple[float, R]:
    """Milliseconds of some work, and what came of it."""
    begun = time.perf_counter()
    result = work()
    return (time.perf_counter() - begun) * 1000, result


Statement = tuple[str, tuple[Any, ...]]


def statements_of(work: Callable[[], object]) -> list[Statement]:
    """Every question that some work puts to the database, as it goes to the driver."""
    noted: list[Statement] = []

    def note(*happened: Any) -> None:
        if happened[2].lstrip().upper().startswith(("SELECT", "WITH")):
            noted.append((happened[2], tuple(happened[3])))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return noted


class PlainModel(QAbstractListModel):
    """Rows in a list, handed to the delegate as they are."""

    def __init__(self, rows: Sequence[CaseRow] = ()) -> None:
        super().__init__()
        self._rows = rows

    def show(self, rows: Sequence[CaseRow]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        return self._rows[index.row()] if role == ROW_ROLE else None


class PlainList(QTableView):
    """The same view and the same delegate as the program's list, and nothing else."""

    def __init__(self, model: PlainModel) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(case_row_height(theme.current()))
        self._delegate = CaseDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
