"""*Über Mieterdesk*: the version, and the licence of every part that comes along."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from desktop import __version__, shipped_parts
from desktop.views.about.about_dialog import AboutDialog
from desktop.views.action_spec import ActionId
from desktop.views.widgets.labels import TextLabel
from tests.support.office import PASSWORD, Office

LISTED = [
    {
        "name": "Qt",
        "version": "6.11",
        "licence": "LGPL-3.0-only",
        "address": "https://qt.io/",
        "texts": ["Qt/1.txt", "Qt/2.txt", "Qt/lost.txt"],
    },
    {"name": "ICU", "version": "", "licence": "LicenseRef-x", "address": "", "texts": []},
]


@pytest.fixture
def licences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "licences"
    (folder / "Qt").mkdir(parents=True)
    (folder / "Qt" / "1.txt").write_text("Erste", "utf-8")
    (folder / "Qt" / "2.txt").write_bytes(b"Zweite \xff")
    (folder / "index.json").write_text(json.dumps(LISTED), "utf-8")
    monkeypatch.setattr(shipped_parts, "licences_folder", lambda: folder)
    return folder


def _texts(dialog: QDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(TextLabel)]


def test_each_part_is_listed_with_its_texts(licences: Path) -> None:
    dialog = AboutDialog()
    assert f"Mieterdesk {__version__}" in _texts(dialog)
    lines = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert lines == ["Qt 6.11 · LGPL-3.0-only", "ICU"]
    assert dialog.text.toPlainText() == "Erste\n\n\nZweite \N{REPLACEMENT CHARACTER}"
    dialog.list.setCurrentRow(1)
    assert dialog.text.toPlainText() == ""


def test_a_list_nobody_can_read_is_as_none(licences: Path) -> None:
    (licences / "index.json").write_text("{", "utf-8")
    dialog = AboutDialog()
    assert dialog.list.isHidden()
    assert any("Quelltext" in text for text in _texts(dialog))


def test_the_menu_leads_to_it(office: Office) -> None:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.window.actions_registry[ActionId.ABOUT].trigger()
    (dialog,) = program.window.findChildren(AboutDialog)
    assert dialog.isVisible()
    program.click(dialog.close_button)
    assert program.window.findChildren(AboutDialog) == []


def test_no_line_of_the_list_lies_over_the_next(licences: Path, office: Office) -> None:
    # As many as the package brings: fewer than a page are laid out once more when they are shown.
    (licences / "index.json").write_text(json.dumps(LISTED[1:] * 60), "utf-8")
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.window.actions_registry[ActionId.ABOUT].trigger()
    (dialog,) = program.window.findChildren(AboutDialog)
    rows = [dialog.list.visualItemRect(dialog.list.item(row)) for row in range(2)]
    assert [row.height() for row in rows] == [dialog.list.sizeHintForRow(row) for row in range(2)]
    assert rows[0].bottom() < rows[1].top()
