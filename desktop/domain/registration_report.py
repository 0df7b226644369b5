"""A registration that failed as the portal reports it, made a diagnosis (rule book, section 4).

The portal says why in a word of its own and sends a masked input, never what was typed. Our own
facts are looked at besides: they know more of letters than the portal does.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from desktop.domain.case_status import Channel
from desktop.domain.registration_code import MASK
from desktop.domain.registration_diagnosis import (
    AccountFacts,
    Attempt,
    Diagnosis,
    IssuedCode,
    diagnose,
    letter_hints,
    letter_params,
    valid_letter,
)
from desktop.domain.registration_reasons import Certainty, Hint, Reason, in_order

_OTHER_WORDS: Mapping[str, Reason] = MappingProxyType(
    {
        "account_exists": Reason.ACCOUNT_ACTIVE,
        "already_registered": Reason.ACCOUNT_ACTIVE,
        "email_taken": Reason.ACCOUNT_ACTIVE,
        "code_already_used": Reason.CODE_REDEEMED,
        "code_used": Reason.CODE_REDEEMED,
        "code_invalid": Reason.CODE_UNKNOWN,
        "code_not_found": Reason.CODE_UNKNOWN,
        "invalid_code": Reason.CODE_UNKNOWN,
        "unknown_code": Reason.CODE_UNKNOWN,
        "wrong_code": Reason.CODE_UNKNOWN,
        "code_format": Reason.CODE_UNKNOWN,
        "expired_code": Reason.CODE_EXPIRED,
        "revoked_code": Reason.CODE_REVOKED,
        "too_many_attempts": Reason.CODE_LOCKED,
        "locked": Reason.CODE_LOCKED,
        "surname_mismatch": Reason.SURNAME_OTHER,
        "surname_wrong": Reason.SURNAME_OTHER,
        "wrong_surname": Reason.SURNAME_OTHER,
        "name_mismatch": Reason.SURNAME_OTHER,
        "not_activated": Reason.ACTIVATION_NOT_CLICKED,
        "activation_pending": Reason.ACTIVATION_NOT_CLICKED,
        "activation_expired": Reason.ACTIVATION_NOT_CLICKED,
        "mail_bounced": Reason.ACTIVATION_WRONG_ADDRESS,
        "wrong_channel": Reason.CHANNEL_CHANGED,
        "password_weak": Reason.PASSWORD_CRITERIA,
        "password_rejected": Reason.PASSWORD_CRITERIA,
        "weak_password": Reason.PASSWORD_CRITERIA,
    }
)
_WORDS: Mapping[str, Reason] = MappingProxyType(
    {**_OTHER_WORDS, **{re.sub("[^a-z]+", "_", reason.value): reason for reason in Reason}}
)
_OF_LETTERS = frozenset(
    {
        Reason.CODE_REVOKED,
        Reason.CODE_REDEEMED,
        Reason.CODE_LOCKED,
        Reason.CODE_EXPIRED,
        Reason.CODE_RETURNED,
    }
)
_SHOWN_END = re.compile(f"[{MASK}*xX#][^{MASK}*]*?([0-9A-Za-z]{{2}})$")


@dataclass(frozen=True, slots=True)
class Report:
    """What the portal says of one attempt; ``word`` is its reason, ``repr`` shows no input."""

    word: str
    channel: Channel
    masked_input: str = field(default="", repr=False)


def reported_reason(word: str) -> Reason | None:
    """Return the reason that a word of the portal means; None for a word that we do not know."""
    return _WORDS.get(re.sub("[^a-z]+", "_", word.strip().casefold()).strip("_"))


def diagnose_report(report: Report, facts: AccountFacts, *, today: date) -> Diagnosis:
    """Say why a reported registration failed: the portal's word first, then what we know besides.

    An account that is open, closed or locked makes the portal's word idle, and is told before it.
    Never raises.
    """
    known = diagnose(Attempt(channel=report.channel), facts, _nobody, today=today).hints
    letter = _letter_in_hand(report, facts)
    hints = [
        *_of_the_word(report, facts, letter, today),
        *_of_the_letter(letter, facts, today),
        *known,
    ]
    said = [hint for hint in hints if hint.reason is not Reason.NOTHING_FOUND]
    return Diagnosis(in_order(said or hints), None if letter is None else letter.code_id)


def _nobody(_symbols: str) -> None:
    """Nothing was typed here, so nothing is recognised."""


def _letter_in_hand(report: Report, facts: AccountFacts) -> IssuedCode | None:
    """Return the only letter of the household whose code ends as the masked input does."""
    found = _SHOWN_END.search(report.masked_input.strip())
    if found is None:
        return None
    end = found[1].upper()
    ending = [code for code in facts.codes if code.last_two.upper() == end]
    return ending[0] if len(ending) == 1 else None


def _of_the_word(
    report: Report, facts: AccountFacts, letter: IssuedCode | None, today: date
) -> Iterator[Hint]:
    reason = reported_reason(report.word)
    if reason is None:
        return
    if reason not in _OF_LETTERS:
        yield Hint(reason)
        return
    meant = letter or _likeliest(reason, facts, today)
    yield Hint(reason, params={} if meant is None else letter_params(meant, facts, today=today))


def _likeliest(reason: Reason, facts: AccountFacts, today: date) -> IssuedCode | None:
    """Return the newest letter of the party that the portal's word fits."""
    state = reason.value.partition(".")[2]
    own = [code for code in facts.codes if code.party_id == facts.party_id]
    fitting = [code for code in own if code.state == state]
    newest = max(fitting, key=lambda code: (code.issued_on or date.min, code.code_id), default=None)
    return newest or valid_letter(facts, today=today)


def _of_the_letter(letter: IssuedCode | None, facts: AccountFacts, today: date) -> Iterator[Hint]:
    """Two symbols are a strong sign and no proof: what follows from them is possible."""
    if letter is None or not facts.state.takes_code:
        return
    for hint in letter_hints(letter, facts, today=today):
        yield Hint(hint.reason, Certainty.POSSIBLE, hint.params)
