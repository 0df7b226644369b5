"""Every reason why a registration fails has its words, in both languages, and without holes."""

import re
from dataclasses import replace
from datetime import date

import pytest

from desktop.domain.address_guard import GuardRefusal
from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState, Remark
from desktop.domain.portal_password import Criterion
from desktop.domain.registration_diagnosis import IssuedCode, Trouble
from desktop.domain.registration_reasons import Certainty, Hint, Reason
from desktop.texts import Language, speaking
from desktop.texts.errors import ERRORS
from desktop.texts.registration import (
    certainty_word,
    code_state_word,
    criterion_text,
    hint_advice,
    hint_letter,
    hint_sentence,
    hint_title,
    letter_name,
    letters_sentence,
    remark_sentence,
    trouble_text,
)
from desktop.texts.registration_answers import ANSWERS, answer, asks, several_letters
from desktop.texts.registration_table import REASONS

PARAMS = {
    "issued_on": "2026-09-01",
    "ended_on": "2026-11-12",
    "expires_on": "2026-11-30",
    "last_two": "K7",
    "valid_last_two": "M2",
    "valid_issued_on": "2026-11-12",
    "begun_in": "app",
}
LETTER = IssuedCode(
    code_id=1,
    party_id=10,
    state=CodeState.POSTED,
    issued_on=date(2026, 11, 12),
    last_two="M2",
    surname="Müller-Vorlage",
)
HINTS = [
    Hint(reason, certainty, params)
    for reason in Reason
    for certainty in Certainty
    for params in (PARAMS, {})
]


def told(*hints: Hint, valid: IssuedCode | None = LETTER, promised: bool = False) -> str:
    return "\n".join(answer(hints, surname="Müller-Vorlage", valid=valid, promised=promised))


def test_every_reason_has_its_words() -> None:
    assert set(REASONS) == set(Reason)
    assert set(ANSWERS) == set(Reason)


@pytest.mark.parametrize("spoken", Language)
@pytest.mark.parametrize("reason", Reason)
def test_a_reason_explains_itself_with_and_without_facts(reason: Reason, spoken: Language) -> None:
    with speaking(spoken):
        for hint in (one for one in HINTS if one.reason is reason):
            sentence, advice = hint_sentence(hint), hint_advice(hint)
            assert sentence.endswith(".")
            assert advice.endswith(".")
            for text in (hint_title(hint), sentence, advice, hint_letter(hint)):
                assert not re.search(r"[{}…]|\d{4}-\d\d-\d\d|\s\s|None", text)


@pytest.mark.parametrize("reason", Reason)
def test_the_tenant_is_told_german_whatever_the_interface_speaks(reason: Reason) -> None:
    hint = Hint(reason, params=PARAMS)
    with speaking(Language.ENGLISH):
        english = (hint_title(hint), hint_sentence(hint), hint_advice(hint))
        said = told(hint)
    assert said == told(hint)
    assert said.endswith(".")
    assert not re.search(r"[{}…]|\d{4}-\d\d-\d\d|\s\s|None", said)
    german = (hint_title(hint), hint_sentence(hint), hint_advice(hint))
    assert all(one != other for one, other in zip(english, german, strict=True))


def test_a_dead_letter_is_named_with_the_one_that_counts() -> None:
    hint = Hint(Reason.CODE_REVOKED, params=PARAMS)
    assert hint_sentence(hint) == (
        "Schreiben vom 01.09.2026, Code endet auf K7: Der Code ist widerrufen (12.11.2026)."
    )
    assert hint_letter(hint) == "Gültig ist: Schreiben vom 12.11.2026, Code endet auf M2."
    assert told(hint) == (
        "Der Code aus dem Schreiben vom 01.09.2026 gilt nicht mehr. Gültig ist nur das Schreiben "
        "vom 12.11.2026, dessen Code auf M2 endet."
    )


def test_a_new_letter_is_promised_only_where_one_is_asked_for() -> None:
    hint = Hint(Reason.CODE_EXPIRED, params=PARAMS)
    assert told(hint, valid=None).endswith("ist abgelaufen.")
    assert told(hint, valid=None, promised=True).endswith("bekommen Sie mit der Post.")


def test_an_unknown_code_that_ends_like_a_letter_names_it() -> None:
    params = {"similar_last_two": "K7", "similar_issued_on": "2026-09-01"}
    hint = Hint(Reason.CODE_UNKNOWN, params=params)
    assert hint_letter(hint) == (
        "Vermutlich in der Hand: Schreiben vom 01.09.2026, Code endet auf K7."
    )


