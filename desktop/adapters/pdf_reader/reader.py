"""Asks a process of its own to open and draw a PDF, and ends it where that takes too long."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence

from desktop.adapters.pdf_reader.conversation import (
    Conversation,
    Patience,
    SilentError,
    own_command,
)
from desktop.adapters.pdf_reader.exchange import SIZE, Frame, Kind
from desktop.domain.drawn_pages import DrawnPage, PageSize
from desktop.domain.errors import UserError

_PROBLEMS = {
    Kind.PASSWORD: "attachment.pdf_password",
    Kind.DAMAGED: "attachment.pdf_damaged",
    Kind.TOO_MANY: "attachment.pdf_too_long",
}


class PdfReader:
    """One file at a time, in one process, which is started when it is first needed.

    ``next_file`` and ``end`` never wait; ``open``, ``draw`` and ``close`` do, so they belong off
    the window's thread. A process that was ended is followed by a new one, with the same file.
    """

    def __init__(self, command: Sequence[str] = (), patience: Patience | None = None) -> None:
        """``command`` starts the process; without one it is this program."""
        self._patience = patience or Patience()
        self._process = Conversation(command or own_command(), self._patience.start)
        self._tickets = itertools.count(1)
        self._latest = 0
        self._asking = threading.Lock()
        self._data = b""
        self._is_open = False
        self._ended = False

    def next_file(self) -> int:
        """Another file is wanted (or none); returns its ticket, and that of the last is void."""
        self._latest = next(self._tickets)
        self._process.give_up_later(self._patience.abandoned)
        return self._latest

    def open(self, ticket: int, data: bytes) -> tuple[PageSize, ...]:
        """Open a file and return the sizes of its pages.

        Raises:
            UserError: ``attachment.pdf_password``, ``pdf_damaged``, ``pdf_too_long`` (``n`` pages),
                ``pdf_not_shown`` (it takes too long or too much), ``pdf_given_up`` (the ticket is
                void).
        """
        with self._asking:
            self._require(ticket)
            # Kept for a process that follows one which a page has ended.
            self._data = data
            self._is_open = False
            body = self._opened().body
        return tuple(PageSize(*pair) for pair in SIZE.iter_unpack(body))

    def draw(self, ticket: int, page: int, width: int, height: int) -> DrawnPage:
        """Draw a page (from 0) of the open file in pixels.

        Raises:
            UserError: ``attachment.pdf_not_shown`` or ``pdf_damaged`` where this page is not to be
                had, ``pdf_given_up`` where the ticket is void.
        """
        with self._asking:
            self._require(ticket)
            if not self._is_open:
                self._opened()
            wanted = Frame(Kind.DRAW, page, width, height)
            answer = self._ask(wanted, self._patience.page)
            self._require(ticket)
        if answer.kind is not Kind.DRAWN:
            raise UserError(_PROBLEMS[answer.kind])
        return DrawnPage(answer.second, answer.third, answer.body)

    def close(self, ticket: int) -> None:
        """Forget the file; the process stays for the next. Nothing happens if there is one."""
        with self._asking:
            if ticket != self._latest:
                return
            self._data = b""
            self._is_open = False
            self._process.tell(Frame(Kind.CLOSE))

    def end(self) -> None:
        """End the process at once; whoever waits for it gets an error. Nothing is shown after."""
        self._ended = True
        self._latest = next(self._tickets)
        if not self._process.kill():
            return
        # Whoever asks right now clears away; else nobody would.
        if self._asking.acquire(blocking=False):
            try:
                self._process.clear_away()
            finally:
                self._asking.release()

    @property
    def process_id(self) -> int | None:
        """The process as it is now; ``None`` before the first and after the last."""
        return self._process.process_id

    @property
    def is_asking(self) -> bool:
        """Whether an answer is waited for."""
        return self._process.is_asking

    @property
    def has_ended(self) -> bool:
        """Whether ``end`` was called."""
        return self._ended

    def _require(self, ticket: int) -> None:
        if ticket != self._latest or self._ended:
            raise UserError("attachment.pdf_given_up")

    def _opened(self) -> Frame:
        """Let the process, an old one or a new one, open the file."""
        answer = self._ask(Frame(Kind.OPEN, body=self._data), self._patience.opening)
        if answer.kind is not Kind.OPENED:
            raise UserError(_PROBLEMS[answer.kind], n=answer.first)
        self._is_open = True
        return answer

    def _ask(self, question: Frame, seconds: float) -> Frame:
        try:
            return self._process.ask(question, seconds)
        except SilentError as error:
            self._is_open = False
            raise UserError("attachment.pdf_not_shown") from error


class PdfReaders:
    """All readers of this program: each window has its own, and they end together."""

    def __init__(self) -> None:
        """Start without any; none starts a process before it is needed."""
        self._all: list[PdfReader] = []

    def new(self) -> PdfReader:
        """Return one more; whoever asks for it ends it."""
        reader = PdfReader()
        self._all = [one for one in self._all if not one.has_ended]
        self._all.append(reader)
        return reader

    def end(self) -> None:
        """The program ends, or its last window has closed."""
        for reader in self._all:
            reader.end()
