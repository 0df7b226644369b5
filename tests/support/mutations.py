"""Spoils values, JSON and bytes the way a broken or hostile sender would; the same for one seed."""

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

HOSTILE_TEXTS = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff\ud800",
    "\u202egnp.exe",
    "\u2066\u2069\u200b\ufeff",
    "\u0301" * 40,
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "'; DROP TABLE cases; --",
    "<b>fett</b><img src=x>",
    "{n} %s {0}",
    "../../etc/passwd",
    "C:\\Windows\\win.ini",
    "CON",
    "a:b",
    "name. ",
    "%2e%2e%2fx",
    "\r\n\t\x1b[31m\x85\u2028",
    "Ω" * 300,
    "x" * 2_000,
    "x" * 1_001,
    "=1+1",
    "2026-02-30T25:61:00",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00",
    "DE00 0000 0000 0000 0000 00",
    "DE89 3704 0044 0532 0130 00",
    "١٢٣٤٥",
)
HOSTILE_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    2**63,
    -(2**63) - 1,
    10**30,
    1e308,
    float("inf"),
    float("nan"),
    [],
    {},
    [[]],
    [None],
    {"": None},
    {"\ud800": 1},
    {"a\0": 1},
    [1, [2, [3, {"a": []}]]],
)
_OF_JSON = b'{}[]",:0123456789eE+-.\\u/tfn \n\t'


def hostile_value(random: Random) -> Any:
    """A value nobody expected: of another type, out of range, or a text that hurts."""
    if random.random() < 0.6:
        return random.choice(HOSTILE_TEXTS)
    if random.random() < 0.05:
        return _nested(random.choice((60, 64, 65, 500)))
    # A copy: what is mutated once more must not be its own part.
    return copy.deepcopy(random.choice(HOSTILE_VALUES))


def _nested(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with a key or index into it, outermost first."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        container = waiting.pop()
        keys = list(container) if isinstance(container, dict) else list(range(len(container)))
        for key in keys:
            found.append((container, key))
            if isinstance(container[key], dict | list):
                waiting.append(container[key])
    return found


def mutate_structure(random: Random, document: dict[str, Any]) -> None:
    """Change one place of a JSON object: another value, gone, renamed, doubled in a list, added."""
    found = places(document)
    if not found:
        document["x"] = hostile_value(random)
        return
    container, key = random.choice(found)
    act = random.randrange(7)
    if act <= 2:
        container[key] = hostile_value(random)
    elif act == 3:
        del container[key]
    elif isinstance(container, list):
        container.insert(key, copy.deepcopy(container[key]))
    elif act == 4:
        container[random.choice(HOSTILE_TEXTS)] = container.pop(key)
    elif act == 5:
        container[random.choice(("x", "fields", "attachments", "iban"))] = hostile_value(random)
    elif isinstance(container[key], str):
        container[key] = mutate_text(random, container[key])


def mutate_text(random: Random, text: str) -> str:
    """Put something into a text, cut it, or turn its case."""
    position = random.randint(0, len(text))
    return random.choice(
        (
            text[:position],
            text[:position] + random.choice(HOSTILE_TEXTS) + text[position:],
            text.swapcase(),
            text[::-1],
            text + " ",
            " " + text,
        )
    )


def mutate_bytes(random: Random, raw: bytes) -> bytes:
    """Change bytes without regard to what they mean."""
    if not raw:
        return random.randbytes(random.randint(0, 40))
    spoil: Callable[[Random, bytes], bytes] = random.choice(
        (_flip, _cut, _remove, _insert, _splice, _double_key, _encode, _wrap)
    )
    return spoil(random, raw)


def _flip(random: Random, raw: bytes) -> bytes:
    changed = bytearray(raw)
    for _ in range(random.randint(1, 4)):
        changed[random.randrange(len(changed))] ^= random.randint(1, 255)
    return bytes(changed)


def _cut(random: Random, raw: bytes) -> bytes:
    return raw[: random.randrange(len(raw))]


def _remove(random: Random, raw: bytes) -> bytes:
    start = random.randrange(len(raw))
    return raw[:start] + raw[start + random.randint(1, 30) :]


def _insert(random: Random, raw: bytes) -> bytes:
    start = random.randrange(len(raw))
    length = random.randint(1, 8)
    new = bytes(random.choice(_OF_JSON) for _ in range(length))
    return raw[:start] + (new if random.random() < 0.7 else random.randbytes(length)) + raw[start:]


def _splice(random: Random, raw: bytes) -> bytes:
    start, end = sorted(random.randrange(len(raw)) for _ in range(2))
    place = random.randrange(len(raw))
    return raw[:place] + raw[start:end] + raw[place:]


def _double_key(random: Random, raw: bytes) -> bytes:
    places_of_names = [n for n, byte in enumerate(raw) if raw[n : n + 1] == b"{" and byte]
    if not places_of_names:
        return raw + raw
    place = random.choice(places_of_names) + 1
    name = random.choice((b"id", b"source", b"type", b"data", b"company", b"iban"))
    return raw[:place] + b'"' + name + b'": "doubled", ' + raw[place:]


def _encode(random: Random, raw: bytes) -> bytes:
    text = raw.decode("utf-8", "replace")
    return random.choice(
        (
            b"\xef\xbb\xbf" + raw,
            text.encode("utf-16"),
            text.encode("utf-32-be", "replace"),
            text.encode("latin-1", "replace"),
            b"\x1f\x8b" + raw,
            raw + b"\0",
            b"",
        )
    )


def _wrap(random: Random, raw: bytes) -> bytes:
    levels = random.choice((1, 63, 64, 10_000))
    return random.choice((b"[" * levels + raw + b"]" * levels, b"[" * levels, raw * 2))


def as_json(document: Any) -> bytes:
    """The document as a sender would write it, lone surrogates and NaN included."""
    return json.dumps(document, ensure_ascii=True).encode("ascii")
