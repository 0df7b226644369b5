"""``check-bank-details``: what the issue says about it, word by word."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop import commands
from desktop.commands.bank_detail_lines import LONGEST_LINE, UnreadableLine, read_lines
from desktop.commands.bank_detail_results import CSV_COLUMNS, RESULT_KEYS

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-19"
GOOD: dict[str, Any] = {
    "id": "a-1",
    "iban": "DE89 3704 0044 0532 0130 00",
    "account_holder": "Erika Beispiel",
    "tenants": ["Max Beispiel", "Erika Beispiel"],
    "received_at": "2026-11-18T21:14:00+01:00",
    "federal_state": "HH",
    "mandate": {
        "reference": "THOR-004417-02",
        "creditor_id": "DE98ZZZ09999999999",
        "signed_on": "2026-11-18",
    },
}
HOME = {
    "street": "Beispielstieg",
    "house_number": "7",
    "postcode": "20535",
    "town": "Hamburg",
    "country": "DE",
}


def no_application() -> commands.Application:
    raise AssertionError("the command needs neither database nor window")


class Outcome:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    def codes(self, number: int = 0) -> list[str]:
        return [finding["code"] for finding in self.rows[number]["findings"]]


class Program:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys

    def __call__(self, content: bytes | str, *options: str, today: str = TODAY) -> Outcome:
        file = self._folder / "input"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self.run(str(file), "--today", today, *options)

    def run(self, *arguments: str) -> Outcome:
        self._capsys.readouterr()
        status = commands.run(["check-bank-details", *arguments], load_application=no_application)
        captured = self._capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    def one(self, record: dict[str, Any], *options: str, today: str = TODAY) -> Outcome:
        return self(json.dumps(record), *options, today=today)


@pytest.fixture
def program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(tmp_path, capsys)


def without(*keys: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key not in keys}


def test_a_good_line(program: Program) -> None:
    outcome = program.one(GOOD)
    (row,) = outcome.rows
    assert outcome.status == 0
    assert outcome.err == ""
    assert tuple(row) == RESULT_KEYS
    findings = row.pop("findings")
    assert row == {
        "id": "a-1",
        "iban": "DE89370400440532013000",
        "valid": True,
        "national_check": "passed",
        "sepa": True,
        "country": "DE",
        "bank_name": "Commerzbank",
        "bic": "COBADEFFXXX",
        "received_on": "2026-11-18",
        "effective_month": "2026-11",
        "collection_on": "2026-12-01",
        "expected_collection_on": "2026-12-01",
        "debit_file_on": "2026-11-30",
        "due_on": "2026-12-02",
        "act_by": "2026-11-30",
    }
    assert [(finding["code"], finding["severity"]) for finding in findings] == [
        ("iban.ok", "ok"),
        ("iban.national_ok", "ok"),
        ("holder.ok", "ok"),
        ("mandate.ok", "ok"),
        ("run.ok", "ok"),
    ]
    assert all(tuple(finding) == ("code", "severity", "text") for finding in findings)
    assert all(finding["text"].endswith(".") for finding in findings)


def test_nothing_is_checked_that_is_not_there(program: Program) -> None:
    outcome = program("{}\n")
    (row,) = outcome.rows
    assert outcome.status == 0
    assert tuple(row) == RESULT_KEYS
    assert row["valid"] is True
    assert row["sepa"] is False
    assert row["national_check"] == "not_applicable"
    assert row["findings"] == []
    others = [key for key in RESULT_KEYS if key not in ("valid", "sepa", "national_check")]
    assert all(row[key] is None for key in others if key != "findings")


@pytest.mark.parametrize(
    ("iban", "code", "national", "country"),
    [
        ("", "iban.missing", "not_applicable", None),
        (None, "iban.missing", "not_applicable", None),
        ("DE89", "iban.format", "not_verifiable", "DE"),
        ("DE88370400440532013000", "iban.check_digits", "not_verifiable", "DE"),
        ("XX88370400440532013000", "iban.country", "not_applicable", None),
        ("AT61190430023457320", "iban.format", "not_applicable", "AT"),
    ],
)
def test_an_iban_that_is_not_valid(
    program: Program, iban: str | None, code: str, national: str, country: str | None
) -> None:
    outcome = program.one({"iban": iban})
    (row,) = outcome.rows
    assert outcome.status == 0
    assert outcome.codes() == [code]
    assert row["findings"][0]["severity"] == "blocker"
    assert row["valid"] is False
    assert row["sepa"] is False
    assert (row["national_check"], row["country"]) == (national, country)
    assert (row["bank_name"], row["bic"]) == (None, None)


def test_a_country_outside_sepa_can_be_valid(program: Program) -> None:
    outcome = program.one({"iban": "TR330006100519786457841326"})
    (row,) = outcome.rows
    assert (row["valid"], row["sepa"], row["country"]) == (True, False, "TR")
    assert outcome.codes() == ["iban.not_sepa", "iban.foreign", "iban.bank_unknown"]


@pytest.mark.parametrize("national", ["failed", "not_verifiable"])
def test_the_national_check_never_makes_an_iban_invalid(program: Program, national: str) -> None:
    iban = {"failed": "DE34200505501234567890", "not_verifiable": "DE66999999991234567890"}
    (row,) = program.one({"iban": iban[national]}).rows
    assert (row["valid"], row["national_check"]) == (True, national)


def test_absent_is_not_checked_and_empty_is_missing(program: Program) -> None:
    assert program.one({"account_holder": ""}).codes() == ["holder.missing"]
    assert program.one({"account_holder": None}).codes() == ["holder.missing"]
    assert program.one({"account_holder": "Rolf Vorlage"}).codes() == []
    assert program.one({"tenants": ["Erika Beispiel"]}).codes() == []


@pytest.mark.parametrize("empty", [None, "", []])
def test_empty_tenants_count_as_absent(program: Program, empty: object) -> None:
    outcome = program.one({"account_holder": "Rolf Vorlage", "tenants": empty})
    assert (outcome.status, outcome.codes()) == (0, [])


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (..., "holder.address_missing"),
        (None, "holder.address_missing"),
        ({}, "holder.address_missing"),
        ({"street": " ", "country": ""}, "holder.address_missing"),
        ({**HOME, "house_number": ""}, "holder.address_incomplete"),
        ({**HOME, "postcode": "123"}, "holder.address_incomplete"),
        (HOME, None),
    ],
)
def test_a_different_holder_needs_an_address(
    program: Program, address: object, code: str | None
) -> None:
    record: dict[str, Any] = {"account_holder": "Rolf Vorlage", "tenants": ["Erika Beispiel"]}
    if address is not ...:
        record["holder_address"] = address
    expected = ["holder.differs"] if code is None else [code, "holder.differs"]
    assert program.one(record).codes() == expected


def test_outside_the_eea_a_given_address_is_checked(program: Program) -> None:
    record = {"iban": "GB29NWBK60161331926819", **without("iban", "mandate", "received_at")}
    assert "holder.address_missing" not in program.one(record).codes()
    assert "holder.address_missing" in program.one({**record, "holder_address": {}}).codes()
    assert "holder.address_missing" not in program.one({**record, "holder_address": HOME}).codes()


@pytest.mark.parametrize("mandate", [None, {}])
def test_an_empty_mandate_is_missing(program: Program, mandate: object) -> None:
    assert program.one({"mandate": mandate}).codes() == ["mandate.missing"]


def test_what_is_empty_in_a_mandate(program: Program) -> None:
    empty = {"reference": "", "creditor_id": None, "signed_on": " ", "revoked_on": ""}
    assert program.one({"mandate": empty}).codes() == [
        "mandate.reference_invalid",
        "mandate.creditor_id_invalid",
        "mandate.signature_missing",
    ]
    assert program.one({"mandate": {"reference": "A-1"}}).codes() == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"revoked_on": "2026-01-01"}, ["mandate.not_usable"]),
        ({"signed_on": "2026-11-20"}, ["mandate.signature_in_future"]),
        ({"signed_on": "2023-11-19"}, ["mandate.lapsed"]),
        ({"signed_on": "2023-11-20"}, ["mandate.lapses_soon"]),
        ({"signed_on": "2010-01-01", "last_collection_on": "2026-11-02"}, ["mandate.ok"]),
        ({"last_collection_on": "", "revoked_on": None}, ["mandate.ok"]),
    ],
)
def test_mandates(program: Program, changes: dict[str, Any], codes: list[str]) -> None:
    assert program.one({"mandate": {**GOOD["mandate"], **changes}}).codes() == codes


def test_days_without_a_state(program: Program) -> None:
    outcome = program.one({"received_at": "2026-11-21"})
    (row,) = outcome.rows
    assert row["collection_on"] == "2027-01-04"
    assert (row["due_on"], row["act_by"]) == (None, None)
    assert outcome.codes() == ["promise.after_cutoff"]


def test_the_value_of_the_line_wins_over_the_option(program: Program) -> None:
    record = {"received_at": "2026-05-20"}
    assert program.one(record, "--federal-state", "HH").rows[0]["due_on"] == "2026-06-04"
    both = program.one({**record, "federal_state": "BW"}, "--federal-state", "HH")
    assert both.rows[0]["due_on"] == "2026-06-05"
    empty = program.one({**record, "federal_state": ""}, "--federal-state", "HH")
    assert empty.rows[0]["due_on"] == "2026-06-04"


def test_saturdays_by_option(program: Program) -> None:
    record = {"received_at": "2026-11-18", "federal_state": "HH"}
    assert program.one(record, "--workdays", "mon-sat").rows[0]["due_on"] == "2026-11-30"


@pytest.mark.parametrize(
    ("received_at", "received_on"),
    [
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20T23:30:00+01:00", "2026-11-20"),
        ("2026-11-20T23:30:00Z", "2026-11-21"),
        ("2026-11-20T23:30:00", "2026-11-20"),
        ("2026-11-20 23:30", "2026-11-20"),
        (" 2026-11-20t22:59:59.999z ", "2026-11-20"),
        ("", None),
        (None, None),
    ],
)
def test_receipts(program: Program, received_at: str | None, received_on: str | None) -> None:
    outcome = program.one({"received_at": received_at})
    assert outcome.status == 0
    assert outcome.rows[0]["received_on"] == received_on


def test_today_means_midnight_in_berlin(program: Program) -> None:
    record = {"received_at": "2026-11-18", "federal_state": "HH"}
    on_the_day = program.one(record, today="2026-11-30")
    assert on_the_day.rows[0]["expected_collection_on"] == "2026-12-01"
    assert "run.at_risk" in on_the_day.codes()
    after = program.one(record, today="2026-12-01")
    assert after.rows[0]["expected_collection_on"] == "2027-01-04"
    assert after.rows[0]["act_by"] == "2026-12-02"
    assert after.codes() == ["run.missed"]
    late = program.one(record, today="2026-12-03")
    assert late.codes() == ["run.missed", "promise.overdue"]


def test_a_blocker_puts_the_run_at_risk(program: Program) -> None:
    record = {"received_at": "2026-11-13", "federal_state": "HH", "iban": "DE89"}
    assert program.one(record, today="2026-11-23").codes() == ["iban.format", "run.at_risk"]
    assert program.one(record, today="2026-11-20").codes() == ["iban.format", "run.ok"]


def test_no_risks_and_nothing_that_needs_a_database(program: Program) -> None:
    for today in ("2026-11-19", "2026-11-30", "2027-02-01"):
        never = ("risk.", "iban.unchanged", "mandate.reference_taken", "mandate.new_required")
        codes = program.one(GOOD, today=today).codes()
        assert not [code for code in codes if code.startswith((*never, "prenotification"))]
    assert not [code for code in program.one(without("mandate")).codes() if "mandate" in code]


UNREADABLE = [
    b'{"id": 7, "iban": 123}',
    b'{"id": 7, "iban": ["DE"]}',
    b'{"id": 7, "account_holder": true}',
    b'{"id": 7, "tenants": "Erika"}',
    b'{"id": 7, "tenants": [1]}',
    b'{"id": 7, "holder_address": "Weg 1"}',
    b'{"id": 7, "holder_address": {"house_number": 7}}',
    b'{"id": 7, "mandate": []}',
    b'{"id": 7, "mandate": {"signed_on": "31.12.2026"}}',
    b'{"id": 7, "mandate": {"signed_on": "2026-02-30"}}',
    b'{"id": 7, "mandate": {"reference": 1}}',
    b'{"id": 7, "received_at": 1700000000}',
    b'{"id": 7, "received_at": "gestern"}',
    b'{"id": 7, "received_at": "0001-01-01"}',
    b'{"id": 7, "received_at": "9999-12-31T23:59:59-23:00"}',
    b'{"id": 7, "federal_state": "XX"}',
    b'{"id": 7, "federal_state": 5}',
    b'{"id": 7, "iban": "DE", "iban": "AT"}',
    b'{"id": 7, "mandate": {"reference": "A", "reference": "B"}}',
]
BROKEN = [
    b"not json",
    b'{"id": 7',
    b'{"id": NaN}',
    b'{"id": 1e999}',
    b'{"id": -Infinity}',
    b'{"id": [7]}',
    b'{"id": "\xff"}',
    b"[]",
    b'"text"',
    b"5",
    b"{} {}",
    b'{"id":' * 100_000,
    b'{"id": ' + b"9" * 5_000 + b"}",
]


@pytest.mark.parametrize("line", [*UNREADABLE, *BROKEN], ids=lambda line: repr(line[:40]))
def test_a_line_that_cannot_be_read_stops_nothing(program: Program, line: bytes) -> None:
    good = json.dumps(GOOD).encode()
    outcome = program(good + b"\n\n" + line + b"\r\n" + good + b"\n")
    first, broken, last = outcome.rows
    assert outcome.status == 1
    assert outcome.err == ""
    assert (first["id"], last["id"]) == ("a-1", "a-1")
    assert tuple(broken) == ("line", "id", "error")
    assert broken["line"] == 3
    assert broken["id"] == (7 if line in UNREADABLE else None)
    assert broken["error"].endswith(".")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_first_line_too_long_does_not_stop_the_rest(program: Program, mark: bytes) -> None:
    long = b'{"id": "' + b"x" * LONGEST_LINE + b'"}\n'
    outcome = program(mark + long + b'{"id": 2}')
    assert outcome.status == 1
    assert [row["id"] for row in outcome.rows] == [None, 2]
    assert outcome.rows[0]["line"] == 1


def test_a_line_too_long_is_reported_and_skipped(program: Program) -> None:
    long = b'{"id": "' + b"x" * LONGEST_LINE + b'"}\n'
    outcome = program(b"{}\n" + long + b'{"id": 3}')
    assert [row.get("line", row["id"]) for row in outcome.rows] == [None, 2, 3]


def test_findings_never_change_the_status(program: Program) -> None:
    assert program.one({"iban": "", "mandate": None}).status == 0


@pytest.mark.parametrize("identifier", ["x", 5, 2.5, True, None, "ä\ud800", 2**70])
def test_ids_come_back_as_they_were(program: Program, identifier: object) -> None:
    assert program.one({"id": identifier}).rows[0]["id"] == identifier


def test_a_byte_order_mark_and_unknown_keys_are_fine(program: Program) -> None:
    outcome = program(b"\xef\xbb\xbf" + json.dumps({**GOOD, "more": {"x": [1]}}).encode())
    assert (outcome.status, outcome.rows[0]["id"]) == (0, "a-1")


def test_text_is_utf8(program: Program) -> None:
    outcome = program.one({"account_holder": "Zoë Öğüt", "tenants": ["Zoë Öğüt"]})
    assert "Zoë Öğüt" in outcome.out


def table(delimiter: str = ",", **cells: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([name.replace("__", ".") for name in cells])
    writer.writerow(cells.values())
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_says_the_same_as_json(program: Program, delimiter: str, mark: str) -> None:
    content = table(
        delimiter,
        id="a-1",
        iban=GOOD["iban"],
        account_holder="Erika Beispiel",
        tenants="Max Beispiel|Erika Beispiel",
        received_at=GOOD["received_at"],
        federal_state="HH",
        mandate__reference="THOR-004417-02",
        mandate__creditor_id="DE98ZZZ09999999999",
        mandate__signed_on="2026-11-18",
        mandate__revoked_on="",
        holder_address__street="",
        unknown="x",
    )
    assert program(mark + content).rows == program.one(GOOD).rows


def test_empty_cells(program: Program) -> None:
    content = table(
        id="",
        iban="",
        account_holder="",
        tenants="",
        received_at="",
        federal_state="",
        mandate__reference="",
        mandate__creditor_id=" ",
        holder_address__street="",
    )
    outcome = program(content)
    assert outcome.rows[0]["id"] is None
    assert outcome.codes() == ["iban.missing", "holder.missing"]
    part = table(mandate__reference="A-1", mandate__creditor_id="", mandate__signed_on="")
    assert program(part).codes() == [
        "mandate.creditor_id_invalid",
        "mandate.signature_missing",
    ]


def test_a_different_holder_in_csv(program: Program) -> None:
    content = table(
        account_holder="Rolf Vorlage",
        tenants="Erika Beispiel",
        holder_address__street="",
        holder_address__town="",
    )
    assert program(content).codes() == ["holder.address_missing", "holder.differs"]


def test_line_numbers_of_csv_count_the_lines_of_the_file(program: Program) -> None:
    content = (
        b"id;account_holder\r\n"
        b'1;"Erika\r\nBeispiel"\r\n'
        b"\r\n"
        b"2;Erika;zu viel\r\n"
        b"3\r\n"
        b'4;"offen" x\r\n'
        b"5;Erika\r\n"
        b"6;\xff\r\n"
    )
    outcome = program(content)
    assert outcome.status == 1
    found = [(row.get("line"), row["id"]) for row in outcome.rows]
    assert found == [(None, "1"), (5, "2"), (6, "3"), (7, None), (None, "5"), (9, None)]


def test_a_quotation_that_never_ends_is_one_bad_line(program: Program) -> None:
    outcome = program('id,iban\n1,"DE\n2,DE89\n')
    assert outcome.status == 1
    assert outcome.rows[0]["line"] == 2


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_input_is_fine(program: Program, content: str) -> None:
    assert (program(content).status, program(content).out) == (0, "")
    as_table = program(content, "--format", "csv")
    assert (as_table.status, as_table.out) == (0, f"{','.join(CSV_COLUMNS)}\n")


def test_csv_output(program: Program) -> None:
    lines = [json.dumps(GOOD), '{"id": 2, "iban": 5}', '{"id": 3, "iban": "DE89", "mandate": {}}']
    outcome = program("\n".join(lines), "--format", "csv")
    header, *rows = csv.reader(io.StringIO(outcome.out))
    assert tuple(header) == CSV_COLUMNS
    good, bad, blocked = (dict(zip(header, row, strict=True)) for row in rows)
    assert outcome.status == 1
    assert good["valid"] == "true"
    assert good["national_check"] == "passed"
    assert good["findings"] == "ok:iban.ok|ok:iban.national_ok|ok:holder.ok|ok:mandate.ok|ok:run.ok"
    assert (good["line"], good["error"]) == ("", "")
    assert (bad["id"], bad["line"], bad["valid"]) == ("2", "2", "")
    assert bad["error"].endswith(".")
    assert blocked["findings"] == "blocker:iban.format|blocker:mandate.missing"
    assert blocked["sepa"] == "false"


def test_order_of_the_output_is_that_of_the_input(program: Program) -> None:
    lines = "\n".join(json.dumps({"id": number}) for number in range(500))
    assert [row["id"] for row in program(lines).rows] == list(range(500))


@pytest.mark.parametrize(
    "arguments",
    [
        ("missing-file.jsonl",),
        (".",),
        ("a\0b",),
        ("-", "--federal-state", "XX"),
        ("-", "--today", "20.11.2026"),
        ("-", "--today", "1700-01-01"),
        ("-", "--workdays", "mon-sun"),
        ("-", "--format", "xml"),
        (),
    ],
)
def test_what_cannot_run_says_so_in_one_sentence(
    program: Program, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    outcome = program.run(*arguments)
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1
    assert outcome.err.strip().endswith(".")


@pytest.mark.parametrize(
    "content", ["[{}]\n", "name;ort\nx;y\n", "iban,iban\n1,2\n", '"iban\n', "\ud7ff"]
)
def test_an_input_that_is_neither_kind_cannot_run(program: Program, content: str) -> None:
    outcome = program(content)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1


def test_standard_input(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.dumps(GOOD).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    outcome = program.run("-", "--today", TODAY)
    assert outcome.rows == program.one(GOOD).rows


def test_it_runs_as_a_program_without_qt_and_database() -> None:
    code = (
        "import sys; sys.argv = ['main.py', 'check-bank-details', '-', '--today', '2026-11-19'];"
        "import main; status = main.main();"
        "heavy = [name for name in sys.modules if name.split('.')[0] in "
        "('PySide6', 'sqlalchemy', 'alembic', 'sqlcipher3')];"
        "print(heavy, file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(GOOD) + "\n{\n",
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "[]\n"
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a-1", None]


def test_whoever_stops_reading_gets_no_complaint(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text((json.dumps(GOOD) + "\n") * 3_000, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "main.py", "check-bank-details", str(file)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["id"] == "a-1"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["id", "iban", "account_holder", "tenants", "holder_address", "received_at", "mandate"]
)
GROUP = st.dictionaries(
    st.sampled_from(["reference", "creditor_id", "signed_on", "street", "postcode", "country"]),
    st.none() | st.text(max_size=8) | JSON_VALUES,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(KEYS, JSON_VALUES | GROUP | st.text(max_size=30)), max_size=4))
def test_every_object_gets_its_answer(program: Program, records: list[dict[str, Any]]) -> None:
    outcome = program("\n".join(json.dumps(record) for record in [{}, *records]))
    assert len(outcome.rows) == len(records) + 1
    unreadable = [row for row in outcome.rows if "error" in row]
    assert outcome.status == (1 if unreadable else 0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from([b"", b"{", b"id;iban\n", b"iban\n", b'{"id"']))
def test_no_bytes_bring_it_down(program: Program, noise: bytes, start: bytes) -> None:
    outcome = program(start + noise)
    assert outcome.status in (0, 1, 2)
    assert "Einzelheiten" not in outcome.err


def test_reading_holds_one_line_at_a_time() -> None:
    class Endless(io.RawIOBase):
        """A stream that fails the test if it is read far ahead of what is used."""

        served = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            line = b'{"id": 1}\n'
            buffer[: len(line)] = line
            self.served += 1
            return len(line)

    raw = Endless()
    lines = read_lines(io.BufferedReader(raw, buffer_size=64))
    for _ in range(100):
        assert not isinstance(next(lines), UnreadableLine)
    assert raw.served < 200
