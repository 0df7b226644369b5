"""The middle column: title and count, order, filter, the list, and what it says when empty."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QActionGroup, QCursor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.services.inbox.rows import CaseRow, InboxSort
from desktop.texts import ntr, tr
from desktop.views import theme
from desktop.views.inbox.case_delegate import CaseDelegate
from desktop.views.inbox.case_list_model import CaseListModel, GroupRow
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.filter_field import FilterField
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone
from desktop.views.widgets.messages import EmptyState
from desktop.views.widgets.skeleton import SkeletonRows


def sort_text(sort: InboxSort) -> str:
    """Name of an order."""
    names = {
        InboxSort.URGENCY: tr("Dringlichkeit"),
        InboxSort.RECEIVED: tr("Eingang"),
        InboxSort.NAME: tr("Name"),
        InboxSort.CATEGORY: tr("Kategorie"),
    }
    return names[sort]


class CaseListView(QListView):
    """The list. Enter opens, ←/→ and Enter fold groups; nothing moves under the pointer."""

    opened = Signal(int)

    def __init__(self, model: CaseListModel, parent: QWidget | None = None) -> None:
        """Show ``model``."""
        super().__init__(parent)
        self.setObjectName("caseList")
        self.setAccessibleName(tr("Vorgänge"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self._cases = model
        self.setModel(model)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fold groups, open cases."""
        entry = self._cases.entry(self.currentIndex().row())
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            # The main action that is blocked now must not become another one.
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        )
        if isinstance(entry, GroupRow):
            keys = {Qt.Key.Key_Left: False, Qt.Key.Key_Right: True}
            row = self.currentIndex().row()
            if enter:
                self._cases.toggle_group(entry.urgency)
                self.setCurrentIndex(self._cases.index(row))
                return
            if event.key() in keys:
                expanded = keys[Qt.Key(event.key())]
                self._cases.set_group_expanded(entry.urgency, expanded=expanded)
                self.setCurrentIndex(self._cases.index(row))
                return
        if enter and isinstance(entry, CaseRow):
            self.opened.emit(entry.case_id)
            return
        super().keyPressEvent(event)

    def is_in_use(self) -> bool:
        """Whether pointer or focus is in the list, so that its order must not change."""
        under = self.rect().contains(self.mapFromGlobal(QCursor.pos()))
        return self.hasFocus() or (under and self.isVisible() and self.window().isActiveWindow())


