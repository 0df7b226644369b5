"""``import-master-data`` as it is called: what is told of rows, and what of a company."""

import csv
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop import app, commands
from desktop.domain.accounts import MasterDataKind
from desktop.settings import DataFolder
from tests.support.clock import FixedClock
from tests.support.factories import add_company
from tests.support.master_data import Erp, write_csv

LONG_BEFORE = datetime(2020, 1, 2, 9, 0, tzinfo=UTC)
"""Commands go by the computer's clock, whatever it says: this is past for all of them."""
CONTRACTS = 30
KEPT = 20


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def erp(folder: DataFolder, tmp_path: Path) -> Iterator[Erp]:
    with closing(app.build_context(folder, clock=FixedClock(LONG_BEFORE))) as context:
        with context.database.write() as unit:
            add_company(unit)
        made = Erp(context, tmp_path)
        made.contracts(CONTRACTS)
        yield made


def run(folder: DataFolder, *arguments: object) -> int:
    call = ["import-master-data", "--data-dir", str(folder.path), *map(str, arguments)]
    return commands.run(call, load_application=lambda: app)


def test_the_first_rows_of_a_file_are_told_and_all_are_written(
    erp: Erp, folder: DataFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = [erp.contract(n, starts_on="31.02.2020", rent_cold="?") for n in range(1, 26)]
    good = [erp.contract(n) for n in range(26, CONTRACTS + 1)]
    broken = write_csv(tmp_path / "broken.csv", MasterDataKind.TENANCIES, bad + good)
    wrong = write_csv(
        tmp_path / "wrong.csv", MasterDataKind.PROPERTIES, [{"property_number": "1" * 21}]
    )
    assert run(folder, broken, wrong, "--dry-run") == 1
    said = capsys.readouterr()
    assert json.loads(said.out) == {
        "added": 0,
        "changed": 0,
        "ended": 0,
        "suspicious": 0,
        "bad": 26,
    }
    lines = said.err.splitlines()
    told = [line for line in lines if line.startswith("broken.csv, Zeile")]
    assert len(told) == 20 * 2
    assert told[0].startswith("broken.csv, Zeile 2, Spalte starts_on: ")
    assert told[-1].startswith("broken.csv, Zeile 21, Spalte rent_cold: ")
    assert [line for line in lines if line.startswith("wrong.csv")] == [
        "wrong.csv, Zeile 2, Spalte property_number: Das Feld hat mehr als 20 Zeichen."
    ]
    assert lines[-1] == "broken.csv: 5 weitere Zeilen; --bad-rows DATEI schreibt alle auf."

    listed = tmp_path / "rows.csv"
    assert run(folder, broken, wrong, "--dry-run", "--bad-rows", listed) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        "broken.csv: 5 weitere Zeilen; alle stehen in rows.csv."
    )
    with listed.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert len([row for row in rows if row["file"] == "broken.csv"]) == 25 * 2
    assert rows[-1]["line"] == "26"


def test_contracts_that_a_file_lacks_are_one_line_for_their_company(
    erp: Erp, folder: DataFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = [erp.contract(n) for n in range(1, KEPT)] + [erp.contract(KEPT, ends_on="2020-02-29")]
    file = write_csv(tmp_path / "few.csv", MasterDataKind.TENANCIES, kept)
    listed = tmp_path / "rows.csv"
    assert run(folder, file, "--bad-rows", listed) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["suspicious"] == CONTRACTS - KEPT + 1
    assert json.loads(said.out)["ended"] == 0
    row, company = said.err.splitlines()
    assert row.startswith("few.csv, Zeile 21, Spalte ends_on: ")
    assert company == (
        "Bei thor würden 11 von 30 laufenden Verträgen auf einmal enden. 10 davon fehlen in der "
        "Datei. Nichts davon wurde beendet. Ist es richtig so, dann bitte noch einmal mit "
        "--confirm-ends."
    )
    with listed.open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.DictReader(stream, delimiter=";"))) == CONTRACTS - KEPT + 1
    assert run(folder, file, "--confirm-ends") == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["ended"] == CONTRACTS - KEPT + 1
    assert said.err == ""


def test_the_list_of_bad_rows_never_takes_the_place_of_what_is_read(
    erp: Erp, folder: DataFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_csv(tmp_path / "contracts.csv", MasterDataKind.TENANCIES, [erp.contract(1)])
    before = file.read_bytes()
    assert run(folder, file, "--bad-rows", file) == 2
    assert file.read_bytes() == before
    assert "wählen Sie einen anderen Ort" in capsys.readouterr().err
