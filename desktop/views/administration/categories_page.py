"""Area *Kategorien*: the list in the order of the sidebar, and the editor of the chosen one.

What is typed and not saved stays with its category until this window closes, whatever is looked at
meanwhile; the list says where something is not saved.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.categories.administration import (
    list_categories,
    move_category,
    save_category,
)
from desktop.services.categories.commands import MoveCategory, SaveCategory
from desktop.services.categories.view import CategoryDefinition
from desktop.tasks import Stale
from desktop.texts import ntr, tr
from desktop.texts.errors import error_sentence
from desktop.views import icons, theme
from desktop.views.administration.category_editor import CategoryEditor, new_category
from desktop.views.administration.save_key import claims_save_key, is_save_key
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.workplace import Workplace

LIST_WIDTH = 260
WIDEST_LIST = 380
"""With the largest letters the editor needs the room more than the names do."""
_NEW = 0
"""The key of what is being made and has none yet."""
_Pair = tuple[CategoryDefinition, CategoryDefinition]


class CategoriesPage(QWidget):
    """Categories as an administrator sees them."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` reads the list."""
        super().__init__(parent)
        self._workplace = workplace
        self._known: dict[int, CategoryDefinition] = {}
        self._typed: dict[int, _Pair] = {}
        self._chosen: int | None = None
        self._saving = False
        self.title = TextLabel(tr("Kategorien"), TextStyle.TITLE)
        self.summary = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.add = ActionButton(tr("Neue Kategorie"), icon_name="plus")
        self.up = ActionButton(icon_name="arrow-up", name=tr("Kategorie nach oben"))
        self.down = ActionButton(icon_name="arrow-down", name=tr("Kategorie nach unten"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Kategorien"))
        self.message = InPlaceMessage(MessageKind.ERROR, "")
        self.editor = CategoryEditor()
        self.discard = ActionButton(tr("Verwerfen"), variant=Variant.QUIET)
        self.save = ActionButton(
            tr("Speichern"), variant=Variant.PRIMARY, icon_name="save", shortcut="Ctrl+Return"
        )
        self._lay_out()
        self._connect()
        self.editor.show_companies(workplace.companies)
        self._show_nothing()
        self.setFocusProxy(self.add)

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addSpacing(now.space(3))
        head.addWidget(self.summary, 1)
        left = QVBoxLayout()
        buttons = QHBoxLayout()
        buttons.addWidget(self.add, 1)
        buttons.addWidget(self.up)
        buttons.addWidget(self.down)
        left.addLayout(buttons)
        left.addWidget(self.list, 1)
        self.list.setFixedWidth(min(now.px(LIST_WIDTH), WIDEST_LIST))
        self.list.setIconSize(QSize(now.px(16), now.px(16)))
        foot = QHBoxLayout()
        foot.addWidget(self.discard)
        foot.addStretch(1)
        foot.addWidget(self.save)
        right = QVBoxLayout()
        right.addWidget(self.message)
        right.addWidget(self.editor, 1)
        right.addLayout(foot)
        self.message.hide()
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
        self.add.clicked.connect(self._on_add_clicked)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.editor.edited.connect(self._on_editor_edited)
        self.save.clicked.connect(self._on_save_clicked)
        self.discard.clicked.connect(self._on_discard_clicked)
        self._workplace.changed.connect(self._on_workplace_changed)
        self.editor.keys.pressed.connect(self.save.click)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter means *Speichern* here, not the step of the case that is open elsewhere."""
        if claims_save_key(event):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter."""
        if is_save_key(event):
            self.save.click()
        else:
            super().keyPressEvent(event)

    def open_with(self, _companies: frozenset[int]) -> None:
        """Show the categories, whatever companies the lists are narrowed to."""
        self.refresh()

    def refresh(self) -> None:
        """Read the list again; what is typed stays."""
        self._workplace.ask(
            list_categories,
            done=self._on_listed,
            failed=self._on_failed,
            scope="categories",
            stale=Stale.SKIP,
        )

    def _on_listed(self, categories: tuple[CategoryDefinition, ...]) -> None:
        self._known = {one.category_id: one for one in categories if one.category_id is not None}
        self.summary.setText(ntr("{n} Kategorie", "{n} Kategorien", len(self._known)))
        self._fill_list()
        if self._chosen in self._typed:
            return
        if self._chosen in self._known:
            self._show(self._chosen)
        elif self._known:
            self._choose(next(iter(self._known)))

    def _fill_list(self) -> None:
        self.list.blockSignals(True)
        place = self.list.verticalScrollBar().value()
        self.list.clear()
        entries = list(self._known.items())
        if _NEW in self._typed:
            entries.append((_NEW, self._typed[_NEW][1]))
        for key, category in entries:
            shown = self._typed[key][1] if key in self._typed else category
            item = QListWidgetItem(icons.icon(shown.icon), self._words(key, shown))
            item.setData(Qt.ItemDataRole.UserRole, key)
            self.list.addItem(item)
            if key == self._chosen:
                self.list.setCurrentItem(item)
        self.list.verticalScrollBar().setValue(place)
        self.list.blockSignals(False)
        self._show_moves()

    def _words(self, key: int, category: CategoryDefinition) -> str:
        words = [category.name.strip() or tr("Neue Kategorie")]
        if not category.active:
            words.append(tr("nimmt nichts Neues an"))
        if key in self._typed:
            words.append(tr("nicht gespeichert"))
        return " · ".join(words)

    def _choose(self, key: int) -> None:
        for place in range(self.list.count()):
            item = self.list.item(place)
            if item.data(Qt.ItemDataRole.UserRole) == key:
                self.list.setCurrentItem(item)
        if self._chosen != key:
            self._show(key)

    def _show(self, key: int) -> None:
        """Show a category in the editor, with what was typed over it."""
        self._chosen = key
        seen, wanted = self._typed.get(key) or (self._known[key], self._known[key])
        self.message.hide()
        self.editor.setEnabled(True)
        self.editor.show_category(seen, wanted)
        self._show_steps()

    def _show_nothing(self) -> None:
        self._chosen = None
        self.editor.setEnabled(False)
        self._show_steps()

    def _show_steps(self) -> None:
        nothing = "" if self._chosen in self._typed else tr("Es ist nichts geändert.")
        self.save.set_blocked(tr("Wird gespeichert.") if self._saving else nothing)
        self.discard.set_blocked(nothing)
        self._show_moves()

    def _show_moves(self) -> None:
        keys = list(self._known)
        place = keys.index(self._chosen) if self._chosen in self._known else None
        self.up.set_blocked(tr("Weiter nach oben geht es nicht.") if not place else "")
        last = place is None or place == len(keys) - 1
        self.down.set_blocked(tr("Weiter nach unten geht es nicht.") if last else "")

    def _on_list_current_item_changed(self, item: QListWidgetItem | None) -> None:
        key = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        if isinstance(key, int) and key != self._chosen:
            self._show(key)

    def _on_add_clicked(self) -> None:
        if _NEW not in self._typed:
            self._typed[_NEW] = (new_category(), new_category())
        self._chosen = _NEW
        self._fill_list()
        self._show(_NEW)
        self.editor.verticalScrollBar().setValue(0)
        self.editor.name.setFocus()

    def _on_editor_edited(self) -> None:
        key = self._chosen
        if key is None:
            return
        seen = self._typed[key][0] if key in self._typed else self._known[key]
        wanted = self.editor.wanted()
        was = key in self._typed
        if wanted == seen and key != _NEW:
            self._typed.pop(key, None)
        else:
            self._typed[key] = (seen, wanted)
        item = self.list.currentItem()
        if item is not None:
            item.setText(self._words(key, wanted))
            item.setIcon(icons.icon(wanted.icon))
        if was != (key in self._typed):
            self._show_steps()

    def _on_save_clicked(self) -> None:
        key = self._chosen
        if key is None or key not in self._typed or self._saving:
            return
        seen, wanted = self._typed[key]
        self._saving = True
        self._show_steps()
        self._workplace.ask(
            save_category,
            SaveCategory(wanted, None if key == _NEW else seen),
            done=lambda saved: self._on_saved(key, wanted, saved),
            failed=self._on_not_saved,
        )

    def _on_saved(self, key: int, wanted: CategoryDefinition, saved: CategoryDefinition) -> None:
        self._saving = False
        assert saved.category_id is not None
        typed = self._typed.get(key)
        self._known[saved.category_id] = saved
        if typed is None or typed[1] == wanted:
            self._typed.pop(key, None)
        else:
            # Somebody went on typing meanwhile.
            self._typed.pop(key)
            self._typed[saved.category_id] = (saved, typed[1])
        if self._chosen == key:
            self._chosen = saved.category_id
        self._fill_list()
        if self._chosen == saved.category_id:
            self._show(saved.category_id)
        self._say(MessageKind.OK, tr("„{name}“ ist gespeichert.", name=saved.name))
        self.refresh()

    def _on_not_saved(self, error: UserError) -> None:
        self._saving = False
        self._show_steps()
        self._on_failed(error)

    def _on_discard_clicked(self) -> None:
        key = self._chosen
        if key is None or key not in self._typed:
            return
        self._typed.pop(key)
        self._fill_list()
        if key in self._known:
            self._show(key)
        elif self._known:
            self._choose(next(iter(self._known)))
        else:
            self._show_nothing()
        self.refresh()

    def _move(self, steps: int) -> None:
        key = self._chosen
        if key is not None and key in self._known:
            self._workplace.ask(
                move_category,
                MoveCategory(key, steps),
                done=lambda _: self.refresh(),
                failed=self._on_failed,
            )

    def _on_failed(self, error: UserError) -> None:
        self._say(MessageKind.ERROR, error_sentence(error))

    def _say(self, kind: MessageKind, title: str) -> None:
        self.message.show_message(kind, title)
        self.message.show()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if self.isVisible() and any(one.kind is ChangeKind.CATEGORY for one in changes):
            self.refresh()
