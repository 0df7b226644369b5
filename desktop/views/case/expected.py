"""What a case will most likely look like once a command is done, shown before it is.

Only what is certain to be seen is foretold. The case is read again when the answer is there, and
put back as it was when the answer is no.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from desktop.domain.case_status import CaseState
from desktop.services.cases.commands import (
    ReleaseToNobody,
    RemoveTag,
    ResumeCase,
    SetPriority,
    TakeCase,
    WaitUntil,
)
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import (
    CaseHeader,
    PersonRef,
    TimelineEntry,
    TimelineKind,
    TimelineTopic,
)
from desktop.services.staff.access import Actor


def expected_after(command: object, page: CasePageView, actor: Actor) -> CasePageView | None:
    """Return the page as it will be, as far as that is certain; None for other commands."""
    header = page.case.header
    if isinstance(command, TakeCase):
        return _with_header(page, _taken(header, actor))
    if isinstance(command, WaitUntil):
        return _with_header(page, _waiting(header, command.until, command.reason))
    if isinstance(command, ResumeCase):
        return _with_header(page, _reviewed(header))
    if isinstance(command, ReleaseToNobody):
        return _with_header(page, replace(header, assignee=None))
    if isinstance(command, SetPriority):
        return _with_header(page, replace(header, priority=command.priority, suggestion=None))
    if isinstance(command, RemoveTag):
        left = tuple(tag for tag in header.tags if tag.tag_id != command.tag_id)
        return _with_header(page, replace(header, tags=left))
    return None


def expected_note(page: CasePageView, actor: Actor, text: str, at: datetime) -> CasePageView:
    """Return the page with a note that is being stored."""
    entry = TimelineEntry(
        kind=TimelineKind.NOTE,
        entry_id=0,
        at=at,
        author=actor.name,
        initials=actor.initials,
        channel=None,
        subject="",
        text=text.strip(),
    )
    history = page.case.history
    counts = dict(history.counts)
    counts[TimelineTopic.NOTES] = counts.get(TimelineTopic.NOTES, 0) + 1
    more = replace(history, entries=(entry, *history.entries), counts=counts)
    return replace(page, case=replace(page.case, history=more))


def _with_header(page: CasePageView, header: CaseHeader) -> CasePageView:
    return replace(page, case=replace(page.case, header=header))


def _taken(header: CaseHeader, actor: Actor) -> CaseHeader:
    if actor.staff_id is None:
        return header
    begun = CaseState.IN_REVIEW if header.state is CaseState.NEW else header.state
    person = PersonRef(actor.staff_id, actor.name, actor.initials)
    return replace(header, assignee=person, state=begun)


def _waiting(header: CaseHeader, until: date, reason: str) -> CaseHeader:
    return replace(
        header, state=CaseState.WAITING, waiting_until=until, waiting_reason=reason.strip()
    )


def _reviewed(header: CaseHeader) -> CaseHeader:
    return replace(header, state=CaseState.IN_REVIEW, waiting_until=None, waiting_reason="")
