"""Print batches: those nobody has confirmed, and the past ones with printing again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.kinds import BatchState
from desktop.services.letters.view import BatchRow
from desktop.texts import ntr, tr
from desktop.texts.dates import full_moment
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import TextLabel
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

_NUMBER = int(Qt.ItemDataRole.UserRole)
_SHOWN_ROWS = 4


class UnconfirmedBatch(InPlaceMessage):
    """A batch of which nobody knows whether it is on paper; each signal carries its row."""

    again_requested = Signal(object)
    file_requested = Signal(object)
    confirmed = Signal(object)
    taken_back = Signal(object)

    def __init__(self, batch: BatchRow, blocked: str, no_printer: str) -> None:
        """Offer what can have become of it; ``blocked`` and ``no_printer`` are reasons or empty."""
        super().__init__(MessageKind.WARNING, *_riddle(batch))
        number = batch.number
        again = self.add_button(tr("Noch einmal drucken …"))
        file = self.add_button(tr("Als PDF speichern …"))
        printed = self.add_button(tr("Ist gedruckt"), Variant.PRIMARY)
        not_printed = self.add_button(tr("Ist nicht gedruckt"))
        names = {
            again: tr("Stapel {number} noch einmal drucken", number=number),
            file: tr("Stapel {number} als PDF speichern", number=number),
            printed: tr("Stapel {number} ist gedruckt", number=number),
            not_printed: tr("Stapel {number} ist nicht gedruckt", number=number),
        }
        for button, name in names.items():
            button.setAccessibleName(name)
            button.set_blocked(blocked or (no_printer if button is again else ""))
        again.clicked.connect(lambda: self.again_requested.emit(batch))
        file.clicked.connect(lambda: self.file_requested.emit(batch))
        printed.clicked.connect(lambda: self.confirmed.emit(batch))
        not_printed.clicked.connect(lambda: self.taken_back.emit(batch))


def _riddle(batch: BatchRow) -> tuple[str, str]:
    """What is not known of a batch, and what that means until somebody says it."""
    if batch.is_repeat:
        title = tr(
            "Stapel {number}, noch einmal gedruckt, ist nicht bestätigt: {name}, {moment}",
            number=batch.number,
            name=batch.repeated_by,
            moment=full_moment(batch.repeated_at or batch.made_at),
        )
        text = tr(
            "Die Codes der früheren Ausdrucke gelten nicht mehr, und das Programm weiß nicht, ob "
            "die neuen auf Papier sind. Bitte sehen Sie am Drucker nach. Ist der Stapel nicht "
            "gedruckt, warten seine Briefe mit neuem Code wieder; alle anderen bleiben gedruckt."
        )
        return title, text
    title = tr(
        "Stapel {number} ist nicht bestätigt: {count}, {name}, {moment}",
        number=batch.number,
        count=ntr("{n} Brief", "{n} Briefe", batch.letter_count),
        name=batch.made_by,
        moment=full_moment(batch.made_at),
    )
    text = tr(
        "Das Programm weiß nicht, ob er auf Papier ist. Seine Briefe warten weiter und "
        "kommen in keinen anderen Stapel. Bitte sehen Sie am Drucker nach."
    )
    return title, text


def batch_text(batch: BatchRow) -> str:
    """One past batch in a line: number, letters, what became of it."""
    count = ntr("{n} Brief", "{n} Briefe", batch.letter_count)
    if batch.state is BatchState.TAKEN_BACK:
        reason = batch.take_back_reason or tr("gleich danach")
        if batch.repeated_at is not None:
            return tr(
                "Stapel {number}: {count}, neue Codes doch nicht gedruckt ({reason})",
                number=batch.number,
                count=count,
                reason=reason,
            )
        return tr(
            "Stapel {number}: {count}, doch nicht gedruckt ({reason})",
            number=batch.number,
            count=count,
            reason=reason,
        )
    moment = batch.made_at if batch.printed_at is None else batch.printed_at
    printed = tr(
        "Stapel {number}: {count}, gedruckt {moment}, {name}",
        number=batch.number,
        count=count,
        moment=full_moment(moment),
        name=batch.printed_by,
    )
    if batch.repeated_at is not None:
        printed = tr(
            "{printed} · neue Codes {moment}, {name}",
            printed=printed,
            moment=full_moment(batch.repeated_at),
            name=batch.repeated_by,
        )
    if not batch.codes:
        return printed
    if batch.to_post or batch.posted_at is None:
        return tr("{printed} · {n} mit Code, noch nicht zur Post", printed=printed, n=batch.codes)
    posted = full_moment(batch.posted_at)
    return tr("{printed} · zur Post gegeben {moment}", printed=printed, moment=posted)


def why_not_posted(batch: BatchRow | None) -> str:
    """Return why nothing of a batch can be noted as posted; empty where it can."""
    if batch is None or not batch.codes:
        return tr("enthält keinen Brief mit Code")
    return "" if batch.to_post else tr("schon vermerkt")


class PastBatches(QWidget):
    """The past batches, newest first, and what can be done with the chosen one.

    Each signal carries its row.
    """

    again_requested = Signal(object)
    file_requested = Signal(object)
    post_requested = Signal(object)
    take_back_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(parent)
        now = theme.current()
        self._batches: dict[int, BatchRow] = {}
        self._blocked = ""
        self._no_printer = ""
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Frühere Stapel"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        # Number and what is still to be done stand at the ends of a line.
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        small = ButtonSize.SMALL
        self.again = ActionButton(tr("Noch einmal drucken …"), icon_name="printer", size=small)
        self.file = ActionButton(tr("Als PDF speichern …"), icon_name="save", size=small)
        self.post = ActionButton(tr("Zur Post gegeben"), icon_name="send", size=small)
        self.take_back = ActionButton(
            tr("Doch nicht gedruckt …"), icon_name="rotate-ccw", size=small
        )
        self.again.setAccessibleName(tr("Stapel noch einmal drucken"))
        self.file.setAccessibleName(tr("Stapel als PDF speichern"))
        buttons = FlowLayout()
        for button in (self.again, self.file, self.post, self.take_back):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(tr("Frühere Stapel"), TextStyle.HEADING))
        column.addWidget(self.list)
        column.addLayout(buttons)
        self.list.currentItemChanged.connect(lambda *_: self._show_possible())
        self.again.clicked.connect(lambda: self.again_requested.emit(self._chosen_batch()))
        self.file.clicked.connect(lambda: self.file_requested.emit(self._chosen_batch()))
        self.post.clicked.connect(lambda: self.post_requested.emit(self._chosen_batch()))
        self.take_back.clicked.connect(lambda: self.take_back_requested.emit(self._chosen_batch()))
        self.hide()

    def show_batches(self, batches: tuple[BatchRow, ...], blocked: str, no_printer: str) -> None:
        """Show these; ``blocked`` and ``no_printer`` are why something cannot be done, or empty."""
        self._blocked, self._no_printer = blocked, no_printer
        chosen = self.chosen()
        self._batches = {batch.number: batch for batch in batches}
        self.list.blockSignals(True)
        self.list.clear()
        for batch in batches:
            item = QListWidgetItem(batch_text(batch))
            item.setData(_NUMBER, batch.number)
            item.setToolTip(item.text())
            self.list.addItem(item)
            if batch.number == chosen:
                self.list.setCurrentItem(item)
        if batches and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        row = max(self.list.sizeHintForRow(0), 1) if batches else 1
        self.list.setFixedHeight(row * min(len(batches), _SHOWN_ROWS) + 2)
        self.setVisible(bool(batches))
        self._show_possible()

    def chosen(self) -> int:
        """Number of the chosen batch; 0 for none."""
        row = self.list.currentRow()
        return int(self.list.item(row).data(_NUMBER)) if row >= 0 else 0

    def _chosen_batch(self) -> BatchRow | None:
        return self._batches.get(self.chosen())

    def _show_possible(self) -> None:
        buttons = (self.again, self.file, self.post, self.take_back)
        used = next((one for one in buttons if one.hasFocus()), None)
        batch = self._chosen_batch()
        gone = batch is None or batch.state is BatchState.TAKEN_BACK
        reason = self._blocked or (tr("zurückgenommen") if gone else "")
        self.again.set_blocked(reason or self._no_printer)
        self.file.set_blocked(reason)
        self.post.set_blocked(reason or why_not_posted(batch))
        posted = batch is not None and batch.is_posted
        self.take_back.set_blocked(reason or (tr("zur Post gegeben") if posted else ""))
        if used is not None and not used.isEnabled():
            # Qt would hand the focus on to anything that comes next in the window.
            self.list.setFocus()
