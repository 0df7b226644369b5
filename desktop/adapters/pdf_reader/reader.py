"""Asks a process of its own to open and draw a PDF, and ends it where that takes too long."""

from __future__ import annotations

import itertools
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.adapters import own_process
from desktop.adapters.pdf_reader import ARGUMENT
from desktop.adapters.pdf_reader.exchange import SIZE, Frame, Kind, receive, send
from desktop.domain.drawn_pages import DrawnPage, PageSize
from desktop.domain.errors import UserError

_PROBLEMS = {
    Kind.PASSWORD: "attachment.pdf_password",
    Kind.DAMAGED: "attachment.pdf_damaged",
    Kind.TOO_MANY: "attachment.pdf_too_long",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the process may take, in seconds; then it is ended."""

    start: float = 20.0
    """Until it is there: the program may have to be read from a slow disk."""
    opening: float = 8.0
    page: float = 8.0
    abandoned: float = 0.3
    """What nobody waits for any more may still come to its end: a new process takes longer."""


def own_command() -> tuple[str, ...]:
    """How this program is started as the process that draws, packaged or from its source."""
    return own_process.own_program(ARGUMENT)


class PdfReader:
    """One file at a time, in one process, which is started when it is first needed.

    ``next_file`` and ``end`` never wait; ``open``, ``draw`` and ``close`` do, so they belong off
    the window's thread. A process that was ended is followed by a new one, with the same file.
    """

    def __init__(self, command: Sequence[str] = (), patience: Patience | None = None) -> None:
        """``command`` starts the process; without one it is this program."""
        self._command = tuple(command) or own_command()
        self._patience = patience or Patience()
        self._tickets = itertools.count(1)
        self._latest = 0
        self._asking = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._under_way: threading.Timer | None = None
        self._data = b""
        self._is_open = False
        self._ended = False

    def next_file(self) -> int:
        """Another file is wanted (or none); returns its ticket, and that of the last is void."""
        self._latest = next(self._tickets)
        process, abandoned = self._process, self._under_way

        def give_up() -> None:
            if process is not None and self._under_way is abandoned:
                process.kill()

        if abandoned is not None:
            _later(self._patience.abandoned, give_up)
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
            process = self._process
            if process is not None and process.stdin is not None:
                try:
                    send(process.stdin, Frame(Kind.CLOSE))
                except OSError:
                    self._clear_away()

    def end(self) -> None:
        """End the process at once; whoever waits for it gets an error. Nothing is shown after."""
        self._ended = True
        self._latest = next(self._tickets)
        process = self._process
        if process is None:
            return
        process.kill()
        # Whoever asks right now clears away; else nobody would.
        if self._asking.acquire(blocking=False):
            try:
                self._clear_away()
            finally:
                self._asking.release()

    @property
    def process_id(self) -> int | None:
        """The process as it is now; ``None`` before the first and after the last."""
        process = self._process
        return None if process is None else process.pid

    @property
    def is_asking(self) -> bool:
        """Whether an answer is waited for."""
        return self._under_way is not None

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
        if self._process is None:
            self._start()
            self._answer(None, self._patience.start)
        return self._answer(question, seconds)

    def _start(self) -> None:
        try:
            self._process = own_process.start(self._command)
        except OSError as error:
            raise UserError("attachment.pdf_not_shown") from error
        if self._ended:
            self._process.kill()

    def _answer(self, question: Frame | None, seconds: float) -> Frame:
        """Ask, and wait for what the process says; without a question for its first word."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        limit = _later(seconds, process.kill)
        self._under_way = limit
        try:
            if question is not None:
                send(process.stdin, question)
            answer = receive(process.stdout)
        except OSError:
            answer = None
        finally:
            self._under_way = None
            limit.cancel()
        if answer is None:
            self._clear_away()
            raise UserError("attachment.pdf_not_shown")
        return answer

    def _clear_away(self) -> None:
        """The process has ended, or is about to."""
        process, self._process = self._process, None
        self._is_open = False
        if process is not None:
            own_process.clear_away(process)


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


def _later(seconds: float, act: Callable[[], object]) -> threading.Timer:
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()
    return timer
