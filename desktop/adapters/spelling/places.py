"""Where the files of Hunspell dictionaries lie: the system's, those of LibreOffice, one's own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

File = tuple[str, str]
"""A folder, and a name without ending."""

PREFERRED: Mapping[str, Sequence[str]] = {
    "de": ("de_DE", "de_DE_frami", "de-DE", "de_AT", "de_CH", "de"),
    "en": ("en_GB", "en-GB", "en_US", "en-US", "en"),
}
"""For each language, the preferred first, the names of its files."""
MOST_FILES = 4
"""More that cannot be used are not tried."""


def usual_folders(own: Path | None, environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Return the folders of this system that are there; one's own comes first."""
    home = Path.home()
    named = [Path(one) for one in environ.get("DICPATH", "").split(os.pathsep) if one]
    roots = [*([own] if own is not None else []), *named]
    if sys.platform == "win32":
        programs = [environ.get(name, "") for name in ("ProgramFiles", "ProgramFiles(x86)")]
        for folder in programs:
            if folder:
                roots += _of_office(Path(folder, "LibreOffice", "share", "extensions"))
        user = Path(environ.get("APPDATA", home / "AppData" / "Roaming"), "LibreOffice")
    elif sys.platform == "darwin":
        roots += [
            home / "Library" / "Spelling",
            Path("/Library/Spelling"),
            *_of_office(Path("/Applications/LibreOffice.app/Contents/Resources/extensions")),
            Path("/opt/homebrew/share/hunspell"),
            Path("/usr/local/share/hunspell"),
        ]
        user = home / "Library" / "Application Support" / "LibreOffice"
    else:
        roots += [
            Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "hunspell",
            Path("/usr/share/hunspell"),
            Path("/usr/share/myspell"),
            Path("/usr/share/myspell/dicts"),
            Path("/usr/local/share/hunspell"),
            *_of_office(Path("/usr/lib/libreoffice/share/extensions")),
            *_of_office(Path("/usr/lib64/libreoffice/share/extensions")),
        ]
        for office in _matches(Path("/opt"), "libreoffice*"):
            roots += _of_office(office / "share" / "extensions")
        user = Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "libreoffice"
    roots += _of_user(user)
    return tuple(dict.fromkeys(folder for folder in roots if folder.is_dir()))


def find(folders: Iterable[Path]) -> dict[str, tuple[File, ...]]:
    """Return for each language the dictionaries that lie in ``folders``, the best first."""
    found: dict[str, list[File]] = {}
    for folder in folders:
        for language, names in PREFERRED.items():
            found.setdefault(language, []).extend(
                (str(folder), name)
                for name in names
                if all((folder / f"{name}{ending}").is_file() for ending in (".aff", ".dic"))
            )
    return {language: tuple(files[:MOST_FILES]) for language, files in found.items() if files}


def _of_office(extensions: Path) -> list[Path]:
    """Dictionaries that come along with LibreOffice: each language in a folder of its own."""
    return _matches(extensions, "dict-*")


def _of_user(user: Path) -> list[Path]:
    """Those a person has added to LibreOffice."""
    packages = "4/user/uno_packages/cache/uno_packages"
    return [*_matches(user, f"{packages}/*/*.oxt"), *_matches(user, f"{packages}/*/*.oxt/*/")]


def _matches(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(one for one in folder.glob(pattern) if one.is_dir())
    except OSError:
        return []
