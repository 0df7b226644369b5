"""Tenant accounts: found by whatever a caller says, read whole, never more than one's own."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.accounts import CodeOrigin, ConsentKind
from desktop.domain.address_guard import GuardWay
from desktop.domain.code_states import CodeState
from desktop.domain.errors import UserError
from desktop.domain.kinds import PortalAccountState, UnitKind, VersionState
from desktop.domain.portal_steps import StepState
from desktop.models.company import Category, Company
from desktop.models.exchange import AuditEvent
from desktop.models.master_data import ResponsibleContact
from desktop.models.registration import Consent, RegistrationAttempt, RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.accounts import use_cases as accounts
from desktop.services.accounts.commands import AddAccountNote, RevealAccountIban, SaveNoteDraft
from desktop.services.accounts.history import HistoryKind
from desktop.services.cases.draft_commands import DraftSeen
from desktop.services.context import ServiceContext
from desktop.services.search.upkeep import keep_index
from desktop.services.search.use_cases import search
from desktop.services.search.view import HitKind, SearchQuery
from desktop.services.staff.access import Actor
from tests.support.factories import (
    OLD_IBAN,
    Household,
    actor_of,
    add_bank_details,
    add_case,
    add_company,
    add_household,
    add_staff,
    add_tenancy,
    add_tenant,
    add_unit,
)

POSTED = datetime(2026, 10, 13, 9, tzinfo=UTC)
ENDED = datetime(2026, 10, 1, 9, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """Aylin Musterbach's flat of ``add_household``, and the flat of the Beispielsens."""

    home: Household
    tenancy_id: int
    marga_id: int
    jonte_id: int


def code_of(account: PortalAccount, state: CodeState, last_two: str, **more: Any) -> Any:
    return RegistrationCode(
        public_id=f"code-{account.id}-{last_two}",
        company_id=account.company_id,
        portal_account_id=account.id,
        origin=CodeOrigin.LETTER,
        state=state,
        last_two=last_two,
        **more,
    )


@pytest.fixture
def world(context: ServiceContext) -> World:
    """A couple; the second has registered, the first has a letter and an older one."""
    keep_index(context)
    home = add_household(context.database)
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        marga = add_tenant(
            unit, company, "Marga", "Beispielsen", phone="+49 40 66969-214", street="Testhofweg"
        )
        jonte = add_tenant(unit, company, "Jonte", "Beispielsen", phone="", email="jb@example.org")
        flat = add_unit(unit, company, property_number="2071", number="0114")
        tenancy = add_tenancy(unit, company, flat, [marga, jonte], "10.2071.0114")
        states = (PortalAccountState.INVITED, PortalAccountState.ACTIVATED)
        first, second = (
            PortalAccount(
                company_id=company.id, tenancy_id=tenancy.id, tenant_id=tenant.id, state=state
            )
            for tenant, state in zip((marga, jonte), states, strict=True)
        )
        unit.session.add_all([first, second])
        unit.session.flush()
        unit.session.add_all(
            [
                code_of(first, CodeState.REVOKED, "Q7", ended_at=ENDED),
                code_of(
                    first,
                    CodeState.POSTED,
                    "WP",
                    issued_at=POSTED,
                    posted_at=POSTED,
                    expires_on=date(2027, 1, 10),
                ),
                Consent(
                    portal_account_id=second.id,
                    kind=ConsentKind.ELECTRONIC_DELIVERY,
                    text_version="2026-01",
                    given_at=ENDED,
                    withdrawn_at=POSTED,
                ),
                ResponsibleContact(property_id=flat.property_id, role="Hauswart", name="Ole Rohr"),
                RegistrationAttempt(
                    company_id=company.id,
                    tenancy_id=tenancy.id,
                    portal_account_id=first.id,
                    at=POSTED,
                    channel="app",
                    reason="code_wrong",
                    masked_input="XXXX-XXXX-XX",
                ),
            ]
        )
        return World(home, tenancy.id, marga.id, jonte.id)


def found(context: ServiceContext, world: World, text: str) -> list[int]:
    result = accounts.find_accounts(context, world.home.clerk, text)
    return [entry.tenancy_id for entry in result.entries]


