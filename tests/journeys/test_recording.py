"""Recording a call, a letter, a visit: real keys, counted, and real drops; nothing is lost."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from sqlalchemy import select

from desktop.domain.case_status import CaseState, Channel
from desktop.models.case import Attachment, Case, Message
from desktop.models.recording import Recording
from desktop.services.audit import AuditAction
from desktop.views.documents.upload_dialog import UploadDialog
from desktop.views.recording.recording_page import RecordingPage
from tests.support.bank_cases import change_of
from tests.support.factories import NEW_IBAN
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram

CALL = "Heizung im Bad bleibt kalt, morgens nicht erreichbar."
KEYS_BESIDE_TEXT = 17
"""So many keys are pressed for a call beside its text: Strg, Umschalt, Strg counted too."""


class Hands:
    """A person at the keyboard whose key presses are counted."""

    def __init__(self, program: RunningProgram) -> None:
        self.program = program
        self.pressed = 0

    def press(self, keys: str) -> None:
        """Every key of a combination is a press of its own."""
        self.pressed += len(keys.split("+"))
        self.program.press(keys)

    def type(self, text: str) -> None:
        """Every letter is one press."""
        self.pressed += len(text)
        self.program.type(text)
        self.program.wait()


def started(office: Office, login: str = "clerk1") -> RunningProgram:
    program = office.start()
    program.sign_in(login, PASSWORD)
    return program


def page_of(program: RunningProgram) -> RecordingPage:
    """The recording page, which is on show."""
    workspace = program.workspace
    assert workspace.areas.currentWidget() is workspace.recording.page
    return workspace.recording.page


def cases(office: Office) -> list[Case]:
    with office.context.database.read() as session:
        return list(session.scalars(select(Case).order_by(Case.id)))


def recordings(office: Office) -> list[Recording]:
    with office.context.database.read() as session:
        return list(session.scalars(select(Recording).order_by(Recording.id)))


def drafts(office: Office) -> list[str]:
    """Texts of what was begun and not stored."""
    rows = [row.form for row in recordings(office) if row.recorded_at is None]
    return [str(form["text"]) for form in rows if form is not None]


def attached(office: Office) -> list[tuple[str, int]]:
    with office.context.database.read() as session:
        rows = session.scalars(select(Attachment).order_by(Attachment.id))
        return [(row.name, row.size) for row in rows]


def drop(program: RunningProgram, widget: QWidget, paths: list[Path]) -> None:
    """Drag files from the file manager over a widget and let them go."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    drop_mime(program, widget, mime)


