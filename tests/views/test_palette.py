"""The palette: what it lists, in which order, and what each key does."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.services.search.view import (
    HitKind,
    SearchHit,
    SearchKey,
    SearchPage,
    SearchQuery,
    SearchScope,
)
from desktop.services.staff.access import Actor
from desktop.views import theme
from desktop.views.palette.entries import Entry, Section, settled
from desktop.views.palette.palette_dialog import PaletteDialog
from desktop.views.palette.palette_work import OF_EACH, PaletteWork
from desktop.views.palette.recent_cases import RecentCases
from desktop.views.palette.scope_chips import PaletteScope
from desktop.views.theme_tokens import Role
from tests.support.clock import FixedClock
from tests.support.contexts import make_context
from tests.support.office import PASSWORD, Office
from tests.support.program import RunningProgram, theme_controller

AT = datetime(2026, 11, 18, 20, 14, tzinfo=UTC)


def hit(kind: HitKind, title: str, number: int, detail: str = "", **changes: Any) -> SearchHit:
    """Something found, with the first six letters of its title marked."""
    found = SearchHit(
        kind=kind,
        title=title,
        detail=detail,
        marks=((0, 6),),
        case_id=number if kind in (HitKind.CASE, HitKind.MESSAGE) else None,
        tenancy_id=number,
        at=AT,
        company_id=1,
        company_tag="THOR",
    )
    return replace(found, **changes)


TENANTS = (
    hit(HitKind.TENANT, "Musterbach, Aylin", 1, "Musterkehre 12"),
    hit(HitKind.TENANT, "Musterbach, Deniz", 2, "Musterkehre 12"),
)
CONTRACT = hit(HitKind.CONTRACT, "Musterbach 10.4417", 3, is_open=False)
CASES = (
    hit(HitKind.CASE, "Musterfall Heizung", 11, "Aylin Musterbach"),
    hit(HitKind.CASE, "Musterfall Fenster", 12, "Aylin Musterbach", is_open=False),
)

PATIENCE_SECONDS = 30


@dataclass
class Finder:
    """A search whose answers a test lays out by what was asked; it answers like the real one."""

    answers: dict[str, SearchPage] = field(default_factory=dict)
    asked: list[SearchQuery] = field(default_factory=list)
    error: UserError | None = None
    begun: Event = field(default_factory=Event)
    held: Event = field(default_factory=Event)
    """Set while no answer shall come; ``goes_on`` lets it."""
    goes_on: Event = field(default_factory=Event)

    def __call__(self, context: ServiceContext, actor: Actor, query: SearchQuery) -> SearchPage:
        """The answer for a text; nothing for one that was not laid out."""
        assert context.database is not None
        assert actor.login == "clerk1"
        self.asked.append(query)
        self.begun.set()
        if self.held.is_set():
            assert self.goes_on.wait(PATIENCE_SECONDS)
        if self.error is not None:
            raise self.error
        page = self.answers.get(query.text, SearchPage(()))
        kinds = {
            SearchScope.CASES: (HitKind.CASE,),
            SearchScope.TENANTS: (HitKind.TENANT,),
            SearchScope.CONTRACTS: (HitKind.CONTRACT,),
        }.get(query.scope, tuple(HitKind))
        return replace(page, hits=tuple(one for one in page.hits if one.kind in kinds))


@dataclass
class Desk:
    """A program with a palette of its own that asks ``finder``."""

    program: RunningProgram
    finder: Finder
    work: PaletteWork
    told: list[tuple[object, ...]] = field(default_factory=list)

    def open(self) -> PaletteDialog:
        """Open it."""
        self.work.open()
        self.program.wait()
        return self.dialog

    @property
    def dialog(self) -> PaletteDialog:
        """The open palette."""
        assert self.work.dialog is not None
        return self.work.dialog

    def type(self, text: str) -> None:
        """Type, and wait for the answer."""
        self.program.type(text, self.dialog.field)
        self.program.wait()

    def press(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key in the field."""
        QTest.keyClick(self.dialog.field, key, modifiers)
        self.program.wait()

    def titles(self) -> list[str]:
        """Headings in brackets, entries as they are."""
        rows = self.dialog.list.rows
        texts = []
        for row in range(rows.rowCount()):
            title = str(rows.index(row).data())
            texts.append(title if rows.entry(row) else f"[{title}]")
        return texts

    def current(self) -> str:
        """Title of the entry that Enter would mean."""
        entry = self.dialog.list.current_entry()
        return entry.title if entry else ""


