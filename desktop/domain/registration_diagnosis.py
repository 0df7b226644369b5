"""Why a registration fails: every reason of the rule book with what is known (section 4).

What the tenant says was typed is looked at and forgotten: no hint holds any of it. Hints come in
the order in which they are told: what is sure before what is possible, and the reasons that make
the others idle before those.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState
from desktop.domain.kinds import PortalAccountState
from desktop.domain.registration_code import OUR_SHAPE, dress, last_two
from desktop.domain.registration_reasons import Certainty, Hint, HintParam, Reason, in_order
from desktop.domain.registration_surname import SurnameSlip, surname_slips
from desktop.domain.typed_code import (
    FORM_SLIPS,
    Reading,
    Slip,
    bare_symbols,
    form_slips,
    readings,
)


class Trouble(StrEnum):
    """What the tenant says goes wrong, where it is not the registration form itself."""

    NO_ACTIVATION_MAIL = "no_activation_mail"
    USER_NAME = "user_name"
    PASSWORD = "password"  # noqa: S105 - a kind of trouble, no password
    PASSWORD_REFUSED = "password_refused"  # noqa: S105 - a kind of trouble, no password


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What the tenant says. None is what was not asked; "" is what was left empty.

    ``repr`` shows nothing that was typed. There is no field for a password: nobody asks for it.
    """

    code: str | None = field(default=None, repr=False)
    surname: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    channel: Channel | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedCode:
    """What is known of one code of the household.

    ``issued_on`` is the date of its letter, ``ended_on`` the day it was redeemed, revoked, locked
    or returned. ``surname`` is the spelling in the letter. ``at_portal`` tells whether the portal
    has taken the event that brought the code. ``unsure_batch`` is the number of the print batch of
    which nobody has said whether the letter is on paper.
    """

    code_id: int
    party_id: int
    state: CodeState
    issued_on: date | None = None
    ended_on: date | None = None
    expires_on: date | None = None
    last_two: str = ""
    shape: str = OUR_SHAPE
    surname: str = field(default="", repr=False)
    at_portal: bool = True
    unsure_batch: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """The party who tries, its account, and every code of the household, other parties' included.

    ``begun_in`` is the channel in which the registration was begun. ``email`` is the address that
    the registration was made with, ``surname`` the one in the address field of the next letter.
    """

    party_id: int
    state: PortalAccountState = PortalAccountState.INVITED
    codes: tuple[IssuedCode, ...] = ()
    begun_in: Channel | None = None
    surname: str = field(default="", repr=False)
    email: str | None = field(default=None, repr=False)


Recognise = Callable[[str], int | None]
"""Says which code of the household has these bare symbols (``typed_code.bare_symbols``)."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The hints in their order; ``recognised_id`` is the code that was meant, if it was found."""

    hints: tuple[Hint, ...]
    recognised_id: int | None = None


def valid_letter(facts: AccountFacts, *, today: date) -> IssuedCode | None:
    """Return the letter that counts of several: the one look that answers which one it is."""
    usable = [code for code in facts.codes if code.party_id == facts.party_id]
    usable = [code for code in usable if code.state.usable and not _is_over(code, today)]
    return max(usable, key=lambda code: (code.issued_on or date.min, code.code_id), default=None)


def diagnose(
    attempt: Attempt, facts: AccountFacts, recognise: Recognise, *, today: date
) -> Diagnosis:
    """Say why the attempt fails. Never raises, whatever was typed; there is always a hint."""
    reading, code = _recognised(attempt, facts, recognise)
    hints = [
        *_account_hints(attempt, facts),
        *_code_hints(attempt, facts, reading, code, today),
        *_surname_hints(attempt, facts, code, today),
        *_trouble_hints(attempt, facts),
    ]
    if not hints:
        hints.append(Hint(Reason.NOTHING_FOUND))
    return Diagnosis(in_order(hints), None if code is None else code.code_id)


def _recognised(
    attempt: Attempt, facts: AccountFacts, recognise: Recognise
) -> tuple[Reading | None, IssuedCode | None]:
    """Return the likeliest reading that is a code of the household, and that code."""
    known = {code.code_id: code for code in facts.codes}
    for reading in readings(attempt.code or ""):
        code_id = recognise(reading.symbols)
        if code_id is not None and code_id in known:
            return reading, known[code_id]
    return None, None


def _is_over(code: IssuedCode, today: date) -> bool:
    return code.expires_on is not None and code.expires_on < today


