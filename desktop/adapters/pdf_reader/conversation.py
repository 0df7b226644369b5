"""One process that reads PDF files: started when first asked, ended where it takes too long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.adapters import own_process
from desktop.adapters.pdf_reader import ARGUMENT
from desktop.adapters.pdf_reader.exchange import Frame, receive, send

if TYPE_CHECKING:
    import subprocess


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the process may take, in seconds; then it is ended."""

    start: float = 20.0
    """Until it is there: the program may have to be read from a slow disk."""
    opening: float = 8.0
    first: float = 25.0
    """For the first pages that are read or cut out: all pages of the file are listed for them."""
    page: float = 8.0
    abandoned: float = 0.3
    """What nobody waits for any more may still come to its end: a new process takes longer."""


def own_command() -> tuple[str, ...]:
    """How this program is started as the process that reads, packaged or from its source."""
    return own_process.own_program(ARGUMENT)


class SilentError(Exception):
    """The process gave no answer: it could not be started, has ended, or was ended."""


class Conversation:
    """Asks one process, from one thread at a time; a process that has ended is followed by another.

    ``kill`` and ``end`` may come from any thread.
    """

    def __init__(self, command: Sequence[str], start_seconds: float) -> None:
        """``command`` starts the process; it may take ``start_seconds`` until it is there."""
        self._command = tuple(command)
        self._start_seconds = start_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._under_way: threading.Timer | None = None
        self._ended = False

    @property
    def process_id(self) -> int | None:
        """The process as it is now; ``None`` before the first and after the last."""
        process = self._process
        return None if process is None else process.pid

    @property
    def is_asking(self) -> bool:
        """Whether an answer is waited for."""
        return self._under_way is not None

    def give_up_later(self, seconds: float) -> None:
        """End the process unless what is asked of it now is answered by then."""
        process, abandoned = self._process, self._under_way

        def give_up() -> None:
            if process is not None and self._under_way is abandoned:
                process.kill()

        if abandoned is not None:
            _later(seconds, give_up)

    def ask(self, question: Frame, seconds: float) -> Frame:
        """Ask, and wait so long for what the process says.

        Raises:
            SilentError: there is no answer; the next question goes to a new process.
        """
        if self._process is None:
            self._start()
            self._answer(None, self._start_seconds)
        return self._answer(question, seconds)

    def tell(self, what: Frame) -> None:
        """Say something that has no answer; nothing happens where there is no process."""
        process = self._process
        if process is None or process.stdin is None:
            return
        try:
            send(process.stdin, what)
        except OSError:
            self.clear_away()

    def kill(self) -> bool:
        """End the process for good, without waiting; returns whether there was one."""
        self._ended = True
        process = self._process
        if process is None:
            return False
        process.kill()
        return True

    def clear_away(self) -> None:
        """The process has ended, or is about to."""
        process, self._process = self._process, None
        if process is not None:
            own_process.clear_away(process)

    def _start(self) -> None:
        try:
            self._process = own_process.start(self._command)
        except OSError as error:
            raise SilentError from error
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
            self.clear_away()
            raise SilentError
        return answer


def _later(seconds: float, act: Callable[[], object]) -> threading.Timer:
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()
    return timer
