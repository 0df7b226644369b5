"""The letters of a batch as a table model: two lines a cell."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.documents import DeliveryWay, RowState, UploadState, Verdict
from desktop.services.uploads.view import RowLine
from desktop.texts import tr
from desktop.texts.foreign import shown
from desktop.texts.sizes import byte_size
from desktop.views.theme_tokens import Role
from desktop.views.uploads.row_texts import (
    pages_of_row,
    reason_lines,
    standing_text,
    way_text,
    whose,
)

FILE, PEOPLE, REASON, STANDING, WAY = range(5)
CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_LOOKS = {
    Verdict.HELD: ("lock", Role.DANGER_TEXT),
    Verdict.NONE: ("circle-help", Role.TEXT_SECONDARY),
    Verdict.CHECK: ("triangle-alert", Role.WARNING_TEXT),
    Verdict.SURE: ("circle-check", Role.OK_TEXT),
}
_WAY_ICONS = {
    DeliveryWay.ELECTRONIC: "monitor",
    DeliveryWay.POST: "mailbox",
    DeliveryWay.BOTH: "copy",
}

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class TwoLines:
    """What a cell shows; ``role`` is the colour of sign and first line."""

    first: str
    second: str = ""
    icon: str = ""
    role: Role = Role.TEXT_PRIMARY

    @property
    def said(self) -> str:
        """Both lines in one."""
        return ", ".join(filter(None, (self.first, self.second)))


def standing_look(row: RowLine, batch: UploadState) -> tuple[str, Role]:
    """Return sign and colour of where a letter stands."""
    if row.state is RowState.PUBLISHED and batch is UploadState.TAKEN_BACK:
        return "undo-2", Role.TEXT_SECONDARY
    if row.state is RowState.WAITING and row.ready:
        return _LOOKS[Verdict.SURE]
    if row.state is RowState.PUBLISHED:
        return "upload", Role.OK_TEXT
    if row.state is RowState.REMOVED:
        return "trash-2", Role.TEXT_MUTED
    return _LOOKS[row.verdict or Verdict.NONE]


def cells_of(row: RowLine, batch: UploadState) -> tuple[TwoLines, ...]:
    """Return the cells of a letter of a ``batch``; what others wrote is made visible."""
    people, contract = whose(row)
    first, others = reason_lines(row)
    icon, role = standing_look(row, batch)
    standing = standing_text(row, batch)
    if row.decided_by and row.state is RowState.WAITING and row.ready:
        standing = tr("entschieden")
    open_way = way_text(row)
    settled = row.way is not None and (row.ready or row.state is RowState.PUBLISHED)
    by_hand = tr("von Hand gewählt") if row.way_by_hand and settled else ""
    way_icon = _WAY_ICONS.get(row.way, "") if row.way is not None and settled else ""
    return (
        TwoLines(shown(row.file_name), f"{pages_of_row(row)} · {byte_size(row.size)}"),
        TwoLines(shown(people), shown(contract)),
        TwoLines(shown(first), shown(others)),
        TwoLines(standing, "", icon, role),
        TwoLines(open_way, by_hand, way_icon, Role.TEXT_PRIMARY if settled else Role.TEXT_MUTED),
    )


class RowModel(QAbstractTableModel):
    """One letter a row, in the order of the service: what needs a person comes first."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows: tuple[RowLine, ...] = ()
        self._batch = UploadState.OPEN
        self._cells: dict[int, tuple[TwoLines, ...]] = {}

    @property
    def rows(self) -> tuple[RowLine, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: tuple[RowLine, ...], batch: UploadState) -> bool:
        """Show other rows; returns False, and changes nothing, where they are the same."""
        if (rows, batch) == (self._rows, self._batch):
            return False
        self.beginResetModel()
        self._rows, self._batch = rows, batch
        self._cells.clear()
        self.endResetModel()
        return True

    def headings(self) -> tuple[str, ...]:
        """Titles of the columns."""
        return (tr("Datei"), tr("Mietverhältnis"), tr("Grund"), tr("Treffer"), tr("Zustellung"))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.headings())

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        cell = self._row_cells(index.row())[index.column()]
        if role == CELL_ROLE:
            return cell
        if role in (_DISPLAY, _TOOLTIP):
            return cell.said
        if role == _ACCESSIBLE:
            return f"{self.headings()[index.column()]}: {cell.said}"
        return None

    def _row_cells(self, number: int) -> tuple[TwoLines, ...]:
        """Texts are made for what is looked at: thousands of rows would take a second."""
        found = self._cells.get(number)
        if found is None:
            found = self._cells[number] = cells_of(self._rows[number], self._batch)
        return found

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if role == _ALIGNMENT:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != _DISPLAY:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self.headings()[section]
        return str(section + 1)
