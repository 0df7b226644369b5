"""The page of results, with a search that answers when the test says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop.domain.errors import UserError
from desktop.services.search.view import (
    HitKind,
    SearchHit,
    SearchKey,
    SearchOrder,
    SearchPage,
    SearchQuery,
    SearchScope,
)
from desktop.views.search.find_page import OF_EACH, OF_ONE, FindPage
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram, settle

AT = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)


def hit(number: int, kind: HitKind = HitKind.MESSAGE, **changes: object) -> SearchHit:
    made = SearchHit(
        kind=kind,
        title=f"Treffer {number}",
        detail="Die Heizung ist kalt",
        detail_marks=((4, 7),),
        case_id=number,
        at=AT,
        company_id=1,
        company_tag="THOR",
        icon="inbox",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


class Answers:
    """A search that gives what the test has laid down; it notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[SearchQuery] = []
        self.give: Callable[[SearchQuery], SearchPage] = lambda _query: SearchPage(())

    def __call__(self, context: object, actor: object, query: SearchQuery) -> SearchPage:
        del context, actor
        self.asked.append(query)
        return self.give(query)


@pytest.fixture
def answers() -> Answers:
    """See ``Answers``."""
    return Answers()


@pytest.fixture
def page(office: Office, answers: Answers) -> FindPage:
    """The page by itself, over the program's own lanes."""
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    made = FindPage(program.workspace.workplace, answers, program.window)
    made.resize(1000, 700)
    made.show()
    return made


def wait(office: Office) -> RunningProgram:
    program = office.open_programs[0]
    program.wait()
    return program


def rows(page: FindPage) -> list[str]:
    model = page.list.rows
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def test_kinds_and_order_are_asked_for(office: Office, answers: Answers, page: FindPage) -> None:
    page.open_with(frozenset({1}), "heizung")
    wait(office)
    assert answers.asked[-1] == SearchQuery(text="heizung", companies=frozenset({1}), limit=OF_EACH)
    page.kinds.choose("messages")
    page.order.choose("relevance")
    page.refresh()
    wait(office)
    assert answers.asked[-1] == SearchQuery(
        text="heizung",
        scope=SearchScope.MESSAGES,
        order=SearchOrder.RELEVANCE,
        companies=frozenset({1}),
        limit=OF_ONE,
    )
    assert page.empty.title.text() == "Nichts passt zu „heizung“"
    page.everything.click()
    wait(office)
    assert answers.asked[-1].scope is SearchScope.ALL
    assert not page.everything.isVisible()
    page.field.clear()
    wait(office)
    assert page.empty.title.text() == "Was suchen Sie?"
    page.close()


def test_the_next_part_comes_before_the_end_is_reached(
    office: Office, answers: Answers, page: FindPage
) -> None:
    def give(query: SearchQuery) -> SearchPage:
        if query.after is None:
            hits = tuple(hit(number) for number in range(50))
            return SearchPage(hits, SearchKey(cases=None, messages=7, tenancies=None))
        return SearchPage(tuple(hit(number) for number in range(50, 60)))

    answers.give = give
    page.kinds.choose("messages")
    page.open_with(frozenset(), "heizung")
    wait(office)
    assert page.summary.text() == "50 Treffer, weitere folgen"
    page.list.go_to(10)
    before = page.list.current_entry()
    page.list.verticalScrollBar().setValue(page.list.verticalScrollBar().maximum())
    wait(office)
    assert [query.after is not None for query in answers.asked] == [False, True]
    assert page.summary.text() == "60 Treffer"
    assert page.list.accessibleDescription() == "60 Treffer"
    assert len(rows(page)) == 61
    assert page.list.current_entry() == before
    page.close()


def test_an_index_in_the_making_is_told_of(
    office: Office, answers: Answers, page: FindPage
) -> None:
    answers.give = lambda _query: SearchPage((hit(1),), built=40)
    page.open_with(frozenset(), "heizung")
    wait(office)
    assert page.message.title.text() == "Index wird aufgebaut: 40 %"
    assert rows(page) == ["Nachrichten", "Treffer 1"]
    answers.give = lambda _query: SearchPage((hit(1),))
    page.refresh()
    wait(office)
    assert not page.message.isVisible()
    page.close()


def test_a_failure_is_said_in_place_and_the_next_key_asks_again(
    office: Office, answers: Answers, page: FindPage
) -> None:
    def fail(_query: SearchQuery) -> SearchPage:
        raise UserError("database.unreachable")

    answers.give = fail
    page.open_with(frozenset(), "heizung")
    wait(office)
    assert page.empty.title.text() == "Die Suche ist nicht gelungen"
    assert page.empty.detail.text() != ""
    opened: list[int] = []
    page.case_requested.connect(opened.append)
    page.field.returnPressed.emit()
    assert opened == []
    answers.give = lambda _query: SearchPage((hit(5, HitKind.CASE, is_open=False),))
    page.field.setText("heizung k")
    wait(office)
    model = page.list.rows
    spoken = [model.data(model.index(row), 11) for row in range(model.rowCount())]
    assert spoken == ["Vorgänge", "Treffer 5, Die Heizung ist kalt, erledigt, 19.11.2026"]
    page.field.returnPressed.emit()
    assert opened == [5]
    page.close()


def test_what_was_asked_before_is_never_shown_over_what_is_asked_now(
    office: Office, answers: Answers, page: FindPage
) -> None:
    answers.give = lambda query: SearchPage((hit(1, title=query.text),))
    page.field.setText("a")
    page.refresh()
    page.field.setText("ab")
    page.refresh()
    settle(0)
    wait(office)
    assert rows(page) == ["Nachrichten", "ab"]
    page.close()


def test_enter_opens_nothing_that_was_found_for_what_stood_there_before(
    office: Office, answers: Answers, page: FindPage
) -> None:
    answers.give = lambda query: SearchPage((hit(len(query.text)),))
    page.open_with(frozenset(), "a")
    wait(office)
    opened: list[int] = []
    page.case_requested.connect(opened.append)
    page.field.setText("ab")
    page.field.returnPressed.emit()
    assert opened == []
    wait(office)
    page.field.returnPressed.emit()
    assert opened == [2]
    page.close()
