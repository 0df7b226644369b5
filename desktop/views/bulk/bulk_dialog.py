"""Asks what to do to many cases, and shows beforehand what will happen and what will not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.work import BulkKind
from desktop.services.bulk.handing_over import Holder
from desktop.services.bulk.wishes import BulkPlan, BulkProgress
from desktop.texts import tr
from desktop.texts.bulk import (
    about_text,
    button_text,
    holder_text,
    kind_title,
    will_text,
)
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.bulk.bulk_fields import BulkFields
from desktop.views.bulk.bulk_texts import left_out, more_text
from desktop.views.bulk.reply_look import ReplyLook
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

WIDTH, WIDTHS = 500, {BulkKind.REPLY: 640}
"""Pixels at 100 %."""
_WRAP = Qt.TextFlag.TextWordWrap


class BulkDialog(QDialog):
    """A window-modal question with a dry run, which becomes the progress of the act.

    ``plan_wanted`` asks for a dry run of what is filled in, ``confirmed`` for the act; ``stopped``
    that it shall end: what was done until then stays. While it runs the dialog cannot be closed
    otherwise.
    """

    plan_wanted = Signal()
    confirmed = Signal()
    stopped = Signal()

    def __init__(
        self, kind: BulkKind, today: date, chosen: int | None, parent: QWidget | None = None
    ) -> None:
        """``chosen`` is how many cases it is about; None: all of a colleague who is asked for."""
        super().__init__(parent)
        self._kind = kind
        self.chosen = chosen
        self._plan: BulkPlan | None = None
        self._running = False
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = kind_title(kind) if chosen is not None else tr("Alle Vorgänge übergeben")
        self.setWindowTitle(title)
        self.about = TextLabel("", TextStyle.BODY, Tone.SECONDARY, wrap=_WRAP)
        self.giver = QComboBox()
        self.fields = BulkFields(kind, today)
        self.card = Card(tr("Vorschau"))
        self.will = TextLabel("", TextStyle.BODY_STRONG, wrap=_WRAP)
        self.more = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=_WRAP)
        self.look = ReplyLook()
        self.bar = QProgressBar()
        self.problem = InPlaceMessage(MessageKind.ERROR, "")
        self.cancel = ActionButton(tr("Abbrechen"))
        self.confirm = ActionButton("", variant=Variant.PRIMARY, shortcut="Ctrl+Return")
        self._left_out = QVBoxLayout()
        self._lay_out(title, chosen)
        self._connect()
        self._show_plan()
        if chosen is None:
            self.giver.setFocus()
        else:
            self.fields.take_focus()

    def _lay_out(self, title: str, chosen: int | None) -> None:
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(title, TextStyle.TITLE))
        column.addWidget(self.about)
        if chosen is None:
            self.about.setText(
                tr("Alle offenen Vorgänge einer Person gehen an jemand anderen oder werden frei.")
            )
            self.giver.setAccessibleName(tr("Von"))
            form = QFormLayout()
            form.setContentsMargins(0, 0, 0, 0)
            form.addRow(tr("Von"), self.giver)
            column.addLayout(form)
        else:
            self.about.setText(about_text(chosen))
            self.giver.setParent(self)
            self.giver.hide()
        column.addWidget(self.fields)
        self.bar.setTextVisible(False)
        self.card.body.addWidget(self.will)
        self.card.body.addWidget(self.more)
        self.card.body.addWidget(self.bar)
        self.card.body.addLayout(self._left_out)
        self.card.body.addWidget(self.look, 1)
        self.look.setVisible(self._kind is BulkKind.REPLY)
        column.addWidget(self.card, 1)
        self.problem.hide()
        column.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(WIDTHS.get(self._kind, WIDTH)))

    def _connect(self) -> None:
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.fields.changed.connect(self._show_button)
        self.fields.target_changed.connect(self._on_target_changed)
        self.giver.currentIndexChanged.connect(self._on_target_changed)

    def offer_givers(self, people: Sequence[Holder]) -> None:
        """Offer who can give cases; who gets them comes after."""
        blocked = self.giver.blockSignals(True)
        for one in people:
            self.giver.addItem(holder_text(shown(one.name), one.open_cases), one.staff_id)
        self.giver.blockSignals(blocked)

    def start_planning(self) -> None:
        """A dry run is under way."""
        self._plan = None
        self.problem.hide()
        self._show_plan()

    def show_progress(self, progress: BulkProgress) -> None:
        """How far the dry run or the act is."""
        self.bar.setRange(0, max(progress.total, 1))
        self.bar.setValue(progress.done)
        text = tr("{done} von {total}", done=progress.done, total=progress.total)
        self.bar.setAccessibleName(text)
        if self._running:
            self.will.setText(text)

    def show_plan(self, plan: BulkPlan) -> None:
        """The dry run has ended."""
        self._plan = plan
        self._show_plan()

    def start_running(self) -> None:
        """The act is under way: only its end can be asked for."""
        self._running = True
        self.fields.setEnabled(False)
        self.giver.setEnabled(False)
        self.look.setEnabled(False)
        self.confirm.hide()
        self.cancel.setText(tr("Anhalten"))
        self.cancel.setFocus()
        self.bar.show()
        self.bar.setRange(0, 0)

    def show_problem(self, sentence: str) -> None:
        """It was refused, or ended in between."""
        self._running = False
        self.problem.show_message(MessageKind.ERROR, sentence)
        self.problem.show()
        self.fields.setEnabled(True)
        self.giver.setEnabled(True)
        self.confirm.show()
        self.cancel.setText(tr("Abbrechen"))
        self.cancel.setEnabled(True)
        self.bar.hide()
        self._show_button()

    def reject(self) -> None:
        """Esc and the corner: a running act is stopped first."""
        if self._running:
            self._on_cancel_clicked()
        else:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter alone does nothing to thousands of cases."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            return
        super().keyPressEvent(event)

    def _show_plan(self) -> None:
        clear_layout(self._left_out)
        plan = self._plan
        self.bar.setVisible(plan is None)
        self.more.setText("" if plan is None or not plan.ids else more_text(plan))
        self.more.setVisible(bool(self.more.text()))
        if plan is None:
            self.look.show_none()
            self.bar.setRange(0, 0)
            self.will.setText(tr("Wird geprüft …"))
        else:
            self.will.setText(
                will_text(self._kind, len(plan.ids)) if plan.ids else self._nothing(plan)
            )
            for group in plan.left_out:
                text = left_out(group)
                label = TextLabel(text, TextStyle.SMALL, Tone.SECONDARY, wrap=_WRAP)
                self._left_out.addWidget(label)
        said = [self.will.text(), *filter(None, [self.more.text()])]
        if plan is not None:
            said += [left_out(one) for one in plan.left_out]
        self.card.setAccessibleDescription(" ".join(said))
        self._show_button()

    def event(self, event: QEvent) -> bool:
        """Take the height that what is said needs: a dialog does not do so by itself."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._grow()
        # Last: one of the events is the one that deletes the dialog.
        return super().event(event)

    def _grow(self) -> None:
        column = self.layout()
        if column is None:
            return
        needed = column.heightForWidth(self.width())
        parent = self.parentWidget()
        room = needed if parent is None else parent.window().height()
        if self.height() < min(needed, room):
            self.resize(self.width(), min(needed, room))

    def _show_button(self) -> None:
        plan = self._plan
        count = 0 if plan is None else len(plan.ids)
        self.confirm.setText(button_text(self._kind, count))
        # Another text takes a button's key away.
        self.confirm.setShortcut("Ctrl+Return")
        reason = self.fields.missing()
        if plan is None:
            reason = reason or tr("Die Vorschau ist noch nicht da.")
        elif not plan.ids:
            reason = self._nothing(plan)
        self.confirm.set_blocked(reason)

    def _nothing(self, plan: BulkPlan) -> str:
        if self.chosen is None and not plan.left_out:
            return tr("Diese Person hat keine offenen Vorgänge.")
        return tr("Für keinen der Vorgänge ist das möglich.")

    def _on_target_changed(self) -> None:
        self.start_planning()
        self.plan_wanted.emit()

    def _on_confirm_clicked(self) -> None:
        if self._plan is not None and self._plan.ids and not self.fields.missing():
            self.confirmed.emit()

    def _on_cancel_clicked(self) -> None:
        if self._running:
            self.cancel.setEnabled(False)
            self.stopped.emit()
        else:
            super().reject()
