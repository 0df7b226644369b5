"""What the portal reports of a failed registration becomes a diagnosis, whatever word it uses."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState
from desktop.domain.registration_diagnosis import AccountFacts, IssuedCode
from desktop.domain.registration_reasons import Certainty, Hint, Reason
from desktop.domain.registration_report import Report, diagnose_report, reported_reason
from tests.domain.test_registration_diagnosis import (
    FACTS,
    LETTER,
    OLD_LETTER,
    PARTNERS_LETTER,
    TODAY,
)


def _hints(word: str, masked: str = "", facts: AccountFacts = FACTS) -> tuple[Hint, ...]:
    return diagnose_report(Report(word, Channel.APP, masked), facts, today=TODAY).hints


def _reasons(word: str, masked: str = "", facts: AccountFacts = FACTS) -> list[Reason]:
    return [hint.reason for hint in _hints(word, masked, facts)]


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_of_ours_is_understood_as_a_word(reason: Reason) -> None:
    for word in (reason.value, reason.value.upper(), f" {reason.value.replace('.', '-')} "):
        assert reported_reason(word) is reason


@pytest.mark.parametrize("word", ["", "error 17", "Серверная ошибка", "x" * 60])
def test_a_word_nobody_knows_is_no_reason(word: str) -> None:
    assert reported_reason(word) is None
    assert _reasons(word) == [Reason.NOTHING_FOUND]


def test_the_word_of_the_portal_is_certain() -> None:
    assert _hints("surname_mismatch") == (Hint(Reason.SURNAME_OTHER),)


def test_what_we_know_of_the_account_is_told_before_it() -> None:
    active = replace(FACTS, state=PortalAccountState.ACTIVATED)
    assert _reasons("code_used", facts=active)[:2] == [Reason.ACCOUNT_ACTIVE, Reason.CODE_REDEEMED]
    locked = replace(FACTS, state=PortalAccountState.LOCKED)
    assert _reasons("code_unknown", facts=locked) == [Reason.ACCOUNT_LOCKED, Reason.CODE_UNKNOWN]


def test_the_masked_input_names_the_letter_in_hand() -> None:
    end = OLD_LETTER.last_two
    word, revoked = _hints("code_unknown", f"••••-••••-••{end}")
    assert word == Hint(Reason.CODE_UNKNOWN)
    assert revoked.reason is Reason.CODE_REVOKED
    assert revoked.certainty is Certainty.POSSIBLE
    assert revoked.params["last_two"] == end
    assert revoked.params["valid_last_two"] == LETTER.last_two


@pytest.mark.parametrize("masked", ["", "••••", "K7", "••••-••••-••99", "Hallo Welt"])
def test_an_input_that_names_no_letter_names_none(masked: str) -> None:
    assert _reasons("code_unknown", masked) == [Reason.CODE_UNKNOWN]


def test_the_letter_of_another_person_is_noticed() -> None:
    masked = f"********{PARTNERS_LETTER.last_two}"
    assert Reason.CODE_OTHER_PARTY in _reasons("code_unknown", masked)


def test_two_letters_with_one_end_name_none() -> None:
    twins = (LETTER, replace(OLD_LETTER, last_two=LETTER.last_two))
    facts = replace(FACTS, codes=twins)
    assert _reasons("code_unknown", f"••{LETTER.last_two}", facts) == [Reason.CODE_UNKNOWN]


def test_a_dead_code_is_the_letter_that_is_so() -> None:
    (hint,) = _hints("code_revoked")
    assert hint.params["last_two"] == OLD_LETTER.last_two
    assert hint.params["valid_last_two"] == LETTER.last_two
    (expired,) = _hints("code_expired")
    assert expired.params["last_two"] == LETTER.last_two
    assert _hints("code_locked", facts=replace(FACTS, codes=()))[-1].params == {}


def test_another_channel_is_noticed_besides() -> None:
    facts = replace(FACTS, begun_in=Channel.PORTAL)
    assert _reasons("code_hyphen", facts=facts) == [Reason.CODE_HYPHEN, Reason.CHANNEL_CHANGED]


def test_the_input_does_not_show_itself() -> None:
    assert "K7" not in repr(Report("code_unknown", Channel.APP, "••K7"))


@given(
    word=st.text(max_size=70),
    masked=st.text(max_size=70),
    state=st.sampled_from(PortalAccountState),
    code=st.sampled_from(CodeState),
)
def test_there_is_always_a_hint_and_never_an_error(
    word: str, masked: str, state: PortalAccountState, code: CodeState
) -> None:
    letters = (replace(LETTER, state=code), PARTNERS_LETTER)
    assert _hints(word, masked, replace(FACTS, codes=letters, state=state))


def test_a_letter_of_unknown_date_is_no_hindrance() -> None:
    bare = IssuedCode(code_id=7, party_id=10, state=CodeState.LOCKED)
    (first, *_) = _hints("code_locked", facts=replace(FACTS, codes=(bare,)))
    assert first.reason is Reason.CODE_LOCKED
    assert first.params == {}
