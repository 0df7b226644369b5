"""Area *Anruf oder Brief erfassen*: the form, where files are dropped, and the way out.

It is a page and no dialog: whoever records can look something up meanwhile, and what was typed is
kept wherever one goes.
"""

from __future__ import annotations

from functools import partial
from uuid import uuid4

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.services.recording.commands import RecordingDraft
from desktop.services.recording.form import RecordingForm
from desktop.texts import ntr, tr
from desktop.texts.dates import near_moment
from desktop.views import theme
from desktop.views.recording.given_files import brings_files
from desktop.views.recording.recording_form_view import (
    CHANNEL_KEYS,
    RecordingFormView,
    recorded_as,
)
from desktop.views.shortcut_override import SendKeys
from desktop.views.storing_time import StoringTime
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.key_menu import foreign_entry
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.workplace import Workplace


class RecordingPage(QWidget):
    """The form of one recording at a time, by its key.

    ``draft_changed`` fires whenever what stands here should be kept; ``edited`` with every change;
    ``store_requested``, ``discard_requested``, ``another_requested`` and ``left`` when somebody
    wants that; ``draft_chosen`` carries a ``RecordingDraft``; ``files_given`` what was dropped or
    pasted.
    """

    draft_changed = Signal()
    edited = Signal()
    store_requested = Signal()
    discard_requested = Signal()
    another_requested = Signal()
    draft_chosen = Signal(object)
    files_given = Signal(QMimeData)
    left = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start with an empty form."""
        super().__init__(parent)
        self.key = str(uuid4())
        self._unsaved = False
        self._dragging = False
        self._build(workplace)
        self._lay_out()
        self._storing = StoringTime(self)
        self._connect()
        self.setAcceptDrops(True)
        self.begin(str(uuid4()), self.form_view.empty_form())

    def _build(self, workplace: Workplace) -> None:
        self.title = TextLabel(tr("Anruf oder Brief erfassen"), TextStyle.TITLE)
        self.saved = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.drafts = ActionButton("", variant=Variant.QUIET, trailing="chevron-down")
        self._menu = QMenu(self.drafts)
        self.drafts.hide()
        self.message = InPlaceMessage(MessageKind.ERROR, "")
        self.undo = self.message.add_button(tr("Rückgängig"))
        self.message.hide()
        self.form_view = RecordingFormView(workplace.today)
        self.discard = ActionButton(tr("Verwerfen"), variant=Variant.QUIET)
        self.another = ActionButton(tr("Neue Erfassung"), icon_name="plus")
        self.close_page = ActionButton(tr("Später weiter"), shortcut="Esc")
        self.store = ActionButton(
            tr("Vorgang anlegen"),
            variant=Variant.PRIMARY,
            icon_name="save",
            shortcut="Ctrl+Return",
        )

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.setContentsMargins(now.space(4), now.space(3), now.space(4), 0)
        head.setSpacing(now.space(2))
        head.addWidget(self.title)
        head.addStretch(1)
        for widget in (self.saved, self.drafts, self.another):
            head.addWidget(widget)
        middle = QVBoxLayout()
        middle.setContentsMargins(now.space(4), 0, now.space(4), 0)
        middle.addWidget(self.message)
        foot = QHBoxLayout()
        foot.setContentsMargins(now.space(4), now.px(6), now.space(4), now.space(2))
        foot.setSpacing(now.space(2))
        foot.addWidget(self.discard)
        foot.addStretch(1)
        foot.addWidget(self.close_page)
        foot.addWidget(self.store)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(now.px(9))
        column.addLayout(head)
        column.addLayout(middle)
        column.addWidget(self.form_view, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        form = self.form_view
        self._storing.due.connect(self.flush)
        form.changed.connect(self._on_form_changed)
        form.files_given.connect(self.files_given)
        form.tenancy.left.connect(self._leave)
        for field in form.text_fields():
            field.installEventFilter(self)
        self.store.clicked.connect(self.store_requested)
        self.discard.clicked.connect(self.discard_requested)
        self.another.clicked.connect(self.another_requested)
        self.close_page.clicked.connect(self._leave)
        self.drafts.clicked.connect(self._open_menu)
        self.send_keys = SendKeys(self)
        self.send_keys.pressed.connect(self.store.click)
        self.send_keys.watch(form.text_fields())
        form.form_card.inputs.keys.pressed.connect(self.store.click)
        form.form_card.inputs.left.connect(self.flush)
        # Where no text has the focus the key comes up to the page, and is its own as well.
        self.send_keys.watch((self,))
        for channel, keys in CHANNEL_KEYS.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(form.choose_channel, channel))

    def begin(self, key: str, form: RecordingForm) -> None:
        """Show another recording; what stood here was kept by the caller."""
        self._storing.stop()
        self._unsaved = False
        self.key = key
        self.form_view.show_form(form)
        self.message.hide()
        self.saved.setText("")
        self.refresh_names()

    def flush(self) -> None:
        """Hand out what is not kept yet."""
        self._storing.stop()
        if self._unsaved:
            self._unsaved = False
            self.draft_changed.emit()

    def mark_changed(self) -> None:
        """Something was changed that has to be kept, such as a file that was added."""
        self._on_form_changed()

    def forget_changes(self) -> None:
        """What stands here is stored or thrown away: it is no draft any more."""
        self._storing.stop()
        self._unsaved = False

    def set_busy(self, *, busy: bool) -> None:
        """While it is stored nothing is pressed twice."""
        self.store.set_blocked(tr("Wird gespeichert …") if busy else "")
        for button in (self.discard, self.another, self.drafts):
            button.setEnabled(not busy)

    def say(self, kind: MessageKind, sentence: str, *, undo: bool = False) -> None:
        """Say something in place."""
        self.message.show_message(kind, sentence)
        self.undo.setVisible(undo)
        self.message.show()

    def show_drafts(self, drafts: tuple[RecordingDraft, ...]) -> None:
        """Offer what else was begun."""
        others = [draft for draft in drafts if draft.key != self.key]
        self._menu.clear()
        for draft in others:
            action = self._menu.addAction(foreign_entry(self._draft_line(draft)))
            action.triggered.connect(partial(self._on_draft_triggered, draft))
        text = ntr("{n} weitere begonnen", "{n} weitere begonnen", len(others))
        self.drafts.setText(text)
        self.drafts.setAccessibleName(text)
        self.drafts.setVisible(bool(others))

    def _draft_line(self, draft: RecordingDraft) -> str:
        form = draft.form
        words = " ".join((form.subject or form.text).split())[:40]
        parts = [recorded_as(form.channel), near_moment(draft.updated_at)]
        return " · ".join([*parts, words] if words else parts)

    def _on_draft_triggered(self, draft: RecordingDraft, _checked: object = None) -> None:
        self.draft_chosen.emit(draft)

    def _open_menu(self) -> None:
        self._menu.popup(self.drafts.mapToGlobal(QPoint(0, self.drafts.height())))

    def refresh_names(self) -> None:
        """The button says whether a case is made or added to."""
        adds = self.form_view.chosen_case() is not None
        text = tr("Zum Vorgang hinzufügen") if adds else tr("Vorgang anlegen")
        self.store.setText(text)
        self.store.setAccessibleName(text)

    def _on_form_changed(self) -> None:
        self._unsaved = True
        self.refresh_names()
        self._storing.typed()
        self.edited.emit()

    def _leave(self) -> None:
        self.flush()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what was typed when the focus goes elsewhere."""
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back one level; a paste where no text is means files."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.matches(QKeySequence.StandardKey.Paste):
            mime = QGuiApplication.clipboard().mimeData()
            if brings_files(mime):
                self.files_given.emit(mime)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere on the page."""
        if brings_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._show_dragging(dragging=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        del event
        self._show_dragging(dragging=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take copies; the files stay where they are."""
        self._show_dragging(dragging=False)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.files_given.emit(event.mimeData())

    def _show_dragging(self, *, dragging: bool) -> None:
        self._dragging = dragging
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A frame around the page while files are held over it."""
        super().paintEvent(event)
        if self._dragging:
            painter = QPainter(self)
            painter.setPen(theme.current().pen(Role.FOCUS_RING, 2))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
            painter.end()
