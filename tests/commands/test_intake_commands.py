"""``intake`` and ``list-intake`` as they are called."""

import csv
import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop import app, commands
from desktop.commands.list_intake import COLUMNS
from desktop.models.case import Case
from desktop.models.exchange import Delivery
from desktop.services.context import ServiceContext
from desktop.settings import DataFolder
from tests.services.intake_support import outcomes
from tests.support.clock import FixedClock
from tests.support.factories import NEW_IBAN, add_household
from tests.support.portal import TAKES_ANY_BYTES, Portal, attachment, request, with_value

ROOT = Path(__file__).resolve().parents[2]
ODD_NAME = 'odd; "name"\n' if TAKES_ANY_BYTES else "odd; name"
PAST = datetime(2020, 1, 2, 9, 0, tzinfo=UTC)
"""Commands go by the computer's clock, whatever it says: this is past for all of them."""


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def filled(folder: DataFolder) -> Iterator[ServiceContext]:
    with closing(app.build_context(folder, clock=FixedClock(PAST))) as context:
        add_household(context.database)
        yield context


@pytest.fixture
def portal(folder: DataFolder) -> Portal:
    return Portal(folder.exchange)


def leave(portal: Portal, name: str, **data: object) -> None:
    portal.leave(with_value(request(name, **data), ("time",), "2020-01-02T10:00:00Z"))


def run(folder: DataFolder, *arguments: str) -> int:
    call = [arguments[0], "--data-dir", str(folder.path), *arguments[1:]]
    return commands.run(call, load_application=lambda: app)


def test_once_prints_one_line(
    filled: ServiceContext,
    folder: DataFolder,
    portal: Portal,
    capsys: pytest.CaptureFixture[str],
) -> None:
    leave(portal, "1")
    leave(portal, "2", company="nobody", subject=NEW_IBAN)
    assert run(folder, "intake", "--once") == 0
    written = capsys.readouterr()
    assert written.out.count("\n") == 1
    assert json.loads(written.out) == {
        "accepted": 1,
        "duplicate": 0,
        "quarantined": 1,
        "unsupported": 0,
    }
    assert written.err == ""
    assert run(folder, "intake", "--once") == 0
    assert set(json.loads(capsys.readouterr().out).values()) == {0}
    assert not folder.log_file.exists() or NEW_IBAN not in folder.log_file.read_text("utf-8")


def test_a_data_folder_may_be_new(
    folder: DataFolder, portal: Portal, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(portal, "1")
    assert run(folder, "intake", "--once") == 0
    assert json.loads(capsys.readouterr().out)["quarantined"] == 1


def test_an_unusable_folder_is_status_2(
    filled: ServiceContext, folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.exchange.write_text("in the way")
    for way in ("--once", "--watch"):
        assert run(folder, "intake", way) == 2
        written = capsys.readouterr()
        assert written.out == ""
        assert written.err.count("\n") == 1
        assert "Austauschordner" in written.err


def test_today_counts_as_now(
    filled: ServiceContext,
    folder: DataFolder,
    portal: Portal,
    capsys: pytest.CaptureFixture[str],
) -> None:
    leave(portal, "1")
    assert run(folder, "intake", "--once", "--today", "2019-12-31") == 0
    # More than a day ahead of that day.
    assert json.loads(capsys.readouterr().out)["quarantined"] == 1


def test_list_intake_has_a_row_a_folder(
    filled: ServiceContext,
    folder: DataFolder,
    portal: Portal,
    capsys: pytest.CaptureFixture[str],
) -> None:
    leave(portal, "1")
    portal.leave(b"broken", ODD_NAME)
    run(folder, "intake", "--once")
    leave(portal, "1")
    run(folder, "intake", "--once")
    capsys.readouterr()
    assert run(folder, "list-intake") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [tuple(line) for line in lines] == [COLUMNS] * 3
    first, odd, again = lines
    assert (first["folder"], first["source"], first["event_id"]) == ("1", "/portal/thor", "1")
    assert (first["outcome"], first["reason"]) == ("case", None)
    assert first["reference"].startswith("V-2020-")
    assert first["arrived_at"].endswith("Z")
    assert (odd["event_id"], odd["source"], odd["reason"]) == (
        ODD_NAME,
        None,
        "invalid_json",
    )
    assert (again["outcome"], again["reference"]) == ("duplicate", first["reference"])
    assert run(folder, "list-intake", "--outcome", "quarantined", "--format", "csv") == 0
    header, row = csv.reader(io.StringIO(capsys.readouterr().out))
    assert tuple(header) == COLUMNS
    assert row[0] == ODD_NAME
    assert row[5:] == ["", "invalid_json"]


def test_an_unknown_outcome_is_status_2(
    folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "list-intake", "--outcome", "pizza") == 2
    assert capsys.readouterr().out == ""


def start(folder: DataFolder, way: str) -> subprocess.Popen[bytes]:
    call = [sys.executable, str(ROOT / "main.py"), "intake", way, "--data-dir", str(folder.path)]
    return subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_for(portal: Portal, done: int, program: subprocess.Popen[bytes]) -> None:
    """Waits for the program to have finished so many folders; only how long is left to chance."""
    while True:
        # Asked before it is looked: it may do all the rest and end between the two.
        has_ended = program.poll() is not None
        if len(portal.names("done")) >= done:
            return
        assert not has_ended, program.communicate()
        time.sleep(0.005)


def test_watching_ends_when_it_is_asked_to(
    filled: ServiceContext, folder: DataFolder, portal: Portal
) -> None:
    leave(portal, "1")
    program = start(folder, "--watch")
    wait_for(portal, 1, program)
    program.send_signal(signal.SIGTERM)
    out, err = program.communicate()
    assert (program.returncode, out, err) == (0, b"", b"")


def test_a_killed_process_loses_and_doubles_nothing(
    filled: ServiceContext, folder: DataFolder, portal: Portal
) -> None:
    for number in range(40):
        content = str(number).encode()
        event = request(f"{number:02}", attachments=[attachment("a", content)])
        dated = with_value(event, ("time",), "2020-01-02T10:00:00Z")
        portal.leave(dated, files={"a": content})
    for done in (1, 9, 22):
        program = start(folder, "--once")
        wait_for(portal, done, program)
        program.kill()
        program.communicate()
    program = start(folder, "--once")
    out, err = program.communicate()
    assert program.returncode == 0, err
    assert json.loads(out)["quarantined"] == 0
    assert set(outcomes(filled).values()) == {"case"}
    with filled.database.read() as session:
        for table in (Case, Delivery):
            assert session.scalar(select(func.count()).select_from(table)) == 40
    assert len(portal.names("done")) == 40
    assert portal.names("new") == portal.names("cur") == []
