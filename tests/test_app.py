"""The composition root: one window for a data folder, commands beside it."""

from pathlib import Path

import pytest

from desktop.app import build_context
from desktop.domain.errors import UserError
from desktop.folder_lock import hold_window
from desktop.settings import DataFolder
from desktop.texts.errors import error_sentence


def test_a_folder_has_one_window(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    first = hold_window(folder)
    with pytest.raises(UserError) as caught:
        hold_window(folder)
    assert caught.value.code == "window.already_open"
    assert "schon geöffnet" in error_sentence(caught.value)
    first.unlock()
    hold_window(folder).unlock()


def test_another_folder_has_a_window_of_its_own(tmp_path: Path) -> None:
    locks = [hold_window(DataFolder(tmp_path / name)) for name in ("a", "b")]
    for lock in locks:
        lock.unlock()


def test_commands_run_beside_the_window(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    lock = hold_window(folder)
    try:
        build_context(folder).close()
    finally:
        lock.unlock()
    assert folder.database_file.exists()