def _account_hints(attempt: Attempt, facts: AccountFacts) -> Iterator[Hint]:
    if facts.state is PortalAccountState.LOCKED:
        yield Hint(Reason.ACCOUNT_LOCKED)
    elif facts.state is PortalAccountState.CLOSED:
        yield Hint(Reason.ACCOUNT_CLOSED)
    elif facts.state is PortalAccountState.ACTIVATED:
        yield Hint(Reason.ACCOUNT_ACTIVE)
        # Who registers again has mostly forgotten how to sign in.
        yield Hint(Reason.USER_NAME_FORGOTTEN, Certainty.POSSIBLE)
        yield Hint(Reason.PASSWORD_FORGOTTEN, Certainty.POSSIBLE)
    elif facts.state is PortalAccountState.REGISTERED:
        yield Hint(Reason.ACTIVATION_NOT_CLICKED)
        yield Hint(Reason.ACTIVATION_WRONG_ADDRESS, _address_certainty(attempt, facts))
        yield Hint(Reason.ACTIVATION_SPAM, Certainty.POSSIBLE)
    begun = facts.begun_in is not None and facts.state in (
        PortalAccountState.INVITED,
        PortalAccountState.REGISTERED,
    )
    if begun and attempt.channel is not None and attempt.channel is not facts.begun_in:
        yield Hint(Reason.CHANNEL_CHANGED, params={"begun_in": str(facts.begun_in)})


def _address_certainty(attempt: Attempt, facts: AccountFacts) -> Certainty:
    """Sure where the tenant names another address than the registration was made with."""
    if not attempt.email or not facts.email:
        return Certainty.POSSIBLE
    same = attempt.email.strip().casefold() == facts.email.strip().casefold()
    return Certainty.POSSIBLE if same else Certainty.CERTAIN


def _code_hints(
    attempt: Attempt,
    facts: AccountFacts,
    reading: Reading | None,
    code: IssuedCode | None,
    today: date,
) -> Iterator[Hint]:
    needed = facts.state.takes_code and facts.state is not PortalAccountState.REGISTERED
    if code is None or reading is None:
        if needed:
            yield from _unrecognised(attempt, facts, today)
        return
    own = code.party_id == facts.party_id
    if own and facts.state is PortalAccountState.REGISTERED and code.state is CodeState.REDEEMED:
        # It did what it was for: what is missing is the click.
        return
    yield from letter_hints(code, facts, today=today)
    if code.state is not CodeState.REDEEMED:
        yield from _typing_hints(attempt.code or "", reading, code)


def _unrecognised(attempt: Attempt, facts: AccountFacts, today: date) -> Iterator[Hint]:
    own = [code for code in facts.codes if code.party_id == facts.party_id]
    letters = [code for code in own if code.state is not CodeState.REQUESTED]
    if not letters:
        yield Hint(Reason.CODE_NOT_PRINTED if own else Reason.CODE_NEVER_ISSUED)
    if attempt.code is None:
        yield from _no_letter_counts(letters, facts, today)
    elif not attempt.code.strip():
        yield Hint(Reason.CODE_MISSING)
    elif _is_incomplete(attempt.code, facts):
        yield Hint(Reason.CODE_INCOMPLETE)
    else:
        params = {**_similar_params(attempt.code, letters), **_newer_params(None, facts, today)}
        yield Hint(Reason.CODE_UNKNOWN, params=params)


def _is_incomplete(typed: str, facts: AccountFacts) -> bool:
    """Whether what was typed has fewer symbols than any code of the household."""
    shapes = {code.shape for code in facts.codes} or {OUR_SHAPE}
    fewest = min(len(bare_symbols(shape)) for shape in shapes)
    return 0 < len(bare_symbols(typed)) < fewest


def _similar_params(typed: str, letters: list[IssuedCode]) -> dict[str, HintParam]:
    """Name the letter whose code ends as what was typed: probably that one was in hand."""
    end = last_two(bare_symbols(typed))
    similar = [code for code in letters if end and code.last_two == end]
    if len(similar) != 1 or similar[0].issued_on is None:
        return {}
    return {"similar_last_two": end, "similar_issued_on": similar[0].issued_on.isoformat()}


def _no_letter_counts(
    letters: list[IssuedCode], facts: AccountFacts, today: date
) -> Iterator[Hint]:
    """Say what became of the last letter where no code was told and none is valid."""
    if letters and valid_letter(facts, today=today) is None:
        last = max(letters, key=lambda code: (code.issued_on or date.min, code.code_id))
        yield from _dead_code_hints(last, facts, today)


_DEAD = {
    CodeState.REDEEMED: Reason.CODE_REDEEMED,
    CodeState.REVOKED: Reason.CODE_REVOKED,
    CodeState.EXPIRED: Reason.CODE_EXPIRED,
    CodeState.RETURNED: Reason.CODE_RETURNED,
    CodeState.LOCKED: Reason.CODE_LOCKED,
    CodeState.REQUESTED: Reason.CODE_NOT_PRINTED,
}


def letter_hints(code: IssuedCode, facts: AccountFacts, *, today: date) -> Iterator[Hint]:
    """Yield what is wrong with a letter whatever was typed: another person's, or its code dead."""
    if code.party_id != facts.party_id:
        yield Hint(Reason.CODE_OTHER_PARTY, params=_letter_params(code))
    yield from _dead_code_hints(code, facts, today)


def letter_params(code: IssuedCode, facts: AccountFacts, *, today: date) -> dict[str, HintParam]:
    """Return what names a letter in the sentence of a hint, and the letter that counts instead."""
    return {**_letter_params(code), **_newer_params(code, facts, today)}


