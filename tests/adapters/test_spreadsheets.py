"""Tables of files as programs and people leave them; what is none is refused, never guessed."""

import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from desktop.adapters.spreadsheets import SpreadsheetFiles
from desktop.domain.accounts import MasterDataKind
from desktop.domain.errors import UserError
from desktop.domain.master_data.columns import guess_kind
from desktop.domain.master_data.findings import CellProblem, Reason
from desktop.domain.master_data.sheets import Sheet
from desktop.domain.master_data.values import FORMULA, clean, day, iban, moment, money
from tests.support.factories import OLD_IBAN


def opened(path: Path) -> Sheet:
    (sheet,) = SpreadsheetFiles().open(path)
    return sheet


def cells(path: Path) -> list[list[str]]:
    return [row.cells for row in opened(path).rows()]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_in_every_usual_shape(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "file.csv"
    lines = [["Company", "Contract Number", "rent cold"], ["thor", "0302", "Bühl"], ["", "", ""]]
    path.write_bytes("\r\n".join(map(delimiter.join, lines)).encode(encoding))
    assert opened(path).facts.headings == ("Company", "Contract Number", "rent cold")
    assert cells(path) == [["thor", "0302", "Bühl"]]


def test_a_broken_line_costs_no_other_one(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(
        b"sep=;\r\n\r\ncompany;contract_number;iban\r\n"
        b'thor;1;"open\r\nthor;2;b\r\nthor;3\r\nthor;4;"a;b"\r\n'
        b"thor;" + b"x" * 400_000 + b";c\r\nthor;6;d\r\n"
    )
    rows = list(opened(path).rows())
    assert [(row.line, row.problem) for row in rows] == [
        (4, Reason.CSV),
        (5, None),
        (6, Reason.CELL_COUNT),
        (7, None),
        (8, Reason.CELL_COUNT),
        (9, None),
    ]
    assert rows[3].cells == ["thor", "4", "a;b"]


def test_a_broken_line_far_down_costs_no_other_one(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    lines = [f'thor;"{n}\n{n}";x' for n in range(1000)]
    lines[900] = 'thor;"900"y;x'
    path.write_text("company;contract_number;iban\n" + "\n".join(lines) + "\n")
    rows = list(opened(path).rows())
    assert [(at, row.line) for at, row in enumerate(rows) if row.problem] == [(900, 1802)]
    assert [row.line for row in rows] == [2 * n + 2 - (n > 900) for n in range(1000)]
    assert rows[999].cells == ["thor", "999\n999", "x"]


def test_a_workbook_gives_what_a_person_sees(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["company", "contract_number", "starts_on", "rent_cold", "remote", "x"])
    sheet.append(["thor", 302, date(2020, 2, 1), 0.1 + 0.2, True, "=1+1"])
    sheet.append([None] * 6)
    moment_of_excel = datetime(2020, 2, 1, 9, 30, tzinfo=UTC).replace(tzinfo=None)
    sheet.append(["thor", 10.0, moment_of_excel])
    sheet["B2"].number_format = "0000"
    book.create_sheet("leer")
    hidden = book.create_sheet("hidden")
    hidden.append(["company"])
    hidden.sheet_state = "hidden"
    book.save(path)
    rows = list(opened(path).rows())
    assert rows[0].cells == ["thor", "0302", "2020-02-01", "0.3", "yes", FORMULA]
    assert (rows[1].line, rows[1].cells[:3]) == (4, ["thor", "10", "2020-02-01 09:30:00"])


def _zipped(path: Path, parts: dict[str, str | bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_what_is_no_table_is_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "blank").write_bytes(b"\n\n")
    (tmp_path / "headless").write_text(f"thor;C1;Erika Beispiel;{OLD_IBAN}\nthor;C2;M. Modell;x\n")
    (tmp_path / "fake").write_bytes(b"PK\x03\x04garbage")
    (tmp_path / "old").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")
    _zipped(tmp_path / "zip", {"a.txt": "x"})
    shell: dict[str, str | bytes] = {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}
    _zipped(tmp_path / "bomb", {**shell, "xl/worksheets/sheet1.xml": b" " * 30_000_000})
    _zipped(tmp_path / "entity", {**shell, "xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'})
    for name, code in {
        "empty": "empty",
        "blank": "no_headings",
        "headless": "no_headings",
        "fake": "no_workbook",
        "old": "old_excel",
        "zip": "no_workbook",
        "bomb": "bomb",
        "entity": "no_workbook",
        ".": "is_folder",
        "absent": "missing",
    }.items():
        with pytest.raises(UserError) as caught:
            SpreadsheetFiles().open(tmp_path / name)
        assert caught.value.code == f"spreadsheet.{code}", name


def test_a_file_that_changes_while_it_is_read_is_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("company;iban\nthor;1\n")
    sheet = opened(path)
    path.write_text("company;iban\nthor;1\nthor;2\n")
    with pytest.raises(UserError, match="changed_since"):
        list(sheet.rows())


def test_cells_say_what_they_say() -> None:
    assert day("01.02.2020") == day("2020-02-01") == date(2020, 2, 1)
    assert money("1.234,56") == money("1,234.56") == money("1234.56 €") == Decimal("1234.56")
    assert moment("20.11.2026 09:30").isoformat() == "2026-11-20T08:30:00+00:00"
    assert clean(" a\u00a0b\n") == "a b"
    for read, cell in ((money, "1.234"), (money, "-1"), (day, "31.02.2020"), (iban, OLD_IBAN[:-1])):
        with pytest.raises(CellProblem):
            read(cell)
    for broken in ("a\0b", "a\ufffd", "#REF!"):
        with pytest.raises(CellProblem):
            clean(broken)


def test_the_headings_tell_the_kind() -> None:
    headings = {
        MasterDataKind.UNITS: ("Company", "Property Number", "unit-number", "kind"),
        MasterDataKind.TENANCIES: ("company", "contract_number", "starts_on", "property_number"),
        MasterDataKind.BANK_DETAILS: ("company", "contract_number", "iban"),
        None: ("company", "contract_number"),
    }
    for kind, found in headings.items():
        assert guess_kind(found) is kind
