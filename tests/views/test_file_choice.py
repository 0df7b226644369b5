"""Files are asked for where the last one was chosen, and nothing is overwritten unasked."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.views import file_choice
from desktop.views.file_choice import ask_file, ask_target, first_folder, remember


@pytest.fixture(autouse=True)
def nothing_chosen_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_choice._places, "last", None)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def answer(monkeypatch: pytest.MonkeyPatch, path: Path, kind: str) -> list[str]:
    asked: list[str] = []

    def ask(_parent: QWidget, _title: str, suggested: str, _kinds: str) -> tuple[str, str]:
        asked.append(suggested)
        return str(path), kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return asked


def test_the_folder_of_the_last_choice_comes_first(
    window: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, tmp_path / "brief.pdf", "PDF-Dateien (*.pdf)")
    assert ask_target(window, "Brief", "a.pdf", "PDF-Dateien (*.pdf)") == tmp_path / "brief.pdf"
    assert ask_target(window, "Brief", "b.pdf") == tmp_path / "brief.pdf"
    assert Path(asked[0]).parent != tmp_path
    assert Path(asked[1]) == tmp_path / "b.pdf"


def test_a_name_without_an_ending_gets_that_of_its_kind_unless_a_file_would_go(
    window: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, tmp_path / "liste", "CSV-Dateien (*.csv)")
    kinds = ("JSON-Zeilen (*.jsonl)", "CSV-Dateien (*.csv)")
    assert ask_target(window, "Liste", "x.jsonl", *kinds) == tmp_path / "liste.csv"
    (tmp_path / "liste.csv").touch()
    assert ask_target(window, "Liste", "x.jsonl", *kinds) == tmp_path / "liste"


def test_an_account_without_documents_and_home_is_asked_somewhere_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(gone))
    monkeypatch.setattr(Path, "home", lambda: gone)
    remember(gone / "x.pdf")
    assert first_folder().is_dir()


def test_a_file_chosen_to_be_read_is_given_on_and_its_folder_kept(
    window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    taken: list[Path] = []
    ask_file(window, "Datei", taken.append, "Tabellen (*.csv)", "Alle Dateien (*)")
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.nameFilters() == ["Tabellen (*.csv)", "Alle Dateien (*)"]
    dialog.filesSelected.emit([str(tmp_path / "a.csv")])
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None)
    assert taken == [tmp_path / "a.csv"]
    assert first_folder() == tmp_path
