"""The bar at the top: name, company filter, date, who is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRectF, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.services.staff.companies import CompanyChoice
from desktop.texts import Language, language, tr
from desktop.texts.dates import full_date, short_weekday
from desktop.views import theme
from desktop.views.actions import ActionId, Actions
from desktop.views.icons import logo
from desktop.views.notices.bell import Bell
from desktop.views.palette.palette_button import PaletteButton
from desktop.views.theme_controller import Scheme
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.key_menu import KeyMenu
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.segmented import SegmentedButtons
from desktop.views.workplace import Workplace

ALL = "all"


CROWDED_FROM_PERCENT = 150


def _company_label(company: CompanyChoice) -> str:
    if theme.current().percent >= CROWDED_FROM_PERCENT:
        return company.short_name
    if company.town in company.name:
        return company.name
    return f"{company.name} ({company.town})"


class TopBar(QWidget):
    """``companies_chosen`` carries the frozenset of chosen company ids, empty for all."""

    companies_chosen = Signal(object)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Offer the person's companies and menu."""
        super().__init__(parent)
        self._workplace = workplace
        self._crowded = False
        self.setAccessibleName(tr("Kopfleiste"))
        self.logo = QLabel()
        self.logo.setAccessibleName("Mieterdesk")
        self.name = TextLabel("Mieterdesk", TextStyle.HEADING)
        self.search = PaletteButton(workplace.actions[ActionId.PALETTE])
        self.filter = SegmentedButtons(self._choices(), tr("Gesellschaft"))
        self.filter.chosen.connect(self._on_filter_chosen)
        self.record = ActionButton(
            tr("Erfassen"),
            icon_name="plus",
            shortcut="Ctrl+Shift+N",
            name=tr("Anruf oder Brief erfassen"),
        )
        self.record.show_hint(shown=False)
        self.record.clicked.connect(workplace.actions[ActionId.RECORD].trigger)
        self.date = TextLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.bell = Bell(workplace.actions)
        self.avatar = Avatar(workplace.actor.initials, workplace.actor.name)
        self.avatar.show_person(workplace.actor.initials, workplace.actor.name, mine=True)
        self.person = ActionButton(
            workplace.actor.name, variant=Variant.QUIET, trailing="chevron-down"
        )
        self.person.setAccessibleName(tr("Menü von {name}", name=workplace.actor.name))
        self._menu = KeyMenu(self.person)
        self._fill_menu(workplace.actions)
        self.person.clicked.connect(self._open_menu)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.logo)
        self._row.addWidget(self.name)
        # As wide as the list below it, before anything else gets air.
        self._row.addWidget(self.search, 100)
        self._row.addStretch(1)
        for widget in (self.record, self.filter, self.date, self.bell, self.avatar, self.person):
            self._row.addWidget(widget)
        # Only now: whatever is shown before it has a place opens as a window of its own.
        self.filter.setVisible(len(workplace.companies) > 1)
        self.record.setVisible(workplace.actions.permitted(ActionId.RECORD, workplace.actor))
        self._measure()

    def show_date(self, today: date) -> None:
        """Show the Berlin date of now."""
        self.date.setText(f"{short_weekday(today)}, {full_date(today)}")

    def _choices(self) -> list[tuple[str, str]]:
        every = tr("Beide") if len(self._workplace.companies) == 2 else tr("Alle")
        choices = [(ALL, every)]
        choices += [(str(c.company_id), _company_label(c)) for c in self._workplace.companies]
        return choices

    def _fill_menu(self, actions: Actions) -> None:
        self._menu.addAction(actions[ActionId.NEW_WINDOW])
        self._menu.addAction(actions[ActionId.LOCK])
        self._menu.addAction(actions[ActionId.SWITCH_USER])
        self._menu.addAction(actions[ActionId.RENEW_SIGN_IN])
        self._menu.addSeparator()
        self._add_choices(
            tr("Darstellung"),
            {
                Scheme.LIGHT: actions[ActionId.THEME_LIGHT],
                Scheme.DARK: actions[ActionId.THEME_DARK],
                Scheme.SYSTEM: actions[ActionId.THEME_SYSTEM],
            },
        )
        size = KeyMenu(tr("Schriftgröße"), self._menu)
        self._menu.addMenu(size)
        for action_id in (ActionId.LARGER, ActionId.SMALLER, ActionId.NORMAL_SIZE):
            size.addAction(actions[action_id])
        languages = {
            Language.GERMAN: actions[ActionId.LANGUAGE_GERMAN],
            Language.ENGLISH: actions[ActionId.LANGUAGE_ENGLISH],
        }
        self._add_choices(tr("Sprache"), languages)
        languages[language()].setChecked(True)
        self._menu.addSeparator()
        self._menu.addAction(actions[ActionId.OVERVIEW])
        self._menu.addAction(actions[ActionId.ABOUT])
        self._menu.addAction(actions[ActionId.QUIT])

    def _add_choices(self, title: str, choices: Mapping[Any, QAction]) -> None:
        menu = KeyMenu(title, self._menu)
        self._menu.addMenu(menu)
        group = QActionGroup(menu)
        for action in choices.values():
            action.setCheckable(True)
            group.addAction(action)
            menu.addAction(action)

    def _open_menu(self) -> None:
        # Flush with the window's right edge: the button stands there.
        left = self.person.width() - self._menu.sizeHint().width()
        self._menu.popup(self.person.mapToGlobal(QPoint(left, self.person.height())))

    def _on_filter_chosen(self, key: str) -> None:
        self.companies_chosen.emit(frozenset() if key == ALL else frozenset({int(key)}))

    def _measure(self) -> None:
        now = theme.current()
        crowded = now.percent >= CROWDED_FROM_PERCENT
        if crowded != self._crowded:
            self._crowded = crowded
            chosen = self.filter.current_key()
            self.filter.set_choices(self._choices())
            self.filter.choose(chosen)
            self.date.setHidden(crowded)
        edge = now.px(22)
        # The search begins where the list does, unless every pixel is needed.
        beside = now.tokens.layout["sidebar"] - 22 - 12 - 2 * 9
        self.name.setMinimumWidth(0 if crowded else now.px(beside))
        self.logo.setPixmap(logo(edge, self.devicePixelRatioF()))
        self._row.setContentsMargins(now.space(3), now.px(6), now.space(3), now.px(6))
        self._row.setSpacing(now.px(9))
        self.setMinimumHeight(now.px(now.tokens.layout["topBar"]))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.color(Role.BG_SIDEBAR))
        bottom = QRectF(0, self.height() - 1, self.width(), 1)
        painter.fillRect(bottom, now.color(Role.BORDER_DEFAULT))
        painter.end()
