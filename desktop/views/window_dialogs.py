"""The dialogs of the window itself, which are loaded when somebody opens them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.views.actions import Actions


def open_overview(actions: Actions, window: QWidget) -> None:
    """Show all keys and actions over ``window``."""
    from desktop.views.keys import overview_dialog

    overview_dialog.open_overview(actions, window)


def open_about(window: QWidget) -> None:
    """Show what the program is and what it is made of over ``window``."""
    from desktop.views.about import about_dialog

    about_dialog.open_about(window)
