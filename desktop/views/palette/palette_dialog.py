"""The palette: one line to type in, scopes, what was found, and which keys do what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.texts import ntr, tr
from desktop.views import theme
from desktop.views.icons import paint_icon
from desktop.views.palette.entries import Entry, Section
from desktop.views.palette.entry_list import EntryList
from desktop.views.palette.scope_chips import PaletteScope, ScopeChips
from desktop.views.shortcuts import shortcut_label
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.pill import KbdHint

WIDTH, HEIGHT = 680, 560
"""Pixels at 100 %; a smaller window has a smaller palette."""
FROM_THE_TOP = 96
_MARGIN = 24
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_SCOPES = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PaletteField(QLineEdit):
    """The line to type in, with how much was found at its right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setAccessibleName(tr("Suchen oder Befehl eingeben"))
        self.setAccessibleDescription(
            tr("Pfeiltasten wählen, Enter öffnet, Tab wechselt den Bereich, Esc schließt.")
        )
        self.setPlaceholderText(tr("Suchen oder Befehl eingeben"))
        self._found = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, parent=self)
        self._escape = KbdHint("Esc", self)
        self.setTextMargins(theme.current().px(24), 0, theme.current().px(120), 0)

    def show_found(self, text: str) -> None:
        """Say how much was found."""
        self._found.setText(text)
        self._place()

    def _place(self) -> None:
        now = theme.current()
        size = self._escape.sizeHint()
        left = self.width() - size.width() - now.px(10)
        self._escape.setGeometry(
            left, (self.height() - size.height()) // 2, size.width(), size.height()
        )
        width = now.metrics(TextStyle.SMALL).horizontalAdvance(self._found.text()) + 2
        self._found.setGeometry(left - width - now.px(10), 0, width, self.height())

    def sizeHint(self) -> QSize:
        """Higher than other fields: it is what everything here begins with."""
        return QSize(super().sizeHint().width(), theme.current().px(40))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what stands at the right there."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """With the magnifier at the left."""
        super().paintEvent(event)
        now = theme.current()
        edge = now.px(18)
        painter = QPainter(self)
        top = (self.height() - edge) // 2
        paint_icon(painter, "search", now.px(10), top, edge, Role.TEXT_SECONDARY)
        painter.end()


class PaletteDialog(QDialog):
    """Shows what it is given and says what was typed and chosen.

    ``text_changed`` and ``scope_changed`` ask for other sections. ``chosen`` carries the entry that
    shall be run or opened, ``chosen_apart`` one that shall be opened in a window of its own.
    """

    text_changed = Signal(str)
    scope_changed = Signal(object)
    chosen = Signal(object)
    chosen_apart = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        """Over the window of ``parent``."""
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("Suchen oder Befehl eingeben"))
        self.setAccessibleName(tr("Befehlspalette"))
        self.field = PaletteField()
        self.chips = ScopeChips()
        self.list = EntryList(tr("Treffer und Aktionen"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.nothing = TextLabel("", TextStyle.BODY, Tone.MUTED, wrap=Qt.TextFlag.TextWordWrap)
        self._lay_out()
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.text_changed)
        self.chips.chosen.connect(self.scope_changed)
        self.list.clicked.connect(self._on_list_clicked)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self._take_place(parent.window())
        self.field.setFocus()

    def _lay_out(self) -> None:
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(now.px(5), now.px(4), now.px(5), 0)
        top.addWidget(self.field)
        chips = QHBoxLayout()
        chips.setContentsMargins(now.px(14), now.px(14), now.px(14), now.px(6))
        chips.addWidget(self.chips)
        self.nothing.setContentsMargins(now.px(18), now.px(10), now.px(18), now.px(10))
        self.nothing.hide()
        column.addLayout(top)
        column.addLayout(chips)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        self._footer = QHBoxLayout()
        self._footer.setContentsMargins(now.px(14), now.px(8), now.px(14), now.px(8))
        self._footer.setSpacing(now.px(6))
        self._explain(("↑", "↓"), tr("wählen"))
        self._explain(("Enter",), tr("öffnen"))
        self._explain((shortcut_label("Ctrl+Return"),), tr("in neuem Fenster"))
        self._footer.addStretch(1)
        self._explain(("Tab",), tr("Bereich wechseln"))
        column.addSpacing(1)
        column.addLayout(self._footer)

    def _explain(self, keys: tuple[str, ...], text: str) -> None:
        for key in keys:
            self._footer.addWidget(KbdHint(key))
        self._footer.addWidget(TextLabel(text, TextStyle.SMALL, Tone.SECONDARY))
        self._footer.addSpacing(theme.current().px(8))

    def _take_place(self, window: QWidget) -> None:
        """In the middle, near the top; the size is fixed so that nothing moves while typing."""
        now = theme.current()
        width = min(now.px(WIDTH), window.width() - 2 * _MARGIN)
        top = min(FROM_THE_TOP, window.height() // 8)
        height = min(now.px(HEIGHT), window.height() - top - _MARGIN)
        self.setFixedSize(width, height)
        self.move(window.mapToGlobal(QPoint((window.width() - width) // 2, top)))

    def show_sections(self, sections: Sequence[Section], *, from_the_top: bool) -> None:
        """Show what there is for what was typed; ``from_the_top`` after every key."""
        self.list.show_sections(sections, from_the_top=from_the_top)

    def show_found(self, found: int | None, *, complete: bool) -> None:
        """Say how much was found; None as long as nobody knows."""
        if found is None:
            self.field.show_found("")
        elif complete:
            self.field.show_found(ntr("{n} Treffer", "{n} Treffer", found))
        else:
            self.field.show_found(tr("die ersten {n}", n=found))

    def show_counts(self, counts: Mapping[PaletteScope, int]) -> None:
        """Say on the chips how much was found."""
        self.chips.show_counts(counts)

    def show_message(self, sentence: str) -> None:
        """Say in place why nothing or not all is there; "" takes it back."""
        if sentence and sentence != self.nothing.text():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, sentence))
        self.nothing.setText(sentence)
        self.nothing.setVisible(bool(sentence))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that are typed into the field and mean the list."""
        if watched is not self.field or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            return False
        return event.type() == QEvent.Type.KeyPress and self._answers(event)

    def _answers(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in _STEPS:
            self.list.step(_STEPS[key])
        elif key in _PAGES:
            self.list.page(_PAGES[key])
        elif key in _SCOPES and not control:
            self.chips.go_on(_SCOPES[key])
        elif key in _ENTER:
            self._choose(apart=control)
        elif key == Qt.Key.Key_K and control:
            self.reject()
        elif control and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            rows = self.list.rows
            self.list.go_to(rows.first() if key == Qt.Key.Key_Home else rows.last())
        else:
            return False
        return True

    def _choose(self, *, apart: bool) -> None:
        entry = self.list.current_entry()
        if entry is None:
            return
        if entry.blocked or entry.target is None:
            QAccessible.updateAccessibility(
                QAccessibleAnnouncementEvent(self.field, entry.detail or entry.title)
            )
            return
        (self.chosen_apart if apart else self.chosen).emit(entry)

    def _on_list_clicked(self, index: QModelIndex) -> None:
        self.list.go_to(index.row())
        self._choose(apart=False)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        entry: Entry | None = self.list.rows.entry(current.row())
        if entry is not None:
            QAccessible.updateAccessibility(
                QAccessibleAnnouncementEvent(self.field, entry.spoken())
            )

    def paintEvent(self, event: QPaintEvent) -> None:
        """One surface in a frame; the line of keys at the bottom stands apart."""
        now = theme.current()
        painter = QPainter(self)
        box = QRectF(self.rect())
        painter.fillRect(box, now.color(Role.BG_SURFACE))
        top = self._footer.geometry().top()
        footer = QRectF(0, top, self.width(), self.height() - top)
        painter.fillRect(footer, now.color(Role.BG_SUBTLE))
        painter.fillRect(QRectF(0, top - 1, self.width(), 1), now.color(Role.BORDER_DEFAULT))
        painter.setPen(now.pen(Role.BORDER_CONTROL))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()