def _dead_code_hints(code: IssuedCode, facts: AccountFacts, today: date) -> Iterator[Hint]:
    reason = _DEAD.get(code.state)
    if reason is None and _is_over(code, today):
        reason = Reason.CODE_EXPIRED
    if reason is not None:
        yield Hint(reason, params=letter_params(code, facts, today=today))
    elif not code.at_portal:
        yield Hint(Reason.CODE_NOT_AT_PORTAL, params=_letter_params(code))


def _letter_params(code: IssuedCode) -> dict[str, HintParam]:
    days = (("issued_on", code.issued_on), ("ended_on", code.ended_on))
    known = (*days, ("expires_on", code.expires_on))
    params: dict[str, HintParam] = {name: day.isoformat() for name, day in known if day}
    return {**params, "last_two": code.last_two} if code.last_two else params


def _newer_params(
    code: IssuedCode | None, facts: AccountFacts, today: date
) -> dict[str, HintParam]:
    """Name the letter that counts, by its date and last two symbols, if it is another one."""
    valid = valid_letter(facts, today=today)
    if valid is None or valid == code:
        return {}
    params: dict[str, HintParam] = {"valid_last_two": valid.last_two}
    if valid.unsure_batch is not None:
        params["valid_unsure_batch"] = valid.unsure_batch
    return {**params, "valid_issued_on": valid.issued_on.isoformat()} if valid.issued_on else params


_TYPED = {
    Slip.CONFUSED: Reason.CODE_CONFUSED,
    Slip.SWAPPED: Reason.CODE_SWAPPED,
    Slip.MISSING: Reason.CODE_SYMBOL_MISSING,
    Slip.EXTRA: Reason.CODE_SYMBOL_EXTRA,
    Slip.MISTYPED: Reason.CODE_MISTYPED,
    Slip.HYPHEN: Reason.CODE_HYPHEN,
    Slip.CASE: Reason.CODE_CASE,
    Slip.BLANK: Reason.CODE_BLANK,
}


def _typing_hints(typed: str, reading: Reading, code: IssuedCode) -> Iterator[Hint]:
    slips = form_slips(typed, dress(reading.symbols, code.shape))
    if reading.slip is not None:
        slips |= {reading.slip}
    # Who reads a code aloud says no capitals: beside a wrong symbol the clothes are a guess.
    wrong = bool(slips - FORM_SLIPS)
    for slip in slips:
        guessed = wrong and slip in FORM_SLIPS
        yield Hint(_TYPED[slip], Certainty.POSSIBLE if guessed else Certainty.CERTAIN)


_SURNAME = {
    SurnameSlip.MISSING: Reason.SURNAME_MISSING,
    SurnameSlip.OTHER: Reason.SURNAME_OTHER,
    SurnameSlip.MORE: Reason.SURNAME_MORE,
    SurnameSlip.MISTYPED: Reason.SURNAME_MISTYPED,
    SurnameSlip.DIACRITICS: Reason.SURNAME_DIACRITICS,
    SurnameSlip.HYPHEN: Reason.SURNAME_HYPHEN,
    SurnameSlip.CASE: Reason.SURNAME_CASE,
    SurnameSlip.BLANK: Reason.SURNAME_BLANK,
    SurnameSlip.COMPOSED: Reason.SURNAME_COMPOSED,
}


def _surname_hints(
    attempt: Attempt, facts: AccountFacts, code: IssuedCode | None, today: date
) -> Iterator[Hint]:
    """Compare with the own letter whose code was typed, else with the one that counts."""
    if attempt.surname is None or facts.state in (
        PortalAccountState.ACTIVATED,
        PortalAccountState.REGISTERED,
    ):
        return
    own = code is not None and code.party_id == facts.party_id
    letter = code if own else valid_letter(facts, today=today)
    printed = facts.surname if letter is None else letter.surname
    if printed:
        for slip in surname_slips(attempt.surname, printed):
            yield Hint(_SURNAME[slip])


def _trouble_hints(attempt: Attempt, facts: AccountFacts) -> Iterator[Hint]:
    trouble = attempt.trouble
    if trouble is Trouble.USER_NAME:
        yield Hint(Reason.USER_NAME_FORGOTTEN)
    elif trouble is Trouble.PASSWORD:
        yield Hint(Reason.PASSWORD_FORGOTTEN)
    elif trouble is Trouble.PASSWORD_REFUSED:
        yield Hint(Reason.PASSWORD_CRITERIA)
    elif trouble is Trouble.NO_ACTIVATION_MAIL and facts.state is PortalAccountState.INVITED:
        # The portal reported no registration: its mail cannot have been sent to anybody we know of.
        yield Hint(Reason.ACTIVATION_NOT_CLICKED, Certainty.POSSIBLE)
        yield Hint(Reason.ACTIVATION_SPAM, Certainty.POSSIBLE)
        yield Hint(Reason.ACTIVATION_WRONG_ADDRESS, Certainty.POSSIBLE)
