"""Every screen as it is built: names for screen readers, order of the focus, sizes of targets."""

from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.services.categories.built_in import lay_missing_forms
from desktop.texts.errors import error_sentence
from desktop.views.actions import ActionId
from desktop.views.administration.categories_page import CategoriesPage
from desktop.views.sidebar_entries import CATEGORIES
from tests.support.contexts import CHEAP_PASSWORDS
from tests.support.factories import add_staff
from tests.support.office import PASSWORD, Office, bank_fields
from tests.support.program import RunningProgram, theme_controller

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
)
LEAST_TARGET = 24
SCREENS = (
    "sign-in",
    "bank change",
    "writing",
    "waiting",
    "other case",
    "hand-over",
    "quarantine",
    "letters",
    "recording",
    "filter",
    "save view",
    "order",
    "form of a case",
    "categories",
)
OVER_THEM = ("palette", "keys")
HOLDER = bank_fields(account_holder="Rolf Musterbach", holder_address=None)


def open_screen(office: Office, screen: str) -> RunningProgram:
    """The program with one screen on show."""
    office.arrives(fields=HOLDER)
    office.arrives("event-2", category="damage", subject="Heizung", fields={"room": "Bad"})
    office.portal.leave(b"{", "kaputt")
    office.take_in()
    program = office.start()
    if screen == "sign-in":
        return program
    if screen == "categories":
        administer(office, program)
        return program
    if screen == "form of a case":
        lay_missing_forms(office.context)
    program.sign_in("clerk1", PASSWORD)
    steps: dict[str, Any] = {
        "bank change": lambda: program.press("Ctrl+1"),
        "writing": lambda: program.press("Ctrl+R"),
        "waiting": lambda: program.press("Ctrl+D"),
        "other case": lambda: program.press("Ctrl+PgDown"),
        "hand-over": lambda: program.open_view("Übergabe an das ERP"),
        "quarantine": lambda: program.open_view("Quarantäne"),
        "letters": lambda: program.open_view("Briefe"),
        "recording": lambda: record_bank_change(program),
        "palette": lambda: program.press("Ctrl+K"),
        "keys": lambda: program.press("F1"),
        "filter": lambda: program.press("Ctrl+Shift+G"),
        "save view": lambda: program.press("Ctrl+Shift+S"),
        "order": lambda: write_order(program),
        "form of a case": lambda: edit_form(program),
    }
    steps[screen]()
    return program


def administer(office: Office, program: RunningProgram) -> None:
    """The page of categories, with a field that is a choice and a line to tick off."""
    lay_missing_forms(office.context)
    with office.context.database.write() as unit:
        company = unit.session.get_one(Company, office.home.company_id)
        hashed = CHEAP_PASSWORDS.hash(PASSWORD)
        role = Role.ADMINISTRATOR
        add_staff(unit, "admin", [company], role=role, name="Ida Ablage", password_hash=hashed)
    program.sign_in("admin", PASSWORD)
    model = program.workspace.sidebar.model
    titles = [str(model.index(row).data()) for row in range(model.rowCount())]
    assert "Verwaltung" in titles
    program.workspace.open_area(CATEGORIES)
    program.wait()
    page = program.workspace.areas.currentWidget()
    assert isinstance(page, CategoriesPage)
    for _ in range(3):
        program.press("Down", page.list)


def edit_form(program: RunningProgram) -> None:
    """A damage report with its check list, its form being filled in."""
    program.press("Ctrl+PgDown")
    program.press("Ctrl+E")
    assert program.pane.page.fields_editor.isVisible()


def visible(program: RunningProgram) -> list[QWidget]:
    """Every widget that can be seen, of the window and of a dialog over it."""
    roots = [program.window, QApplication.activeModalWidget()]
    return [
        widget
        for root in roots
        if root is not None
        for widget in root.findChildren(QWidget)
        if widget.isVisible() and not widget.visibleRegion().isEmpty()
    ]