@pytest.fixture(scope="module")
def program(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningProgram]:
    """One open case, signed in; the same for all tests: the palette changes nothing."""
    folder = tmp_path_factory.mktemp("palette")
    path = folder / "mieterdesk.sqlite"
    migrate.backup(sqlite_template, path)
    with closing(open_database(path)) as database:
        clock = FixedClock()
        office = Office(make_context(database, folder, clock), clock, folder)
        office.arrives()
        running = office.start()
        running.sign_in("clerk1", PASSWORD)
        yield running
        office.close()


@pytest.fixture
def desk(program: RunningProgram) -> Iterator[Desk]:
    """A palette that nobody has opened yet."""
    finder = Finder({"muster": SearchPage((*CASES, *TENANTS, CONTRACT))})
    work = PaletteWork(program.pane, finder, RecentCases(program.pane))
    made = Desk(program, finder, work)
    work.case_requested.connect(lambda case_id: made.told.append(("case", case_id)))
    work.apart_requested.connect(lambda case_id: made.told.append(("apart", case_id)))
    work.tenancy_requested.connect(lambda *what: made.told.append(("tenancy", *what)))
    yield made
    if work.dialog is not None:
        work.dialog.reject()
    work.deleteLater()
    theme_controller().set_percent(100)
    program.wait()


def test_what_stays_keeps_its_place_and_what_comes_follows() -> None:
    def section(*keys: str) -> Section:
        return Section("x", "X", tuple(Entry(key, key) for key in keys))

    merged = settled(section("a", "b", "c"), section("d", "c", "a"))
    assert [entry.key for entry in merged.entries] == ["a", "c", "d"]


def test_empty_it_offers_recent_cases_and_all_actions(desk: Desk) -> None:
    dialog = desk.open()
    assert dialog.field.hasFocus()
    titles = desk.titles()
    assert titles[0] == "[Zuletzt geöffnet]"
    assert desk.current() == titles[1]
    entry = dialog.list.current_entry()
    assert entry is not None
    assert "Aylin Musterbach · V-2026-" in entry.detail
    assert {"[Aktionen]", "Antworten", "Beenden"} <= set(titles)
    assert not desk.finder.asked


def test_what_a_person_may_never_do_stands_behind_what_only_cannot_be_done_now(desk: Desk) -> None:
    desk.open()
    desk.type("registr")
    titles = desk.titles()
    assert desk.current() == titles[1] == "Registrierung prüfen"
    # It begins with what was typed, but is an administrator's.
    assert titles.index("Registrierung und ERP einstellen") > titles.index("Ergebnis als Antwort")


def test_chapters_follow_each_other_with_their_counts(desk: Desk) -> None:
    desk.open()
    desk.type("muster")
    assert desk.titles() == [
        "[Vorgänge]",
        "Musterfall Heizung",
        "Musterfall Fenster",
        "[Mieter]",
        "Musterbach, Aylin",
        "Musterbach, Deniz",
        "[Verträge]",
        "Musterbach 10.4417",
    ]
    assert desk.dialog.field._found.text() == "5 Treffer"
    chips = [chip.text() for chip in desk.dialog.chips._chips.values()]
    assert chips == ["Alles", "Vorgänge 2", "Mieter 2", "Verträge 1", "Aktionen 0"]
    assert desk.finder.asked[-1] == SearchQuery(text="muster", limit=OF_EACH)


def test_the_first_key_asks_at_once_and_of_those_during_its_answer_the_last(desk: Desk) -> None:
    desk.finder.held.set()
    desk.open()
    desk.program.type("m", desk.dialog.field)
    assert desk.finder.begun.wait(PATIENCE_SECONDS)
    desk.program.type("uster", desk.dialog.field)
    desk.finder.goes_on.set()
    desk.program.wait()
    assert [query.text for query in desk.finder.asked] == ["m", "muster"]
    assert "Musterbach, Aylin" in desk.titles()


def test_actions_are_there_before_the_answer_and_stay_where_they_are(desk: Desk) -> None:
    desk.finder.answers["an"] = SearchPage(TENANTS)
    desk.open()
    desk.program.type("an", desk.dialog.field)
    before = desk.titles()
    current = desk.current()
    assert before[:2] == ["[Aktionen]", "Antworten"]
    assert "[Mieter]" not in before
    desk.program.wait()
    assert desk.titles()[: len(before)] == before
    assert desk.titles()[len(before) :] == ["[Mieter]", "Musterbach, Aylin", "Musterbach, Deniz"]
    assert desk.current() == current


