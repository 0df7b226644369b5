"""Texts of others in the window, and hostile texts typed into it: nothing turns, nothing breaks."""

from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget
from sqlalchemy import select

from desktop.domain.blank_text import is_blank
from desktop.models.case import Draft, Note
from desktop.views.inbox.case_delegate import _elided
from desktop.views.theme import TextStyle, current
from tests.support.mutations import HOSTILE_TEXTS
from tests.support.office import PASSWORD, Office
from tests.support.portal import attachment, request
from tests.support.program import RunningProgram

TURNED = "Rechnung\u202egnp.exe"
SEEN = "Rechnung‹U+202E›gnp.exe"
SIGNS = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200f\u200b"


def said_by(root: QWidget) -> list[str]:
    """Everything that labels and buttons show or tell a screen reader."""
    widgets: list[QLabel | QAbstractButton] = [*root.findChildren(QLabel)]
    widgets += root.findChildren(QAbstractButton)
    shown = [widget.text() for widget in widgets]
    return shown + [w.accessibleName() for w in root.findChildren(QWidget)]


def opened(office: Office) -> RunningProgram:
    files = {"a.png": b"no picture"}
    office.arrives(
        subject=TURNED,
        text=f"Guten Tag\n{TURNED}",
        category="general",
        fields={},
        attachments=[attachment("a.png", files["a.png"], name=TURNED)],
        files=files,
    )
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    return program


def test_a_name_turns_no_row_and_no_card_around(office: Office) -> None:
    program = opened(office)
    said = said_by(program.window)
    assert not [text for text in said if any(sign in text for sign in SIGNS)]
    assert sum(SEEN in text for text in said) >= 3
    index = program.workspace.inbox.panel.model.index(1)
    assert SEEN in str(index.data(0x0B))
    assert SEEN in _elided(current(), TextStyle.BODY, 400, TURNED, 10_000)


def test_a_preview_that_is_impossible_names_the_file_as_it_is(office: Office) -> None:
    program = opened(office)
    button = next(
        button
        for button in program.pane.page.attachments.findChildren(QAbstractButton)
        if button.accessibleName() == f"Anlage {SEEN} anzeigen"
    )
    program.click(button)
    assert any(SEEN in text for text in said_by(program.pane.page.viewer))


def test_the_subject_of_a_reply_carries_no_such_signs(office: Office) -> None:
    program = opened(office)
    program.press("Ctrl+R")
    assert not any(sign in program.pane.page.composer.subject.text() for sign in SIGNS)


def test_a_quarantined_folder_shows_them(office: Office) -> None:
    folder = office.portal.leave(request(subject=TURNED, contract_number="-"), folder=TURNED)
    (folder / TURNED).write_bytes(b"x")
    office.take_in()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.open_view("Quarantäne")
    page = program.workspace.pages.quarantine
    assert SEEN in page.content.toPlainText()
    assert not any(sign in page.content.toPlainText() for sign in SIGNS)
    assert sum(SEEN in text for text in said_by(page.facts)) >= 2


LONG_WORD = "Donaudampfschiff" * 2_000
TYPED = {
    **{f"hostile {number}": text for number, text in enumerate(HOSTILE_TEXTS)},
    "one long word": LONG_WORD,
    "many lines": "Zeile\n" * 5_000,
}


def test_any_text_is_stored_or_refused_with_a_sentence(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    composer, problem = program.pane.page.composer, program.pane.problem
    for name, text in TYPED.items():
        program.press("Ctrl+I")
        composer.text.clear()
        problem.hide()
        paste(composer.text, text)
        seen = composer.content().text
        composer.flush()
        # Comes to rest: what the store takes for blank is not stored again and again.
        program.wait()
        if not problem.isVisible():
            assert drafts(office) == [seen] * (not is_blank(seen)), name
        else:
            assert "…" not in problem.title.text(), name
            assert composer.content().text == seen, name


def test_any_text_can_be_a_note(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    composer = program.pane.page.composer
    wanted: list[str] = []
    for name, text in TYPED.items():
        program.press("Ctrl+I")
        composer.text.clear()
        paste(composer.text, text)
        seen = composer.content().text
        if is_blank(seen) or not composer.send.isEnabled():
            continue
        program.click(composer.send)
        if program.pane.problem.isVisible():
            assert composer.content().text == seen, name
        else:
            wanted.append(seen.strip())
    with office.context.database.read() as session:
        assert [text.strip() for text in session.scalars(select(Note.text))] == wanted
    assert len(wanted) > 20


def test_fields_of_one_line_take_any_text(office: Office) -> None:
    office.arrives()
    program = office.start()
    page = program.window.sign_in
    for text in TYPED.values():
        for field in (page.login, page.password):
            paste(field, text or "x")
        program.click(page.submit)
        assert page.error.isVisible()
    program.sign_in("clerk1", PASSWORD)
    panel = program.workspace.inbox.panel
    for text in TYPED.values():
        paste(panel.filter, text)
        program.wait()
        assert panel.list.isVisible() or panel.empty.isVisible()


def test_ten_megabytes_are_kept_or_refused(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    composer = program.pane.page.composer
    paste(composer.text, "Sehr geehrte Damen und Herren,\n" * 330_000)
    composer.flush()
    program.wait()
    assert [len(text) for text in drafts(office)] == [
        31 * 330_000
    ] or program.pane.problem.isVisible()


def drafts(office: Office) -> list[str]:
    with office.context.database.read() as session:
        return list(session.scalars(select(Draft.text)))


def paste(field: QPlainTextEdit | QLineEdit, text: str) -> None:
    """As from the clipboard: the whole text at once, as the field would take it."""
    if isinstance(field, QLineEdit):
        field.clear()
        field.insert(text)
    else:
        field.insertPlainText(text)
