"""The line above a list: its name, how many there are, and its order."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop.services.inbox.rows import InboxSort
from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone


def sort_text(sort: InboxSort) -> str:
    """Name of an order."""
    names = {
        InboxSort.URGENCY: tr("Dringlichkeit"),
        InboxSort.RECEIVED: tr("Eingang"),
        InboxSort.NAME: tr("Name"),
        InboxSort.CATEGORY: tr("Kategorie"),
    }
    return names[sort]


class ListHead(QWidget):
    """``sort_chosen`` carries an order that somebody wants."""

    sort_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a name, ordered by urgency."""
        super().__init__(parent)
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
        self._sort = InboxSort.URGENCY
        self._fill_menu()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.current().px(7))
        self._row.addWidget(self.title)
        self._row.addWidget(self.count)
        self._row.addStretch(1)
        self._row.addWidget(self.sort)
        self.show_sort(InboxSort.URGENCY)

    def _fill_menu(self) -> None:
        menu = QMenu(self.sort)
        self._sorts = QActionGroup(menu)
        for sort in InboxSort:
            action = menu.addAction(sort_text(sort))
            action.setData(sort)
            action.setCheckable(True)
            self._sorts.addAction(action)
        self._sorts.triggered.connect(
            lambda action: self.sort_chosen.emit(InboxSort(action.data()))
        )
        self.sort.clicked.connect(
            lambda: menu.popup(self.sort.mapToGlobal(QPoint(0, self.sort.height())))
        )

    def show_title(self, title: str) -> None:
        """Name the list."""
        self.title.setText(title)
        self._fit()

    def show_sort(self, sort: InboxSort) -> None:
        """Name the order in force."""
        self._sort = sort
        self._fit()
        for action in self._sorts.actions():
            action.setChecked(action.data() == sort)
        self.sort.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._row.setSpacing(theme.current().px(7))
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The name of the list matters more than the name of its order."""
        now = theme.current()
        title = now.metrics(TextStyle.HEADING).horizontalAdvance(self.title.text())
        self.sort.setText(sort_text(self._sort))
        taken = title + self.count.sizeHint().width() + self.sort.sizeHint().width()
        if taken + 3 * now.px(7) > self.width():
            self.sort.setText("")
        self.sort.setAccessibleName(tr("Sortierung: {sort}", sort=sort_text(self._sort)))
