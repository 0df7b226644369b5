"""An unexpected error is kept, told and stripped of private data."""

import json
import logging
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from desktop import crash
from desktop.crash import CrashReport
from desktop.domain.errors import UserError
from tests.support.surprises import LogWatch

PRIVATE = "DE89 3704 0044 0532 0130 00"


@pytest.fixture
def reports() -> Iterator[list[CrashReport]]:
    told: list[CrashReport] = []
    stop = crash.add_listener(told.append)
    yield told
    stop()


@pytest.fixture
def hooks() -> Iterator[None]:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    crash.install_hooks()
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = before


def test_a_report_names_the_place_and_hides_the_data(
    reports: list[CrashReport], log_watch: LogWatch
) -> None:
    with log_watch.expected(logging.CRITICAL, logger="mieterdesk.crash") as records:
        try:
            raise ValueError(f"no bank for {PRIVATE}")
        except ValueError as error:
            crash.report(error)
    assert [report.summary for report in reports] == ["ValueError"]
    assert "tests/test_crash.py" in reports[0].details
    for told in (records[0].getMessage(), reports[0].text):
        assert "0532" not in told
        assert "no bank" not in told


def test_an_error_in_another_thread_is_reported(
    hooks: None, reports: list[CrashReport], log_watch: LogWatch
) -> None:
    def fail() -> None:
        raise KeyError("lost")

    with log_watch.expected(logging.CRITICAL):
        thread = threading.Thread(target=fail, name="database lane")
        thread.start()
        thread.join()
    assert [report.origin for report in reports] == ["database lane"]


def test_the_person_who_interrupts_is_no_error(hooks: None, reports: list[CrashReport]) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert reports == []


def test_a_failing_listener_does_not_hide_the_error(
    reports: list[CrashReport], log_watch: LogWatch
) -> None:
    def fail(report: CrashReport) -> None:
        raise RuntimeError("the dialog is gone")

    stop = crash.add_listener(fail)
    try:
        with (
            log_watch.expected(logging.CRITICAL),
            log_watch.expected(logging.ERROR, containing="listener"),
        ):
            crash.report(ValueError("first"))
    finally:
        stop()
    assert len(reports) == 1


def test_a_crash_of_the_interpreter_leaves_its_stacks(tmp_path: Path) -> None:
    file = tmp_path / "data" / "mieterdesk.log"
    code = (
        "import faulthandler, pathlib, sys; sys.path.insert(0, sys.argv[2]); "
        "from desktop import crash; crash.trace_faults_into(pathlib.Path(sys.argv[1])); "
        "faulthandler._sigabrt()"
    )
    root = str(Path(__file__).resolve().parent.parent)
    ran = subprocess.run(
        [sys.executable, "-c", code, str(file), root], capture_output=True, check=False
    )
    assert ran.returncode != 0
    assert "Fatal Python error" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def test_a_storm_is_written_once_and_counted(
    reports: list[CrashReport], log_watch: LogWatch
) -> None:
    def fail() -> None:
        raise KeyError("lost")

    with log_watch.expected(logging.CRITICAL, logger="mieterdesk.crash") as records:
        for _ in range(120):
            try:
                fail()
            except KeyError as error:
                crash.report(error)
    # The first with its places, then the 10th and the 100th.
    assert [record.getMessage().partition(":")[2].strip()[:9] for record in records[1:]] == [
        "the same ",
        "the same ",
    ]
    assert len(records) == 3
    assert [report.count for report in reports] == list(range(1, 121))
    assert "(120 times)" in reports[-1].text


def test_another_error_is_no_storm(reports: list[CrashReport], log_watch: LogWatch) -> None:
    with log_watch.expected(logging.CRITICAL):
        crash.report(ValueError("one"))
        crash.report(TypeError("two"))
    assert [report.count for report in reports] == [1, 1]


CANARIES = (PRIVATE, "Mieterin Kanarienvogel", "K7QX-M4PD-T9WR", "Geheim!Wort7", "10.4417.0302")


def _told_to_it(private: str) -> list[BaseException]:
    """Errors as libraries raise them, each with what somebody told us in another place."""
    noted = RuntimeError("broken")
    noted.add_note(f"while reading {private}")
    group = ExceptionGroup(private, [KeyError(private), OSError(5, private, f"/home/{private}")])
    caused = TypeError(private)
    caused.__cause__ = UnicodeDecodeError("utf-8", private.encode(), 0, 1, private)
    class_of_its_own = type("Lost", (Exception,), {"__str__": lambda _self: private})()
    return [
        KeyError(private),
        FileNotFoundError(2, private, f"/home/anna/{private}.pdf"),
        json.JSONDecodeError(private, private, 0),
        AttributeError(private, name=private, obj=private),
        ImportError(private, name=private, path=private),
        IntegrityError(f"INSERT {private}", {"iban": private}, ValueError(private)),
        UserError("case.gone", name=private),
        noted,
        group,
        caused,
        class_of_its_own,
    ]


@pytest.mark.parametrize("private", CANARIES)
def test_whatever_an_error_carries_the_report_holds_nothing_of_it(private: str) -> None:
    for error in _told_to_it(private):
        try:
            raise error
        except BaseException as raised:  # noqa: BLE001 - each of them is an example
            text = crash.make_report(raised, "database lane").text
        assert "tests/test_crash.py" in text
        for word in re.findall(r"\w{4,}", private):
            assert word not in text, type(error).__name__