@pytest.mark.parametrize(
    "text",
    [
        "beispielsen marga",
        "10.2071.0114",
        "10/2071/0114",
        "+49 40 66969-214",
        "0049 (0)40 66969214",
        "040/669 69 214",
        "040 66 96 92 14",
        "66969 214",
        "jb@example.org",
        "WP",
        "••wp",
    ],
)
def test_an_account_is_found_by_what_a_caller_says(
    context: ServiceContext, world: World, text: str
) -> None:
    assert found(context, world, text) == [world.tenancy_id]


def test_a_house_leads_to_all_its_contracts_and_nothing_to_none(
    context: ServiceContext, world: World
) -> None:
    assert set(found(context, world, "musterkehre 12")) == {
        world.tenancy_id,
        world.home.tenancy_id,
    }
    assert found(context, world, "") == []
    assert found(context, world, "ZZ") == []


def test_the_palette_knows_numbers_in_any_grouping_and_codes(
    context: ServiceContext, world: World
) -> None:
    hits = search(context, world.home.clerk, SearchQuery(text="040/669 69 214")).hits
    assert [(hit.kind, hit.title) for hit in hits] == [
        (HitKind.TENANT, "Marga Beispielsen"),
        (HitKind.CONTRACT, "10.2071.0114"),
    ]
    hits = search(context, world.home.clerk, SearchQuery(text="WP")).hits
    assert [(hit.kind, hit.tenancy_id) for hit in hits] == [(HitKind.CODE, world.tenancy_id)]


def test_the_page_tells_where_everybody_stands(context: ServiceContext, world: World) -> None:
    page = accounts.account_page(context, world.home.clerk, world.tenancy_id)
    marga, jonte = page.parties
    assert (marga.name, jonte.name) == ("Marga Beispielsen", "Jonte Beispielsen")
    assert [step.state for step in marga.steps] == [
        StepState.DONE,
        StepState.DONE,
        StepState.WAITING,
        StepState.AHEAD,
    ]
    assert marga.steps[2].since == POSTED
    assert all(step.state is StepState.DONE for step in jonte.steps)
    assert [(code.last_two, code.opens) for code in marga.codes] == [("WP", True), ("Q7", False)]
    assert marga.address[0].startswith("Testhofweg")
    assert jonte.address == ()
    (consent,) = jonte.consents
    assert (consent.is_given, consent.given_at, consent.withdrawn_at) == (False, ENDED, POSTED)
    assert [contact.name for contact in page.contacts] == ["Ole Rohr"]
    assert [attempt.reason for attempt in page.attempts] == ["code_wrong"]


def test_a_successor_sees_who_was_before_and_nothing_of_theirs(
    context: ServiceContext, world: World
) -> None:
    with context.database.write() as unit:
        former = unit.session.get_one(Tenancy, world.tenancy_id)
        former.ends_on = date(2026, 8, 31)
        company = unit.session.get_one(Company, world.home.company_id)
        flat = unit.session.get_one(Unit, former.unit_id)
        newcomer = add_tenant(unit, company, "Ida", "Neumuster", phone="040 555 0999")
        tenancy = add_tenancy(unit, company, flat, [newcomer], "10.2071.0115")
        tenancy.starts_on = date(2026, 9, 1)
        add_bank_details(unit, former)
        tenancy_id = tenancy.id
    page = accounts.account_page(context, world.home.clerk, tenancy_id)
    assert page.before is not None
    assert page.before.names == ("Marga Beispielsen", "Jonte Beispielsen")
    assert (page.after, page.others) == (None, ())
    assert (page.codes, page.bank, page.cases, page.attempts) == ((), (), (), ())
    history = accounts.account_history(context, world.home.clerk, tenancy_id)
    assert [entry.kind for entry in history] == [HistoryKind.CONTRACT_BEGAN]
    old = accounts.account_page(context, world.home.clerk, world.tenancy_id)
    assert old.after is not None
    assert old.after.contract_number == "10.2071.0115"
    assert not old.is_running


