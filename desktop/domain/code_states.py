"""The life of registration codes: states, what happens to them, one usable code per account.

An account is one party of a tenancy. What a portal reports may arrive late, twice or in another
order, so nothing here raises: what cannot be is left as it is and named (rule book, section 4).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from desktop.domain.berlin_time import berlin_day
from desktop.domain.portal_event import PortalEventType

VALID_FOR_DAYS = 90
"""Default of the setting; the last day still counts."""


class CodeState(StrEnum):
    """Where a code stands."""

    REQUESTED = "requested"
    """A letter is *vorgemerkt*; there is no code yet."""
    ISSUED = "issued"
    """The letter is rendered and the portal knows the code."""
    POSTED = "posted"
    REDEEMED = "redeemed"
    REVOKED = "revoked"
    EXPIRED = "expired"
    RETURNED = "returned"
    """The letter came back; who had it in hand nobody knows, so its code is dead."""
    LOCKED = "locked"
    """Five wrong tries, says the portal."""

    @property
    def usable(self) -> bool:
        """Whether an account can be opened with it, its last day aside."""
        return self in _USABLE

    @property
    def final(self) -> bool:
        """Whether it stays so, but for news of what was before."""
        return self is not CodeState.REQUESTED and self not in _USABLE


_USABLE = frozenset({CodeState.ISSUED, CodeState.POSTED})


class CodeEvent(StrEnum):
    """What can happen to a code."""

    RENDERED = "rendered"
    """Its letter is made; in the same moment the older codes end."""
    POSTED = "posted"
    REDEEMED = "redeemed"
    """The portal: ``registration.completed``."""
    REVOKED = "revoked"
    """By a person, by a newer letter, or because the account needs no code any more."""
    EXPIRED = "expired"
    RETURNED = "returned"
    LOCKED = "locked"
    """The portal: ``registration_code.locked``."""


_ENDINGS = {
    CodeEvent.REDEEMED: CodeState.REDEEMED,
    CodeEvent.REVOKED: CodeState.REVOKED,
    CodeEvent.EXPIRED: CodeState.EXPIRED,
    CodeEvent.RETURNED: CodeState.RETURNED,
    CodeEvent.LOCKED: CodeState.LOCKED,
}
_RESULT: Mapping[CodeEvent, CodeState] = MappingProxyType(
    {CodeEvent.RENDERED: CodeState.ISSUED, CodeEvent.POSTED: CodeState.POSTED, **_ENDINGS}
)
_ALLOWED: Mapping[CodeState, frozenset[CodeEvent]] = MappingProxyType(
    {
        CodeState.REQUESTED: frozenset({CodeEvent.RENDERED, CodeEvent.REVOKED}),
        # A letter may be used or come back before anybody marked it as posted.
        CodeState.ISSUED: frozenset({CodeEvent.POSTED, *_ENDINGS}),
        CodeState.POSTED: frozenset(_ENDINGS),
    }
)


def next_state(state: CodeState, event: CodeEvent) -> CodeState | None:
    """Return what a code becomes by an event; None where that cannot happen to it."""
    return _RESULT[event] if event in _ALLOWED.get(state, ()) else None


class RevocationReason(StrEnum):
    """Why a code was revoked; the portal is told."""

    NEWER_LETTER = "newer_letter"
    BY_PERSON = "by_person"
    REGISTERED = "registered"
    """The account is open, by an older code whose use was reported late."""
    ACCOUNT_CLOSED = "account_closed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCode:
    """One code of an account as far as its life goes.

    ``ended_at`` is the instant (UTC) at which it stopped being usable, ``expires_on`` its last
    Berlin day; both are None while they are not known. ``reason`` says why it was revoked.
    """

    code_id: int
    state: CodeState
    expires_on: date | None = None
    ended_at: datetime | None = None
    reason: RevocationReason | None = None


class Remark(StrEnum):
    """What is to be known about an event besides the states; each is also a text's code."""

    UNKNOWN = "code.unknown"
    """No code of this account has that id."""
    ALREADY_SO = "code.already_so"
    """Told a second time."""
    IMPOSSIBLE = "code.impossible"
    """It cannot happen to a code in this state; nothing was changed."""
    REDEEMED_EARLIER = "code.redeemed_earlier"
    """It was used while it was valid and this was heard afterwards: it counts as redeemed."""
    OLD_CODE_USED = "code.old_code_used"
    """The portal took a dead code, or one a second time. Nothing was changed: a person looks."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The codes of an account after an event, those that changed, and what is remarkable."""

    codes: tuple[AccountCode, ...]
    changed: tuple[AccountCode, ...] = ()
    remark: Remark | None = None


