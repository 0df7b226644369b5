"""How the first window looks is read on its own, and says nothing of what is wrong with a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.looks import Looks, ThemeChoice, peek_looks
from desktop.settings import AppSettings, DataFolder, save_settings
from desktop.texts import Language


def test_what_was_saved_is_seen(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    looks = Looks(Language.ENGLISH, ThemeChoice.DARK, 125, "everybody's")
    save_settings(
        folder,
        AppSettings(
            language=looks.language,
            theme=looks.theme,
            font_percent=looks.font_percent,
            demo_password=looks.demo_password,
        ),
    )
    assert peek_looks(folder) == looks


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe\xfa",
        b"[" * 100_000,
        b'{"language": "fr", "theme": 7, "font_percent": "large", "demo_password": 1}',
        b'{"language": [], "theme": {}, "font_percent": true, "demo_password": null}',
        b'{"font_percent": 1e999}',
    ],
)
def test_what_cannot_be_read_is_as_in_a_new_folder(tmp_path: Path, written: bytes) -> None:
    folder = DataFolder(tmp_path)
    folder.settings_file.write_bytes(written)
    assert peek_looks(folder) == Looks()
