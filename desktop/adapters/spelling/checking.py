"""What runs in the process with the dictionaries: it answers until its input ends.

It opens no data folder and writes nothing. A word that holds it up is given up from outside; if
nobody is left to do that, it ends itself after ``WATCHDOG_SECONDS``.
"""

from __future__ import annotations

import faulthandler
import os
import sys
from pathlib import Path
from typing import BinaryIO, Protocol

from desktop.adapters.spelling.exchange import (
    Answer,
    Check,
    Checked,
    Load,
    Loaded,
    Question,
    Suggest,
    Suggested,
    next_question,
    send,
)
from desktop.domain.spelling import MOST_SUGGESTIONS

WATCHDOG_SECONDS = 60
MOST_MEMORY = 1 << 29
_SHORTENED = 2
"""Letters that may stand behind an apostrophe in place of a word: "geht's", "so 'ne"."""


class Speller(Protocol):
    """The part of ``hunspell.Hunspell`` that is used here."""

    def spell(self, word: str) -> bool:
        """Whether the dictionary has a word."""

    def suggest(self, word: str) -> tuple[str, ...]:
        """Words like it."""


def serve() -> int:
    """Answer what is asked until nobody asks any more; returns the exit status."""
    _limit()
    # Nothing but answers may come out where the other side listens.
    with (
        os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers,
        Path(os.devnull).open("wb") as nowhere,
    ):
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        _answer_all(sys.stdin.buffer, answers, nowhere)
    return 0


def _answer_all(questions: BinaryIO, answers: BinaryIO, nowhere: BinaryIO) -> None:
    spellers: dict[str, Speller] = {}
    while (asked := next_question(questions)) is not None:
        faulthandler.dump_traceback_later(WATCHDOG_SECONDS, file=nowhere, exit=True)
        send(answers, _answer(spellers, asked))
        faulthandler.cancel_dump_traceback_later()


def _answer(spellers: dict[str, Speller], asked: Question) -> Answer:
    if isinstance(asked, Load):
        for language, files in asked.languages.items():
            for folder, name in files:
                speller = open_dictionary(Path(folder), name)
                if speller is not None:
                    spellers[language] = speller
                    break
        return Loaded(tuple(spellers))
    if isinstance(asked, Check):
        return Checked(
            tuple(
                tuple(code for code, one in spellers.items() if accepts(one, word))
                for word in asked.words
            )
        )
    assert isinstance(asked, Suggest)
    speller = spellers.get(asked.language)
    return Suggested(() if speller is None else suggestions(speller, asked.word))


def open_dictionary(folder: Path, name: str) -> Speller | None:
    """Open a dictionary; ``None`` where it cannot be read or is none."""
    try:
        with (folder / f"{name}.dic").open("rb") as file:
            # Hunspell takes any file, and then knows no word at all.
            if not file.readline(80).removeprefix(b"\xef\xbb\xbf").strip()[:1].isdigit():
                return None
        from hunspell import Hunspell

        opened: Speller = Hunspell(name, hunspell_data_dir=str(folder), system_encoding="UTF-8")
    except (ImportError, OSError, MemoryError):
        return None
    return opened


def accepts(speller: Speller, word: str) -> bool:
    """Whether a word is right, or cannot be judged: the dictionary cannot even write it."""
    try:
        if speller.spell(word):
            return True
        head, apostrophe, tail = word.rstrip(".").rpartition("'")
        return bool(apostrophe) and len(tail) <= _SHORTENED and (not head or speller.spell(head))
    except UnicodeEncodeError:
        return True


def suggestions(speller: Speller, word: str) -> tuple[str, ...]:
    """Return the likeliest words, each once."""
    try:
        found = speller.suggest(word)
    except UnicodeEncodeError:
        return ()
    return tuple(dict.fromkeys(one for one in found if one and one != word))[:MOST_SUGGESTIONS]


def _limit() -> None:
    """No more memory than two large dictionaries need, and no image of it on the disk."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
