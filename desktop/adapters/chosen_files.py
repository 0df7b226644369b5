"""Files that a person chose, dropped or pasted: read once, never followed, never run."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.adapters.plain_files import opened_plain
from desktop.domain.errors import UserError
from desktop.domain.portal_folder import FolderName

_BLOCK = 1 << 20
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ESTALE})
_LINK = frozenset({errno.ELOOP, getattr(errno, "EMLINK", errno.ELOOP)})


class LocalFiles:
    """Satisfies the port ``ChosenFiles`` with the files of this computer."""

    def name(self, path: Path) -> str:
        r"""Return the file's name for people; what is no UTF-8 appears as ``\\xff``."""
        return FolderName.of(path.name).text

    @contextmanager
    def chunks(self, path: Path) -> Iterator[Iterator[bytes]]:
        """Lend the file's content piece by piece.

        Raises:
            UserError: ``recording.file_gone``, ``file_folder``, ``file_link``, ``file_special`` or
                ``file_unreadable``, each with ``name``.
        """
        try:
            self._require_plain(path)
            with opened_plain(path) as handle:
                yield _blocks(handle)
        except OSError as error:
            raise self._failure(path, error) from error

    def _require_plain(self, path: Path) -> None:
        try:
            mode = path.lstat().st_mode
        except ValueError as error:
            # A zero byte within: no file can have such a name.
            raise UserError("recording.file_gone", name=self.name(path)) from error
        if stat.S_ISLNK(mode):
            raise UserError("recording.file_link", name=self.name(path))
        if stat.S_ISDIR(mode):
            raise UserError("recording.file_folder", name=self.name(path))
        if not stat.S_ISREG(mode):
            raise UserError("recording.file_special", name=self.name(path))

    def _failure(self, path: Path, error: OSError) -> UserError:
        code = "recording.file_unreadable"
        if error.errno in _GONE:
            code = "recording.file_gone"
        elif error.errno in _LINK:
            code = "recording.file_link"
        return UserError(code, name=self.name(path))


def _blocks(handle: int) -> Iterator[bytes]:
    while block := os.read(handle, _BLOCK):
        yield block
