"""The folder from which the portal takes our events, by the rules of Maildir.

An event is written into ``to-portal/tmp/<id>/``, forced to the disk and renamed once to
``to-portal/new/<id>/``. The rename is the hand-over: whoever finds the name in ``new/`` or further
on knows that it was made, even if the program was killed before it could note so
(``docs/portal-exchange.md``).
"""

import errno
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

_BLOCK = 1 << 20
_HANDED_OVER = ("new", "done", "quarantine")


class FolderOutbox:
    """Writes events into ``<exchange>/to-portal``; the folders are made when they are missing.

    With ``must_exist`` the exchange folder itself is not: what is put into a new folder where a
    share is missing would count as handed over, and the portal would never find it.
    """

    def __init__(self, exchange_folder: Path, *, must_exist: bool = False) -> None:
        self._must_exist = must_exist
        self._root = exchange_folder / "to-portal"

    def publish(
        self,
        event_id: str,
        event: Mapping[str, Any],
        attachments: Mapping[str, Callable[[], BinaryIO]],
    ) -> None:
        """Hand over one event with its attachments, complete or not at all, and never twice.

        Raises:
            OSError: the folder cannot be written, or an attachment cannot be read.
        """
        if self._must_exist:
            self._root.parent.stat()
        for name in ("tmp", *_HANDED_OVER[:2]):
            (self._root / name).mkdir(parents=True, exist_ok=True)
        if self._was_handed_over(event_id):
            return
        folder = self._root / "tmp" / event_id
        # What an interrupted attempt left is worth nothing: nobody but us reads tmp.
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
        for name, opener in attachments.items():
            with opener() as source:
                _write(folder / name, source)
        _write_bytes(folder / "event.json", _encoded(event))
        _sync_folder(folder)
        folder.rename(self._root / "new" / event_id)
        _sync_folder(self._root / "new")

    def _was_handed_over(self, event_id: str) -> bool:
        return any(os.path.lexists(self._root / name / event_id) for name in _HANDED_OVER)


def _encoded(event: Mapping[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def _write(path: Path, source: BinaryIO) -> None:
    with path.open("xb") as target:
        shutil.copyfileobj(source, target, _BLOCK)
        target.flush()
        os.fsync(target.fileno())


def _write_bytes(path: Path, content: bytes) -> None:
    with path.open("xb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())


def _sync_folder(folder: Path) -> None:
    """Force a folder's entries to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network shares cannot force a folder and say so; anything else is a failure.
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)
