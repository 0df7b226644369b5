"""A damage from its report to its end, with the keys of the window."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.kinds import Direction
from desktop.domain.work import OrderState
from desktop.models.case import Case, Draft, Message
from desktop.models.work import ContractorOrder
from desktop.services.damages.commands import OrderForm, PlaceOrder
from desktop.services.damages.orders import place_order
from desktop.services.damages.placeholders import DEFAULT_TEXT
from desktop.services.notices.daily import tell_what_is_due
from desktop.views.actions import ActionId
from desktop.views.damage.group_dialog import GroupDialog
from desktop.views.damage.group_reply_dialog import GroupReplyDialog
from desktop.views.damage.order_dialog import OrderDialog
from tests.support.houses import Neighbour, add_neighbours, case_version, report
from tests.support.office import PASSWORD, Office
from tests.support.portal import attachment
from tests.support.program import RunningProgram


def picture(folder: Path, name: str, colour: str) -> bytes:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    path = folder / name
    assert image.save(str(path))
    return path.read_bytes()


def orders(office: Office) -> Sequence[ContractorOrder]:
    with office.context.database.read() as session:
        return session.scalars(select(ContractorOrder).order_by(ContractorOrder.id)).all()


def answers(office: Office, case_id: int) -> list[Message]:
    with office.context.database.read() as session:
        query = select(Message).where(
            Message.case_id == case_id,
            Message.direction == Direction.OUTGOING,
            Message.withdrawn_at.is_(None),
        )
        return list(session.scalars(query))


def order_form(program: RunningProgram) -> OrderDialog:
    dialog = program.dialog()
    assert isinstance(dialog, OrderDialog)
    return dialog


def damage(office: Office, folder: Path) -> Case:
    """A damage with two pictures comes through the portal."""
    pictures = {
        "a.png": picture(folder, "a.png", "darkRed"),
        "b.png": picture(folder, "b.png", "darkCyan"),
    }
    return office.arrives(
        category="damage",
        subject="Rohrbruch im Bad",
        text="Das Wasser läuft durch die Decke.\nViele Grüße\nAylin Musterbach",
        fields={"location": "Bad", "element": "Decke", "since": "heute", "emergency": True},
        attachments=[
            attachment(name, data, media_type="image/png") for name, data in pictures.items()
        ],
        files=pictures,
    )


def test_pictures_are_looked_at_with_keys(office: Office, tmp_path: Path) -> None:
    damage(office, tmp_path)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    page = program.pane.page
    assert page.damage.what.text() == "Bad · Decke"
    # Nothing is said twice: not by the form's card, which has nothing else to say here.
    assert page.fields.isHidden()
    note = program.workspace.inbox.desk.suggestion_note
    assert note.isVisible()
    assert "Notfall" in note.detail.text() or "Wasser" in note.detail.text()
    program.press("Ctrl+B")
    gallery = page.damage.gallery
    assert gallery.hasFocus()
    program.press("Right")
    program.press("Return")
    viewer = page.viewer
    assert viewer.isVisible()
    shown = viewer.current()
    assert shown is not None
    assert shown.name == "Name von b.png"
    program.press("Esc")
    assert not viewer.isVisible()
    assert gallery.hasFocus()
    assert gallery.currentIndex().row() == 1


def test_an_order_from_writing_to_done(office: Office, tmp_path: Path) -> None:
    case = damage(office, tmp_path)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+M")
    program.press("Ctrl+Shift+B")
    dialog = order_form(program)
    assert not dialog.confirm.isEnabled()
    assert dialog.access.text() == "Klingel Musterbach, Telefon 040 555 0100"
    assert "Aylin" not in dialog.text.toPlainText()
    assert dialog.due.date().toPython() == date(2026, 11, 24)
    program.type("Sanitaer Muster", dialog.contractor)
    program.type("post@sanitaer.example", dialog.email)
    program.press("Ctrl+Return")
    (order,) = orders(office)
    assert (order.number, order.state) == ("A-2026-000001", OrderState.DRAFT)
    (shown,) = program.pane.view.orders  # type: ignore[union-attr]
    target = tmp_path / "auftrag.pdf"
    desk = program.workspace.inbox.desk.damage_work
    desk.save_to(shown, target)
    program.wait()
    words = text_of(target.read_bytes())
    assert "Auftrag A-2026-000001" in words
    assert "Sanitaer Muster" in words
    assert "Klingel Musterbach, Telefon 040 555 0100" in words
    assert "Bauteil: Decke" in words
    for private in ("Aylin", office.home.contract_number, "example.org"):
        assert private not in words
    program.click(program.button("Von Hand gesendet A-2026-000001"))
    stored = office.case(case.id)
    assert (stored.state, stored.waiting_until) == (CaseState.WAITING, date(2026, 11, 24))
    program.press("Ctrl+Z")
    assert office.case(case.id).state is CaseState.IN_REVIEW
    assert orders(office)[0].state is OrderState.DRAFT
    program.workspace.workplace.actions[ActionId.ORDER_SENT].trigger()
    program.wait()
    office.clock.set_berlin(date(2026, 11, 24))
    assert tell_what_is_due(office.context) >= 1
    program.workspace.workplace.actions[ActionId.ORDER_DONE].trigger()
    program.wait()
    assert office.case(case.id).state is CaseState.IN_REVIEW
    assert orders(office)[0].state is OrderState.DONE


def test_a_form_that_is_refused_keeps_what_was_typed(office: Office, tmp_path: Path) -> None:
    damage(office, tmp_path)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+Shift+B")
    dialog = order_form(program)
    program.type("Sanitaer Muster", dialog.contractor)
    program.type("keine Adresse", dialog.email)
    program.press("Ctrl+Return")
    assert dialog.problem.isVisible()
    assert dialog.email.text() == "keine Adresse"
    assert orders(office) == []
    dialog.email.clear()
    program.press("Ctrl+Return")
    assert len(orders(office)) == 1


def outage(office: Office) -> tuple[tuple[Neighbour, ...], tuple[int, ...]]:
    """Everybody of the house reported the same; the case of the household comes last."""
    neighbours = add_neighbours(office.context.database, office.home)
    ids = [
        report(
            office.context,
            office.home,
            one.tenancy_id,
            correspondent=" ".join(one.names),
            portal_account_id=one.portal_account_id,
            channel=Channel.LETTER if one.portal_account_id is None else Channel.PORTAL,
        )
        for one in neighbours
    ]
    own = report(office.context, office.home, office.home.tenancy_id, channel=Channel.TELEPHONE)
    return neighbours, (own, *ids)


def open_group(program: RunningProgram, office: Office, case_id: int) -> None:
    """Open a case and say which reports have its cause."""
    program.pane.open_case(case_id)
    program.wait()
    program.press("Ctrl+Shift+J")
    dialog = program.dialog()
    assert isinstance(dialog, GroupDialog)
    assert dialog.list.count() == 3
    program.type("Heizung ausgefallen", dialog.cause)
    program.press("Ctrl+Return")


def reply_form(program: RunningProgram) -> GroupReplyDialog:
    program.press("Ctrl+Shift+X")
    dialog = program.dialog()
    assert isinstance(dialog, GroupReplyDialog)
    program.wait()
    return dialog


def test_one_answer_to_the_whole_house(office: Office) -> None:
    neighbours, ids = outage(office)
    clerk = office.home.clerk
    form = OrderForm(
        contractor="Heizung Beispiel GmbH",
        due_on=date(2026, 11, 27),
        text="Heizung prüfen",
        email="",
        access="",
    )
    version = case_version(office.context, clerk, ids[3])
    number = place_order(office.context, clerk, PlaceOrder(ids[3], form, version)).number
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    open_group(program, office, ids[0])
    dialog = reply_form(program)
    assert dialog.confirm.text() == "An 4 Personen senden"
    texts = []
    for row in range(4):
        dialog.people.setCurrentRow(row)
        texts.append(dialog.preview.toPlainText())
    for one in neighbours:
        assert sum(one.names[1] in text for text in texts) == 1
    assert not dialog.stays_open.isVisible()
    dialog.closes.click()
    assert f"{office.case(ids[3]).reference} ({number})" in dialog.stays_open.title.text()
    program.press("Ctrl+Return")
    assert [len(answers(office, one)) for one in ids] == [1] * 4
    closed = CaseState.CLOSED
    assert [office.case(one).state for one in ids] == [closed] * 3 + [CaseState.IN_REVIEW]
    program.press("Ctrl+Z")
    assert [len(answers(office, one)) for one in ids] == [0] * 4
    assert [office.case(one).state for one in ids] == [CaseState.NEW] * 3 + [CaseState.IN_REVIEW]
    with office.context.database.read() as session:
        assert session.scalars(select(Draft.text)).all() == [DEFAULT_TEXT]


def test_a_text_that_names_somebody_is_not_sent(office: Office) -> None:
    _, ids = outage(office)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    open_group(program, office, ids[0])
    dialog = reply_form(program)
    dialog.text.setPlainText("Herr Beispielmann hat es zuerst gemeldet.")
    program.wait()
    assert dialog.problem.isVisible()
    assert "Beispielmann" in dialog.problem.title.text()
    assert not dialog.confirm.isEnabled()
    assert dialog.people.count() == 0
    program.press("Esc")
    assert all(not answers(office, one) for one in ids)


def test_what_was_written_comes_back(office: Office) -> None:
    _, ids = outage(office)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    open_group(program, office, ids[0])
    dialog = reply_form(program)
    dialog.text.setPlainText("{Anrede}, wir arbeiten daran.")
    program.press("Esc")
    program.wait()
    assert QApplication.activeModalWidget() is None
    assert reply_form(program).text.toPlainText() == "{Anrede}, wir arbeiten daran."
    program.press("Ctrl+Return")
    (message,) = answers(office, ids[1])
    assert message.text == "Guten Tag Herr Beispielmann, wir arbeiten daran."
    with office.context.database.read() as session:
        assert session.scalars(select(Draft.id)).all() == []


def test_taking_a_case_out_of_its_group(office: Office) -> None:
    _, ids = outage(office)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    open_group(program, office, ids[0])
    program.click(program.button("Aus der Gruppe nehmen"))
    assert office.case(ids[0]).group_id is None
    assert office.case(ids[1]).group_id is not None


def test_who_only_reads_can_do_nothing(office: Office, tmp_path: Path) -> None:
    damage(office, tmp_path)
    program = office.start()
    program.sign_in("auditor", PASSWORD)
    actions = program.workspace.workplace.actions
    for action_id in (ActionId.ORDER, ActionId.GROUP, ActionId.GROUP_REPLY, ActionId.UNGROUP):
        assert not actions[action_id].isEnabled()
        assert actions.reason(action_id)
    program.press("Ctrl+B")
    assert program.pane.page.damage.gallery.hasFocus()


def text_of(content: bytes) -> str:
    """The text of a PDF, read back."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    assert document.error() is QPdfDocument.Error.None_
    pages = (document.getAllText(page).text() for page in range(document.pageCount()))
    words = " ".join(" ".join(pages).split())
    document.close()
    return words
