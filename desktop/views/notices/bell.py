"""The bell in the top bar, with the number of what was not read."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.texts import tr
from desktop.texts.notices import bell_name
from desktop.views.actions import ActionId, Actions
from desktop.views.widgets.buttons import ActionButton, Variant


class Bell(ActionButton):
    """Quiet: it never moves, flashes or sounds."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Open the list by the window's action."""
        action = actions[ActionId.NOTICES]
        super().__init__(
            variant=Variant.QUIET,
            icon_name="bell",
            shortcut=action.shortcut().toString(),
            name=tr("Mitteilungen"),
            parent=parent,
        )
        self.show_hint(shown=False)
        self.clicked.connect(action.trigger)
        self.show_unread(0)

    def show_unread(self, number: int) -> None:
        """Show the exact number; none where there is nothing."""
        self.setText(str(number) if number else "")
        self._name = bell_name(number)
        self._describe()
        self.updateGeometry()
        self.update()
