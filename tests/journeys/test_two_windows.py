"""Two windows of one program on one case: seen in both, kept in both, ended by the last."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from sqlalchemy import select

from desktop.domain.application_form import FormField
from desktop.domain.case_status import Channel
from desktop.domain.portal_fields import MandateFields
from desktop.models.case import Draft
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import EditApplication
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import TakeCase
from tests.support.bank_cases import add_application, change_of, fields
from tests.support.office import PASSWORD, Office
from tests.support.windows import another, drafts, windows

pytestmark = pytest.mark.both_databases


def words(widget: QWidget) -> str:
    """Everything that can be read in a widget."""
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_both_windows_show_what_one_of_them_changed(office: Office) -> None:
    case = office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    other = another(program, "Ctrl+J")
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
    other = another(program, "Ctrl+J")
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
    said = words(pane.problem.conflict)
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


def test_an_application_by_letter_is_corrected_and_merged_by_field(office: Office) -> None:
    case_id = add_application(
        office.context,
        office.home,
        fields(mandate=MandateFields(granted=True)),
        channel=Channel.LETTER,
    )
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    editor = program.pane.page.editor
    program.press("Ctrl+E")
    holder = editor.inputs[FormField.ACCOUNT_HOLDER]
    signed = editor.inputs[FormField.MANDATE_SIGNED_ON]
    assert isinstance(holder, QLineEdit)
    holder.selectAll()
    program.type("Rolf Fremd", holder)
    program.type("31.02.2026", signed)
    program.click(editor.save)
    assert "TT.MM.JJJJ" in editor.notes[FormField.MANDATE_SIGNED_ON].text()
    assert isinstance(signed, QLineEdit)
    signed.selectAll()
    program.type("17.11.2026", signed)
    with program.unaware():
        view = program.pane.view
        assert view is not None
        values = {
            FormField.ACCOUNT_HOLDER: "Aylin T. Musterbach",
            FormField.MANDATE_REFERENCE: "REF-1",
        }
        edit = EditApplication(case_id, values, view.case.header.version)
        bank_changes.edit_application(office.context, office.home.second_clerk, edit)
        program.click(editor.save)
    assert "Timo Vorlage hat den Vorgang um 09:42 geändert" in program.pane.problem.title.text()
    assert "Aylin T. Musterbach" in editor.notes[FormField.ACCOUNT_HOLDER].text()
    assert editor.typed()[FormField.ACCOUNT_HOLDER] == "Rolf Fremd"
    program.click(program.button("Kontoinhaber: gespeicherte Angabe übernehmen"))
    program.click(editor.save)
    change = change_of(office.context, case_id)
    assert change.account_holder == "Aylin T. Musterbach"
    assert change.mandate_reference == "REF-1"
    assert change.mandate_signed_on == date(2026, 11, 17)
    assert not editor.isVisible()
    assert drafts(office) == set()


def test_fields_and_calls_outlast_a_sign_out_and_are_nobody_else_s(office: Office) -> None:
    case_id = add_application(office.context, office.home, channel=Channel.LETTER)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+E")
    holder = program.pane.page.editor.inputs[FormField.ACCOUNT_HOLDER]
    assert isinstance(holder, QLineEdit)
    holder.selectAll()
    program.type("Rolf Fremd", holder)
    program.press("Ctrl+Shift+N")
    program.type("Ruft wieder an", program.workspace.recording.page.form_view.text)
    program.switch_user("clerk2", PASSWORD)
    # Whoever has the case now reads the answers that were begun, not the fields or the calls.
    program.press("Ctrl+M")
    assert office.case(case_id).assignee_id == office.home.second_clerk.staff_id
    assert not program.pane.page.editor.isVisible()
    assert not program.pane.page.draft_offers.bars
    program.press("Ctrl+Shift+N")
    assert program.workspace.recording.page.form_view.form().is_blank
    program.switch_user("clerk1", PASSWORD)
    assert program.pane.page.editor.typed() == {FormField.ACCOUNT_HOLDER: "Rolf Fremd"}
    program.press("Ctrl+Shift+N")
    assert program.workspace.recording.page.form_view.form().text == "Ruft wieder an"
