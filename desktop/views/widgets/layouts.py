"""Emptying a layout whose content is built again."""

from PySide6.QtWidgets import QLayout


def clear_layout(layout: QLayout) -> None:
    """Remove everything from a layout, nested layouts included; the widgets are deleted."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.setParent(None)
            widget.deleteLater()
        elif (nested := item.layout()) is not None:
            clear_layout(nested)
