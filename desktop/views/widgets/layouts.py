"""Emptying a layout whose content is built again."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def let_go(widget: QWidget) -> None:
    """Hide a widget and have it deleted as soon as nothing stands on it.

    It keeps its parent until then: without one it would be a window, whose style sheet Qt reckons
    anew for all that is in it.
    """
    widget.hide()
    widget.deleteLater()


def clear_layout(layout: QLayout) -> None:
    """Remove everything from a layout, nested layouts included; the widgets are deleted."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            let_go(widget)
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
