"""Reading JSON of the portal strictly: what two readers could understand differently is refused."""

import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum

MAX_DEPTH = 64
"""Levels of nesting; the outermost object is level 1."""
_LEAST_INTEGER, _GREATEST_INTEGER = -(2**63), 2**63 - 1
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class QuarantineReason(StrEnum):
    """Why an event could not be taken in. The list is closed (rules of arrival)."""

    INVALID_JSON = "invalid_json"
    SCHEMA = "schema"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_COMPANY = "unknown_company"
    UNKNOWN_CONTRACT = "unknown_contract"
    UNKNOWN_CASE = "unknown_case"
    MISSING_FILE = "missing_file"
    WRONG_HASH = "wrong_hash"
    BAD_FILE_NAME = "bad_file_name"
    TOO_LARGE = "too_large"
    ID_REUSED = "id_reused"


class RefusedEventError(Exception):
    """An event goes to the quarantine.

    ``place`` says where in the event or folder the fault lies: a key or a kind of fault, never what
    the tenant wrote.
    """

    def __init__(self, reason: QuarantineReason, place: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.place = place


class _OutOfRange:
    """Stands for a number that no 64 bit integer or double can hold."""


_OUT_OF_RANGE = _OutOfRange()


def parse_json(raw: bytes) -> object:
    """Return the value that ``raw`` holds: UTF-8, a byte order mark is ignored.

    Raises:
        RefusedEventError: ``invalid_json`` for what is no JSON, doubled keys, NaN, Infinity and
            nesting deeper than ``MAX_DEPTH``.
    """
    try:
        text = raw.removeprefix(_BYTE_ORDER_MARK).decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_int=_integer,
            parse_float=_double,
        )
    except UnicodeDecodeError:
        raise RefusedEventError(QuarantineReason.INVALID_JSON, "utf-8") from None
    except RecursionError:
        raise RefusedEventError(QuarantineReason.INVALID_JSON, "depth") from None
    except ValueError:
        raise RefusedEventError(QuarantineReason.INVALID_JSON, "json") from None
    _check_depth(value)
    return value


def check_values(value: object) -> None:
    """Refuse what can be parsed and yet not be kept in every place where we keep it.

    Raises:
        RefusedEventError: ``schema`` for lone surrogates and U+0000 (in keys too), and for numbers
            beyond 64 bits or a double's range.
    """
    for item in _everything_in(value):
        if isinstance(item, _OutOfRange):
            raise RefusedEventError(QuarantineReason.SCHEMA, "number")
        if isinstance(item, str) and not is_storable(item):
            raise RefusedEventError(QuarantineReason.SCHEMA, "text")


def is_storable(text: str) -> bool:
    """Whether every database and every encoding of ours can hold the text."""
    if "\0" in text:
        return False
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def content_hash(event: object, attachment_hashes: Iterable[str]) -> str:
    """Return a SHA-256 that is the same for the same content.

    That is the parsed event, order of keys and blanks aside, and the attachments' hashes in their
    order. ``event`` must have passed ``check_values``.
    """
    canonical = json.dumps(event, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode("ascii"))
    for sha256 in attachment_hashes:
        digest.update(f"\n{sha256.lower()}".encode("ascii"))
    return digest.hexdigest()


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("doubled key")
    return members


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _integer(digits: str) -> object:
    # Python refuses to read thousands of digits; none of these fits anyway.
    if len(digits) > 20:
        return _OUT_OF_RANGE
    number = int(digits)
    return number if _LEAST_INTEGER <= number <= _GREATEST_INTEGER else _OUT_OF_RANGE


def _double(digits: str) -> object:
    number = float(digits)
    return _OUT_OF_RANGE if number in (float("inf"), float("-inf")) else number


def _check_depth(value: object) -> None:
    level: list[object] = [value]
    for _ in range(MAX_DEPTH):
        level = [
            member
            for container in level
            if isinstance(container, dict | list)
            for member in (container.values() if isinstance(container, dict) else container)
            if isinstance(member, dict | list)
        ]
        if not level:
            return
    raise RefusedEventError(QuarantineReason.INVALID_JSON, "depth")


def _everything_in(value: object) -> Iterable[object]:
    """Yield every value and every key, without recursion."""
    waiting: list[object] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        else:
            yield item
