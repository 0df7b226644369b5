"""What batches of documents need from the outside world."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from desktop.domain.found_file import FoundFile


class UploadFiles(Protocol):
    """Files and folders of this computer that a person chose; links are never followed."""

    def found(self, sources: Sequence[Path]) -> tuple[FoundFile, ...]:
        """Return all PDF files in folders and those chosen alone, always in the same order.

        Raises:
            UserError: ``upload.source_gone`` with ``name``, where it is not there or not readable.
        """

    def chunks(self, path: Path) -> AbstractContextManager[Iterator[bytes]]:
        """Lend the content piece by piece.

        Raises:
            UserError: as ``recording.ports.ChosenFiles.chunks``.
        """
