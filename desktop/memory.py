"""Keeps the window from holding memory that it has no use for."""

import ctypes
import gc
import importlib
import linecache
import sys
import threading
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import is_dataclass
from types import ModuleType
from typing import Any

_SELDOM = 100_000
_ARENA_MAX = -8
"""``M_ARENA_MAX`` of glibc's ``malloc.h``."""
_lock = threading.Lock()
_before: list[tuple[int, int, int]] = []
"""What held before each block that wishes garbage to be looked for seldom, the first one first."""


class _NothingKept(dict[str, Any]):
    """Takes no lines in, so that they are read again by whoever wants them again."""

    def __setitem__(self, name: str, entry: tuple[Any, ...]) -> None:
        """Let go what can be read from a file again.

        Where no file is, the entry is a function that brings the lines, or lines without a time.
        """
        if len(entry) == 1 or entry[1] is None:
            super().__setitem__(name, entry)


def keep_no_sources() -> None:
    """Let Python keep no source text in memory.

    PySide looks into the source of every module that is imported after it, and Python would keep
    those lines for tracebacks: 36 MB of them by the time a window is open. A traceback still shows
    its lines, which are then read from the files. A packaged program has no source anyway.
    """
    linecache.cache = _NothingKept()


class _Asyncio(ModuleType):
    """Stands for ``asyncio`` where it is imported and hardly ever used."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a module holds
        # PySide looks at every module that is imported, whether it wraps something. A part of
        # asyncio cannot be imported meanwhile: it would be there twice.
        if name.startswith("__"):
            raise AttributeError(name)
        _forget_asyncio(self)
        return getattr(importlib.import_module("asyncio"), name)


def _forget_asyncio(stand_in: _Asyncio) -> None:
    if sys.modules.get("asyncio") is stand_in:
        del sys.modules["asyncio"]


@contextmanager
def asyncio_when_used() -> Iterator[None]:
    """Let what is imported in the block load ``asyncio`` only when it uses something of it.

    SQLAlchemy imports it for whoever asks databases by it, which nothing here does; with ``ssl``,
    which it brings along, that is 2.5 MB. After the block it is imported as ever.
    """
    stand_in = _Asyncio("asyncio")
    sys.modules.setdefault("asyncio", stand_in)
    try:
        yield
    finally:
        _forget_asyncio(stand_in)


def leave_lasting_alone() -> None:
    """Let Python look no more for garbage among what is there now and stays to the end.

    Modules, tables and the window's texts are some hundred thousand objects. Looking through all of
    them takes a tenth of a second, in which neither the window nor any other thread goes on.
    What imports left behind is let go before: signatures of overloaded functions, which ``typing``
    keeps for tools alone, and classes that were replaced. Call it in the window's thread.
    """
    typing.clear_overloads()
    _let_replaced_classes_go()
    gc.collect()
    gc.freeze()


def _let_replaced_classes_go() -> None:
    """Let go of the class that each frozen data class with slots was made from.

    Slots need a new class, but what refuses to set its fields holds the first one, until Python
    3.13 (https://github.com/python/cpython/issues/105936): 3 MB for some eight hundred of them.
    """
    for name, module in tuple(sys.modules.items()):
        if not name.startswith("desktop."):
            continue
        for made in tuple(vars(module).values()):
            if isinstance(made, type) and made.__module__ == name and is_dataclass(made):
                for method in ("__setattr__", "__delattr__"):
                    for cell in getattr(vars(made).get(method), "__closure__", None) or ():
                        if getattr(cell.cell_contents, "__qualname__", "") == made.__qualname__:
                            cell.cell_contents = made


def share_one_heap() -> None:
    """Let all threads take memory from one place; does nothing where the C library is not glibc.

    To be called before a thread is made. glibc gives each thread a place of its own, where what one
    frees serves no other one: 2.5 MB by the time a list is on show. Python's threads compute one
    after the other anyway, so that none of them waits for another one's place.
    """
    mallopt = _of_glibc("mallopt")
    if mallopt is not None:
        mallopt(_ARENA_MAX, 1)


def give_back_freed() -> None:
    """Give the system back what was freed; does nothing where the C library is not glibc.

    glibc keeps freed memory for whoever needs some next. After the lists were loaded that is 8 MB
    nobody needs again. Takes two milliseconds for 50 MB and lets other threads go on.
    """
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Callable[..., object] | None:
    """A function of the C library; None where that is another one."""
    if sys.platform != "linux":
        return None
    found: Callable[..., object] | None = getattr(ctypes.CDLL(None), name, None)
    return found


@contextmanager
def rarely_collecting_garbage() -> Iterator[None]:
    """Look for reference cycles seldom while the block runs: rows of files make none.

    Every look takes in all rows that are held at the time, which costs a quarter of what is done
    with them. Several blocks may run at once.
    """
    with _lock:
        _before.append(gc.get_threshold())
        gc.set_threshold(_SELDOM, *_before[0][1:])
    try:
        yield
    finally:
        with _lock:
            usual = _before[0]
            _before.pop()
            if not _before:
                gc.set_threshold(*usual)
