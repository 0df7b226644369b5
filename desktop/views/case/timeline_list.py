"""The entries of a timeline, however many: only those near the visible part are widgets.

Heights of the others are reckoned from their text; when an entry that was reckoned is built above
the visible part, the scroll position moves by the difference, so that nothing jumps.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QSizePolicy, QWidget

from desktop.services.cases.view import TimelineEntry, TimelineKey
from desktop.texts import tr
from desktop.views import theme
from desktop.views.case.timeline_entry import EntryWidget, entry_text
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.kept_rows import order_tabs
from desktop.views.widgets.layouts import let_go

PORTION = 4
"""Entries that are built at a stroke; a few milliseconds."""
MOST_SPARE = 12
"""Widgets that are kept for entries to come; a new one costs as much as filling ten."""
AT_LEAST = 2
"""The newest entries stand there even where the timeline is still out of sight."""
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}


class TimelineList(QWidget):
    """Shows entries, newest first; ↑ ↓ go through them, Enter opens the first attachment of one.

    ``end_reached`` says that the last known entry comes near the visible part.
    """

    attachment_requested = Signal(object)
    retry_requested = Signal(int)
    end_reached = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setAccessibleName(tr("Einträge des Verlaufs"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._entries: tuple[TimelineEntry, ...] = ()
        self._built: dict[TimelineKey, EntryWidget] = {}
        self._spare: list[EntryWidget] = []
        self._heights: list[int] = []
        self._exact: set[TimelineKey] = set()
        self._tops: list[int] = [0]
        self._current: TimelineKey | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.fill)

    def show_entries(self, entries: tuple[TimelineEntry, ...]) -> None:
        """Show these; entries that are the same stay the same widgets."""
        if entries == self._entries:
            return
        same = {entry.key: entry for entry in entries}
        known = dict(zip((entry.key for entry in self._entries), self._heights, strict=True))
        for entry in self._entries:
            if same.get(entry.key) != entry:
                known.pop(entry.key, None)
                self._exact.discard(entry.key)
                self._drop(entry.key)
        self._entries = entries
        self._heights = [known.get(entry.key) or self._reckoned(entry) for entry in entries]
        if self._current not in same:
            self._current = None
        self._arrange()
        self._build(range(min(AT_LEAST, len(entries))))
        self._soon.start()

    def entries(self) -> tuple[TimelineEntry, ...]:
        """All that are shown, built or not."""
        return self._entries

    def look(self) -> None:
        """The visible part may be another one."""
        self._soon.start()

    def is_whole(self) -> bool:
        """Whether every entry in sight stands there."""
        seen = self._seen()
        first = max(0, bisect_right(self._tops, seen.top()) - 1)
        last = bisect_right(self._tops, seen.bottom())
        return all(entry.key in self._built for entry in self._entries[first:last])

    def fill(self) -> None:
        """Build what is near the visible part, a portion at a time, and let go of what is far."""
        if not self._entries or not self.isVisible():
            return
        near = self._near()
        missing = [n for n in near if self._entries[n].key not in self._built]
        self._build(missing[:PORTION])
        if len(missing) > PORTION:
            self._soon.start()
            return
        self._let_go(near)
        if near and near[-1] == len(self._entries) - 1:
            self.end_reached.emit()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(200), self._tops[-1])

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._tops[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self._measure_again()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_soon"):
            # Measured for the former font: new ones are made.
            for widget in (*self._built.values(), *self._spare):
                let_go(widget)
            self._built.clear()
            self._spare.clear()
            self._measure_again()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._entries:
            if self._current is None:
                self._current = self._entries[0].key
            self._go_to(self._place_of_current())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        number = bisect_right(self._tops, int(event.position().y())) - 1
        if 0 <= number < len(self._entries):
            self._current = self._entries[number].key
            self._mark()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not self._entries:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._go_to(self._place_of_current() + _STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to(0 if key is Qt.Key.Key_Home else len(self._entries) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._open_current():
            event.accept()
        else:
            super().keyPressEvent(event)

    def _open_current(self) -> bool:
        files = self._entries[self._place_of_current()].attachments
        if files:
            self.attachment_requested.emit(files[0])
        return bool(files)

    def _place_of_current(self) -> int:
        keys = [entry.key for entry in self._entries]
        return keys.index(self._current) if self._current in keys else 0

    def _go_to(self, number: int) -> None:
        """Reach an entry by key: it is built, brought into sight and said."""
        number = max(0, min(number, len(self._entries) - 1))
        self._current = self._entries[number].key
        self._build([number])
        self.setAccessibleDescription(self._built[self._current].accessibleName())
        area = self._area()
        if area is not None:
            area.ensureWidgetVisible(self._built[self._current], 0, theme.current().px(24))
        self._mark()
        self._soon.start()

    def _mark(self) -> None:
        for key, widget in self._built.items():
            widget.set_current(current=self.hasFocus() and key == self._current)

    def _near(self) -> range:
        """Places of the entries in sight and of a screenful before and behind."""
        seen = self._seen()
        first = bisect_right(self._tops, seen.top() - seen.height()) - 1
        last = bisect_right(self._tops, seen.bottom() + seen.height())
        return range(max(0, first), min(len(self._entries), last))

    def _seen(self) -> QRect:
        """The part in sight; where nothing is, the place where it would come into sight."""
        area = self._area()
        if area is None:
            return self.visibleRegion().boundingRect()
        view = area.viewport()
        top = -self.mapTo(view, QPoint(0, 0)).y()
        return QRect(0, top, self.width(), view.height())

    def _area(self) -> QScrollArea | None:
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        return parent

    def _build(self, places: range | list[int]) -> None:
        """Make widgets of entries and put their real heights in the place of the reckoned ones."""
        shift = 0
        seen = self._seen().top()
        for number in places:
            entry = self._entries[number]
            if entry.key in self._built:
                continue
            widget = self._spare.pop() if self._spare else self._new_widget()
            widget.show_entry(entry)
            self._built[entry.key] = widget
            height = self._measured(widget)
            if self._tops[number] + self._heights[number] <= seen:
                shift += height - self._heights[number]
            self._heights[number] = height
            self._exact.add(entry.key)
        if places:
            self._arrange()
            self._keep_place(shift)
            built = [self._built.get(entry.key) for entry in self._entries]
            order_tabs(self, [widget for widget in built if widget is not None])

    def _keep_place(self, shift: int) -> None:
        area = self._area()
        if shift and area is not None:
            bar = area.verticalScrollBar()
            bar.setValue(bar.value() + shift)

    def _let_go(self, near: range) -> None:
        """Keep a few screenfuls of widgets, and those that somebody works with."""
        kept = {entry.key for entry in self._entries[:AT_LEAST]}
        margin = max(len(near) // 2, 4)
        wide = range(max(0, near.start - margin), min(len(self._entries), near.stop + margin))
        kept |= {self._entries[number].key for number in wide}
        focus = QApplication.focusWidget()
        for key, widget in tuple(self._built.items()):
            if key not in kept and not (focus is not None and widget.isAncestorOf(focus)):
                self._drop(key)

    def _new_widget(self) -> EntryWidget:
        widget = EntryWidget(self)
        widget.attachment_requested.connect(self.attachment_requested)
        widget.retry_requested.connect(self.retry_requested)
        return widget

    def _drop(self, key: TimelineKey) -> None:
        """Keep a widget for another entry, a few of them."""
        widget = self._built.pop(key, None)
        if widget is None:
            return
        widget.hide()
        if len(self._spare) < MOST_SPARE:
            self._spare.append(widget)
        else:
            let_go(widget)

    def _measure_again(self) -> None:
        self._exact.clear()
        self._heights = [
            self._measured(self._built[entry.key])
            if entry.key in self._built
            else self._reckoned(entry)
            for entry in self._entries
        ]
        self._arrange()
        self._soon.start()

    def _measured(self, widget: EntryWidget) -> int:
        width = max(self.width(), 1)
        if widget.hasHeightForWidth():
            return widget.heightForWidth(width)
        return widget.sizeHint().height()

    def _reckoned(self, entry: TimelineEntry) -> int:
        now = theme.current()
        metrics = now.metrics(TextStyle.SMALL)
        height = metrics.height() + 2 * now.px(6)
        text = entry_text(entry)
        if text:
            room = QRect(0, 0, max(self.width() - 2 * now.space(3), 1), 1 << 20)
            flags = int(Qt.TextFlag.TextWordWrap)
            height += metrics.boundingRect(room, flags, text).height() + now.px(2)
        return height + len(entry.attachments) * (now.control("buttonSmall") + now.px(2))

    def _arrange(self) -> None:
        """Put every widget in its place and ask for the room of all."""
        before = self._tops[-1]
        self._tops = [0, *accumulate(self._heights)]
        for number, entry in enumerate(self._entries):
            widget = self._built.get(entry.key)
            if widget is not None:
                widget.setGeometry(0, self._tops[number], self.width(), self._heights[number])
                widget.show()
        if self._tops[-1] != before:
            self.updateGeometry()
