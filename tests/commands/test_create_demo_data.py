"""``create-demo-data`` as it is called."""

import json
from pathlib import Path

import pytest

from desktop import app, commands
from desktop.services.demo.create import DEFAULT_CASES, DEMO_PASSWORD
from desktop.settings import DataFolder, load_settings


def _run(folder: Path, *arguments: str) -> int:
    return commands.run(
        [*arguments[:1], "--data-dir", str(folder), *arguments[1:]], load_application=lambda: app
    )


def test_it_fills_a_folder_once_and_tells_how_to_sign_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    call = ("create-demo-data", "--today", "2026-11-23", "--cases", "100")
    assert _run(folder, *call) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert "100" in told.out
    assert "clerk1, clerk2, lead, auditor" in told.out
    assert DEMO_PASSWORD in told.out
    assert load_settings(DataFolder(folder)).demo_password == DEMO_PASSWORD

    assert _run(folder, *call) == 2
    refused = capsys.readouterr()
    assert refused.out == ""
    assert refused.err.count("\n") == 1

    assert _run(folder, "list-cases", "--today", "2026-11-23", "--state", "all") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 100
    assert sum(line["state"] != "closed" for line in lines) == 5


def test_few_cases_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path / "demo", "create-demo-data", "--cases", "3") == 2
    assert "100" in capsys.readouterr().err


def test_the_help_names_the_default(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _run(tmp_path / "demo", "create-demo-data", "--help")
    assert str(DEFAULT_CASES) in capsys.readouterr().out
