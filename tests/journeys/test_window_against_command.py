"""A window on a case, and commands beside it in their own processes: neither undoes the other."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from sqlalchemy import select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.domain.application_form import FormField
from desktop.domain.case_status import CaseState
from desktop.domain.kinds import Direction
from desktop.models.case import Draft, Message
from desktop.services.intake.use_cases import take_in
from desktop.settings import DataFolder
from tests.support.bank_cases import acknowledge_all, change_of
from tests.support.clock import FixedClock
from tests.support.contexts import make_context
from tests.support.office import PASSWORD, Office, bank_fields
from tests.support.portal import BANK_FIELDS, message
from tests.support.program import RunningProgram

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = BANK_FIELDS["holder_address"]


@pytest.fixture
def folder(sqlite_template: Path, tmp_path: Path) -> DataFolder:
    """A data folder as the program has it."""
    made = DataFolder(tmp_path / "data")
    made.create()
    migrate.backup(sqlite_template, made.database_file)
    return made


@pytest.fixture
def house(folder: DataFolder) -> Iterator[Office]:
    """The office of that folder; commands go by the computer's clock, whatever it says."""
    with closing(open_database(folder.database_file)) as database:
        clock = FixedClock()
        made = Office(make_context(database, folder.path, clock), clock, folder.path)
        try:
            yield made
        finally:
            made.close()


def command(folder: DataFolder, *arguments: str) -> str:
    """Run a command in a process of its own; what it prints."""
    call = [sys.executable, "main.py", *arguments, "--data-dir", str(folder.path)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def words(widget: QWidget) -> str:
    """Everything that can be read in a widget."""
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def sent_by_us(house: Office, case_id: int) -> list[str]:
    with house.context.database.read() as session:
        ours = select(Message.text).where(
            Message.case_id == case_id, Message.direction == Direction.OUTGOING
        )
        return list(session.scalars(ours.order_by(Message.id)))


def completing(house: Office, case_id: int) -> None:
    """What the tenant answers lies in the portal's folder: the address that is missing."""
    reference = house.case(case_id).reference
    house.portal.leave(message(reference, fields={"holder_address": ADDRESS}))


def incomplete(house: Office) -> tuple[int, RunningProgram]:
    """An application of which the address is missing, open in a window."""
    case = house.arrives(fields=bank_fields(account_holder="Rolf Fremd", holder_address=None))
    program = house.start()
    program.sign_in("clerk1", PASSWORD)
    assert program.pane.case_id == case.id
    return case.id, program


def test_answer_edit_and_proposal_beside_intake_delivery_and_export(
    house: Office, folder: DataFolder
) -> None:
    case_id, program = incomplete(house)
    editor, composer, pane = program.pane.page.editor, program.pane.page.composer, program.pane
    program.press("Ctrl+E")
    street = editor.inputs[FormField.STREET]
    assert isinstance(street, QLineEdit)
    street.setFocus()
    program.type("Hafenweg", street)
    program.press("Ctrl+R")
    program.type("Bitte nennen Sie uns die Anschrift.", composer.text)
    completing(house, case_id)
    command(folder, "intake", "--once")
    # The answer to what is no longer asked: refused, kept, and sent if the person insists.
    program.click(composer.send)
    assert "ist im Vorgang etwas eingegangen" in pane.problem.title.text()
    assert "Nachricht der Mietpartei" in words(pane.problem.conflict)
    assert sent_by_us(house, case_id) == []
    assert "Anschrift" in composer.text.toPlainText()
    # The field that was typed in the window: the tenant's own stands beside it, and stays.
    program.click(editor.save)
    assert "Musterkehre" in editor.notes[FormField.STREET].text()
    assert change_of(house.context, case_id).holder_address == ADDRESS
    program.click(editor.discard)
    program.click(composer.send)
    assert sent_by_us(house, case_id) == ["Bitte nennen Sie uns die Anschrift."]
    # Delivery changes nothing a person decides on: what was shown before it can be proposed.
    acknowledge_all(house.context, house.home.clerk, case_id)
    pane.reload()
    program.wait()
    command(folder, "deliver", "--once")
    program.press("Ctrl+Return")
    assert house.case(case_id).state is CaseState.PROPOSED
    assert not pane.problem.isVisible()
    program.switch_user("clerk2", PASSWORD)
    program.press("Ctrl+6")
    program.press("Ctrl+Return")
    assert not house.case(case_id).is_open
    # Handed over by a command: the window's undo comes too late, says so, and undoes nothing.
    assert house.home.contract_number in command(folder, "export-bank-changes", "--output", "-")
    program.press("Ctrl+Z")
    assert program.pane.problem.isVisible()
    assert not house.case(case_id).is_open


def test_a_second_connection_is_noticed_and_nothing_typed_is_touched(
    house: Office, folder: DataFolder
) -> None:
    case_id, program = incomplete(house)
    composer, database = program.pane.page.composer, house.context.database
    program.tasks.watch_others(database, seconds=0.05)
    program.press("Ctrl+R")
    program.type("Guten Tag", composer.text)
    completing(house, case_id)
    with closing(open_database(folder.database_file)) as second:
        inbox = FolderInbox(house.portal.exchange)
        assert take_in(make_context(second, folder.path), inbox).accepted == 1
    program.wait_until(lambda: "Hier ist die Adresse." in words(program.pane))
    program.wait()
    assert composer.text.toPlainText() == "Guten Tag"
    program.click(composer.send)
    assert sent_by_us(house, case_id) == ["Guten Tag"]
    with database.read() as session:
        assert list(session.scalars(select(Draft.text))) == []
