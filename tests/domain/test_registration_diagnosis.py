"""The registration clinic: a test for every reason, and nothing of what was typed gets out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState
from desktop.domain.registration_code import ClearCode, check_symbol, shape_of
from desktop.domain.registration_diagnosis import (
    AccountFacts,
    Attempt,
    Diagnosis,
    IssuedCode,
    Trouble,
    diagnose,
    valid_letter,
)
from desktop.domain.registration_reasons import Certainty, Hint, Reason, in_order

TODAY = date(2026, 11, 26)
_ELEVEN = ("QBDK8EF7HJK", "M2NPQRS5TUV", "W3XYZABC4DE")
VALID, OLD, PARTNERS = (ClearCode(e + (check_symbol(e) or "")) for e in _ELEVEN)
IMPORTED = "AB0O-77x1"
KNOWN = {VALID.symbols: 1, OLD.symbols: 2, PARTNERS.symbols: 3, "AB0O77X1": 4}

LETTER = IssuedCode(
    code_id=1,
    party_id=10,
    state=CodeState.POSTED,
    issued_on=date(2026, 11, 12),
    expires_on=date(2027, 2, 10),
    last_two=VALID.last_two,
    surname="Müller-Vorlage",
)
OLD_LETTER = replace(
    LETTER,
    code_id=2,
    state=CodeState.REVOKED,
    issued_on=date(2026, 9, 1),
    ended_on=date(2026, 11, 12),
    last_two=OLD.last_two,
)
PARTNERS_LETTER = replace(
    LETTER, code_id=3, party_id=11, last_two=PARTNERS.last_two, surname="Beispiel"
)
FACTS = AccountFacts(
    party_id=10, codes=(LETTER, OLD_LETTER, PARTNERS_LETTER), surname="Müller-Vorlage"
)
RIGHT = Attempt(code=VALID.printed, surname="Müller-Vorlage", channel=Channel.PORTAL)


def _diagnose(attempt: Attempt, facts: AccountFacts = FACTS) -> Diagnosis:
    return diagnose(attempt, facts, KNOWN.get, today=TODAY)


def _reasons(attempt: Attempt, facts: AccountFacts = FACTS) -> list[Reason]:
    return [hint.reason for hint in _diagnose(attempt, facts).hints]


def _params(attempt: Attempt, facts: AccountFacts, reason: Reason) -> Mapping[str, str | int]:
    hints = _diagnose(attempt, facts).hints
    return next(hint.params for hint in hints if hint.reason is reason)


def _with(
    code: IssuedCode, *others: IssuedCode, state: PortalAccountState | None = None
) -> AccountFacts:
    facts = replace(FACTS, codes=(code, *others))
    return facts if state is None else replace(facts, state=state)


def _typed(code: str) -> Attempt:
    return replace(RIGHT, code=code)


def test_where_all_is_right_nothing_is_found() -> None:
    diagnosis = _diagnose(RIGHT)
    assert diagnosis.hints == (Hint(Reason.NOTHING_FOUND),)
    assert diagnosis.recognised_id == 1


P = VALID.printed


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (P.replace("Q", "0"), [Reason.CODE_CONFUSED]),
        (P.replace("Q", "O"), [Reason.CODE_CONFUSED]),
        (P.replace("8", "B"), [Reason.CODE_CONFUSED]),
        (P.replace("-", ""), [Reason.CODE_HYPHEN]),
        (P + "-", [Reason.CODE_HYPHEN]),
        (P[:2] + "-" + P[2:], [Reason.CODE_HYPHEN]),
        (P.lower(), [Reason.CODE_CASE]),
        (f" {P}", [Reason.CODE_BLANK]),
        (P[1] + P[0] + P[2:], [Reason.CODE_SWAPPED]),
        (P[1:], [Reason.CODE_SYMBOL_MISSING]),
        ("9" + P, [Reason.CODE_SYMBOL_EXTRA]),
        ("9" + P[1:], [Reason.CODE_MISTYPED]),
        ("", [Reason.CODE_MISSING]),
        (" \u00a0", [Reason.CODE_MISSING]),
        ("9999-9999-9999", [Reason.CODE_UNKNOWN]),
        ("Hallo", [Reason.CODE_INCOMPLETE]),
        ("x" * 100_000, [Reason.CODE_UNKNOWN]),
        (P.replace("-", "").lower(), [Reason.CODE_HYPHEN, Reason.CODE_CASE]),
        (P.replace("Q", "O").lower(), [Reason.CODE_CONFUSED, Reason.CODE_CASE]),
    ],
)
def test_what_hands_do_to_a_code(typed: str, expected: list[Reason]) -> None:
    assert _reasons(_typed(typed)) == expected


def test_beside_a_wrong_symbol_small_letters_are_only_possible() -> None:
    hints = _diagnose(_typed(P.replace("Q", "O").lower())).hints
    assert [hint.certainty for hint in hints] == [Certainty.CERTAIN, Certainty.POSSIBLE]


@pytest.mark.parametrize(
    ("surname", "reason"),
    [
        ("müller-vorlage", Reason.SURNAME_CASE),
        ("Müller Vorlage", Reason.SURNAME_HYPHEN),
        ("Mueller-Vorlage", Reason.SURNAME_DIACRITICS),
        ("Mu\u0308ller-Vorlage", Reason.SURNAME_COMPOSED),
        ("Müller-Vorlage ", Reason.SURNAME_BLANK),
        ("Erika Müller-Vorlage", Reason.SURNAME_MORE),
        ("Müller-Vorlgae", Reason.SURNAME_MISTYPED),
        ("Beispiel", Reason.SURNAME_OTHER),
        ("", Reason.SURNAME_MISSING),
    ],
)
def test_what_hands_do_to_a_surname(surname: str, reason: Reason) -> None:
    assert _reasons(replace(RIGHT, surname=surname)) == [reason]


def test_the_spelling_of_the_letter_in_hand_is_compared() -> None:
    letter = replace(LETTER, surname="Mueller-Vorlage")
    assert _reasons(RIGHT, _with(letter)) == [Reason.SURNAME_DIACRITICS]
    without_code = replace(RIGHT, code=None, surname="müller-vorlage")
    assert _reasons(without_code) == [Reason.SURNAME_CASE]


def test_the_code_of_another_party() -> None:
    assert _reasons(_typed(PARTNERS.printed)) == [Reason.CODE_OTHER_PARTY]
    params = _params(_typed(PARTNERS.printed), FACTS, Reason.CODE_OTHER_PARTY)
    assert params["last_two"] == PARTNERS.last_two


def test_a_code_revoked_by_a_newer_letter_names_its_date() -> None:
    assert _reasons(_typed(OLD.printed)) == [Reason.CODE_REVOKED]
    assert _params(_typed(OLD.printed), FACTS, Reason.CODE_REVOKED) == {
        "issued_on": "2026-09-01",
        "ended_on": "2026-11-12",
        "expires_on": "2027-02-10",
        "last_two": OLD.last_two,
        "valid_last_two": VALID.last_two,
        "valid_issued_on": "2026-11-12",
    }


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (CodeState.REDEEMED, Reason.CODE_REDEEMED),
        (CodeState.REVOKED, Reason.CODE_REVOKED),
        (CodeState.EXPIRED, Reason.CODE_EXPIRED),
        (CodeState.RETURNED, Reason.CODE_RETURNED),
        (CodeState.LOCKED, Reason.CODE_LOCKED),
    ],
)
def test_a_dead_code(state: CodeState, reason: Reason) -> None:
    facts = _with(replace(LETTER, state=state))
    assert _reasons(RIGHT, facts) == [reason]
    assert "valid_last_two" not in _params(RIGHT, facts, reason)
    assert _reasons(replace(RIGHT, code=None), facts) == [reason]


def test_a_code_is_expired_though_nobody_let_it_expire_yet() -> None:
    over = replace(LETTER, expires_on=date(2026, 11, 25))
    assert _reasons(RIGHT, _with(over)) == [Reason.CODE_EXPIRED]
    assert _reasons(RIGHT, _with(replace(LETTER, expires_on=TODAY))) == [Reason.NOTHING_FOUND]


def test_a_code_the_portal_has_not_heard_of() -> None:
    assert _reasons(RIGHT, _with(replace(LETTER, at_portal=False))) == [Reason.CODE_NOT_AT_PORTAL]


def test_no_letter_at_all_and_one_that_is_not_printed() -> None:
    asked = IssuedCode(code_id=9, party_id=10, state=CodeState.REQUESTED)
    attempt = Attempt(surname="Müller-Vorlage")
    assert _reasons(attempt, _with(PARTNERS_LETTER)) == [Reason.CODE_NEVER_ISSUED]
    assert _reasons(attempt, _with(asked)) == [Reason.CODE_NOT_PRINTED]


def test_an_unknown_code_that_ends_like_a_letter_names_that_letter() -> None:
    typed = _typed("9999-9999-99" + OLD.last_two)
    assert _params(typed, FACTS, Reason.CODE_UNKNOWN) == {
        "similar_last_two": OLD.last_two,
        "similar_issued_on": "2026-09-01",
        "valid_last_two": VALID.last_two,
        "valid_issued_on": "2026-11-12",
    }


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (IMPORTED, [Reason.NOTHING_FOUND]),
        ("ABOO-77x1", [Reason.CODE_CONFUSED]),
        ("AB00-77x1", [Reason.CODE_CONFUSED]),
        ("ABO0-77xI", [Reason.CODE_UNKNOWN]),
        ("AB0O77x1", [Reason.CODE_HYPHEN]),
        ("AB0O-77X1", [Reason.CODE_CASE]),
    ],
)
def test_imported_codes_keep_working(typed: str, expected: list[Reason]) -> None:
    letter = replace(LETTER, code_id=4, shape=shape_of(IMPORTED), last_two="x1")
    assert _reasons(_typed(typed), _with(letter)) == expected


@pytest.mark.parametrize(
    ("begun", "now"), [(Channel.APP, Channel.PORTAL), (Channel.PORTAL, Channel.APP)]
)
@pytest.mark.parametrize("state", [PortalAccountState.INVITED, PortalAccountState.REGISTERED])
def test_begun_in_one_and_continued_in_the_other(
    begun: Channel, now: Channel, state: PortalAccountState
) -> None:
    facts = replace(FACTS, begun_in=begun, state=state)
    attempt = replace(RIGHT, channel=now)
    assert Reason.CHANNEL_CHANGED in _reasons(attempt, facts)
    assert _params(attempt, facts, Reason.CHANNEL_CHANGED) == {"begun_in": begun.value}
    assert Reason.CHANNEL_CHANGED not in _reasons(replace(RIGHT, channel=begun), facts)
    assert Reason.CHANNEL_CHANGED not in _reasons(replace(RIGHT, channel=None), facts)


REGISTERED = replace(
    _with(replace(LETTER, state=CodeState.REDEEMED), state=PortalAccountState.REGISTERED),
    email="erika@example.org",
)


def test_the_activation_mail_was_not_clicked() -> None:
    assert _diagnose(RIGHT, REGISTERED).hints == (
        Hint(Reason.ACTIVATION_NOT_CLICKED),
        Hint(Reason.ACTIVATION_WRONG_ADDRESS, Certainty.POSSIBLE),
        Hint(Reason.ACTIVATION_SPAM, Certainty.POSSIBLE),
    )


@pytest.mark.parametrize(
    ("email", "certainty"),
    [
        ("erika@example.net", Certainty.CERTAIN),
        (" Erika@Example.org", Certainty.POSSIBLE),
        ("", Certainty.POSSIBLE),
    ],
)
def test_the_activation_mail_went_to_a_wrong_address(email: str, certainty: Certainty) -> None:
    hints = _diagnose(replace(RIGHT, email=email), REGISTERED).hints
    assert Hint(Reason.ACTIVATION_WRONG_ADDRESS, certainty) in hints


def test_no_mail_of_a_registration_nobody_reported() -> None:
    attempt = replace(RIGHT, trouble=Trouble.NO_ACTIVATION_MAIL)
    assert {hint.certainty for hint in _diagnose(attempt).hints} == {Certainty.POSSIBLE}
    assert _reasons(attempt)[0] is Reason.ACTIVATION_NOT_CLICKED


def test_who_has_an_account_only_signs_in() -> None:
    active = replace(REGISTERED, state=PortalAccountState.ACTIVATED)
    assert _diagnose(replace(RIGHT, code=None), active).hints == (
        Hint(Reason.ACCOUNT_ACTIVE),
        Hint(Reason.USER_NAME_FORGOTTEN, Certainty.POSSIBLE),
        Hint(Reason.PASSWORD_FORGOTTEN, Certainty.POSSIBLE),
    )
    assert _reasons(RIGHT, active)[:2] == [Reason.ACCOUNT_ACTIVE, Reason.CODE_REDEEMED]


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (Trouble.USER_NAME, Reason.USER_NAME_FORGOTTEN),
        (Trouble.PASSWORD, Reason.PASSWORD_FORGOTTEN),
        (Trouble.PASSWORD_REFUSED, Reason.PASSWORD_CRITERIA),
    ],
)
def test_what_the_tenant_says_is_certain(trouble: Trouble, reason: Reason) -> None:
    active = replace(REGISTERED, state=PortalAccountState.ACTIVATED)
    for facts in (FACTS, active):
        hints = _diagnose(Attempt(trouble=trouble), facts).hints
        assert [h for h in hints if h.reason is reason] == [Hint(reason)]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (PortalAccountState.LOCKED, Reason.ACCOUNT_LOCKED),
        (PortalAccountState.CLOSED, Reason.ACCOUNT_CLOSED),
    ],
)
def test_accounts_that_are_locked_or_closed(state: PortalAccountState, reason: Reason) -> None:
    assert _reasons(RIGHT, replace(FACTS, state=state)) == [reason]


def test_of_several_letters_one_counts() -> None:
    assert valid_letter(FACTS, today=TODAY) == LETTER
    assert valid_letter(FACTS, today=date(2027, 2, 11)) is None
    assert valid_letter(replace(FACTS, codes=()), today=TODAY) is None


def test_hints_come_in_the_order_of_the_reasons_and_once() -> None:
    hints = [
        Hint(Reason.SURNAME_CASE),
        Hint(Reason.ACTIVATION_SPAM, Certainty.POSSIBLE),
        Hint(Reason.CODE_CASE),
        Hint(Reason.CODE_CASE, Certainty.POSSIBLE),
        Hint(Reason.ACCOUNT_LOCKED),
    ]
    ordered = in_order(hints)
    assert ordered == (hints[4], hints[2], hints[0], hints[1])


def test_nothing_typed_shows_itself() -> None:
    attempt = replace(RIGHT, email="erika@example.org")
    shown = repr(attempt) + repr(REGISTERED) + repr(LETTER) + repr(_diagnose(attempt))
    for secret in (VALID.printed, VALID.symbols, "Vorlage", "erika", "example.org"):
        assert secret not in shown


TYPED = st.one_of(st.none(), st.text(), st.text("0OIL1B8S5-äÄ\u0308 ", max_size=20))


@given(
    code=TYPED,
    surname=TYPED,
    email=TYPED,
    channel=st.one_of(st.none(), st.sampled_from(Channel)),
    trouble=st.one_of(st.none(), st.sampled_from(Trouble)),
    account=st.sampled_from(PortalAccountState),
    state=st.sampled_from(CodeState),
)
def test_there_is_always_a_hint_and_never_an_error(
    code: str | None,
    surname: str | None,
    email: str | None,
    channel: Channel | None,
    trouble: Trouble | None,
    account: PortalAccountState,
    state: CodeState,
) -> None:
    attempt = Attempt(code=code, surname=surname, email=email, channel=channel, trouble=trouble)
    facts = _with(replace(LETTER, state=state), PARTNERS_LETTER, state=account)
    hints = _diagnose(attempt, facts).hints
    assert hints
    assert len({hint.reason for hint in hints}) == len(hints)
    typed = [text for text in (code, surname, email) if text and len(text) > 2]
    values = {value for hint in hints for value in hint.params.values()}
    assert not values.intersection(typed)
