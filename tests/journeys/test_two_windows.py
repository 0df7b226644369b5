"""Two windows of one program on one case: seen in both, kept in both, ended by the last."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy import select

from desktop.models.case import Draft
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import TakeCase
from desktop.views.main_window import MainWindow
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


def drafts(office: Office) -> set[str]:
    """Texts of all stored drafts."""
    with office.context.database.read() as session:
        return set(session.scalars(select(Draft.text)))


def another(program: RunningProgram, keys: str = "Ctrl+Shift+F") -> MainWindow:
    """Open a second window by its keys."""
    program.press(keys)
    (other,) = [one for one in windows(program) if one is not program.window]
    return other


def windows(program: RunningProgram) -> list[MainWindow]:
    """All windows of the program."""
    return list(program.group.windows)


def words(widget: QWidget) -> str:
    """Everything that can be read in a widget."""
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_both_windows_show_what_one_of_them_changed(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    other = another(program, "Ctrl+Shift+Return")
    assert other.workspace is not None
    assert other.workspace.workplace.actor == program.workspace.workplace.actor
    with program.at(other):
        assert program.pane.case_id == case.id
        program.press("Ctrl+M")
    view = program.pane.view
    assert view is not None
    assert view.case.header.assignee is not None
    program.window.close()
    assert windows(program) == [other]
    with program.at(other):
        program.press("Ctrl+I")
        program.type("Noch da")
        other.close()
    assert windows(program) == []
    assert drafts(office) == {"Noch da"}


def test_both_texts_are_kept_and_one_is_offered_to_the_other(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    other = another(program, "Ctrl+Shift+Return")
    with program.at(program.window):
        program.press("Ctrl+R")
        program.type("Aus dem ersten Fenster", program.pane.page.composer.text)
        program.pane.page.composer.flush()
    with program.at(other):
        composer = program.pane.page.composer
        program.click(program.pane.action_bar.reply)
        composer.text.selectAll()
        program.type("Aus dem zweiten Fenster", composer.text)
        composer.flush()
        program.wait()
        assert drafts(office) == {"Aus dem ersten Fenster", "Aus dem zweiten Fenster"}
        (bar,) = program.pane.page.draft_offers.bars.values()
        assert bar.title.text() == "Weiterer Entwurf von 09:42 (Antwort)"
        program.click(program.button("Ansehen"))
        assert bar.detail.text() == "Aus dem ersten Fenster"
        program.click(composer.send)
        assert drafts(office) == {"Aus dem ersten Fenster"}
    assert program.pane.page.composer.text.toPlainText() == "Aus dem ersten Fenster"


def test_a_conflict_names_who_and_what_and_can_be_overruled(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    pane = program.pane
    with program.unaware():
        assert pane.view is not None
        version = pane.view.case.header.version
        cases.take(office.context, office.home.second_clerk, TakeCase(case.id, version))
        program.press("Ctrl+M")
    assert "Timo Vorlage hat den Vorgang um 09:42 geändert" in pane.problem.title.text()
    said = words(pane.conflict)
    assert "Zugewiesen" in said
    assert "Timo Vorlage" in said
    program.click(program.button("Trotzdem ausführen"))
    assert office.case(case.id).assignee_id == office.home.clerk.staff_id
    assert not pane.problem.isVisible()


def test_a_new_owner_goes_on_with_a_copy(office: Office) -> None:
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    program.type("Angefangen")
    program.switch_user("clerk2", PASSWORD)
    assert not program.pane.page.draft_offers.bars
    program.press("Ctrl+M")
    (bar,) = program.pane.page.draft_offers.bars.values()
    assert bar.title.text().startswith("Entwurf von ")
    program.click(program.button("Ansehen"))
    assert bar.detail.text() == "Angefangen"
    program.click(program.button("Kopie weiterschreiben"))
    program.type(" und weiter", program.pane.page.composer.text)
    program.pane.page.composer.flush()
    program.wait()
    with office.context.database.read() as session:
        kept = {
            row.staff_id: row.text for row in session.execute(select(Draft.staff_id, Draft.text))
        }
    assert kept[office.home.clerk.staff_id] == "Angefangen"
    assert "und weiter" in kept[office.home.second_clerk.staff_id]
