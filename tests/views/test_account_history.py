"""The time line of an account: whatever happens to one has its words, in both languages."""

from datetime import UTC, datetime

import pytest

from desktop.domain.accounts import AccountStep, ConsentKind, ContactState
from desktop.domain.bank_change import ContactKind
from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState
from desktop.services.accounts.history import HistoryEntry, HistoryKind
from desktop.texts import Language, speaking
from desktop.views.account.history_texts import topic_text, what_text

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def entry(kind: HistoryKind, **more: object) -> HistoryEntry:
    return HistoryEntry(kind=kind, at=AT, **more)  # type: ignore[arg-type]


def entries() -> list[HistoryEntry]:
    """One of every kind, and every kind of what has several."""
    several = (HistoryKind.ACCOUNT, HistoryKind.CODE_ENDED, HistoryKind.CONTACT_CHANGED)
    return [
        *(entry(kind) for kind in HistoryKind if kind not in several),
        *(entry(HistoryKind.ACCOUNT, step=step) for step in AccountStep),
        *(entry(HistoryKind.CODE_ENDED, code_state=state) for state in CodeState if state.final),
        *(entry(HistoryKind.CONSENT_GIVEN, consent=consent) for consent in ConsentKind),
        *(entry(HistoryKind.ACCOUNT, step=AccountStep.LOCKED, channel=one) for one in Channel),
        *(
            entry(HistoryKind.CONTACT_CHANGED, contact=contact, contact_state=state)
            for contact in ContactKind
            for state in ContactState
        ),
        entry(HistoryKind.ATTEMPT, word="wrong_code"),
    ]


@pytest.mark.parametrize("one", entries(), ids=repr)
def test_everything_that_can_happen_has_its_words(one: HistoryEntry) -> None:
    with speaking(Language.GERMAN):
        german, topic = what_text(one), topic_text(one.kind)
    with speaking(Language.ENGLISH):
        english = what_text(one)
    assert german
    assert topic
    assert "_" not in german + english
    assert german != english


def test_a_word_of_the_portal_that_nobody_knows_stands_as_it_is() -> None:
    assert what_text(entry(HistoryKind.ATTEMPT, word="teapot")) == (
        "Registrierung fehlgeschlagen: teapot"
    )
