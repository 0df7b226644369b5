"""Texts, places and pieces of PDF files, from several processes at once."""

from __future__ import annotations

import contextlib
import os
import queue
import time
import weakref
from collections.abc import Iterator, Sequence

from desktop.adapters.pdf_reader.conversation import (
    Conversation,
    Patience,
    SilentError,
    own_command,
)
from desktop.adapters.pdf_reader.exchange import BOX, LENGTH, PAGE_TEXT, SIZE, Frame, Kind
from desktop.domain.documents import TextState
from desktop.domain.errors import UserError
from desktop.domain.pdf_contents import Box, PageRange, PdfContent

MOST_PAGES = 50_000
"""Files with more pages are not read: a year's statements of a whole company are fewer."""
_PORTION = 10
"""So many pages are read at a time, so that a file that holds the process up is noticed soon."""
_TOGETHER = 120.0
"""So many seconds one file may take altogether, and for each of its pages so many more."""
_A_PAGE = 0.1
_PROCESSES = 4
_STATES = {
    Kind.PASSWORD: TextState.LOCKED,
    Kind.DAMAGED: TextState.DAMAGED,
    Kind.TOO_MANY: TextState.TOO_LONG,
}


class _OutOfTimeError(Exception):
    """One file has taken longer than it may, however quick its pages were."""


class PdfContentsReader:
    """Satisfies the port ``PdfContents``. A process is started when all others are busy."""

    def __init__(
        self,
        processes: int = 0,
        *,
        command: Sequence[str] = (),
        patience: Patience | None = None,
    ) -> None:
        """``processes`` is how many there may be; 0 is one a core, four at most."""
        self._patience = patience or Patience()
        self._all = [
            Conversation(command or own_command(), self._patience.start)
            for _ in range(processes or min(_PROCESSES, os.cpu_count() or 1))
        ]
        # The last that was used comes first: one after the other need no second process.
        self._free: queue.LifoQueue[Conversation] = queue.LifoQueue()
        for one in reversed(self._all):
            self._free.put(one)
        self._at_the_end = weakref.finalize(self, _end_all, self._all)

    def read(self, data: bytes) -> PdfContent:
        """Return the texts of all pages, or why there are none."""
        with self._one() as process:
            try:
                return self._read(process, data)
            except (SilentError, _OutOfTimeError):
                return PdfContent(TextState.TOO_LONG)

    def split(self, data: bytes, ranges: Sequence[PageRange]) -> tuple[bytes, ...]:
        """Return a new PDF for each range.

        Raises:
            UserError: ``documents.not_split``.
        """
        with self._one() as process:
            try:
                if self._open(process, data).kind is not Kind.OPENED:
                    raise UserError("documents.not_split")
                pieces = [
                    self._cut(process, pages, self._seconds(number))
                    for number, pages in enumerate(ranges)
                ]
            except SilentError as error:
                raise UserError("documents.not_split") from error
            process.tell(Frame(Kind.CLOSE))
        return tuple(pieces)

    def find(self, data: bytes, page: int, words: str) -> tuple[Box, ...]:
        """Return where words stand on a page, counted from 1."""
        with self._one() as process, contextlib.suppress(SilentError):
            opened = self._open(process, data)
            if opened.kind is Kind.OPENED and 1 <= page <= len(opened.body) // SIZE.size:
                asked = Frame(Kind.FIND, page - 1, body=words.encode())
                answer = process.ask(asked, self._patience.page)
                process.tell(Frame(Kind.CLOSE))
                return tuple(Box(*box) for box in BOX.iter_unpack(answer.body))
        return ()

    def end(self) -> None:
        """End all processes; whoever waits for one gets no answer."""
        self._at_the_end()

    @contextlib.contextmanager
    def _one(self) -> Iterator[Conversation]:
        process = self._free.get()
        try:
            yield process
        finally:
            self._free.put(process)

    def _open(self, process: Conversation, data: bytes) -> Frame:
        return process.ask(Frame(Kind.OPEN, MOST_PAGES, body=data), self._patience.opening)

    def _read(self, process: Conversation, data: bytes) -> PdfContent:
        opened = self._open(process, data)
        if opened.kind is not Kind.OPENED:
            return PdfContent(_STATES[opened.kind], count=opened.first or None)
        count = len(opened.body) // SIZE.size
        until = time.monotonic() + _TOGETHER + count * _A_PAGE
        texts: list[str] = []
        unseen: list[int] = []
        try:
            while len(texts) < count:
                if time.monotonic() > until:
                    raise _OutOfTimeError
                asked = Frame(Kind.TEXTS, len(texts), min(_PORTION, count - len(texts)))
                answer = process.ask(asked, self._seconds(len(texts)))
                for is_seen, text in _unpacked(answer.body):
                    texts.append(text)
                    if not is_seen:
                        unseen.append(len(texts))
        except SilentError:
            return PdfContent(TextState.TOO_LONG, count=count)
        process.tell(Frame(Kind.CLOSE))
        is_read = any(sign.isalnum() for text in texts for sign in text)
        state = TextState.READ if is_read else TextState.NO_TEXT
        return PdfContent(state, tuple(texts), count, tuple(unseen))

    def _seconds(self, done: int) -> float:
        """How long is waited for an answer where so much was done with the file before."""
        return self._patience.page if done else self._patience.first

    def _cut(self, process: Conversation, pages: PageRange, seconds: float) -> bytes:
        left_out = b"".join(LENGTH.pack(page - 1) for page in pages.without)
        asked = Frame(Kind.CUT, pages.first - 1, pages.last - 1, body=left_out)
        answer = process.ask(asked, seconds)
        if answer.kind is not Kind.PIECE:
            raise UserError("documents.not_split")
        return answer.body


def _unpacked(body: bytes) -> Iterator[tuple[bool, str]]:
    place = 0
    while place < len(body):
        is_seen, length = PAGE_TEXT.unpack_from(body, place)
        place += PAGE_TEXT.size
        yield is_seen, body[place : place + length].decode()
        place += length


def _end_all(processes: Sequence[Conversation]) -> None:
    for process in processes:
        process.kill()
        process.clear_away()
