"""Every reason why a registration fails, and the order in which reasons are told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

HintParam = str | int
_NOTHING: Mapping[str, HintParam] = MappingProxyType({})


class Reason(StrEnum):
    """Why a registration fails; the order of the members is the order in which they are told."""

    ACCOUNT_LOCKED = "account.locked"
    ACCOUNT_ACTIVE = "account.active"
    """The account is open: nobody has to register, only to sign in."""
    ACTIVATION_NOT_CLICKED = "activation.not_clicked"
    ACTIVATION_WRONG_ADDRESS = "activation.wrong_address"
    ACTIVATION_SPAM = "activation.spam"
    ACCOUNT_CLOSED = "account.closed"
    CODE_NEVER_ISSUED = "code.never_issued"
    CODE_NOT_PRINTED = "code.not_printed"
    """A letter is asked for; until it is rendered there is no code in it."""
    CODE_OTHER_PARTY = "code.other_party"
    CODE_REVOKED = "code.revoked"
    CODE_REDEEMED = "code.redeemed"
    CODE_LOCKED = "code.locked"
    CODE_EXPIRED = "code.expired"
    CODE_RETURNED = "code.returned"
    CODE_NOT_AT_PORTAL = "code.not_at_portal"
    """The portal has not heard of it yet: in a while it works."""
    CODE_MISSING = "code.missing"
    CODE_CONFUSED = "code.confused"
    CODE_SWAPPED = "code.swapped"
    CODE_SYMBOL_MISSING = "code.symbol_missing"
    CODE_SYMBOL_EXTRA = "code.symbol_extra"
    CODE_MISTYPED = "code.mistyped"
    CODE_HYPHEN = "code.hyphen"
    CODE_CASE = "code.case"
    CODE_BLANK = "code.blank"
    CODE_INCOMPLETE = "code.incomplete"
    """So many symbols are missing that nobody can say which code is meant."""
    CODE_UNKNOWN = "code.unknown"
    """No code of this household is like it."""
    SURNAME_MISSING = "surname.missing"
    SURNAME_OTHER = "surname.other"
    SURNAME_MORE = "surname.more"
    SURNAME_MISTYPED = "surname.mistyped"
    SURNAME_DIACRITICS = "surname.diacritics"
    SURNAME_HYPHEN = "surname.hyphen"
    SURNAME_CASE = "surname.case"
    SURNAME_BLANK = "surname.blank"
    SURNAME_COMPOSED = "surname.composed"
    CHANNEL_CHANGED = "channel.changed"
    """Begun in the app and continued in the portal, or the other way round."""
    USER_NAME_FORGOTTEN = "sign_in.user_name_forgotten"
    PASSWORD_FORGOTTEN = "sign_in.password_forgotten"  # noqa: S105 - a reason, no password
    PASSWORD_CRITERIA = "password.criteria"  # noqa: S105 - a reason, no password
    NOTHING_FOUND = "nothing.found"
    """All that was said is right: what the portal answers has to be asked."""


class Certainty(StrEnum):
    """Whether it is so or may be so; the order is the order of display."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Hint:
    """One reason with what fills its sentence: dates as ISO text and last two symbols of letters.

    Nothing of what was typed is in it.
    """

    reason: Reason
    certainty: Certainty = Certainty.CERTAIN
    params: Mapping[str, HintParam] = field(default_factory=lambda: _NOTHING)


def in_order(hints: Iterable[Hint]) -> tuple[Hint, ...]:
    """Return the hints as they are told, each reason once."""
    ordered = sorted(hints, key=lambda hint: (_CERTAINTY[hint.certainty], _PLACE[hint.reason]))
    first = {hint.reason: hint for hint in reversed(ordered)}
    return tuple(hint for hint in ordered if first[hint.reason] is hint)


_CERTAINTY = {certainty: place for place, certainty in enumerate(Certainty)}
_PLACE = {reason: place for place, reason in enumerate(Reason)}
