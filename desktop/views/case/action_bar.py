"""The bar below a case: what can be done with it, and why something cannot."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.acting.menu import MENU
from desktop.views.actions import ActionId, Actions
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.key_menu import KeyMenu
from desktop.views.widgets.labels import IconLabel, TextLabel, Tone


class ActionBar(QWidget):
    """Take, reply, more at the left; refuse and the main step at the right.

    One filled button: the step that moves the case on. When it cannot be done the reason stands
    beside it, or above it in as many lines as it takes.
    """

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Bind the buttons to the window's actions."""
        super().__init__(parent)
        self.setAccessibleName(tr("Aktionen"))
        self._actions = actions
        self.take = ActionButton(tr("Übernehmen"), icon_name="user-plus")
        self.reply = ActionButton(tr("Antworten"), icon_name="reply")
        self.more = ActionButton(icon_name="ellipsis", name=tr("Weitere Aktionen"))
        self.reason_icon = IconLabel("lock", Tone.DANGER, edge=14)
        self.reason = TextLabel("", TextStyle.SMALL, Tone.DANGER)
        self.refuse = ActionButton(tr("Ablehnen"), variant=Variant.DANGER, icon_name="x")
        self.main = ActionButton(
            tr("Zur Freigabe"), variant=Variant.PRIMARY, icon_name="shield-check"
        )
        self.take.bind(actions[ActionId.TAKE])
        self.reply.bind(actions[ActionId.REPLY])
        self.refuse.bind(actions[ActionId.REFUSE])
        self.main.bind(actions[ActionId.MAIN])
        self._menu = KeyMenu(self)
        self.more.setMenu(self._menu)
        self._rows = QVBoxLayout(self)
        self._row = QHBoxLayout()
        self._why = QHBoxLayout()
        self._second = QHBoxLayout()
        for row in (self._row, self._why, self._second):
            self._rows.addLayout(row)
        left: tuple[QWidget, ...] = (self.take, self.reply, self.more)
        for widget in left:
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._second.addStretch(1)
        self._placed: tuple[QHBoxLayout, QHBoxLayout] | None = None
        actions.reason_changed.connect(self._on_reason_changed)
        self._measure()
        self._show_reason()

    def name_main_keys(self, *, named: bool) -> None:
        """Name the key of the main step, or not while an editor has it."""
        self.main.name_keys(named=named)
        self._fit()

    def set_menu(self, entries: list[ActionId]) -> None:
        """Fill "⋯" with these and with what can be done with a case of any category."""
        self._menu.clear()
        for part in (entries, MENU):
            self._menu.addActions([self._actions[action_id] for action_id in part])
            self._menu.addSeparator()
        self._menu.addAction(self._actions[ActionId.CASE_IN_NEW_WINDOW])

    def show_main(self, text: str, icon_name: str) -> None:
        """Name the step that moves the case on."""
        self._actions[ActionId.MAIN].setText(text)
        self.main.set_icon_name(icon_name)
        self._fit()

    def show_refuse(self, text: str) -> None:
        """Name the refusal; without a text there is none."""
        self.refuse.setVisible(bool(text))
        if text:
            self._actions[ActionId.REFUSE].setText(text)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line above, as everywhere between bars."""
        now = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.color(Role.BG_SURFACE))
        painter.fillRect(QRectF(0, 0, self.width(), 1), now.color(Role.BORDER_DEFAULT))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use what room there is."""
        super().resizeEvent(event)
        self._fit()

    def _measure(self) -> None:
        now = theme.current()
        self._rows.setContentsMargins(now.space(4), now.px(10), now.space(4), now.px(10))
        self._rows.setSpacing(now.px(7))
        self._row.setSpacing(now.px(7))
        self._why.setSpacing(now.px(7))
        self._second.setSpacing(now.px(7))
        self._fit()

    def _fit(self) -> None:
        """First the key combinations give way, then the deciding buttons get their own line.

        A reason that has no room beside them even there gets all lines it needs.
        """
        left, right = (self.take, self.reply, self.more), (self.refuse, self.main)
        room = self.width() - 2 * theme.current().space(4)
        why = self._reason_width()
        for hints in (True, False):
            self._show_hints(*left, *right, shown=hints)
            if self._width(*left, *right) + why <= room:
                self._place(self._row, reason_in=self._row)
                return
        self._show_hints(*left, shown=True)
        self._show_hints(*left, shown=self._width(*left) <= room)
        self._show_hints(*right, shown=False)
        stands_beside = self._width(*right) + why <= room
        self._place(self._second, reason_in=self._second if stands_beside else self._why)
        beside = why if stands_beside else 0
        self._show_hints(*right, shown=True)
        self._show_hints(*right, shown=self._width(*right) + beside <= room)

    def _place(self, line: QHBoxLayout, *, reason_in: QHBoxLayout) -> None:
        """Put the deciding buttons into a line, and the reason into theirs or its own."""
        if (line, reason_in) == self._placed:
            return
        self._placed = (line, reason_in)
        for layout in (self._row, self._why, self._second):
            for widget in (self.reason_icon, self.reason, self.refuse, self.main):
                layout.removeWidget(widget)
        on_its_own = reason_in is self._why
        self.reason.setWordWrap(on_its_own)
        reason_in.addWidget(self.reason_icon)
        reason_in.addWidget(self.reason, 1 if on_its_own else 0)
        for button in (self.refuse, self.main):
            line.addWidget(button)

    @staticmethod
    def _show_hints(*buttons: ActionButton, shown: bool) -> None:
        for button in buttons:
            button.show_hint(shown=shown)

    @staticmethod
    def _width(*buttons: ActionButton) -> int:
        gap = theme.current().px(7)
        return sum(button.sizeHint().width() + gap for button in buttons if not button.isHidden())

    def _reason_width(self) -> int:
        if self.reason.isHidden():
            return 0
        now = theme.current()
        text = now.metrics(TextStyle.SMALL).horizontalAdvance(self.reason.text())
        return text + self.reason_icon.sizeHint().width() + now.px(7)

    def _on_reason_changed(self, action_id: str) -> None:
        if action_id == ActionId.MAIN.value:
            self._show_reason()

    def _show_reason(self) -> None:
        reason = self._actions.reason(ActionId.MAIN)
        shown = bool(reason) and self.main.isVisibleTo(self)
        self.reason.setText(reason)
        self.reason.setVisible(shown)
        self.reason_icon.setVisible(shown)
        self._fit()
