"""Writing to the tenant, or an internal note that can never be sent.

What is typed is handed out 500 ms after the last key, at least every second, and whenever the focus
or the case changes (``ui-brief.md``, section 1). The recipient stands beside the button from the
start and is fixed when it is pressed.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.blank_text import is_blank
from desktop.domain.kinds import DraftKind
from desktop.services.cases.view import ActionState, AttachmentView, DraftView, ReplyWay
from desktop.services.conversation.placeholders import gap_places
from desktop.services.conversation.text_modules import TextModule
from desktop.texts import tr
from desktop.texts.foreign import cleaned
from desktop.views.case.composer_parts import ComposerParts
from desktop.views.case.written import Written
from desktop.views.shortcut_override import SendKeys
from desktop.views.storing_time import StoringTime
from desktop.views.widgets.buttons import Variant
from desktop.views.widgets.focus_back import FocusBack
from desktop.views.widgets.labels import Tone


class Composer(ComposerParts):
    """The editor of replies, rejections and notes of one case.

    ``draft_changed`` carries ``Written`` whenever it should be stored; ``send_requested`` when the
    button is pressed; ``discard_requested`` the kind of draft thrown away; ``files_given`` what was
    dropped or pasted to go along (see ``attach`` for files that are asked for); ``opened`` that
    something is written, or can be written otherwise than before.
    """

    draft_changed = Signal(object)
    send_requested = Signal(object)
    discard_requested = Signal(object)
    files_given = Signal(QMimeData)
    closed = Signal()
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start closed."""
        super().__init__(parent)
        self._kind = DraftKind.REPLY
        self._template = ""
        self._modules: dict[str, TextModule] = {}
        self._unsaved = False
        self._kept = ("", "")
        self._focus = FocusBack(self)
        self._closing = ActionState(possible=False)
        self._storing = StoringTime(self)
        self._storing.due.connect(self.flush)
        self.text.textChanged.connect(self._on_text_changed)
        self.subject.textChanged.connect(self._on_text_changed)
        self.text.left.connect(self.close_editor)
        self.text.reply_put_in.connect(self._on_reply_put_in)
        self.text.files_given.connect(self.files_given)
        self.files.changed.connect(self._on_files_changed)
        self.recipient.way_changed.connect(self._on_way_changed)
        self.send_and_close.clicked.connect(self._on_send_and_close_clicked)
        self.setAcceptDrops(True)
        self.modules.activated.connect(self._on_module_chosen)
        self.send.clicked.connect(self._on_send_clicked)
        self.discard.clicked.connect(self._on_discard_clicked)
        for widget in (self.text, self.subject):
            widget.installEventFilter(self)
        self._send_keys = SendKeys(self)
        self._send_keys.watch((self.subject, self.text))
        self._send_keys.pressed.connect(self.send.click)
        self.hide()

    def has_text(self) -> bool:
        """Whether something stands in the open editor that is kept as a draft."""
        return self.is_open() and bool(self.files.files() or not is_blank(self.content().text))

    @property
    def kind(self) -> DraftKind:
        """What is being written."""
        return self._kind

    def is_open(self) -> bool:
        """Whether something is being written."""
        return not self.isHidden()

    def set_choices(
        self,
        ways: tuple[ReplyWay, ...],
        modules: tuple[TextModule, ...],
        case_files: tuple[AttachmentView, ...] = (),
        closing: ActionState | None = None,
    ) -> None:
        """Offer reply ways, prepared replies and the case's files; the chosen way stays, if it can.

        ``closing`` says whether the case can be closed together with an answer.
        """
        self.attach.offer(case_files)
        if closing is not None:
            self._closing = closing
        self.recipient.offer(ways)
        self._modules = {module.code: module for module in modules}
        self.modules.clear()
        self.modules.addItem(tr("Textbaustein wählen …"), "")
        for module in modules:
            self.modules.addItem(module.title, module.code)
        self.text.offer(modules if self._kind is not DraftKind.NOTE else ())
        self._show_closing()
        if self.is_open():
            self.opened.emit()

    def open_as(self, kind: DraftKind, draft: DraftView | None, *, take_focus: bool = True) -> None:
        """Start writing; a stored draft of this kind comes back."""
        self.flush()
        self._kind = kind
        self._template = draft.template_code if draft else ""
        self._set_content(draft.subject if draft else "", draft.text if draft else "")
        self.files.show_files(draft.files if draft else ())
        self._dress()
        module = self._modules.get(self._template)
        self.recipient.show_waiting(module.waiting_until if module is not None else None)
        self.saved.setText("")
        self.show()
        self.opened.emit()
        if take_focus:
            self._focus.take(self.text)

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
        self.files.show_files(())
        self._dress()
        self.recipient.show_waiting(reply.waiting_until)
        self.show()
        self.opened.emit()
        self._focus.take(self.text)
        self._unsaved = True
        self.flush()

    def close_editor(self) -> None:
        """Stop writing; what was typed stays as a draft."""
        self.flush()
        self._focus.give_back()
        self.hide()
        self.closed.emit()

    def finish(self) -> None:
        """It was sent: nothing is left to store."""
        self._storing.stop()
        self._unsaved = False
        self._set_content("", "")
        self.files.show_files(())
        self._focus.give_back()
        self.hide()
        self.closed.emit()

    def content(self) -> Written:
        """What stands here now."""
        is_note = self._kind is DraftKind.NOTE
        return Written(
            kind=self._kind,
            subject="" if is_note else self.subject.text().replace("\0", ""),
            # Pasted from elsewhere, seen by nobody, and held by no server.
            text=self.text.toPlainText().replace("\0", ""),
            way="" if is_note else self.recipient.way(),
            template_code=self._template,
            waiting_until=self.recipient.waiting_until(),
            files=self.files.files() if self._kind is DraftKind.REPLY else (),
        )

    def flush(self) -> None:
        """Hand out what is not stored yet, now."""
        self._storing.stop()
        if self._unsaved:
            self._unsaved = False
            self.draft_changed.emit(self.content())

    def show_saved(self, clock: str) -> None:
        """Say when the draft was stored."""
        self.saved.setText(tr("Entwurf {time}", time=clock))

    def set_busy(self, *, busy: bool) -> None:
        """Keep the buttons from being pressed twice; the text stays."""
        self.send.setEnabled(not busy)
        self._show_closing()
        if busy:
            self.send_and_close.setEnabled(False)

    def next_gap(self) -> bool:
        """Go to the next place that has to be filled, in the subject too; whether there is one."""
        for begin, end in gap_places(self.subject.text()):
            if not self.subject.selected_text():
                self.subject.setFocus()
                self.subject.select(begin, end)
                return True
        self.text.setFocus()
        return self.text.next_gap()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files can be dropped on an answer to go along with it."""
        if self.text.takes_files and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """They are attached, not recorded as what the tenant sent."""
        event.acceptProposedAction()
        self.files_given.emit(event.mimeData())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Store whenever the focus leaves."""
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)

    def _set_content(self, subject: str, text: str) -> None:
        for widget in (self.subject, self.text):
            widget.blockSignals(True)
        self.subject.setText(cleaned(subject))
        self.text.setPlainText(text)
        for widget in (self.subject, self.text):
            widget.blockSignals(False)
        self.text.fit()
        self._kept = (self.subject.text(), self.text.toPlainText())
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
        for widget in (self.subject, self.modules):
            widget.setVisible(not is_note)
        is_reply = self._kind is DraftKind.REPLY
        self.attach.setVisible(is_reply)
        self.files.setVisible(is_reply and bool(self.files.files()))
        self.text.takes_files = is_reply
        self.text.offer(() if is_note else tuple(self._modules.values()))
        self._show_closing()
        self.recipient.address_to(nobody=is_note)
        self.text.setProperty("note", is_note)
        self.text.style().unpolish(self.text)
        self.text.style().polish(self.text)
        self.recipient.show_waiting(None)

    def can_close(self) -> bool:
        """Whether an answer can close the case at once."""
        return self._kind is DraftKind.REPLY and self._closing.possible

    def _show_closing(self) -> None:
        """Offer sending and closing in one go where the case can be closed."""
        offered = self.can_close()
        self.send_and_close.setVisible(offered)
        self.send_and_close.setEnabled(offered)
        module = self._modules.get(self._template)
        meant = offered and module is not None and module.closes
        self.send_and_close.set_variant(Variant.PRIMARY if meant else Variant.SECONDARY)
        self.send.set_variant(Variant.SECONDARY if meant else Variant.PRIMARY)

    def _on_way_changed(self) -> None:
        self.files.tell_printing(by_letter=self.recipient.is_letter())

    def _on_files_changed(self) -> None:
        self._unsaved = True
        self.flush()

    def _on_text_changed(self) -> None:
        stands = (self.subject.text(), self.text.toPlainText())
        if stands == self._kept:
            # Only its look has changed: a gap or a word was marked.
            return
        self._kept = stands
        self._unsaved = True
        self._storing.typed()

    def _on_module_chosen(self, place: int) -> None:
        module = self._modules.get(str(self.modules.itemData(place)))
        if module is not None:
            self.text.setFocus()
            self.text.put_in(module)

    def _on_reply_put_in(self, module: TextModule, alone: bool) -> None:
        if alone:
            self.subject.setText(cleaned(module.subject))
        former = self._modules.get(self._template)
        asks_already = not alone and former is not None and former.waiting_until is not None
        if self._kind is not DraftKind.REJECTION and not (
            asks_already and module.waiting_until is None
        ):
            # A rejection keeps the reason it began with, whatever text is put into it.
            self._template = module.code
            self.recipient.show_waiting(module.waiting_until)
            self._show_closing()
        self._unsaved = True
        self._storing.typed()

    def _on_send_clicked(self) -> None:
        self.flush()
        self.send_requested.emit(self.content())

    def _on_send_and_close_clicked(self) -> None:
        self.flush()
        self.send_requested.emit(replace(self.content(), closes=True))

    def _on_discard_clicked(self) -> None:
        self._storing.stop()
        self._unsaved = False
        kind = self._kind
        self._set_content("", "")
        self.files.show_files(())
        self._focus.give_back()
        self.hide()
        self.discard_requested.emit(kind)
