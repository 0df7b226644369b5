"""JSON as it comes out of the database."""

import json

import pytest

from desktop.database.json_texts import read_json


@pytest.mark.parametrize(
    "value",
    [
        {"pages": [1, 2.5, None, True], "Gr\u00fc\u00dfe": "\u20ac"},
        12345678901234567890123456789,
        # Python writes these, and nobody else reads them.
        "\ud800",
        [float("inf")],
    ],
)
def test_what_python_has_written_is_read(value: object) -> None:
    assert read_json(json.dumps(value)) == value


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        read_json("{")
