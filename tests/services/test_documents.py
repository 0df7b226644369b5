"""Documents get into accounts, reach each party its way, and are taken back: on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.accounts import AccountStep
from desktop.domain.document_period import Period
from desktop.domain.documents import (
    DeliveryWay,
    DocumentKind,
    DocumentState,
    RecallReason,
    ScanState,
    TextState,
    WayReason,
)
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryChannel, DeliveryState
from desktop.models.company import Company
from desktop.models.document import Document, DocumentRecipient
from desktop.models.exchange import Delivery
from desktop.models.registration import AccountEvent
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty
from desktop.services.context import ServiceContext
from desktop.services.delivery.use_cases import deliver_due
from desktop.services.documents.commands import ChosenWay, NewDocument, RecallDocument
from desktop.services.documents.use_cases import (
    publish_in,
    publish_many_in,
    recall_document,
    undo_publication,
    undo_recall,
    ways_of,
)
from desktop.services.letters.composing import compose
from desktop.services.staff.access import Actor
from tests.services.exchange_support import RecordingOutbox
from tests.support.clock import FixedClock
from tests.support.documents import YEAR, add_content, agree, statement
from tests.support.factories import Household, add_household, add_tenant
from tests.support.schemas import problems

UNDO = timedelta(seconds=11)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    """Aylin Musterbach, who agreed to electronic delivery."""
    made = add_household(context.database)
    agree(context, made.tenancy_id, made.tenant_id)
    return made


def _add_party(context: ServiceContext, home: Household, **changes: Any) -> int:
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        tenant = add_tenant(
            unit,
            unit.session.get_one(Company, tenancy.company_id),
            changes.pop("first_name", "Rolf"),
            "Musterbach",
            salutation="Herr",
        )
        unit.session.add(
            TenancyParty(tenancy_id=tenancy.id, party_number=2, tenant_id=tenant.id, **changes)
        )
        return tenant.id


def _publish(
    context: ServiceContext, home: Household, new: NewDocument, actor: Actor | None = None
) -> int:
    with context.database.write() as unit:
        return publish_in(unit, context, actor or home.clerk, new).id


def _document(context: ServiceContext, document_id: int) -> Document:
    with context.database.read() as session:
        return session.get_one(Document, document_id)


def _recipients(context: ServiceContext, document_id: int) -> dict[int, DocumentRecipient]:
    with context.database.read() as session:
        rows = session.scalars(
            select(DocumentRecipient).where(DocumentRecipient.document_id == document_id)
        )
        return {row.tenant_id: row for row in rows}


def _letters(context: ServiceContext) -> list[Delivery]:
    with context.database.read() as session:
        return list(
            session.scalars(
                select(Delivery)
                .where(Delivery.channel == DeliveryChannel.LETTER)
                .order_by(Delivery.id)
            )
        )


def _sent(context: ServiceContext) -> tuple[list[dict[str, Any]], RecordingOutbox]:
    outbox = RecordingOutbox()
    assert deliver_due(context, outbox).failed == 0
    return outbox.events, outbox


def _refused(context: ServiceContext, home: Household, new: NewDocument) -> UserError:
    with pytest.raises(UserError) as refused:
        _publish(context, home, new)
    return refused.value


def test_who_agreed_gets_it_in_the_portal_and_nobody_a_letter(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    sha256 = add_content(context)
    document_id = _publish(context, home, statement(home.tenancy_id, sha256))
    assert _sent(context)[0] == []
    clock.advance(UNDO)
    (event,), outbox = _sent(context)
    assert problems("to-portal/document.published.v1", event) == []
    data = event["data"]
    assert (data["portal_account"], data["contract_number"]) == (
        home.portal_account,
        home.contract_number,
    )
    assert data["document_id"] == _document(context, document_id).public_id
    assert data["period"] == {"from": "2025-01-01", "to": "2025-12-31"}
    assert (data["version"], data["replaces"]) == (1, None)
    assert data["visible_from"] == "2026-11-23T08:42:00Z"
    (name,) = outbox.attachments[event["id"]]
    assert name == "anlage-1.pdf"
    assert _letters(context) == []


def test_an_account_that_came_by_a_dead_code_gets_nothing_before_a_person_decided(
    context: ServiceContext, home: Household
) -> None:
    with context.database.write() as unit:
        account = unit.session.scalars(
            select(PortalAccount).where(PortalAccount.tenant_id == home.tenant_id)
        ).one()
        account_id = account.id
        unit.session.add(_step(account_id, AccountStep.DOUBTED))
    with context.database.read() as session:
        (way,) = ways_of(session, home.tenancy_id, YEAR, context.clock.now())
    assert (way.way, way.reason) == (DeliveryWay.POST, WayReason.ACCOUNT_DOUBTED)
    by_hand = ChosenWay(home.tenant_id, DeliveryWay.BOTH, "Bitte auch ins Portal")
    new = statement(home.tenancy_id, add_content(context), ways=(by_hand,))
    refused = _refused(context, home, new)
    assert refused.code == "documents.way_no_account"
    with context.database.write() as unit:
        unit.session.add(_step(account_id, AccountStep.UNLOCKED))
    with context.database.read() as session:
        (way,) = ways_of(session, home.tenancy_id, YEAR, context.clock.now())
    assert (way.way, way.reason) == (DeliveryWay.ELECTRONIC, WayReason.CONSENT)


def _step(account_id: int, kind: AccountStep) -> AccountEvent:
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return AccountEvent(portal_account_id=account_id, kind=kind, at=at)


def test_who_did_not_agree_gets_a_letter_with_the_pages_behind_it(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    other = _add_party(context, home)
    gone = _add_party_gone(context, home)
    sha256 = add_content(context)
    with context.database.read() as session:
        ways = {one.tenant_id: one for one in ways_of(session, home.tenancy_id, YEAR, clock.now())}
    assert ways[home.tenant_id].reason is WayReason.CONSENT
    assert (ways[other].way, ways[other].reason) == (DeliveryWay.POST, WayReason.NO_ACCOUNT)
    assert (ways[gone].way, ways[gone].reason) == (DeliveryWay.NONE, WayReason.NOT_CONCERNED)
    document_id = _publish(context, home, statement(home.tenancy_id, sha256))
    rows = _recipients(context, document_id)
    assert {one: rows[one].way for one in rows} == {one: ways[one].way for one in ways}
    (letter,) = _letters(context)
    assert rows[other].letter_id == letter.id
    assert rows[home.tenant_id].letter_id is None
    with context.database.read() as session:
        paper = compose(session, session.get_one(Delivery, letter.id), clock.today())
    assert paper.address == ("Rolf Musterbach", "Musterkehre 12", "22041 Hamburg")
    assert paper.subject == "Betriebskostenabrechnung 2025"
    assert paper.body[0].text.startswith("Sehr geehrter Herr Musterbach")
    assert [one.sha256 for one in paper.enclosures] == [sha256]
    assert home.contract_number not in str(paper)


def _add_party_gone(context: ServiceContext, home: Household) -> int:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        tenant = add_tenant(unit, company, "Ida", "Gegangen")
        unit.session.add(
            TenancyParty(
                tenancy_id=home.tenancy_id,
                party_number=3,
                tenant_id=tenant.id,
                until=date(2024, 6, 30),
            )
        )
        return tenant.id


def test_people_at_one_address_get_one_letter(context: ServiceContext, home: Household) -> None:
    other = _add_party(context, home)
    by_post = ChosenWay(None, DeliveryWay.POST, "wünscht Papier")
    new = statement(home.tenancy_id, add_content(context), ways=(by_post,))
    rows = _recipients(context, _publish(context, home, new))
    (letter,) = _letters(context)
    assert {row.letter_id for row in rows.values()} == {letter.id}
    assert letter.recipient.splitlines()[:2] == ["Aylin Musterbach", "Rolf Musterbach"]
    assert letter.data["salutation"] == (
        "Sehr geehrte Frau Musterbach, sehr geehrter Herr Musterbach"
    )
    assert rows[home.tenant_id].way_reason is WayReason.BY_HAND
    assert rows[home.tenant_id].way_note == "wünscht Papier"
    # It is the way this party gets it anyway.
    assert rows[other].way_reason is WayReason.NO_ACCOUNT


def test_what_cannot_be_published_is_refused_and_leaves_nothing(
    context: ServiceContext, home: Household
) -> None:
    sha256 = add_content(context)
    locked = add_content(context, "locked", text_state=TextState.LOCKED)
    picture = add_content(context, "bild", data=b"\x89PNG\r\n\x1a\n", media_type="image/png")
    infected = add_content(context, "virus", scan_state=ScanState.INFECTED)
    damaged = add_content(context, "kaputt", text_state=TextState.DAMAGED)
    on_paper = (ChosenWay(home.tenant_id, DeliveryWay.POST, "Wunsch"),)
    stranger = (ChosenWay(4711, DeliveryWay.POST, "Wunsch"),)
    before = Period(date(2022, 1, 1), date(2022, 12, 31))
    old = Period(date(2023, 6, 1), date(2024, 5, 31))
    for changes, code in (
        ({"title": " \t"}, "documents.title_missing"),
        ({"title": "x" * 201}, "documents.title_too_long"),
        ({"sha256": "0" * 64}, "documents.content_unknown"),
        ({"sha256": infected}, "documents.infected"),
        ({"sha256": damaged}, "documents.unreadable"),
        ({"sha256": locked, "ways": on_paper}, "documents.not_printable"),
        ({"sha256": picture, "ways": on_paper}, "documents.not_printable"),
        ({"ways": stranger}, "documents.party_unknown"),
        ({"period": before}, "documents.outside_contract"),
        ({"period": old}, "documents.late"),
        ({"case_id": 4711}, "documents.wrong_case"),
        ({"replaces_id": 4711}, "documents.version_gone"),
        ({"tenancy_id": 4711}, "account.not_found"),
    ):
        values: dict[str, Any] = {"tenancy_id": home.tenancy_id, "sha256": sha256, **changes}
        assert _refused(context, home, statement(**values)).code == code
    with pytest.raises(UserError, match=r"access\.denied"):
        _publish(context, home, statement(home.tenancy_id, sha256), home.auditor)
    with context.database.read() as session:
        assert session.scalars(select(Document.id)).all() == []
        assert session.scalars(select(Delivery.id)).all() == []
    accepted = statement(home.tenancy_id, sha256, period=old, late_accepted=True)
    assert _document(context, _publish(context, home, accepted)).late_accepted


def test_the_same_file_is_not_published_twice_in_a_contract(
    context: ServiceContext, home: Household
) -> None:
    sha256 = add_content(context)
    new = statement(home.tenancy_id, sha256)
    with pytest.raises(UserError, match=r"documents\.duplicate"), context.database.write() as unit:
        publish_many_in(unit, context, home.clerk, [new, new])
    document_id = _publish(context, home, new)
    assert _refused(context, home, new).code == "documents.duplicate"
    recall = RecallDocument(document_id=document_id, reason=RecallReason.OTHER)
    recall_document(context, home.clerk, recall)
    assert _publish(context, home, new) != document_id


def test_undo_calls_off_what_has_not_left(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    other = _add_party(context, home)
    document_id = _publish(context, home, statement(home.tenancy_id, add_content(context)))
    undo_publication(context, home.clerk, document_id)
    clock.advance(UNDO)
    assert _sent(context)[0] == []
    assert [one.state for one in _letters(context)] == [DeliveryState.CANCELLED]
    assert _document(context, document_id).state is DocumentState.UNDONE
    again = _publish(context, home, statement(home.tenancy_id, add_content(context)))
    assert _recipients(context, again)[other].letter_id is not None
    clock.advance(UNDO)
    with pytest.raises(UserError, match=r"undo\.too_late"):
        undo_publication(context, home.clerk, again)


def test_a_recall_reaches_the_portal_and_the_paper(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    _add_party(context, home)
    document_id = _publish(context, home, statement(home.tenancy_id, add_content(context)))
    clock.advance(UNDO)
    assert len(_sent(context)[0]) == 1
    (letter,) = _letters(context)
    with context.database.write() as unit:
        printed = unit.session.get_one(Delivery, letter.id)
        printed.state, printed.attempts = DeliveryState.DELIVERED, 1
    command = RecallDocument(
        document_id=document_id, reason=RecallReason.WRONG_TENANCY, note="Nummern vertauscht"
    )
    recall_document(context, home.clerk, command)
    with pytest.raises(UserError, match=r"documents\.not_published"):
        recall_document(context, home.clerk, command)
    undo_recall(context, home.clerk, document_id)
    assert _document(context, document_id).state is DocumentState.PUBLISHED
    recall_document(context, home.clerk, command)
    clock.advance(UNDO)
    (event,), _ = _sent(context)
    assert problems("to-portal/document.recalled.v1", event) == []
    assert event["data"]["reason"] == "wrong_tenancy"
    assert "vertauscht" not in str(event)
    waiting = [one for one in _letters(context) if one.state is DeliveryState.WAITING]
    with context.database.read() as session:
        (told,) = (session.get_one(Delivery, one.id) for one in waiting)
        paper = compose(session, told, clock.today())
    assert "gilt nicht" in paper.subject
    assert paper.enclosures == ()
    with pytest.raises(UserError, match=r"undo\.too_late"):
        undo_recall(context, home.clerk, document_id)


def test_a_letter_on_the_pile_is_taken_off_by_a_recall_and_comes_back_with_its_undo(
    context: ServiceContext, home: Household
) -> None:
    _add_party(context, home)
    document_id = _publish(context, home, statement(home.tenancy_id, add_content(context)))
    recall_document(
        context,
        home.clerk,
        RecallDocument(document_id=document_id, reason=RecallReason.WRONG_CONTENT),
    )
    assert [one.state for one in _letters(context)] == [DeliveryState.CANCELLED]
    undo_recall(context, home.clerk, document_id)
    assert [one.state for one in _letters(context)] == [DeliveryState.WAITING]


def test_a_new_version_takes_the_place_of_the_former(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    first = _publish(context, home, statement(home.tenancy_id, add_content(context, "eins")))
    clock.advance(UNDO)
    _sent(context)
    second = statement(home.tenancy_id, add_content(context, "zwei"), replaces_id=first)
    new_id = _publish(context, home, second)
    assert _document(context, first).recall_reason is RecallReason.REPLACED
    assert _refused(context, home, second).code in ("documents.version_gone", "documents.duplicate")
    undo_publication(context, home.clerk, new_id)
    assert _document(context, first).state is DocumentState.PUBLISHED
    new_id = _publish(context, home, second)
    clock.advance(UNDO)
    events, _ = _sent(context)
    assert [one["type"].split(".")[3] for one in events] == ["published", "recalled"]
    assert events[0]["data"]["version"] == 2
    assert events[0]["data"]["replaces"] == events[1]["data"]["document_id"]
    assert _document(context, new_id).kind is DocumentKind.OPERATING_COSTS
