"""The file of anchors only grows, and what a power cut left of a line is no trouble."""

from datetime import date
from pathlib import Path

import pytest

from desktop.adapters.anchor_file import AnchorFile
from desktop.domain.audit_trail import Anchor
from desktop.domain.errors import UserError

FIRST = Anchor(date(2026, 11, 23), 7, "a" * 64)
SECOND = Anchor(date(2026, 11, 24), 9, "b" * 64)


def test_it_grows_and_a_half_written_line_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "anchors.jsonl"
    place = AnchorFile(path)
    assert place.anchors() == ()
    place.note(FIRST)
    path.write_bytes(path.read_bytes() + b'{"day": "2026-')
    assert place.anchors() == (FIRST,)
    place.note(SECOND)
    assert place.anchors() == (FIRST, SECOND)
    assert path.stat().st_mode & 0o077 == 0


def test_what_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    changed = tmp_path / "changed.jsonl"
    changed.write_text('{"day": "2026-11-23", "id": "7"}\n', "utf-8")
    with pytest.raises(UserError, match=r"audit\.anchors_unreadable"):
        AnchorFile(changed).anchors()
    with pytest.raises(UserError, match=r"audit\.anchors_not_writable"):
        AnchorFile(tmp_path / "gone" / "anchors.jsonl").note(FIRST)
    link = tmp_path / "link.jsonl"
    link.symlink_to(tmp_path / "elsewhere.jsonl")
    for act in (AnchorFile(link).anchors, lambda: AnchorFile(link).note(FIRST)):
        with pytest.raises(UserError, match=r"audit\.anchors"):
            act()
