"""A window that is killed while somebody types: what was acknowledged is there afterwards."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.database.engine import open_database
from desktop.domain.application_form import FormField
from desktop.domain.case_status import Channel
from desktop.models.case import Draft
from desktop.views.storing_time import AT_LEAST_EVERY_MS
from tests.support.bank_cases import add_application
from tests.support.clock import FixedClock
from tests.support.contexts import make_context
from tests.support.office import PASSWORD, Office
from tests.support.typing_child import EVERY_MS, SENTENCE, TYPED_CALL, TYPED_HOLDER, TYPED_NOTE

ROOT = Path(__file__).resolve().parents[2]
PER_SECOND = AT_LEAST_EVERY_MS // EVERY_MS
"""More than can be typed in a second at this pace."""


@pytest.fixture
def database_file(tmp_path: Path, sqlite_template: Path) -> Path:
    """A database file with one open case."""
    file = tmp_path / "mieterdesk.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    with closing(open_database(file)) as database:
        house = Office(make_context(database, tmp_path), FixedClock(), tmp_path)
        house.arrives()
    return file


@pytest.mark.parametrize("after", [1, 3])
def test_at_most_a_second_of_typing_is_lost(
    database_file: Path, tmp_path: Path, after: int
) -> None:
    module = "tests.support.typing_child"
    command = [sys.executable, "-m", module, str(database_file), str(tmp_path), "reply"]
    typed = stored = acknowledged = 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            for line in child.stdout:
                word, _, count = line.partition(" ")
                if word == "typed":
                    typed = int(count)
                elif word == "stored":
                    stored, acknowledged = int(count), acknowledged + 1
                # In the middle of the next second, with keys that nobody has stored yet. On a slow
                # machine fewer go into one: each second that passes asks for fewer.
                passed = acknowledged - after
                if passed > 0 and typed > stored + PER_SECOND // (2 * passed):
                    break
        finally:
            child.kill()
    with closing(open_database(database_file)) as database, database.read() as session:
        (text,) = session.scalars(select(Draft.text))
    whole = SENTENCE * (typed // len(SENTENCE) + 2)
    assert whole.startswith(text), "something else stands there than was typed"
    assert len(text) >= stored, "an acknowledged text is lost"
    assert typed - len(text) <= PER_SECOND, "more than a second of typing is lost"


def test_corrected_fields_a_call_with_its_file_and_a_note_come_back(
    sqlite_template: Path, tmp_path: Path
) -> None:
    file, scan = tmp_path / "mieterdesk.sqlite", tmp_path / "scan.pdf"
    file.write_bytes(sqlite_template.read_bytes())
    scan.write_bytes(b"%PDF-1.7 Mandat")
    with closing(open_database(file)) as database:
        house = Office(make_context(database, tmp_path), FixedClock(), tmp_path)
        add_application(house.context, house.home, channel=Channel.LETTER)
    command = [sys.executable, "-m", "tests.support.typing_child"]
    command += [str(file), str(tmp_path), "forms"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            assert child.stdout.readline() == "stored 3\n"
        finally:
            child.kill()
    # Where the file came from does not matter any more.
    scan.unlink()
    with closing(open_database(file)) as database:
        house.context = make_context(database, tmp_path)
        program = house.start()
        program.sign_in("clerk1", PASSWORD)
        editor = program.pane.page.editor
        assert editor.typed()[FormField.ACCOUNT_HOLDER] == TYPED_HOLDER
        program.press("Ctrl+Shift+N")
        form = program.workspace.recording.page.form_view.form()
        assert form.text.startswith(TYPED_CALL)
        assert [one.name for one in form.files] == ["scan.pdf"]
        with house.context.documents.open(form.files[0].sha256) as kept:
            assert kept.read() == b"%PDF-1.7 Mandat"
        program.workspace.accounts.open(house.home.tenancy_id)
        program.wait()
        notes = program.workspace.pages.accounts.account.notes
        assert notes.text() == TYPED_NOTE
        house.close()
