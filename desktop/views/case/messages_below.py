"""Below a case: rooms for messages that are made when there is first something to say."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.late_part import follow_in_tab_order


class MessagesBelow(QVBoxLayout):
    """Holds the undo bar, and a room for each message; an empty one takes no height."""

    def __init__(self, page: QWidget, undo_bar: QWidget) -> None:
        """Begin below ``page`` with one room, above the undo bar."""
        super().__init__()
        now = theme.current()
        self.setContentsMargins(now.space(4), 0, now.space(4), 0)
        self.setSpacing(now.px(6))
        self._page = page
        self.first = self.room()
        self.addWidget(undo_bar)

    def room(self, place: int = -1) -> QVBoxLayout:
        """Keep room for what is said here later; ``take_in`` fills it."""
        room = QVBoxLayout()
        self.insertLayout(place, room)
        return room

    def take_in(self, message: QWidget, room: QVBoxLayout) -> None:
        """Give a message that was made just now its place, for the eye and for Tab."""
        message.hide()
        above = [self._widget_at(place) for place in range(self.indexOf(room))]
        before = next((one for one in reversed(above) if one is not None), self._page)
        room.addWidget(message)
        follow_in_tab_order(before, message)

    def _widget_at(self, place: int) -> QWidget | None:
        """Return the undo bar or what a room holds by now."""
        item = self.itemAt(place)
        if item is not None and (room := item.layout()) is not None:
            item = room.itemAt(0)
        return None if item is None else item.widget()
