"""The focus in a table: a ring around the whole row, whatever is selected."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.views import theme
from desktop.views.theme_tokens import Role

_HAS_FOCUS = QStyle.StateFlag.State_HasFocus


class RowFocusDelegate(QStyledItemDelegate):
    """Paints cells as ever, and round the row that the keys move a ring inside its border.

    Where several rows can be selected the selection does not tell which one is looked at.
    """

    def __init__(self, table: QTableView) -> None:
        """Serve ``table``."""
        super().__init__(table)
        self._table = table
        # Not only the cell with the focus changes its look, but its whole row.
        table.selectionModel().currentRowChanged.connect(lambda *_: table.viewport().update())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a cell and its part of the ring."""
        plain = QStyleOptionViewItem(option)
        plain.state &= ~_HAS_FOCUS
        super().paint(painter, plain, index)
        if not self._table.hasFocus() or index.row() != self._table.currentIndex().row():
            return
        header = self._table.horizontalHeader()
        place = header.visualIndex(index.column())
        box = option.rect.adjusted(0, 1, -1, -1)
        painter.save()
        painter.setPen(theme.current().pen(Role.FOCUS_RING, 2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawLine(box.topLeft(), box.topRight())
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if place == 0:
            painter.drawLine(box.left() + 1, box.top(), box.left() + 1, box.bottom())
        if place == header.count() - 1:
            painter.drawLine(box.right(), box.top(), box.right(), box.bottom())
        painter.restore()
