"""What narrows the list beside words: buttons with menus, and a chip for each thing that is set.

The buttons can be put away; the chips stay, so that nobody takes a narrowed list for all there is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from desktop.services.inbox.filters import NO_FILTER, CaseFilter, ReadFilter, RunFilter
from desktop.texts import tr
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.inbox.filter_choices import FilterMenu, menu_title, ticks
from desktop.views.inbox.filter_texts import FilterNames, chips
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.key_menu import foreign_entry
from desktop.views.widgets.layouts import clear_layout
from desktop.views.widgets.stay_open_menu import StayOpenMenu

RING = 3
"""Pixels of the focus ring and its distance."""
Change = Callable[[CaseFilter], CaseFilter]


class FilterPanel(QWidget):
    """``changed`` carries the filter a person set; ``show_filter`` sets it without a signal."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Filter der Liste"))
        self.filter = NO_FILTER
        self._names = FilterNames({}, {})
        self.buttons = QWidget()
        self.buttons.setAccessibleName(tr("Filter wählen"))
        self._flow = FlowLayout(self.buttons)
        # The focus ring stands a little outside of what has the focus.
        self._flow.setContentsMargins(RING, RING, RING, RING)
        self.menus = {menu: self._menu_button(menu) for menu in FilterMenu}
        self.unread = self._toggle(tr("Ungelesen"), self._with_unread)
        self.at_risk = self._toggle(tr("Lauf gefährdet"), self._with_risk)
        self.chips = QWidget()
        self.chips.setAccessibleName(tr("Gesetzte Filter"))
        self._chip_flow = FlowLayout(self.chips)
        self._chip_flow.setContentsMargins(RING, RING, RING, RING)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.buttons)
        self._column.addWidget(self.chips)
        self._measure()
        self.buttons.hide()
        self._show()

    def _measure(self) -> None:
        self._column.setSpacing(theme.current().space(2))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_column"):
            self._measure()

    @property
    def is_open(self) -> bool:
        """Whether the buttons are shown."""
        return not self.buttons.isHidden()

    def set_open(self, *, shown: bool) -> None:
        """Show the buttons or put them away; going in, the first one gets the focus."""
        self.buttons.setVisible(shown)
        self.setVisible(shown or not self.filter.is_empty)

    def set_names(self, names: FilterNames) -> None:
        """Offer these categories and people."""
        if names != self._names:
            self._names = names
            self._show()

    def show_filter(self, wanted: CaseFilter) -> None:
        """Show what is set."""
        if wanted != self.filter:
            self.filter = wanted
            self._show()

    def clear(self) -> None:
        """Ask for nothing."""
        self._set(NO_FILTER)

    def _set(self, wanted: CaseFilter) -> None:
        if wanted != self.filter:
            self.filter = wanted
            self._show()
            self.changed.emit(wanted)

    def _show(self) -> None:
        clear_layout(self._chip_flow)
        for chip in chips(self.filter, self._names):
            button = ActionButton(
                shown(chip.text),
                trailing="x",
                size=ButtonSize.SMALL,
                name=tr("Filter „{text}“ entfernen", text=chip.text),
            )
            button.clicked.connect(lambda _=False, rest=chip.without: self._drop(rest))
            self._chip_flow.addWidget(button)
        if not self.filter.is_empty:
            every = ActionButton(tr("Alle entfernen"), variant=Variant.QUIET, size=ButtonSize.SMALL)
            every.clicked.connect(lambda: self._drop(NO_FILTER))
            self._chip_flow.addWidget(every)
        self.chips.setVisible(not self.filter.is_empty)
        self.unread.setChecked(self.filter.read is ReadFilter.UNREAD)
        self.at_risk.setChecked(self.filter.run is RunFilter.AT_RISK)
        self.set_open(shown=self.is_open)

    def _drop(self, rest: CaseFilter) -> None:
        """A chip goes, and the focus must not go with it."""
        self._set(rest)
        if self.is_open:
            self.menus[FilterMenu.CATEGORY].setFocus()
        elif self.chips.isVisible():
            self.focusNextChild()

    def _menu_button(self, kind: FilterMenu) -> ActionButton:
        button = ActionButton(menu_title(kind), trailing="chevron-down", size=ButtonSize.SMALL)
        menu = StayOpenMenu(button)
        menu.aboutToShow.connect(lambda: self._fill(menu, kind))
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(QPoint(0, button.height()))))
        self._flow.addWidget(button)
        return button

    def _toggle(self, text: str, change: Change) -> ActionButton:
        button = ActionButton(text, size=ButtonSize.SMALL)
        button.setCheckable(True)
        button.clicked.connect(lambda: self._set(change(self.filter)))
        self._flow.addWidget(button)
        return button

    def _fill(self, menu: QMenu, kind: FilterMenu) -> None:
        """Menus are made when they are asked for: what can be chosen changes."""
        menu.clear()
        for number, tick in enumerate(ticks(kind, self.filter, self._names)):
            action = menu.addAction(foreign_entry(tick.text))
            action.setCheckable(True)
            action.setChecked(tick.is_set)
            action.triggered.connect(partial(self._on_ticked, menu, kind, number))
        if menu.isEmpty():
            menu.addAction(tr("noch keine vorhanden")).setEnabled(False)

    def _on_ticked(self, menu: QMenu, kind: FilterMenu, number: int) -> None:
        self._set(ticks(kind, self.filter, self._names)[number].after)
        # Some choices take each other's place.
        after = ticks(kind, self.filter, self._names)
        for action, tick in zip(menu.actions(), after, strict=True):
            action.setChecked(tick.is_set)

    @staticmethod
    def _with_unread(now: CaseFilter) -> CaseFilter:
        unread = now.read is ReadFilter.UNREAD
        return replace(now, read=ReadFilter.ALL if unread else ReadFilter.UNREAD)

    @staticmethod
    def _with_risk(now: CaseFilter) -> CaseFilter:
        at_risk = now.run is RunFilter.AT_RISK
        return replace(now, run=RunFilter.ALL if at_risk else RunFilter.AT_RISK)
