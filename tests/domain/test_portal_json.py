"""Strict JSON: what two readers could understand differently is refused."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.portal_json import (
    QuarantineReason,
    RefusedEventError,
    check_values,
    content_hash,
    parse_json,
)


def _nested(levels: int, opening: str = '{"a":', closing: str = "}") -> bytes:
    return (opening * (levels - 1) + "{}" + closing * (levels - 1)).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b"{",
        b"{'a': 1}",
        b'{"a": 1} x',
        b'{"a": 1}{"b": 2}',
        b'{"a": 1, "a": 1}',
        b'{"x": [{"a": 1, "a": 2}]}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 01}',
        b'{"a": "\x00"}',
        b'{"a": "\xff"}',
        b'{"a": "\xed\xa0\x80"}',
        '{"a": 1}'.encode("utf-16"),
        '{"a": 1}'.encode("utf-16-le"),
        b"\xef\xbb\xbf\xef\xbb\xbf{}",
        _nested(65),
        b'{"a":' + b"[" * 64 + b"]" * 64 + b"}",
        _nested(10_000),
        b"[" * 100_000,
        b'{"a": 1e400, "a": 1}',
    ],
)
def test_what_is_no_json(raw: bytes) -> None:
    with pytest.raises(RefusedEventError) as refused:
        parse_json(raw)
    assert refused.value.reason is QuarantineReason.INVALID_JSON


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"a": 1, "A": 2}', {"a": 1, "A": 2}),
        (b'{"a": 9223372036854775807}', {"a": 2**63 - 1}),
        (b'{"a": -9223372036854775808}', {"a": -(2**63)}),
        (b'{"a": 1.7976931348623157e308}', {"a": 1.7976931348623157e308}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "\U0001f600"}),
        (b'"{\\"a\\": 1}"', '{"a": 1}'),
    ],
)
def test_what_is_json(raw: bytes, value: Any) -> None:
    parsed = parse_json(raw)
    check_values(parsed)
    assert parsed == value


def test_64_levels_are_fine() -> None:
    parse_json(_nested(64))
    parse_json(b'{"a":' + b"[" * 63 + b"]" * 63 + b"}")
    parse_json(('{"a": "' + "[{" * 1000 + '"}').encode())


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": "\\ud800"}',
        b'{"a": "\\udc00 x"}',
        b'{"\\ud800": 1}',
        b'{"a": "\\u0000"}',
        b'{"x": [{"\\u0000": 1}]}',
        b'{"a": 9223372036854775808}',
        b'{"a": -9223372036854775809}',
        b'{"a": [[18446744073709551616]]}',
        b'{"a": 1e400}',
        b'{"a": -1e400}',
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
)
def test_what_cannot_be_kept_everywhere(raw: bytes) -> None:
    parsed = parse_json(raw)
    with pytest.raises(RefusedEventError) as refused:
        check_values(parsed)
    assert refused.value.reason is QuarantineReason.SCHEMA


def test_content_is_the_same_whatever_the_order_and_the_blanks() -> None:
    one = parse_json(b'{"a": 1, "b": {"c": "\xc3\xa4", "d": []}}')
    two = parse_json(b'{"b":{"d":[],"c":"\\u00e4"},\n"a":1}')
    assert content_hash(one, ["AB", "cd"]) == content_hash(two, ["ab", "CD"])


@pytest.mark.parametrize(
    "other", [b'{"a": 1.0}', b'{"a": "1"}', b'{"a": true}', b'{"a": [1]}', b'{"a": 1, "b": null}']
)
def test_other_content_is_other_content(other: bytes) -> None:
    assert content_hash(parse_json(other), []) != content_hash(parse_json(b'{"a": 1}'), [])


def test_other_files_are_other_content() -> None:
    assert content_hash({}, ["aa", "bb"]) != content_hash({}, ["bb", "aa"])
    assert content_hash({}, ["aa"]) != content_hash({}, [])


@given(st.binary(max_size=200))
def test_no_input_raises_anything_else(raw: bytes) -> None:
    with contextlib.suppress(RefusedEventError):
        check_values(parse_json(raw))


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner),
    max_leaves=10,
)


@given(_JSON)
def test_whatever_a_portal_writes_properly_is_read(value: Any) -> None:
    parsed = parse_json(json.dumps(value).encode())
    check_values(parsed)
    assert parsed == value
