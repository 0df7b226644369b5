"""``report-deadlines`` as it is called."""

import csv
import io
import json
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from desktop import app, commands
from desktop.models.company import Category
from desktop.models.tenancy import Tenancy
from desktop.settings import DataFolder
from tests.support.clock import FixedClock
from tests.support.factories import add_bank_change, add_case, add_household


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An application of 18 November that nobody worked on."""
    with closing(app.build_context(DataFolder(tmp_path), clock=FixedClock())) as context:
        home = add_household(context.database)
        with context.database.write() as unit:
            tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
            category = unit.session.get_one(Category, home.categories["bank_details"])
            add_bank_change(unit, add_case(unit, tenancy, category))
    return tmp_path


def run(folder: Path, *arguments: str) -> int:
    return commands.run(
        ["report-deadlines", "--data-dir", str(folder), *arguments], load_application=lambda: app
    )


def test_lines_by_day(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--from", "2026-11-01", "--to", "2026-12-31", "--today", "2026-12-04") == 0
    missed, broken = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (missed["kind"], missed["missed_on"]) == ("run", "2026-11-30")
    assert (missed["run_promised"], missed["run_reached"]) == ("2026-12-01", "2027-01-04")
    assert (broken["kind"], broken["missed_on"]) == ("promise", "2026-12-02")
    assert (broken["finished_on"], broken["workdays_late"]) == (None, "2")
    assert broken["tenants"] == ["Aylin Musterbach"]


def test_the_month_of_today_is_meant_where_nothing_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "--today", "2026-12-04", "--format", "csv", "--company", "thor") == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["kind"], row["state"]) == ("promise", "open")
    assert date.fromisoformat(row["received_on"]) == date(2026, 11, 18)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "2026-12-02", "--to", "2026-12-01"), "--from"),
        (("--company", "nobody"), "nobody"),
    ],
)
def test_what_cannot_be_meant(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert run(folder, *arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
