"""The editor of replies, rejections and notes: which prepared text it began with."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.kinds import DraftKind
from desktop.domain.sendable_files import OutgoingFile
from desktop.services.cases.view import ActionState
from desktop.services.conversation.text_modules import TextModule, TextModuleKind
from desktop.views.case.composer import Composer
from desktop.views.case.written import Written
from desktop.views.widgets.buttons import IconButton

REJECTION = TextModule("rejection_withdrawn", TextModuleKind.REJECTION, "Grund", "Betreff", "Nein.")
REPLY = TextModule("call_back", TextModuleKind.REPLY, "Rückruf", "Betreff", "Wir rufen an.")


@pytest.fixture
def composer(qapp: QApplication) -> Iterator[Composer]:
    made = Composer()
    made.set_choices((), (REPLY,))
    yield made
    made.deleteLater()


def _with_module(composer: Composer) -> Written:
    composer.modules.activated.emit(composer.modules.findData(REPLY.code))
    return composer.content()


def test_a_rejection_keeps_its_reason_whatever_is_put_into_it(composer: Composer) -> None:
    composer.open_prepared(DraftKind.REJECTION, REJECTION)
    written = _with_module(composer)
    assert REPLY.text in written.text
    assert written.template_code == REJECTION.code


def test_a_reply_is_of_the_text_chosen_last(composer: Composer) -> None:
    composer.open_as(DraftKind.REPLY, None)
    assert _with_module(composer).template_code == REPLY.code


# --- prepared replies by :: -----------------------------------------------------------------------

RECEIVED = TextModule(
    "damage_received",
    TextModuleKind.REPLY,
    "Schaden aufgenommen",
    "Ihr Schaden",
    "Guten Tag,\n\nder Schaden ist aufgenommen.\n\nFreundliche Grüße\nJette",
    shortcut="schaden",
)
APPOINTMENT = TextModule(
    "damage_visit",
    TextModuleKind.REPLY,
    "Termin für Müller",
    "Termin",
    "Guten Tag,\n\nTermin: «Termin fehlt»\n\nFreundliche Grüße\nJette",
    shortcut="termin",
    gaps=("«Termin fehlt»",),
    closes=True,
)


@pytest.fixture
def writing(composer: Composer, qtbot: QtBot) -> Composer:
    """A reply that is being written in a window that has the keys."""
    composer.set_choices((), (REPLY, RECEIVED, APPOINTMENT), (), ActionState(possible=True))
    composer.resize(700, 400)
    composer.show()
    composer.activateWindow()
    assert QTest.qWaitForWindowActive(composer)
    composer.open_as(DraftKind.REPLY, None)
    assert composer.text.hasFocus()
    return composer


def _type(composer: Composer, text: str) -> None:
    QTest.keyClicks(composer.text, text)


def _press(composer: Composer, keys: str) -> None:
    QTest.keySequence(composer.text, QKeySequence(keys))


def test_two_colons_offer_every_prepared_reply(writing: Composer) -> None:
    _type(writing, "::")
    picker = writing.text.picker
    assert picker.isVisible()
    assert picker.offered() == ("Rückruf", "Schaden aufgenommen", "Termin für Müller")
    _type(writing, "mueller")
    assert picker.offered() == ("Termin für Müller",)
    _type(writing, "x")
    assert not picker.isVisible()


def test_enter_puts_the_reply_at_the_cursor_and_one_undo_takes_it_back(writing: Composer) -> None:
    _type(writing, "::scha")
    _press(writing, "Return")
    assert not writing.text.picker.isVisible()
    assert writing.text.toPlainText() == RECEIVED.text
    assert writing.subject.text() == "Ihr Schaden"
    assert writing.content().template_code == "damage_received"
    _press(writing, "Ctrl+Z")
    assert writing.text.toPlainText() == "::scha"


def test_the_arrows_choose_and_within_a_text_only_the_passage_comes(writing: Composer) -> None:
    _type(writing, "Hallo, ::")
    _press(writing, "Down")
    _press(writing, "Down")
    _press(writing, "Down")
    _press(writing, "Up")
    _press(writing, "Return")
    assert writing.text.toPlainText() == "Hallo, der Schaden ist aufgenommen."
    assert writing.subject.text() == ""


def test_escape_leaves_the_text_as_typed_and_does_not_ask_again(writing: Composer) -> None:
    _type(writing, "::scha")
    _press(writing, "Esc")
    assert writing.is_open()
    assert not writing.text.picker.isVisible()
    assert writing.text.toPlainText() == "::scha"
    _type(writing, "d")
    assert not writing.text.picker.isVisible()
    _type(writing, " ::")
    assert writing.text.picker.isVisible()


def test_colons_within_a_word_are_just_colons(writing: Composer) -> None:
    _type(writing, "std::schaden")
    assert not writing.text.picker.isVisible()


def test_a_gap_is_selected_so_that_typing_fills_it(writing: Composer) -> None:
    _type(writing, "::termin")
    _press(writing, "Return")
    assert writing.text.textCursor().selectedText() == "«Termin fehlt»"
    _press(writing, "Ctrl+Home")
    assert writing.next_gap()
    _type(writing, "Montag")
    assert "Termin: Montag" in writing.text.toPlainText()
    assert not writing.next_gap()


def test_a_gap_of_the_subject_comes_first(writing: Composer) -> None:
    writing.subject.setText("Vertrag «Vertrag fehlt»")
    assert writing.next_gap()
    assert writing.subject.selected_text() == "«Vertrag fehlt»"


def test_a_subject_is_one_line_however_it_came(writing: Composer) -> None:
    kept: list[Written] = []
    writing.draft_changed.connect(kept.append)
    mime = QMimeData()
    mime.setText("Ihre Heizung\nim Bad")
    writing.subject.setFocus()
    writing.subject.insertFromMimeData(mime)
    QTest.keyClick(writing.subject, Qt.Key.Key_Return)
    assert writing.subject.text() == "Ihre Heizung im Bad"
    writing.flush()
    assert kept[-1].subject == "Ihre Heizung im Bad"
    QTest.keyClick(writing.subject, Qt.Key.Key_Tab)
    assert writing.text.hasFocus()


def test_a_note_offers_no_replies_and_takes_no_files(writing: Composer) -> None:
    writing.open_as(DraftKind.NOTE, None)
    _type(writing, "::")
    assert not writing.text.picker.isVisible()
    assert not writing.attach.isVisible()
    assert not writing.send_and_close.isVisible()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("scan.pdf")])
    given: list[object] = []
    writing.files_given.connect(given.append)
    writing.text.insertFromMimeData(mime)
    assert not given
    assert writing.content().files == ()


def test_files_are_pasted_beside_a_reply_and_office_text_stays_text(writing: Composer) -> None:
    given: list[object] = []
    writing.files_given.connect(given.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("scan.pdf")])
    writing.text.insertFromMimeData(mime)
    assert len(given) == 1
    office = QMimeData()
    office.setText("Wort")
    office.setImageData(QImage(2, 2, QImage.Format.Format_RGB32))
    writing.text.insertFromMimeData(office)
    assert len(given) == 1
    assert writing.text.toPlainText() == "Wort"


def test_a_file_is_kept_at_once_and_can_be_taken_out(writing: Composer) -> None:
    kept: list[Written] = []
    writing.draft_changed.connect(kept.append)
    file = OutgoingFile(name="A.pdf", media_type="application/pdf", size=1200, sha256="0" * 64)
    writing.files.add(file)
    assert kept[-1].files == (file,)
    assert writing.has_text()
    (take_out,) = writing.files.findChildren(IconButton)
    assert take_out.accessibleName() == "A.pdf entfernen"
    take_out.click()
    assert not kept[-1].files


def test_a_reply_that_settles_offers_to_close_as_well(writing: Composer) -> None:
    wanted: list[Written] = []
    writing.send_requested.connect(wanted.append)
    _type(writing, "::termin")
    _press(writing, "Return")
    writing.send_and_close.click()
    _press(writing, "Ctrl+Return")
    assert [one.closes for one in wanted] == [True, False]
    writing.set_choices((), (), (), ActionState(possible=False, reason="case.closed"))
    assert not writing.send_and_close.isVisible()
