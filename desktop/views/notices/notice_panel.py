"""The list under the bell: a panel over the window's upper right corner."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.notices import NoticeKind
from desktop.services.notices.view import NoticeList
from desktop.texts import ntr, tr
from desktop.texts.notices import kind_text
from desktop.views import theme
from desktop.views.notices.notice_delegate import NoticeDelegate
from desktop.views.notices.notice_model import NoticeModel
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, IconButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import EmptyState
from desktop.views.widgets.stay_open_menu import StayOpenMenu

WIDTH = 420
"""Pixels at 100 %."""


class NoticePanel(QFrame):
    """Everything under the bell.

    ``opened`` carries notice and case; ``all_read`` the newest notice on show; ``muted`` the kinds
    a person does not want; ``closed`` fires when the panel goes, whatever the reason.
    """

    opened = Signal(int, int)
    all_read = Signal(int)
    muted = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._over = parent
        self.setObjectName("noticePanel")
        self.setAccessibleName(tr("Mitteilungen"))
        self.model = NoticeModel(self)
        self.list = QListView()
        self.list.setObjectName("noticeList")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName(tr("Mitteilungen"))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setUniformItemSizes(True)
        self.list.setModel(self.model)
        self.list.setItemDelegate(NoticeDelegate(self.list))
        self.list.clicked.connect(self._open)
        self.unread = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.read_all = ActionButton(
            tr("Alle gelesen"), variant=Variant.QUIET, icon_name="check", size=ButtonSize.SMALL
        )
        self.read_all.clicked.connect(self._on_read_all_clicked)
        self.kinds = IconButton("settings", tr("Worüber ich Mitteilungen bekomme"))
        self.close_button = IconButton("x", tr("Mitteilungen schließen"))
        self.close_button.clicked.connect(self.leave)
        self._menu = StayOpenMenu(self.kinds)
        self._fill_menu()
        self.kinds.clicked.connect(
            lambda: self._menu.popup(self.kinds.mapToGlobal(QPoint(0, self.kinds.height())))
        )
        self.empty = EmptyState(
            tr("Keine Mitteilungen"),
            tr(
                "Hier steht, wenn in einem Ihrer Vorgänge eine Antwort eingeht, jemand Ihnen einen "
                "Vorgang zuweist oder eine Frist oder Wiedervorlage heute ist."
            ),
            icon_name="bell",
            tone=Tone.MUTED,
        )
        self._before: QWidget | None = None
        self._leaving = False
        self._lay_out()
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_application_focus_changed)

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(TextLabel(tr("Mitteilungen"), TextStyle.HEADING))
        self._head.addWidget(self.unread)
        self._head.addStretch(1)
        for button in (self.read_all, self.kinds, self.close_button):
            self._head.addWidget(button)
        self._measure()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._head)
        self._pages = QStackedLayout()
        column.addLayout(self._pages, 1)
        for page in (self.list, self.empty):
            self._pages.addWidget(page)

    def _measure(self) -> None:
        now = theme.current()
        self._head.setContentsMargins(now.space(3), now.px(8), now.space(2), now.px(8))
        self._head.setSpacing(now.px(7))

    def _fill_menu(self) -> None:
        for kind in NoticeKind:
            action = self._menu.addAction(kind_text(kind))
            action.setCheckable(True)
            action.setChecked(True)
            action.setData(kind)
            action.triggered.connect(self._on_kind_triggered)

    def open_beside(self, bell: QWidget) -> None:
        """Show under the bell, and take the focus."""
        now = theme.current()
        parent = self._over
        focus = QApplication.focusWidget()
        self._before = focus if focus is not bell else None
        below = bell.mapTo(parent, QPoint(bell.width(), bell.height()))
        width = min(now.px(WIDTH), parent.width() - 16)
        left = max(8, min(below.x() - width // 2, parent.width() - width - 8))
        top = below.y() + 4
        self.setGeometry(left, top, width, min(now.px(460), parent.height() - top - 8))
        self.show()
        self.raise_()
        self._focus_content()

    def show_list(self, found: NoticeList) -> None:
        """Show what there is; the chosen line stays chosen."""
        chosen = self.model.row(self.list.currentIndex().row())
        self.model.show_rows(found.rows)
        row = self.model.row_of(None if chosen is None else chosen.notice_id)
        self.list.setCurrentIndex(self.model.index(max(row, 0)))
        self.unread.setText(
            ntr("{n} ungelesen", "{n} ungelesen", found.unread) if found.unread else ""
        )
        self.read_all.set_blocked("" if found.unread else tr("alles gelesen"))
        for action in self._menu.actions():
            action.setChecked(NoticeKind(action.data()) not in found.muted)
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self._over)
        self._pages.setCurrentWidget(self.list if found.rows else self.empty)
        if had_focus and self.isVisible() and not self.read_all.hasFocus():
            self._focus_content()

    def leave(self) -> None:
        """Close; the focus goes back to where it was."""
        if not self.isVisible():
            return
        before, self._before = self._before, None
        # Qt looks for another focus while it hides what has it.
        self._leaving = True
        self.hide()
        self._leaving = False
        if before is not None and before.isVisible():
            before.setFocus()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the case, Esc closes the panel."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._open(self.list.currentIndex())
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays in the panel: who leaves it with the focus closes it."""
        if self._leaving:
            return super().focusNextPrevChild(forward)
        stops = [
            stop
            for stop in (self.list, self.read_all, self.kinds, self.close_button)
            if stop.isVisible() and stop.isEnabled()
        ]
        focus = self.focusWidget()
        here = stops.index(focus) if focus in stops else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(here + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def _focus_content(self) -> None:
        (self.list if self.model.rows else self.close_button).setFocus()

    def _open(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row is not None:
            self._before = None
            self.leave()
            self.opened.emit(row.notice_id, row.case_id)

    def _on_read_all_clicked(self) -> None:
        if self.model.rows:
            self.all_read.emit(self.model.rows[0].notice_id)

    def _on_kind_triggered(self) -> None:
        self.muted.emit(
            frozenset(
                # Qt hands the plain text of the kind back.
                NoticeKind(action.data())
                for action in self._menu.actions()
                if not action.isChecked()
            )
        )

    def _on_application_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Whoever goes on working elsewhere has seen enough."""
        if not self.isVisible() or now is None or isinstance(now, QMenu):
            return
        if now.window() is self.window() and now is not self and not self.isAncestorOf(now):
            self._before = None
            self.leave()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_pages"):
            self._measure()
            self.list.scheduleDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.color(Role.BG_SURFACE))
        painter.setPen(now.pen(Role.BORDER_CONTROL))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
