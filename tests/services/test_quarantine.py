"""What a person does with folders that could not be taken in."""

import json
import shutil

import pytest
from sqlalchemy import select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.domain.errors import UserError
from desktop.domain.kinds import IntakeOutcome, QuarantineState, Role
from desktop.domain.portal_json import QuarantineReason
from desktop.models.case import Case, RawFile
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent, IntakeRecord
from desktop.services.context import ServiceContext
from desktop.services.intake.quarantine import (
    Discard,
    Reprocess,
    count_quarantine,
    discard,
    list_quarantine,
    quarantine_content,
    reprocess,
)
from desktop.services.intake.use_cases import IntakeCounts, take_in
from desktop.services.staff.access import Actor
from desktop.texts import Language, speaking
from desktop.texts.quarantine import quarantine_sentence
from tests.services.intake_support import count, household, inbox, portal, record_of, rows
from tests.support.factories import (
    NEW_IBAN,
    Household,
    add_company,
    add_tenancy,
    add_tenant,
    add_unit,
)
from tests.support.portal import Portal, attachment, request

__all__ = ["household", "inbox", "portal"]


def add_contract(context: ServiceContext, household: Household, number: str) -> None:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, household.company_id)
        tenant = add_tenant(unit, company, "Rolf", "Fremder")
        add_tenancy(unit, company, add_unit(unit, company, property_number="9"), [tenant], number)


@pytest.fixture
def entry(context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox) -> int:
    """Id of an event whose contract is not known yet, with an attachment and a stray file."""
    event = request(contract_number="10.9", attachments=[attachment("a", b"x")])
    portal.leave(event, "folder", {"a": b"x", "stray": b"y"})
    assert take_in(context, inbox) == IntakeCounts(quarantined=1)
    return record_of(context, "folder").id


def actions(context: ServiceContext) -> list[str]:
    with context.database.read() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def other_clerk(household: Household) -> Actor:
    """A colleague of another company."""
    return Actor(99, "other", "Ina Anderswo", "IA", Role.CLERK, frozenset({4711}))


def test_it_shows_reason_and_content(
    context: ServiceContext, household: Household, inbox: FolderInbox, entry: int
) -> None:
    (row,) = list_quarantine(context, household.clerk)
    assert count_quarantine(context, household.clerk, [household.company_id]) == 1
    assert (row.record_id, row.folder, row.event_id) == (entry, "folder", "event-1")
    assert row.reason is QuarantineReason.UNKNOWN_CONTRACT
    assert row.company_name == "THOR Wohnen"
    assert "Vertrag" in quarantine_sentence(row.reason)
    content = quarantine_content(context, household.clerk, inbox, entry)
    assert json.loads(content.text)["id"] == "event-1"
    assert {file.name for file in content.files} == {"a", "event.json", "stray"}
    assert content.folder_there
    assert "quarantine.viewed" in actions(context)


def test_who_may_not_see_ibans_sees_none(
    context: ServiceContext, household: Household, inbox: FolderInbox, entry: int
) -> None:
    administrator = Actor(
        98, "admin", "Ada Pflege", "AP", Role.ADMINISTRATOR, frozenset({household.company_id})
    )
    text = quarantine_content(context, administrator, inbox, entry).text
    assert "DE02 1203" not in text
    assert NEW_IBAN not in text.replace(" ", "")
    assert "DE02 1203" in quarantine_content(context, household.clerk, inbox, entry).text


def test_processed_again_it_becomes_a_case_under_the_same_record(
    context: ServiceContext,
    household: Household,
    portal: Portal,
    inbox: FolderInbox,
    entry: int,
) -> None:
    result = reprocess(context, household.clerk, inbox, Reprocess(entry))
    assert (result.outcome, result.reason) == (
        IntakeOutcome.QUARANTINED,
        QuarantineReason.UNKNOWN_CONTRACT,
    )
    assert portal.names("quarantine") == ["folder"]
    add_contract(context, household, "10.9")
    result = reprocess(context, household.clerk, inbox, Reprocess(entry))
    assert (result.outcome, result.reason) == (IntakeOutcome.CASE, None)
    assert result.case_id is not None
    assert [(row.outcome.value, row.reason) for row in rows(context)] == [("case", None)]
    record = record_of(context, "folder")
    assert record.quarantine_state is QuarantineState.REPROCESSED
    assert record.resolved_by_id == household.clerk.staff_id
    assert record.kept_in is None
    assert portal.names("quarantine") == portal.names("cur") == []
    assert portal.names("done") == ["folder"]
    assert count(context, RawFile) == 1
    assert list_quarantine(context, household.clerk) == ()
    assert "quarantine.reprocessed" in actions(context)
    # The key is used by it.
    portal.leave(
        request(contract_number="10.9", attachments=[attachment("a", b"x")]), files={"a": b"x"}
    )
    assert take_in(context, inbox) == IntakeCounts(duplicate=1)


