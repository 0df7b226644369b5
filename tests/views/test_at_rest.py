"""A window at rest holds what is seen in it; the rest is made when somebody first needs it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import TakeCase
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram

LATE = {
    *("SignInPage", "NoticePanel", "FilterPanel", "BulkBar", "EmptyList", "Composer"),
    *("InPlaceMessage", "WaitingNote", "SuggestionNote", "MergedNote", "WhoGetsNote"),
    *("ProblemMessage", "TroubleLine", "FileButton", "SkeletonFoot"),
}


def test_at_rest_nothing_is_there_that_nobody_asked_for(office: Office) -> None:
    program = opened(office)
    kinds = {type(widget).__name__ for widget in program.window.findChildren(QWidget)}
    assert sorted(kinds & LATE) == []
    # What it is called here is what it is called there.
    workspace, pane = program.workspace, program.pane
    made: list[QWidget] = [workspace.notices.panel, workspace.list_filter.panel, workspace.bulk.bar]
    made += [
        workspace.inbox.panel.empty,
        pane.page.composer,
        pane.problem,
        workspace.bulk.said.note,
    ]
    made += [workspace.inbox.desk.waiting_note, workspace.inbox.desk.suggestion_note]
    made += [workspace.inbox.desk.merged_note, workspace.who_gets.note]
    assert {type(widget).__name__ for widget in made} <= LATE
    assert not any(widget.isVisible() for widget in made)


def test_what_is_made_late_stands_for_tab_where_it_would_have_stood(office: Office) -> None:
    program = opened(office)
    workspace = program.workspace
    page = workspace.inbox.panel
    bar = workspace.bulk.bar
    program.press("Ctrl+Shift+G")
    filters = workspace.list_filter
    assert filters.is_open
    chain = [page.filter, *in_order_of_tab(page.filter)]
    order: list[QWidget] = [
        filters.button,
        filters.panel.unread,
        filters.panel.at_risk,
        bar.clear,
        page.list,
        program.pane.page.strip,
        workspace.status,
    ]
    assert sorted(order, key=chain.index) == order
    program.press("Ctrl+F")
    program.press("Tab")
    assert filters.button.hasFocus()


def test_messages_stand_for_tab_as_for_the_eye_whichever_was_made_first(office: Office) -> None:
    program = opened(office)
    pane, desk, said = program.pane, program.workspace.inbox.desk, program.workspace.bulk.said
    made: list[QWidget] = [
        said.note,
        pane.problem,
        desk.waiting_note,
        program.workspace.who_gets.note,
    ]
    made += [desk.merged_note, said.undo_bar]
    order = [
        program.workspace.who_gets.note.away,
        desk.merged_note.open,
        desk.merged_note.part,
        desk.waiting_note.resume,
        pane.page.timeline.list,
        pane.problem.compare,
        pane.problem.keep,
        pane.undo_bar,
        said.note,
        said.undo_bar,
    ]
    chain = [pane.stack, *in_order_of_tab(pane.stack)]
    assert sorted(order, key=chain.index) == order
    assert len(made) == len(set(made))


def test_what_is_written_into_is_reached_by_mouse_and_tab(office: Office) -> None:
    program = opened(office)
    program.press("Ctrl+R")
    composer = program.pane.page.composer
    program.pane.page.strip.setFocus()
    program.click(composer.subject)
    assert composer.subject.hasFocus()
    program.click(composer.text.viewport())
    assert composer.text.hasFocus()


def test_who_leaves_finds_a_new_page_for_whoever_comes_next(office: Office) -> None:
    program = opened(office)
    program.window.switch_user()
    program.wait()
    page = program.window.sign_in
    assert page.isVisible()
    assert page.login.hasFocus()
    assert "Benutzer wechseln" in page.subtitle.text()
    assert program.window.findChildren(type(page)) == [page]


def opened(office: Office) -> RunningProgram:
    """A window with one case that somebody has taken."""
    case = office.arrives(category="general", subject="Heizung", fields={})
    version = office.case(case.id).version
    cases.take(office.context, office.home.clerk, TakeCase(case.id, version))
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.wait()
    return program


def in_order_of_tab(first: QWidget) -> list[QWidget]:
    """What Tab comes to behind a widget, up to it again."""
    chain: list[QWidget] = []
    widget = first.nextInFocusChain()
    while widget is not None and widget is not first:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    return chain
