"""Each check bites: what it looks at is broken in a copy of the program, and it says so."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from desktop.texts.self_test import TITLES

ROOT = Path(__file__).resolve().parents[2]

RUN = """
import sys
sys.path.insert(0, ".")
{broken}
sys.argv = ["main.py", "--self-test", {names}]
import main
sys.exit(main.main())
"""

BROKEN_LIBRARIES = """
import desktop.domain.berlin_time
sys.modules["tzdata"] = None
sys.modules["psycopg_binary"] = None
sys.modules["secretstorage"] = None

import argon2
argon2.PasswordHasher.verify = lambda *_: False

import desktop.domain.workdays
import logging
import socket

def no_holidays(*_):
    try:
        socket.create_connection(("192.0.2.1", 9), timeout=0.01)
    except OSError:
        logging.warning("no connection")
    return {}

desktop.domain.workdays.holidays_of = no_holidays

import schwifty.checksum
import schwifty.checksum.germany
schwifty.checksum.algorithms.clear()

import desktop.crash
desktop.crash.redact = str
desktop.crash.error_summary = repr

from PySide6.QtCore import QTranslator
QTranslator.load = lambda *_: False

import desktop.adapters.pdf_reader.reader
desktop.adapters.pdf_reader.reader.own_command = lambda: ("nothing-like-this",)

import fsspec
fsspec.filesystem = lambda *_, **__: None

import desktop.adapters.spelling.checker
desktop.adapters.spelling.checker.own_command = lambda: ("nothing-like-this",)

import phonenumbers
phonenumbers.format_number = lambda *_: ""

import desktop.adapters.letters.press
desktop.adapters.letters.press.QPainter.begin = lambda *_: False

from PySide6.QtGui import QImageReader
QImageReader.supportedImageFormats = lambda *_: []

from PySide6.QtPdf import QPdfDocument
QPdfDocument.load = lambda *_: QPdfDocument.Error.InvalidFileFormat

from PySide6.QtPrintSupport import QPrinter
QPrinter.isValid = lambda *_: False

import desktop.commands
desktop.commands.COMMANDS["gone"] = "desktop.commands.gone"
"""

REMOVED = (
    "resources/demo/people.toml",
    "resources/fonts/Inter-Regular.ttf",
    "resources/fonts/Inter-Medium.ttf",
    "resources/fonts/Inter-SemiBold.ttf",
    "resources/fonts/Inter-Bold.ttf",
    "resources/icons/user-plus.svg",
    "resources/schemas/to-portal/message.sent.v1.json",
    "resources/templates/replies/mandate_request.toml",
)

REASONS = {
    "modules": "No module named 'nothing_like_this'",
    "commands": "desktop.commands.gone",
    "postgresql": "libpq: erwartet „binary“",
    "account-methods": "DE: erwartet „44“, gefunden „0“",
    "accounts": "gefunden „not_verifiable“",
    "contact-data": "phone: erwartet",
    "holidays": "BW: erwartet „12“, gefunden „0“",
    "time-zones": "No time zone found",
    "passwords": "Argon2: erwartet „[True, False]“",
    "key-ring": "import of secretstorage halted",
    "texts": "en: erwartet „Quit“, gefunden „Beenden“",
    "schemas": "Es fehlt: to-portal/message.sent.v1",
    "templates": "Es fehlt: mandate_request",
    "demo-data": "Error",
    "plugins": "Fehlt oder arbeitet falsch: QPrinter",
    "qt-texts": "de: erwartet „Abbrechen“, gefunden „Cancel“",
    "fonts": "Es fehlt: Inter",
    "icons": "Es fehlt: user-plus",
    "pictures": "Es fehlt: gif",
    "pdf": "QtPdf: erwartet",
    "document-store": "'NoneType' object has no attribute 'connect'",
    "pdf-reader": "attachment.pdf_not_shown",
    "spelling": "Rechtschreibung: erwartet „ready“, gefunden „given_up“",
    "letters": "OSError: the device cannot be painted on",
    "crash-report": "IBAN: erwartet „0“, gefunden „1“",
    "network": "Zugriffe auf ein Netz: socket.getaddrinfo",
    "surprises": "no connection",
}


def _house(folder: Path) -> Path:
    """A copy of the program as it is delivered."""
    for name in ("desktop", "migrations", "resources"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "main.py", folder)
    return folder


def _self_test(house: Path, names: Sequence[str], broken: str = "") -> tuple[int, dict[str, str]]:
    """Run these checks in a copy; returns the exit status, and the line of each check."""
    code = RUN.format(broken=broken, names=", ".join(map(repr, names)))
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=house,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    lines = ran.stdout.splitlines()
    assert len(lines) == len(names) + 1, ran.stdout + ran.stderr
    return ran.returncode, dict(zip(names, lines, strict=False))


@pytest.fixture(scope="module")
def broken_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Mapping[str, str]]:
    """All cheap checks in one copy in which everything is broken."""
    house = _house(tmp_path_factory.mktemp("broken"))
    for name in REMOVED:
        (house / name).unlink()
    shutil.rmtree(house / "resources/locale")
    (house / "desktop/views/planted.py").write_text("import nothing_like_this\n", encoding="utf-8")
    return _self_test(house, list(REASONS), BROKEN_LIBRARIES)


@pytest.mark.parametrize("name", REASONS)
def test_what_is_broken_is_told(broken_run: tuple[int, Mapping[str, str]], name: str) -> None:
    line = broken_run[1][name]
    assert line.startswith(f"FEHLER  {TITLES[name]}: ")
    assert REASONS[name] in line


def test_the_status_tells_it_too(broken_run: tuple[int, Mapping[str, str]]) -> None:
    assert broken_run[0] == 1


def test_a_missing_migration_is_told(tmp_path: Path) -> None:
    house = _house(tmp_path)
    next((house / "migrations/versions").glob("0002_*.py")).unlink()
    status, lines = _self_test(house, ["new-database"])
    assert status == 1
    assert "migrations: erwartet „['0001', '0002'," in lines["new-database"]


def test_a_page_that_the_tour_does_not_reach_is_told(tmp_path: Path) -> None:
    house = _house(tmp_path)
    (house / "desktop/views/planted.py").write_text(
        "from PySide6.QtWidgets import QWidget\n\n\nclass PlantedPage(QWidget):\n    pass\n",
        encoding="utf-8",
    )
    status, lines = _self_test(house, ["screens"])
    assert status == 1
    assert lines["screens"].endswith(": Es fehlt: PlantedPage.")


def test_a_shipped_file_that_was_changed_is_told(tmp_path: Path) -> None:
    house = _house(tmp_path)
    template = "resources/templates/replies/mandate_request.toml"
    wrong = f"{'0' * 64}  {template}\n"
    (house / "SHA256SUMS").write_text(wrong, encoding="utf-8")
    status, lines = _self_test(house, ["shipped-files"])
    assert status == 1
    assert f"{template}: erwartet „000" in lines["shipped-files"]


def test_every_check_is_broken_somewhere() -> None:
    assert {*REASONS, "new-database", "screens", "shipped-files"} == set(TITLES)
