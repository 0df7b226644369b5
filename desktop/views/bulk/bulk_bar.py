"""How many cases are chosen, and what can be done with all of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.texts import tr
from desktop.texts.bulk import chosen_text
from desktop.views import theme
from desktop.views.action_spec import ActionId
from desktop.views.actions import Actions
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import TextLabel

RING = 3
"""Pixels of the focus ring and its distance."""


class BulkBar(QWidget):
    """Hidden while nothing is chosen. ``cleared``: nothing shall be chosen any more."""

    cleared = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Offer what the registry knows to do with many."""
        super().__init__(parent)
        self.setAccessibleName(tr("Ausgewählte Vorgänge"))
        self.label = TextLabel("", TextStyle.BODY_STRONG)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        flow.setContentsMargins(RING, RING, RING, RING)
        self.buttons: dict[ActionId, ActionButton] = {}
        for action_id, text, icon in (
            (ActionId.BULK_ASSIGN, tr("Zuweisen"), "user-plus"),
            (ActionId.BULK_WAIT, tr("Wiedervorlage"), "hourglass"),
            (ActionId.BULK_PRIORITY, tr("Priorität"), "arrow-up"),
            (ActionId.BULK_TAG, tr("Schlagwort"), "plus"),
            (ActionId.BULK_CLOSE, tr("Abschließen"), "circle-check"),
        ):
            button = ActionButton(
                text,
                icon_name=icon,
                size=ButtonSize.SMALL,
                name=actions[action_id].text().removesuffix(" …"),
            )
            button.clicked.connect(actions[action_id].trigger)
            self.buttons[action_id] = button
            flow.addWidget(button)
        self.clear = ActionButton(
            tr("Auswahl aufheben"), variant=Variant.QUIET, size=ButtonSize.SMALL, shortcut="Esc"
        )
        self.clear.clicked.connect(self.cleared)
        flow.addWidget(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(2))
        column.addWidget(self.label)
        column.addWidget(buttons)
        self.hide()

    def show_count(self, count: int) -> None:
        """Say how many are chosen."""
        text = chosen_text(count)
        self.label.setText(text)
        self.setAccessibleDescription(text)
        self.setVisible(count > 0)

    def show_reasons(self, reason: str) -> None:
        """Block what changes something, with the reason; "" unblocks."""
        for button in self.buttons.values():
            button.set_blocked(reason)
