"""Wrong words are underlined once they are finished; the menu at each is reached by keys, too."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.adapters.chosen_files import LocalFiles
from desktop.adapters.letters import LetterPress
from desktop.adapters.pdf_reader.reader import PdfReaders
from desktop.adapters.portal_inbox import FolderInbox
from desktop.adapters.spreadsheets import SpreadsheetFiles
from desktop.adapters.upload_files import UploadFolder
from desktop.app import write_whole
from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.domain.spelling import Dictionaries, SpellingState, names_in
from desktop.services.conversation.spelling import own_words
from desktop.tasks import SynchronousTasks
from desktop.views.actions import Actions
from desktop.views.case.reply_editor import ReplyEditor
from desktop.views.letters.paper import Paper
from desktop.views.spelling.line_text import LineText
from desktop.views.spelling.marks import MOST_CHECKED, SpellingMarks
from desktop.views.workplace import Backend, Person, Workplace
from tests.support.clock import FixedClock
from tests.support.contexts import make_context
from tests.support.factories import add_household
from tests.support.places import make_places
from tests.support.printers import NoPrinters

GERMAN = {"Die", "Heizung", "bleibt", "kalt", "Frau", "und", "im", "Bad", "Nr."}
SUGGESTIONS = {"Heizugn": ("Heizung", "Heizunge"), "Frua": ()}


class FewWords:
    """A dictionary of a few words that remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.state = SpellingState.READY

    def dictionaries(self) -> Dictionaries:
        languages = ("de",) if self.state is SpellingState.READY else ()
        return Dictionaries(self.state, languages, "dictionaries")

    def check(self, words: Sequence[str]) -> Mapping[str, frozenset[str]]:
        self.asked += words
        if self.state is not SpellingState.READY:
            return {}
        return {
            word: frozenset(("de",) if word in GERMAN else ())
            for word in words
            if word != "Unbekanntes"
        }

    def suggest(self, word: str, language: str) -> tuple[str, ...]:
        assert language == "de"
        return SUGGESTIONS[word]

    def end(self) -> None:
        """Nothing runs."""


@pytest.fixture
def speller() -> FewWords:
    return FewWords()


@pytest.fixture
def workplace(
    qapp: QApplication,
    sqlite_template: Path,
    tmp_path: Path,
    clock: FixedClock,
    speller: FewWords,
) -> Iterator[Workplace]:
    path = tmp_path / "mieterdesk.sqlite"
    migrate.backup(sqlite_template, path)
    context = make_context(open_database(path), tmp_path, clock)
    home = add_household(context.database)
    backend = Backend(
        context,
        SynchronousTasks(context.database),
        FolderInbox(tmp_path),
        write_whole,
        make_places(tmp_path),
        LocalFiles(),
        Paper(LetterPress(), NoPrinters()),
        PdfReaders(),
        SpreadsheetFiles(),
        UploadFolder(),
        speller,
    )
    made = Workplace(backend, Actions(qapp), Person(home.clerk, ()))
    yield made
    made.leave()
    made.deleteLater()
    context.close()


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[ReplyEditor]:
    made = ReplyEditor()
    made.resize(600, 200)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made)
    made.setFocus()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def marks(editor: ReplyEditor, workplace: Workplace) -> SpellingMarks:
    return SpellingMarks(editor, workplace.spelling, editor.marker)


def underlined(editor: QPlainTextEdit) -> list[str]:
    """The words that are painted as wrong."""
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    found = []
    block = editor.document().begin()
    while block.isValid():
        for part in block.layout().formats():
            if part.format.underlineStyle() is wave:
                cursor = QTextCursor(block)
                cursor.setPosition(block.position() + part.start)
                end = block.position() + part.start + part.length
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                found.append(cursor.selectedText())
        block = block.next()
    return found


def write(editor: QPlainTextEdit, text: str) -> None:
    QTest.keyClicks(editor, text)


