"""Delegate of the case list: sizes, painting, the dashed circle."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.case_status import Channel
from desktop.services.inbox.listing import ListKey, ListOpening
from desktop.views import theme
from desktop.views.channels import CHANNEL_ICONS
from desktop.views.icons import icon_names
from desktop.views.inbox import case_delegate
from desktop.views.inbox.case_delegate import CaseDelegate, avatar_rect, case_row_height
from desktop.views.inbox.case_list_model import CaseListModel
from desktop.views.inbox.case_list_view import CaseListView
from desktop.views.theme import Mode, Role, Theme
from desktop.views.theme_controller import Scheme
from tests.support.listings import show_rows
from tests.support.program import theme_controller
from tests.support.samples import case_row, sample_rows


@pytest.fixture(autouse=True)
def light() -> Iterator[None]:
    theme.install(Theme(Mode.LIGHT))
    yield
    theme.install(Theme(Mode.LIGHT))


@pytest.fixture
def view(qtbot: QtBot) -> CaseListView:
    model = CaseListModel()
    show_rows(model, sample_rows())
    widget = CaseListView(model)
    model.setParent(widget)
    qtbot.addWidget(widget)
    widget.setItemDelegate(CaseDelegate(widget))
    widget.resize(364, 700)
    widget.show()
    return widget


def _heights(view: CaseListView) -> set[int]:
    model = view.model()
    option = QStyleOptionViewItem()
    return {
        view.itemDelegate().sizeHint(option, model.index(row, 0)).height()
        for row in range(model.rowCount())
    }


def test_rows_have_the_heights_of_the_design(view: CaseListView) -> None:
    assert _heights(view) == {26, 52}


def test_rows_take_three_lines_at_200_percent(view: CaseListView) -> None:
    theme.install(Theme(Mode.LIGHT, 200))
    now = theme.current()
    assert case_row_height(now) > now.px(52)
    assert max(_heights(view)) == case_row_height(now)


@pytest.mark.parametrize("percent", [80, 100, 150, 175, 200])
def test_avatar_lies_inside_its_row_and_is_easy_to_hit(qapp: QApplication, percent: int) -> None:
    now = Theme(Mode.LIGHT, percent)
    row = QRect(0, 100, 364, case_row_height(now))
    box = avatar_rect(now, row)
    assert row.contains(box)
    assert min(box.width(), box.height()) >= 24


def test_every_channel_and_group_has_a_drawing() -> None:
    names = set(CHANNEL_ICONS.values())
    names |= {icon for icon, _role in case_delegate._GROUPS.values()}
    assert set(CHANNEL_ICONS) == set(Channel)
    assert len(set(CHANNEL_ICONS.values())) == len(Channel)
    assert names <= icon_names()


def _picture(view: CaseListView) -> QImage:
    return view.viewport().grab().toImage()


def test_selection_is_painted_and_marked_at_the_edge(view: CaseListView) -> None:
    row = 3
    rect = view.visualRect(view.model().index(row, 0))
    before = _picture(view).pixelColor(rect.left() + 120, rect.top() + 2)
    view.selectionModel().setCurrentIndex(
        view.model().index(row, 0), view.selectionModel().SelectionFlag.ClearAndSelect
    )
    after = _picture(view).pixelColor(rect.left() + 120, rect.top() + 5)
    assert before == theme.current().color(Role.BG_SURFACE)
    assert after in (
        theme.current().color(Role.BG_SELECTED),
        theme.current().color(Role.BG_SELECTED_INACTIVE),
    )


def _has(image: QImage, rect: QRect, color: QColor) -> bool:
    return any(
        image.pixelColor(x, y) == color
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    )


def test_an_unread_case_has_a_dot(view: CaseListView) -> None:
    model = view.model()
    assert isinstance(model, CaseListModel)
    image = _picture(view)
    accent = theme.current().color(Role.ACCENT_TEXT)
    unread, read = (view.visualRect(model.index(model.position_of(n))) for n in (4, 2))
    assert _has(image, QRect(unread.left() + 8, unread.top(), 10, 52), accent)
    assert not _has(image, QRect(read.left() + 8, read.top(), 10, 52), accent)


def test_click_on_the_dashed_circle_takes_the_case(view: CaseListView) -> None:
    delegate = view.itemDelegate()
    model = view.model()
    assert isinstance(delegate, CaseDelegate)
    assert isinstance(model, CaseListModel)
    taken: list[int] = []
    delegate.take_requested.connect(taken.append)
    for case_id in (2, 3):
        rect = view.visualRect(model.index(model.position_of(case_id)))
        place = avatar_rect(theme.current(), rect).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert taken == [2]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("percent", [80, 200])
def test_everything_paints(view: CaseListView, mode: Mode, percent: int) -> None:
    theme.install(Theme(mode, percent))
    view.setCurrentIndex(view.model().index(3, 0))
    assert not _picture(view).isNull()
    model = view.model()
    assert isinstance(model, CaseListModel)
    model.open(ListOpening(2, (), (), ListKey(0, ())))
    assert _has(_picture(view), QRect(0, 0, 300, 50), theme.current().color(Role.NEUTRAL_BG))


def test_long_names_leave_room_for_the_pill(view: CaseListView) -> None:
    model = view.model()
    assert isinstance(model, CaseListModel)
    show_rows(model, [case_row(1, tenant_name="Ä" * 200, subject="Ö" * 300)], grouped=False)
    image = _picture(view)
    rect = view.visualRect(model.index(0))
    edge = QRect(rect.right() - 11, rect.top(), 11, rect.height() - 1)
    primary = theme.current().color(Role.TEXT_PRIMARY)
    assert not _has(image, edge, primary)
    assert QModelIndex() != model.index(0)


class _Painted(QObject):
    """Notes what of a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return False


def _on_screen(view: CaseListView) -> QImage:
    """What was painted until now, without painting anything."""
    return view.screen().grabWindow(view.winId()).toImage()


@pytest.mark.parametrize("mode", list(Mode))
def test_a_turn_of_the_wheel_paints_only_the_rows_that_come_in(
    view: CaseListView, mode: Mode
) -> None:
    controller = theme_controller(Scheme.DARK if mode is Mode.DARK else Scheme.LIGHT)
    model = view.model()
    assert isinstance(model, CaseListModel)
    rows = [case_row(number, subject=f"Nr. {number}") for number in range(1, 60)]
    show_rows(model, rows)
    view.setCurrentIndex(model.index(5, 0))
    assert QTest.qWaitForWindowExposed(view)
    QApplication.processEvents()
    bar = view.verticalScrollBar()
    # The first turn also shows what the view had put off: sizes of rows, and what is selected.
    bar.setValue(40)
    QApplication.processEvents()
    painted = _Painted(view.viewport())
    behind = _Painted(view.window())
    coming_in = QRect(0, view.viewport().height() - 40, view.viewport().width(), 40)
    for _turn in range(3):
        bar.setValue(bar.value() + 40)
        QApplication.processEvents()
        rest = painted.region.subtracted(QRegion(coming_in))
        # Beside it only the rows that the pointer left and reached.
        assert rest.boundingRect().height() <= 2 * case_row_height(theme.current())
        assert QRegion(coming_in).subtracted(painted.region).isEmpty()
        assert behind.region.isEmpty()
        painted.region = QRegion()
    scrolled = _on_screen(view)
    view.viewport().repaint()
    assert scrolled == _on_screen(view)
    controller.set_scheme(Scheme.LIGHT)
