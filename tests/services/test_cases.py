"""A case of any category: its page, taking it, waiting, closing, reopening, its files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role, UndoKind
from desktop.models.case import Attachment, Case, Message
from desktop.models.exchange import AuditEvent
from desktop.services.audit import AuditAction
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import (
    CloseCase,
    ReleaseToNobody,
    ReopenCase,
    ResumeCase,
    TakeCase,
    WaitUntil,
)
from desktop.services.cases.creation import NewAttachment, NewCase, create_case
from desktop.services.cases.undo import undo
from desktop.services.cases.view import TimelineKind
from desktop.services.context import ServiceContext
from tests.support.bank_cases import add_application, released, sent, version_of
from tests.support.clock import FixedClock
from tests.support.factories import NEW_IBAN, Household, add_household


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def _damage(context: ServiceContext, home: Household, **changes: Any) -> int:
    values: dict[str, Any] = {
        "company_id": home.company_id,
        "category_id": home.categories["damage"],
        "tenancy_id": home.tenancy_id,
        "channel": Channel.APP,
        "received_at": datetime(2026, 11, 20, 8, tzinfo=UTC),
        "correspondent": "Aylin Musterbach",
        "subject": "Heizung im Bad bleibt kalt",
        "text": "Seit gestern.",
        "fields": {"room": "Bad", "since": "2026-11-19", "urgent": True, "phone": None},
    }
    with context.database.write() as unit:
        return create_case(unit, context, NewCase(**{**values, **changes})).id


def _version(context: ServiceContext, home: Household, case_id: int) -> int:
    return cases.case_view(context, home.clerk, case_id).header.version


def test_the_page_of_a_damage(context: ServiceContext, home: Household) -> None:
    case_id = _damage(context, home)
    view = cases.case_view(context, home.clerk, case_id)
    assert [(row.label, row.value) for row in view.fields] == [
        ("Raum", "Bad"),
        ("Dringend", "ja"),
        ("Seit", "19.11.2026"),
    ]
    assert view.header.tenant_name == "Aylin Musterbach"
    assert view.header.address_line == "Musterkehre 12, 22041 Hamburg"
    assert view.outlook is not None
    assert view.outlook.run is None
    assert view.outlook.due_on == date(2026, 12, 4)
    assert view.tenancy is not None
    assert view.tenancy.unit_text == "2. OG links"
    assert str(view.tenancy.rent_total) == "812.40"
    kinds = [entry.kind for entry in view.timeline]
    assert kinds == [TimelineKind.ACT, TimelineKind.INCOMING]


def test_ibans_in_fields_are_masked(context: ServiceContext, home: Household) -> None:
    case_id = _damage(context, home, fields={"text": f"Mein Konto ist {NEW_IBAN}.", "x": {"y": 1}})
    view = cases.case_view(context, home.clerk, case_id)
    assert NEW_IBAN not in repr(view.fields)
    assert [row.key for row in view.fields] == ["text", "x.y"]


def test_a_case_without_contract_opens_too(context: ServiceContext, home: Household) -> None:
    case_id = _damage(context, home, tenancy_id=None, channel=Channel.EMAIL)
    view = cases.case_view(context, home.clerk, case_id)
    assert view.tenancy is None
    assert view.reply_ways == ()
    assert view.actions.reply.reason == "message.no_recipient"


def test_taking_begins_the_review_and_tells_the_portal(
    context: ServiceContext, home: Household
) -> None:
    case_id = _damage(context, home)
    result = cases.take(context, home.clerk, TakeCase(case_id, _version(context, home, case_id)))
    assert result.state is CaseState.IN_REVIEW
    assert sent(context, case_id)[-1].data["status"] == "in_progress"
    view = cases.case_view(context, home.clerk, case_id)
    assert view.header.assignee is not None
    assert view.header.assignee.name == home.clerk.name
    assert view.actions.take.reason == "case.already_yours"
    cases.release_to_nobody(context, home.clerk, ReleaseToNobody(case_id, result.version))
    assert cases.case_view(context, home.clerk, case_id).header.assignee is None


def test_every_change_raises_the_version(context: ServiceContext, home: Household) -> None:
    case_id = _damage(context, home)
    seen = _version(context, home, case_id)
    first = cases.take(context, home.clerk, TakeCase(case_id, seen))
    second = cases.take(context, home.clerk, TakeCase(case_id, first.version))
    assert seen < first.version < second.version


@pytest.mark.parametrize(
    ("until", "reason", "code"),
    [
        (date(2026, 11, 23), "Antwort", "case.waiting_date"),
        (date(2026, 11, 30), " ", "case.reason_missing"),
    ],
)
def test_waiting_needs_a_later_day_and_a_reason(
    context: ServiceContext, home: Household, until: date, reason: str, code: str
) -> None:
    case_id = _damage(context, home)
    with pytest.raises(UserError) as caught:
        cases.wait_until(
            context,
            home.clerk,
            WaitUntil(case_id, until, reason, _version(context, home, case_id)),
        )
    assert caught.value.code == code


def test_waiting_and_resuming(context: ServiceContext, home: Household) -> None:
    case_id = _damage(context, home)
    waiting = cases.wait_until(
        context,
        home.clerk,
        WaitUntil(case_id, date(2026, 11, 30), "Foto fehlt", _version(context, home, case_id)),
    )
    assert sent(context, case_id)[-1].data["status"] == "waiting_for_tenant"
    resumed = cases.resume(context, home.clerk, ResumeCase(case_id, waiting.version))
    assert resumed.state is CaseState.IN_REVIEW
    header = cases.case_view(context, home.clerk, case_id).header
    assert (header.waiting_until, header.waiting_reason) == (None, "")


def test_closing_can_be_undone_for_ten_seconds(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = _damage(context, home)
    closed = cases.close(
        context, home.clerk, CloseCase(case_id, "Erledigt", _version(context, home, case_id))
    )
    assert closed.undo is not None
    assert closed.undo.kind is UndoKind.CLOSE
    view = cases.case_view(context, home.clerk, case_id)
    assert view.undo == closed.undo
    assert (view.header.close_reason, view.header.is_open) == ("Erledigt", False)
    assert cases.case_view(context, home.lead, case_id).undo is None
    assert undo(context, home.clerk, closed.undo.undo_id).state is CaseState.NEW
    assert sent(context, case_id)[-1].state == "cancelled"
    assert cases.case_view(context, home.clerk, case_id).header.closed_at is None


def test_closing_is_told_when_the_time_is_over(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = _damage(context, home)
    cases.close(
        context, home.clerk, CloseCase(case_id, "Erledigt", _version(context, home, case_id))
    )
    told = sent(context, case_id)[-1]
    assert told.data["status"] == "closed"
    assert told.not_before == clock.now() + timedelta(seconds=10)
    assert cases.case_view(context, home.clerk, case_id).undo is not None
    clock.advance(timedelta(seconds=10))
    assert cases.case_view(context, home.clerk, case_id).undo is None


def test_an_undecided_application_is_not_closed(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    with pytest.raises(UserError) as caught:
        cases.close(
            context,
            home.clerk,
            CloseCase(case_id, "weg", version_of(context, home.clerk, case_id)),
        )
    assert caught.value.code == "case.bank_change_open"


def test_a_reopened_release_can_be_closed_again(context: ServiceContext, home: Household) -> None:
    case_id = released(context, home)
    reopened = cases.reopen(
        context,
        home.clerk,
        ReopenCase(case_id, "Rückfrage", version_of(context, home.clerk, case_id)),
    )
    assert reopened.state is CaseState.IN_REVIEW
    closed = cases.close(context, home.clerk, CloseCase(case_id, "Geklärt", reopened.version))
    assert closed.state is CaseState.CLOSED


def test_reopening_keeps_reference_and_promise(context: ServiceContext, home: Household) -> None:
    case_id = _damage(context, home)
    before = cases.case_view(context, home.clerk, case_id).header
    closed = cases.close(context, home.clerk, CloseCase(case_id, "Erledigt", before.version))
    with pytest.raises(UserError) as caught:
        cases.reopen(context, home.clerk, ReopenCase(case_id, "", closed.version))
    assert caught.value.code == "case.reason_missing"
    cases.reopen(context, home.clerk, ReopenCase(case_id, "Doch nicht", closed.version))
    after = cases.case_view(context, home.clerk, case_id)
    assert (after.header.reference, after.header.due_on) == (before.reference, before.due_on)
    assert after.timeline[0].text == "Wieder geöffnet: Doch nicht"


@pytest.mark.parametrize(
    "act",
    [
        lambda context, actor, case_id: cases.take(context, actor, TakeCase(case_id, 1)),
        lambda context, actor, case_id: cases.close(context, actor, CloseCase(case_id, "x", 1)),
        lambda context, actor, case_id: cases.wait_until(
            context, actor, WaitUntil(case_id, date(2026, 12, 1), "x", 1)
        ),
    ],
)
def test_an_auditor_changes_nothing(
    context: ServiceContext, home: Household, act: Callable[..., object]
) -> None:
    case_id = _damage(context, home)
    with pytest.raises(UserError) as caught:
        act(context, home.auditor, case_id)
    assert caught.value.code == "access.denied"
    assert cases.case_view(context, home.auditor, case_id).actions.take.reason == "access.denied"


def test_an_unknown_case_says_so(context: ServiceContext, home: Household) -> None:
    with pytest.raises(UserError) as caught:
        cases.case_view(context, home.clerk, 4711)
    assert caught.value.code == "case.not_found"


def test_files_come_as_they_were(context: ServiceContext, home: Household) -> None:
    stored = context.documents.put([b"%PDF-", b"1.7"])
    case_id = _damage(
        context,
        home,
        attachments=(
            NewAttachment(
                name="Bad.pdf",
                media_type="application/pdf",
                size=stored.size,
                sha256=stored.sha256,
            ),
        ),
    )
    (file,) = cases.case_view(context, home.clerk, case_id).attachments
    content = cases.attachment_bytes(context, home.clerk, file.attachment_id)
    assert (content.name, content.data) == ("Bad.pdf", b"%PDF-1.7")
    with pytest.raises(UserError) as caught:
        cases.attachment_bytes(context, home.clerk, 99)
    assert caught.value.code == "attachment.not_found"


def _file_of(context: ServiceContext, case_id: int, data: bytes = b"%PDF-1.7") -> int:
    """Put a file to the case's first message; returns the file's id."""
    stored = context.documents.put([data[:5], data[5:]])
    with context.database.write() as unit:
        message = unit.session.scalars(select(Message).where(Message.case_id == case_id)).one()
        file = Attachment(
            message_id=message.id,
            name="Mandat.pdf",
            media_type="application/pdf",
            size=stored.size,
            sha256=stored.sha256,
        )
        unit.session.add(file)
        unit.session.flush()
        return file.id


def test_files_of_a_bank_change_are_for_those_who_may_see_ibans(
    context: ServiceContext, home: Household
) -> None:
    administrator = replace(home.auditor, role=Role.ADMINISTRATOR)
    mandate = _file_of(context, add_application(context, home))
    with pytest.raises(UserError) as caught:
        cases.attachment_bytes(context, administrator, mandate)
    assert caught.value.code == "access.denied"
    with context.database.read() as session:
        viewed = select(AuditEvent.id).where(AuditEvent.action == AuditAction.ATTACHMENT_VIEWED)
        assert session.scalars(viewed).all() == []
    for actor in (home.clerk, home.auditor):
        assert cases.attachment_bytes(context, actor, mandate).name == "Mandat.pdf"
    picture = _file_of(context, _damage(context, home), b"%PDF-1.4")
    assert cases.attachment_bytes(context, administrator, picture).data == b"%PDF-1.4"
    # The mandate is one in whatever case it lies.
    with pytest.raises(UserError, match=r"access\.denied"):
        cases.attachment_bytes(context, administrator, _file_of(context, _damage(context, home)))


def test_earlier_cases_stand_newest_first(context: ServiceContext, home: Household) -> None:
    former = [
        _damage(context, home, received_at=datetime(2026, month, 3, 8, tzinfo=UTC))
        for month in (2, 5, 8, 11)
    ]
    case_id = _damage(context, home)
    card = cases.case_view(context, home.clerk, case_id).tenancy
    assert card is not None
    assert [one.case_id for one in card.earlier_cases] == former[:0:-1]
    assert [one.recent for one in card.earlier_cases] == [True, False, False]


def test_a_closed_case_is_not_open(context: ServiceContext, home: Household) -> None:
    case_id = _damage(context, home)
    cases.close(
        context, home.clerk, CloseCase(case_id, "Erledigt", _version(context, home, case_id))
    )
    with context.database.read() as session:
        case = session.get_one(Case, case_id)
        assert (case.is_open, case.closed_by_id) == (False, home.clerk.staff_id)
    view = cases.case_view(context, home.clerk, case_id)
    assert view.actions.take.reason == "case.closed"
    assert view.actions.reopen.possible
