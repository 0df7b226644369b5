"""Opening files that others made: plain ones only, links never followed, pipes never waited for."""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


@contextlib.contextmanager
def opened_plain(path: Path) -> Iterator[int]:
    """Lend a file descriptor of a plain file; raises ``OSError`` for everything else."""
    if path.is_symlink():
        # Windows cannot refuse a link while opening; elsewhere O_NOFOLLOW closes the gap.
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    handle = os.open(path, _OPEN_FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        yield handle
    finally:
        os.close(handle)
