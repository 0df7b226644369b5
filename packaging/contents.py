"""What belongs into the packaged program, and what PyInstaller gathers in vain.

The rule is to name what is left out: a library that is new comes along until somebody decides
otherwise. Only the system's own libraries are named one by one (``SYSTEM_LIBRARIES``), so that the
package does not depend on what happens to be installed where it is built.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterable
from fnmatch import fnmatch
from importlib.metadata import packages_distributions
from pathlib import Path, PurePath

Entry = tuple[str, str, str]
"""A gathered file: where it lies in the package, where it comes from, what kind it is."""

SHIPPED_FOLDERS = ("resources", "migrations")
"""Folders that go along as they are: they lie beside the package, as in a checkout."""

MANIFEST = "SHA256SUMS"
"""The list of data files with their hashes; ``--self-test`` compares it."""

UNNEEDED = (
    # Qt Quick and what hangs on it: a plug-in for a keyboard on the screen drags it in.
    "*Qt6Qml*",
    "*Qt6Quick*",
    "*Qt6VirtualKeyboard*",
    "*qtvirtualkeyboardplugin*",
    # Screens that no workplace has: embedded devices, remote frame buffers.
    "*Qt6EglF*",
    "*/egldeviceintegrations/*",
    "*/platforms/*qeglfs*",
    "*/platforms/*qlinuxfb*",
    "*/platforms/*qminimal*",
    "*/platforms/*qvkkhrdisplay*",
    "*/platforms/*qvnc*",
    "*/plugins/generic/*",
    "*/wayland-graphics-integration-client/*",
    "*/wayland-shell-integration/*fullscreen*",
    "*/wayland-shell-integration/*ivi*",
    "*/wayland-shell-integration/*qt-shell*",
    "*/wayland-shell-integration/*wl-shell*",
    # A second OpenGL for Windows; nothing here draws with any.
    "*opengl32sw*",
    "*d3dcompiler*",
    # GTK would come from the system and meet its libraries from here; the portal's dialogs stay.
    "*/platformthemes/*qgtk3*",
    # Qt speaks to no network for us.
    "*/plugins/networkinformation/*",
    "*/plugins/tls/*",
    # Kinds of pictures that nobody sends; PDF has a viewer of its own.
    "*/imageformats/*qicns*",
    "*/imageformats/*qpdf*",
    "*/imageformats/*qtga*",
    "*/imageformats/*qwbmp*",
    # Names of countries in all languages; banks need their codes only.
    "pycountry/locales/*",
)

SERVICES = "botocore/data/*/*"
SPOKEN_TO = "botocore/data/s3/*"
"""Descriptions of four hundred services of Amazon; stores of documents speak one."""

TRANSLATIONS = "*/translations/*.qm"
SPOKEN = ("*/qtbase_de.qm", "*/qtbase_en.qm")

SYSTEM_LIBRARIES = (
    # Python's own.
    "libpython3*",
    "libbz2*",
    "libcrypto*",
    "libexpat*",
    "libffi*",
    "liblzma*",
    "libssl*",
    "libuuid*",
    "libz.so*",
    # Small ones for a window under X that many desktops do not have, and for what Qt compresses.
    "libbrotli*",
    "libxcb-*",
    "libxkbcommon*",
)
"""Libraries of the build machine that go along on Linux; all others are every desktop's own."""

WITH_DEBUG_SYMBOLS = (
    "libpython3*",
    "python3*/lib-dynload/*",
    "sqlalchemy/cyextension/*",
    "sqlcipher3/*",
)
"""Libraries that come with tables for debuggers, which are half of their size."""

SUPERFLUOUS_MODULES = ("greenlet", "readline", "sqlite3", "tkinter")
"""What nothing here uses.

SQLAlchemy would load greenlet and run ``asyncio`` for it, but needs it for databases that are asked
by ``asyncio`` alone. The others are parts of Python: there is no prompt, SQLite comes from
sqlcipher3 alone, windows from Qt.
"""

_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def shipped_files(root: Path) -> list[tuple[str, str]]:
    """Return every file of the shipped folders with the folder it goes to, as PyInstaller asks."""
    return [
        (str(path), path.parent.relative_to(root).as_posix())
        for folder in SHIPPED_FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]


def developers_modules(root: Path) -> list[str]:
    """Return what is installed for developers only: whoever imports it softly does without."""
    program, everything = (
        {_normal(name) for name in _REQUIREMENT.findall((root / lock).read_text(encoding="utf-8"))}
        for lock in ("requirements.lock", "requirements-dev.lock")
    )
    only = everything - program
    return sorted(
        module
        for module, owners in packages_distributions().items()
        if {_normal(owner) for owner in owners} <= only
    )


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(entries: Iterable[Entry], environment: Path) -> list[Entry]:
    """Return the gathered files that are kept; ``environment`` is where packages are installed."""
    return [entry for entry in entries if _is_needed(entry, environment)]


def _is_needed(entry: Entry, environment: Path) -> bool:
    place = PurePath(entry[0]).as_posix()
    if any(fnmatch(place, pattern) for pattern in UNNEEDED):
        return False
    if fnmatch(place, SERVICES):
        return fnmatch(place, SPOKEN_TO)
    if fnmatch(place, TRANSLATIONS):
        return any(fnmatch(place, pattern) for pattern in SPOKEN)
    if sys.platform == "linux" and entry[2] == "BINARY" and _is_of_the_system(entry, environment):
        return any(fnmatch(place, pattern) for pattern in SYSTEM_LIBRARIES)
    return True


def _is_of_the_system(entry: Entry, environment: Path) -> bool:
    source = Path(entry[1])
    return "/" not in PurePath(entry[0]).as_posix() and not source.is_relative_to(environment)


def stripped(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Return the files, those with tables for debuggers as copies without them in ``folder``."""
    if sys.platform != "linux":
        return list(entries)
    return [_without_debug_symbols(entry, folder) for entry in entries]


def _without_debug_symbols(entry: Entry, folder: Path) -> Entry:
    place, source, kind = entry
    if kind == "SYMLINK" or not any(fnmatch(place, pattern) for pattern in WITH_DEBUG_SYMBOLS):
        return entry
    copy = folder / place
    copy.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["strip", "--strip-debug", "-o", copy, source], check=True)
    return place, str(copy), kind


def write_manifest(entries: Iterable[Entry], file: Path) -> Path:
    """Write the hashes of all data files, in the form that ``sha256sum --check`` reads."""
    lines = [
        f"{hashlib.sha256(Path(source).read_bytes()).hexdigest()}  {PurePath(place).as_posix()}\n"
        for place, source, kind in sorted(entries)
        if kind == "DATA"
    ]
    file.write_text("".join(lines), encoding="utf-8", newline="\n")
    return file
