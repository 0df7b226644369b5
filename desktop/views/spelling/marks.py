"""Wrong words of one text field: underlined once they are finished, with a menu at each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit

from desktop.domain.spelling import (
    SpellingState,
    Word,
    known_form,
    word_at,
    words_in,
    wrong_words,
)
from desktop.texts import tr
from desktop.views.spelling.marker import WAITING, TextMarker, qt_place, text_place
from desktop.views.spelling.spelling import Spelling

PATIENCE_MS = 1_500
"""A menu waits so long for suggestions; then it opens without."""
MOST_CHECKED = 100_000
"""Signs of a text, twenty times a long letter. In longer ones, which nobody typed, no word is
looked at: it would keep the window for a minute."""


@dataclass(frozen=True, slots=True)
class _MenuWish:
    """A menu that waits for suggestions."""

    where: QPoint
    cursor: QTextCursor
    word: Word
    language: str

    @property
    def bare(self) -> str:
        """The word without the full stop behind it."""
        return self.word.asked.rstrip(".")


class SpellingMarks(QObject):
    """Serves one editor as long as it lives.

    The word at the cursor is left alone while it is typed. Nobody waits here: words are asked for,
    and underlined when the answer has come.
    """

    def __init__(
        self, editor: QPlainTextEdit, spelling: Spelling, marker: TextMarker | None = None
    ) -> None:
        """``marker`` is the one that ``editor`` has already; without one it gets its own."""
        super().__init__(editor)
        self._editor = editor
        self._spelling = spelling
        self._marker = marker or TextMarker(editor.document())
        self._marker.wrong_words = self._wrong_words
        self._names: frozenset[str] = frozenset()
        self._left_alone: set[str] = set()
        self._typing = False
        self._hidden: QTextBlock | None = None
        self._was_too_long = False
        self._wish: _MenuWish | None = None
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_timeout)
        editor.installEventFilter(self)
        editor.viewport().installEventFilter(self)
        editor.cursorPositionChanged.connect(self._show_hidden)
        editor.textChanged.connect(self._on_editor_text_changed)
        spelling.judged.connect(self._on_spelling_judged)
        spelling.suggested.connect(self._on_spelling_suggested)
        spelling.changed.connect(self.look_again)
        self.look_again()

    def know_names(self, forms: frozenset[str]) -> None:
        """Call none of these wrong (``domain.spelling.names_in``)."""
        if forms != self._names:
            self._names = forms
            self.look_again()

    def begin_text(self) -> None:
        """Another text begins: what was left alone in the last one counts again."""
        if self._left_alone:
            self._left_alone.clear()
            self.look_again()

    def look_again(self) -> None:
        """Paint everything anew."""
        if not self._is_too_long():
            self._repaint(self._blocks())

    def wrong_word(self, cursor: QTextCursor) -> tuple[Word, str] | None:
        """Return the wrong word at a cursor with the language of its paragraph, if there is one."""
        text = cursor.block().text()
        place = text_place(text, cursor.positionInBlock())
        found, language = self._judge(text)
        at = (word for word in found if word.begin <= place <= word.end)
        word = next(at, None)
        return None if word is None else (word, language)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice typing; answer the menu of the mouse and that of the keys."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if _asks_for_menu(event):
                self._open_menu_at_caret()
                return True
            self._typing = bool(event.text().strip())
            if event.text():
                # Who types on wants no menu any more.
                self._wish = None
        elif kind == QEvent.Type.InputMethod:
            self._typing = True
        elif kind in (QEvent.Type.MouseButtonPress, QEvent.Type.FocusOut):
            self._typing = False
            self._show_hidden()
        elif kind == QEvent.Type.StyleChange and watched is self._editor:
            self.look_again()
        elif kind == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            if event.reason() != QContextMenuEvent.Reason.Mouse:
                self._open_menu_at_caret()
            elif watched is self._editor:
                return False
            else:
                self._open_menu(event.globalPos(), self._editor.cursorForPosition(event.pos()))
            return True
        return False

    # --- painting ---------------------------------------------------------------------------------

    def _judge(self, text: str) -> tuple[list[Word], str]:
        words = tuple(words_in(text))
        found, language = wrong_words(words, self._spelling.accepted, self._spelling.languages)
        return [word for word in found if not self._is_known(word.text)], language

    def _is_known(self, text: str) -> bool:
        form = known_form(text)
        return (
            form in self._names
            or form in self._left_alone
            or self._spelling.is_own(text)
            # "Frau Yılmaz-Öztürk" may be called by one of the names, too.
            or ("-" in form and all(part in self._names for part in form.split("-")))
        )

    def _wrong_words(self, text: str) -> tuple[Iterable[Word], bool]:
        """What ``TextMarker`` paints in a paragraph; what is not known yet is asked for."""
        if not self._spelling.is_on or self._editor.isReadOnly() or self._is_too_long():
            return (), False
        words = list(words_in(text))
        typed = self._typed_word(text, words)
        if typed is not None:
            words.remove(typed)
        waits = self._spelling.want(word.asked for word in words)
        found, _ = wrong_words(words, self._spelling.accepted, self._spelling.languages)
        return [word for word in found if not self._is_known(word.text)], waits

    def _typed_word(self, text: str, words: list[Word]) -> Word | None:
        """The word that is being typed in the paragraph that is painted right now."""
        if not self._typing or not self._editor.hasFocus():
            return None
        cursor = self._editor.textCursor()
        if cursor.block() != self._marker.currentBlock():
            return None
        place = text_place(text, cursor.positionInBlock())
        word = next((one for one in reversed(words) if one.begin <= place <= one.end), None)
        if word is not None:
            self._hidden = cursor.block()
        return word

    def _show_hidden(self) -> None:
        """The cursor has moved: what was being typed may be finished."""
        if self._typing and self._hidden == self._editor.textCursor().block():
            # The key that moved it has changed the paragraph, which was painted then.
            return
        hidden, self._hidden = self._hidden, None
        if hidden is not None and hidden.isValid():
            self._repaint((hidden,))

    def _is_too_long(self) -> bool:
        return self._editor.document().characterCount() > MOST_CHECKED

    def _on_editor_text_changed(self) -> None:
        """A text that has become short enough is looked at."""
        was_too_long, self._was_too_long = self._was_too_long, self._is_too_long()
        if was_too_long and not self._was_too_long:
            # Not while the document still reports its change.
            QTimer.singleShot(0, self, self.look_again)

    def _on_spelling_judged(self) -> None:
        if self._is_too_long():
            return
        self._repaint(block for block in self._blocks() if block.userState() == WAITING)

    def _blocks(self) -> Iterable[QTextBlock]:
        block = self._editor.document().begin()
        while block.isValid():
            yield block
            block = block.next()

    def _repaint(self, blocks: Iterable[QTextBlock]) -> None:
        """Paint paragraphs anew; nobody is told that the text has changed, for it has not."""
        document = self._editor.document()
        were_blocked = document.blockSignals(True)
        try:
            for block in tuple(blocks):
                self._marker.rehighlightBlock(block)
        finally:
            document.blockSignals(were_blocked)

    # --- the menu ---------------------------------------------------------------------------------

    def _open_menu_at_caret(self) -> None:
        # Some systems send the key and, besides, ask for a menu.
        if QApplication.activePopupWidget() is None:
            corner = self._editor.cursorRect().bottomLeft()
            where = self._editor.viewport().mapToGlobal(corner)
            self._open_menu(where, self._editor.textCursor())

    def _open_menu(self, where: QPoint, cursor: QTextCursor) -> None:
        at = None if self._editor.isReadOnly() else self.wrong_word(cursor)
        if at is None:
            self._show_menu(where, cursor, None, None)
            return
        self._wish = _MenuWish(where, cursor, *at)
        self._patience.start()
        self._spelling.suggest(self._wish.bare, self._wish.language)

    def _on_spelling_suggested(self, word: str, language: str, found: tuple[str, ...]) -> None:
        wish = self._wish
        if wish is not None and (wish.bare, wish.language) == (word, language):
            self._fulfil(found)

    def _on_patience_timeout(self) -> None:
        self._fulfil(None)

    def _fulfil(self, found: tuple[str, ...] | None) -> None:
        """Open the menu that waits for suggestions, unless somebody has typed on."""
        self._patience.stop()
        wish, self._wish = self._wish, None
        if wish is not None and self._editor.isVisible():
            self._show_menu(wish.where, wish.cursor, wish.word, found)

    def _show_menu(
        self, where: QPoint, cursor: QTextCursor, word: Word | None, found: tuple[str, ...] | None
    ) -> None:
        """``found`` is what was suggested for a wrong word; None where that took too long."""
        menu = self._editor.createStandardContextMenu()
        first = menu.actions()[0]
        if word is not None:
            before = self._word_actions(menu, cursor, word, found)
        else:
            before = self._own_word_actions(menu, cursor)
        for action in before:
            menu.insertAction(first, action)
        if not self._editor.isReadOnly():
            menu.addSeparator()
            menu.addAction(self._switch(menu))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)
        if word is not None and found:
            menu.setActiveAction(before[0])

    def _word_actions(
        self, menu: QMenu, cursor: QTextCursor, word: Word, found: tuple[str, ...] | None
    ) -> list[QAction]:
        actions = []
        for suggestion in found or ():
            action = QAction(suggestion.replace("&", "&&"), menu)
            font = action.font()
            font.setBold(True)
            action.setFont(font)
            action.triggered.connect(
                lambda _=False, new=suggestion: self._replace(cursor, word, new)
            )
            actions.append(action)
        if not found:
            late = tr("Vorschläge brauchen zu lange, bitte gleich noch einmal")
            none = QAction(late if found is None else tr("Keine Vorschläge"), menu)
            none.setEnabled(False)
            actions.append(none)
        add = QAction(tr("Zum Wörterbuch hinzufügen"), menu)
        add.triggered.connect(lambda: self._spelling.add(word.text))
        leave = QAction(tr("In diesem Text nicht melden"), menu)
        leave.triggered.connect(lambda: self._leave_alone(word))
        return [*actions, _line(menu), add, leave, _line(menu)]

    def _own_word_actions(self, menu: QMenu, cursor: QTextCursor) -> list[QAction]:
        text = cursor.block().text()
        word = word_at(text, text_place(text, cursor.positionInBlock()))
        if word is None or not self._spelling.is_own(word.text):
            return []
        remove = QAction(tr("Aus dem Wörterbuch nehmen"), menu)
        remove.triggered.connect(lambda: self._spelling.remove(word.text))
        return [remove, _line(menu)]

    def _switch(self, menu: QMenu) -> QAction:
        found = self._spelling.dictionaries
        if found is not None and found.state is not SpellingState.READY:
            missing = QAction(tr("Rechtschreibung wird nicht geprüft, siehe Betrieb"), menu)
            missing.setEnabled(False)
            return missing
        if self._is_too_long():
            too_long = QAction(tr("Rechtschreibung wird nicht geprüft: zu langer Text"), menu)
            too_long.setEnabled(False)
            return too_long
        switch = QAction(tr("Rechtschreibung prüfen"), menu)
        switch.setCheckable(True)
        switch.setChecked(self._spelling.is_on)
        switch.triggered.connect(lambda on: self._spelling.set_on(on=on))
        return switch

    def _replace(self, cursor: QTextCursor, word: Word, new: str) -> None:
        """Put a word in place of another, in one step that Ctrl+Z takes back."""
        block = cursor.block()
        text = block.text()
        if text[word.begin : word.end] != word.text:
            return
        changed = QTextCursor(block)
        changed.setPosition(block.position() + qt_place(text, word.begin))
        end = block.position() + qt_place(text, word.end)
        changed.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        changed.insertText(new)

    def _leave_alone(self, word: Word) -> None:
        self._left_alone.add(known_form(word.text))
        self.look_again()


def _asks_for_menu(event: QKeyEvent) -> bool:
    """The menu key, or Shift+F10 on keyboards without; not every system makes an event of them."""
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() == Qt.Key.Key_F10:
        return plain == Qt.KeyboardModifier.ShiftModifier
    return event.key() == Qt.Key.Key_Menu and not plain


def _line(menu: QMenu) -> QAction:
    line = QAction(menu)
    line.setSeparator(True)
    return line
