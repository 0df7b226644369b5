"""Rows look the same in every command."""

import json

import pytest

from desktop.commands.rows import on_one_line, row_writer

ROW: dict[str, str | list[str] | None] = {"id": "ä", "list": ["a", "b"], "none": None}


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("jsonl", '{"id":"ä","list":["a","b"],"none":null}\n'),
        ("csv", "id,list,none\nä,a|b,\n"),
    ],
)
def test_a_row_in_both_forms(capsys: pytest.CaptureFixture[str], form: str, text: str) -> None:
    row_writer(form, list(ROW))(ROW)
    assert capsys.readouterr().out == text


def test_a_list_without_rows_has_its_header(capsys: pytest.CaptureFixture[str]) -> None:
    row_writer("csv", ["id", "name"])
    assert capsys.readouterr().out == "id,name\n"


def test_a_row_is_one_line_for_every_reader() -> None:
    value = "".join(map(chr, range(0x3000)))
    line = on_one_line(json.dumps(value, ensure_ascii=False))
    assert len(line.splitlines()) == 1
    assert json.loads(line) == value