def drop_mime(program: RunningProgram, widget: QWidget, mime: QMimeData) -> None:
    place = QPoint(widget.width() // 2, widget.height() // 2)
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(
        place, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none
    )
    QApplication.sendEvent(widget, entering)
    assert entering.isAccepted(), "nothing can be dropped here"
    dropped = QDropEvent(
        QPointF(place), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none
    )
    QApplication.sendEvent(widget, dropped)
    program.wait()


def test_a_call_is_a_case_after_few_keys(office: Office) -> None:
    program = started(office)
    hands = Hands(program)
    hands.press("Ctrl+Shift+N")
    hands.type("musterbac")
    hands.press("Return")
    hands.type("d")
    hands.press("Return")
    hands.type(CALL)
    hands.press("Ctrl+Return")
    [case] = cases(office)
    assert (case.channel, case.received_on) == (Channel.TELEPHONE, date(2026, 11, 23))
    assert (case.state, case.assignee_id) == (CaseState.IN_REVIEW, office.home.clerk.staff_id)
    assert case.subject == "Damage"
    assert office.audited(AuditAction.CONTACT_RECORDED) == ["clerk1"]
    # The new case is open, and nothing is left of the form.
    assert program.workspace.areas.currentWidget() is program.workspace.inbox
    assert program.pane.case_id == case.id
    assert program.pane.page.header.isVisible()
    assert program.workspace.inbox.panel.model.place(case.id) == 1
    assert drafts(office) == []
    assert hands.pressed - len(CALL) <= KEYS_BESIDE_TEXT
    # At four keys a second.
    assert hands.pressed / 4 < 20


def test_a_letter_with_a_new_account_is_judged_while_it_is_typed(
    office: Office, tmp_path: Path
) -> None:
    scan = tmp_path / "Mandat Musterbach.pdf"
    scan.write_bytes(b"%PDF-1.7 Mandat")
    program = started(office)
    program.press("Ctrl+Shift+N")
    page = page_of(program)
    form = page.form_view
    program.press("F3")
    assert form.form().channel is Channel.LETTER
    program.type("0302")
    program.press("Return")
    program.type("b")
    program.press("Return")
    assert form.bank.way.hasFocus()
    program.press("Return")
    program.type("de02 1203 0000 0000 2020 52")
    program.wait()
    assert "Prüfziffer" in texts(form.preview)
    program.press("Backspace")
    program.type("1")
    program.wait()
    assert "IBAN gültig" in texts(form.preview)
    assert "Unterschrift fehlt" in texts(form.preview)
    program.press("Return")
    assert form.bank.holder.text() == "Aylin Musterbach"
    program.press("Return")
    program.type("1811")
    program.wait()
    assert "Unterschrift fehlt" not in texts(form.preview)
    assert "nach dem Stichtag 20.11." in form.preview.sentence.text()
    # The stamp is of Wednesday: five days back from Monday.
    form.stamp.setFocus()
    for _ in range(5):
        program.press("-")
    assert form.form().stamped_on == date(2026, 11, 18)
    assert "vor dem Stichtag 20.11." in form.preview.sentence.text()
    drop(program, page, [scan])
    program.press("Ctrl+Return")
    [case] = cases(office)
    assert (case.channel, case.received_on) == (Channel.LETTER, date(2026, 11, 18))
    change = change_of(office.context, case.id)
    assert (change.iban, change.mandate_signed_on) == (NEW_IBAN, date(2026, 11, 18))
    assert attached(office) == [("Mandat Musterbach.pdf", 15)]
    assert program.pane.page.findings.isVisible()
    header = program.pane.page.header
    assert "Post, 18.11.2026" in texts(header)
    assert "Uhr" not in texts(header)


def texts(widget: QWidget) -> str:
    """Everything that can be read in a part of the window."""
    return "\n".join(
        label.text()
        for label in widget.findChildren(QWidget)
        if hasattr(label, "text") and callable(label.text) and label.isVisible()
    )


def test_an_unknown_holder_is_asked_for_an_address(office: Office) -> None:
    program = started(office)
    program.press("Ctrl+Shift+N")
    form = page_of(program).form_view
    program.type("muster")
    program.press("Return")
    program.type("b")
    program.press("Return")
    form.bank.holder.setFocus()
    form.bank.holder.selectAll()
    assert not form.bank.street.isVisible()
    program.type("Rolf Fremder")
    program.wait()
    assert form.bank.street.isVisible()
    assert "Anschrift fehlt" in texts(form.preview)


def test_what_was_typed_survives_the_window(office: Office, tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7")
    program = started(office)
    program.press("Ctrl+Shift+N")
    program.press("F4")
    program.type("musterbach")
    program.press("Return")
    program.type("d")
    program.press("Return")
    program.type("Kam vorbei")
    drop(program, page_of(program), [scan])
    program.type(", noch ein Wort")
    program.close()
    office.open_programs.clear()
    scan.unlink()
    assert drafts(office) == ["Kam vorbei, noch ein Wort"]
    again = started(office)
    again.press("Ctrl+Shift+N")
    form = page_of(again).form_view.form()
    assert (form.channel, form.category) == (Channel.COUNTER, "damage")
    assert form.tenancy_id == office.home.tenancy_id
    assert form.text == "Kam vorbei, noch ein Wort"
    assert [file.name for file in form.files] == ["scan.pdf"]
    # Nobody else sees it.
    again.switch_user("clerk2", PASSWORD)
    again.press("Ctrl+Shift+N")
    assert page_of(again).form_view.form().is_blank
    again.switch_user("clerk1", PASSWORD)
    again.press("Ctrl+Shift+N")
    again.press("Ctrl+Return")
    [case] = cases(office)
    assert (case.channel, attached(office)) == (Channel.COUNTER, [("scan.pdf", 8)])


def test_going_away_keeps_it_and_the_next_call_does_not_disturb_it(office: Office) -> None:
    program = started(office)
    program.press("Ctrl+Shift+N")
    page = page_of(program)
    page.form_view.text.setFocus()
    program.type("Brief von heute")
    program.press("Escape")
    assert program.workspace.areas.currentWidget() is program.workspace.inbox
    assert drafts(office) == ["Brief von heute"]
    program.press("Ctrl+Shift+N")
    assert page.form_view.text.toPlainText() == "Brief von heute"
    program.press("Ctrl+Shift+N")
    assert page.form_view.form().is_blank
    assert page.drafts.text() == "1 weitere begonnen"
    page.form_view.text.setFocus()
    program.type("Anruf dazwischen")
    program.click(page.drafts)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    [action] = menu.actions()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    program.wait()
    assert page.form_view.text.toPlainText() == "Brief von heute"
    assert sorted(drafts(office)) == ["Anruf dazwischen", "Brief von heute"]


def test_thrown_away_by_mistake_it_comes_back(office: Office) -> None:
    program = started(office)
    program.press("Ctrl+Shift+N")
    page = page_of(program)
    page.form_view.text.setFocus()
    program.type("Langer Text")
    program.click(page.discard)
    assert drafts(office) == []
    assert page.form_view.form().is_blank
    program.click(page.undo)
    assert page.form_view.text.toPlainText() == "Langer Text"
    assert drafts(office) == ["Langer Text"]


def test_a_refusal_stands_in_place_and_the_focus_is_where_it_helps(office: Office) -> None:
    program = started(office)
    program.press("Ctrl+Shift+N")
    page = page_of(program)
    page.form_view.text.setFocus()
    program.type("Ohne Namen")
    program.press("Ctrl+Return")
    assert "Noch ist kein Mietverhältnis gewählt" in page.message.title.text()
    assert page.form_view.tenancy.field.hasFocus()
    program.type("niemand")
    program.wait()
    assert "Kein Mietverhältnis passt" in page.form_view.tenancy.hint.text()
    for _ in "niemand":
        program.press("Backspace")
    program.type("aylin")
    program.press("Down")
    program.press("Return")
    page.form_view.stamp.setFocus()
    program.press("+")
    program.press("Ctrl+Return")
    assert "liegt in der Zukunft" in page.message.title.text()
    assert page.form_view.stamp.hasFocus()
    assert page.form_view.text.toPlainText() == "Ohne Namen"
    program.press("-")
    assert not page.message.isVisible()
    program.press("Ctrl+Return")
    assert len(cases(office)) == 1


def test_files_dropped_on_an_open_case_are_a_letter_of_that_case(
    office: Office, tmp_path: Path
) -> None:
    case = office.arrives(category="general", fields={})
    scan = tmp_path / "Nachtrag.pdf"
    scan.write_bytes(b"%PDF-1.7")
    program = started(office)
    # A paper can also be meant for the tenant's account; who drops it says which.
    drop(program, program.pane, [scan])
    program.press("Down", QApplication.activePopupWidget())
    program.press("Return", QApplication.activePopupWidget())
    assert isinstance(program.dialog(), UploadDialog)
    program.press("Esc")
    drop(program, program.pane, [scan])
    program.press("Return", QApplication.activePopupWidget())
    page = page_of(program)
    form = page.form_view.form()
    assert (form.channel, form.case_id) == (Channel.LETTER, case.id)
    assert page.store.text() == "Zum Vorgang hinzufügen"
    assert "behält seine Fristen" in page.form_view.preview.sentence.text()
    program.press("Ctrl+Return")
    assert len(cases(office)) == 1
    with office.context.database.read() as session:
        message = session.scalars(select(Message).order_by(Message.id.desc())).first()
        assert message is not None
        assert (message.case_id, message.channel) == (case.id, Channel.LETTER)
    assert attached(office) == [("Nachtrag.pdf", 8)]
    assert program.pane.case_id == case.id
    assert "Mo 23.11." in texts(program.pane.page.timeline)


def test_hostile_files_are_refused_by_name_and_nothing_is_lost(
    office: Office, tmp_path: Path
) -> None:
    good = tmp_path / "gut\u202efdp.exe"
    good.write_bytes(b"%PDF-1.7")
    empty, large = tmp_path / "leer.pdf", tmp_path / "gross.pdf"
    empty.touch()
    with large.open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    link = tmp_path / "link.pdf"
    link.symlink_to(good)
    folder = tmp_path / "Ordner"
    folder.mkdir()
    longest = tmp_path / ("x" * 251 + ".pdf")
    longest.write_bytes(b"y")
    reserved = tmp_path / "NUL.txt"
    reserved.write_bytes(b"z")
    tricky = tmp_path / "..\\..\\Start.lnk"
    tricky.write_bytes(b"w")
    unreadable = tmp_path / os.fsdecode(b"br\xfccke.pdf")
    unreadable.write_bytes(b"v")
    program = started(office)
    program.press("Ctrl+Shift+N")
    page = page_of(program)
    program.type("aylin")
    program.press("Return")
    page.form_view.text.setFocus()
    program.type("Mit Anlagen")
    refused = [empty, large, link, folder, tmp_path / "weg.pdf"]
    drop(program, page, [*refused, good, longest, reserved, tricky])
    problem = page.form_view.files.problem
    assert problem.isVisible()
    for words in ("„leer.pdf“ ist leer", "„gross.pdf“ ist größer als 25 MB", "„link.pdf“ ist eine"):
        assert words in problem.title.text()
    for words in ("„Ordner“ ist ein Ordner", "„weg.pdf“ liegt nicht mehr"):
        assert words in problem.title.text()
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/bild.png")])
    drop_mime(program, page, mime)
    assert "keine Adressen im Netz" in problem.title.text()
    assert page.form_view.text.toPlainText() == "Mit Anlagen"
    program.press("Ctrl+Return")
    assert sorted(attached(office)) == sorted(
        [("gutfdp.exe", 8), ("x" * 251 + ".pdf", 1), ("_NUL.txt", 1), ("Start.lnk", 1)]
    )
    assert len(cases(office)) == 1


def test_a_picture_is_pasted_into_the_text_field_as_an_attachment(office: Office) -> None:
    program = started(office)
    program.press("Ctrl+Shift+N")
    page = page_of(program)
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    QGuiApplication.clipboard().setImage(image)
    page.form_view.text.setFocus()
    program.press("Ctrl+V")
    page.form_view.assign.setFocus()
    program.press("Ctrl+V")
    assert page.form_view.text.toPlainText() == ""
    assert [file.name for file in page.form_view.files.files()] == ["Zwischenablage.png"]
    program.click(program.button("Zwischenablage.png entfernen"))
    assert page.form_view.files.files() == ()


def test_pressing_twice_makes_one_case(office: Office) -> None:
    program = started(office)
    program.press("Ctrl+Shift+N")
    program.type("aylin")
    program.press("Return")
    page = page_of(program)
    page.form_view.text.setFocus()
    program.type("Doppelt")
    QTest.keyClick(page.form_view.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.form_view.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    program.wait()
    assert len(cases(office)) == 1


def test_the_mouse_finds_it_and_an_auditor_does_not(office: Office) -> None:
    program = started(office)
    program.click(program.button("Anruf oder Brief erfassen"))
    page_of(program)
    program.switch_user("auditor", PASSWORD)
    assert not program.workspace.top_bar.record.isVisible()
    program.press("Ctrl+Shift+N")
    assert program.workspace.areas.currentWidget() is program.workspace.inbox
    assert not program.pane.acceptDrops()