def test_all_contracts_of_a_caller_stand_on_one_page(context: ServiceContext, world: World) -> None:
    """Also where the ERP knows somebody twice: same name, same number in another spelling."""
    with context.database.write() as unit:
        company = unit.session.get_one(Company, world.home.company_id)
        same = unit.session.get_one(Tenant, world.marga_id)
        twin = add_tenant(unit, company, "Marga", "Beispielsen", phone="040 66969214", email="")
        other = add_tenant(unit, company, "Marga", "Beispielsen", phone="040 1", email="")
        spaces = [
            add_unit(unit, company, property_number=f"30{n}", kind=UnitKind.PARKING)
            for n in range(3)
        ]
        for n, tenant in enumerate((same, twin, other)):
            add_tenancy(unit, company, spaces[n], [tenant], f"10.300{n}.6101")
    page = accounts.account_page(context, world.home.clerk, world.tenancy_id)
    assert [one.contract_number for one in page.others] == ["10.3000.6101", "10.3001.6101"]


def test_somebody_who_left_is_kept_apart(context: ServiceContext, world: World) -> None:
    with context.database.write() as unit:
        party = unit.session.scalars(
            select(TenancyParty).where(TenancyParty.tenant_id == world.jonte_id)
        ).one()
        party.until = date(2026, 6, 30)
    page = accounts.account_page(context, world.home.clerk, world.tenancy_id)
    assert [party.first_name for party in page.present] == ["Marga"]
    assert [party.is_former for party in page.parties] == [False, True]


def test_everything_stands_on_one_time_line(context: ServiceContext, world: World) -> None:
    clerk = world.home.clerk
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, world.tenancy_id)
        add_bank_details(unit, tenancy)
        category_id = world.home.categories["registration"]
        add_case(unit, tenancy, unit.session.get_one(Category, category_id), subject="Code fehlt")
    accounts.add_note(context, clerk, AddAccountNote(world.tenancy_id, "Hört schlecht, laut reden"))
    entries = accounts.account_history(context, clerk, world.tenancy_id)
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
    kinds = {entry.kind for entry in entries}
    assert {
        HistoryKind.CODE_ISSUED,
        HistoryKind.CODE_POSTED,
        HistoryKind.CODE_ENDED,
        HistoryKind.CONSENT_GIVEN,
        HistoryKind.CONSENT_WITHDRAWN,
        HistoryKind.ATTEMPT,
        HistoryKind.CASE_RECEIVED,
        HistoryKind.BANK_DETAILS,
        HistoryKind.NOTE,
        HistoryKind.CONTRACT_BEGAN,
    } <= kinds
    assert OLD_IBAN not in repr(entries)


def test_a_note_is_kept_with_its_author_and_on_the_audit_log(
    context: ServiceContext, world: World
) -> None:
    clerk = world.home.clerk
    note = accounts.add_note(context, clerk, AddAccountNote(world.tenancy_id, f" {OLD_IBAN} "))
    page = accounts.account_page(context, clerk, world.tenancy_id)
    assert [(one.note_id, one.author) for one in page.notes] == [(note, "Jette Modell")]
    assert OLD_IBAN not in page.notes[0].text
    for who, text, code in (
        (clerk, "  ", "account.note_empty"),
        (clerk, "x" * 4_001, "account.note_too_long"),
        (world.home.auditor, "Notiz", "access.denied"),
    ):
        with pytest.raises(UserError) as refused:
            accounts.add_note(context, who, AddAccountNote(world.tenancy_id, text))
        assert refused.value.code == code
    with context.database.read() as session:
        logged = session.scalars(
            select(AuditEvent.action).where(AuditEvent.entity == "tenancy_notes")
        ).all()
    assert logged == ["tenancy.noted"]


def drafts(context: ServiceContext, world: World, actor: Actor | None = None) -> list[str]:
    page = accounts.account_page(context, actor or world.home.clerk, world.tenancy_id)
    return [draft.text for draft in page.note_drafts]


