"""A menu whose keys are written as everywhere else: "Strg+Enter", not Qt's "Strg+Return"."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStyleOptionMenuItem

from desktop.texts.foreign import shown
from desktop.views.shortcuts import shortcut_label


class KeyMenu(QMenu):
    """Use it wherever actions with keys stand in a menu, sub-menus too."""

    def initStyleOption(self, option: QStyleOptionMenuItem, action: QAction) -> None:
        """Qt puts the keys behind a tab; ours stand there instead."""
        super().initStyleOption(option, action)
        option.text = entry_text(action)


def entry_text(action: QAction) -> str:
    """What a menu shows for an action: its text and, behind a tab, its keys."""
    text = action.text().partition("\t")[0]
    keys = shortcut_label(action.shortcut())
    return f"{text}\t{keys}" if keys else text


def foreign_entry(text: str) -> str:
    """Return what others wrote as an entry of a menu: an *&* in it is a sign, no key."""
    return shown(text).replace("&", "&&")
