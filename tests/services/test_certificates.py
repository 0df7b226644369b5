"""Certificates are filled from the contract, issued, published and filed: on both databases."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.adapters.letters import LetterPress
from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.certificates import CertificateField, CertificateKind
from desktop.domain.code_letter import Part
from desktop.domain.documents import (
    CertificateState,
    DocumentKind,
    DocumentOrigin,
    DocumentState,
)
from desktop.domain.errors import UserError
from desktop.domain.kinds import IntakeOutcome, PortalAccountState, Role, UnitKind
from desktop.domain.portal_event import PortalEventType
from desktop.models.case import Case, Message
from desktop.models.company import Company
from desktop.models.document import Certificate, Document, DocumentContent
from desktop.models.exchange import AuditEvent, IntakeRecord
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty, Unit
from desktop.services.certificates import issuing
from desktop.services.certificates.commands import (
    FillCertificate,
    IssueCertificate,
    PrepareCertificate,
    SetCertificateAside,
)
from desktop.services.certificates.use_cases import (
    account_certificates,
    cancel_certificate,
    case_certificates,
    fill_certificate,
    issue_certificate,
    prepare_certificate,
    preview_certificate,
    restore_certificate,
    undo_certificate,
)
from desktop.services.certificates.view import CertificateView
from desktop.services.certificates.waiting import issue_waiting
from desktop.services.context import ServiceContext
from desktop.services.delivery.use_cases import deliver_due
from desktop.services.documents.use_cases import document_file, undo_publication
from desktop.services.intake.use_cases import IntakeCounts, take_in
from desktop.services.letters.templates import SaveTemplate, list_templates, save_template
from tests.services.exchange_support import RecordingOutbox, make_case
from tests.services.intake_support import inbox, portal
from tests.support.certificates import TextPress
from tests.support.clock import FixedClock
from tests.support.documents import agree
from tests.support.factories import Household, add_household, add_tenant
from tests.support.portal import Portal, attachment, other
from tests.support.schemas import problems

__all__ = ["inbox", "portal"]

PRESS = TextPress()
AREA = Decimal("58.4")


@pytest.fixture
def home(context: ServiceContext) -> Household:
    """Aylin Musterbach, who agreed to electronic delivery; how large the flat is is not known."""
    made = add_household(context.database)
    agree(context, made.tenancy_id, made.tenant_id)
    return made


def _know_area(context: ServiceContext, home: Household, area: Decimal | None = AREA) -> None:
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        unit.session.get_one(Unit, tenancy.unit_id).area_m2 = area


def _prepare(context: ServiceContext, home: Household, **changes: Any) -> CertificateView:
    values: dict[str, Any] = {"tenancy_id": home.tenancy_id, "kind": CertificateKind.RENT}
    return prepare_certificate(context, home.clerk, PrepareCertificate(**{**values, **changes}))


def _issue(context: ServiceContext, home: Household, view: CertificateView) -> int:
    command = IssueCertificate(certificate_id=view.certificate_id, version=view.version)
    return issue_certificate(context, home.clerk, PRESS, command).document_id


def _text_of(context: ServiceContext, document_id: int) -> str:
    with context.database.read() as session:
        document = session.get_one(Document, document_id)
        return session.get_one(DocumentContent, document.sha256).text


def _only(context: ServiceContext, home: Household) -> CertificateView:
    (view,) = account_certificates(context, home.clerk, home.tenancy_id).certificates
    return view


def test_what_is_missing_is_asked_for_and_nothing_is_issued_without_it(
    context: ServiceContext, home: Household
) -> None:
    _know_area(context, home, None)
    made = make_case(context, home, category="rent_certificate")
    view = _prepare(context, home, case_id=made.case_id)
    assert view.state is CertificateState.INCOMPLETE
    assert [one.name for one in view.missing] == [CertificateField.AREA]
    values = {one.name: one.value for one in view.fields}
    assert values[CertificateField.RENT_COLD] == "612,40 €"
    assert values[CertificateField.STARTS_ON] == "01.03.2023"
    with pytest.raises(UserError, match=r"certificates\.incomplete"):
        _issue(context, home, view)
    with pytest.raises(UserError) as refused:
        _fill(context, home, view, {CertificateField.AREA: "groß"})
    assert (refused.value.code, refused.value.params) == (
        "certificates.value_invalid",
        {"field": "area_m2"},
    )
    filled = _fill(context, home, view, {CertificateField.AREA: "58.4"})
    assert (filled.state, filled.missing) == (CertificateState.DRAFT, ())
    with pytest.raises(UserError, match=r"certificates\.changed"):
        _fill(context, home, view, {CertificateField.AREA: "60"})
    # Whoever presses twice has one certificate.
    assert _prepare(context, home, case_id=made.case_id).certificate_id == view.certificate_id
    found = case_certificates(context, home.auditor, made.case_id)
    assert [one.certificate_id for one in found.certificates] == [view.certificate_id]
    with context.database.read() as session:
        details = session.scalars(
            select(AuditEvent.details).where(AuditEvent.action == "certificate.changed")
        ).all()
    assert json.loads(details[0])["fields"] == ["area_m2"]
    assert "58,40" not in details[0]


def _fill(
    context: ServiceContext,
    home: Household,
    view: CertificateView,
    values: dict[CertificateField, str],
) -> CertificateView:
    command = FillCertificate(
        certificate_id=view.certificate_id, version=view.version, values=values
    )
    return fill_certificate(context, home.clerk, command)


def test_a_certificate_is_published_and_filed_and_can_be_taken_back(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    _know_area(context, home)
    made = make_case(context, home, category="rent_certificate")
    view = _prepare(context, home, case_id=made.case_id)
    document_id = _issue(context, home, view)
    with context.database.read() as session:
        document = session.get_one(Document, document_id)
    assert (document.kind, document.origin, document.case_id) == (
        DocumentKind.RENT_CERTIFICATE,
        DocumentOrigin.CERTIFICATE,
        made.case_id,
    )
    assert document.title == "Mietbescheinigung vom 23.11.2026"
    issued = _only(context, home)
    assert (issued.state, issued.document_id) == (CertificateState.ISSUED, document_id)
    assert issued.undo_until is not None
    undo_certificate(context, home.clerk, issued.certificate_id)
    again = _only(context, home)
    assert (again.state, again.document_id) == (CertificateState.DRAFT, None)
    clock.advance(timedelta(seconds=1))
    second = _issue(context, home, again)
    clock.advance(timedelta(seconds=11))
    outbox = RecordingOutbox()
    deliver_due(context, outbox)
    (event,) = [one for one in outbox.events if "document.published" in one["type"]]
    assert event["data"]["kind"] == "rent_certificate"
    with pytest.raises(UserError, match=r"undo\.too_late"):
        undo_certificate(context, home.clerk, issued.certificate_id)
    assert _only(context, home).undo_until is None
    with context.database.read() as session:
        states = session.scalars(select(Document.state).order_by(Document.id)).all()
    assert states == [DocumentState.UNDONE, DocumentState.PUBLISHED]
    assert second != document_id


def test_the_text_is_read_back_from_the_pdf(
    context: ServiceContext, home: Household, qapp: QGuiApplication
) -> None:
    del qapp
    _know_area(context, home)
    (template,) = list_templates(
        context, _administrator(home), kind=CertificateKind.RENT.template_kind
    )
    words = {**template.texts, Part.CLOSING: "So steht es in unseren Büchern ({Datum})."}
    save_template(
        context,
        _administrator(home),
        SaveTemplate(home.company_id, words, 0, CertificateKind.RENT.template_kind),
    )
    view = _prepare(context, home, values={CertificateField.PURPOSE: "Antrag auf  Wohngeld"})
    shown = preview_certificate(
        context,
        home.clerk,
        LetterPress(),
        view.certificate_id,
        {CertificateField.AREA: "60", CertificateField.RENT_COLD: "viel"},
    )
    preview = "\n".join(context.pdfs.read(shown).pages)
    assert "60,00 m²" in preview
    assert "viel" in preview
    command = IssueCertificate(certificate_id=view.certificate_id, version=view.version)
    issued = issue_certificate(context, home.clerk, LetterPress(), command)
    file = document_file(context, home.clerk, issued.document_id)
    text = "\n".join(context.pdfs.read(file.data).pages)
    for words_of_paper in (
        "THOR Wohnen, Musterkehre 1, 22041 Hamburg",
        "Mietbescheinigung",
        "Aylin Musterbach",
        "Antrag auf Wohngeld",
        "58,40 m²",
        "612,40 €",
        "200,00 €",
        "812,40 €",
        "01.03.2023",
        "So steht es in unseren Büchern (23.11.2026).",
        "Mieterservice",
        "Jette Modell",
    ):
        assert words_of_paper in text
    # The number opens the way to the portal account; the paper goes to strangers.
    assert home.contract_number not in text
    # What the search finds is what stands in the paper.
    assert "812,40 €" in _text_of(context, issued.document_id)
    with context.database.read() as session:
        assert session.scalars(select(Certificate.template_number)).one() == 1


def _administrator(home: Household) -> Any:
    return replace(home.lead, role=Role.ADMINISTRATOR)


def test_who_moved_in_and_when_is_said_by_a_person(
    context: ServiceContext, home: Household
) -> None:
    view = _prepare(context, home, kind=CertificateKind.LANDLORD)
    assert [one.name for one in view.missing] == [CertificateField.MOVED_IN_ON]
    view = _fill(context, home, view, {CertificateField.MOVED_IN_ON: "1.3.2023"})
    text = _text_of(context, _issue(context, home, view))
    assert "Wohnungsgeber: THOR Wohnen, Musterkehre 1, 22041 Hamburg" in text
    assert "Einzug am: 01.03.2023" in text
    assert "Eingezogene Personen: Aylin Musterbach" in text


def test_who_left_the_contract_is_in_no_certificate(
    context: ServiceContext, home: Household
) -> None:
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        tenancy.ends_on = date(2026, 6, 30)
        tenancy.parties[0].until = date(2026, 5, 31)
    view = _prepare(context, home, kind=CertificateKind.PERIOD)
    values = {one.name: one.value for one in view.fields}
    assert "Aylin" not in values[CertificateField.TENANTS]
    assert values[CertificateField.ENDS_ON] == "30.06.2026"


def test_a_parking_space_is_no_home(context: ServiceContext, home: Household) -> None:
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        unit.session.get_one(Unit, tenancy.unit_id).kind = UnitKind.PARKING
    found = account_certificates(context, home.clerk, home.tenancy_id)
    assert found.kinds == (CertificateKind.PERIOD,)
    with pytest.raises(UserError, match=r"certificates\.not_for_unit"):
        _prepare(context, home)
    view = _prepare(context, home, kind=CertificateKind.PERIOD)
    aside = SetCertificateAside(certificate_id=view.certificate_id, version=view.version)
    cancelled = cancel_certificate(context, home.clerk, aside)
    assert cancelled.state is CertificateState.CANCELLED
    with pytest.raises(UserError, match=r"certificates\.not_open"):
        _fill(context, home, cancelled, {})
    aside = replace(aside, version=cancelled.version)
    assert restore_certificate(context, home.clerk, aside).state is CertificateState.DRAFT


def test_only_who_works_on_cases_of_the_company_certifies(
    context: ServiceContext, home: Household
) -> None:
    _know_area(context, home)
    view = _prepare(context, home)
    command = IssueCertificate(certificate_id=view.certificate_id, version=view.version)
    stranger = replace(home.clerk, company_ids=frozenset())
    for actor in (home.auditor, stranger):
        with pytest.raises(UserError, match=r"access\.denied"):
            issue_certificate(context, actor, PRESS, command)
    with pytest.raises(UserError, match=r"access\.denied"):
        account_certificates(context, stranger, home.tenancy_id)
    with pytest.raises(UserError, match=r"certificates\.not_issued"):
        undo_certificate(context, home.clerk, view.certificate_id)


def _wish(event_id: str, **data: Any) -> dict[str, Any]:
    event = other(PortalEventType.CERTIFICATE_REQUESTED, event_id)
    event["data"] |= data
    return event


def test_what_is_complete_is_issued_at_once_and_only_once(
    context: ServiceContext,
    home: Household,
    clock: FixedClock,
    portal: Portal,
    inbox: FolderInbox,
) -> None:
    _know_area(context, home)
    event = _wish("wish", portal_account=home.portal_account, purpose="Wohngeld")
    assert problems("to-desktop/certificate.requested.v1", event) == []
    portal.leave(event)
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    assert _only(context, home).state is CertificateState.DRAFT
    assert issue_waiting(context, lambda: PRESS, is_cancelled=lambda: True) == 0
    assert issue_waiting(context, lambda: PRESS) == 1
    assert issue_waiting(context, lambda: PRESS) == 0
    issued = _only(context, home)
    assert (issued.state, issued.by_portal, issued.issued_by) == (CertificateState.ISSUED, True, "")
    clock.advance(timedelta(seconds=11))
    outbox = RecordingOutbox()
    deliver_due(context, outbox)
    (told,) = outbox.events
    assert (told["data"]["in_reply_to"], told["data"]["kind"]) == ("wish", "rent_certificate")
    assert problems("to-portal/document.published.v1", told) == []
    assert issued.document_id is not None
    assert "Wohngeld" in _text_of(context, issued.document_id)
    with context.database.read() as session:
        assert session.scalars(select(Case)).all() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"purpose": "Wohngeld"}, "Es fehlt noch: Wohnfläche."),
        ({"kind": "landlord_confirmation", "fields": {"persons": ["A", "B"]}}, "persons: A, B"),
        ({"kind": "no_rent_debts"}, "wird nicht aus den Vertragsdaten erstellt"),
        ({"kind": "tenancy_period", "text": "Bitte mit Stempel"}, "Bitte mit Stempel"),
    ],
)
def test_what_a_person_has_to_look_at_becomes_a_case(
    context: ServiceContext,
    home: Household,
    portal: Portal,
    inbox: FolderInbox,
    changes: dict[str, Any],
    said: str,
) -> None:
    _know_area(context, home, None)
    portal.leave(_wish("wish", portal_account=home.portal_account, **changes))
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    assert issue_waiting(context, lambda: PRESS) == 0
    with context.database.read() as session:
        case = session.scalars(select(Case)).one()
        text = session.scalars(select(Message.text)).one()
        made = session.scalars(select(Certificate)).all()
    assert case.category_id == home.categories["rent_certificate"]
    assert said in text
    assert [one.case_id for one in made] == ([] if "no_rent" in str(changes) else [case.id])


def test_a_locked_account_and_a_file_are_for_a_person(
    context: ServiceContext, home: Household, portal: Portal, inbox: FolderInbox
) -> None:
    _know_area(context, home)
    portal.leave(
        _wish("file", attachments=[attachment("form.pdf", b"%PDF")]), files={"form.pdf": b"%PDF"}
    )
    with context.database.write() as unit:
        unit.session.scalars(select(PortalAccount)).one().state = PortalAccountState.LOCKED
    portal.leave(_wish("locked", portal_account=home.portal_account))
    portal.leave(_wish("broken", purpose=5))
    portal.leave(_wish("no object", fields=[]))
    assert take_in(context, inbox) == IntakeCounts(accepted=2, quarantined=2)
    for event_id in ("broken", "no object"):
        data: dict[str, Any] = {"purpose": 5} if event_id == "broken" else {"fields": []}
        assert problems("to-desktop/certificate.requested.v1", _wish(event_id, **data))
    with context.database.read() as session:
        cases = session.scalars(select(Case).order_by(Case.event_id)).all()
        assert [case.event_id for case in cases] == ["file", "locked"]
        files = [one.name for case in cases for m in _messages(session, case) for one in m]
    assert files == ["Name von form.pdf"]


def _messages(session: Any, case: Case) -> list[Any]:
    return [
        row.attachments
        for row in session.scalars(select(Message).where(Message.case_id == case.id))
    ]


def test_a_wish_that_lay_raw_is_understood_and_a_refusal_is_for_a_person(
    context: ServiceContext, home: Household, clock: FixedClock, inbox: FolderInbox
) -> None:
    _know_area(context, home)
    event = _wish("raw", portal_account=home.portal_account, kind="tenancy_period")
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
    # The one party has left meanwhile: nobody is there to get it.
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        tenancy.parties[0].until = date(2026, 1, 31)
    assert issue_waiting(context, lambda: PRESS) == 0
    view = _only(context, home)
    assert view.case_id is not None
    assert view.state is CertificateState.INCOMPLETE
    with context.database.read() as session:
        text = session.scalars(select(Message.text)).one()
    assert "nicht mehr Vertragspartei" in text


def test_what_the_contract_says_today_is_certified_whoever_issues_it(
    context: ServiceContext, home: Household, portal: Portal, inbox: FolderInbox
) -> None:
    _know_area(context, home)
    by_hand = _prepare(context, home)
    by_hand = _fill(context, home, by_hand, {CertificateField.RENT_ANCILLARY: "210"})
    portal.leave(_wish("wish", portal_account=home.portal_account))
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        tenancy.ends_on, tenancy.rent_cold = date(2027, 3, 31), Decimal("650.00")
        tenancy.rent_ancillary = Decimal("220.00")
    assert issue_waiting(context, lambda: PRESS) == 1
    issued = account_certificates(context, home.clerk, home.tenancy_id).certificates[0]
    assert issued.document_id is not None
    by_itself = _text_of(context, issued.document_id)
    paper = _text_of(context, _issue(context, home, by_hand))
    for text in (by_itself, paper):
        assert "650,00 €" in text
        assert "31.03.2027" in text
    # What a person typed in the contract's place stays.
    assert "220,00 €" in by_itself
    assert "210,00 €" in paper


def test_a_contract_is_compared_only_once_nobody_else_can_change_it(
    context: ServiceContext, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    _know_area(context, home)
    view = _prepare(context, home)

    def locked(session: Session, tenancy_ids: Sequence[int]) -> None:
        # Whoever had the lock before has changed the rent.
        rents = update(Tenancy).where(Tenancy.id.in_(tenancy_ids))
        session.execute(rents.values(rent_cold=Decimal("650.00")))

    monkeypatch.setattr(issuing, "lock_contracts", locked)
    with pytest.raises(UserError, match=r"certificates\.contract_changed"):
        _issue(context, home, view)


def test_who_has_left_gets_no_certificate_of_those_who_stayed(
    context: ServiceContext, home: Household, portal: Portal, inbox: FolderInbox
) -> None:
    _know_area(context, home)
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        rolf = add_tenant(unit, company, "Rolf", "Musterbach", salutation="Herr")
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        tenancy.parties[0].until = date(2026, 6, 30)
        unit.session.add(
            TenancyParty(tenancy_id=home.tenancy_id, party_number=2, tenant_id=rolf.id)
        )
    portal.leave(_wish("wish", portal_account=home.portal_account))
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    assert issue_waiting(context, lambda: PRESS) == 0
    with context.database.read() as session:
        assert "nicht mehr Vertragspartei" in session.scalars(select(Message.text)).one()
    with pytest.raises(UserError, match=r"certificates\.party_left"):
        _issue(context, home, _only(context, home))


def test_taking_the_document_back_in_the_account_makes_it_a_draft_again(
    context: ServiceContext, home: Household
) -> None:
    _know_area(context, home)
    document_id = _issue(context, home, _prepare(context, home))
    undo_publication(context, home.clerk, document_id)
    assert _only(context, home).state is CertificateState.DRAFT
