"""What is inside of the packaged program, under which licence, with every text.

Parts are found by the files that were gathered: each belongs to a Python distribution, to a part
named in ``parts.toml``, to Python itself, or to a package of the build machine. A file that belongs
to nobody ends the build: nothing goes along whose licence nobody knows.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePath
from typing import Any

from desktop import __version__

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TEXTS = HERE / "licences"
FOLDER = "licences"
"""Where the texts lie in the package."""

INDEX = "index.json"
ALWAYS = ("pyinstaller",)
"""Distributions of which a little is in every package: what starts the program."""

_TEXT = re.compile(r"(licen[cs]e|copying|notice|authors|copyright)", re.IGNORECASE)
_RELEASED = re.compile(r"^[A-Za-z0-9.+-]+( (OR|AND|WITH) [A-Za-z0-9.+-]+)*$")
_SEE_TEXT = "LicenseRef-see-text"

Entry = tuple[str, str, str]


class NobodysFilesError(Exception):
    """Files of the package belong to no part whose licence is known."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the package.

    ``licence`` is an SPDX expression; ``address`` a package URL or where its source is.
    """

    name: str
    version: str
    licence: str
    address: str
    texts: tuple[Path, ...]


def parts_of(entries: Iterable[Entry]) -> list[Part]:
    """Return the parts that the gathered files belong to, by name.

    Raises:
        NobodysFilesError: some files belong to no part.
    """
    book = tomllib.loads((HERE / "parts.toml").read_text(encoding="utf-8"))
    owners = _owners()
    found: dict[str, Part] = {}
    nobodys: list[str] = []
    for place, source, _ in entries:
        parts = list(_parts_of_file(PurePath(place).as_posix(), source, book, owners))
        found |= {part.name: part for part in parts}
        if not parts:
            nobodys.append(f"{place} ({source})")
    if nobodys:
        raise NobodysFilesError("\n".join(sorted(nobodys)))
    found |= {one.name: one for one in (_distribution(dist, book) for dist in _always())}
    for entry in book["part"]:
        if entry.get("inside") in found:
            found[entry["name"]] = _named(entry)
    if without := [part.name for part in found.values() if not part.texts]:
        raise NobodysFilesError(f"no text: {', '.join(without)}")
    return sorted(found.values(), key=lambda part: part.name.casefold())


def write(parts: Iterable[Part], folder: Path) -> list[Entry]:
    """Write all texts below ``folder`` with a list of the parts; return them as gathered files."""
    index = []
    for part in parts:
        own = folder / re.sub(r"[^A-Za-z0-9.-]+", "-", part.name)
        own.mkdir(parents=True, exist_ok=True)
        names = []
        for number, text in enumerate(part.texts):
            ending = text.suffix if text.suffix in {".txt", ".md", ".rst"} else ".txt"
            name = f"{number + 1}-{text.stem}{ending}"
            (own / name).write_bytes(text.read_bytes())
            names.append(f"{own.name}/{name}")
        index.append(
            {
                "name": part.name,
                "version": part.version,
                "licence": part.licence,
                "address": part.address,
                "texts": names,
            }
        )
    content = json.dumps(index, ensure_ascii=False, indent=1) + "\n"
    (folder / INDEX).write_text(content, encoding="utf-8")
    (folder / "README.txt").write_bytes((HERE / "licences.txt").read_bytes())
    return [
        (f"{FOLDER}/{path.relative_to(folder).as_posix()}", str(path), "DATA")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def _parts_of_file(
    place: str, source: str, book: Mapping[str, Any], owners: Mapping[Path, Distribution]
) -> Iterator[Part]:
    """The parts that one file belongs to: a library of Qt is in a Python distribution as well."""
    for entry in book["part"]:
        if any(fnmatch(place, pattern) for pattern in entry.get("files", ())):
            yield _named(entry)
    if place == "base_library.zip":
        # Python's own modules, packed by what builds the package.
        yield _python()
        return
    path = Path(source)
    real = path.resolve()
    owner = owners.get(path) or owners.get(real)
    if owner is not None:
        yield _distribution(owner, book)
    elif real.is_relative_to(ROOT) and not real.is_relative_to(sysconfig.get_path("platlib")):
        yield Part("Mieterdesk", __version__, "Apache-2.0", "", (ROOT / "LICENSE",))
    elif real.is_relative_to(Path(sys.base_prefix).resolve() / "lib") and _is_pythons(real):
        yield _python()
    elif sys.platform == "linux":
        yield from _of_the_system(real)
    else:
        # Elsewhere what belongs to nobody else came with Python's own installer.
        yield _python()


def _is_pythons(path: Path) -> bool:
    """A Python in ``/usr`` has the system beside it."""
    return path.is_relative_to(Path(sysconfig.get_path("stdlib")).resolve()) or (
        path.name.startswith("libpython")
    )


def _python() -> Part:
    version = ".".join(map(str, sys.version_info[:3]))
    library = Path(sysconfig.get_path("stdlib"))
    texts = [
        text for text in (library / "LICENSE.txt", library.parent / "LICENSE.txt") if text.is_file()
    ]
    if not texts:
        texts = sorted(Path("/usr/share/doc").glob("python3*-minimal/copyright"))[:1]
    return Part("Python", version, "PSF-2.0", f"pkg:generic/python@{version}", tuple(texts[:1]))


def _named(entry: Mapping[str, Any]) -> Part:
    texts = tuple((ROOT if "/" in text else TEXTS) / text for text in entry["texts"])
    return Part(entry["name"], "", entry["licence"], entry["home"], texts)


# --- Python distributions -------------------------------------------------------------------------


def _owners() -> dict[Path, Distribution]:
    """The distribution of each installed file, under the paths by which it may be named."""
    return {
        Path(name): dist
        for dist in distributions()
        for file in dist.files or ()
        for located in (dist.locate_file(file),)
        for name in {str(located), str(Path(str(located)).resolve())}
    }


def _always() -> Iterator[Distribution]:
    for name in ALWAYS:
        yield Distribution.from_name(name)


def _distribution(dist: Distribution, book: Mapping[str, Any]) -> Part:
    name = re.sub(r"[-_.]+", "-", dist.metadata["Name"]).lower()
    own = tuple(
        Path(str(dist.locate_file(file)))
        for file in dist.files or ()
        if ".dist-info/" in file.as_posix() and _TEXT.search(file.name)
    )
    added = tuple(TEXTS / text for text in book["texts"].get(name, ()))
    licence = book["licence"].get(name) or _told_licence(dist)
    return Part(name, dist.version, licence, f"pkg:pypi/{name}@{dist.version}", own + added)


def _told_licence(dist: Distribution) -> str:
    for field in ("License-Expression", "License"):
        told = str(dist.metadata[field]) if field in dist.metadata else ""
        if _RELEASED.fullmatch(told) and told not in {"BSD", "UNKNOWN"}:
            return told
    return _SEE_TEXT


# --- packages of the build machine ----------------------------------------------------------------


def _of_the_system(path: Path) -> Iterator[Part]:
    """The Debian package that brought a library; its copyright file is its text."""
    for candidate in (path, Path(str(path).removeprefix("/usr")), Path(f"/usr{path}")):
        told = _answer("dpkg", "-S", str(candidate))
        if told:
            package = told.split(": ")[0]
            name = package.split(":")[0]
            version = _answer("dpkg-query", "-W", "-f=${Version}", package)
            text = Path("/usr/share/doc", name, "copyright")
            address = f"pkg:deb/debian/{name}@{version}"
            yield Part(name, version, _SEE_TEXT, address, (text,) if text.is_file() else ())
            return


def _answer(*command: str) -> str:
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return ran.stdout.strip() if ran.returncode == 0 else ""