def test_what_was_found_stays_while_more_is_typed(desk: Desk) -> None:
    newer = hit(HitKind.TENANT, "Musterbach, Zoe", 4)
    desk.finder.answers["musterb"] = SearchPage((newer, *TENANTS))
    desk.open()
    desk.type("muster")
    desk.program.type("b", desk.dialog.field)
    # The answer is not there yet; what no longer fits is gone already.
    assert "Musterbach, Deniz" in desk.titles()
    assert not desk.dialog.field._found.text()
    desk.program.wait()
    names = [title for title in desk.titles() if not title.startswith("[")]
    assert names == ["Musterbach, Aylin", "Musterbach, Deniz", "Musterbach, Zoe"]


def test_the_chosen_row_stays_chosen_when_rows_come(desk: Desk) -> None:
    desk.open()
    desk.type("muster")
    for _ in range(3):
        desk.press(Qt.Key.Key_Down)
    assert desk.current() == "Musterbach, Deniz"
    desk.finder.answers["muster"] = SearchPage((hit(HitKind.CASE, "Muster neu", 13), *TENANTS))
    desk.work._ask()
    desk.program.wait()
    assert desk.current() == "Musterbach, Deniz"


def test_tab_goes_through_the_scopes_and_back(desk: Desk) -> None:
    desk.open()
    desk.type("muster")
    desk.press(Qt.Key.Key_Tab)
    assert desk.dialog.chips.current() is PaletteScope.CASES
    assert desk.titles()[0] == "[Vorgänge]"
    assert len(desk.titles()) == 3
    assert desk.finder.asked[-1].scope is SearchScope.CASES
    desk.press(Qt.Key.Key_Tab)
    assert desk.titles() == ["[Mieter]", "Musterbach, Aylin", "Musterbach, Deniz"]
    for _ in range(2):
        desk.press(Qt.Key.Key_Backtab)
    assert desk.dialog.chips.current() is PaletteScope.ALL
    desk.press(Qt.Key.Key_Backtab)
    assert desk.dialog.chips.current() is PaletteScope.ACTIONS
    assert desk.dialog.nothing.text() == "Nichts passt zu „muster“."
    assert desk.dialog.field.hasFocus()


def test_more_than_is_shown_is_not_counted(desk: Desk) -> None:
    many = tuple(hit(HitKind.TENANT, f"Muster {n}", n) for n in range(OF_EACH))
    desk.finder.answers["muster"] = SearchPage(many, SearchKey(cases=None, messages=None))
    desk.open()
    desk.type("muster")
    chips = [chip.text() for chip in desk.dialog.chips._chips.values()]
    assert chips == ["Alles", "Vorgänge 0", "Mieter", "Verträge", "Aktionen 0"]
    assert desk.dialog.field._found.text() == f"die ersten {OF_EACH}"


def test_enter_opens_a_case_here_and_with_strg_in_a_window_of_its_own(desk: Desk) -> None:
    desk.open()
    desk.type("muster")
    desk.press(Qt.Key.Key_Return)
    assert desk.work.dialog is None
    desk.open()
    desk.type("muster")
    desk.press(
        Qt.Key.Key_Enter,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.KeypadModifier,
    )
    assert desk.told == [("case", 11), ("apart", 11)]


def test_a_tenant_opens_the_list_of_all_cases(desk: Desk) -> None:
    desk.open()
    desk.type("muster")
    for _ in range(2):
        desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.told == [("tenancy", 1, "Musterbach, Aylin")]


def test_an_action_runs_after_the_palette_is_gone(desk: Desk) -> None:
    desk.open()
    desk.type("notiz")
    assert desk.current() == "Interne Notiz"
    desk.press(Qt.Key.Key_Return)
    assert desk.work.dialog is None
    assert desk.program.pane.page.composer.isVisible()
    desk.program.press("Esc")


def test_an_action_that_is_not_possible_stays_and_says_why(desk: Desk) -> None:
    desk.open()
    desk.type("wieder öffnen")
    entry = desk.dialog.list.current_entry()
    assert entry is not None
    assert entry.blocked
    assert entry.detail == "nicht möglich: Der Vorgang ist schon offen."
    assert entry.keys == ("Strg+Umschalt+O",)
    desk.press(Qt.Key.Key_Return)
    assert desk.work.dialog is not None