def usable_code(codes: Iterable[AccountCode], *, today: date) -> AccountCode | None:
    """Return the one code that opens the account today; None where there is none."""
    return next((code for code in codes if is_accepted(code, today=today)), None)


def is_accepted(code: AccountCode, *, today: date) -> bool:
    """Tell whether the code opens the account today (Berlin); its last day still counts."""
    return code.state.usable and (code.expires_on is None or today <= code.expires_on)


def last_day(issued_on: date, days: int = VALID_FOR_DAYS) -> date:
    """Return the last day on which a code counts; the day of issue is not counted."""
    return issued_on + min(timedelta(days=days), date.max - issued_on)


def is_due_to_expire(code: AccountCode, *, today: date) -> bool:
    """Tell whether the nightly pass has to let it expire."""
    return code.state.usable and not is_accepted(code, today=today)


def add_request(codes: Sequence[AccountCode], code_id: int, at: datetime) -> Outcome:
    """Note a letter. An older one that is not rendered falls; a code already issued stays valid.

    So of two people who reissue at once one letter is printed, the later one.
    """
    asked = AccountCode(code_id=code_id, state=CodeState.REQUESTED)
    if any(code.code_id == code_id for code in codes):
        return Outcome(tuple(codes), remark=Remark.ALREADY_SO)
    waiting = [code for code in codes if code.state is CodeState.REQUESTED]
    outcome = _changed(codes, _revoked(waiting, at, RevocationReason.NEWER_LETTER))
    return replace(outcome, codes=(*outcome.codes, asked), changed=(*outcome.changed, asked))


def follow(codes: Sequence[AccountCode], code_id: int, event: CodeEvent, at: datetime) -> Outcome:
    """Return the codes of one account after something happened to one of them at an instant (UTC).

    Rendering a letter revokes every other usable code, so there is never more than one; a redeemed
    code ends all others, also those asked for. A code used while it was valid counts as redeemed
    even if it was ended before that was heard. Never raises.
    """
    code = next((known for known in codes if known.code_id == code_id), None)
    if code is None:
        return Outcome(tuple(codes), remark=Remark.UNKNOWN)
    following = next_state(code.state, event)
    if following is None or (event is CodeEvent.REDEEMED and not _was_valid(code, at)):
        return _out_of_order(codes, code, event, at)
    return _changed(codes, [_moved(code, following, at), *_others(codes, code, event, at)])


def revoke_all(codes: Sequence[AccountCode], reason: RevocationReason, at: datetime) -> Outcome:
    """End every code that is usable or asked for: the account was closed, for example."""
    return _changed(codes, _revoked(_alive(codes), at, reason))


def replace_usable(codes: Sequence[AccountCode], at: datetime) -> Outcome:
    """End the usable code because a newer letter was made elsewhere; what is asked for stays."""
    usable = [code for code in codes if code.state.usable]
    return _changed(codes, _revoked(usable, at, RevocationReason.NEWER_LETTER))


def _moved(code: AccountCode, following: CodeState, at: datetime) -> AccountCode:
    if not following.final:
        return replace(code, state=following)
    reason = RevocationReason.BY_PERSON if following is CodeState.REVOKED else None
    if following is CodeState.RETURNED:
        reason = RevocationReason.RETURNED
    return replace(code, state=following, ended_at=at, reason=reason)


