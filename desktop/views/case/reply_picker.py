"""The list of prepared replies at the cursor, while ``::`` and what follows stands in the text."""

from __future__ import annotations

import re

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.domain.text_match import search_key
from desktop.services.conversation.text_modules import TextModule
from desktop.texts import tr
from desktop.texts.foreign import shown
from desktop.views import theme

_TOKEN = re.compile(r"(?:^|(?<=\s))::([^\n:]{0,40})$")
_SHOWN = 8


def token_in(before: str) -> tuple[int, str] | None:
    """Return where ``::`` begins in a line up to the cursor and what follows; None without one."""
    found = _TOKEN.search(before)
    return None if found is None else (found.start(), found[1])


def fitting(modules: tuple[TextModule, ...], query: str) -> tuple[TextModule, ...]:
    """Return the replies that a query means: by shortcut first, then by words of the title."""
    wanted = [search_key(word) for word in query.split()]
    if not wanted:
        return () if query else modules
    by_shortcut = [
        one
        for one in modules
        if len(wanted) == 1 and search_key(one.shortcut).startswith(wanted[0])
    ]
    by_title = [one for one in modules if one not in by_shortcut and _has(one.title, wanted)]
    return (*by_shortcut, *by_title)


def _has(title: str, wanted: list[str]) -> bool:
    words = search_key(title).split()
    return all(any(word.startswith(part) for word in words) for part in wanted)


class ReplyPicker(QListWidget):
    """Stands over the window and never takes the focus: keys reach it through the text."""

    def __init__(self, editor: QWidget) -> None:
        """Serve ``editor``; start hidden."""
        super().__init__(editor)
        self._editor = editor
        self._modules: tuple[TextModule, ...] = ()
        self.setObjectName("overlay")
        self.setAccessibleName(tr("Antwortvorlagen"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.hide()

    def offer(self, modules: tuple[TextModule, ...], cursor: QRect) -> None:
        """Show these at the cursor (in the editor's coordinates); the first one is chosen."""
        if modules != self._modules or not self.isVisible():
            self._modules = modules
            self.clear()
            for module in modules:
                self.addItem(QListWidgetItem(f"{shown(module.title)}   ::{module.shortcut}"))
            self.setCurrentRow(0)
        self._place(cursor)
        self.show()
        self.raise_()

    def chosen(self) -> TextModule | None:
        """The one Enter would put in."""
        row = self.currentRow()
        return self._modules[row] if 0 <= row < len(self._modules) else None

    def step(self, by: int) -> None:
        """Go up or down; it stops at both ends."""
        self.setCurrentRow(max(0, min(self.currentRow() + by, self.count() - 1)))

    def offered(self) -> tuple[str, ...]:
        """Titles that stand here."""
        return tuple(module.title for module in self._modules)

    def _place(self, cursor: QRect) -> None:
        window = self._editor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        now = theme.current()
        rows = min(self.count(), _SHOWN)
        height = rows * max(self.sizeHintForRow(0), 1) + 2 * self.frameWidth()
        size = QSize(now.px(380), height).boundedTo(window.size())
        below = self._editor.mapTo(window, cursor.bottomLeft()) + QPoint(0, now.px(2))
        top = below.y()
        if top + size.height() > window.height():
            above = self._editor.mapTo(window, cursor.topLeft()).y()
            top = max(0, above - size.height() - now.px(2))
        left = max(0, min(below.x(), window.width() - size.width()))
        self.setGeometry(left, top, size.width(), size.height())
