"""What recording needs from the outside world."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol


class ChosenFiles(Protocol):
    """Files of this computer that a person chose; only plain ones are opened."""

    def name(self, path: Path) -> str:
        """Return the file's name for people, readable whatever bytes it has."""

    def chunks(self, path: Path) -> AbstractContextManager[Iterator[bytes]]:
        """Lend the content piece by piece; never follows a link.

        Raises:
            UserError: ``recording.file_gone``, ``file_folder``, ``file_link``, ``file_special`` or
                ``file_unreadable``, each with ``name``.
        """
