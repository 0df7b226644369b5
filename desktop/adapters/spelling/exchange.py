"""How the window's process and the one with the dictionaries speak: a length, then JSON."""

import struct
from typing import IO

import msgspec

MOST_BYTES = 1 << 20
_LENGTH = struct.Struct("<I")


class Load(msgspec.Struct, frozen=True, tag="load"):
    """The first question. For each language the files that may be taken, the best first.

    A file is a folder and a name without ending.
    """

    languages: dict[str, tuple[tuple[str, str], ...]]


class Check(msgspec.Struct, frozen=True, tag="check"):
    """In which languages is each of these words right?"""

    words: tuple[str, ...]


class Suggest(msgspec.Struct, frozen=True, tag="suggest"):
    """What may have been meant?"""

    word: str
    language: str


class Loaded(msgspec.Struct, frozen=True, tag="loaded"):
    """Languages whose dictionary can be used."""

    languages: tuple[str, ...]


class Checked(msgspec.Struct, frozen=True, tag="checked"):
    """The languages of each word, in the order of the question."""

    accepted: tuple[tuple[str, ...], ...]


class Suggested(msgspec.Struct, frozen=True, tag="suggested"):
    """Words, the likeliest first."""

    words: tuple[str, ...]


Question = Load | Check | Suggest
Answer = Loaded | Checked | Suggested
_QUESTIONS = msgspec.json.Decoder(Question)
_ANSWERS = msgspec.json.Decoder(Answer)


def send(pipe: IO[bytes], said: Question | Answer) -> None:
    """Say something; raises OSError where nobody listens any more."""
    body = msgspec.json.encode(said)
    pipe.write(_LENGTH.pack(len(body)) + body)
    pipe.flush()


def next_question(pipe: IO[bytes]) -> Question | None:
    """Wait for a question; ``None`` where nobody asks any more."""
    body = _receive(pipe)
    return None if body is None else _QUESTIONS.decode(body)


def next_answer(pipe: IO[bytes]) -> Answer | None:
    """Wait for an answer; ``None`` where the other side is gone or says what nobody understands."""
    body = _receive(pipe)
    if body is None:
        return None
    try:
        answer: Answer = _ANSWERS.decode(body)
    except msgspec.DecodeError:
        return None
    return answer


def _receive(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MOST_BYTES:
        return None
    body = pipe.read(length)
    return body if len(body) == length else None
