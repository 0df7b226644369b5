"""How many cases are chosen, and what can be done with all of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

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
    """Hidden while nothing is chosen. ``cleared``: nothing shall be chosen any more.

    ``came`` tells whether it is on show: what it says is what keys do then.
    """

    cleared = Signal()
    came = Signal(bool)

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
            (ActionId.BULK_REPLY, tr("Antworten"), "reply"),
            (ActionId.BULK_WAIT, tr("Wiedervorlage"), "hourglass"),
            (ActionId.BULK_PRIORITY, tr("Priorität"), "arrow-up"),
            (ActionId.BULK_CATEGORY, tr("Kategorie"), "folder"),
            (ActionId.BULK_TAG, tr("Schlagwort"), "plus"),
            (ActionId.BULK_CLOSE, tr("Abschließen"), "circle-check"),
        ):
            button = ActionButton(
                text,
                icon_name=icon,
                size=ButtonSize.SMALL,
                shortcut=_first_key(actions, action_id),
                name=actions[action_id].text().removesuffix(" …"),
            )
            button.show_hint(shown=False)
            button.clicked.connect(actions[action_id].trigger)
            self.buttons[action_id] = button
            flow.addWidget(button)
        self.clear = ActionButton(
            tr("Auswahl aufheben"), variant=Variant.QUIET, size=ButtonSize.SMALL, shortcut="Esc"
        )
        self.clear.clicked.connect(self.cleared)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setContentsMargins(0, RING, RING, 0)
        self._head.addWidget(self.label, 1)
        self._head.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignRight)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addWidget(buttons)
        self._measure()
        self.hide()

    def show_count(self, count: int) -> None:
        """Say how many are chosen."""
        text = chosen_text(count)
        self.label.setText(text)
        self.setAccessibleDescription(text)
        self._fit()
        self.setVisible(count > 0)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_column"):
            self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use what room there is."""
        super().resizeEvent(event)
        self._fit()

    def _measure(self) -> None:
        now = theme.current()
        self._head.setSpacing(now.px(6))
        self._column.setSpacing(now.px(2))
        self._fit()

    def _fit(self) -> None:
        """First the key gives way, then the way out gets a line of its own.

        A line that is wider than the list would be taken for its width when lines are counted, and
        the last of the acts would lie under the list.
        """
        now = theme.current()
        label = now.metrics(TextStyle.BODY_STRONG).horizontalAdvance(self.label.text())
        room = self.width() - label - self._head.spacing() - RING
        self.clear.show_hint(shown=True)
        self.clear.show_hint(shown=self.clear.sizeHint().width() <= room)
        beside = self.clear.sizeHint().width() <= room
        self._head.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._say_whether(event, on_show=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._say_whether(event, on_show=False)

    def _say_whether(self, event: QEvent, *, on_show: bool) -> None:
        # A window that is put away by the system keeps what it had chosen.
        if not event.spontaneous():
            self.came.emit(on_show)

    def show_reasons(self, reason: str) -> None:
        """Block what changes something, with the reason; "" unblocks."""
        for button in self.buttons.values():
            button.set_blocked(reason)


def _first_key(actions: Actions, action_id: ActionId) -> str:
    """The key by which it is done while something is chosen: that of the act on one case."""
    specs = map(actions.spec, actions.spec(action_id).stands_for)
    return next((keys for spec in specs for keys in spec.shortcuts), "")
