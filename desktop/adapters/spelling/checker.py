"""Asks a process of its own which words are right, and ends it where that takes too long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.adapters import own_process
from desktop.adapters.spelling import ARGUMENT, places
from desktop.adapters.spelling.exchange import (
    Answer,
    Check,
    Checked,
    Load,
    Loaded,
    Question,
    Suggest,
    Suggested,
    next_answer,
    send,
)
from desktop.domain.spelling import Dictionaries, SpellingState

if TYPE_CHECKING:
    import subprocess

MOST_STARTS = 4
"""A process that ends again and again is not started once more until the program is."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the process may take, in seconds; then it is ended."""

    start: float = 30.0
    """Until its dictionaries are read: the program may lie on a slow disk."""
    check: float = 8.0
    suggest: float = 8.0


def own_command() -> tuple[str, ...]:
    """How this program is started as the process that checks, packaged or from its source."""
    return own_process.own_program(ARGUMENT)


class SpellChecker:
    """One process for all windows, started when the first word is asked for.

    All but ``end`` wait, and may be called from any thread. Nothing here fails: what cannot be
    judged is left out of the answer.
    """

    def __init__(
        self,
        own_folder: Path | None = None,
        *,
        folders: Callable[[Path | None], Iterable[Path]] = places.usual_folders,
        command: Sequence[str] = (),
        patience: Patience | None = None,
    ) -> None:
        """``command`` starts the process; without one it is this program."""
        self._own_folder = own_folder
        self._folders = folders
        self._command = tuple(command) or own_command()
        self._patience = patience or Patience()
        self._asking = threading.Lock()
        self._finding = threading.Lock()
        self._files: dict[str, tuple[places.File, ...]] | None = None
        self._languages: tuple[str, ...] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._starts = 0
        self._overdue = False
        self._ended = False

    def dictionaries(self) -> Dictionaries:
        """Return what was found on this computer; it is looked for once."""
        found = self._found()
        languages = tuple(found) if self._languages is None else self._languages
        if self._has_given_up() and self._process is None:
            state = SpellingState.GIVEN_UP
        else:
            state = SpellingState.READY if languages else SpellingState.NO_DICTIONARY
        folder = "" if self._own_folder is None else str(self._own_folder)
        return Dictionaries(state, languages, folder)

    def check(self, words: Sequence[str]) -> dict[str, frozenset[str]]:
        """Return for each word the languages in which it is right; without those not judged."""
        asked = tuple(words)
        with self._asking:
            answer = self._ask(Check(asked), self._patience.check)
        if not isinstance(answer, Checked) or len(answer.accepted) != len(asked):
            return {}
        return {word: frozenset(found) for word, found in zip(asked, answer.accepted, strict=True)}

    def suggest(self, word: str, language: str) -> tuple[str, ...]:
        """Return what may have been meant, the likeliest first."""
        with self._asking:
            answer = self._ask(Suggest(word, language), self._patience.suggest)
        return answer.words if isinstance(answer, Suggested) else ()

    def end(self) -> None:
        """End the process at once; whoever waits for it gets nothing, and no other is started."""
        self._ended = True
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
    def starts(self) -> int:
        """How often a process was started."""
        return self._starts

    def _found(self) -> Mapping[str, tuple[places.File, ...]]:
        with self._finding:
            if self._files is None:
                self._files = places.find(self._folders(self._own_folder))
            return self._files

    def _has_given_up(self) -> bool:
        return self._starts >= MOST_STARTS

    def _ask(self, question: Question, seconds: float) -> Answer | None:
        """Ask; a process that somebody has ended is followed by another, which is asked again.

        What held a process up is not asked a second time.
        """
        for _ in range(2):
            if self._process is None and not self._start():
                return None
            answer = self._answer(question, seconds)
            if answer is not None or self._overdue:
                return answer
        return None

    def _start(self) -> bool:
        """Start a process with the dictionaries; whether it can be asked."""
        files = self._found()
        if not files or self._languages == () or self._has_given_up() or self._ended:
            return False
        self._starts += 1
        try:
            self._process = own_process.start(self._command)
        except OSError:
            return False
        if self._ended:
            self._process.kill()
        loaded = self._answer(Load(dict(files)), self._patience.start)
        if not isinstance(loaded, Loaded):
            self._clear_away()
            return False
        self._languages = loaded.languages
        if not loaded.languages:
            self._clear_away()
        return bool(loaded.languages)

    def _answer(self, question: Question, seconds: float) -> Answer | None:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        self._overdue = False
        limit = threading.Timer(seconds, self._give_up, (process,))
        limit.daemon = True
        limit.start()
        try:
            send(process.stdin, question)
            answer = next_answer(process.stdout)
        except OSError:
            answer = None
        finally:
            limit.cancel()
        if answer is None:
            self._clear_away()
        return answer

    def _give_up(self, process: subprocess.Popen[bytes]) -> None:
        self._overdue = True
        process.kill()

    def _clear_away(self) -> None:
        """The process has ended, or is about to."""
        process, self._process = self._process, None
        if process is not None:
            own_process.clear_away(process)