def go_to(editor: QPlainTextEdit, place: int) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(place)
    editor.setTextCursor(cursor)


def menu_by_keys(qtbot: QtBot, editor: QPlainTextEdit) -> QMenu:
    QTest.keyClick(
        editor.window().windowHandle(), Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier
    )
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, text: str) -> None:
    """By keys, as a person does."""
    wanted = next(action for action in menu.actions() if action.text() == text)
    for _ in menu.actions():
        if menu.activeAction() == wanted:
            QTest.keyClick(menu, Qt.Key.Key_Return)
            return
        QTest.keyClick(menu, Qt.Key.Key_Down)
    pytest.fail(f"no key leads to {text!r}")


def test_a_subject_is_marked_and_mended_as_a_text_is(qtbot: QtBot, workplace: Workplace) -> None:
    line = LineText()
    qtbot.addWidget(line)
    SpellingMarks(line, workplace.spelling, line.marker)
    line.show()
    line.activateWindow()
    assert QTest.qWaitForWindowActive(line)
    line.setFocus()
    write(line, "Die Heizugn im Bad")
    qtbot.waitUntil(lambda: underlined(line) == ["Heizugn"])
    go_to(line, 6)
    choose(menu_by_keys(qtbot, line), "Heizung")
    assert line.text() == "Die Heizung im Bad"
    assert underlined(line) == []
    line.undo()
    assert line.text() == "Die Heizugn im Bad"


def test_a_word_is_underlined_when_it_is_finished(
    qtbot: QtBot, editor: ReplyEditor, marks: SpellingMarks, speller: FewWords
) -> None:
    told: list[str] = []
    write(editor, "Die Heizugn")
    qtbot.waitUntil(lambda: "Die" in speller.asked)
    assert "Heizugn" not in speller.asked, "not while it is typed"
    write(editor, " bleibt Frua")
    editor.textChanged.connect(lambda: told.append(editor.toPlainText()))
    qtbot.waitUntil(lambda: underlined(editor) == ["Heizugn"])
    QTest.keyClick(editor, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: underlined(editor) == ["Heizugn", "Frua"])
    assert told == [], "painting is no change of the text"
    write(editor, "x")
    assert underlined(editor) == ["Heizugn"], "it is being typed again"


def test_names_gaps_and_numbers_are_no_words(
    qtbot: QtBot, editor: ReplyEditor, marks: SpellingMarks, speller: FewWords
) -> None:
    marks.know_names(names_in(("Aylin Yılmaz-Öztürk", "Weg 3")))
    editor.setPlainText(
        "😀 Frau Öztürk und Aylins Heizugn, «Termin fehlt» {Vertrag}\n"
        "DE89 3704 0044 a.probe@example.org BV-2026-000017 Unbekanntes"
    )
    qtbot.waitUntil(lambda: underlined(editor) == ["Heizugn"])
    assert not {"Termin", "fehlt", "Vertrag", "probe", "example"} & set(speller.asked)
    marks.know_names(frozenset())
    assert underlined(editor) == ["Öztürk", "Aylins", "Heizugn"]


def test_suggestions_by_keys_put_the_word_in_and_can_be_undone(
    qtbot: QtBot, editor: ReplyEditor, marks: SpellingMarks
) -> None:
    editor.setPlainText("Die 😀 Heizugn. Frua")
    qtbot.waitUntil(lambda: underlined(editor) == ["Heizugn", "Frua"])
    go_to(editor, 9)
    menu = menu_by_keys(qtbot, editor)
    texts = [action.text() for action in menu.actions()][:5]
    assert texts[:2] == ["Heizung", "Heizunge"]
    assert texts[3:] == ["Zum Wörterbuch hinzufügen", "In diesem Text nicht melden"]
    choose(menu, "Heizung")
    assert editor.toPlainText() == "Die 😀 Heizung. Frua"
    assert underlined(editor) == ["Frua"]
    editor.undo()
    assert editor.toPlainText() == "Die 😀 Heizugn. Frua"
    go_to(editor, 19)
    menu = menu_by_keys(qtbot, editor)
    assert menu.actions()[0].text() == "Keine Vorschläge"
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    go_to(editor, 1)
    menu = menu_by_keys(qtbot, editor)
    assert "Zum Wörterbuch hinzufügen" not in [action.text() for action in menu.actions()]
    QTest.keyClick(menu, Qt.Key.Key_Escape)


