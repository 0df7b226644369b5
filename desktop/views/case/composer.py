"""Writing to the tenant, or an internal note that can never be sent.

What is typed is handed out 500 ms after the last key, at least every second, and whenever the focus
or the case changes (``ui-brief.md``, section 1). The recipient stands beside the button from the
start and is fixed when it is pressed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.blank_text import is_blank
from desktop.domain.kinds import DraftKind
from desktop.services.cases.view import DraftView, ReplyWay
from desktop.services.conversation.text_modules import TextModule
from desktop.texts import tr
from desktop.texts.foreign import cleaned
from desktop.views import theme
from desktop.views.shortcut_override import SendKeys
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.labels import IconLabel, TextLabel, Tone

AFTER_LAST_KEY_MS = 500
AT_LEAST_EVERY_MS = 1_000


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the composer. ``way`` is the key of the shown reply way ("" for a note)."""

    kind: DraftKind
    subject: str
    text: str
    way: str
    template_code: str
    waiting_until: date | None


class _Editor(QPlainTextEdit):
    """Text that grows with its content between four and fourteen lines; Esc leaves, keeping it."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.document().contentsChanged.connect(self.fit)

    def fit(self) -> None:
        """Take as many lines as the text has."""
        lines = max(4, min(14, self.document().blockCount() + 1))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 14)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back one level and never discards text."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


class Composer(QWidget):
    """The editor of replies, rejections and notes of one case.

    ``draft_changed`` carries ``Written`` whenever it should be stored; ``send_requested`` when the
    button is pressed; ``discard_requested`` the kind of draft thrown away; ``module_requested`` the
    code of a prepared reply.
    """

    draft_changed = Signal(object)
    send_requested = Signal(object)
    discard_requested = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start closed."""
        super().__init__(parent)
        self._kind = DraftKind.REPLY
        self._template = ""
        self._modules: dict[str, TextModule] = {}
        self._unsaved = False
        self._build_widgets()
        self._lay_out()
        self._after_key = QTimer(self, singleShot=True, interval=AFTER_LAST_KEY_MS)
        self._at_least = QTimer(self, singleShot=True, interval=AT_LEAST_EVERY_MS)
        for timer in (self._after_key, self._at_least):
            timer.timeout.connect(self.flush)
        self.text.textChanged.connect(self._on_text_changed)
        self.subject.textEdited.connect(self._on_text_changed)
        self.text.left.connect(self._on_left)
        self.modules.activated.connect(self._on_module_chosen)
        self.send.clicked.connect(self._on_send_clicked)
        self.discard.clicked.connect(self._on_discard_clicked)
        for widget in (self.text, self.subject):
            widget.installEventFilter(self)
        self._send_keys = SendKeys(self)
        self._send_keys.watch((self.subject, self.text))
        self._send_keys.pressed.connect(self.send.click)
        self.hide()

    def _build_widgets(self) -> None:
        self.icon = IconLabel("reply", Tone.ACCENT, edge=14)
        self.heading = TextLabel("", TextStyle.BODY_STRONG)
        self.saved = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.modules = QComboBox()
        self.modules.setAccessibleName(tr("Textbaustein"))
        _keep_narrow(self.modules)
        self.subject = QLineEdit()
        self.subject.setAccessibleName(tr("Betreff"))
        self.subject.setPlaceholderText(tr("Betreff"))
        self.text = _Editor()
        self.text.setAccessibleName(tr("Text"))
        self.ways = QComboBox()
        self.ways.setAccessibleName(tr("Empfänger"))
        _keep_narrow(self.ways)
        # A long address is cut in the field: all of it stands in the tooltip.
        self.ways.currentTextChanged.connect(self.ways.setToolTip)
        self.recipient = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.wait_label = TextLabel(tr("Wiedervorlage"), TextStyle.SMALL, Tone.SECONDARY)
        self.wait_until = QDateEdit()
        self.wait_until.setCalendarPopup(True)
        self.wait_until.setDisplayFormat("dd.MM.yyyy")
        self.wait_until.setAccessibleName(tr("Wiedervorlage am"))
        self.discard = ActionButton(
            tr("Entwurf verwerfen"), variant=Variant.QUIET, size=ButtonSize.SMALL
        )
        self.send = ActionButton(
            tr("Senden"),
            variant=Variant.PRIMARY,
            size=ButtonSize.SMALL,
            icon_name="send",
            shortcut="Ctrl+Return",
        )

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.setSpacing(now.px(7))
        for widget in (self.icon, self.heading):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.saved)
        head.addWidget(self.modules)
        foot = QHBoxLayout()
        foot.setSpacing(now.px(7))
        where = QHBoxLayout()
        where.setSpacing(now.px(7))
        where.addWidget(self.recipient)
        where.addWidget(self.ways, 1)
        where.addWidget(self.wait_label)
        where.addWidget(self.wait_until)
        foot.addWidget(self.discard)
        foot.addStretch(1)
        foot.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(3), now.px(6), now.space(3), now.px(9))
        column.setSpacing(now.px(6))
        column.addLayout(head)
        column.addWidget(self.subject)
        column.addWidget(self.text)
        column.addLayout(where)
        column.addLayout(foot)

    def has_text(self) -> bool:
        """Whether something stands in the open editor that is kept as a draft."""
        return self.is_open() and not is_blank(self.content().text)

    @property
    def kind(self) -> DraftKind:
        """What is being written."""
        return self._kind

    def is_open(self) -> bool:
        """Whether something is being written."""
        return not self.isHidden()

    def set_choices(self, ways: tuple[ReplyWay, ...], modules: tuple[TextModule, ...]) -> None:
        """Offer reply ways and prepared replies; the chosen way stays where it still exists."""
        chosen = self.ways.currentData()
        self.ways.clear()
        for way in ways:
            self.ways.addItem(way.recipient, way.key)
            self.ways.setItemData(self.ways.count() - 1, way.recipient, Qt.ItemDataRole.ToolTipRole)
        place = self.ways.findData(chosen)
        self.ways.setCurrentIndex(max(0, place) if ways else -1)
        self._modules = {module.code: module for module in modules}
        self.modules.clear()
        self.modules.addItem(tr("Textbaustein wählen …"), "")
        for module in modules:
            self.modules.addItem(module.title, module.code)

    def open_as(self, kind: DraftKind, draft: DraftView | None, *, take_focus: bool = True) -> None:
        """Start writing; a stored draft of this kind comes back."""
        self.flush()
        self._kind = kind
        self._template = draft.template_code if draft else ""
        self._set_content(draft.subject if draft else "", draft.text if draft else "")
        self._dress()
        module = self._modules.get(self._template)
        self._show_waiting(module.waiting_until if module is not None else None)
        self.saved.setText("")
        self.show()
        if take_focus:
            self.text.setFocus()

    def open_copy(self, draft: DraftView) -> None:
        """Go on with a copy of what a colleague left; it becomes a draft of one's own at once."""
        self.open_as(draft.kind, draft)
        self.store_again()

    def store_again(self) -> None:
        """Hand out what stands here, be it new or not."""
        self._unsaved = True
        self.flush()

    def open_prepared(self, kind: DraftKind, reply: TextModule) -> None:
        """Start writing with a prepared reply."""
        self.flush()
        self._kind = kind
        self._template = reply.code
        self._set_content(reply.subject, reply.text)
        self._dress()
        self._show_waiting(reply.waiting_until)
        self.show()
        self.text.setFocus()
        self._unsaved = True
        self.flush()

    def close_editor(self) -> None:
        """Stop writing; what was typed stays as a draft."""
        self.flush()
        self.hide()
        self.closed.emit()

    def finish(self) -> None:
        """It was sent: nothing is left to store."""
        self._stop_timers()
        self._unsaved = False
        self._set_content("", "")
        self.hide()
        self.closed.emit()

    def content(self) -> Written:
        """What stands here now."""
        is_note = self._kind is DraftKind.NOTE
        until = None if self.wait_until.isHidden() else self.wait_until.date().toPython()
        return Written(
            kind=self._kind,
            subject="" if is_note else self.subject.text().replace("\0", ""),
            # Pasted from elsewhere, seen by nobody, and held by no server.
            text=self.text.toPlainText().replace("\0", ""),
            way="" if is_note else str(self.ways.currentData() or ""),
            template_code=self._template,
            waiting_until=until if isinstance(until, date) else None,
        )

    def flush(self) -> None:
        """Hand out what is not stored yet, now."""
        self._stop_timers()
        if self._unsaved:
            self._unsaved = False
            self.draft_changed.emit(self.content())

    def show_saved(self, clock: str) -> None:
        """Say when the draft was stored."""
        self.saved.setText(tr("Entwurf {time}", time=clock))

    def set_busy(self, *, busy: bool) -> None:
        """Keep the button from being pressed twice; the text stays."""
        self.send.setEnabled(not busy)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Store whenever the focus leaves."""
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)

    def _stop_timers(self) -> None:
        self._after_key.stop()
        self._at_least.stop()

    def _set_content(self, subject: str, text: str) -> None:
        for widget in (self.subject, self.text):
            widget.blockSignals(True)
        self.subject.setText(cleaned(subject))
        self.text.setPlainText(text)
        for widget in (self.subject, self.text):
            widget.blockSignals(False)
        self.text.fit()
        self._unsaved = False

    def _dress(self) -> None:
        is_note = self._kind is DraftKind.NOTE
        headings = {
            DraftKind.REPLY: (tr("Antwort"), "reply", Tone.ACCENT, tr("Senden")),
            DraftKind.NOTE: (tr("Interne Notiz"), "lock", Tone.WARNING, tr("Notiz speichern")),
            DraftKind.REJECTION: (tr("Ablehnung"), "x", Tone.DANGER, tr("Ablehnen und senden")),
        }
        heading, icon_name, tone, button = headings[self._kind]
        self.heading.setText(heading)
        self.icon.show_icon(icon_name, tone)
        self.send.setText(button)
        self.send.setAccessibleName(button)
        for widget in (self.subject, self.modules, self.ways):
            widget.setVisible(not is_note)
        self.recipient.setText(tr("bleibt im Haus") if is_note else tr("An"))
        self.text.setProperty("note", is_note)
        self.text.style().unpolish(self.text)
        self.text.style().polish(self.text)
        self._show_waiting(None)

    def _show_waiting(self, until: date | None) -> None:
        for widget in (self.wait_label, self.wait_until):
            widget.setVisible(until is not None)
        if until is not None:
            self.wait_until.setDate(QDate(until.year, until.month, until.day))

    def _on_text_changed(self) -> None:
        self._unsaved = True
        self._after_key.start()
        if not self._at_least.isActive():
            self._at_least.start()

    def _on_left(self) -> None:
        self.close_editor()

    def _on_module_chosen(self, place: int) -> None:
        module = self._modules.get(str(self.modules.itemData(place)))
        if module is None:
            return
        if self.text.toPlainText().strip():
            self.text.insertPlainText(module.text)
        else:
            self._set_content(module.subject, module.text)
        if self._kind is not DraftKind.REJECTION:
            # A rejection keeps the reason it began with, whatever text is put into it.
            self._template = module.code
            self._show_waiting(module.waiting_until)
        self._on_text_changed()
        self.text.setFocus()

    def _on_send_clicked(self) -> None:
        self.flush()
        self.send_requested.emit(self.content())

    def _on_discard_clicked(self) -> None:
        self._stop_timers()
        self._unsaved = False
        kind = self._kind
        self._set_content("", "")
        self.hide()
        self.discard_requested.emit(kind)


def _keep_narrow(choices: QComboBox) -> None:
    """Let the longest entry not decide how wide the page has to be; the list itself is wide."""
    choices.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choices.setMinimumContentsLength(14)
    choices.view().setTextElideMode(Qt.TextElideMode.ElideNone)
