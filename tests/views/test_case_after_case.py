"""One page shows case after case: each time it looks and says what a page made for it would."""

import random
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.domain.case_status import Channel
from desktop.models.case import Case
from desktop.services.bank_changes.view import ComparisonRow
from desktop.services.cases import page as case_page
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import TimelineEntry, TimelineKind
from desktop.services.demo.create import DEMO_PASSWORD
from desktop.services.staff.sign_in import sign_in
from desktop.views import theme
from desktop.views.actions import Actions
from desktop.views.bank_change.comparison_line import ComparisonTable
from desktop.views.case.case_page import CasePage
from desktop.views.case.timeline_entry import EntryWidget, entry_text
from desktop.views.theme_tokens import Role
from desktop.views.widgets.buttons import LinkButton
from tests.services.test_demo_data import Demo
from tests.support.program import application, theme_controller

CASES = 120
PLAYED = 8
MOST = 14
"""So many kinds are looked at."""


@pytest.fixture(scope="module")
def pages(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> list[CasePageView]:
    """Pages of as many kinds of cases in the demonstration data."""
    folder = tmp_path_factory.mktemp("demo")
    path = folder / "mieterdesk.sqlite"
    migrate.backup(sqlite_template, path)
    with closing(open_database(path)) as database:
        demo = Demo(database, folder, cases=CASES, played=PLAYED)
        actor = sign_in(demo.context, "lead", DEMO_PASSWORD)
        with database.read() as session:
            ids = list(session.scalars(select(Case.id)))
        read = [case_page.load(demo.context, actor, case_id) for case_id in ids]
    kinds = list({_kind(page): page for page in read}.values())
    return random.Random(3).sample(kinds, min(MOST, len(kinds)))


def _kind(page: CasePageView) -> tuple[object, ...]:
    bank, tenancy = page.bank, page.case.tenancy
    return (
        page.case.header.category_name,
        page.case.header.state,
        None if bank is None else (bank.variant, bank.state, bool(bank.decisions)),
        None if bank is None else (bank.mandate.kind, bank.mandate.holder_differs),
        None if tenancy is None else (bool(tenancy.other_contracts), bool(tenancy.house_cases)),
        len(page.case.attachments) > 0,
    )


class Seen(NamedTuple):
    """What can be noticed of a widget."""

    place: tuple[int, int, int, int]
    kind: str
    text: str
    name: str
    description: str
    tooltip: str
    enabled: bool
    marked: bool


def _page(qtbot: QtBot) -> CasePage:
    theme_controller()
    page = CasePage(Actions(application()), None)
    qtbot.addWidget(page)
    page.resize(1200, 900)
    page.show()
    return page


def _show(page: CasePage, view: CasePageView) -> None:
    page.show_case(view)
    page.scroll_to_top()
    for _ in range(6):
        QApplication.processEvents()
        page.timeline.list.fill()


def _noticed(page: CasePage) -> list[Seen]:
    seen = []
    for widget in page.findChildren(QWidget):
        if widget.isVisible():
            corner = widget.mapTo(page, QPoint(0, 0))
            seen.append(
                Seen(
                    (corner.y(), corner.x(), widget.width(), widget.height()),
                    type(widget).__name__,
                    widget.text() if isinstance(widget, QLabel | QAbstractButton) else "",
                    widget.accessibleName(),
                    widget.accessibleDescription(),
                    widget.toolTip(),
                    widget.isEnabled(),
                    isinstance(widget, QLabel) and widget.hasSelectedText(),
                )
            )
    return sorted(seen)


def _stops(page: CasePage) -> list[str]:
    """What Tab reaches in the columns."""
    return sorted(
        widget.accessibleName()
        for widget in page.columns.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    )


def test_nothing_of_a_case_stays_on_the_page_of_the_next(
    pages: list[CasePageView], qtbot: QtBot
) -> None:
    assert len(pages) == MOST
    order = [*pages, *pages]
    random.Random(5).shuffle(order)
    expected = {}
    for view in pages:
        new = _page(qtbot)
        _show(new, view)
        expected[view.case.header.case_id] = _noticed(new), _stops(new)
        new.close()
    kept = _page(qtbot)
    for view in order:
        _show(kept, view)
        seen, stops = expected[view.case.header.case_id]
        now = _noticed(kept)
        assert [one for one in now if one not in seen] == []
        assert [one for one in seen if one not in now] == []
        assert _stops(kept) == stops


def test_a_card_is_made_by_a_case_that_has_it_and_stands_where_it_belongs(
    pages: list[CasePageView], qtbot: QtBot
) -> None:
    page = _page(qtbot)
    _show(page, next(view for view in pages if view.bank is not None))
    assert not CasePage.damage.is_made(page)
    assert not CasePage.clinic.is_made(page)
    _show(page, next(view for view in pages if view.damage is not None))
    assert CasePage.damage.is_made(page)
    cards: list[QWidget] = [page.attachments, page.comparison, page.orders, page.damage]
    column = page.columns.main
    chain = _in_order_of_tab(page)
    order = [page.comparison, page.damage, page.orders, page.attachments]
    assert sorted(cards, key=column.indexOf) == order
    assert sorted([*cards, page.timeline], key=chain.index) == [*order, page.timeline]


def test_the_composer_is_made_when_somebody_writes_and_offers_what_the_case_does(
    pages: list[CasePageView], qtbot: QtBot
) -> None:
    page, view = _page(qtbot), next(view for view in pages if view.modules)
    _show(page, view)
    assert not CasePage.composer.is_made(page)
    composer = page.composer
    assert composer.isHidden()
    assert composer.modules.count() == 1 + len(view.modules)
    assert composer.recipient.ways.count() == len(view.case.reply_ways)
    chain = _in_order_of_tab(page)
    order = [page.timeline.title, composer.subject, composer.text, page.timeline.chips]
    assert sorted(order, key=chain.index) == order


def test_what_changes_is_tinted_and_nothing_else(pages: list[CasePageView], qtbot: QtBot) -> None:
    page = _page(qtbot)
    tint = theme.current().color(Role.DIFF_ADD_BG)
    view = next(view for view in pages if view.bank and any(row.changed for row in _rows(view)))
    for rows in (_rows(view), tuple(replace(row, changed=False) for row in _rows(view))):
        assert view.bank is not None
        _show(page, replace(view, bank=replace(view.bank, comparison=rows)))
        table = page.comparison.findChild(ComparisonTable)
        assert isinstance(table, ComparisonTable)
        image = table.grab().toImage()
        right = image.width() - 2
        middles = [line[-1].geometry().center().y() for line in table.lines[1:]]
        seen = [image.pixelColor(right, middle) == tint for middle in middles]
        assert seen == [row.changed for row in rows]


def _rows(view: CasePageView) -> tuple[ComparisonRow, ...]:
    return () if view.bank is None else view.bank.comparison


def _in_order_of_tab(page: QWidget) -> list[QWidget]:
    chain = [page]
    while (widget := chain[-1].nextInFocusChain()) is not None and widget is not page:
        chain.append(widget)
    return chain


def test_keys_and_marked_text_do_not_go_over_to_the_next_case(
    pages: list[CasePageView], qtbot: QtBot
) -> None:
    linked = [page for page in pages if page.case.tenancy and page.case.tenancy.earlier_cases]
    page = _page(qtbot)
    _show(page, linked[0])
    link = next(link for link in page.tenancy.findChildren(LinkButton) if link.isVisible())
    page.activateWindow()
    link.setFocus()
    qtbot.waitUntil(link.hasFocus)
    _show(page, linked[0])
    assert link.hasFocus()
    _show(page, linked[1])
    assert not link.hasFocus()
    label = page.timeline.list.findChildren(EntryWidget)[0].findChildren(QLabel)[1]
    label.setSelection(0, 3)
    label.setFocus()
    _show(page, linked[0])
    assert not any(other.hasSelectedText() for other in page.findChildren(QLabel))


def test_of_a_text_without_end_the_beginning_is_laid_out() -> None:
    entry = TimelineEntry(
        kind=TimelineKind.INCOMING,
        entry_id=1,
        at=datetime(2026, 11, 23, 9, tzinfo=UTC),
        author="Aylin Musterbach",
        initials="",
        channel=Channel.PORTAL,
        subject="Wasser",
        text="Es tropft. " * 100_000,
    )
    said = entry_text(entry)
    assert len(said) < 11_000
    assert "1100000 Zeichen" in said
    assert entry_text(replace(entry, text="Es tropft.")) == "Es tropft."
