"""What becomes of the portal's folders: cases and their files, on real folders and databases."""

import json
import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.berlin_time import berlin_instant
from desktop.domain.case_status import CaseState, Channel
from desktop.domain.kinds import LinkKind
from desktop.models.bank import BankChange, BankFinding
from desktop.models.case import Attachment, Case, CaseLink, Message, RawFile
from desktop.models.company import Category, Company
from desktop.models.exchange import Delivery
from desktop.services.audit_trail.verifying import verify_chain
from desktop.services.context import ServiceContext
from desktop.services.intake.use_cases import IntakeCounts, take_in
from tests.services.intake_support import (
    household,
    inbox,
    make_case,
    portal,
    reasons,
    record_of,
    rows,
    the_case,
)
from tests.support.factories import (
    CREDITOR_ID,
    NEW_IBAN,
    Household,
    add_company,
    add_tenancy,
    add_tenant,
    add_unit,
)
from tests.support.portal import (
    BANK_FIELDS,
    SOURCE,
    Portal,
    attachment,
    request,
)

__all__ = ["household", "inbox", "portal"]

pytestmark = pytest.mark.usefixtures("household")


def test_an_application_becomes_a_case(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    portal.leave(request(portal_account=household.portal_account), folder="any name")
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    with context.database.read() as session:
        case = session.scalars(select(Case)).one()
        change = session.scalars(select(BankChange)).one()
        first = session.scalars(select(Message)).one()
        findings = session.scalars(select(BankFinding)).all()
        assert verify_chain(session).is_intact
    assert case.state is CaseState.NEW
    assert case.channel is Channel.APP
    assert case.received_at == datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC)
    assert case.completed_at == case.received_at
    assert (case.received_on, case.due_on) == (date(2026, 11, 20), date(2026, 12, 4))
    assert case.act_by == date(2026, 11, 30)
    assert (case.source, case.event_id) == (SOURCE, "event-1")
    assert case.portal_account_id is not None
    assert case.fields == {}
    assert change.iban == NEW_IBAN
    assert change.iban_input == BANK_FIELDS["iban"]
    assert change.effective_month == date(2026, 11, 1)
    assert change.debit_file_at == berlin_instant(date(2026, 11, 30)) + timedelta(hours=10)
    assert change.mandate_creditor_id == CREDITOR_ID
    assert change.mandate_reference
    assert change.open_blockers == 0
    assert findings
    assert (first.correspondent, first.at) == ("Aylin Musterbach", case.received_at)
    assert portal.names("new") == portal.names("cur") == portal.names("quarantine") == []
    assert portal.names("done") == ["any name"]
    assert list((portal.root / "done" / "any name").iterdir()) == []


