"""The portal finds an event complete and once, however often and however rudely we were stopped."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from desktop.adapters.portal_outbox import FolderOutbox

EVENT = {"id": "e-1", "data": {"text": "Grüße aus der Straße"}}


def _opens(content: bytes) -> Callable[[], BinaryIO]:
    return lambda: io.BytesIO(content)


def _breaks() -> BinaryIO:
    raise OSError(5, "broken")


def test_an_event_lies_in_new_with_its_attachments_and_nothing_in_tmp(tmp_path: Path) -> None:
    FolderOutbox(tmp_path).publish("e-1", EVENT, {"anlage-1.pdf": _opens(b"%PDF")})
    folder = tmp_path / "to-portal" / "new" / "e-1"
    assert json.loads((folder / "event.json").read_text("utf-8")) == EVENT
    assert (folder / "anlage-1.pdf").read_bytes() == b"%PDF"
    assert "Straße" in (folder / "event.json").read_text("utf-8")
    assert list((tmp_path / "to-portal" / "tmp").iterdir()) == []


@pytest.mark.parametrize("place", ["new", "done", "quarantine"])
def test_what_the_portal_has_already_is_not_sent_again(tmp_path: Path, place: str) -> None:
    (tmp_path / "to-portal" / place / "e-1").mkdir(parents=True)
    FolderOutbox(tmp_path).publish("e-1", EVENT, {})
    found = sorted(path.relative_to(tmp_path) for path in tmp_path.glob("to-portal/*/*"))
    assert found == [Path("to-portal") / place / "e-1"]
    assert list((tmp_path / "to-portal" / place / "e-1").iterdir()) == []


def test_a_marker_that_is_a_file_counts_too(tmp_path: Path) -> None:
    (tmp_path / "to-portal" / "done").mkdir(parents=True)
    (tmp_path / "to-portal" / "done" / "e-1").touch()
    FolderOutbox(tmp_path).publish("e-1", EVENT, {})
    assert list((tmp_path / "to-portal" / "new").iterdir()) == []


def test_what_a_killed_attempt_left_is_replaced(tmp_path: Path) -> None:
    left = tmp_path / "to-portal" / "tmp" / "e-1"
    left.mkdir(parents=True)
    (left / "event.json").write_text("{")
    (left / "old.pdf").write_bytes(b"half")
    FolderOutbox(tmp_path).publish("e-1", EVENT, {})
    folder = tmp_path / "to-portal" / "new" / "e-1"
    assert [path.name for path in folder.iterdir()] == ["event.json"]
    assert json.loads((folder / "event.json").read_text("utf-8")) == EVENT


def test_an_attachment_that_cannot_be_read_hands_nothing_over(tmp_path: Path) -> None:
    outbox = FolderOutbox(tmp_path)
    with pytest.raises(OSError, match="broken"):
        outbox.publish("e-1", EVENT, {"anlage-1.pdf": _breaks})
    assert list((tmp_path / "to-portal" / "new").iterdir()) == []
    outbox.publish("e-1", EVENT, {"anlage-1.pdf": _opens(b"%PDF")})
    assert (tmp_path / "to-portal" / "new" / "e-1" / "anlage-1.pdf").read_bytes() == b"%PDF"


def test_a_place_that_is_no_folder_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "to-portal").write_text("in the way")
    with pytest.raises(OSError, match="to-portal"):
        FolderOutbox(tmp_path).publish("e-1", EVENT, {})


def test_a_share_that_is_missing_is_not_made_anew(tmp_path: Path) -> None:
    share = tmp_path / "share"
    outbox = FolderOutbox(share, must_exist=True)
    with pytest.raises(FileNotFoundError):
        outbox.publish("one", {"id": "one"}, {})
    assert not share.exists()
    share.mkdir()
    outbox.publish("one", {"id": "one"}, {})
    assert (share / "to-portal" / "new" / "one" / "event.json").is_file()
