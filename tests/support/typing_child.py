"""A program of its own that types into a reply until it is killed; started by a test.

Arguments: the database file, the folder beside it, and what is typed into. For ``reply`` every line
on its output is ``typed N`` (so many characters stand in the composer) or ``stored N`` (so many are
acknowledged as stored). For ``forms`` it corrects an application, begins to record a call with a
file dropped on it, writes a note at a contract, and says ``stored 3`` when all are drafts; then it
types on.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.screen import use_offscreen_screen

use_offscreen_screen()

from PySide6.QtCore import QMimeData, QUrl  # noqa: E402 - the screen is chosen before Qt is loaded
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QLineEdit  # noqa: E402
from sqlalchemy import select  # noqa: E402

from desktop.database.engine import open_database  # noqa: E402
from desktop.domain.application_form import FormField  # noqa: E402
from desktop.models.case import Draft  # noqa: E402
from desktop.models.recording import Recording  # noqa: E402
from desktop.models.registration import TenancyNoteDraft  # noqa: E402
from desktop.models.tenancy import Tenancy  # noqa: E402
from desktop.views.case.composer import Composer  # noqa: E402
from tests.support.contexts import make_context  # noqa: E402
from tests.support.office import PASSWORD  # noqa: E402
from tests.support.program import RunningProgram  # noqa: E402

EVERY_MS = 40
TYPED_HOLDER = "Rolf Fremd"
TYPED_CALL = "Ruft wieder an"
TYPED_NOTE = "Bitte laut sprechen"
SENTENCE = "Sehr geehrte Frau Musterbach "


def _say(word: str, count: int) -> None:
    sys.stdout.write(f"{word} {count}\n")
    sys.stdout.flush()


class _Watch:
    """Tells how much of the text the program has acknowledged as stored."""

    def __init__(self, composer: Composer) -> None:
        self._handed_over: list[int] = []
        self._composer = composer
        composer.draft_changed.connect(lambda written: self._handed_over.append(len(written.text)))
        shown = composer.show_saved

        def acknowledge(clock: str) -> None:
            shown(clock)
            # Drafts are stored in the order in which they were handed over.
            _say("stored", self._handed_over.pop(0))

        composer.show_saved = acknowledge  # type: ignore[method-assign]


def _reply(program: RunningProgram) -> None:
    """Answer the open case, and type for ever."""
    program.press("Ctrl+R")
    composer = program.pane.page.composer
    _watch = _Watch(composer)
    count = 0
    while True:
        QTest.keyClicks(composer.text, SENTENCE[count % len(SENTENCE)])
        count += 1
        _say("typed", count)
        QTest.qWait(EVERY_MS)


def _forms(program: RunningProgram, file: Path) -> None:
    """Correct a field, begin to record a call, write a note at a contract, and type for ever."""
    program.press("Ctrl+E")
    holder = program.pane.page.editor.inputs[FormField.ACCOUNT_HOLDER]
    assert isinstance(holder, QLineEdit)
    holder.selectAll()
    program.type(TYPED_HOLDER, holder)
    program.press("Ctrl+Shift+N")
    page = program.workspace.recording.page
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    program.workspace.recording.work.files.take(mime)
    program.type(TYPED_CALL, page.form_view.text)
    program.workspace.accounts.open(_contract(program))
    program.wait()
    program.type(TYPED_NOTE, program.workspace.pages.accounts.account.notes.field)
    program.wait_until(lambda: _is_stored(program))
    _say("stored", 3)
    while True:
        QTest.keyClicks(page.form_view.text, "x")
        QTest.qWait(EVERY_MS)


def _contract(program: RunningProgram) -> int:
    with program.context.database.read() as session:
        return session.scalars(select(Tenancy.id).order_by(Tenancy.id)).first() or 0


def _is_stored(program: RunningProgram) -> bool:
    with program.context.database.read() as session:
        drafts = list(session.scalars(select(Draft.text)))
        calls = [form for form in session.scalars(select(Recording.form)) if form]
        notes = list(session.scalars(select(TenancyNoteDraft.text)))
    return (
        notes == [TYPED_NOTE]
        and any(TYPED_HOLDER in text for text in drafts)
        and any(call["text"] == TYPED_CALL and call["files"] for call in calls)
    )


def main(database: Path, folder: Path, what: str) -> None:
    """Sign in and type."""
    program = RunningProgram(make_context(open_database(database), folder), folder / "exchange")
    program.sign_in("clerk1", PASSWORD)
    if what == "reply":
        _reply(program)
    _forms(program, folder / "scan.pdf")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