class CaseListPanel(QWidget):
    """Everything of the middle column.

    ``current_changed`` carries the case the selection went to; ``opened`` one that was opened with
    Enter; ``take_requested`` one whose dashed circle was clicked; ``sort_chosen`` an order;
    ``refresh_requested`` asks for the list with new cases in their places.
    """

    current_changed = Signal(int)
    opened = Signal(int)
    take_requested = Signal(int)
    sort_chosen = Signal(object)
    refresh_requested = Signal()

    def __init__(self, own_staff_id: int | None, parent: QWidget | None = None) -> None:
        """Start empty, ordered by urgency."""
        super().__init__(parent)
        self.model = CaseListModel(self)
        self.list = CaseListView(self.model)
        self.delegate = CaseDelegate(self.list)
        self.delegate.set_own_staff_id(own_staff_id)
        self.list.setItemDelegate(self.delegate)
        self.title = ElidedLabel("", TextStyle.HEADING)
        self.count = TextLabel("", TextStyle.BODY, Tone.MUTED)
        self.sort = ActionButton(
            "",
            variant=Variant.QUIET,
            icon_name="arrow-down-up",
            trailing="chevron-down",
            size=ButtonSize.SMALL,
            name=tr("Sortierung"),
        )
        self.filter = FilterField(tr("Filtern: Name, Vertrag, Betreff"))
        self.newer = ActionButton(
            "", variant=Variant.SECONDARY, icon_name="arrow-up", size=ButtonSize.SMALL
        )
        self.newer.hide()
        self.empty = EmptyState("")
        self.clear_filter = self.empty.add_button(tr("Filter löschen"))
        self.skeleton = SkeletonRows()
        self._empty_text = (tr("Keine Vorgänge"), "")
        self._sort = InboxSort.URGENCY
        self._fill_sort_menu()
        self._lay_out()
        self._connect()
        self.show_sort(InboxSort.URGENCY)

    def _fill_sort_menu(self) -> None:
        menu = QMenu(self.sort)
        self._sorts = QActionGroup(menu)
        for sort in InboxSort:
            action = menu.addAction(sort_text(sort))
            action.setData(sort)
            action.setCheckable(True)
            self._sorts.addAction(action)
        self._sorts.triggered.connect(lambda action: self.sort_chosen.emit(action.data()))
        self.sort.clicked.connect(
            lambda: menu.popup(self.sort.mapToGlobal(QPoint(0, self.sort.height())))
        )

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.setSpacing(now.px(7))
        head.addWidget(self.title)
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.sort)
        top = QVBoxLayout()
        top.setContentsMargins(now.space(3), now.px(9), now.space(3), now.px(9))
        top.setSpacing(now.space(2))
        top.addLayout(head)
        top.addWidget(self.filter)
        top.addWidget(self.newer)
        self._pages = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(self._pages, 1)
        # After it has its place: the first page is shown at once, and would be a window.
        for widget in (self.list, self.empty, self.skeleton):
            self._pages.addWidget(widget)
        self.setMinimumWidth(now.tokens.layout["caseListMin"])

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._on_filter_changed)
        self.filter.left_empty.connect(self.list.setFocus)
        self.filter.returnPressed.connect(self._on_filter_entered)
        self.clear_filter.clicked.connect(self.filter.clear)
        self.newer.clicked.connect(self.refresh_requested)
        self.delegate.take_requested.connect(self.take_requested)
        self.list.opened.connect(self.opened)
        self.list.clicked.connect(self._on_list_clicked)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)

    def show_title(self, title: str, empty_title: str, empty_detail: str = "") -> None:
        """Name the list and what it says when there is nothing in it."""
        self.title.setText(title)
        self._fit_head()
        self._empty_text = (empty_title, empty_detail)

    def show_sort(self, sort: InboxSort) -> None:
        """Name the order in force."""
        self._sort = sort
        self._fit_head()
        for action in self._sorts.actions():
            action.setChecked(action.data() == sort)
        self.sort.updateGeometry()

    def start_loading(self) -> None:
        """Another list was asked for; grey bars appear if it takes longer."""
        focused = self._has_focus(self.list)
        self._pages.setCurrentWidget(self.skeleton)
        self.skeleton.start()
        if focused:
            self.skeleton.setFocus()

    def take_focus(self) -> None:
        """Give the focus to the list, while it loads to what stands in its place.

        A hidden list cannot have it: the focus would land on the first button of the window.
        """
        for page in (self.list, self.skeleton):
            if page is self._pages.currentWidget():
                page.setFocus()
                return
        self.filter.setFocus()

    def _has_focus(self, widget: QWidget) -> bool:
        return self.window().focusWidget() is widget

    def show_rows(self, rows: Sequence[CaseRow], *, grouped: bool, keep: int | None) -> None:
        """Show a list and keep the case ``keep`` selected at its height where it still is there."""
        waiting = self._has_focus(self.skeleton)
        self.skeleton.stop()
        offset = self._offset_of(keep)
        self.model.show(rows, grouped=grouped)
        self.newer.hide()
        self._show_page()
        if waiting:
            self.take_focus()
        if keep is not None:
            self.select(keep, offset)

    def show_unreadable(self, sentence: str) -> None:
        """The list that was asked for could not be read, and no other may stand in its place."""
        waiting = self._has_focus(self.skeleton)
        self.skeleton.stop()
        self.model.show((), grouped=False)
        self.newer.hide()
        self.count.setText("")
        self.clear_filter.hide()
        self.empty.icon.show_icon("triangle-alert", Tone.WARNING)
        self.empty.show_text(tr("Die Liste konnte nicht gelesen werden"), sentence)
        self._pages.setCurrentWidget(self.empty)
        if waiting:
            self.take_focus()

    def refresh_rows(self, rows: Sequence[CaseRow], *, grouped: bool) -> None:
        """Take over a refresh; while somebody is in the list nothing moves."""
        current = self.current_case()
        if not self.list.is_in_use():
            self.show_rows(rows, grouped=grouped, keep=current)
            return
        position = self.list.verticalScrollBar().value()
        new = self.model.refresh(rows)
        if current is not None:
            self.select(current)
        self.list.verticalScrollBar().setValue(position)
        self.newer.setText(ntr("{n} neuen Vorgang anzeigen", "{n} neue Vorgänge anzeigen", new))
        self.newer.setVisible(new > 0)
        self._show_page()

    def select(self, case_id: int, offset: int | None = None) -> bool:
        """Select a case without opening it; False when it is not in the list."""
        position = self.model.position_of(case_id)
        if position < 0:
            return False
        index = self.model.index(position)
        selection = self.list.selectionModel()
        blocked = selection.blockSignals(True)
        self.list.setCurrentIndex(index)
        selection.blockSignals(blocked)
        self.list.viewport().update()
        if offset is not None:
            bar = self.list.verticalScrollBar()
            self.list.doItemsLayout()
            bar.setValue(bar.value() + self.list.visualRect(index).top() - offset)
        else:
            self.list.scrollTo(index)
        return True

    def current_case(self) -> int | None:
        """The selected case."""
        entry = self.model.entry(self.list.currentIndex().row())
        return entry.case_id if isinstance(entry, CaseRow) else None

    def _offset_of(self, case_id: int | None) -> int | None:
        if case_id is None or (position := self.model.position_of(case_id)) < 0:
            return None
        return self.list.visualRect(self.model.index(position)).top()

    def _show_page(self) -> None:
        matching = self.model.matching()
        total = self.model.total
        self.count.setText(
            str(total) if matching == total else tr("{n} von {total}", n=matching, total=total)
        )
        if matching:
            self._pages.setCurrentWidget(self.list)
            return
        filtered = total > 0
        self.empty.icon.show_icon("circle-check", Tone.OK)
        if filtered:
            needle = self.filter.text().strip()
            self.empty.show_text(tr("Kein Vorgang passt zu „{text}“", text=needle))
        else:
            self.empty.show_text(*self._empty_text)
        self.clear_filter.setVisible(filtered)
        self._pages.setCurrentWidget(self.empty)

    def _on_filter_changed(self, text: str) -> None:
        current = self.current_case()
        self.model.set_filter(text)
        self._show_page()
        if current is not None:
            self.select(current)

    def _on_filter_entered(self) -> None:
        ids = self.model.case_ids()
        if ids:
            self.select(ids[0])
            self.list.setFocus()
            self.current_changed.emit(ids[0])

    def _on_list_clicked(self, index: QModelIndex) -> None:
        entry = self.model.entry(index.row())
        if isinstance(entry, GroupRow):
            self.model.toggle_group(entry.urgency)
        elif isinstance(entry, CaseRow):
            self.current_changed.emit(entry.case_id)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        entry = self.model.entry(current.row())
        if isinstance(entry, CaseRow):
            self.current_changed.emit(entry.case_id)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "list"):
            self.list.doItemsLayout()
            self._fit_head()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        """The name of the list matters more than the name of its order."""
        now = theme.current()
        title = now.metrics(TextStyle.HEADING).horizontalAdvance(self.title.text())
        self.sort.setText(sort_text(self._sort))
        taken = title + self.count.sizeHint().width() + self.sort.sizeHint().width()
        if taken + 2 * now.space(3) + 3 * now.px(7) > self.width():
            self.sort.setText("")
        self.sort.setAccessibleName(tr("Sortierung: {sort}", sort=sort_text(self._sort)))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.color(Role.BG_SURFACE))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), now.color(Role.BORDER_DEFAULT))
        painter.end()
