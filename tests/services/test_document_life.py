"""A document is shown, read, asked for from the archive and held: on both databases."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.case_status import CaseState
from desktop.domain.documents import (
    DocumentKind,
    DocumentOrigin,
    RecallReason,
    RequestState,
    ScanState,
)
from desktop.domain.errors import UserError
from desktop.domain.kinds import IntakeOutcome, PortalAccountState
from desktop.domain.portal_event import PortalEventType
from desktop.domain.statement_deadline import StatementTiming
from desktop.domain.work import RetentionClass
from desktop.models.case import Case
from desktop.models.exchange import AuditEvent, IntakeRecord
from desktop.models.tenancy import PortalAccount, Tenant
from desktop.services.accounts.history import HistoryKind, account_history
from desktop.services.cases.acts import acts_of
from desktop.services.cases.page import load
from desktop.services.context import ServiceContext
from desktop.services.delivery.use_cases import deliver_due
from desktop.services.documents.commands import (
    AskArchive,
    EndArchiveRequest,
    LiftLegalHold,
    PublishDocument,
    RecallDocument,
    SetLegalHold,
)
from desktop.services.documents.use_cases import (
    account_documents,
    ask_archive,
    attach_document,
    document_file,
    end_archive_request,
    lift_legal_hold,
    preview_publication,
    publish_document,
    recall_document,
    set_legal_hold,
    tenant_view,
    undo_publication,
)
from desktop.services.documents.use_cases import take_in as take_file_in
from desktop.services.documents.view import Arrival, DocumentRow, DocumentStanding
from desktop.services.intake.use_cases import IntakeCounts, take_in
from desktop.services.letters.waiting import waiting_letters
from desktop.services.search.use_cases import search
from desktop.services.search.view import HitKind, SearchHit, SearchQuery, SearchScope
from desktop.services.staff.access import Actor
from tests.services.exchange_support import MadeCase, RecordingOutbox, make_case
from tests.services.intake_support import inbox, portal
from tests.support.clock import FixedClock
from tests.support.documents import YEAR, agree
from tests.support.factories import Household, add_household
from tests.support.letters import PlainPress
from tests.support.pdf_files import letter, pages
from tests.support.portal import Portal, other
from tests.support.schemas import problems

__all__ = ["inbox", "portal"]

UNDO = timedelta(seconds=11)
READ_AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    """Aylin Musterbach, who agreed to electronic delivery."""
    made = add_household(context.database)
    agree(context, made.tenancy_id, made.tenant_id)
    return made


def _command(context: ServiceContext, home: Household, **changes: Any) -> PublishDocument:
    file = changes.pop("file", pages(2))
    values: dict[str, Any] = {
        "tenancy_id": home.tenancy_id,
        "content": take_file_in(context, "thor", "BKA 2025.pdf", [file]),
        "kind": DocumentKind.OPERATING_COSTS,
        "title": "Betriebskostenabrechnung 2025",
        "period": YEAR,
    }
    return PublishDocument(**{**values, **changes})


def _publish(context: ServiceContext, home: Household, **changes: Any) -> int:
    return publish_document(context, home.clerk, _command(context, home, **changes)).document_id


def _rows(context: ServiceContext, home: Household) -> tuple[DocumentRow, ...]:
    return account_documents(context, home.clerk, home.tenancy_id).documents


def _deliver(context: ServiceContext, clock: FixedClock) -> None:
    clock.advance(UNDO)
    assert deliver_due(context, RecordingOutbox()).failed == 0


def _titles(context: ServiceContext, home: Household) -> list[str]:
    view = tenant_view(context, home.clerk, home.tenancy_id, home.tenant_id)
    return [one.title for one in view.documents]


def test_the_view_of_the_tenant_is_what_the_portal_has(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    first = _publish(context, home)
    _publish(context, home, file=pages(3), title="Morgen", visible_from=tomorrow)
    (planned, undoable) = _rows(context, home)
    assert undoable.standing is DocumentStanding.UNDOABLE
    assert planned.standing is DocumentStanding.UNDOABLE
    assert _titles(context, home) == []
    _deliver(context, clock)
    assert [one.standing for one in _rows(context, home)] == [
        DocumentStanding.PLANNED,
        DocumentStanding.PUBLISHED,
    ]
    assert _titles(context, home) == ["Betriebskostenabrechnung 2025"]
    clock.advance(timedelta(days=2))
    assert _titles(context, home) == ["Morgen", "Betriebskostenabrechnung 2025"]
    recall_document(
        context, home.clerk, RecallDocument(document_id=first, reason=RecallReason.OTHER)
    )
    view = tenant_view(context, home.clerk, home.tenancy_id, home.tenant_id)
    assert [one.is_leaving for one in view.documents] == [False, True]
    _deliver(context, clock)
    assert _titles(context, home) == ["Morgen"]
    with context.database.write() as unit:
        account = unit.session.scalars(select(PortalAccount)).one()
        account.state = PortalAccountState.LOCKED
    assert not tenant_view(context, home.clerk, home.tenancy_id, home.tenant_id).can_see
    with pytest.raises(UserError, match=r"documents\.party_unknown"):
        tenant_view(context, home.clerk, home.tenancy_id, 4711)


def test_a_row_tells_what_is_kept_of_a_document(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    document_id = _publish(context, home)
    (row,) = _rows(context, home)
    assert (row.document_id, row.pages, row.media_type) == (document_id, 2, "application/pdf")
    assert row.scan_state is ScanState.NOT_SCANNED
    assert (row.retention_class, row.kept_until) == (
        RetentionClass.BOOKING_VOUCHER,
        date(2034, 12, 31),
    )
    (recipient,) = row.recipients
    assert (recipient.in_portal, recipient.on_paper) == (Arrival.WAITING, None)
    clock.advance(UNDO)
    assert _rows(context, home)[0].undo_until is None
    file = document_file(context, home.auditor, document_id)
    assert (file.name, file.data) == ("BKA 2025.pdf", pages(2))
    with context.database.read() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
    assert actions[-1] == "document.viewed"


def test_a_preview_says_what_would_happen_and_changes_nothing(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    clock.set(datetime(2027, 1, 4, 9, 0, tzinfo=UTC))
    command = _command(context, home)
    seen = preview_publication(context, home.clerk, command)
    assert (seen.timing, seen.deadline) == (StatementTiming.LATE, date(2026, 12, 31))
    assert (seen.refusal, seen.same_here, seen.same_elsewhere) == (None, "", ())
    assert _rows(context, home) == ()
    with pytest.raises(UserError, match=r"documents\.late"):
        publish_document(context, home.clerk, command)
    _publish(context, home, late_accepted=True)
    again = preview_publication(context, home.clerk, command)
    assert again.same_here == "Betriebskostenabrechnung 2025"
    assert again.refusal is not None
    assert again.refusal.code == "documents.duplicate"


def test_a_letter_waits_for_the_day_of_its_document(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    with context.database.write() as unit:
        unit.session.scalars(select(PortalAccount)).one().state = PortalAccountState.CLOSED
    _publish(context, home, visible_from=clock.now() + timedelta(days=3))
    clock.advance(UNDO)
    with context.database.read() as session:
        (waiting,) = waiting_letters(session, context, PlainPress(), None)
    assert (waiting.hold, waiting.subject) == ("letters.not_yet", "Betriebskostenabrechnung 2025")
    clock.advance(timedelta(days=3))
    with context.database.read() as session:
        (waiting,) = waiting_letters(session, context, PlainPress(), None)
    assert waiting.is_printable


def _read(home: Household, public_id: str, event_id: str, **data: Any) -> dict[str, Any]:
    event = other(PortalEventType.DOCUMENT_READ, event_id)
    event["data"] |= {"document_id": public_id, "portal_account": home.portal_account, **data}
    return event


def test_the_first_reading_is_kept(
    context: ServiceContext,
    home: Household,
    clock: FixedClock,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    _publish(context, home)
    _deliver(context, clock)
    (row,) = _rows(context, home)
    event = _read(home, row.public_id, "r-2", read_at=READ_AT.isoformat())
    assert problems("to-desktop/document.read.v1", event) == []
    portal.leave(event)
    earlier = READ_AT - timedelta(hours=1)
    portal.leave(_read(home, row.public_id, "r-1", read_at=earlier.isoformat()))
    portal.leave(_read(home, "unknown", "r-3"))
    broken = _read(home, "x", "r-4")
    del broken["data"]["document_id"]
    portal.leave(broken)
    assert take_in(context, inbox) == IntakeCounts(accepted=3, quarantined=1)
    (row,) = _rows(context, home)
    assert row.standing is DocumentStanding.READ
    assert row.recipients[0].read_at == earlier
    with context.database.read() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
    assert actions.count("document.read_unknown") == 1


def test_a_reading_that_lay_raw_is_understood(
    context: ServiceContext, home: Household, clock: FixedClock, inbox: FolderInbox
) -> None:
    _publish(context, home)
    _deliver(context, clock)
    event = _read(home, _rows(context, home)[0].public_id, "raw", portal_account=None)
    with context.database.write() as unit:
        unit.session.add(
            IntakeRecord(
                folder="raw",
                source=event["source"],
                event_id="raw",
                event_type=event["type"],
                arrived_at=clock.now(),
                raw=json.dumps(event).encode(),
                outcome=IntakeOutcome.UNSUPPORTED,
            )
        )
    assert take_in(context, inbox) == IntakeCounts()
    # Nobody is named, and it was shown to one party only.
    assert _rows(context, home)[0].standing is DocumentStanding.READ


def _case(context: ServiceContext, home: Household) -> MadeCase:
    return make_case(context, home, category="documents")


def _ask(context: ServiceContext, home: Household, made: MadeCase, wanted: str) -> int:
    with context.database.read() as session:
        version = session.get_one(Case, made.case_id).version
    command = AskArchive(
        tenancy_id=home.tenancy_id,
        kind=DocumentKind.CONTRACT,
        wanted=wanted,
        due_on=date(2026, 12, 7),
        case_id=made.case_id,
        expected_version=version,
    )
    return ask_archive(context, home.clerk, command)


def _state(context: ServiceContext, made: MadeCase) -> tuple[CaseState, str]:
    with context.database.read() as session:
        case = session.get_one(Case, made.case_id)
        return case.state, case.waiting_reason


def test_a_case_waits_for_the_archive_and_goes_on_with_what_it_found(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    made = _case(context, home)
    first, second = (_ask(context, home, made, wanted) for wanted in ("Nachtrag", "Mietvertrag"))
    assert _state(context, made) == (CaseState.WAITING, "Archiv: Mietvertrag")
    _end(context, home, second, RequestState.NOT_FOUND, "Keller und Magazin")
    assert _state(context, made) == (CaseState.WAITING, "Archiv: Nachtrag")
    found = {"kind": DocumentKind.CONTRACT, "title": "Nachtrag 1998", "period": None}
    document_id = _publish(context, home, request_id=first, **found)
    assert _state(context, made) == (CaseState.IN_REVIEW, "")
    undo_publication(context, home.clerk, document_id)
    assert _state(context, made) == (CaseState.WAITING, "Archiv: Nachtrag")
    document_id = _publish(context, home, request_id=first, **found)
    (row, _undone) = _rows(context, home)
    assert (row.origin, row.case_id) == (DocumentOrigin.ARCHIVE, made.case_id)
    assert (row.kept_until, row.retention_class) == (None, RetentionClass.COMMERCIAL_LETTER)
    requests = account_documents(context, home.clerk, home.tenancy_id).requests
    assert [(one.state, one.document_id) for one in requests] == [
        (RequestState.NOT_FOUND, None),
        (RequestState.FOUND, document_id),
    ]
    with pytest.raises(UserError, match=r"archive\.ended"):
        _end(context, home, first, RequestState.CANCELLED)
    kinds = {entry.kind for entry in account_history(context, home.clerk, home.tenancy_id)}
    assert kinds >= {
        HistoryKind.ARCHIVE_ASKED,
        HistoryKind.ARCHIVE_ENDED,
        HistoryKind.DOCUMENT_PUBLISHED,
    }
    with context.database.read() as session:
        told = {entry.event_code for entry in acts_of(session, made.case_id)}
    assert {"archive_request.asked", "archive_request.ended", "document.published"} <= told


def _end(
    context: ServiceContext,
    home: Household,
    request_id: int,
    state: RequestState,
    note: str = "",
) -> None:
    requests = account_documents(context, home.clerk, home.tenancy_id).requests
    version = next(one.version for one in requests if one.request_id == request_id)
    command = EndArchiveRequest(
        request_id=request_id, request_version=version, state=state, note=note
    )
    end_archive_request(context, home.clerk, command)


def test_what_is_asked_of_the_archive_is_said_whole_and_seen_when_it_is_overdue(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    ask: dict[str, Any] = {"tenancy_id": home.tenancy_id, "kind": DocumentKind.CONTRACT}
    later = date(2026, 12, 7)
    for wanted, due_on, code in (
        (" ", later, "archive.wanted_missing"),
        ("x" * 201, later, "archive.wanted_too_long"),
        ("Vertrag", date(2026, 11, 23), "archive.due_passed"),
    ):
        command = AskArchive(**ask, wanted=wanted, due_on=due_on)
        with pytest.raises(UserError) as refused:
            ask_archive(context, home.clerk, command)
        assert refused.value.code == code
    request_id = ask_archive(context, home.clerk, AskArchive(**ask, wanted="Vertrag", due_on=later))
    with pytest.raises(UserError, match=r"archive\.note_missing"):
        _end(context, home, request_id, RequestState.NOT_FOUND)
    (row,) = account_documents(context, home.clerk, home.tenancy_id).requests
    assert not row.is_overdue
    clock.advance(timedelta(days=15))
    (row,) = account_documents(context, home.clerk, home.tenancy_id).requests
    assert row.is_overdue
    _end(context, home, request_id, RequestState.CANCELLED)


def test_a_legal_hold_is_set_once_and_lifted_with_a_reason(
    context: ServiceContext, home: Household
) -> None:
    command = SetLegalHold(tenancy_id=home.tenancy_id, reason="Klage 12 C 3/26")
    hold_id = set_legal_hold(context, home.clerk, command)
    assert account_documents(context, home.clerk, home.tenancy_id).is_held
    with pytest.raises(UserError, match=r"holds\.stands"):
        set_legal_hold(context, home.clerk, command)
    with pytest.raises(UserError, match=r"access\.denied"):
        lift_legal_hold(context, home.auditor, LiftLegalHold(hold_id=hold_id, reason="beendet"))
    with pytest.raises(UserError, match=r"holds\.reason_missing"):
        lift_legal_hold(context, home.clerk, LiftLegalHold(hold_id=hold_id, reason=" "))
    lift_legal_hold(context, home.clerk, LiftLegalHold(hold_id=hold_id, reason="beendet"))
    found = account_documents(context, home.clerk, home.tenancy_id)
    assert not found.is_held
    assert [(one.by, one.lifted_by) for one in found.holds] == [("Jette Modell", "Jette Modell")]
    with pytest.raises(UserError, match=r"holds\.lifted"):
        lift_legal_hold(context, home.clerk, LiftLegalHold(hold_id=hold_id, reason="noch einmal"))


def test_documents_are_found_by_title_text_and_people(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    file = letter("Abrechnung der Heizkosten, Konto DE89 3704 0044 0532 0130 00")
    document_id = _publish(context, home, file=file)

    def found(text: str, actor: Actor = home.clerk) -> list[SearchHit]:
        query = SearchQuery(text=text, scope=SearchScope.DOCUMENTS)
        return list(search(context, actor, query).hits)

    for text in ("betriebskosten 2025", "heizk", "musterbach bka", home.contract_number):
        (hit,) = found(text)
        assert (hit.document_id, hit.tenancy_id) == (document_id, home.tenancy_id)
        assert "0532" not in hit.detail
    assert found("0532013000") == []
    with context.database.write() as unit:
        unit.session.scalars(select(Tenant)).one().surname = "Neumann"
    assert len(found("neumann heizkosten")) == 1
    everything = search(context, home.clerk, SearchQuery(text="heizkosten"))
    assert [one.kind for one in everything.hits] == [HitKind.DOCUMENT]
    undo_publication(context, home.clerk, document_id)
    assert found("heizkosten") == []


def test_a_case_shows_what_exists_and_its_reply_names_what_was_put_into_the_account(
    context: ServiceContext, home: Household
) -> None:
    made = make_case(
        context, home, category="documents", fields={"document": "Hausordnung", "year": None}
    )
    rules = {"kind": DocumentKind.HOUSE_RULES, "title": "Hausordnung", "period": None}
    rules_id = _publish(context, home, file=pages(3), **rules)
    statement_id = _publish(context, home)
    page = load(context, home.clerk, made.case_id).documents
    assert page is not None
    assert [one.document_id for one in page.documents] == [rules_id, statement_id]
    assert page.fitting == 1
    assert page.kind is DocumentKind.HOUSE_RULES
    file = attach_document(context, home.clerk, rules_id, made.case_id)
    with context.documents.open(file.sha256) as stream:
        assert stream.read() == pages(3)
    other_case = make_case(context, home, category="damage")
    assert load(context, home.clerk, other_case.case_id).documents is None
    _publish(context, home, file=pages(4), case_id=made.case_id, title="Mietvertrag")
    replies = {one.code: one.text for one in load(context, home.clerk, made.case_id).modules}
    assert "für Sie bereitgestellt: Mietvertrag\n" in replies["document_ready"]
