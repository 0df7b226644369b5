"""A button for an action whose name is too long for the place."""

from __future__ import annotations

from PySide6.QtGui import QAction

from desktop.views.widgets.buttons import ActionButton, ButtonSize


class ShortButton(ActionButton):
    """Triggers an action under a name that fits the narrow column; the key stands in the menu."""

    def __init__(self, text: str, action: QAction) -> None:
        """Say ``text`` whatever the action is called."""
        self._short = text
        super().__init__(text, size=ButtonSize.SMALL, name=action.text())
        self.show_hint(shown=False)
        self.bind(action)

    def setText(self, _text: str) -> None:
        """Keep the short name."""
        super().setText(self._short)
