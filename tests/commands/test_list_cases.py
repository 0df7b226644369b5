"""``list-cases`` as it is called: keys, order, formats, filters, and what it refuses."""

import csv
import io
import json
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop import app, commands
from desktop.domain.berlin_time import berlin_instant
from desktop.domain.case_status import BankChangeState, CaseState, Channel
from desktop.models.bank import BankFinding
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.models.tenancy import Tenancy, TenancyParty
from desktop.services.context import ServiceContext
from desktop.settings import DataFolder
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_bank_change, add_case, add_household, add_tenant
from tests.support.letters import add_letter

TODAY = "2026-11-23"
KEYS = [
    "reference",
    "company",
    "contract_number",
    "tenants",
    "category",
    "channel",
    "state",
    "received_at",
    "due_on",
    "effective_month",
    "debit_file_on",
    "act_by",
    "assignee",
    "source",
    "event_id",
    "findings",
]


class Listing:
    """A data folder with a few cases, and the command on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys
        with closing(app.build_context(DataFolder(folder), clock=FixedClock())) as context:
            self._fill(context, add_household(context.database))

    def _fill(self, context: ServiceContext, home: Household) -> None:
        with context.database.write() as unit:
            company_id, tenancy = home.company_id, unit.session.get_one(Tenancy, home.tenancy_id)
            from desktop.models.company import Company

            deniz = add_tenant(
                unit, unit.session.get_one(Company, company_id), "Deniz", salutation="Herr"
            )
            unit.session.add(
                TenancyParty(tenancy_id=tenancy.id, party_number=2, tenant_id=deniz.id)
            )

            def case(code: str, **changes: Any) -> Case:
                category = unit.session.get_one(Category, home.categories[code])
                return add_case(unit, tenancy, category, **changes)

            bank = case(
                "bank_details",
                received_at=datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC),
                source="/portal/thor",
                event_id="8a0c",
                assignee_id=home.clerk.staff_id,
                state=CaseState.IN_REVIEW,
            )
            add_bank_change(unit, bank, iban_input="DE0212030000000020205")
            case("damage", due_on=date(2026, 11, 20), act_by=date(2026, 11, 20))
            case("general", due_on=None, act_by=None, channel=Channel.TELEPHONE)
            case(
                "forms",
                due_on=date(2026, 12, 1),
                act_by=date(2026, 12, 1),
                received_at=berlin_instant(date(2026, 11, 17)),
                channel=Channel.LETTER,
                state=CaseState.WAITING,
            )
            old = case(
                "bank_details",
                received_at=berlin_instant(date(2026, 1, 7), time(12)),
                due_on=date(2026, 1, 21),
                act_by=date(2026, 1, 21),
                state=CaseState.CLOSED,
            )
            change = add_bank_change(
                unit, old, state=BankChangeState.RELEASED, effective_month=date(2026, 1, 1)
            )
            for position, (code, severity) in enumerate(
                (("holder.differs", "warning"), ("run.ok", "ok"))
            ):
                unit.session.add(
                    BankFinding(
                        bank_change_id=change.id,
                        position=position,
                        code=code,
                        severity=severity,
                        params={},
                    )
                )
            case(
                "damage",
                due_on=None,
                act_by=None,
                received_at=datetime(2025, 5, 5, 5, 5, 5, 250_000, tzinfo=UTC),
                state=CaseState.CLOSED,
            )

    def write_letters(self, *references: str) -> None:
        """A letter in each of these cases, its undo time over when the day begins."""
        clock = FixedClock(berlin_instant(date(2026, 11, 22)))
        with closing(app.build_context(DataFolder(self._folder), clock=clock)) as context:
            with context.database.read() as session:
                wanted = select(Case.id).where(Case.reference.in_(references))
                ids = session.scalars(wanted).all()
            for case_id in ids:
                add_letter(context, case_id)

    def run(self, *arguments: str) -> tuple[int, str, str]:
        status = commands.run(
            ["list-cases", "--data-dir", str(self._folder), *arguments],
            load_application=lambda: app,
        )
        captured = self._capsys.readouterr()
        return status, captured.out, captured.err

    def lines(self, *arguments: str) -> list[dict[str, Any]]:
        status, out, err = self.run("--today", TODAY, *arguments)
        assert (status, err) == (0, "")
        return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def listing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Listing:
    return Listing(tmp_path / "data", capsys)


def test_open_cases_stand_in_the_order_of_what_has_to_be_done(listing: Listing) -> None:
    lines = listing.lines()
    assert [line["act_by"] for line in lines] == ["2026-11-20", "2026-11-30", "2026-12-01", None]
    assert all(list(line) == KEYS for line in lines)


def test_a_bank_change_tells_everything(listing: Listing) -> None:
    (line,) = listing.lines("--category", "bank_details")
    assert line == {
        "reference": "V-2026-100001",
        "company": "thor",
        "contract_number": "10.4417.0302",
        "tenants": ["Aylin Musterbach", "Deniz Musterbach"],
        "category": "bank_details",
        "channel": "portal",
        "state": "in_review",
        "received_at": "2026-11-20T22:59:59Z",
        "due_on": "2026-12-02",
        "effective_month": "2026-11",
        "debit_file_on": "2026-11-30",
        "act_by": "2026-11-30",
        "assignee": "clerk1",
        "source": "/portal/thor",
        "event_id": "8a0c",
        "findings": line["findings"],
    }
    assert {"iban.format", "run.at_risk", "holder.ok"} <= set(line["findings"])


def test_other_categories_have_no_run(listing: Listing) -> None:
    (line,) = listing.lines("--category", "damage")
    assert line["act_by"] == line["due_on"] == "2026-11-20"
    assert line["effective_month"] is line["debit_file_on"] is line["assignee"] is None
    assert line["source"] is line["event_id"] is None
    assert line["findings"] == []


def test_today_moves_what_is_said_of_open_cases(listing: Listing) -> None:
    status, out, _ = listing.run("--today", "2026-12-01", "--category", "bank_details")
    assert status == 0
    line = json.loads(out)
    assert "run.missed" in line["findings"]
    assert line["act_by"] == "2026-12-02"
    assert line["debit_file_on"] == "2026-11-30"


def test_closed_cases_keep_what_was_found_at_their_end(listing: Listing) -> None:
    dated, undated = listing.lines("--state", "closed")
    assert dated["findings"] == ["holder.differs", "run.ok"]
    assert dated["state"] == "closed"
    assert undated["act_by"] is None
    assert undated["received_at"] == "2025-05-05T05:05:05.250000Z"


def test_all_cases_are_one_order(listing: Listing) -> None:
    lines = listing.lines("--state", "all")
    keys = [(line["act_by"] or "9999", line["received_at"], line["reference"]) for line in lines]
    assert keys == sorted(keys)
    assert len(lines) == 6


@pytest.mark.parametrize(
    ("arguments", "categories"),
    [
        (("--view", "all-open"), ["damage", "bank_details", "forms", "general"]),
        (("--view", "mine", "--staff", "clerk1"), ["bank_details"]),
        (("--staff", "clerk1", "--state", "all"), ["bank_details"]),
        (("--view", "unassigned"), ["damage", "forms", "general"]),
        (("--view", "unassigned", "--staff", "clerk1"), []),
        (("--view", "due-today"), ["damage"]),
        (("--view", "run-at-risk"), ["bank_details"]),
        (("--view", "releases"), []),
        (("--view", "waiting"), ["forms"]),
        (("--view", "waiting", "--category", "damage"), []),
        (("--view", "all-open", "--state", "closed"), []),
        (("--view", "due-today", "--state", "all"), ["damage"]),
    ],
)
def test_conditions_hold_together(
    listing: Listing, arguments: tuple[str, ...], categories: list[str]
) -> None:
    assert [line["category"] for line in listing.lines(*arguments)] == categories


def test_csv_says_the_same(listing: Listing) -> None:
    status, out, _ = listing.run("--today", TODAY, "--state", "all", "--format", "csv")
    assert status == 0
    assert "\r" not in out
    rows = list(csv.DictReader(io.StringIO(out)))
    lines = listing.lines("--state", "all")
    assert list(rows[0]) == KEYS
    for row, line in zip(rows, lines, strict=True):
        for key in KEYS:
            value = line[key]
            text = "|".join(value) if isinstance(value, list) else (value or "")
            assert row[key] == text


@pytest.mark.parametrize(
    "arguments",
    [
        ("--view", "mine"),
        ("--view", "everything"),
        ("--staff", "nobody"),
        ("--category", "weather"),
        ("--state", "lost"),
        ("--today", "23.11.2026"),
        ("--format", "xml"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(listing: Listing, arguments: tuple[str, ...]) -> None:
    status, out, err = listing.run(*arguments)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert err.endswith(".\n")


def test_pages_of_closed_cases_lose_and_repeat_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.services.inbox.export._PAGE", 3)
    folder = tmp_path / "data"
    with closing(app.build_context(DataFolder(folder), clock=FixedClock())) as context:
        home = add_household(context.database)
        with context.database.write() as unit:
            tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
            category = unit.session.get_one(Category, home.categories["damage"])
            for number in range(20):
                # Several of one day and of one instant, some without any day.
                day = None if number % 5 == 0 else date(2026, 3, 1 + number % 3)
                add_case(
                    unit,
                    tenancy,
                    category,
                    due_on=day,
                    act_by=day,
                    received_at=datetime(2026, 2, 1, tzinfo=UTC) + timedelta(hours=number // 4),
                    state=CaseState.CLOSED,
                )
    status = commands.run(
        ["list-cases", "--data-dir", str(folder), "--state", "closed"],
        load_application=lambda: app,
    )
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert status == 0
    assert len({line["reference"] for line in lines}) == len(lines) == 20
    keys = [(line["act_by"] or "9999", line["received_at"], line["reference"]) for line in lines]
    assert keys == sorted(keys)


def test_it_answers_beside_an_empty_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = commands.run(
        ["list-cases", "--data-dir", str(tmp_path / "new")], load_application=lambda: app
    )
    assert (status, capsys.readouterr().out) == (0, "")


def test_closed_cases_are_a_view_of_their_own(listing: Listing) -> None:
    closed = listing.lines("--view", "closed")
    assert {line["state"] for line in closed} == {"closed"}
    assert closed == listing.lines("--state", "closed")
    assert listing.lines("--view", "closed", "--state", "open") == []
    assert listing.lines("--view", "all-open", "--state", "closed") == []


def test_what_has_to_leave_the_house_is_told_of_open_and_closed_cases(listing: Listing) -> None:
    (closed, *_), (still_open, *_) = listing.lines("--state", "closed"), listing.lines()
    assert closed["act_by"] < still_open["act_by"]
    listing.write_letters(closed["reference"], still_open["reference"])
    assert listing.lines("--view", "letters-to-print") == [closed, still_open]
    assert listing.lines("--view", "letters-to-print", "--state", "closed") == [closed]
    assert listing.lines("--view", "waiting-for-hand-over") == []
