"""What checking the spelling needs: dictionaries of the computer, and words of one person."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop.domain.changes import ChangeKind
from desktop.domain.spelling import (
    LONGEST_WORD,
    Dictionaries,
    SpellingState,
    known_form,
    plain_word,
)
from desktop.models.personal import OwnWord
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor


class Speller(Protocol):
    """The dictionaries of this computer. All but ``end`` wait; none of it fails."""

    def dictionaries(self) -> Dictionaries:
        """Return what there is."""

    def check(self, words: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """Return for each word the languages in which it is right; without those not judged."""

    def suggest(self, word: str, language: str) -> tuple[str, ...]:
        """Return what may have been meant, the likeliest first."""

    def end(self) -> None:
        """The program ends; whoever waits gets nothing."""


class NoSpeller:
    """A program without dictionaries."""

    def dictionaries(self) -> Dictionaries:
        """There are none."""
        return Dictionaries(SpellingState.NO_DICTIONARY)

    def check(self, words: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """Nothing can be judged."""
        del words
        return {}

    def suggest(self, word: str, language: str) -> tuple[str, ...]:
        """Nothing is known."""
        del word, language
        return ()

    def end(self) -> None:
        """Nothing has begun."""


def own_words(context: ServiceContext, actor: Actor) -> frozenset[str]:
    """Return the forms (``known_form``) of the words this person has added."""
    with context.database.read() as session:
        return _forms(session, actor.person_id)


def add_own_word(context: ServiceContext, actor: Actor, word: str) -> frozenset[str]:
    """Take a word as right from now on; returns all forms. A second time changes nothing."""
    form = known_form(word)
    staff_id = actor.person_id
    with context.database.write() as unit:
        known = _forms(unit.session, staff_id)
        if not 0 < len(form) <= LONGEST_WORD or form in known:
            return known
        unit.session.add(
            OwnWord(
                staff_id=staff_id,
                form=form,
                word=plain_word(word),
                added_at=context.clock.now(),
            )
        )
        unit.changed(ChangeKind.OWN_WORDS, staff_id)
        return known | {form}


def remove_own_word(context: ServiceContext, actor: Actor, word: str) -> frozenset[str]:
    """Ask the dictionaries for a word again; returns all forms that are left."""
    form = known_form(word)
    staff_id = actor.person_id
    with context.database.write() as unit:
        unit.session.execute(
            delete(OwnWord).where(OwnWord.staff_id == staff_id, OwnWord.form == form)
        )
        unit.changed(ChangeKind.OWN_WORDS, staff_id)
        return _forms(unit.session, staff_id)


def _forms(session: Session, staff_id: int) -> frozenset[str]:
    return frozenset(session.scalars(select(OwnWord.form).where(OwnWord.staff_id == staff_id)))
