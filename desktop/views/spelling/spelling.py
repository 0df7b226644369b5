"""What the words of one person's texts are worth: asked once, told by signal, never waited for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.spelling import Dictionaries, SpellingState, known_form
from desktop.services.context import ServiceContext
from desktop.services.conversation.spelling import (
    Speller,
    add_own_word,
    own_words,
    remove_own_word,
)
from desktop.services.staff.access import Actor
from desktop.tasks import Lane

if TYPE_CHECKING:
    from desktop.views.workplace import Workplace

ASK_AFTER_MS = 80
"""What is typed or pasted meanwhile is asked for together."""
MOST_AT_ONCE = 200
MOST_KEPT = 50_000
"""Words; with more of them everything is asked anew."""
_Judged = tuple[Mapping[str, frozenset[str]], Dictionaries]


class Spelling(QObject):
    """Knows which words are right; nothing is started before the first is wanted.

    ``judged``: more words are known. ``changed``: all of them have to be looked at again.
    ``suggested`` carries a word, its language, and a tuple of what may have been meant.
    """

    judged = Signal()
    suggested = Signal(str, str, object)
    changed = Signal()

    def __init__(self, workplace: Workplace, speller: Speller) -> None:
        """Serve the person of ``workplace``."""
        super().__init__(workplace)
        self._workplace = workplace
        self._speller = speller
        self.accepted: dict[str, frozenset[str]] = {}
        """For each judged word the languages in which it is right."""
        self.dictionaries: Dictionaries | None = None
        """What this computer has, as far as it was asked for."""
        self._own: frozenset[str] = frozenset()
        self._known_suggestions: dict[tuple[str, str], tuple[str, ...]] = {}
        self._wanted: dict[str, None] = {}
        self._is_on = True
        self._begun = False
        self._asking = False
        self._soon = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._soon.timeout.connect(self._ask)
        workplace.changed.connect(self._on_workplace_changed)

    @property
    def is_on(self) -> bool:
        """Whether this person wants it."""
        return self._is_on

    def set_on(self, *, on: bool) -> None:
        """Underline, or do not."""
        if on is not self._is_on:
            self._is_on = on
            self.changed.emit()

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that can be judged now."""
        found = self.dictionaries
        return () if found is None or not self._is_on else found.languages

    def is_own(self, word: str) -> bool:
        """Whether this person has added a word."""
        return known_form(word) in self._own

    def want(self, words: Iterable[str]) -> bool:
        """Ask for what is not known yet; whether there is such a word."""
        missing = [word for word in words if word not in self.accepted]
        if not missing or not self._is_on:
            return False
        found = self.dictionaries
        if found is not None and found.state is not SpellingState.READY:
            return False
        self._wanted.update(dict.fromkeys(missing))
        if not self._asking and not self._soon.isActive():
            self._soon.start()
        return True

    def suggest(self, word: str, language: str) -> None:
        """Let ``suggested`` tell what may have been meant, as soon as it is known."""
        asked = (word, language)
        if asked in self._known_suggestions:
            self.suggested.emit(word, language, self._known_suggestions[asked])
            return

        def keep(found: tuple[str, ...]) -> None:
            # What comes too late for one menu is there for the next.
            self._known_suggestions[asked] = found
            self.suggested.emit(word, language, found)

        self._workplace.ask(
            lambda _context, _actor: self._speller.suggest(word, language),
            done=keep,
            lane=Lane.FILES,
        )

    def add(self, word: str) -> None:
        """Take a word as right from now on, in every text of this person."""
        self._workplace.ask(add_own_word, word, done=self._take_own)

    def remove(self, word: str) -> None:
        """Ask the dictionaries for a word of one's own again."""
        self._workplace.ask(remove_own_word, word, done=self._take_own)

    def _ask(self) -> None:
        if not self._begun:
            self._begun = True
            self._read_own()
        words = tuple(self._wanted)[:MOST_AT_ONCE]
        if self._asking or not words:
            return
        self._asking = True

        def judge(_context: ServiceContext, _actor: Actor) -> _Judged:
            # What can be used is known for certain once a word was asked for.
            judged = self._speller.check(words)
            return judged, self._speller.dictionaries()

        self._workplace.ask(
            judge, done=lambda judged: self._on_judged(words, judged), lane=Lane.FILES
        )

    def _on_judged(self, words: tuple[str, ...], judged: _Judged) -> None:
        self._asking = False
        found, self.dictionaries = judged
        everywhere = frozenset(self.dictionaries.languages)
        if len(self.accepted) > MOST_KEPT:
            self.accepted.clear()
        for word in words:
            # What nobody could judge is not called wrong.
            self.accepted[word] = found.get(word, everywhere)
            self._wanted.pop(word, None)
        if self.dictionaries.state is not SpellingState.READY:
            self._wanted.clear()
        if self._wanted:
            self._ask()
        self.judged.emit()

    def _read_own(self) -> None:
        self._workplace.ask(own_words, done=self._take_own)

    def _take_own(self, forms: frozenset[str]) -> None:
        if forms != self._own:
            self._own = forms
            self.changed.emit()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        mine = (None, self._workplace.actor.staff_id)
        if self._begun and any(
            change.kind is ChangeKind.OWN_WORDS and change.id in mine for change in changes
        ):
            self._read_own()
