"""How a person left the window, and how it is found again: sizes, columns, list, orders.

What is restored was written by an earlier version, for another screen, or by hand: nothing of it is
taken for granted, and what does not fit stays as it is.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QMainWindow, QSplitter

from desktop.settings import WindowLayout
from desktop.views.area_pages import AreaPages
from desktop.views.inbox.first_list import known_sorts
from desktop.views.sidebar_entries import LETTERS, QUARANTINE
from desktop.views.workspace import Workspace

_WIDEST = 10_000
"""Pixels; what is wider was not set by a person."""
_GIVEN = "sizes_given"
_SORTS_KEPT = 100
"""More orders than there are lists are those of views that were deleted."""


def layout_of(
    window: QMainWindow, workspace: Workspace, before: WindowLayout | None = None
) -> WindowLayout:
    """Return how the window is left; what was not opened this time stays as it was ``before``."""
    before = before or WindowLayout()
    geometry = bytes(window.saveGeometry().data())
    sorts = list(workspace.inbox.sorts.items())[-_SORTS_KEPT:]
    return WindowLayout(
        geometry=b64encode(geometry).decode("ascii"),
        splitters={
            **before.splitters,
            **{name: _sizes(one) for name, one in _splitters(workspace).items()},
        },
        columns={**before.columns, **_widths(workspace)},
        last_view=workspace.key,
        sorts={key: sort.value for key, sort in sorts},
        filter_open=workspace.list_filter.is_open,
        spelling=workspace.workplace.spelling.is_on,
    )


def restore(window: QMainWindow, workspace: Workspace, layout: WindowLayout) -> None:
    """Make the window what it was when this person left it, as far as it can be."""
    _restore_geometry(window, layout.geometry)
    _restore_sizes(workspace.inbox.splitter, layout.splitters.get("inbox", ()))
    pages = workspace.pages
    pages.when_made(LETTERS, lambda: _restore_letters(pages, layout))
    pages.when_made(QUARANTINE, lambda: _restore_quarantine(pages, layout))
    workspace.inbox.sorts = known_sorts(layout.sorts)
    workspace.list_filter.set_open(shown=layout.filter_open)
    workspace.workplace.spelling.set_on(on=layout.spelling)
    workspace.begin_with(layout.last_view)


def _splitters(workspace: Workspace) -> dict[str, QSplitter]:
    """Return those of the pages that were opened."""
    pages = workspace.pages
    found = {"inbox": workspace.inbox.splitter}
    if pages.is_made(LETTERS):
        found["letters"] = pages.letters.splitter
    if pages.is_made(QUARANTINE):
        found["quarantine"] = pages.quarantine.splitter
    return found


def _widths(workspace: Workspace) -> dict[str, tuple[int, ...]]:
    pages = workspace.pages
    return {"letters": pages.letters.list.drawn_widths()} if pages.is_made(LETTERS) else {}


def _restore_letters(pages: AreaPages, layout: WindowLayout) -> None:
    _restore_sizes(pages.letters.splitter, layout.splitters.get("letters", ()))
    pages.letters.list.draw_widths(layout.columns.get("letters", ()))


def _restore_quarantine(pages: AreaPages, layout: WindowLayout) -> None:
    _restore_sizes(pages.quarantine.splitter, layout.splitters.get("quarantine", ()))


def _restore_geometry(window: QMainWindow, geometry: str) -> None:
    try:
        stored = b64decode(geometry, validate=True)
    except (binascii.Error, ValueError):
        return
    if stored:
        window.restoreGeometry(QByteArray(stored))


def _sizes(splitter: QSplitter) -> tuple[int, ...]:
    """Return its sizes; of one that was never on show those it was given: its own mean nothing."""
    if splitter.testAttribute(Qt.WidgetAttribute.WA_WState_Created):
        return tuple(splitter.sizes())
    given = splitter.property(_GIVEN)
    return given if isinstance(given, tuple) else ()


def _restore_sizes(splitter: QSplitter, sizes: tuple[int, ...]) -> None:
    whole = len(sizes) == splitter.count() and all(0 <= size <= _WIDEST for size in sizes)
    if whole and sum(sizes) > 0:
        splitter.setProperty(_GIVEN, sizes)
        splitter.setSizes(list(sizes))
