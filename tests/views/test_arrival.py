"""From the right password to the first list: what is done at once, and what nobody may see."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services.audit import AuditAction
from desktop.services.inbox.ahead import PageAhead, read_ahead
from desktop.services.inbox.listing import ListOpening
from desktop.services.inbox.rows import InboxQuery, InboxSort, InboxView
from desktop.settings import WindowLayout
from desktop.views.inbox.first_list import first_query
from desktop.views.main_window import MainWindow
from desktop.views.sign_in import entrance
from desktop.views.window_group import WindowGroup
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram

PATIENCE = 20.0


class Screens:
    """Screens that are loaded as soon as the test lets them."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.may_come = threading.Event()

    def load(self) -> None:
        self.asked.set()
        assert self.may_come.wait(PATIENCE), "nobody let the screens come"


@contextmanager
def loading(office: Office) -> Iterator[tuple[RunningProgram, Screens]]:
    """A window whose screens are still being loaded."""
    program = office.start()
    screens = Screens()
    backend = replace(program.group.program.backend, load_screens=screens.load)
    group = WindowGroup(replace(program.group.program, backend=backend))
    first, program.window = program.window, MainWindow.on(group.program, group)
    program.window.show()
    try:
        yield program, screens
    finally:
        screens.may_come.set()
        program.wait()
        program.window.close()
        program.window.deleteLater()
        program.window = first


def type_and_return(program: RunningProgram, password: str = PASSWORD) -> None:
    page = program.window.sign_in
    page.login.clear()
    QTest.keyClicks(page.login, "clerk1")
    QTest.keyClicks(page.password, password)
    QTest.keyClick(page.password, Qt.Key.Key_Return)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[PageAhead | None]:
    """What was read ahead, in the order of reading."""
    found: list[PageAhead | None] = []

    def noted(*asked: object) -> PageAhead | None:
        found.append(read_ahead(*asked))  # type: ignore[arg-type]
        return found[-1]

    monkeypatch.setattr(entrance, "read_ahead", noted)
    return found


def ids(opening: object) -> list[int]:
    assert isinstance(opening, ListOpening)
    return [row.case_id for row in opening.rows]


def shown(program: RunningProgram) -> list[int]:
    return list(program.workspace.inbox.panel.model.ids)


def test_password_and_first_page_wait_for_no_screen(
    office: Office, read: list[PageAhead | None]
) -> None:
    case = office.arrives()
    with loading(office) as (program, screens):
        type_and_return(program)
        program.wait_until(lambda: bool(read))
        program.wait_until(screens.asked.is_set)
        assert office.audited(AuditAction.SIGN_IN_SUCCEEDED)
        assert program.window.workspace is None
        screens.may_come.set()
        program.wait_until(lambda: program.window.workspace is not None)
        # There already, before anything that was asked for could come back.
        assert shown(program) == [case.id]
        assert program.workspace.inbox.loader.ahead is None


def test_a_wrong_password_reads_nothing(office: Office, read: list[PageAhead | None]) -> None:
    office.arrives()
    with loading(office) as (program, _screens):
        type_and_return(program, "something else")
        program.wait_until(program.window.sign_in.submit.isEnabled)
        assert read == []
        assert program.window.workspace is None


def test_what_changes_while_screens_are_loaded_is_shown(
    office: Office, read: list[PageAhead | None]
) -> None:
    first = office.arrives()
    with loading(office) as (program, screens):
        type_and_return(program)
        program.wait_until(lambda: bool(read))
        second = office.arrives("event-2")
        screens.may_come.set()
        program.wait_until(lambda: program.window.workspace is not None)
        program.wait()
        assert sorted(shown(program)) == [first.id, second.id]


def test_a_second_return_signs_in_once(office: Office, read: list[PageAhead | None]) -> None:
    with loading(office) as (program, screens):
        type_and_return(program)
        QTest.keyClick(program.window.sign_in.password, Qt.Key.Key_Return)
        program.wait_until(lambda: bool(read))
        QTest.keyClick(program.window.sign_in.password, Qt.Key.Key_Return)
        screens.may_come.set()
        program.wait_until(lambda: program.window.workspace is not None)
        program.wait()
    assert len(read) == 1
    assert len(office.audited(AuditAction.SIGN_IN_SUCCEEDED)) == 1


def test_who_closes_the_window_meanwhile_sees_no_list(
    office: Office, read: list[PageAhead | None]
) -> None:
    with loading(office) as (program, screens):
        type_and_return(program)
        program.wait_until(lambda: bool(read))
        threading.Timer(0.05, screens.may_come.set).start()
        program.window.close()
        program.wait()
        assert program.window.workspace is None
    read.clear()
    assert not listeners(office)


def listeners(office: Office) -> list[Callable[..., None]]:
    """Who still waits for changes on behalf of a page that was read ahead."""
    return [one for one in office.context.database._listeners if one.__name__ == "notice"]


def test_a_page_is_read_ahead_for_its_own_question_and_until_something_changes(
    office: Office,
) -> None:
    case = office.arrives()
    query = InboxQuery()
    ahead = read_ahead(office.context, office.home.clerk, query)
    assert ahead is not None
    assert ids(ahead.answer_to(query)) == [case.id]
    assert ahead.answer_to(InboxQuery(view=InboxView.MINE)) is None
    office.arrives("event-2")
    assert ahead.answer_to(query) is None
    assert len(listeners(office)) == 1
    del ahead
    assert not listeners(office)


def test_nobody_is_read_ahead_what_is_not_theirs(office: Office) -> None:
    office.arrives()
    foreign = InboxQuery(companies=frozenset({999_999}))
    assert read_ahead(office.context, office.home.clerk, foreign) is None
    assert not listeners(office)
    elsewhere = replace(office.home.clerk, company_ids=frozenset())
    ahead = read_ahead(office.context, elsewhere, InboxQuery())
    assert ahead is None or not ids(ahead.opening)


@pytest.mark.parametrize(
    ("layout", "query"),
    [
        (WindowLayout(), InboxQuery()),
        (
            WindowLayout(last_view="view:mine", sorts={"mine": "received", "all_open": "?"}),
            InboxQuery(view=InboxView.MINE, sort=InboxSort("received")),
        ),
        (WindowLayout(last_view="category:general"), InboxQuery(category="general")),
        (WindowLayout(last_view="area:letters"), None),
        (WindowLayout(last_view="saved:1"), None),
        (WindowLayout(last_view="view:gone"), None),
    ],
)
def test_the_first_list_is_that_of_the_last_time(
    layout: WindowLayout, query: InboxQuery | None
) -> None:
    assert first_query(layout) == query


def test_the_window_asks_the_question_that_was_read_ahead(office: Office) -> None:
    office.arrives()
    layout = WindowLayout(last_view="category:general", sorts={"category:general": "received"})
    program = office.start(layouts={"clerk1": layout})
    program.sign_in("clerk1", PASSWORD)
    assert program.workspace.inbox.query == first_query(layout)
