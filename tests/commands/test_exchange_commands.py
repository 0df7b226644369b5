"""``deliver`` and ``export-bank-changes`` as they are called."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from desktop import app, commands
from desktop.commands.watching import stopped_by_signals, watch
from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.settings import DataFolder
from tests.services.exchange_support import (
    MadeCase,
    events_in,
    make_case,
    queue_status,
    release_row,
)
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_household
from tests.support.surprises import LogWatch

ROOT = Path(__file__).resolve().parents[2]
LONG_BEFORE = datetime(2020, 1, 2, 9, 0, tzinfo=UTC)
"""Commands go by the computer's clock, whatever it says: this is past for all of them."""


def _run(*arguments: str) -> int:
    return commands.run(arguments, load_application=lambda: app)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def filled(folder: DataFolder) -> Iterator[tuple[ServiceContext, Household]]:
    """A data folder with a household, long before the commands run."""
    with closing(app.build_context(folder, clock=FixedClock(LONG_BEFORE))) as context:
        yield context, add_household(context.database)


def test_once_delivers_and_counts(
    filled: tuple[ServiceContext, Household],
    folder: DataFolder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    context, home = filled
    made = make_case(context, home)
    queue_status(context, made.case_id)
    # Real time is what counts for the command: this one can be undone for an hour yet.
    queue_status(context, made.case_id, app.clock_at(None).now() + timedelta(hours=1))
    assert _run("deliver", "--once", "--data-dir", str(folder.path)) == 0
    written = capsys.readouterr()
    assert json.loads(written.out) == {"delivered": 1, "waiting": 1, "failed": 0}
    assert written.out.count("\n") == 1
    assert written.err == ""
    assert [event["data"]["case_reference"] for event in events_in(folder.exchange)] == [
        made.reference
    ]


def test_a_failure_is_status_1(
    filled: tuple[ServiceContext, Household],
    folder: DataFolder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    context, home = filled
    queue_status(context, make_case(context, home).case_id)
    folder.exchange.mkdir()
    (folder.exchange / "to-portal").write_text("in the way")
    assert _run("deliver", "--once", "--data-dir", str(folder.path)) == 1
    assert json.loads(capsys.readouterr().out) == {"delivered": 0, "waiting": 0, "failed": 1}


def test_two_programs_at_once_deliver_everything_once(
    filled: tuple[ServiceContext, Household], folder: DataFolder
) -> None:
    context, home = filled
    for _ in range(30):
        queue_status(context, make_case(context, home).case_id)
    call = [sys.executable, str(ROOT / "main.py"), "deliver", "--once"]
    call += ["--data-dir", str(folder.path)]
    programs = [
        subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)
    ]
    results = [program.communicate() for program in programs]
    assert [program.returncode for program in programs] == [0, 0], results
    assert sum(json.loads(out)["delivered"] for out, _ in results) == 30
    assert len(events_in(folder.exchange)) == 30


def test_once_or_watch_has_to_be_said(
    folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("deliver", "--data-dir", str(folder.path)) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.count("\n") == 1


def _released(filled: tuple[ServiceContext, Household]) -> MadeCase:
    return release_row(*filled)


def test_the_export_is_written_and_repeated_byte_for_byte(
    filled: tuple[ServiceContext, Household],
    folder: DataFolder,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    made = _released(filled)
    target = tmp_path / "run.csv"
    where = ("--data-dir", str(folder.path), "--today", "2026-11-24")
    assert _run("export-bank-changes", *where, "--output", str(target)) == 0
    assert capfdbinary.readouterr() == (b"", b"")
    assert made.reference in target.read_text("utf-8")
    assert _run("export-bank-changes", *where, "--run", "1", "--output", "-") == 0
    assert capfdbinary.readouterr() == (target.read_bytes(), b"")
    empty = tmp_path / "empty.csv"
    assert _run("export-bank-changes", *where, "--output", str(empty)) == 0
    assert empty.read_text("utf-8") == target.read_text("utf-8").splitlines()[0] + "\n"
    assert capfdbinary.readouterr()[1].decode() == "Es gibt nichts zu übergeben.\n"


def test_today_is_midnight_so_later_releases_stay(
    filled: tuple[ServiceContext, Household], folder: DataFolder, tmp_path: Path
) -> None:
    _released(filled)
    where = ("--data-dir", str(folder.path), "--output", str(tmp_path / "run.csv"))
    assert _run("export-bank-changes", *where, "--today", "2020-01-02") == 0
    assert len((tmp_path / "run.csv").read_text("utf-8").splitlines()) == 1
    assert _run("export-bank-changes", *where, "--today", "2020-01-03") == 0
    assert len((tmp_path / "run.csv").read_text("utf-8").splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--run", "7"), "Eine Übergabe mit der Nummer 7 gibt es hier nicht."),
        (("--company", "xyz"), "Eine Gesellschaft mit dem Kürzel „xyz“ gibt es nicht."),
        (("--run", "x"), "Für --run ist „x“ kein gültiger Wert."),
    ],
)
def test_what_does_not_exist_is_one_sentence(
    filled: tuple[ServiceContext, Household],
    folder: DataFolder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    target = tmp_path / "run.csv"
    call = ("export-bank-changes", "--data-dir", str(folder.path), "--output", str(target))
    assert _run(*call, *arguments) == 2
    assert capsys.readouterr() == ("", f"{sentence}\n")
    assert not target.exists()


def test_a_folder_that_is_not_there_costs_no_run(
    filled: tuple[ServiceContext, Household],
    folder: DataFolder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _released(filled)
    call = ("export-bank-changes", "--data-dir", str(folder.path), "--today", "2026-11-24")
    assert _run(*call, "--output", str(tmp_path / "nowhere" / "run.csv")) == 2
    assert "Bitte prüfen Sie Ordner" in capsys.readouterr().err
    assert _run(*call, "--output", str(tmp_path / "run.csv")) == 0
    assert (tmp_path / "run.csv").read_text("utf-8").splitlines()[1].startswith("1;1;thor;")


def test_a_failure_after_the_commit_names_the_run(
    filled: tuple[ServiceContext, Household],
    folder: DataFolder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _released(filled)
    target = tmp_path / "run.csv"
    call = ("export-bank-changes", "--data-dir", str(folder.path), "--output", str(target))

    def full(_target: Path, _content: bytes) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(app, "write_whole", full)
        assert _run(*call, "--today", "2026-11-24") == 2
    assert "oder mit --run 1." in capsys.readouterr().err
    assert _run(*call, "--run", "1") == 0
    assert len(target.read_text("utf-8").splitlines()) == 2


def _passes(stop: threading.Event, outcomes: list[str | None]) -> Callable[[], None]:
    """A pass that fails with these codes in turn (None: fine) and then stops."""

    def one_pass() -> None:
        code = outcomes.pop(0)
        if not outcomes:
            stop.set()
        if code is not None:
            raise UserError(code)

    return one_pass


def test_watching_goes_on_after_what_a_person_can_mend() -> None:
    stop = threading.Event()
    outcomes = ["lease.taken", "lease.taken", None, "database.locked", None]
    watch(_passes(stop, outcomes), stop, 0)
    assert outcomes == []


def test_a_signal_ends_watching_in_order() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stopped_by_signals() as stop:
        watch(lambda: signal.raise_signal(signal.SIGTERM), stop, 0)
    assert signal.getsignal(signal.SIGTERM) is before


def test_watch_delivers_and_writes_what_is_due(
    filled: tuple[ServiceContext, Household],
    folder: DataFolder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context, home = filled
    queue_status(context, make_case(context, home).case_id)

    def one_pass_only(one_pass: Callable[[], object], stop: threading.Event, _pause: float) -> None:
        one_pass()

    monkeypatch.setattr("desktop.commands.watching.watch", one_pass_only)
    assert _run("deliver", "--watch", "--data-dir", str(folder.path)) == 0
    assert len(events_in(folder.exchange)) == 1


def test_a_day_is_read_as_a_date() -> None:
    assert app.clock_at(date(2026, 11, 24)).today() == date(2026, 11, 24)


def test_nothing_private_is_logged(
    filled: tuple[ServiceContext, Household], folder: DataFolder, log_watch: LogWatch
) -> None:
    _released(filled)
    _run("export-bank-changes", "--data-dir", str(folder.path), "--output", "-")
    assert not folder.log_file.exists()
