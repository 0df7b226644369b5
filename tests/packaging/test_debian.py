"""The Debian package: what is in it, what it depends on, what Debian's own tools say."""

import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from datetime import date
from pathlib import Path

import pytest

from desktop import __version__, commands
from desktop.texts import Language
from tests.packaging.conftest import ROOT

sys.path.append(str(ROOT / "packaging"))

import debian
import libraries
import manual

MOMENT = 1_790_000_000

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such packages")


@pytest.fixture
def laid_out(tmp_path: Path) -> Path:
    for place, content in debian.small_files(MOMENT).items():
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return tmp_path


def _need_tools() -> None:
    if not all(map(shutil.which, ("desktop-file-validate", "appstreamcli", "mandoc"))):
        pytest.skip("without the tools that look at it (.ci/system-packages package)")


def test_debians_tools_have_nothing_against_it(laid_out: Path) -> None:
    _need_tools()
    debian.check(laid_out)


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        (f"applications/{debian.APPLICATION}.desktop", b"Categories=Office;", b"Categories=Nix;"),
        (f"metainfo/{debian.APPLICATION}.metainfo.xml", b"<id>de.", b"<id>"),
    ],
)
def test_what_they_have_something_against_is_not_packed(
    laid_out: Path, place: str, before: bytes, after: bytes
) -> None:
    _need_tools()
    file = laid_out / "usr/share" / place
    assert before in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(before, after))
    with pytest.raises(subprocess.CalledProcessError):
        debian.check(laid_out)


def test_the_entry_starts_the_program_with_its_icon(laid_out: Path) -> None:
    entry = ConfigParser(interpolation=None)
    entry.read(laid_out / f"usr/share/applications/{debian.APPLICATION}.desktop", "utf-8")
    assert entry["Desktop Entry"]["Exec"] == "mieterdesk"
    shown = entry["Desktop Entry"]["Icon"]
    icons = sorted(path.name for path in laid_out.rglob(f"{shown}.*") if "icons" in path.parts)
    assert icons == [*["mieterdesk.png"] * len(debian.ICON_EDGES), "mieterdesk.svg"]


@pytest.mark.parametrize("language", list(Language))
def test_the_manual_names_every_command(language: Language) -> None:
    text = manual.page(language, date(2026, 11, 26))
    for name in commands.COMMANDS:
        escaped = name.replace("-", "\\-")
        assert f"\n\\fB{escaped}\\fR\n" in text
    assert ("prüft" in text) == (language is Language.GERMAN)


@pytest.mark.skipif(not shutil.which("objdump"), reason="needs objdump")
def test_what_a_library_needs_is_known_or_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy("/bin/true", tmp_path)
    told = libraries.depends(tmp_path)
    assert re.fullmatch(r"libc6 \(>= 2\.\d+\), xkb-data", told)
    monkeypatch.delitem(libraries.PROVIDERS, "libc.so.6")
    with pytest.raises(libraries.UnknownLibraryError, match=r"libc\.so\.6"):
        libraries.depends(tmp_path)


@pytest.fixture(scope="module")
def package_file(package: Path) -> Path:
    """The built package; skips where there is no dpkg."""
    if not shutil.which("dpkg-deb"):
        pytest.skip("no dpkg-deb here")
    return package.parent / debian.name()


def test_the_package_is_that_of_this_source(package_file: Path) -> None:
    told = subprocess.run(
        ["dpkg-deb", "-f", package_file, "Package", "Version", "Depends"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"Package: mieterdesk\nVersion: {__version__}\n" in told
    assert "libc6 (>= " in told


def test_what_is_published_is_in_the_list_of_sums(package: Path) -> None:
    """``sha256sum`` itself reads the list."""
    ran = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=package.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told = set(ran.stdout.split(": OK\n"))
    assert {path.name for path in package.parent.iterdir() if path.is_file()} - told == {
        "SHA256SUMS"
    }
