"""Emptying a layout whose content is built again."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def clear_layout(layout: QLayout) -> None:
    """Remove everything from a layout, nested layouts included; the widgets are deleted."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            # Qt shows a new widget of a visible layout a little later: one that was taken out
            # meanwhile would come up as a window of its own unless it is hidden on purpose.
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (nested := item.layout()) is not None:
            clear_layout(nested)


def lay_out_again(widget: QWidget) -> None:
    """Forget every size below a widget whose content was built while it could not be seen.

    Qt takes a layout request of a hidden widget for done, and its parents keep the old size.
    """
    for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        lay_out_again(child)
    layout = widget.layout()
    if layout is not None:
        layout.invalidate()
    widget.updateGeometry()
