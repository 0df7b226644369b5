"""Area *Antwortvorlagen*: every prepared reply, those written here and those that ship.

What is typed and not saved stays with its reply until the window closes, whatever is looked at
meanwhile; the list says where something is not saved.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.text_match import search_key
from desktop.services.conversation import reply_editing as editing
from desktop.services.conversation.reply_forms import (
    CategoryName,
    ChangeReply,
    PutReplyOutOfUse,
    PutReplyToUse,
    ReplyForm,
    ReplyRow,
)
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views import theme
from desktop.views.administration.reply_form_editor import ReplyFormEditor
from desktop.views.administration.reply_lines import has_words, line_of
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.filter_field import FilterField
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.workplace import Workplace

LIST_WIDTH = 300
WIDEST_LIST = 380
"""With the largest letters the editor needs the room more than the names do."""
PREVIEW_AFTER_MS = 200
NEW = ""
"""The code of a reply that is being written and has none yet."""


class RepliesPage(QWidget):
    """Prepared replies as an administrator sees them."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` reads the list."""
        super().__init__(parent)
        self._workplace = workplace
        self._rows: dict[str, ReplyRow] = {}
        self._typed: dict[str, tuple[ReplyForm, int]] = {}
        self._code: str | None = None
        self._saving = False
        self._build()
        self._lay_out()
        self._preview_soon = QTimer(self, singleShot=True, interval=PREVIEW_AFTER_MS)
        self._preview_soon.timeout.connect(self._preview)
        self._connect()
        self.setFocusProxy(self.list)

    def _build(self) -> None:
        self.title = TextLabel(tr("Antwortvorlagen"), TextStyle.TITLE)
        self.summary = TextLabel(
            tr("In einer Antwort mit :: und dem Kürzel oder Titel eingefügt."),
            TextStyle.SMALL,
            Tone.SECONDARY,
        )
        self.add = ActionButton(tr("Neue Vorlage"), icon_name="plus")
        self.copy = ActionButton(tr("Als eigene Vorlage kopieren"), icon_name="copy")
        self.ships = InPlaceMessage(MessageKind.INFO, "")
        self.ships.hide()
        self.filter = FilterField(tr("Filtern: Titel, Kürzel, Wort im Text"), shortcut="")
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Antwortvorlagen"))
        self.message = InPlaceMessage(MessageKind.ERROR, "")
        self.reload = self.message.add_button(tr("Neu laden"))
        self.message.hide()
        self.editor = ReplyFormEditor()
        self.use = ActionButton(tr("Nicht mehr anbieten"), variant=Variant.QUIET)
        self.discard = ActionButton(tr("Verwerfen"), variant=Variant.QUIET)
        self.save = ActionButton(
            tr("Speichern"), variant=Variant.PRIMARY, icon_name="save", shortcut="Ctrl+Return"
        )

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addSpacing(now.space(3))
        head.addWidget(self.summary, 1)
        left = QVBoxLayout()
        left.addWidget(self.add)
        left.addWidget(self.filter)
        left.addWidget(self.list, 1)
        self.list.setFixedWidth(min(now.px(LIST_WIDTH), WIDEST_LIST))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        foot = QHBoxLayout()
        for widget in (self.use, self.discard):
            foot.addWidget(widget)
        foot.addStretch(1)
        for widget in (self.copy, self.save):
            foot.addWidget(widget)
        right = QVBoxLayout()
        right.addWidget(self.message)
        right.addWidget(self.ships)
        right.addWidget(self.editor, 1)
        right.addLayout(foot)
        middle = QHBoxLayout()
        middle.setSpacing(now.space(4))
        middle.addLayout(left)
        middle.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addLayout(head)
        column.addLayout(middle, 1)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._on_list_current_item_changed)
        self.filter.textChanged.connect(self._fill_list)
        self.filter.returnPressed.connect(self._on_filter_return_pressed)
        self.filter.left_empty.connect(self.list.setFocus)
        self.add.clicked.connect(lambda: self._begin(ReplyForm()))
        self.copy.clicked.connect(self._on_copy_clicked)
        self.editor.edited.connect(self._on_editor_edited)
        self.editor.keys.pressed.connect(self.save.click)
        self.save.clicked.connect(self._on_save_clicked)
        self.discard.clicked.connect(self._on_discard_clicked)
        self.reload.clicked.connect(self._on_discard_clicked)
        self.use.clicked.connect(self._on_use_clicked)
        self._workplace.changed.connect(self._on_workplace_changed)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_application_focus_changed)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter means *Speichern* here, not the step of the case that is open elsewhere."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() in kinds and isinstance(event, QKeyEvent) and self.editor.keys.means(event):
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.save.click()
            return True
        return super().event(event)

    def open_with(self, _companies: frozenset[int]) -> None:
        """Show all replies, whatever companies the lists are narrowed to."""
        self.refresh()

    def refresh(self) -> None:
        """Read the list again; what is typed stays."""
        ask = self._workplace.ask
        ask(
            editing.category_names,
            done=self._on_categories_read,
            failed=self._on_failed,
            scope="replies.categories",
            stale=Stale.SKIP,
        )
        ask(
            editing.list_replies,
            done=self._on_listed,
            failed=self._on_failed,
            scope="replies",
            stale=Stale.SKIP,
        )

    def _on_categories_read(self, categories: tuple[CategoryName, ...]) -> None:
        self.editor.offer(self._workplace.companies, categories)

    def _on_listed(self, rows: tuple[ReplyRow, ...]) -> None:
        self._rows = {row.code: row for row in rows}
        if self._code is None:
            self._code = next(iter(self._rows), None)
        self._fill_list()
        if self._code is not None and self._code not in self._typed:
            self._show()
        else:
            self._show_buttons()

    def _fill_list(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        words = search_key(self.filter.text()).split()
        codes = [*((NEW,) if NEW in self._typed else ()), *self._rows]
        for code in (one for one in codes if one == NEW or self._matches(one, words)):
            item = QListWidgetItem(self._line(code))
            item.setToolTip(item.text())
            item.setData(_CODE, code)
            self.list.addItem(item)
            if code == self._code:
                self.list.setCurrentItem(item)
        if not self.list.count() and words:
            nothing = QListWidgetItem(tr("Keine Vorlage passt zum Filter."), self.list)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.blockSignals(False)

    def _matches(self, code: str, words: list[str]) -> bool:
        return has_words(self._form(code), self._line(code), words)

    def _form(self, code: str) -> ReplyForm:
        """A reply as typed where it is not saved, else as it is stored."""
        if code in self._typed:
            return self._typed[code][0]
        return self._rows[code].form if code in self._rows else ReplyForm()

    def _line(self, code: str) -> str:
        return line_of(self._form(code), self._rows.get(code), saved=code not in self._typed)

    def _show(self) -> None:
        """Show the chosen reply, as typed where it is not saved."""
        code = self._code or NEW
        row = self._rows.get(code)
        changeable = code in self._typed or (row is not None and not row.ships)
        self.message.hide()
        self.editor.show_form(self._form(code), changeable=changeable)
        self._show_buttons()
        self._preview_soon.start()

    def _show_buttons(self) -> None:
        row = self._rows.get(self._code or "")
        typed = self._code is not None and self._code in self._typed
        own = row is not None and not row.ships
        for widget in (self.copy, self.ships):
            widget.setVisible(row is not None and row.ships)
        if row is not None and row.ships:
            self._say_what_ships(row)
        self.save.setVisible(typed or own)
        self.save.set_blocked("" if typed else tr("Es ist nichts geändert."))
        self.discard.setVisible(typed)
        self.use.setVisible(own)
        if row is not None:
            self.use.setText(tr("Nicht mehr anbieten") if row.active else tr("Wieder anbieten"))

    def _say_what_ships(self, row: ReplyRow) -> None:
        if row.replaced:
            title = tr("Mitgeliefert und durch eine eigene Vorlage mit diesem Kürzel ersetzt.")
            detail = tr("Geändert wird die eigene. Wird sie nicht mehr angeboten, gilt diese hier.")
        else:
            title = tr("Mitgeliefert: Diese Vorlage selbst lässt sich nicht ändern.")
            detail = tr(
                "„Als eigene Vorlage kopieren“ macht eine eigene mit demselben Kürzel. Sobald sie "
                "gespeichert ist, wird sie statt dieser angeboten."
            )
        self.ships.show_message(MessageKind.INFO, title, detail)

    def _on_filter_return_pressed(self) -> None:
        """To the first that is left."""
        self.list.setFocus()
        if self.list.currentItem() is None:
            self.list.setCurrentRow(0)

    def _begin(self, form: ReplyForm) -> None:
        """Write a new reply; one that is being written already is gone on with."""
        self._typed.setdefault(NEW, (form, 0))
        self._code = NEW
        self._fill_list()
        self._show()
        self.editor.title.setFocus()

    def _preview(self) -> None:
        self._workplace.ask(
            editing.preview_reply,
            self.editor.form(),
            done=self.editor.show_preview,
            failed=lambda error: self.editor.show_no_preview(error_sentence(error)),
            scope="replies.preview",
            stale=Stale.SKIP,
        )

    def _on_list_current_item_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_CODE) is not None:
            self._code = str(item.data(_CODE))
            self._show()

    def _on_copy_clicked(self) -> None:
        row = self._rows.get(self._code or "")
        if row is not None:
            # With its shortcut: the copy is offered in the place of the one that ships.
            self._typed.pop(NEW, None)
            self._begin(replace(row.form))

    def _on_editor_edited(self) -> None:
        if self._code is None:
            return
        row = self._rows.get(self._code)
        before = self._typed.get(self._code)
        version = before[1] if before is not None else (0 if row is None else row.version)
        self._typed[self._code] = (self.editor.form(), version)
        item = self.list.currentItem()
        if item is not None:
            item.setText(self._line(self._code))
        self._show_buttons()
        self._preview_soon.start()

    def _on_save_clicked(self) -> None:
        typed = None if self._code is None else self._typed.get(self._code)
        if typed is None or self._saving:
            return
        form, version = typed
        row = self._rows.get(self._code or "")
        self._saving = True
        if row is None or row.reply_id is None:
            self._workplace.ask(
                editing.create_reply, form, done=self._on_saved, failed=self._on_failed
            )
        else:
            self._workplace.ask(
                editing.change_reply,
                ChangeReply(row.reply_id, form, version),
                done=self._on_saved,
                failed=self._on_failed,
            )

    def _on_saved(self, row: ReplyRow) -> None:
        self._saving = False
        self._typed.pop(self._code or NEW, None)
        self._code = row.code
        self._rows[row.code] = row
        self._fill_list()
        self._show()

    def _on_discard_clicked(self) -> None:
        self._typed.pop(self._code or NEW, None)
        if self._code == NEW:
            self._code = next(iter(self._rows), None)
        self._fill_list()
        self._show()
        self.refresh()

    def _on_use_clicked(self) -> None:
        row = self._rows.get(self._code or "")
        if row is None or row.reply_id is None or self._saving:
            return
        self._saving = True
        if row.active:
            self._workplace.ask(
                editing.put_out_of_use,
                PutReplyOutOfUse(row.reply_id, row.version),
                done=self._on_used,
                failed=self._on_failed,
            )
        else:
            self._workplace.ask(
                editing.put_to_use,
                PutReplyToUse(row.reply_id, row.version),
                done=self._on_used,
                failed=self._on_failed,
            )

    def _on_used(self, row: ReplyRow) -> None:
        self._saving = False
        self._rows[row.code] = row
        typed = self._typed.get(row.code)
        if typed is not None:
            self._typed[row.code] = (typed[0], row.version)
        self._fill_list()
        self._show_buttons()

    def _on_failed(self, error: UserError) -> None:
        self._saving = False
        self.message.show_message(MessageKind.ERROR, error_sentence(error))
        self.reload.setVisible(error.code in ("replies.changed", "replies.unknown"))
        self.message.show()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if self.isVisible() and any(change.kind is ChangeKind.REPLIES for change in changes):
            self.refresh()

    def _on_application_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        self.editor.remember_target(now)


_CODE = 256
"""Role under which an entry of the list keeps the code of its reply."""
