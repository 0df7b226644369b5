"""A registration that fails, from the telephone to the end of the case, with keys alone."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.domain.case_status import CaseState
from desktop.domain.code_states import CodeState
from desktop.domain.registration_reasons import Reason
from desktop.models.case import Draft
from desktop.services.delivery.outbox import LetterKind
from desktop.texts.registration_table import REASONS
from desktop.views.account.new_code_dialog import NewCodeDialog
from desktop.views.actions import ActionId
from desktop.views.registration.clinic_card import ClinicCard
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram
from tests.support.registration import (
    OLD,
    VALID,
    add_attempt,
    add_letter,
    add_partner,
    add_registration_case,
    invite,
)

CANARY = "K7QM-2XRA-9PTW"
NAME = "Kanarienvogel-Meisner"


def titles(card: ClinicCard) -> list[str]:
    return [row.title.text() for row in card.hints.rows()]


def title(reason: Reason) -> str:
    return REASONS[reason].title


def letters(office: Office) -> None:
    """An old letter and the one that took its place."""
    add_letter(
        office.context,
        office.home,
        OLD,
        issued_on=date(2026, 9, 1),
        state=CodeState.REVOKED,
        ended_at=datetime(2026, 11, 12, 9, tzinfo=UTC),
    )
    add_letter(office.context, office.home)


def goes_on_before_the_question_is_there(program: RunningProgram, case_id: int) -> None:
    """The dialog would stand over another case than the one it is about."""
    program.workspace.workplace.actions[ActionId.NEW_CODE].trigger()
    program.pane.show_nothing()
    program.wait()
    assert program.window.findChild(NewCodeDialog) is None
    program.pane.open_case(case_id)
    program.wait()


def asks_for_a_letter(program: RunningProgram, card: ClinicCard) -> None:
    """A new letter is asked for without leaving the case; what was told stays."""
    program.press("Ctrl+Shift+C")
    assert isinstance(program.dialog(), NewCodeDialog)
    program.press("Ctrl+Return")
    assert card.letters.requested.isVisible()
    # It can be taken back here as on the account, and asked for again.
    bar = program.pane.undo_bar
    assert bar.accessibleDescription() == (
        "Aylin Musterbach: Vorgemerkt. Der Brief liegt auf dem Stapel „Briefe“."
    )
    card.hints.setFocus()
    program.press("Ctrl+Z")
    assert not bar.isVisible()
    assert not card.letters.requested.isVisible()
    assert program.workspace.status._message.text() == "Die Vormerkung ist gelöscht."
    program.press("Ctrl+Shift+C")
    program.press("Ctrl+Return")
    assert card.letters.requested.isVisible()


def test_from_the_call_to_the_closed_case(office: Office) -> None:
    invite(office.context, office.home)
    letters(office)
    case_id = add_registration_case(office.context, office.home)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    card = program.pane.page.clinic
    assert card.isVisible()
    goes_on_before_the_question_is_there(program, case_id)
    assert card.letters.sentence.text() == (
        f"Nur dieses gilt: Schreiben vom 12.11.2026, Code endet auf {VALID.last_two}."
    )
    program.press("Ctrl+Shift+V")
    assert card.form.code.hasFocus()
    program.type(OLD.printed[:6])
    program.wait()
    assert titles(card) == []
    assert card.form.unfinished.text() == "5 Zeichen"
    program.type(OLD.printed[6:])
    program.wait()
    assert titles(card) == [title(Reason.CODE_REVOKED)]
    program.press("Tab")
    program.type("musterbach")
    program.wait()
    assert titles(card) == [title(Reason.CODE_REVOKED), title(Reason.SURNAME_CASE)]
    assert "Gedruckt ist: Musterbach." in card.hints.rows()[1].why.text()
    card.hints.setFocus()
    program.press("Ctrl+C")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Der Code aus dem Schreiben vom 01.09.2026 gilt nicht mehr.")
    card.form.code.setFocus()
    asks_for_a_letter(program, card)
    assert titles(card) == [title(Reason.CODE_REVOKED), title(Reason.SURNAME_CASE)]
    card.form.code.setFocus()
    program.press("Ctrl+Return")
    composer = program.pane.page.composer
    assert composer.text.hasFocus()
    text = composer.text.toPlainText()
    assert copied in text
    assert f"dessen Code auf {VALID.last_two} endet" in text
    # What stands there already stays.
    program.workspace.workplace.actions[ActionId.CLINIC_LETTERS].trigger()
    program.wait()
    both = composer.text.toPlainText()
    assert copied in both
    assert both.count("Alle anderen Codes gelten nicht mehr.") == 1
    assert composer.subject.text() == "Ihre Registrierung im Mieterportal"
    program.press("Ctrl+Shift+Return")
    assert office.case(case_id).state is CaseState.CLOSED
    assert [row.type for row in office.queued(case_id)].count(LetterKind.REPLY.value) == 1


def test_a_report_is_read_and_what_was_typed_is_nowhere(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    invite(office.context, office.home)
    letters(office)
    partner = add_partner(office.context, office.home)
    case_id = add_registration_case(office.context, office.home)
    add_attempt(office.context, office.home, case_id, "surname_mismatch")
    add_attempt(
        office.context,
        office.home,
        case_id,
        "E-4711",
        at=datetime(2026, 11, 19, 9, 30, tzinfo=UTC),
        masked_input="••••-••",
    )
    other = office.arrives(category="damage", subject="Rohrbruch", fields={})
    program = office.start()
    caplog.set_level("DEBUG")
    program.sign_in("clerk1", PASSWORD)
    program.workspace.open_case(case_id)
    program.wait()
    card = program.pane.page.clinic
    newest, oldest = card.report_texts()
    assert "„E-4711“" in newest
    assert "eingegeben ••••-••" in newest
    assert title(Reason.SURNAME_OTHER) in oldest
    program.press("Ctrl+Shift+V")
    program.type(CANARY)
    program.press("Tab")
    program.type(NAME)
    program.wait()
    assert titles(card)[0] == title(Reason.CODE_UNKNOWN)
    program.press("Ctrl+Z")
    assert card.form.surname.text() == NAME
    program.press("Ctrl+Return")
    # Of another person it is forgotten, and so it is when the case is left.
    card.person.setFocus()
    program.press("Down")
    (draft,) = drafts(office)
    assert "finden wir bei Ihrem Vertrag nicht" in draft
    assert card.person.currentData() == partner
    assert_forgotten(card)
    program.press("Ctrl+Shift+V")
    program.type(CANARY)
    program.workspace.open_case(other.id)
    program.wait()
    assert not card.isVisible()
    assert_forgotten(card)
    program.workspace.open_case(case_id)
    program.wait()
    assert_forgotten(card)
    left = "".join(path.read_bytes().decode("utf-8", "replace") for path in files(tmp_path))
    left += caplog.text + repr(program.kept) + QGuiApplication.clipboard().text()
    left += "".join(widget.windowTitle() for widget in QApplication.topLevelWidgets())
    for typed in (CANARY, CANARY.replace("-", ""), NAME, "Kanarienvogel"):
        assert typed not in left


def drafts(office: Office) -> list[str]:
    with office.context.database.read() as session:
        return list(session.scalars(select(Draft.text)))


def files(folder: Path) -> list[Path]:
    """Everything that lies on the disk: database with its journal, documents, exchange, log."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name.startswith("mieterdesk.sqlite") for path in found)
    return found


def assert_forgotten(card: ClinicCard) -> None:
    for line in card.form.lines():
        assert line.text() == ""
        assert not line.isUndoAvailable()
        assert not line.isRedoAvailable()
        line.undo()
        assert line.text() == ""
    assert card.form.is_empty()