def is_inner(widget: QWidget) -> bool:
    """Parts that Qt makes inside its own controls; the control speaks for them."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, (QComboBox, QDateEdit, QAbstractSlider, QAbstractItemView)):
            return True
        parent = parent.parentWidget()
    return widget.objectName().startswith("qt_")


def record_bank_change(program: RunningProgram) -> None:
    """The recording page with as many of its fields as there can be."""
    program.press("Ctrl+Shift+N")
    program.type("musterbach")
    program.press("Return")
    program.type("b")
    program.press("Return")
    form = program.workspace.recording.page.form_view
    form.bank.holder.setFocus()
    form.bank.holder.selectAll()
    program.type("Rolf Fremder")
    program.wait()


def write_order(program: RunningProgram) -> None:
    """The form of an order over a damage."""
    program.press("Ctrl+PgDown")
    program.press("Ctrl+Shift+B")


def named(widget: QWidget) -> str:
    """What a failure calls a control."""
    return f"{type(widget).__name__} {widget.accessibleName() or widget.objectName()}"


def controls(program: RunningProgram) -> list[QWidget]:
    """Everything on show that a person can use."""
    return [
        widget
        for widget in visible(program)
        if isinstance(widget, CONTROLS) and not is_inner(widget)
    ]


def nameless(program: RunningProgram) -> list[str]:
    """Controls of which a screen reader has nothing to say."""
    return [named(one) for one in controls(program) if not one.accessibleName().strip()]


def silent(program: RunningProgram) -> list[str]:
    """Icons without words that do not say on hovering what they are."""
    return [
        named(one)
        for one in controls(program)
        if isinstance(one, QAbstractButton) and not one.text() and not one.toolTip()
    ]


def small(program: RunningProgram) -> list[str]:
    """Controls that are hard to hit."""
    return [
        f"{named(one)} {one.width()} x {one.height()}"
        for one in controls(program)
        if min(one.width(), one.height()) < LEAST_TARGET
    ]


def never_reached(program: RunningProgram) -> list[str]:
    """Controls that Tab does not come to; of radio-like groups the arrow keys reach the others."""
    root = QApplication.activeModalWidget() or program.window
    wanted = {
        one
        for one in controls(program)
        if one.window() is root
        and one.isEnabled()
        and one.focusPolicy() & one.focusPolicy().TabFocus
        and one.focusProxy() is None
        and not (isinstance(one, QAbstractButton) and one.group() is not None)
    }
    reached: set[QWidget] = set()
    for _ in range(len(wanted) + 40):
        program.press("Tab")
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.add(focus)
    return sorted(map(named, wanted - reached))


@pytest.mark.parametrize("screen", [*SCREENS, *OVER_THEM])
def test_everybody_can_use_every_control(office: Office, screen: str) -> None:
    program = open_screen(office, screen)
    wrong = {
        "without a name": nameless(program),
        # The palette has no buttons, and Tab stays in its field.
        "without a tooltip": silent(program) if screen in SCREENS else [],
        "too small": small(program),
        "never reached by Tab": never_reached(program) if screen != "palette" else [],
    }
    theme_controller().set_percent(80)
    program.wait()
    wrong["too small at 80 %"] = small(program)
    program.press("Esc")
    assert {what: names for what, names in wrong.items() if names} == {}


@pytest.mark.parametrize(
    "screen", ["bank change", "other case", "hand-over", "quarantine", "recording"]
)
def test_nothing_is_wider_than_its_screen(office: Office, screen: str) -> None:
    program = open_screen(office, screen)
    for percent in (100, 150, 200):
        theme_controller().set_percent(percent)
        program.wait()
        assert program.window.size() == QSize(1440, 900)
        content = program.pane.page.columns.widget()
        assert content is not None
        if program.pane.isVisible():
            assert content.minimumSizeHint().width() <= program.pane.page.columns.viewport().width()
        cut = {
            named(widget): (widget.width(), widget.minimumSizeHint().width())
            for widget in visible(program)
            if isinstance(widget, QAbstractButton)
            and widget.width() < widget.minimumSizeHint().width()
        }
        assert cut == {}, f"{percent} %"


@pytest.mark.parametrize("size", [(1180, 720), (1280, 800), (1920, 1080)])
def test_buttons_keep_their_words_in_every_window(office: Office, size: tuple[int, int]) -> None:
    program = open_screen(office, "bank change")
    program.window.resize(*size)
    program.wait()
    bar = program.pane.action_bar
    for button in (bar.take, bar.reply, bar.refuse, bar.main):
        assert button.width() >= button.minimumSizeHint().width(), button.text()
    assert bar.reason.isVisible()
    needed = bar.reason.fontMetrics().horizontalAdvance(bar.reason.text())
    assert bar.reason.width() >= needed


@pytest.mark.parametrize("percent", [100, 150])
def test_a_long_reason_gets_the_lines_it_needs(office: Office, percent: int) -> None:
    program = open_screen(office, "bank change")
    theme_controller().set_percent(percent)
    program.window.resize(1180, 720)
    reason = error_sentence(UserError("release.changed"))
    program.window.actions_registry.set_possible(ActionId.MAIN, reason)
    program.wait()
    bar = program.pane.action_bar
    assert bar.reason.text() == reason
    needed = bar.reason.fontMetrics().boundingRect(
        bar.reason.contentsRect(), Qt.TextFlag.TextWordWrap, reason
    )
    assert bar.reason.width() >= needed.width()
    assert bar.reason.height() >= needed.height()
    assert bar.rect().contains(bar.reason.geometry())
    # A short one stands beside its button again.
    program.window.actions_registry.set_possible(ActionId.MAIN, "1 Fehler offen")
    program.wait()
    assert bar.reason.geometry().center().y() == bar.main.geometry().center().y()


def test_labels_never_take_text_for_html(office: Office) -> None:
    office.arrives(
        category="damage", subject="<b>Fett</b>", text="<img src=x> & mehr", fields={"room": "<i>"}
    )
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    page = program.pane.page
    assert page.header.title.text() == "<b>Fett</b>"
    labels = [label for label in page.findChildren(QLabel) if "<" in label.text()]
    assert len(labels) >= 2
    assert all(label.textFormat() == label.textFormat().PlainText for label in labels)


def test_menus_show_their_keys(office: Office) -> None:
    program = open_screen(office, "bank change")
    for menu in program.window.findChildren(QMenu):
        for action in menu.actions():
            if not action.isSeparator() and action.menu() is None:
                assert action.text(), menu.objectName()