def test_every_category_becomes_a_case(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    for category in household.categories:
        fields = None if category == "forms" else {"room": "Bad", "n": [1, {"x": None}]}
        portal.leave(request(category, category=category, fields=fields, subject=None, text=None))
    assert take_in(context, inbox) == IntakeCounts(accepted=9)
    with context.database.read() as session:
        cases = session.scalars(select(Case)).all()
        codes = {row.id: row.code for row in session.scalars(select(Category))}
    assert {codes[case.category_id] for case in cases} == set(household.categories)
    for case in cases:
        assert case.subject
        assert case.due_on == date(2026, 12, 4)
        if codes[case.category_id] == "damage":
            assert case.fields == {"room": "Bad", "n": [1, {"x": None}]}
            assert case.act_by == case.due_on


def test_a_company_may_add_categories(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    with context.database.write() as unit:
        foreign = add_company(unit, "whs", federal_state="BW")
        for company_id, code in ((household.company_id, "garden"), (foreign.id, "sauna")):
            unit.session.add(
                Category(
                    company_id=company_id,
                    code=code,
                    name=code,
                    short_name=code,
                    icon="inbox",
                    position=20,
                    promise_workdays=3,
                )
            )
    portal.leave(request("1", category="garden"))
    portal.leave(request("2", category="sauna"))
    assert take_in(context, inbox) == IntakeCounts(accepted=1, quarantined=1)
    assert reasons(context) == {"1": None, "2": "schema"}
    assert the_case(context).due_on == date(2026, 11, 25)


def test_the_receipt_goes_to_the_portal_without_ibans(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    portal.leave(request(subject=f"Neu: {NEW_IBAN}!"))
    take_in(context, inbox)
    with context.database.read() as session:
        delivery = session.scalars(select(Delivery)).one()
    assert delivery.type == "de.mieterdesk.request.received.v1"
    assert delivery.not_before <= context.clock.now()
    assert delivery.data["in_reply_to"] == "event-1"
    assert delivery.data["due_on"] == "2026-12-04"
    assert NEW_IBAN not in json.dumps(delivery.data)
    assert delivery.data["subject"].startswith("Neu: DE02")


@pytest.mark.parametrize(
    ("fields", "variant", "expected"),
    [
        (
            {"mandate": {"granted": True}},
            BankChangeVariant.MANDATE_ONLY,
            {"mandate_signed_on": date(2026, 11, 20), "iban": None},
        ),
        (
            {"mandate": {"granted": False, "revoked_on": "2026-11-18"}},
            BankChangeVariant.REVOCATION,
            {"mandate_revoked_on": date(2026, 11, 18), "mandate_reference": None},
        ),
        (
            {"iban": "x" * 9000, "account_holder": "y" * 3000, "mandate": {"granted": False}},
            BankChangeVariant.NEW_ACCOUNT,
            {"iban": "X" * 64, "iban_input": "x" * 9000},
        ),
        (None, BankChangeVariant.NEW_ACCOUNT, {"iban": None, "mandate_granted": None}),
        (
            {"iban": "", "mandate": {"granted": True, "text_version": "v" * 99}},
            BankChangeVariant.NEW_ACCOUNT,
            {"iban": None, "mandate_text_version": "v" * 40},
        ),
    ],
)
def test_variants_of_an_application(
    context: ServiceContext,
    portal: Portal,
    inbox: FolderInbox,
    fields: dict[str, Any] | None,
    variant: BankChangeVariant,
    expected: dict[str, Any],
) -> None:
    portal.leave(request(fields=fields))
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    with context.database.read() as session:
        change = session.scalars(select(BankChange)).one()
    assert change.variant is variant
    assert {name: getattr(change, name) for name in expected} == expected


def test_an_unknown_account_does_no_harm(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, household.company_id)
        tenant = add_tenant(unit, company, "Rolf", "Fremder")
        flat = add_unit(unit, company, property_number="9")
        add_tenancy(unit, company, flat, [tenant], "10.9")
    portal.leave(request("1", portal_account="nobody"))
    # An account of another contract is none of this one.
    portal.leave(request("2", portal_account=household.portal_account, contract_number="10.9"))
    assert take_in(context, inbox).accepted == 2
    with context.database.read() as session:
        assert session.scalars(select(Case.portal_account_id)).all() == [None, None]
        names = session.scalars(select(Message.correspondent).order_by(Message.id)).all()
    assert names == ["Aylin Musterbach", "Rolf Fremder"]


def test_long_texts_fit(context: ServiceContext, portal: Portal, inbox: FolderInbox) -> None:
    subject = "Betreff " * 100
    content = b"x"
    name = f"{'n' * 400}.pdf"
    event = request(
        "i" * 1000,
        subject=subject,
        text="t" * 100_000,
        attachments=[attachment("a", content, name=name, media_type="m" * 500)],
    )
    portal.leave(event, folder="f" * 255, files={"a": content})
    assert take_in(context, inbox).accepted == 1
    with context.database.read() as session:
        first = session.scalars(select(Message)).one()
        file = session.scalars(select(Attachment)).one()
    assert first.subject.endswith("…")
    assert first.text.startswith(subject)
    assert file.name.endswith("nn.pdf")
    assert rows(context)[0].event_id == "i" * 1000


def test_cases_that_belong_together_are_linked(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    first = make_case(context, household, CaseState.CLOSED)
    second = make_case(context, household, CaseState.IN_REVIEW)
    portal.leave(request("1", case_reference=first))
    portal.leave(request("2", case_reference="V-2026-999999", category="damage"))
    assert take_in(context, inbox).accepted == 2
    with context.database.read() as session:
        ids = dict(session.execute(select(Case.reference, Case.id)).tuples().all())
        links = session.scalars(select(CaseLink)).all()
        new = session.scalars(select(Case.id).where(Case.event_id == "1")).one()
        open_cases = session.scalars(select(Case).where(Case.is_open.is_(True))).all()
    assert {(link.case_id, link.other_case_id, link.kind) for link in links} == {
        (new, ids[first], LinkKind.REFERENCED),
        (new, ids[second], LinkKind.SECOND_APPLICATION),
    }
    assert len(open_cases) == 3


def test_files_are_kept_once_and_unchanged(
    context: ServiceContext, portal: Portal, inbox: FolderInbox
) -> None:
    pdf, empty, stray = os.urandom(3_000_000), b"", b"nobody names me"
    event = request(
        attachments=[
            attachment("anlage-1.pdf", pdf, sha256=attachment("", pdf)["sha256"].upper()),
            attachment("anlage-2.pdf", pdf, size=None),
            attachment("leer", empty),
            attachment("öäü.pdf", pdf),
        ]
    )
    files = {"anlage-1.pdf": pdf, "anlage-2.pdf": pdf, "leer": empty, "öäü.pdf": pdf}
    portal.leave(event, files={**files, "stray.txt": stray})
    assert take_in(context, inbox) == IntakeCounts(accepted=1)
    with context.database.read() as session:
        kept = session.scalars(select(Attachment).order_by(Attachment.id)).all()
        raw = session.scalars(select(RawFile)).one()
    assert [file.size for file in kept] == [3_000_000, 3_000_000, 0, 3_000_000]
    assert kept[0].name == "Name von anlage-1.pdf"
    with context.documents.open(kept[0].sha256) as stored:
        assert stored.read() == pdf
    assert context.documents.exists(kept[2].sha256)
    with context.documents.open(raw.sha256) as stored:
        assert (raw.name, stored.read()) == (b"stray.txt", stray)
    assert record_of(context, "event-1").raw == json.dumps(event).encode()


@pytest.mark.parametrize(
    ("limits", "sizes", "reason"),
    [
        ({}, [25 * 1024 * 1024], None),
        ({}, [25 * 1024 * 1024 + 1], "too_large"),
        ({"max_attachment_bytes": 10}, [10, 10], None),
        ({"max_attachment_bytes": 10}, [10, 11], "too_large"),
        ({"max_event_bytes": 20}, [10, 10], None),
        ({"max_event_bytes": 20}, [10, 10, 1], "too_large"),
    ],
)
def test_sizes(
    context: ServiceContext,
    household: Household,
    portal: Portal,
    inbox: FolderInbox,
    limits: dict[str, int],
    sizes: list[int],
    reason: str | None,
) -> None:
    with context.database.write() as unit:
        unit.session.get_one(Company, household.company_id).settings = limits
    contents = {f"f{number}": bytes(size) for number, size in enumerate(sizes)}
    event = request(attachments=[attachment(name, data) for name, data in contents.items()])
    portal.leave(event, files=contents)
    take_in(context, inbox)
    assert reasons(context) == {"event-1": reason}
