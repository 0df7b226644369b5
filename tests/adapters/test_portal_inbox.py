"""The folder of the portal: real files, links, pipes and names of any bytes."""

import os
from pathlib import Path

import pytest

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.errors import UserError
from desktop.domain.portal_folder import FileKind, FolderName, FolderPlace, PortalFolder
from tests.support.portal import HAS_PIPES, TAKES_ANY_BYTES, Portal, make_pipe, request

EVENT = FolderName(b"event.json")


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path / "exchange")


@pytest.fixture
def inbox(portal: Portal) -> FolderInbox:
    made = FolderInbox(portal.exchange)
    made.prepare()
    return made


def claimed(inbox: FolderInbox, name: str = "event-1") -> PortalFolder:
    folder = inbox.claim(FolderName.of(name))
    assert folder is not None
    return folder


def test_all_folders_are_made(tmp_path: Path) -> None:
    inbox = FolderInbox(tmp_path / "not" / "yet" / "there")
    inbox.prepare()
    inbox.prepare()
    assert sorted(path.name for path in (tmp_path / "not/yet/there/to-desktop").iterdir()) == [
        "cur",
        "done",
        "new",
        "quarantine",
        "tmp",
    ]


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "to-desktop").mkdir()
    (tmp_path / "to-desktop" / "new").write_text("")
    with pytest.raises(UserError) as error:
        FolderInbox(tmp_path).prepare()
    assert error.value.code == "intake.folder_unusable"
    assert error.value.params["folder"] == str(tmp_path / "to-desktop")


def test_a_share_that_is_missing_is_not_made_anew(tmp_path: Path) -> None:
    share = tmp_path / "share"
    inbox = FolderInbox(share, must_exist=True)
    with pytest.raises(UserError, match=r"intake\.folder_unusable"):
        inbox.prepare()
    assert not share.exists()
    share.mkdir()
    inbox.prepare()
    assert (share / "to-desktop" / "new").is_dir()


def test_claiming_is_one_rename(portal: Portal, inbox: FolderInbox) -> None:
    left = portal.leave(request())
    inode = left.stat().st_ino
    folder = claimed(inbox)
    assert folder.place is FolderPlace.CLAIMED
    assert portal.names("new") == []
    taken = portal.root / "cur" / folder.place_name.text / "event-1"
    assert taken.stat().st_ino == inode
    assert list(inbox.claimed()) == [folder]
    assert inbox.claim(FolderName.of("event-1")) is None
    assert portal.names("cur") == [folder.place_name.text]


def test_finishing_leaves_an_empty_marker(portal: Portal, inbox: FolderInbox) -> None:
    portal.leave(request(), files={"a": b"x"})
    folder = claimed(inbox)
    inbox.finish(folder)
    inbox.finish(folder)
    assert portal.names("done") == ["event-1"]
    assert list((portal.root / "done" / "event-1").iterdir()) == []
    assert portal.names("cur") == []


def test_a_quarantined_folder_moves_as_it_is(portal: Portal, inbox: FolderInbox) -> None:
    left = portal.leave(b"x", "event-1")
    (left / "sub").mkdir()
    (left / "link").symlink_to("/etc")
    folder = claimed(inbox)
    kept_in = inbox.free_name(folder)
    inbox.quarantine(folder, kept_in)
    inbox.quarantine(folder, kept_in)
    assert kept_in == folder.name
    kept = inbox.kept(kept_in, folder.name)
    assert kept is not None
    assert [file.kind for file in inbox.files(kept)] == [
        FileKind.PLAIN,
        FileKind.LINK,
        FileKind.OTHER,
    ]
    assert inbox.kept(FolderName.of("nobody"), folder.name) is None
    # Removing it follows no link.
    inbox.finish(kept)
    assert portal.names("quarantine") == []
    assert Path("/etc").is_dir()


def test_namesakes_never_mix_in_quarantine(portal: Portal, inbox: FolderInbox) -> None:
    names = set()
    for _ in range(2):
        portal.leave(b"x", "n" * 255)
        folder = claimed(inbox, "n" * 255)
        kept_in = inbox.free_name(folder)
        inbox.quarantine(folder, kept_in)
        names.add(kept_in)
    assert {len(name.raw) for name in names} == {255}
    assert len(portal.names("quarantine")) == 2


def test_links_and_pipes_are_never_opened(
    portal: Portal, inbox: FolderInbox, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    left = portal.leave(b"x", "event-1")
    (left / "link").symlink_to(tmp_path / "secret")
    make_pipe(left / "pipe")
    (left / "folder").mkdir()
    folder = claimed(inbox)
    for name in ("link", "pipe", "folder", "absent"):
        with pytest.raises(OSError, match="Errno"):
            inbox.read(folder, FolderName.of(name), 10)
        with pytest.raises(OSError, match="Errno"):
            list(inbox.chunks(folder, FolderName.of(name)))
    assert inbox.read(folder, EVENT, 10) == b"x"


@pytest.mark.parametrize("kind", ["link", "pipe", "absent", "large"])
def test_peeking_is_never_surprised(
    portal: Portal, inbox: FolderInbox, tmp_path: Path, kind: str
) -> None:
    folder = portal.root / "new" / "f"
    folder.mkdir()
    if kind == "link":
        (tmp_path / "event.json").write_bytes(b"{}")
        (folder / "event.json").symlink_to(tmp_path / "event.json")
    elif kind == "pipe":
        make_pipe(folder / "event.json")
    elif kind == "large":
        (folder / "event.json").write_bytes(b"12345")
    assert inbox.peek(FolderName.of("f"), 4) is None


def test_reading_stops_at_its_limit(portal: Portal, inbox: FolderInbox) -> None:
    content = os.urandom(3_000_000)
    portal.leave(b"12345", "f", {"a": content})
    assert inbox.peek(FolderName.of("f"), 5) == b"12345"
    folder = claimed(inbox, "f")
    assert inbox.read(folder, EVENT, 2) == b"12"
    assert b"".join(inbox.chunks(folder, FolderName.of("a"))) == content


def test_only_real_folders_wait(portal: Portal, inbox: FolderInbox) -> None:
    odd = b"\xff" if TAKES_ANY_BYTES else "\u00fc".encode()
    portal.leave(b"x", odd)
    portal.leave(b"x", "plain")
    new = portal.root / "new"
    (new / "file").write_text("")
    (new / "link").symlink_to(new / "plain")
    if HAS_PIPES:
        make_pipe(new / "pipe")
    assert {name.raw for name in inbox.waiting()} == {odd, b"plain"}
    assert FolderName(b"\xff").text == "\\xff"
    assert inbox.claim(FolderName.of("link")) is None
    assert (new / "link").is_symlink()
    assert portal.names("cur") == []