def _others(
    codes: Iterable[AccountCode], code: AccountCode, event: CodeEvent, at: datetime
) -> list[AccountCode]:
    """Return the other codes of the account that end with this event."""
    others = [other for other in _alive(codes) if other.code_id != code.code_id]
    if event is CodeEvent.REDEEMED:
        return _revoked(others, at, RevocationReason.REGISTERED)
    if event is CodeEvent.RENDERED:
        older = [other for other in others if other.state.usable]
        return _revoked(older, at, RevocationReason.NEWER_LETTER)
    return []


def _out_of_order(
    codes: Sequence[AccountCode], code: AccountCode, event: CodeEvent, at: datetime
) -> Outcome:
    told_twice = event is not CodeEvent.REDEEMED or at == code.ended_at
    if _RESULT[event] is code.state and told_twice:
        return Outcome(tuple(codes), remark=Remark.ALREADY_SO)
    if event is not CodeEvent.REDEEMED or code.state is CodeState.REQUESTED:
        return Outcome(tuple(codes), remark=Remark.IMPOSSIBLE)
    if code.state in (CodeState.REDEEMED, CodeState.LOCKED) or not _was_valid(code, at):
        return Outcome(tuple(codes), remark=Remark.OLD_CODE_USED)
    redeemed = replace(code, state=CodeState.REDEEMED, ended_at=at, reason=None)
    outcome = _changed(codes, [redeemed, *_others(codes, code, event, at)])
    return replace(outcome, remark=Remark.REDEEMED_EARLIER)


def _was_valid(code: AccountCode, at: datetime) -> bool:
    """Tell whether the code could be used at an instant, whatever became of it later."""
    in_time = code.expires_on is None or berlin_day(at) <= code.expires_on
    if code.state.usable:
        return in_time
    return in_time and code.ended_at is not None and at < code.ended_at


def _alive(codes: Iterable[AccountCode]) -> list[AccountCode]:
    return [code for code in codes if not code.state.final]


def _revoked(
    codes: Iterable[AccountCode], at: datetime, reason: RevocationReason
) -> list[AccountCode]:
    return [replace(code, state=CodeState.REVOKED, ended_at=at, reason=reason) for code in codes]


def _changed(codes: Iterable[AccountCode], changed: Sequence[AccountCode]) -> Outcome:
    new = {code.code_id: code for code in changed}
    return Outcome(tuple(new.get(code.code_id, code) for code in codes), tuple(changed))


class CodeNotice(StrEnum):
    """What the portal is told about a code; the value is the type of the event."""

    ISSUED = "registration_code.issued"
    REVOKED = "registration_code.revoked"


_TOLD: Mapping[CodeState, CodeNotice] = MappingProxyType(
    {
        CodeState.ISSUED: CodeNotice.ISSUED,
        CodeState.REVOKED: CodeNotice.REVOKED,
        CodeState.RETURNED: CodeNotice.REVOKED,
    }
)


def notice_for(before: CodeState, after: CodeState) -> CodeNotice | None:
    """Return what the portal has to be told of a change; None where it knows or needs not know.

    It knows itself what was redeemed or locked there and when a code expires, and it never heard of
    a letter that was only asked for.
    """
    if before is after or (after is not CodeState.ISSUED and not before.usable):
        return None
    return _TOLD.get(after)


def after_report(
    codes: Sequence[AccountCode], report: PortalEventType, code_id: int | None, at: datetime
) -> Outcome:
    """Return the codes of an account after a report of the portal about it.

    ``code_id`` is the code that the report names, None where it names none. An attempt, an
    activation and a withdrawn consent change no code. Never raises.
    """
    if report is PortalEventType.ACCOUNT_CLOSED:
        return revoke_all(codes, RevocationReason.ACCOUNT_CLOSED, at)
    event = _REPORTED.get(report)
    if event is None:
        return Outcome(tuple(codes))
    if code_id is None:
        return Outcome(tuple(codes), remark=Remark.UNKNOWN)
    return follow(codes, code_id, event, at)


_REPORTED: Mapping[PortalEventType, CodeEvent] = MappingProxyType(
    {
        PortalEventType.REGISTRATION_CODE_LOCKED: CodeEvent.LOCKED,
        PortalEventType.REGISTRATION_COMPLETED: CodeEvent.REDEEMED,
    }
)
