"""The life of codes: whatever happens in whatever order, one code opens an account at most."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.code_states import (
    AccountCode,
    CodeEvent,
    CodeNotice,
    CodeState,
    Outcome,
    Remark,
    RevocationReason,
    add_request,
    after_report,
    follow,
    is_accepted,
    is_due_to_expire,
    last_day,
    next_state,
    notice_for,
    revoke_all,
    usable_code,
)
from desktop.domain.kinds import PortalAccountState
from desktop.domain.portal_account import account_after
from desktop.domain.portal_event import PortalEventType

TODAY = date(2026, 11, 26)
AT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
EARLIER = AT - timedelta(hours=1)


def _code(code_id: int, state: CodeState, ended_at: datetime | None = None) -> AccountCode:
    return AccountCode(code_id=code_id, state=state, ended_at=ended_at)


def _states(outcome: Outcome) -> list[CodeState]:
    return [code.state for code in outcome.codes]


ALLOWED = {
    CodeState.REQUESTED: {"rendered": "issued", "revoked": "revoked"},
    CodeState.ISSUED: {"posted": "posted"},
    CodeState.POSTED: {},
}
ENDS = ("redeemed", "revoked", "expired", "returned", "locked")


@pytest.mark.parametrize("state", CodeState)
@pytest.mark.parametrize("event", CodeEvent)
def test_every_transition_is_as_the_rule_book_has_it(state: CodeState, event: CodeEvent) -> None:
    expected = ALLOWED.get(state, {}).get(event.value)
    if state.usable and event.value in ENDS:
        expected = event.value
    assert next_state(state, event) == expected


def test_usable_and_final_states() -> None:
    assert {state for state in CodeState if state.usable} == {CodeState.ISSUED, CodeState.POSTED}
    assert {state for state in CodeState if state.final} == {
        CodeState.REDEEMED,
        CodeState.REVOKED,
        CodeState.EXPIRED,
        CodeState.RETURNED,
        CodeState.LOCKED,
    }


def test_until_the_new_letter_is_rendered_the_old_code_counts() -> None:
    old = _code(1, CodeState.POSTED)
    asked = add_request([old], 2, AT)
    assert usable_code(asked.codes, today=TODAY) == old
    rendered = follow(asked.codes, 2, CodeEvent.RENDERED, LATER)
    assert _states(rendered) == [CodeState.REVOKED, CodeState.ISSUED]
    assert rendered.codes[0].reason is RevocationReason.NEWER_LETTER
    assert rendered.codes[0].ended_at == LATER
    assert {code.code_id for code in rendered.changed} == {1, 2}


def test_two_people_who_reissue_at_once_make_one_letter() -> None:
    first = add_request([_code(1, CodeState.ISSUED)], 2, AT)
    second = add_request(first.codes, 3, AT)
    assert _states(second) == [CodeState.ISSUED, CodeState.REVOKED, CodeState.REQUESTED]
    late = follow(second.codes, 2, CodeEvent.RENDERED, LATER)
    assert late.remark is Remark.IMPOSSIBLE
    assert late.codes == second.codes
    assert add_request(second.codes, 3, AT).remark is Remark.ALREADY_SO


def test_a_redeemed_code_ends_what_was_asked_for() -> None:
    codes = add_request([_code(1, CodeState.POSTED)], 2, AT).codes
    done = follow(codes, 1, CodeEvent.REDEEMED, LATER)
    assert _states(done) == [CodeState.REDEEMED, CodeState.REVOKED]
    assert done.codes[1].reason is RevocationReason.REGISTERED


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (CodeEvent.REVOKED, RevocationReason.BY_PERSON),
        (CodeEvent.RETURNED, RevocationReason.RETURNED),
        (CodeEvent.EXPIRED, None),
        (CodeEvent.LOCKED, None),
    ],
)
def test_an_end_has_its_time_and_reason(event: CodeEvent, reason: RevocationReason | None) -> None:
    ended = follow([_code(1, CodeState.POSTED)], 1, event, AT).codes[0]
    assert (ended.ended_at, ended.reason) == (AT, reason)


def test_news_of_a_use_before_the_end_counts() -> None:
    codes = [_code(1, CodeState.REVOKED, AT), _code(2, CodeState.POSTED)]
    outcome = follow(codes, 1, CodeEvent.REDEEMED, EARLIER)
    assert outcome.remark is Remark.REDEEMED_EARLIER
    assert _states(outcome) == [CodeState.REDEEMED, CodeState.REVOKED]
    assert outcome.codes[1].reason is RevocationReason.REGISTERED


@pytest.mark.parametrize(
    "state", [CodeState.REVOKED, CodeState.EXPIRED, CodeState.RETURNED, CodeState.LOCKED]
)
@pytest.mark.parametrize("at", [AT, LATER])
def test_a_dead_code_is_never_accepted(state: CodeState, at: datetime) -> None:
    codes = [_code(1, state, AT), _code(2, CodeState.POSTED)]
    outcome = follow(codes, 1, CodeEvent.REDEEMED, at)
    assert outcome == Outcome(tuple(codes), remark=Remark.OLD_CODE_USED)


def test_a_dead_code_without_known_end_is_never_accepted() -> None:
    outcome = follow([_code(1, CodeState.REVOKED)], 1, CodeEvent.REDEEMED, EARLIER)
    assert outcome.remark is Remark.OLD_CODE_USED


def test_a_code_after_its_last_day_is_never_accepted_though_nobody_let_it_expire() -> None:
    code = replace(_code(1, CodeState.POSTED), expires_on=date(2026, 11, 25))
    assert follow([code], 1, CodeEvent.REDEEMED, AT).remark is Remark.OLD_CODE_USED
    last_minute = datetime(2026, 11, 25, 22, 59, tzinfo=UTC)
    assert _states(follow([code], 1, CodeEvent.REDEEMED, last_minute)) == [CodeState.REDEEMED]
    expired = replace(code, state=CodeState.EXPIRED, ended_at=LATER)
    assert follow([expired], 1, CodeEvent.REDEEMED, AT).remark is Remark.OLD_CODE_USED


def test_told_twice_and_used_twice_are_two_things() -> None:
    used = follow([_code(1, CodeState.POSTED)], 1, CodeEvent.REDEEMED, AT).codes
    assert follow(used, 1, CodeEvent.REDEEMED, AT).remark is Remark.ALREADY_SO
    assert follow(used, 1, CodeEvent.REDEEMED, LATER).remark is Remark.OLD_CODE_USED
    assert follow(used, 1, CodeEvent.LOCKED, LATER).remark is Remark.IMPOSSIBLE


def test_a_letter_that_was_never_rendered_cannot_be_used() -> None:
    codes = [_code(1, CodeState.REQUESTED)]
    assert follow(codes, 1, CodeEvent.REDEEMED, AT).remark is Remark.IMPOSSIBLE


def test_codes_of_others_are_unknown() -> None:
    codes = (_code(1, CodeState.POSTED),)
    assert follow(codes, 9, CodeEvent.REVOKED, AT) == Outcome(codes, remark=Remark.UNKNOWN)


@pytest.mark.parametrize(
    ("report", "state"),
    [
        (PortalEventType.REGISTRATION_ATTEMPTED, CodeState.POSTED),
        (PortalEventType.REGISTRATION_CODE_LOCKED, CodeState.LOCKED),
        (PortalEventType.REGISTRATION_COMPLETED, CodeState.REDEEMED),
        (PortalEventType.ACCOUNT_ACTIVATED, CodeState.POSTED),
        (PortalEventType.ACCOUNT_CLOSED, CodeState.REVOKED),
        (PortalEventType.CONSENT_WITHDRAWN, CodeState.POSTED),
        (PortalEventType.MESSAGE_SENT, CodeState.POSTED),
    ],
)
def test_reports_of_the_portal(report: PortalEventType, state: CodeState) -> None:
    outcome = after_report([_code(1, CodeState.POSTED)], report, 1, AT)
    assert _states(outcome) == [state]
    assert outcome.remark is None


def test_a_report_without_code_is_unknown() -> None:
    codes = [_code(1, CodeState.POSTED)]
    locked = PortalEventType.REGISTRATION_CODE_LOCKED
    assert after_report(codes, locked, None, AT).remark is Remark.UNKNOWN


def test_the_last_day_counts() -> None:
    issued_on = date(2026, 8, 28)
    assert last_day(issued_on) == TODAY
    code = replace(_code(1, CodeState.POSTED), expires_on=last_day(issued_on))
    assert is_accepted(code, today=TODAY)
    assert not is_due_to_expire(code, today=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    assert not is_accepted(code, today=tomorrow)
    assert is_due_to_expire(code, today=tomorrow)
    assert usable_code([code], today=tomorrow) is None
    assert last_day(date.max) == date.max


@pytest.mark.parametrize(
    ("before", "after", "notice"),
    [
        (CodeState.REQUESTED, CodeState.ISSUED, CodeNotice.ISSUED),
        (CodeState.REQUESTED, CodeState.REVOKED, None),
        (CodeState.ISSUED, CodeState.POSTED, None),
        (CodeState.ISSUED, CodeState.REVOKED, CodeNotice.REVOKED),
        (CodeState.POSTED, CodeState.REVOKED, CodeNotice.REVOKED),
        (CodeState.POSTED, CodeState.RETURNED, CodeNotice.REVOKED),
        (CodeState.POSTED, CodeState.EXPIRED, None),
        (CodeState.POSTED, CodeState.REDEEMED, None),
        (CodeState.POSTED, CodeState.LOCKED, None),
        (CodeState.REVOKED, CodeState.REDEEMED, None),
        (CodeState.ISSUED, CodeState.ISSUED, None),
    ],
)
def test_what_the_portal_is_told(
    before: CodeState, after: CodeState, notice: CodeNotice | None
) -> None:
    assert notice_for(before, after) is notice


STEPS = st.tuples(
    # Letters more often than ends, or most paths lead nowhere.
    st.sampled_from(["request", "request", "rendered", "rendered", "close", *CodeEvent]),
    st.integers(1, 4),
    st.integers(-90, 90),
)


@given(st.lists(STEPS, max_size=25))
def test_no_path_leads_to_two_usable_codes(steps: list[tuple[str, int, int]]) -> None:
    """Also with events late, twice, for codes that do not exist, and clocks that disagree."""
    codes: tuple[AccountCode, ...] = ()
    for step, code_id, minutes in steps:
        at = AT + timedelta(minutes=minutes)
        outcome = _step(codes, step, code_id, at)
        _check_step(codes, outcome, step, at)
        codes = outcome.codes


def test_no_account_of_three_codes_can_come_to_two_usable_ones() -> None:
    """Every account that any events can lead to is visited, those told late included."""
    start: tuple[AccountCode, ...] = ()
    seen, waiting = {start}, [start]
    while waiting:
        codes = waiting.pop()
        for outcome in _everything_that_can_happen(codes):
            assert sum(code.state.usable for code in outcome.codes) <= 1
            if outcome.codes not in seen:
                seen.add(outcome.codes)
                waiting.append(outcome.codes)
    states = {code.state for codes in seen for code in codes}
    assert states == set(CodeState)


def _everything_that_can_happen(codes: tuple[AccountCode, ...]) -> Iterator[Outcome]:
    yield revoke_all(codes, RevocationReason.ACCOUNT_CLOSED, AT)
    if len(codes) < 3:
        yield add_request(codes, len(codes), AT)
    for code, event in product(codes, CodeEvent):
        yield follow(codes, code.code_id, event, AT)
        if event is CodeEvent.REDEEMED:
            yield follow(codes, code.code_id, event, EARLIER)


def _step(codes: tuple[AccountCode, ...], step: str, code_id: int, at: datetime) -> Outcome:
    if step == "request":
        return add_request(codes, code_id, at)
    if step == "close":
        return revoke_all(codes, RevocationReason.ACCOUNT_CLOSED, at)
    return follow(codes, code_id, CodeEvent(step), at)


def _check_step(codes: tuple[AccountCode, ...], outcome: Outcome, step: str, at: datetime) -> None:
    after = {code.code_id: code for code in outcome.codes}
    assert sum(code.state.usable for code in outcome.codes) <= 1
    assert sum(code.state is CodeState.REQUESTED for code in outcome.codes) <= 1
    assert len(after) == len(outcome.codes) >= len(codes)
    for before in codes:
        now = after[before.code_id]
        assert (now in outcome.changed) is (now != before)
        if before.state.final:
            # Dead stays dead; only a use that lies before its end is still noted.
            assert not now.state.usable
            if now != before:
                assert outcome.remark is Remark.REDEEMED_EARLIER
                assert before.ended_at is not None
                assert at < before.ended_at
        if now.state is CodeState.REDEEMED and before.state is CodeState.REDEEMED:
            assert now == before
    if step == "close":
        assert all(code.state.final for code in outcome.codes)


ACCOUNT_PATHS = [
    (
        PortalAccountState.INVITED,
        PortalEventType.REGISTRATION_ATTEMPTED,
        PortalAccountState.INVITED,
    ),
    (
        PortalAccountState.INVITED,
        PortalEventType.REGISTRATION_COMPLETED,
        PortalAccountState.REGISTERED,
    ),
    (PortalAccountState.INVITED, PortalEventType.ACCOUNT_ACTIVATED, PortalAccountState.ACTIVATED),
    (
        PortalAccountState.REGISTERED,
        PortalEventType.ACCOUNT_ACTIVATED,
        PortalAccountState.ACTIVATED,
    ),
    (
        PortalAccountState.ACTIVATED,
        PortalEventType.REGISTRATION_COMPLETED,
        PortalAccountState.ACTIVATED,
    ),
    (PortalAccountState.ACTIVATED, PortalEventType.CONSENT_WITHDRAWN, PortalAccountState.ACTIVATED),
    (PortalAccountState.ACTIVATED, PortalEventType.ACCOUNT_CLOSED, PortalAccountState.CLOSED),
    (PortalAccountState.CLOSED, PortalEventType.ACCOUNT_ACTIVATED, PortalAccountState.CLOSED),
    (
        PortalAccountState.CLOSED,
        PortalEventType.REGISTRATION_COMPLETED,
        PortalAccountState.REGISTERED,
    ),
    (PortalAccountState.LOCKED, PortalEventType.ACCOUNT_ACTIVATED, PortalAccountState.LOCKED),
    (PortalAccountState.LOCKED, PortalEventType.ACCOUNT_CLOSED, PortalAccountState.CLOSED),
]


@pytest.mark.parametrize(("state", "event", "following"), ACCOUNT_PATHS)
def test_the_account_follows_the_portal(
    state: PortalAccountState, event: PortalEventType, following: PortalAccountState
) -> None:
    assert account_after(state, event) is following


def test_open_and_locked_accounts_take_no_code() -> None:
    taking = {state for state in PortalAccountState if state.takes_code}
    assert taking == {
        PortalAccountState.INVITED,
        PortalAccountState.REGISTERED,
        PortalAccountState.CLOSED,
    }