def test_one_entry_that_is_processed_mends_the_others(
    context: ServiceContext,
    household: Household,
    portal: Portal,
    inbox: FolderInbox,
    entry: int,
) -> None:
    portal.leave(request(contract_number="10.8"), "other")
    take_in(context, inbox)
    add_contract(context, household, "10.9")
    reprocess(context, household.clerk, inbox, Reprocess(entry))
    assert record_of(context, "other").quarantine_state is QuarantineState.MENDED
    assert portal.names("quarantine") == []


def test_discarded_it_leaves_its_raw_event_and_the_reason(
    context: ServiceContext,
    household: Household,
    portal: Portal,
    inbox: FolderInbox,
    entry: int,
) -> None:
    with pytest.raises(UserError, match=r"quarantine\.reason_missing"):
        discard(context, household.clerk, inbox, Discard(entry, " \u200b"))
    discard(context, household.clerk, inbox, Discard(entry, " Testlauf des Portals "))
    record = record_of(context, "folder")
    assert record.quarantine_state is QuarantineState.DISCARDED
    assert record.resolve_reason == "Testlauf des Portals"
    assert record.raw is not None
    assert record.kept_in is None
    assert portal.names("quarantine") == []
    assert portal.names("done") == ["folder"]
    assert [(row.outcome.value, row.reason) for row in rows(context)] == [
        ("quarantined", "unknown_contract")
    ]
    assert "quarantine.discarded" in actions(context)
    for act in (
        lambda: discard(context, household.clerk, inbox, Discard(entry, "noch einmal")),
        lambda: reprocess(context, household.clerk, inbox, Reprocess(entry)),
        lambda: quarantine_content(context, household.clerk, inbox, entry),
        lambda: reprocess(context, household.clerk, inbox, Reprocess(4711)),
    ):
        with pytest.raises(UserError, match=r"quarantine\.closed"):
            act()


def test_what_a_killed_discard_left_is_tidied(
    context: ServiceContext, portal: Portal, inbox: FolderInbox, entry: int
) -> None:
    with context.database.write() as unit:
        row = unit.session.get_one(IntakeRecord, entry)
        row.quarantine_state = QuarantineState.DISCARDED
    assert take_in(context, inbox) == IntakeCounts()
    assert portal.names("quarantine") == []
    assert record_of(context, "folder").kept_in is None


def test_a_folder_that_somebody_took_away(
    context: ServiceContext,
    household: Household,
    portal: Portal,
    inbox: FolderInbox,
    entry: int,
) -> None:
    shutil.rmtree(portal.root / "quarantine" / "folder")
    content = quarantine_content(context, household.clerk, inbox, entry)
    assert not content.folder_there
    assert json.loads(content.text)["id"] == "event-1"
    with pytest.raises(UserError, match=r"quarantine\.folder_gone"):
        reprocess(context, household.clerk, inbox, Reprocess(entry))
    discard(context, household.clerk, inbox, Discard(entry, "weg"))
    assert list_quarantine(context, household.clerk) == ()


def test_only_who_may_see_the_company(
    context: ServiceContext,
    household: Household,
    portal: Portal,
    inbox: FolderInbox,
    entry: int,
) -> None:
    stranger = other_clerk(household)
    assert list_quarantine(context, stranger) == ()
    # Whose company cannot be told is everybody's business.
    portal.leave(b"broken", "nobody's")
    take_in(context, inbox)
    assert [row.folder for row in list_quarantine(context, stranger)] == ["nobody's"]
    for act in (
        lambda: quarantine_content(context, stranger, inbox, entry),
        lambda: reprocess(context, stranger, inbox, Reprocess(entry)),
        lambda: discard(context, stranger, inbox, Discard(entry, "x")),
        lambda: reprocess(context, household.auditor, inbox, Reprocess(entry)),
        lambda: discard(context, household.auditor, inbox, Discard(entry, "x")),
    ):
        with pytest.raises(UserError, match=r"access\.denied"):
            act()
    assert len(list_quarantine(context, household.auditor)) == 2
    assert count(context, Case) == 0


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe no text", b"", b'{"a": 1e999}', b"x" * 300_000, b'{"id": "a", "id": "b"}']
)
def test_any_content_can_be_shown(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox, raw: bytes
) -> None:
    portal.leave(raw, "folder")
    take_in(context, inbox)
    content = quarantine_content(context, household.clerk, inbox, record_of(context, "folder").id)
    assert content.is_shortened is (len(raw) > 200_000)
    assert len(content.text) <= 200_000


def test_every_reason_has_its_sentence_in_both_languages() -> None:
    for reason in QuarantineReason:
        german = quarantine_sentence(reason)
        with speaking(Language.ENGLISH):
            assert quarantine_sentence(reason) != german


def test_nobody_needs_a_company_to_be_listed(
    context: ServiceContext, household: Household, portal: Portal, inbox: FolderInbox
) -> None:
    with context.database.write() as unit:
        add_company(unit, "whs", federal_state="BW")
    portal.leave(request(company="whs"), "1")
    portal.leave(request("event-9", company="nobody"), "2")
    take_in(context, inbox)
    assert [row.folder for row in list_quarantine(context, household.clerk)] == ["2"]
