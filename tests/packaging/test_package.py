"""The packaged program does what the source does, wherever and whoever it is started by."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import distributions
from pathlib import Path

import pytest

from desktop import __version__
from desktop.texts.self_test import TITLES
from tests.packaging.conftest import ROOT, program_name

TODAY = "2026-11-23"
NOBODY = 65534
BANK_CODES = ("10070000", "20050550", "37040044", "60050101", "10010010", "70150000")
LINES = 3_000


def _run(
    program: Sequence[str | Path], *arguments: str | Path, cwd: Path, empty: bool = False
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*program, *arguments],
        cwd=cwd,
        env={} if empty else None,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def _source() -> tuple[str | Path, ...]:
    return (sys.executable, ROOT / "main.py")


def _packaged(package: Path) -> tuple[Path, ...]:
    return (package / program_name(),)


@pytest.fixture
def elsewhere(package: Path) -> Iterator[Path]:
    """A copy of the package at a place with blanks and umlauts that everybody may read."""
    with tempfile.TemporaryDirectory(prefix="Größer als ’ne Übung ") as name:
        place = Path(name)
        place.chmod(0o755)
        shutil.copytree(package, place / "Mieter desk", symlinks=True, copy_function=_link)
        yield place


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows needs some of its environment")
def test_it_tests_itself_as_the_source_does(elsewhere: Path) -> None:
    """Another folder, nobody's rights, no environment: no Python, no home, no language."""
    program = elsewhere / "Mieter desk" / program_name()
    rights = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    as_nobody = rights if sys.platform == "linux" and os.getuid() == 0 else ()
    found = _run((*as_nobody, program), "--self-test", cwd=elsewhere, empty=True)
    assert (found.returncode, found.stderr) == (0, ""), found.stdout
    wanted = _run(_source(), "--self-test", cwd=ROOT)
    # The source has no list of shipped files.
    assert found.stdout.splitlines()[1:] == wanted.stdout.splitlines()[1:]
    assert found.stdout.startswith(f"ok      {TITLES['shipped-files']}: ")


def test_the_version_is_that_of_the_source(package: Path, tmp_path: Path) -> None:
    assert (
        _run(_packaged(package), "--version", cwd=tmp_path).stdout == f"Mieterdesk {__version__}\n"
    )


def test_help_names_the_packaged_program(package: Path, tmp_path: Path) -> None:
    told = _run(_packaged(package), "--help", cwd=tmp_path).stdout
    assert told.startswith("Aufruf: mieterdesk ")
    assert "main.py" not in told


# --- what is in it --------------------------------------------------------------------------------


def _inside(package: Path) -> Path:
    return package / "_internal"


