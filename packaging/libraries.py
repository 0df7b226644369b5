"""Which libraries of the system a packaged program needs, and which Debian packages bring them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

PROVIDERS = {
    "ld-linux-aarch64.so.1": "libc6",
    "ld-linux-x86-64.so.2": "libc6",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libc.so.6": "libc6",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdl.so.2": "libc6",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libm.so.6": "libc6",
    "libpthread.so.0": "libc6",
    "libresolv.so.2": "libc6",
    "librt.so.1": "libc6",
    "libstdc++.so.6": "libstdc++6",
    "libutil.so.1": "libc6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb.so.1": "libxcb1",
    "libzstd.so.1": "libzstd1",
}
"""The package of Debian for each library that a desktop has to bring."""

BESIDES = ("xkb-data",)
"""What no library asks for: the names of keys, without which nothing can be typed."""

GCC_OF_CXX = {26: "9", 28: "9", 29: "11", 30: "12", 31: "13", 32: "13.2", 33: "14", 34: "15"}
"""The GCC that brought each version of the C++ library's symbols (``GLIBCXX_3.4.x``)."""

_NEEDED = re.compile(r"^\s*NEEDED\s+(\S+)$", re.MULTILINE)
_C_SYMBOLS = re.compile(r"\bGLIBC_(\d+)\.(\d+)")
_CXX_SYMBOLS = re.compile(r"\bGLIBCXX_3\.4\.(\d+)")


class UnknownLibraryError(Exception):
    """A library is needed that is neither packaged nor known to come from a Debian package."""


def depends(folder: Path) -> str:
    """Return what the package in ``folder`` depends on, as a control file of Debian says it.

    Raises:
        UnknownLibraryError: a library of the system is needed whose package is not known here.
    """
    told = "".join(_headers(binaries(folder)))
    packaged = {path.name for path in folder.rglob("*")}
    asked = set(_NEEDED.findall(told)) - packaged
    if unknown := asked - set(PROVIDERS):
        raise UnknownLibraryError(", ".join(sorted(unknown)))
    names = {PROVIDERS[name]: "" for name in asked} | dict.fromkeys(BESIDES, "")
    c_library = max((int(major), int(minor)) for major, minor in _C_SYMBOLS.findall(told))
    names["libc6"] = f" (>= {c_library[0]}.{c_library[1]})"
    if cxx := [int(number) for number in _CXX_SYMBOLS.findall(told)]:
        names["libstdc++6"] = f" (>= {GCC_OF_CXX.get(max(cxx), '9')})"
    return ", ".join(f"{name}{version}" for name, version in sorted(names.items()))


def binaries(folder: Path) -> list[Path]:
    """Return the programs and libraries below ``folder``, each once."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and _is_elf(path)
    )


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _headers(files: Iterable[Path]) -> Iterable[str]:
    """What each file needs: libraries, and versions of their symbols."""
    yield subprocess.run(
        ["objdump", "-p", *files], capture_output=True, text=True, check=True
    ).stdout