def test_other_words_find_an_action_too(desk: Desk) -> None:
    desk.open()
    desk.type("neuer vorg")
    assert desk.titles()[:2] == ["[Aktionen]", "Anruf oder Brief erfassen"]
    entry = desk.dialog.list.current_entry()
    assert entry is not None
    assert (entry.detail, entry.keys) == ("Neuer Vorgang", ("Strg+Umschalt+N",))


def test_the_open_case_among_the_hits_brings_its_actions(desk: Desk) -> None:
    case_id = desk.program.pane.case_id
    assert case_id is not None
    desk.finder.answers["bank"] = SearchPage((hit(HitKind.CASE, "Bankfall", case_id),))
    desk.open()
    desk.type("bank")
    titles = desk.titles()
    assert titles[:3] == ["[Vorgänge]", "Bankfall", "[Aktionen für Aylin Musterbach]"]
    assert "Übernehmen" in titles


def test_escape_and_strg_k_close_and_give_the_focus_back(desk: Desk) -> None:
    panel = desk.program.workspace.inbox.panel
    panel.list.setFocus()
    for key, modifier in (
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
    ):
        desk.open()
        desk.press(key, modifier)
        assert desk.work.dialog is None
        assert QApplication.focusWidget() is panel.list


def test_pages_and_ends_are_reached_by_keys(desk: Desk) -> None:
    desk.open()
    first = desk.current()
    desk.press(Qt.Key.Key_PageDown)
    paged = desk.current()
    assert paged != first
    desk.press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    last = desk.current()
    assert last == desk.titles()[-1]
    desk.press(Qt.Key.Key_Down)
    assert desk.current() == last
    desk.press(Qt.Key.Key_PageUp)
    desk.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert desk.current() == first


def test_a_click_opens_what_is_under_the_pointer(desk: Desk) -> None:
    desk.open()
    desk.type("muster")
    view = desk.dialog.list
    row = view.rows.row_of(f"tenant:2:Musterbach, Deniz:{AT}")
    place = view.visualRect(view.rows.index(row)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.told == [("tenancy", 2, "Musterbach, Deniz")]


def test_a_search_that_fails_says_so_in_place(desk: Desk) -> None:
    desk.finder.error = UserError("database.unreachable")
    desk.open()
    desk.type("beenden")
    assert desk.dialog.nothing.isVisible()
    assert desk.current() == "Beenden"


def test_an_index_that_is_being_built_says_that_hits_may_be_missing(desk: Desk) -> None:
    desk.finder.answers["muster"] = SearchPage(TENANTS, built=40)
    desk.open()
    desk.type("muster")
    assert "40 %" in desk.dialog.nothing.text()
    assert "Musterbach, Aylin" in desk.titles()


def test_a_late_answer_to_an_older_text_is_not_shown(desk: Desk) -> None:
    desk.open()
    desk.type("muster")
    older = SearchQuery(text="must", limit=OF_EACH)
    desk.work._on_found(older, SearchPage((hit(HitKind.CASE, "Falsch", 9),)))
    assert "Falsch" not in desk.titles()


def test_rows_are_told_to_a_screen_reader(desk: Desk) -> None:
    desk.open()
    desk.type("muster")
    rows = desk.dialog.list.rows
    spoken = rows.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Musterfall Fenster, Aylin Musterbach, erledigt, 18.11.2026"
    ended = rows.index(7).data(Qt.ItemDataRole.AccessibleTextRole)
    assert ended == "Musterbach 10.4417, bis 18.11.2026"


@pytest.mark.parametrize("percent", [100, 200])
def test_hits_are_marked(desk: Desk, percent: int) -> None:
    theme_controller().set_percent(percent)
    desk.open()
    desk.type("muster")
    view = desk.dialog.list
    area = view.visualRect(view.rows.index(1))
    image = view.viewport().grab(area).toImage()
    wanted = theme.current().color(Role.MARK_BG)
    found = {
        QColor(image.pixel(QPoint(x, y))).rgb()
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    }
    assert wanted.rgb() in found


def test_the_button_in_the_top_bar_opens_it(program: RunningProgram) -> None:
    program.click(program.workspace.top_bar.search)
    assert isinstance(program.dialog(), PaletteDialog)
    program.press("Esc")
