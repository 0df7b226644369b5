"""A long case from end to end by keys: narrowed, gone through, looked at, brought to paper."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtGui import QColor, QImage

from desktop.domain.case_status import Channel
from desktop.domain.kinds import Direction
from desktop.models.case import Case, Message
from desktop.services.audit import AuditAction
from desktop.services.cases.view import FIRST_ENTRIES, TimelineTopic
from desktop.views.case.timeline_entry import EntryWidget
from tests.support.office import PASSWORD, Office
from tests.support.portal import attachment
from tests.support.program import RunningProgram

MESSAGES = 80


def picture(folder: Path) -> bytes:
    """A small PNG."""
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("darkCyan"))
    path = folder / "picture.png"
    assert image.save(str(path))
    return path.read_bytes()


def long_case(office: Office) -> Case:
    """A damage with a picture, over which many words were exchanged."""
    content = picture(office.folder)
    case = office.arrives(
        category="damage",
        subject="Heizung kalt",
        fields={},
        attachments=[attachment("1.png", content, name="Heizung.png", media_type="image/png")],
        files={"1.png": content},
    )
    with office.context.database.write() as unit:
        unit.session.add_all(
            Message(
                case_id=case.id,
                direction=Direction.INCOMING if number % 2 else Direction.OUTGOING,
                channel=Channel.PORTAL,
                correspondent="Aylin Musterbach",
                text=f"Satz {number} über die Heizung",
                at=case.received_at + timedelta(minutes=number),
            )
            for number in range(1, MESSAGES + 1)
        )
    return case


def entered(office: Office) -> RunningProgram:
    """A clerk has the long case open."""
    long_case(office)
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    return program


def test_a_long_timeline_is_gone_through_by_keys(office: Office) -> None:
    program = entered(office)
    card = program.pane.page.timeline
    assert len(card.list.entries()) >= FIRST_ENTRIES
    program.press("Ctrl+I")
    program.type("Bleibt stehen")
    card.list.setFocus()
    # End leads to the last known entry; what comes behind it is read by then.
    for _ in range(MESSAGES // FIRST_ENTRIES + 2):
        program.press("End")
    assert len(card.list.entries()) == int(card.count.text())
    assert len(card.list.findChildren(EntryWidget)) < MESSAGES
    assert program.pane.page.composer.text.toPlainText() == "Bleibt stehen"

    chip = card.chips.chips[TimelineTopic.OUTGOING]
    chip.setFocus()
    program.press("Space")
    assert {entry.kind.value for entry in card.list.entries()} == {"outgoing"}
    program.press("Left", chip)
    program.press("Ctrl+M")
    assert {entry.kind.value for entry in card.list.entries()} == {"outgoing"}
    assert program.pane.page.composer.text.toPlainText() == "Bleibt stehen"
    program.click(card.chips.all_chip)
    assert "case.assigned" in {entry.event_code for entry in card.list.entries()}


def test_a_case_is_saved_as_a_file_and_logged(office: Office, tmp_path: Path) -> None:
    program = entered(office)
    case_id = program.pane.case_id
    assert case_id is not None
    target = tmp_path / "vorgang.pdf"
    work = program.workspace.inbox.desk.paper_work
    work.save_to(case_id, target)
    program.wait()
    assert target.read_bytes().startswith(b"%PDF-")
    assert office.audited(AuditAction.CASE_EXPORTED) == ["clerk1"]
    assert "vorgang.pdf" in work.message.title.text()
    work.save_to(case_id, tmp_path / "nirgends" / "vorgang.pdf")
    program.wait()
    assert "nicht gedruckt oder gespeichert" in work.message.title.text()
    assert len(office.audited(AuditAction.CASE_EXPORTED)) == 1


def test_all_cases_of_a_contract_open_as_a_list(office: Office) -> None:
    for number in range(6):
        office.arrives(f"event-{number}", category="damage", fields={}, subject=f"Fall {number}")
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    contract = office.home.contract_number
    link = program.button(f"Alle Vorgänge des Vertrags {contract} anzeigen")
    assert link.text() == "Alle 6 anzeigen"
    link.setFocus()
    program.press("Space")
    assert program.workspace.inbox.query.tenancy_id == office.home.tenancy_id
    assert program.workspace.inbox.panel.model.rowCount() >= 6


def test_nothing_is_done_to_a_case_that_is_still_being_read(office: Office) -> None:
    program = entered(office)
    other = office.arrives("event-2", subject="Neues Konto")
    program.wait()
    pane = program.pane
    pane.open_case(other.id)
    pane._on_patience_timeout()
    assert not pane.action_bar.isEnabled()
    program.wait()
    assert pane.stack.currentWidget() is pane.page
    assert pane.action_bar.isEnabled()