def test_what_is_possible_follows_what_is_sure_and_nothing_is_said_twice() -> None:
    said = told(
        Hint(Reason.CODE_CONFUSED),
        Hint(Reason.SURNAME_HYPHEN),
        Hint(Reason.SURNAME_CASE),
        Hint(Reason.CODE_HYPHEN, Certainty.POSSIBLE),
    )
    first, sure, again, between, possible = said.split("\n")
    assert "verwechselt" in first
    assert "also „Müller-Vorlage“. Bindestriche" in sure
    assert again == "Große und kleine Buchstaben müssen übereinstimmen."
    assert between == "Hilft das nicht, kommt auch dies infrage:"
    assert "Bindestriche im Code" in possible
    twice = told(Hint(Reason.CODE_SWAPPED), Hint(Reason.CODE_MISTYPED))
    assert twice.count("geben ihn neu ein") == 1


def test_where_all_is_only_possible_it_is_told_as_it_is() -> None:
    assert "Hilft das nicht" not in told(Hint(Reason.CODE_CASE, Certainty.POSSIBLE))


def test_only_what_needs_an_answer_asks() -> None:
    assert asks([Hint(Reason.CODE_UNKNOWN)])
    assert not asks([Hint(Reason.CODE_HYPHEN), Hint(Reason.CODE_UNKNOWN, Certainty.POSSIBLE)])


def test_which_of_several_letters_counts() -> None:
    old = IssuedCode(code_id=2, party_id=10, state=CodeState.REVOKED, last_two="K7")
    asked = IssuedCode(code_id=3, party_id=10, state=CodeState.REQUESTED)
    assert letters_sentence([LETTER, old], LETTER) == (
        "Nur dieses gilt: Schreiben vom 12.11.2026, Code endet auf M2."
    )
    assert letters_sentence([LETTER, asked], LETTER).startswith("Gültig ist:")
    assert letters_sentence([old], None) == "Keines der Schreiben gilt mehr."
    assert letters_sentence([asked], None) == "Es gibt noch kein Schreiben mit einem Code."
    assert several_letters([LETTER, old], valid=LETTER, promised=False) == (
        "Gültig ist nur das Schreiben vom 12.11.2026, dessen Code auf M2 endet. Alle anderen Codes "
        "gelten nicht mehr."
    )
    assert several_letters([old], valid=None, promised=True) == (
        "Keines der Schreiben gilt mehr. Ein neues Schreiben mit einem neuen Code bekommen Sie mit "
        "der Post."
    )
    assert several_letters([], valid=None, promised=False) == ""


def test_a_letter_without_date_or_end_still_has_a_name() -> None:
    nameless = IssuedCode(code_id=1, party_id=1, state=CodeState.ISSUED)
    dateless = replace(nameless, last_two="K7")
    assert letter_name(dateless) == "Schreiben mit dem Code, der auf K7 endet"
    assert letter_name(nameless) == "Schreiben ohne Datum"


def test_where_a_registration_was_begun() -> None:
    for channel, place in ((Channel.APP, "in der App"), (Channel.PORTAL, "im Portal")):
        hint = Hint(Reason.CHANNEL_CHANGED, params={"begun_in": channel.value})
        assert place in hint_sentence(hint)
        assert place in told(hint)


def test_the_criteria_are_explained_and_no_password_is_asked_for() -> None:
    said = told(Hint(Reason.PASSWORD_CRITERIA))
    for criterion in Criterion:
        assert criterion_text(criterion) in said
    assert "mindestens 10 Zeichen" in said
    assert said.endswith("Uns nennen Sie Ihr Kennwort bitte nie.")


@pytest.mark.parametrize("spoken", Language)
def test_every_word_of_a_closed_list_exists(spoken: Language) -> None:
    with speaking(spoken):
        words = [
            *(certainty_word(one) for one in Certainty),
            *(code_state_word(one) for one in CodeState),
            *(criterion_text(one) for one in Criterion),
            *(trouble_text(one) for one in Trouble),
            *(remark_sentence(one) for one in Remark),
        ]
    assert len(set(words)) == len(words)
    assert not any("{" in word for word in words)


def test_every_refusal_of_the_guard_has_its_sentence() -> None:
    assert {refusal.value for refusal in GuardRefusal} <= set(ERRORS)
