"""The rules of the house that the linters cannot express, and proof that the linters bite."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 400
"""Of a module; what is longer is about more than one thing."""

NAMELESS_ROOMS = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}


def _modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob("*.py")


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def _short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_module_is_crowded() -> None:
    """Tests are left out: their tables of examples grow with the rule book, not with complexity."""
    lengths = {
        _short(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "main.py", *_modules("desktop", "migrations"))
    }
    assert lengths
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_rooms_have_names_of_their_own() -> None:
    named = {
        _short(path): {*path.relative_to(ROOT).with_suffix("").parts}
        for path in _modules("desktop")
    }
    words = {path: {w for part in parts for w in part.split("_")} for path, parts in named.items()}
    assert {path for path, found in words.items() if found & NAMELESS_ROOMS} == set()


def test_migrations_import_nothing_of_the_program() -> None:
    revisions = list(_modules("migrations/versions"))
    assert revisions
    found = {_short(path) for path in revisions for name in _imports(path) if _is_ours(name)}
    assert found == set()


def _is_ours(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in {"desktop", "tests", "main"}


CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
}


def _asks_for_the_time(source: str) -> bool:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else None
            owner = node.value.id if isinstance(node.value, ast.Name) else owner
            if (owner, node.attr) in CLOCKS:
                return True
    return False


def test_rule_book_and_services_are_told_the_time() -> None:
    asking = {
        _short(path)
        for path in _modules("desktop/domain", "desktop/services", "desktop/models")
        if _asks_for_the_time(path.read_text(encoding="utf-8"))
    }
    assert asking == set()


@pytest.mark.parametrize(
    "source", ["datetime.now(UTC)", "datetime.datetime.now()", "date.today()", "time.time()"]
)
def test_asking_for_the_time_is_noticed(source: str) -> None:
    assert _asks_for_the_time(source)


def test_being_told_the_time_is_fine() -> None:
    assert not _asks_for_the_time("context.clock.now(); context.clock.today()")


LOADED_BY_COMMANDS = """
import sys
sys.path.insert(0, {root!r})
from desktop import commands
{act}
print(" ".join(sorted({{name.split(".")[0] for name in sys.modules}})), file=sys.stderr)
"""


def _modules_after(act: str) -> set[str]:
    code = LOADED_BY_COMMANDS.format(root=str(ROOT), act=act)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stderr.splitlines()[-1].split())


def test_commands_load_no_qt() -> None:
    loaded = _modules_after("for name in commands.COMMANDS: commands.load(name)")
    assert "desktop" in loaded
    assert not loaded & {"PySide6", "shiboken6"}


def test_wiring_loads_no_qt() -> None:
    assert not _modules_after("from desktop import app") & {"PySide6", "shiboken6"}


def test_checking_bank_details_loads_no_database() -> None:
    loaded = _modules_after("commands.load('check-bank-details')")
    assert not loaded & {"PySide6", "sqlalchemy", "sqlcipher3", "alembic"}


PLANTED = [
    ("views", "from desktop.models import case", "desktop.models"),
    ("views", "import sqlalchemy", "sqlalchemy"),
    ("views", "from desktop import database", "desktop.database"),
    ("services", "from PySide6 import QtCore", "PySide6"),
    ("services", "from desktop import adapters", "desktop.adapters"),
    ("domain", "from desktop.texts import tr", "desktop.texts"),
    ("models", "from desktop import services", "desktop.services"),
    ("adapters", "from desktop import database", "desktop.database"),
    ("commands", "from desktop import app", "desktop.app"),
]


def _copy_of_the_house(folder: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "desktop", folder / "desktop", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def _run(folder: Path, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / tool
    return subprocess.run(
        [program, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_import_rules_hold(tmp_path: Path) -> None:
    ran = _run(_copy_of_the_house(tmp_path), "lint-imports", "--no-cache", "--no-logo")
    assert ran.returncode == 0, ran.stdout


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the check says about a house in which each forbidden import is planted once."""
    house = _copy_of_the_house(tmp_path_factory.mktemp("house"))
    for number, (room, line, _) in enumerate(PLANTED):
        planted = house / "desktop" / room / f"planted{number}.py"
        planted.write_text(f"{line}\n", encoding="utf-8")
    ran = _run(house, "lint-imports", "--no-cache", "--no-logo")
    assert ran.returncode == 1, ran.stdout
    return ran.stdout


@pytest.mark.parametrize("number", range(len(PLANTED)), ids=[f"{p[0]}: {p[1]}" for p in PLANTED])
def test_a_planted_import_breaks_the_build(complaints: str, number: int) -> None:
    room, _, target = PLANTED[number]
    assert f"desktop.{room}.planted{number} -> {target}" in complaints


def test_widgets_outside_the_views_break_the_build(tmp_path: Path) -> None:
    house = _copy_of_the_house(tmp_path)
    planted = house / "desktop" / "services" / "planted.py"
    planted.write_text("from PySide6.QtWidgets import QLabel\n", encoding="utf-8")
    ran = _run(house, "ruff", "check", "--no-cache", "--select", "TID251", str(planted))
    assert ran.returncode == 1
    assert "TID251" in ran.stdout
