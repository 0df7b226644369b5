"""Which places a database file may lie in."""

from pathlib import Path, PurePosixPath

import pytest

from desktop.database import drives, sqlite
from desktop.domain.errors import UserError

TABLE = r"""
/dev/sda2 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
server:/export /home nfs4 rw 0 0
/dev/sdb1 /home/local\040disk ext4 rw 0 0
//server/share /mnt/share cifs rw 0 0
me@host: /mnt/ssh fuse.sshfs rw 0 0
/dev/sdc1 /mnt/ssh/usb vfat rw 0 0
nonsense
"""


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/data/mieterdesk.sqlite", False),
        ("/home/jette/mieterdesk.sqlite", True),
        ("/home/local disk/mieterdesk.sqlite", False),
        ("/home/local", True),
        ("/mnt/share/x", True),
        ("/mnt/shared/x", False),
        ("/mnt/ssh/deep/x", True),
        ("/mnt/ssh/usb/x", False),
    ],
)
def test_mounts(path: str, network: bool) -> None:
    mounts = drives.parse_mounts(TABLE)
    assert drives.is_on_network_mount(PurePosixPath(path), mounts) is network


def test_the_mount_on_top_counts() -> None:
    mounts = drives.parse_mounts("a /data nfs rw 0 0\nb /data ext4 rw 0 0")
    assert not drives.is_on_network_mount(PurePosixPath("/data/x"), mounts)


@pytest.mark.parametrize(
    ("path", "unc"),
    [
        (r"\\server\share\mieterdesk.sqlite", True),
        ("//server/share/mieterdesk.sqlite", True),
        (r"\\?\UNC\server\share\x", True),
        (r"\\?\C:\data\x", False),
        (r"\\.\pipe\x", False),
        (r"C:\data\x", False),
        ("/data/x", False),
    ],
)
def test_shares_of_other_computers(path: str, unc: bool) -> None:
    assert drives.is_unc(path) is unc


def test_this_disk_is_none(tmp_path: Path) -> None:
    assert not drives.is_network_place(tmp_path / "not" / "there" / "yet")


def test_a_file_on_a_network_drive_is_refused_before_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "is_network_place", lambda path: True)
    with pytest.raises(UserError, match=r"database\.network_drive"):
        sqlite.check_place(tmp_path / "new" / "mieterdesk.sqlite")
    assert not (tmp_path / "new").exists()