def test_a_note_that_is_being_written_is_kept_for_its_author_until_it_is_a_note(
    context: ServiceContext, world: World
) -> None:
    clerk, tenancy_id = world.home.clerk, world.tenancy_id
    here = DraftSeen("one-window")
    accounts.save_note_draft(context, clerk, SaveNoteDraft(tenancy_id, "Ruft", here))
    accounts.save_note_draft(context, clerk, SaveNoteDraft(tenancy_id, "Ruft wieder an", here))
    assert drafts(context, world) == ["Ruft wieder an"]
    assert drafts(context, world, world.home.lead) == []
    (read,) = accounts.account_page(context, clerk, tenancy_id).note_drafts
    # Another window goes on with what it has read; this one, which has not seen it, stays beside.
    there = DraftSeen("another-window", read.draft_id, read.revision)
    accounts.save_note_draft(context, clerk, SaveNoteDraft(tenancy_id, "Ruft morgen an", there))
    accounts.save_note_draft(context, clerk, SaveNoteDraft(tenancy_id, "Ruft nie an", here))
    assert drafts(context, world) == ["Ruft morgen an", "Ruft nie an"]
    accounts.save_note_draft(context, clerk, SaveNoteDraft(tenancy_id, " ", here))
    accounts.add_note(context, clerk, AddAccountNote(tenancy_id, "Ruft morgen an", there))
    assert drafts(context, world) == []
    with pytest.raises(UserError) as refused:
        accounts.save_note_draft(
            context, world.home.auditor, SaveNoteDraft(tenancy_id, "Notiz", here)
        )
    assert refused.value.code == "access.denied"


def test_an_iban_in_full_is_logged_and_belongs_to_the_contract(
    context: ServiceContext, world: World
) -> None:
    home = world.home
    page = accounts.account_page(context, home.clerk, home.tenancy_id)
    (version,) = page.bank
    assert (version.state, OLD_IBAN in repr(page)) == (VersionState.CURRENT, False)
    shown = accounts.reveal_iban(
        context, home.clerk, RevealAccountIban(home.tenancy_id, version.bank_details_id)
    )
    assert shown.replace(" ", "") == OLD_IBAN
    with pytest.raises(UserError) as refused:
        accounts.reveal_iban(
            context, home.clerk, RevealAccountIban(world.tenancy_id, version.bank_details_id)
        )
    assert refused.value.code == "account.no_bank_details"
    with context.database.read() as session:
        logged = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "iban.revealed")
        ).one()
    assert (logged.actor, OLD_IBAN in logged.details) == ("clerk1", False)


def test_nobody_sees_accounts_of_another_company(context: ServiceContext, world: World) -> None:
    with context.database.write() as unit:
        other = add_company(unit, "whs", federal_state="BW")
        stranger = actor_of(add_staff(unit, "fremd", [other], name="Fritz Fremd"))
    for text in ("beispielsen", "WP", "040 66969 214"):
        assert accounts.find_accounts(context, stranger, text).entries == ()
    assert accounts.accounts_by_id(context, stranger, [world.tenancy_id]) == ()
    for act in (accounts.account_page, accounts.account_history):
        with pytest.raises(UserError) as refused:
            act(context, stranger, world.tenancy_id)
        assert refused.value.code == "access.denied"
    with pytest.raises(UserError) as refused:
        accounts.account_page(context, world.home.clerk, 999_999)
    assert refused.value.code == "account.not_found"


def test_a_letter_that_waits_for_a_second_person_is_found(
    context: ServiceContext, world: World
) -> None:
    assert accounts.accounts_to_release(context, world.home.clerk) == ()
    with context.database.write() as unit:
        account = unit.session.scalars(
            select(PortalAccount).where(PortalAccount.tenant_id == world.marga_id)
        ).one()
        unit.session.add(code_of(account, CodeState.REQUESTED, "", guard_way=GuardWay.CALL_BACK))
    waiting = accounts.accounts_to_release(context, world.home.clerk)
    assert [(entry.tenancy_id, entry.waiting) for entry in waiting] == [(world.tenancy_id, (0,))]
    page = accounts.account_page(context, world.home.clerk, world.tenancy_id)
    assert [code.waits_for_release for code in page.codes] == [True, False, False]
