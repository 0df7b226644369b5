"""The search for private values bites: whatever gets out fails a run, and is not shown."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desktop.crash import CrashReport
from tests.support import canaries
from tests.support.canaries import PLANTED, CanaryHandler, CanaryWatch, follow_titles, kinds_in
from tests.support.factories import NEW_IBAN

ROOT = Path(__file__).resolve().parent.parent
GROUPED = " ".join(NEW_IBAN[place : place + 4] for place in range(0, len(NEW_IBAN), 4))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"x {NEW_IBAN.lower()} y", "IBAN"),
        (f"x {GROUPED} y", "IBAN"),
        (GROUPED.replace(" ", "\u00a0"), "IBAN"),
        (GROUPED.replace(" ", "-\n"), "IBAN"),
        ("code k7qm2xra9ptw", "registration code"),
        ("pw=Muster-Kennwort-2026;", "password"),
        ('{"name": "AYLIN MUSTERBACH"}', "name"),
        (r'{"name": "\u0041ylin Musterbach"}', "name"),
        ("to <Aylin.Musterbach@example.org>", "address"),
    ],
)
def test_every_spelling_is_found(text: str, kind: str) -> None:
    assert kind in set(kinds_in(text))


def test_what_is_not_private_is_no_hit() -> None:
    assert list(kinds_in("clerk1 opened V-2026-110418, DE02 •••• 2051, for A. M.")) == []


@pytest.fixture
def watch() -> CanaryWatch:
    return CanaryWatch()


def places(watch: CanaryWatch) -> list[str]:
    return sorted(str(hit) for hit in watch.hits)


@pytest.fixture
def heard(watch: CanaryWatch) -> Iterator[logging.Logger]:
    """A logger whose records are searched."""
    logger = logging.getLogger("mieterdesk.canary")
    handler = CanaryHandler(watch)
    logger.addHandler(handler)
    # The search of this very run must not hear what is planted here.
    logger.propagate = False
    yield logger
    logger.propagate = True
    logger.removeHandler(handler)


def test_a_line_of_the_log_at_any_level(watch: CanaryWatch, heard: logging.Logger) -> None:
    heard.setLevel(logging.DEBUG)
    heard.debug("a letter for %s", "Aylin Musterbach")
    assert places(watch) == ["log line of mieterdesk.canary: name"]


def test_what_redaction_holds_back_is_no_hit(watch: CanaryWatch, heard: logging.Logger) -> None:
    heard.info("for %s with %s", GROUPED, "password=Muster-Kennwort-2026")
    try:
        raise ValueError("Aylin Musterbach")
    except ValueError:
        heard.info("failed", exc_info=True)
    assert (places(watch), watch.looked_at["log line"]) == ([], 2)


def test_a_crash_report(watch: CanaryWatch) -> None:
    watch.report(CrashReport("ValueError", "no Aylin Musterbach", "lane"))
    assert places(watch) == ["crash report ValueError: name"]


def test_files_that_the_program_writes_unasked(watch: CanaryWatch, tmp_path: Path) -> None:
    for name in (
        "data/mieterdesk.log",
        "data/settings.json",
        "data/.settings-x.json",
        "data/tmpabc",
        "data/documents/mieterdesk.log",
        "data/mieterdesk.sqlite",
        "chosen.csv",
    ):
        file = tmp_path / PLANTED / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"IBAN {GROUPED}", encoding="utf-8")
    watch.files(tmp_path / PLANTED)
    assert places(watch) == [
        "file data/.settings-x.json: IBAN",
        "file data/mieterdesk.log: IBAN",
        "file data/settings.json: IBAN",
        "file data/tmpabc: IBAN",
    ]


def test_the_title_of_a_window(
    watch: CanaryWatch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The watch of this run must not hear what is planted here.
    monkeypatch.setattr(canaries, "TITLE_LISTENERS", [watch.title])
    follow_titles()
    window = QDialog()
    qtbot.addWidget(window)
    window.setWindowTitle("Mieterdesk")
    window.setWindowTitle("Aylin Musterbach")
    assert window.windowTitle() == "Aylin Musterbach"
    assert places(watch) == ["window title of a window: name"]
    assert watch.looked_at["window title"] == 2


LEAKING = """
import logging

def test_that_passes(tmp_path):
    logging.getLogger("mieterdesk.leak").info("for %s", "Aylin " + "Musterbach")
    (tmp_path / "settings.json").write_text("{iban}")
"""
CLEAN = """
def test_that_passes(tmp_path):
    (tmp_path / "settings.json").write_text("clerk1")
"""
CONFTEST = """
import sys
sys.path.insert(0, {root!r})
from tests.support.canaries import CanaryPlugin

def pytest_configure(config):
    config.pluginmanager.register(CanaryPlugin(config), "canaries")
"""


@pytest.mark.parametrize("workers", ["0", "1"])
@pytest.mark.parametrize("leaks", [True, False])
def test_a_run_fails_over_what_got_out(leaks: bool, workers: str, tmp_path: Path) -> None:
    inner = tmp_path / PLANTED
    inner.mkdir()
    test = LEAKING.replace("{iban}", NEW_IBAN) if leaks else CLEAN
    (inner / "test_run.py").write_text(test, encoding="utf-8")
    (inner / "conftest.py").write_text(CONFTEST.format(root=str(ROOT)), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:pytest-qt"]
    ran = subprocess.run(
        [*command, "-n", workers, "--basetemp", str(inner / "temporary"), str(inner)],
        cwd=inner,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in ran.stdout
    assert ran.returncode == (1 if leaks else 0), ran.stdout
    assert ("canaries: 2 hits" if leaks else "canaries: 0 hits") in ran.stdout
    assert NEW_IBAN not in ran.stdout
    assert "Musterbach" not in ran.stdout
