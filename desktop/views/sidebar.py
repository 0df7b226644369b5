"""Sidebar: views, categories and areas with exact counts; icons only where there is little room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QSizePolicy, QVBoxLayout, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.sidebar_delegate import SidebarDelegate
from desktop.views.sidebar_model import SidebarModel, SidebarSection

COMPACT_BELOW = 1280
"""Window width in pixels below which only the icons are shown; at 200 % font size always."""
_ROOM = 900
"""Pixels at 100 % font size below which a case beside full rows would be cut off at the right."""


class Sidebar(QWidget):
    """The left column of the window.

    ``chosen`` carries the key of the entry a person went to, by mouse or keyboard, and just before
    it ``chosen_again`` the same key where that entry was chosen already;
    ``menu_requested`` one whose menu is wanted, and the place for it on the screen.
    """

    chosen = Signal(str)
    chosen_again = Signal(str)
    menu_requested = Signal(str, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebarArea")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Ansichten und Kategorien"))
        self._compact = False
        self.model = SidebarModel(self)
        self._delegate = SidebarDelegate(self)
        self.list = _SidebarList(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self.list.setAccessibleName(tr("Ansichten und Kategorien"))
        self.list.selectionModel().currentChanged.connect(self._on_list_current_changed)
        self._before = ""
        self._just_chosen = False
        self.list.pressed.connect(self._on_list_pressed)
        self.list.clicked.connect(self._on_list_clicked)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_list_menu_requested)
        self._quiet = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.current().px(4))
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        self.foot = column
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusProxy(self.list)
        self._measure()

    def show_sections(self, sections: Sequence[SidebarSection]) -> None:
        """Show sections; the chosen entry stays chosen where its key still exists."""
        key = self.current_key()
        self._quiet = True
        self.model.show_sections(sections)
        self._quiet = False
        if key and key != self.current_key():
            self.choose(key)

    def current_key(self) -> str:
        """Key of the chosen entry, "" for none."""
        return self.model.key_at(self.list.currentIndex().row())

    def choose(self, key: str) -> None:
        """Mark an entry as chosen without a signal; "" or an unknown key marks none."""
        row = self.model.row_of(key)
        self._quiet = True
        index = self.model.index(row) if row >= 0 else QModelIndex()
        self.list.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self._quiet = False

    @property
    def is_compact(self) -> bool:
        """Whether only the icons are shown."""
        return self._compact

    def fit_window(self, width: int) -> None:
        """Choose between full rows and icons for a window of ``width`` pixels."""
        now = theme.current()
        compact = width < max(COMPACT_BELOW, now.px(_ROOM)) or now.percent >= 200
        if compact != self._compact:
            self._compact = compact
            self._delegate.set_compact(compact=compact)
            self._measure()

    def _measure(self) -> None:
        now = theme.current()
        layout = now.tokens.layout
        if self._compact:
            width = max(layout["sidebarCompact"], now.control("icon") + 2 * now.px(10))
        else:
            width = now.px(layout["sidebar"])
        self.setFixedWidth(width)
        self.list.scheduleDelayedItemsLayout()
        self.list.viewport().update()

    def _on_list_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        key = self.model.key_at(current.row())
        if key and not self._quiet:
            self._just_chosen = True
            self.chosen.emit(key)

    def _on_list_pressed(self, index: QModelIndex) -> None:
        """Which entry was chosen before is known only now that the press has chosen one."""
        self._before = "" if self._just_chosen else self.model.key_at(index.row())
        self._just_chosen = False

    def _on_list_clicked(self, index: QModelIndex) -> None:
        """A click on what is chosen opens it anew: with everything in it, as the number says."""
        key = self.model.key_at(index.row())
        if key and key == self._before:
            self.chosen_again.emit(key)
            self.chosen.emit(key)

    def _on_list_menu_requested(self, place: QPoint) -> None:
        # By key the place is the middle of the list: the entry with the focus is meant then.
        under = self.list.indexAt(place)
        by_key = not self.list.visualRect(under).contains(place) or not self.list.underMouse()
        index = self.list.currentIndex() if by_key else under
        key = self.model.key_at(index.row())
        if key:
            spot = self.list.visualRect(index).bottomLeft() if by_key else place
            self.menu_requested.emit(key, self.list.viewport().mapToGlobal(spot))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "foot"):
            self._measure()


class _SidebarList(QListView):
    """List that skips section titles when the keys move through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sidebarList")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, 80)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming here is not choosing: where no entry is chosen, Qt would take the first."""
        if not self.currentIndex().isValid():
            self.setCurrentIndex(QModelIndex())
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        edge = {Qt.Key.Key_Home: 1, Qt.Key.Key_End: -1}.get(Qt.Key(event.key()), 0)
        if not step and not edge:
            super().keyPressEvent(event)
            return
        count = self.model().rowCount()
        row = self.currentIndex().row() + step
        if edge:
            row, step = (0 if edge > 0 else count - 1), edge
        while 0 <= row < count:
            index = self.model().index(row, 0)
            if index.flags() & Qt.ItemFlag.ItemIsSelectable:
                self.setCurrentIndex(index)
                return
            row += step
