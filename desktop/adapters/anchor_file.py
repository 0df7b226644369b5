"""The file of anchors: one JSON line for each day, added and never changed.

It lies in the data folder unless the settings name another place. A share that the workplaces may
add to but not change is worth more: whoever can write to the database cannot reach it there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from desktop.adapters.plain_files import opened_plain
from desktop.domain.audit_trail import Anchor
from desktop.domain.errors import UserError

_MOST_BYTES = 16 * 1024 * 1024
"""A hundred years of days; more is no file of ours."""


class _Line(msgspec.Struct, frozen=True):
    """One line of the file."""

    day: date
    id: int
    hash: str


class AnchorFile:
    """Implements ``AnchorPlace`` with a file."""

    def __init__(self, path: Path) -> None:
        """It need not be there yet; its folder has to."""
        self._path = path

    def anchors(self) -> tuple[Anchor, ...]:
        """Return all of them, without a line that a power cut left half written."""
        try:
            with opened_plain(self._path) as handle:
                content = os.read(handle, _MOST_BYTES)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise UserError("audit.anchors_unreadable", file=str(self._path)) from error
        return tuple(self._read(content))

    def _read(self, content: bytes) -> Iterator[Anchor]:
        for text in content.splitlines():
            if text.startswith(b"{") and not text.endswith(b"}"):
                # A power cut left it half written: nobody was told that it is there.
                continue
            yield self._anchor(text)

    def _anchor(self, text: bytes) -> Anchor:
        try:
            line = msgspec.json.decode(text, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UserError("audit.anchors_unreadable", file=str(self._path)) from error
        return Anchor(line.day, line.id, line.hash)

    def note(self, anchor: Anchor) -> None:
        """Add a line; one that was left half written is ended first."""
        text = json.dumps(
            {"day": anchor.day.isoformat(), "id": anchor.line_id, "hash": anchor.line_hash}
        )
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        try:
            handle = os.open(self._path, flags, 0o600)
            try:
                start = b"\n" if _ends_open(handle) else b""
                os.write(handle, start + text.encode() + b"\n")
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise UserError("audit.anchors_not_writable", file=str(self._path)) from error


def _ends_open(handle: int) -> bool:
    """Whether the last line has no end."""
    if os.fstat(handle).st_size == 0:
        return False
    os.lseek(handle, -1, os.SEEK_END)
    return os.read(handle, 1) != b"\n"
