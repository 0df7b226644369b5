"""The filter of a list: its stored form is read back as it was, and never wider than it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.work import Priority
from desktop.services.inbox.filters import (
    NO_FILTER,
    AssigneeFilter,
    CaseFilter,
    DueFilter,
    ReadFilter,
    RunFilter,
    WaitingFilter,
    read_filter,
    stored_filter,
)

FILTERS = st.builds(
    CaseFilter,
    categories=st.frozensets(st.sampled_from(["bank", "damage", "documents"])),
    channels=st.frozensets(st.sampled_from(Channel)),
    states=st.frozensets(st.sampled_from(CaseState)),
    assignee=st.sampled_from(AssigneeFilter),
    people=st.frozensets(st.integers(1, 9), max_size=3),
    read=st.sampled_from(ReadFilter),
    due=st.none() | st.sampled_from(DueFilter),
    run=st.sampled_from(RunFilter),
    waiting=st.none() | st.sampled_from(WaitingFilter),
    priorities=st.frozensets(st.sampled_from(Priority)),
    teams=st.frozensets(st.integers(1, 9), max_size=3),
    tags=st.frozensets(st.integers(1, 9), max_size=3),
)


@given(FILTERS)
def test_a_filter_is_read_back_as_it_was_stored(wanted: CaseFilter) -> None:
    assert read_filter(stored_filter(wanted)) == wanted


def test_a_filter_that_asks_for_nothing_is_stored_as_nothing() -> None:
    assert NO_FILTER.is_empty
    assert stored_filter(NO_FILTER) == {}


@pytest.mark.parametrize(
    "stored",
    [
        {"due": "next_century"},
        {"mood": "good"},
        {"channels": ["pigeon"]},
        {"people": [2**63]},
        {"tags": [0]},
        {"priorities": ["panic"]},
        [],
        None,
    ],
)
def test_what_is_not_known_here_is_refused_rather_than_left_out(stored: object) -> None:
    with pytest.raises(UserError) as caught:
        read_filter(stored)
    assert caught.value.code == "saved_view.unreadable"
