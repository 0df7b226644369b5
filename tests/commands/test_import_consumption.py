"""``import-consumption`` as it is called: its status, its one line, and what it says of rows."""

import csv
import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop import app, commands
from desktop.settings import DataFolder
from tests.support.clock import FixedClock
from tests.support.factories import add_household
from tests.support.usage import add_meter, standing, usage_file

LONG_BEFORE = datetime(2020, 1, 2, 9, 0, tzinfo=UTC)
GOOD = {"month": "2020-01", "value": "12,5"}


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A house with one meter that can be read from afar."""
    made = DataFolder(tmp_path / "data")
    with closing(app.build_context(made, clock=FixedClock(LONG_BEFORE))) as context:
        add_meter(context, add_household(context.database).tenancy_id)
    return made


def run(folder: DataFolder, *arguments: object) -> int:
    call = ["import-consumption", "--data-dir", str(folder.path), *map(str, arguments)]
    return commands.run(call, load_application=lambda: app)


def test_its_status_says_whether_somebody_has_to_look(
    folder: DataFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = usage_file(tmp_path / "good.csv", GOOD)
    for arguments, counts in (
        (("--dry-run",), {"added": 1, "unchanged": 0, "held": 0, "bad": 0}),
        ((), {"added": 1, "unchanged": 0, "held": 0, "bad": 0}),
        ((), {"added": 0, "unchanged": 1, "held": 0, "bad": 0}),
    ):
        assert run(folder, good, *arguments) == 0
        said = capsys.readouterr()
        assert said.out == json.dumps(counts) + "\n"
        assert said.err == ""

    listed = tmp_path / "rows.csv"
    odd = usage_file(
        tmp_path / "odd.csv",
        {**GOOD, "value": "-1"},
        {**GOOD, "company": "nobody"},
        {**GOOD, "meter_number": "0815", "month": "2020-02"},
    )
    assert run(folder, odd, "--today", "2020-01-15", "--bad-rows", listed) == 1
    said = capsys.readouterr()
    assert json.loads(said.out) == {"added": 0, "unchanged": 0, "held": 1, "bad": 2}
    company, month = said.err.splitlines()
    assert company.startswith("odd.csv, Zeile 3, Spalte company: ")
    assert company.endswith("bekannt sind: thor.")
    assert month == "odd.csv, Zeile 4, Spalte month: Der Monat liegt in der Zukunft."
    with listed.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [(row["line"], row["column"]) for row in rows] == [("3", "company"), ("4", "month")]
    with closing(app.build_context(folder)) as context:
        assert len(standing(context)) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "fort.csv"),
        (b"", "leer"),
        (b"PK\x03\x04 no workbook", "fort.csv"),
        (b"Name;Ort\nIlse;Hamburg\n", "Monat"),
    ],
)
def test_what_is_no_table_of_values_is_refused_in_one_sentence(
    folder: DataFolder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes | None,
    sentence: str,
) -> None:
    path = tmp_path / "fort.csv"
    if content is not None:
        path.write_bytes(content)
    assert run(folder, path) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert sentence in said.err
