"""PDF files in folders that a person chose, with everything below them."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop.adapters.chosen_files import LocalFiles
from desktop.domain.errors import UserError
from desktop.domain.found_file import FoundFile
from desktop.domain.portal_folder import FolderName

_ENDING = ".pdf"


class UploadFolder(LocalFiles):
    """Satisfies the port ``UploadFiles`` with the files of this computer."""

    def found(self, sources: Sequence[Path]) -> tuple[FoundFile, ...]:
        """Return all PDF files, those of a folder by name; what is chosen twice comes once.

        Raises:
            UserError: ``upload.source_gone``.
        """
        files: dict[Path, FoundFile] = {}
        for source in sources:
            try:
                for one in _below(source):
                    files.setdefault(one.path, one)
            except (OSError, ValueError) as error:
                raise UserError("upload.source_gone", name=self.name(source)) from error
        return tuple(files.values())


def _below(source: Path) -> Iterator[FoundFile]:
    if not stat.S_ISDIR(source.lstat().st_mode):
        yield _file(source, "")
        return
    for folder, names, files in os.walk(source, onerror=_raise):
        names.sort()
        place = Path(folder)
        parts = place.relative_to(source).parts
        above = "".join(f"{FolderName.of(part).text}/" for part in parts)
        for name in sorted(files):
            # What is called nothing but ".pdf" is a hidden file without an ending.
            if name.lower().endswith(_ENDING) and len(name) > len(_ENDING):
                yield _file(place / name, above)


def _file(path: Path, above: str) -> FoundFile:
    return FoundFile(path, above + FolderName.of(path.name).text, path.lstat().st_size)


def _raise(error: OSError) -> None:
    raise error
