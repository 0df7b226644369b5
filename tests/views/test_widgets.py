"""The reused pieces: names for screen readers, reasons, keys, sizes."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QFocusEvent, QPixmap
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.views import theme
from desktop.views.sidebar import Sidebar
from desktop.views.sidebar_model import ENTRY_ROLE, SidebarEntry, SidebarModel
from desktop.views.sign_in.sign_in_page import SignInPage
from desktop.views.theme import Mode, Role, TextStyle, Theme
from desktop.views.theme_controller import Scheme, ThemeController
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.buttons import ActionButton, IconButton, Variant
from desktop.views.widgets.chips import ChipRow
from desktop.views.widgets.filter_field import FilterField
from desktop.views.widgets.focus_ring import FocusRing
from desktop.views.widgets.key_values import Heading, KeyValue, KeyValueGrid
from desktop.views.widgets.labels import ElidedLabel
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.widgets.pill import LOOKS, Pill, PillKind, pill_size
from desktop.views.widgets.segmented import SegmentedButtons
from desktop.views.widgets.skeleton import SkeletonRows
from desktop.views.widgets.undo_bar import UndoBar
from tests.support.gallery import render_sign_in, render_widgets
from tests.support.samples import sections


def _shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.show()


@pytest.fixture
def controller(qapp: QApplication) -> Iterator[ThemeController]:
    """A theme controller whose traces are wiped afterwards."""
    before = (qapp.font(), qapp.palette(), qapp.styleSheet())
    made = ThemeController(qapp, Scheme.LIGHT)
    yield made
    made.stop()
    theme.install(Theme(Mode.LIGHT))
    qapp.setFont(before[0])
    qapp.setPalette(before[1])
    qapp.setStyleSheet(before[2])


@pytest.mark.parametrize("render", [render_widgets, render_sign_in])
def test_every_control_has_a_name_and_room_for_the_pointer(
    qtbot: QtBot, controller: ThemeController, render: Callable[[], QWidget]
) -> None:
    page = render()
    _shown(qtbot, page)
    controls = [w for w in page.findChildren(QWidget) if isinstance(w, QAbstractButton | QLineEdit)]
    assert len(controls) >= 3
    for control in controls:
        assert control.accessibleName(), control
        if control.isVisible():
            assert control.height() >= 24
            assert control.width() >= 24


def test_icon_only_button_says_its_name_and_key(qtbot: QtBot) -> None:
    button = IconButton("ellipsis", "Weitere Aktionen", shortcut="Ctrl+Shift+M")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Weitere Aktionen"
    assert button.toolTip() == "Weitere Aktionen (Strg+Umschalt+M)"


def test_blocked_button_says_why(qtbot: QtBot) -> None:
    button = ActionButton("Zur Freigabe", variant=Variant.PRIMARY, shortcut="Ctrl+Return")
    qtbot.addWidget(button)
    button.set_blocked("1 Fehler offen")
    assert not button.isEnabled()
    assert button.accessibleDescription() == "1 Fehler offen"
    assert button.toolTip() == "1 Fehler offen"
    button.set_blocked("")
    assert button.isEnabled()
    assert button.accessibleDescription() == ""


def test_bound_button_follows_its_action(qtbot: QtBot) -> None:
    button = ActionButton("Freigeben")
    qtbot.addWidget(button)
    action = QAction("Zur Freigabe", button)
    action.setShortcut("Ctrl+Return")
    done: list[bool] = []
    action.triggered.connect(lambda: done.append(True))
    button.bind(action)
    _shown(qtbot, button)
    assert button.text() == "Zur Freigabe"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(done) == 1
    action.setStatusTip("1 Fehler offen")
    action.setEnabled(False)
    assert button.accessibleDescription() == "1 Fehler offen"


def test_shortcut_makes_the_button_wider(qtbot: QtBot) -> None:
    plain, hinted = ActionButton("Übernehmen"), ActionButton("Übernehmen", shortcut="Ctrl+M")
    qtbot.addWidget(plain)
    qtbot.addWidget(hinted)
    assert hinted.sizeHint().width() > plain.sizeHint().width() + 30


@pytest.mark.parametrize("kind", list(PillKind))
def test_pill_is_told_by_its_text(qtbot: QtBot, kind: PillKind) -> None:
    pill = Pill("3 WT", kind)
    qtbot.addWidget(pill)
    assert pill.accessibleName() == "3 WT"
    assert pill.sizeHint() == pill_size(kind, "3 WT")


def test_deadline_pills_differ_in_shape_not_only_in_colour() -> None:
    kinds = (
        PillKind.OVERDUE,
        PillKind.TODAY,
        PillKind.RUN_AT_RISK,
        PillKind.SOON,
        PillKind.WAITING,
    )
    assert len({LOOKS[kind].icon for kind in kinds}) == len(kinds)


def test_avatar_of_nobody_is_named(qtbot: QtBot) -> None:
    avatar = Avatar("", "nicht zugewiesen")
    qtbot.addWidget(avatar)
    assert avatar.accessibleName() == "nicht zugewiesen"
    avatar.show_person("JM", "Jette Modell", mine=True)
    assert avatar.toolTip() == "Jette Modell"


def test_key_value_row_is_read_as_one(qtbot: QtBot) -> None:
    grid = KeyValueGrid()
    qtbot.addWidget(grid)
    grid.show()
    grid.show_rows((KeyValue("Referenz", "THOR-004417-02", style=TextStyle.MONO),))
    assert "Referenz: THOR-004417-02" in _names_in(grid)
    grid.show_rows((Heading("Abweichend"), KeyValue("Name", "Rolf Musterbach")))
    assert _names_in(grid) == {"", "Abweichend", "Name: Rolf Musterbach"}
    grid.show_rows(())
    assert not _names_in(grid)


def _names_in(grid: KeyValueGrid) -> set[str]:
    return {child.accessibleName() for child in grid.findChildren(QWidget) if child.isVisible()}


def test_elided_label_shows_all_of_it_as_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("Ein langer Betreff, der nicht in die Zeile passt")
    _shown(qtbot, label)
    label.resize(80, 20)
    assert label.toolTip() == label.text()
    label.resize(600, 20)
    assert label.toolTip() == ""
    label.resize(80, 20)
    label.setText("Kurz")
    assert label.toolTip() == ""


def test_message_says_what_happened_and_what_is_safe(qtbot: QtBot) -> None:
    message = InPlaceMessage(MessageKind.ERROR, "Nicht gespeichert", "Kennung F-3107.")
    qtbot.addWidget(message)
    button = message.add_button("Neu laden")
    assert message.accessibleName() == "Nicht gespeichert"
    assert message.accessibleDescription() == "Kennung F-3107."
    assert button.accessibleName() == "Neu laden"


def test_empty_state_offers_a_way_on(qtbot: QtBot) -> None:
    empty = EmptyState("Heute ist nichts fällig", "Nächste Frist: Di 24.11.")
    _shown(qtbot, empty)
    clicks: list[bool] = []
    empty.add_button("Diese Woche ansehen").clicked.connect(lambda: clicks.append(True))
    button = empty.findChild(ActionButton)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(clicks) == 1


# --- undo bar ---


def test_undo_bar_counts_down_and_expires(qtbot: QtBot) -> None:
    bar = UndoBar()
    qtbot.addWidget(bar)
    expired: list[int] = []
    bar.expired.connect(expired.append)
    bar.offer(7, 2, lambda seconds: f"noch {seconds} s")
    assert bar.accessibleDescription() == "noch 2 s"
    bar._on_timer_timeout()
    assert bar.accessibleDescription() == "noch 1 s"
    bar._on_timer_timeout()
    assert expired == [7]
    assert bar.isHidden()
    bar.trigger()
    assert bar.offered == 0


def test_undo_is_asked_for_once(qtbot: QtBot) -> None:
    bar = UndoBar()
    _shown(qtbot, bar)
    asked: list[int] = []
    bar.undo_requested.connect(asked.append)
    bar.offer(7, 10, str)
    bar.trigger()
    bar.trigger()
    assert asked == [7]


# --- loading ---


def test_loading_shows_nothing_at_first(qtbot: QtBot) -> None:
    skeleton = SkeletonRows()
    qtbot.addWidget(skeleton)
    skeleton.start()
    assert skeleton.isHidden()
    skeleton.show_bars()
    assert not skeleton.isHidden()
    cancelled: list[bool] = []
    skeleton.cancel_requested.connect(lambda: cancelled.append(True))
    skeleton.show_text()
    button = skeleton.findChild(ActionButton)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert cancelled == [True]
    skeleton.stop()
    assert skeleton.isHidden()


# --- choices and filter ---


def test_segments_are_chosen_by_pointer_and_arrows(qtbot: QtBot) -> None:
    group = SegmentedButtons([("", "Beide"), ("thor", "THOR"), ("whs", "WHS")], "Gesellschaft")
    _shown(qtbot, group)
    chosen: list[str] = []
    group.chosen.connect(chosen.append)
    first = group.findChildren(QAbstractButton)[0]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert group.current_key() == "thor"
    QTest.mouseClick(group.findChildren(QAbstractButton)[2], Qt.MouseButton.LeftButton)
    assert chosen == ["thor", "whs"]
    group.choose("")
    assert group.current_key() == ""
    assert chosen == ["thor", "whs"]


def test_escape_clears_the_filter_then_leaves(qtbot: QtBot) -> None:
    field = FilterField("Filtern: Name, Vertrag, IBAN-Ende")
    _shown(qtbot, field)
    left: list[bool] = []
    field.left_empty.connect(lambda: left.append(True))
    QTest.keyClicks(field, "muster")
    assert field.text() == "muster"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), left) == ("", [])
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert left == [True]


# --- focus ring ---


def test_focus_ring_lies_around_the_button_and_goes_with_it(
    qtbot: QtBot, qapp: QApplication
) -> None:
    area = QWidget()
    row = QHBoxLayout(area)
    first, second = ActionButton("Eins"), ActionButton("Zwei")
    row.addWidget(first)
    row.addWidget(second)
    _shown(qtbot, area)
    ring = FocusRing(qapp)
    ring._on_focus_changed(None, first)
    frame = ring._frame
    assert frame is not None
    assert frame.geometry() == first.geometry().adjusted(-3, -3, 3, 3)
    first.move(first.pos() + QPoint(5, 0))
    assert frame.geometry() == first.geometry().adjusted(-3, -3, 3, 3)
    # Where its own parent ends too soon, the next one around it shows the whole ring.
    tight = QWidget(area)
    tight.setGeometry(20, 20, 60, 30)
    second.setParent(tight)
    second.setGeometry(0, 0, 60, 30)
    tight.show()
    second.show()
    ring._on_focus_changed(first, second)
    assert frame.isHidden()
    frame = ring._frame
    assert frame is not None
    assert frame.parentWidget() is area
    assert frame.geometry() == tight.geometry().adjusted(-3, -3, 3, 3)
    tight.move(25, 20)
    assert frame.geometry() == tight.geometry().adjusted(-3, -3, 3, 3)
    tight.hide()
    assert frame.isHidden()
    ring._on_focus_changed(second, None)
    assert ring._frame is None
    ring.stop()


# --- theme controller ---


def test_controller_changes_colours_and_sizes_of_living_widgets(
    qtbot: QtBot, qapp: QApplication, controller: ThemeController
) -> None:
    button = ActionButton("Übernehmen")
    _shown(qtbot, button)
    height = button.sizeHint().height()
    told: list[bool] = []
    controller.changed.connect(lambda: told.append(True))
    controller.set_scheme(Scheme.DARK)
    assert theme.current().mode is Mode.DARK
    assert qapp.palette().window().color() == theme.current().color(Role.BG_APP)
    controller.set_percent(110)
    assert button.sizeHint().height() > height
    controller.set_percent(500)
    assert controller.percent == 200
    controller.set_percent(200)
    assert len(told) == 3


def test_several_presses_of_a_key_style_the_windows_once(
    qtbot: QtBot, controller: ThemeController
) -> None:
    """And none where they came to nothing; what is wanted is known at once."""
    told: list[int] = []
    controller.changed.connect(lambda: told.append(theme.current().percent))
    before = theme.current().percent
    with qtbot.waitSignal(controller.changed):
        for _ in range(3):
            controller.enlarge()
        controller.prefer(Scheme.DARK)
        assert (controller.percent, theme.current().percent) == (150, before)
    assert told == [150]
    controller.enlarge()
    controller.reduce()
    controller._presses.timeout.emit()
    assert told == [150]
    controller.reset_size()
    controller.set_percent(200)
    assert not controller._presses.isActive()
    assert told == [150, 200]


# --- sidebar ---


@pytest.fixture
def sidebar(qtbot: QtBot) -> Sidebar:
    widget = Sidebar()
    widget.show_sections(sections())
    widget.resize(widget.width(), 700)
    _shown(qtbot, widget)
    return widget


def test_sidebar_has_all_nine_categories_and_exact_counts(sidebar: Sidebar) -> None:
    model = sidebar.model
    entries = [model.index(row).data(ENTRY_ROLE) for row in range(model.rowCount())]
    categories = [e for e in entries if isinstance(e, SidebarEntry) and e.key.startswith("c")]
    assert len(categories) == 9
    index = model.index(model.row_of("all-open"))
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Alle offenen, 278"


def test_sidebar_keys_skip_section_titles(sidebar: Sidebar) -> None:
    chosen: list[str] = []
    sidebar.chosen.connect(chosen.append)
    sidebar.choose("waiting")
    assert chosen == []
    QTest.keyClick(sidebar.list, Qt.Key.Key_Down)
    QTest.keyClick(sidebar.list, Qt.Key.Key_Up)
    QTest.keyClick(sidebar.list, Qt.Key.Key_End)
    QTest.keyClick(sidebar.list, Qt.Key.Key_Home)
    assert chosen == ["c1", "waiting", "erp", "all-open"]


def test_sidebar_is_chosen_by_pointer(sidebar: Sidebar) -> None:
    chosen: list[str] = []
    sidebar.chosen.connect(chosen.append)
    place = sidebar.list.visualRect(sidebar.model.index(sidebar.model.row_of("due-today"))).center()
    QTest.mouseClick(sidebar.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    title = sidebar.list.visualRect(sidebar.model.index(0)).center()
    QTest.mouseClick(sidebar.list.viewport(), Qt.MouseButton.LeftButton, pos=title)
    assert chosen == ["due-today"]
    assert sidebar.current_key() == "due-today"


def test_refreshed_counts_keep_the_choice_and_do_not_signal(sidebar: Sidebar) -> None:
    sidebar.choose("mine")
    chosen: list[str] = []
    sidebar.chosen.connect(chosen.append)
    sidebar.show_sections(sections()[:2])
    assert sidebar.current_key() == "mine"
    assert chosen == []


def test_narrow_window_leaves_icons(sidebar: Sidebar) -> None:
    assert sidebar.width() == 224
    sidebar.fit_window(1279)
    assert sidebar.is_compact
    assert sidebar.width() == 48
    sidebar.fit_window(1280)
    assert sidebar.width() == 224


@pytest.mark.parametrize(("percent", "full_from"), [(125, 1280), (150, 1350), (175, 1575)])
def test_larger_letters_leave_icons_where_a_case_would_be_cut_off(
    qapp: QApplication, percent: int, full_from: int
) -> None:
    theme.install(Theme(Mode.LIGHT, percent))
    try:
        sidebar = Sidebar()
        sidebar.fit_window(full_from - 1)
        assert sidebar.is_compact
        sidebar.fit_window(full_from)
        assert not sidebar.is_compact
    finally:
        theme.install(Theme(Mode.LIGHT))


# --- sign-in ---


@pytest.fixture
def page(qtbot: QtBot) -> SignInPage:
    widget = SignInPage()
    widget.resize(900, 640)
    _shown(qtbot, widget)
    return widget


def test_sign_in_hands_over_login_and_password_and_keeps_none(page: SignInPage) -> None:
    sent: list[tuple[str, str]] = []
    page.sign_in_requested.connect(lambda login, password: sent.append((login, password)))
    QTest.keyClicks(page.login, " clerk1 ")
    QTest.keyClick(page.login, Qt.Key.Key_Return)
    QTest.keyClicks(page.password, "geheim")
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    assert sent == [("clerk1", "geheim")]
    assert page.password.text() == ""
    assert not page.submit.isEnabled()


def test_sign_in_says_in_place_what_is_missing(page: SignInPage) -> None:
    QTest.mouseClick(page.submit, Qt.MouseButton.LeftButton)
    assert not page.error.isHidden()
    assert page.error.accessibleName() == "Bitte geben Sie Benutzername und Kennwort ein."


def test_refused_sign_in_keeps_the_login(page: SignInPage) -> None:
    page.reset("clerk1")
    page.set_busy(busy=True)
    page.show_error("Benutzername oder Kennwort stimmt nicht.")
    assert page.login.text() == "clerk1"
    assert page.submit.isEnabled()
    assert page.error.accessibleName() == "Benutzername oder Kennwort stimmt nicht."


def test_who_leaves_reads_that_the_drafts_are_safe(page: SignInPage) -> None:
    page.password.setText("typed by the first person")
    page.show_switch()
    assert "Entwürfe sind gesichert" in page.subtitle.text()
    assert page.password.text() == ""
    page.reset()
    assert "Entwürfe" not in page.subtitle.text()


def test_pieces_paint_at_every_size_and_scheme(qtbot: QtBot, qapp: QApplication) -> None:
    """Painting errors reach the test as exceptions or Qt warnings."""
    try:
        for mode in Mode:
            for percent in (80, 200):
                theme.install(Theme(mode, percent))
                widget = render_widgets()
                qtbot.addWidget(widget)
                picture = QPixmap(QSize(900, 900))
                widget.render(picture)
                assert not picture.toImage().allGray()
                button = widget.findChildren(ActionButton)[0]
                button.focusInEvent(QFocusEvent(QEvent.Type.FocusIn))
    finally:
        theme.install(Theme(Mode.LIGHT))


def test_sidebar_model_keeps_qts_rules(qapp: QApplication) -> None:
    """The tester warns, and a Qt warning fails the test."""
    model = SidebarModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_sections(sections())
    model.show_sections(sections()[:1])
    assert tester.model() is model


def test_chips_that_need_another_line_get_the_room_for_it(
    qtbot: QtBot, controller: ThemeController
) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    chips = ChipRow([(key, "Zurückgehalten") for key in "abc"], "Alle", "Auswahl")
    column.addWidget(chips)
    column.addStretch(1)
    # Just wide enough for one line while there is nothing to count.
    page.resize(
        chips.all_chip.sizeHint().width() + 3 * chips.chips["a"].sizeHint().width() + 45, 300
    )
    _shown(qtbot, page)
    one_line = chips.height()
    chips.show_counts(dict.fromkeys("abc", 10_000))
    QApplication.sendPostedEvents()
    qtbot.waitUntil(lambda: chips.height() > one_line)
    assert chips.height() == chips.heightForWidth(chips.width())
    chips.show_chip("c", shown=False)
    qtbot.waitUntil(lambda: chips.height() == one_line)
