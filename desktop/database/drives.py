"""Which places a database file may lie in.

SQLite's write-ahead log needs memory shared by all users of the file. Network file systems do not
give that, and their locks are unreliable: two computers would damage the file unseen.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

NETWORK_FILE_SYSTEMS = frozenset(
    {
        "9p",
        "afpfs",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.davfs",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.gvfsd-fuse",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.smbnetfs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb2",
        "smb3",
        "smbfs",
        "webdav",
    }
)
"""Names of file systems, as the system's table of mounts gives them, that lie elsewhere."""

_DRIVE_REMOTE = 4
_PROC_MOUNTS = Path("/proc/mounts")


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted file system: where it hangs and what kind it is."""

    point: PurePosixPath
    kind: str


def parse_mounts(table: str) -> tuple[Mount, ...]:
    """Read a table in the form of ``/proc/mounts``; lines that are no mounts are passed over."""
    mounts = []
    for line in table.splitlines():
        parts = line.split(" ")
        if len(parts) >= 3:
            point = parts[1].encode("latin-1", "replace").decode("unicode_escape")
            mounts.append(Mount(PurePosixPath(point), parts[2]))
    return tuple(mounts)


def is_unc(path: PurePath | str) -> bool:
    r"""Whether a path names a share of another computer (``\\host\share``)."""
    text = str(path).replace("/", "\\").lower()
    if text.startswith("\\\\?\\"):
        return text.startswith("\\\\?\\unc\\")
    return text.startswith("\\\\") and not text.startswith("\\\\.\\")


def is_on_network_mount(path: PurePosixPath, mounts: Sequence[Mount]) -> bool:
    """Whether the mount that holds ``path`` is a network file system; the last one mounted wins."""
    holding = [mount for mount in mounts if path.is_relative_to(mount.point)]
    if not holding:
        return False
    depth = max(len(mount.point.parts) for mount in holding)
    return [m for m in holding if len(m.point.parts) == depth][-1].kind in NETWORK_FILE_SYSTEMS


def is_network_place(path: Path) -> bool:
    """Whether ``path`` (absolute; need not exist yet) lies on another computer."""
    if sys.platform == "win32":
        return is_unc(path) or _windows_drive_type(path.anchor) == _DRIVE_REMOTE
    if not _PROC_MOUNTS.is_file():
        return False
    mounts = parse_mounts(_PROC_MOUNTS.read_text(encoding="utf-8", errors="replace"))
    return is_on_network_mount(PurePosixPath(path), mounts)


def _windows_drive_type(anchor: str) -> int:
    """Ask Windows what kind of drive ``anchor`` is (``GetDriveTypeW``); 0 where unknown."""
    import ctypes

    loader = getattr(ctypes, "windll", None)
    return int(loader.kernel32.GetDriveTypeW(anchor)) if loader is not None else 0
