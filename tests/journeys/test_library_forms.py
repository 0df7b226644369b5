"""A form goes from a file into the portal, is replaced and withdrawn, by a lead at the window."""

from pathlib import Path

from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.library_forms.form_dialog import FormDialog
from desktop.views.library_forms.forms_page import FormsPage
from tests.support.office import PASSWORD, Office
from tests.support.pdf_files import letter, protected
from tests.support.program import RunningProgram


def test_a_form_is_taken_in_published_replaced_and_withdrawn(office: Office) -> None:
    case = office.arrives(category="forms", fields={"form": "subletting"})
    program = office.start()
    program.sign_in("lead", PASSWORD)
    page = _open(program)
    assert page.lists.currentWidget() is page.empty

    program.click(page.add)
    dialog = program.dialog()
    assert isinstance(dialog, FormDialog)
    page.work.take_path(_file(office, "gesperrt.pdf", protected()))
    program.wait()
    program.type("Antrag auf Untervermietung")
    program.press("Ctrl+Return")
    assert "mit einem Kennwort geschützt" in dialog.refused.title.text()
    page.work.take_path(_file(office, "Antrag.pdf", letter("Antrag 1")))
    program.wait()
    program.press("Ctrl+Return")
    form = page.form()
    assert form is not None
    assert form.title == "Antrag auf Untervermietung"
    assert _standings(page) == ["nicht veröffentlicht"]
    program.wait_until(lambda: page.preview.pages.page_count == 1)
    assert _told(office) == []

    program.click(page.publish)
    assert _standings(page) == ["im Portal"]
    assert not page.publish.isEnabled()
    assert _enclosed(program, case.id) == ["Antrag.pdf"]
    page = _open(program)
    program.click(page.next)
    page.work.take_path(_file(office, "Antrag neu.pdf", letter("Antrag 2")))
    program.wait()
    program.type("neue Felder")
    program.press("Ctrl+Return")
    assert _standings(page) == ["nicht veröffentlicht", "im Portal"]
    assert page.table.facts.rows[0].cells[-1].text == "neue Version wartet"
    program.click(page.publish)
    assert _standings(page) == ["im Portal", "ersetzt"]
    program.click(page.withdraw)
    assert isinstance(program.dialog(), ReasonDialog)
    assert program.dialog().windowTitle() == "Zurückziehen"
    program.type("Veraltet")
    program.press("Ctrl+Return")
    assert _standings(page) == ["zurückgezogen", "ersetzt"]
    assert page.about.text().endswith("von Ute Raster: Veraltet")
    office.later(1)
    assert _told(office) == ["form.published.v1", "form.withdrawn.v1"]

    assert page.why.isHidden()
    program.switch_user("clerk1", PASSWORD)
    _look_as_a_clerk(_open(program))


def _look_as_a_clerk(page: FormsPage) -> None:
    """A clerk looks, cannot change anything, and reads why."""
    assert _standings(page) == ["zurückgezogen", "ersetzt"]
    buttons = (page.add, page.next, page.publish, page.withdraw)
    assert not any(button.isEnabled() for button in buttons)
    assert page.why.isVisible()
    assert page.why.text().startswith("Formulare aufnehmen und veröffentlichen dürfen")


def _open(program: RunningProgram) -> FormsPage:
    program.press("Ctrl+K")
    program.type("Formularbibliothek")
    program.wait()
    program.press("Return")
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, FormsPage)
    program.wait()
    return page


def _enclosed(program: RunningProgram, case_id: int) -> list[str]:
    """What is published can go with an answer to any tenant of the company."""
    program.workspace.show_inbox()
    program.workspace.inbox.open_case(case_id)
    program.wait()
    program.press("Ctrl+R")
    composer = program.pane.page.composer
    program.choose_from_menu(composer.attach, "Antrag auf Untervermietung")
    names = [one.name for one in composer.files.files()]
    program.click(composer.discard)
    return names


def _told(office: Office) -> list[str]:
    return [kind for kind in office.kinds_delivered() if kind.startswith("form.")]


def _standings(page: FormsPage) -> list[str]:
    return [row.cells[-1].text for row in page.versions.facts.rows]


def _file(office: Office, name: str, content: bytes) -> Path:
    path = office.folder / name
    path.write_bytes(content)
    return path
