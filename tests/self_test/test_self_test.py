"""The self-test from the source: it passes, leaves nothing behind, and needs nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import __version__, commands
from desktop.texts.self_test import TITLES

ROOT = Path(__file__).resolve().parents[2]


def _main(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "main.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_it_passes_and_leaves_nothing_behind(tmp_path: Path) -> None:
    for name in ("temporary", "data", "home"):
        (tmp_path / name).mkdir()
    ran = _main(
        "--self-test",
        TMPDIR=str(tmp_path / "temporary"),
        HOME=str(tmp_path / "home"),
        MIETERDESK_DATA_DIR=str(tmp_path / "data"),
        # It has no screen, whatever the environment says.
        QT_QPA_PLATFORM="xcb",
        DISPLAY="",
    )
    assert ran.stderr == ""
    lines = ran.stdout.splitlines()
    assert [line for line in lines[:-1] if not line.startswith("ok ")] == []
    assert [line[8:].rsplit(": ", 1)[0] for line in lines[:-1]] == list(TITLES.values())
    assert lines[-1] == f"Selbsttest bestanden: {len(TITLES)} Prüfungen."
    assert ran.returncode == 0
    assert list((tmp_path / "data").iterdir()) == []
    assert list((tmp_path / "temporary").iterdir()) == []


def test_an_unknown_check_is_one_sentence() -> None:
    ran = _main("--self-test", "nothing")
    assert ran.returncode == commands.COULD_NOT_RUN
    assert ran.stdout == ""
    assert ran.stderr.startswith("Die Prüfung „nothing“ gibt es nicht; möglich sind: shipped-files")
    assert len(ran.stderr.splitlines()) == 1


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        commands.run(["--version"], load_application=_nobody)
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"Mieterdesk {__version__}\n"


def _nobody() -> commands.Application:
    raise AssertionError("the version needs no application")