def _tracked() -> list[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("a source without its history cannot tell what belongs to it")
    told = subprocess.run(
        ["git", "ls-files", "-z", "--", "resources", "migrations"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [name.decode() for name in told.stdout.split(b"\0") if name]


def test_every_file_that_belongs_to_the_program_is_in_it(package: Path) -> None:
    tracked = _tracked()
    assert len(tracked) > 150
    for name in tracked:
        packed = _inside(package) / name
        assert packed.is_file(), name
        assert packed.read_bytes() == (ROOT / name).read_bytes(), name


def test_the_list_of_shipped_files_names_them_all(package: Path) -> None:
    lines = (_inside(package) / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert set(_tracked()) <= set(listed)
    for name in ("tzdata/zoneinfo/Europe/Berlin", "schwifty/bank_registry/generated_de.json"):
        content = (_inside(package) / name).read_bytes()
        assert listed[name] == hashlib.sha256(content).hexdigest()


def test_no_link_leads_nowhere(package: Path) -> None:
    assert [path for path in package.rglob("*") if path.is_symlink() and not path.exists()] == []


def test_nothing_of_its_developers_is_in_it(package: Path) -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    program = {_plain(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    packed = [dist.metadata["Name"] for dist in distributions(path=[str(_inside(package))])]
    assert packed
    assert {_plain(name) for name in packed} <= program


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    "pattern",
    [
        "*Quick*",
        "*Qml*",
        "*VirtualKeyboard*",
        "*eglfs*",
        "*linuxfb*",
        "*vnc*",
        "*qgtk3*",
        "tls",
        "locales",
        "*_fr.qm",
        "libstdc++*",
        "libgtk*",
        "*.pyc",
    ],
)
def test_what_nobody_needs_is_left_out(package: Path, pattern: str) -> None:
    assert list(package.rglob(pattern)) == []


# --- what it does ---------------------------------------------------------------------------------


def _applications() -> str:
    """Bank details of every kind, among them many German accounts with wrong check digits."""
    lines = ["id,iban,account_holder,tenants,federal_state,received_at"]
    states = ("HH", "BW", "BY", "SN", "TH", "")
    for number in range(LINES):
        bank = BANK_CODES[number % len(BANK_CODES)]
        bban = f"{bank}{1_234_500 + number * 7:010}"
        check = 98 - int(f"{bban}131400") % 97
        wrong = "9" if number % 50 == 0 else ""
        holder = ("Aylin Musterbach", "Rolf Probe", "")[number % 3]
        lines.append(
            f"{number},DE{check:02}{bban}{wrong},{holder},Aylin Musterbach,"
            f"{states[number % len(states)]},2026-11-{number % 28 + 1:02}"
        )
    return "\n".join([*lines, "x,FR1420041010050500013M02606,A,A,HH,2026-11-01", ""])


def test_bank_details_are_checked_byte_for_byte_as_from_the_source(
    package: Path, tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text(_applications(), encoding="utf-8")
    call = ("check-bank-details", "in.csv", "--today", TODAY)
    wanted = _run(_source(), *call, cwd=tmp_path)
    found = _run(_packaged(package), *call, cwd=tmp_path)
    assert found.stdout == wanted.stdout
    assert (found.returncode, found.stderr) == (wanted.returncode, wanted.stderr) == (0, "")
    for verdict in ("passed", "failed", "not_applicable"):
        assert f'"national_check":"{verdict}"' in found.stdout.replace(": ", ":")


def test_a_working_day_of_commands(package: Path, tmp_path: Path) -> None:
    """The same demonstration as from the source; what waits is taken in, sent, handed over."""
    outcome: dict[str, list[str]] = {}
    for name, program in (("source", _source()), ("packaged", _packaged(package))):
        folder = tmp_path / name
        data = ("--data-dir", folder / "data")
        calls: tuple[tuple[str | Path, ...], ...] = (
            ("create-demo-data", *data, "--today", TODAY, "--cases", "150"),
            ("intake", *data, "--once"),
            ("deliver", *data, "--once"),
            ("export-bank-changes", *data, "--output", folder / "out.csv"),
            ("list-cases", *data, "--today", TODAY),
            ("list-intake", *data),
        )
        folder.mkdir()
        told: list[str] = []
        for call in calls:
            ran = _run(program, *call, cwd=tmp_path)
            assert (ran.returncode, ran.stderr) == (0, ""), call[0]
            told.append(ran.stdout)
        outcome[name] = told
    assert outcome["packaged"][0] == outcome["source"][0]
    assert outcome["packaged"][4] == outcome["source"][4] != ""


@pytest.mark.parametrize(
    "name",
    [
        "migrations/versions/0002_cases_and_conversation.py",
        "resources/templates/replies/call_back.toml",
        "schwifty/bank_registry/generated_de.json",
    ],
)
def test_a_lost_file_is_told(elsewhere: Path, name: str) -> None:
    (elsewhere / "Mieter desk" / "_internal" / name).unlink()
    program = elsewhere / "Mieter desk" / program_name()
    ran = _run((program,), "--self-test", "shipped-files", cwd=elsewhere)
    assert ran.returncode == 1
    assert f"Es fehlt: {name}." in ran.stdout
