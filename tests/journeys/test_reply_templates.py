"""An administrator writes a prepared reply with real keys; a clerk answers with it."""

from PySide6.QtCore import Qt

from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.services.conversation import reply_editing as editing
from desktop.services.conversation.reply_forms import ChangeReply, ReplyForm
from desktop.services.staff.sign_in import actor_for_login
from desktop.views.actions import ActionId
from desktop.views.administration.replies_page import RepliesPage
from tests.support.contexts import CHEAP_PASSWORDS
from tests.support.factories import add_staff
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram


def with_administrator(office: Office) -> RunningProgram:
    """The program with an administrator at it."""
    with office.context.database.write() as unit:
        company = unit.session.get_one(Company, office.home.company_id)
        add_staff(
            unit,
            "admin",
            [company],
            role=Role.ADMINISTRATOR,
            name="Ada Richter",
            password_hash=CHEAP_PASSWORDS.hash(PASSWORD),
        )
    program = office.start()
    program.sign_in("admin", PASSWORD)
    return program


def opened(program: RunningProgram) -> RepliesPage:
    """The page, opened from the sidebar."""
    program.open_view("Antwortvorlagen")
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, RepliesPage)
    return page


def lines(page: RepliesPage) -> list[str]:
    return [page.list.item(row).text() for row in range(page.list.count())]


def test_a_reply_is_written_tried_out_and_used(office: Office) -> None:
    case = office.arrives(category="damage", subject="Fenster undicht", text="Es zieht.", fields={})
    program = with_administrator(office)
    page = opened(program)
    program.click(page.add)
    program.type("Dichtung")
    program.press("Tab")
    program.type("dicht")
    program.click(page.editor.subject)
    program.type("Zu ")
    names = [
        page.editor.placeholders.item(row).data(Qt.ItemDataRole.UserRole)
        for row in range(page.editor.placeholders.count())
    ]
    page.editor.placeholders.setCurrentRow(names.index("Vorgang"))
    page.editor.placeholders.setFocus()
    program.press("Return")
    assert page.editor.subject.text() == "Zu {Vorgang}"
    program.click(page.editor.text)
    program.type("{Anrede}, am {Termin} kommt jemand.")
    program.wait()
    assert page.editor.preview_subject.text() == f"Zu {case.reference}"
    assert "«Termin fehlt»" in page.editor.preview.toPlainText()
    assert case.reference in page.editor.example.text()
    program.type(" {Unsinn}")
    program.wait()
    assert "{Unsinn}" in page.editor.example.text()
    program.press("Ctrl+Return")
    assert "{Unsinn}" in page.message.title.text()
    assert "nicht gespeichert" in lines(page)[0]
    for _ in range(len(" {Unsinn}")):
        program.press("Backspace", page.editor.text)
    program.press("Ctrl+Return", page.editor.text)
    assert lines(page)[0] == "Dichtung"
    program.switch_user("clerk1", PASSWORD)
    program.press("Ctrl+R")
    program.type("::dicht")
    program.press("Return")
    composer = program.pane.page.composer
    assert composer.subject.text() == f"Zu {case.reference}"
    assert composer.text.textCursor().selectedText() == "«Termin fehlt»"


def test_what_ships_is_copied_and_the_copy_takes_its_place(office: Office) -> None:
    program = with_administrator(office)
    page = opened(program)
    program.type("ueberhaupt nichts so", page.filter)
    assert lines(page) == ["Keine Vorlage passt zum Filter."]
    program.press("Esc", page.filter)
    program.type("erledigt mitgel", page.filter)
    assert lines(page)[0] == "Erledigt · mitgeliefert"
    program.press("Return", page.filter)
    program.press("Home")
    program.wait()
    assert page.editor.title.text() == "Erledigt"
    assert page.editor.title.isReadOnly()
    assert page.ships.title.text().startswith("Mitgeliefert")
    assert "eigene mit demselben Kürzel" in page.ships.detail.text()
    assert not page.save.isVisible()
    program.click(page.copy)
    assert not page.editor.title.isReadOnly()
    program.press("End")
    program.type(" bei uns")
    program.click(page.save)
    assert not page.ships.isVisible()
    page.filter.clear()
    assert lines(page)[0] == "Erledigt bei uns"
    program.wait()
    assert any(line == "Erledigt · ersetzt" for line in lines(page))
    program.click(page.use)
    assert lines(page)[0] == "Erledigt bei uns · außer Gebrauch"
    assert page.use.text() == "Wieder anbieten"


def test_somebody_was_faster_and_the_text_stays(office: Office) -> None:
    program = with_administrator(office)
    actor = actor_for_login(office.context, "admin")
    form = ReplyForm(title="Alt", shortcut="alt", subject="S", text="T")
    row = editing.create_reply(office.context, actor, form)
    page = opened(program)
    program.click(page.editor.text)
    program.press("End")
    program.type("ext")
    assert row.reply_id is not None
    with program.unaware():
        other = ReplyForm(title="Neu", shortcut="alt", subject="S", text="Anders")
        editing.change_reply(office.context, actor, ChangeReply(row.reply_id, other, 1))
    program.press("Ctrl+Return", page.editor.text)
    assert "inzwischen geändert" in page.message.title.text()
    assert page.editor.text.toPlainText() == "Text"
    program.click(page.reload)
    assert page.editor.text.toPlainText() == "Anders"
    assert not page.message.isVisible()


def test_a_clerk_has_no_such_area(office: Office) -> None:
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    actions = program.workspace.workplace.actions
    assert actions.reason(ActionId.OPEN_REPLIES) == "Dafür fehlt Ihnen das Recht."
    model = program.workspace.sidebar.list.model()
    titles = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert "Antwortvorlagen" not in titles
