"""Where the packaged program is, and whether it is that of this source."""

import os
import shlex
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = "MIETERDESK_PACKAGE"
"""Names the folder of a package that has to be there (``.ci/run`` sets it)."""

COMMAND_VARIABLE = "MIETERDESK_COMMAND"
"""A command line that starts a packaged program somewhere else."""


@pytest.fixture(scope="session")
def package() -> Path:
    """The folder of the packaged program; skips where there is none, or an old one."""
    named = os.environ.get(VARIABLE)
    folder = ROOT / (named or "dist/mieterdesk")
    if named:
        assert (folder / program_name()).is_file(), f"{VARIABLE}: {folder} holds no program"
        return folder
    if not (folder / program_name()).is_file():
        pytest.skip("no packaged program (make package)")
    if (folder / program_name()).stat().st_mtime < max(map(_changed, _sources())):
        pytest.skip("the packaged program is older than the source (make package)")
    return folder


@pytest.fixture(scope="session")
def command(package: Path) -> list[str | Path]:
    """How the packaged program is called; ``packaging/prove.sh`` calls an installed one."""
    named = os.environ.get(COMMAND_VARIABLE)
    return [*shlex.split(named)] if named else [package / program_name()]


def program_name() -> str:
    """What the program's file is called on this system."""
    return "mieterdesk.exe" if sys.platform == "win32" else "mieterdesk"


def _sources() -> list[Path]:
    folders = ("desktop", "migrations", "resources", "packaging")
    found = [path for name in folders for path in (ROOT / name).rglob("*")]
    return [
        path
        for path in (ROOT / "main.py", ROOT / "requirements.lock", *found)
        if path.is_file() and "__pycache__" not in path.parts
    ]


def _changed(path: Path) -> float:
    return path.stat().st_mtime
