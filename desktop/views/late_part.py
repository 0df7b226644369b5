"""Parts that are made when they are first needed.

Most cards of a case belong to one category, and many a person never writes, filters or looks under
the bell. Nobody waits for what is not used, and it takes no memory: 15 KB for each widget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, Self, TypeVar, overload

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

Part = TypeVar("Part", bound=QWidget)


class LatePart(Generic[Part]):
    """Decorates the method of a page, or of who serves one, that makes one of its parts.

    As an attribute of the page it is that part, made on first use. As one of the class it knows
    whether the part was made: ``CasePage.damage.of(page)``.
    """

    def __init__(self, make: Callable[[Any], Part]) -> None:
        """``make`` is called once a page."""
        self._make = make
        self._name = make.__name__
        self._waiting = f"_waiting_for_{make.__name__}"

    @overload
    def __get__(self, page: None, owner: type[object]) -> Self: ...
    @overload
    def __get__(self, page: object, owner: type[object]) -> Part: ...

    def __get__(self, page: object | None, owner: type[object]) -> Self | Part:
        """Make the part; from then on Python finds it in the page and does not come here."""
        if page is None:
            return self
        part = page.__dict__[self._name] = self._make(page)
        self._hand_over(part, page.__dict__.pop(self._waiting, ()))
        return part

    @staticmethod
    def _hand_over(part: Part, waiting: Iterable[Callable[[Part], object]]) -> None:
        """Call all who wait for it: one that fails must not leave the others without their part."""
        failed: list[Exception] = []
        for use in waiting:
            try:
                use(part)
            except Exception as error:  # noqa: BLE001 - raised below
                failed.append(error)
        if failed:
            raise failed[0]

    def of(self, page: object) -> Part | None:
        """The part if it was made."""
        part: Part | None = page.__dict__.get(self._name)
        return part

    def is_made(self, page: object) -> bool:
        """Whether there is one by now."""
        return self._name in page.__dict__

    def when_made(self, page: object, use: Callable[[Part], object]) -> None:
        """Call ``use`` with the part as soon as there is one."""
        part = self.of(page)
        if part is None:
            page.__dict__.setdefault(self._waiting, []).append(use)
        else:
            use(part)


def follow_in_tab_order(before: QWidget, part: QWidget) -> None:
    """Let Tab come to ``part``, which was made just now, after ``before``.

    Qt puts whatever is made later behind everything that was there.
    """
    last = _first_run(before)[-1]
    for widget in _first_run(part):
        with reached_by_tab(last), reached_by_tab(widget):
            QWidget.setTabOrder(last, widget)
        last = widget


def _first_run(area: QWidget) -> list[QWidget]:
    """An area and what is in it, in the order of Tab; not what was made later."""
    run = [area]
    while (widget := run[-1].nextInFocusChain()) is not None:
        _belongs_to_its_parent(widget)
        # A whole window ends where it began.
        if widget is area or not area.isAncestorOf(widget):
            break
        run.append(widget)
    return run


def _belongs_to_its_parent(widget: QWidget) -> None:
    """Put right whose widget this is for PySide.

    What a widget answers with when it is asked without arguments, such as the next one for Tab,
    PySide takes for a child of it, and for deleted with it; even the window. Qt itself sees a
    parent that is set anew, and does nothing.
    """
    QObject.setParent(widget, widget.parentWidget())


@contextmanager
def reached_by_tab(widget: QWidget) -> Iterator[None]:
    """Let a widget count in the order of Tab although it takes no focus.

    Qt moves nothing that takes none, and nothing behind it, but a part of it may take the focus.
    What a widget is told Qt tells whoever takes the focus in its place, too: the text around the
    area that is painted on. All of them are put back.
    """
    told = [widget]
    while (proxy := told[-1].focusProxy()) is not None:
        _belongs_to_its_parent(proxy)
        told.append(proxy)
    policies = [one.focusPolicy() for one in told]
    widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    yield
    for one, policy in zip(told, policies, strict=True):
        one.setFocusPolicy(policy)
