"""Where files are read from and written to: asked in the folder that was chosen last."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

_ENDING = re.compile(r"\*(\.\w+)")


class _Places:
    """The folder of the last choice; it is forgotten with the program."""

    def __init__(self) -> None:
        self.last: Path | None = None


_places = _Places()


def first_folder() -> Path:
    """Return where a person is asked first: where they chose last, else their documents.

    An account may have neither documents nor a home; then it is the root of the system.
    """
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    for folder in (_places.last, Path(documents), Path.home()):
        if folder is not None and folder.is_dir():
            return folder
    return Path(Path.cwd().anchor)


def remember(chosen: Path) -> None:
    """Ask in the folder of this file the next time."""
    _places.last = chosen.parent


def ask_target(parent: QWidget, title: str, name: str, *kinds: str) -> Path | None:
    """Ask where a file is to be written; ``name`` is suggested, None is no answer.

    ``kinds`` are as Qt takes them: "PDF-Dateien (*.pdf)". A name typed without an ending gets that
    of the kind, unless there is such a file: nobody was asked whether that one may go.
    """
    path, chosen = QFileDialog.getSaveFileName(
        parent, title, str(first_folder() / name), ";;".join(kinds)
    )
    if not path:
        return None
    target = Path(path)
    remember(target)
    ending = _ENDING.search(chosen)
    if target.suffix or ending is None:
        return target
    whole = target.with_name(target.name + ending[1])
    return target if whole.exists() else whole


def ask_files(
    parent: QWidget, title: str, take: Callable[[tuple[Path, ...]], object], *kinds: str
) -> None:
    """Let a person choose files that are there; ``take`` gets them unless it was cancelled."""
    _open(QFileDialog.FileMode.ExistingFiles, parent, title, take, *kinds)


def ask_file(parent: QWidget, title: str, take: Callable[[Path], object], *kinds: str) -> None:
    """Let a person choose one file that is there."""
    mode = QFileDialog.FileMode.ExistingFile
    _open(mode, parent, title, lambda paths: take(paths[0]), *kinds)


def ask_folder(parent: QWidget, title: str, take: Callable[[Path], object]) -> None:
    """Let a person choose a folder."""
    _open(QFileDialog.FileMode.Directory, parent, title, lambda paths: take(paths[0]))


def _open(
    mode: QFileDialog.FileMode,
    parent: QWidget,
    title: str,
    take: Callable[[tuple[Path, ...]], object],
    *kinds: str,
) -> None:
    dialog = QFileDialog(parent, title, str(first_folder()))
    dialog.setFileMode(mode)
    if kinds:
        dialog.setNameFilters(list(kinds))

    def chosen(names: list[str]) -> None:
        paths = tuple(map(Path, names))
        remember(paths[0])
        take(paths)

    dialog.filesSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