def test_words_of_ones_own_stay_and_can_be_taken_out(
    qtbot: QtBot, editor: ReplyEditor, marks: SpellingMarks, workplace: Workplace
) -> None:
    editor.setPlainText("Frua Heizugn frua")
    qtbot.waitUntil(lambda: underlined(editor) == ["Frua", "Heizugn", "frua"])
    go_to(editor, 2)
    choose(menu_by_keys(qtbot, editor), "Zum Wörterbuch hinzufügen")
    assert underlined(editor) == ["Heizugn"]
    stored: list[frozenset[str]] = []
    workplace.ask(own_words, done=stored.append)
    assert stored == [frozenset({"frua"})]
    go_to(editor, 7)
    choose(menu_by_keys(qtbot, editor), "In diesem Text nicht melden")
    assert underlined(editor) == []
    marks.begin_text()
    assert underlined(editor) == ["Heizugn"]
    go_to(editor, 2)
    choose(menu_by_keys(qtbot, editor), "Aus dem Wörterbuch nehmen")
    assert underlined(editor) == ["Frua", "Heizugn", "frua"]
    choose(menu_by_keys(qtbot, editor), "Rechtschreibung prüfen")
    assert underlined(editor) == []
    workplace.spelling.set_on(on=True)
    assert len(underlined(editor)) == 3


def test_without_a_dictionary_nothing_is_underlined_and_the_menu_says_why(
    qtbot: QtBot, editor: ReplyEditor, marks: SpellingMarks, speller: FewWords
) -> None:
    speller.state = SpellingState.NO_DICTIONARY
    editor.setPlainText("Heizugn")
    qtbot.waitUntil(lambda: bool(speller.asked))
    assert underlined(editor) == []
    editor.setPlainText("Frua")
    menu = menu_by_keys(qtbot, editor)
    last = menu.actions()[-1]
    assert (last.text(), last.isEnabled()) == (
        "Rechtschreibung wird nicht geprüft, siehe Betrieb",
        False,
    )
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert speller.asked == ["Heizugn"], "it is not asked again"


def test_a_long_text_is_judged_in_parts_while_somebody_types(
    qtbot: QtBot, editor: ReplyEditor, marks: SpellingMarks, speller: FewWords
) -> None:
    lines = [f"Die Heizung bleibt kalt und im Bad Nr. {number} Heizugn" for number in range(400)]
    text = "\n".join(lines)
    assert len(text) >= 20_000
    editor.setPlainText(text)
    go_to(editor, len(text))
    write(editor, " und im Bad")
    assert editor.toPlainText() == f"{text} und im Bad"
    qtbot.waitUntil(lambda: len(underlined(editor)) == len(lines))
    assert len(speller.asked) == len(set(speller.asked)), "each word once"


def test_a_text_that_nobody_typed_is_not_looked_at_until_it_is_shorter(
    qtbot: QtBot, editor: ReplyEditor, marks: SpellingMarks, speller: FewWords
) -> None:
    text = "Die Heizugn\n" * (MOST_CHECKED // 12 + 1)
    editor.setPlainText(text)
    menu = menu_by_keys(qtbot, editor)
    last = menu.actions()[-1]
    assert (last.text(), last.isEnabled()) == (
        "Rechtschreibung wird nicht geprüft: zu langer Text",
        False,
    )
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert speller.asked == []
    cursor = editor.textCursor()
    cursor.setPosition(12)
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()
    qtbot.waitUntil(lambda: underlined(editor) == ["Heizugn"])
