"""What the packaged program brings along, and under which licence, as the package lists it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from desktop.resources import resource_path

_FOLDER = "licences"
_INDEX = "index.json"


class ShippedPart(msgspec.Struct, frozen=True):
    """A part of the package; ``texts`` are files below the list, ``licence`` is from SPDX."""

    name: str
    version: str
    licence: str
    address: str
    texts: tuple[str, ...]


def licences_folder() -> Path:
    """Return where the texts lie in a package; a source has no such folder."""
    return resource_path().parent / _FOLDER


def shipped_parts(folder: Path | None = None) -> tuple[ShippedPart, ...]:
    """Return all parts by name; none where there is no list, as in a source, or no readable one."""
    index = (folder or licences_folder()) / _INDEX
    try:
        return msgspec.json.decode(index.read_bytes(), type=tuple[ShippedPart, ...])
    except (OSError, msgspec.MsgspecError):
        return ()


def licence_text(part: ShippedPart, folder: Path | None = None) -> str:
    """Return all texts of a part, one after the other; one that cannot be read is left out."""
    found = []
    for name in part.texts:
        try:
            content = ((folder or licences_folder()) / name).read_bytes()
        except OSError:
            continue
        found.append(content.decode("utf-8", "replace").strip())
    return "\n\n\n".join(found)
