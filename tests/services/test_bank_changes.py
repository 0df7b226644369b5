"""A bank change on the screen: findings of now, decisions on them, proposal, return, rejection."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from desktop.domain.accounts import ContactSource, ContactState
from desktop.domain.bank_change import ContactKind
from desktop.domain.case_status import BankChangeState, CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.findings import FindingCode, Severity
from desktop.domain.holder import Address
from desktop.domain.iban import mask_iban
from desktop.domain.kinds import DecisionKind, DraftKind, LinkKind, PortalAccountState, Role
from desktop.models.bank import BankChange, BankFinding, Decision
from desktop.models.case import Case, CaseLink
from desktop.models.company import Company
from desktop.models.contact import ContactDataChange
from desktop.models.exchange import AuditEvent
from desktop.models.tenancy import PortalAccount, Tenancy, Tenant
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.checks import assess_now
from desktop.services.bank_changes.commands import (
    AcknowledgeFinding,
    ApplyToContracts,
    CopyIban,
    Propose,
    Reject,
    RevealCurrentIban,
    SendBack,
)
from desktop.services.bank_changes.view import ComparisonKind, FindingAction, MandateKind
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import TakeCase
from desktop.services.cases.undo import undo
from desktop.services.context import ServiceContext
from tests.support.bank_cases import (
    FULL_ADDRESS,
    acknowledge_all,
    add_application,
    change_of,
    codes,
    fields,
    propose,
    release,
    released,
    sent,
    version_of,
)
from tests.support.clock import FixedClock
from tests.support.factories import (
    NEW_IBAN,
    OLD_IBAN,
    THIRD_IBAN,
    Household,
    add_bank_details,
    add_household,
    add_tenancy,
    add_tenant,
    add_unit,
)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def _other_tenancy(
    context: ServiceContext, home: Household, *, same_tenant: bool, contract: str = "10.4417.0099"
) -> int:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        tenant = (
            unit.session.get_one(Tenant, home.tenant_id)
            if same_tenant
            else add_tenant(unit, company, "Ole", "Platzhalter")
        )
        flat = add_unit(unit, company, property_number=f"5{contract[-3:]}", number=contract[-4:])
        return add_tenancy(unit, company, flat, [tenant], contract).id


def _audit_count(context: ServiceContext, action: str) -> int:
    with context.database.read() as session:
        return (
            session.scalar(
                select(func.count()).select_from(AuditEvent).where(AuditEvent.action == action)
            )
            or 0
        )


def test_opening_writes_one_event_in_ten_minutes(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home)
    bank_changes.view(context, home.clerk, case_id)
    bank_changes.view(context, home.clerk, case_id)
    assert _audit_count(context, "iban.viewed") == 1
    bank_changes.view(context, home.second_clerk, case_id)
    assert _audit_count(context, "iban.viewed") == 2
    clock.advance(timedelta(minutes=10, seconds=1))
    bank_changes.view(context, home.clerk, case_id)
    assert _audit_count(context, "iban.viewed") == 3


def test_the_page_of_a_clean_application(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    view = bank_changes.view(context, home.clerk, case_id)
    assert view.new_iban == "DE02 1203 0000 0000 2020 51"
    rows = {row.kind: row for row in view.comparison}
    assert rows[ComparisonKind.IBAN].old == "DE89 •••• 3000"
    assert rows[ComparisonKind.BANK].changed
    assert not rows[ComparisonKind.HOLDER].changed
    assert not rows[ComparisonKind.PAYMENT].changed
    assert view.mandate.kind is MandateKind.NEW
    assert view.mandate.reference == "THOR-1044170302-01"
    assert view.mandate.signed_on == date(2026, 11, 18)
    assert view.mandate.by_portal
    assert view.case.outlook is not None
    assert view.case.outlook.run is not None
    assert view.case.outlook.run.debit_file_on == date(2026, 11, 30)
    assert view.case.tenancy is not None
    assert view.case.tenancy.contract_number == home.contract_number
    assert view.open_blockers == 0


def test_who_may_not_see_ibans_gets_them_masked(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    keeper = replace(home.lead, role=Role.ADMINISTRATOR)
    view = bank_changes.view(context, keeper, case_id)
    assert view.new_iban == "DE02 •••• 2051"
    assert NEW_IBAN not in repr(view).replace(" ", "")
    assert _audit_count(context, "iban.viewed") == 0
    with pytest.raises(UserError):
        bank_changes.reveal_current_iban(context, keeper, RevealCurrentIban(case_id))


def test_revealing_and_copying_are_logged(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    assert (
        bank_changes.reveal_current_iban(context, home.clerk, RevealCurrentIban(case_id))
        == "DE89 3704 0044 0532 0130 00"
    )
    assert bank_changes.copy_iban(context, home.clerk, CopyIban(case_id)) == NEW_IBAN
    assert _audit_count(context, "iban.revealed") == 1
    assert _audit_count(context, "iban.copied") == 1


def test_the_missing_address_is_named_and_asked_for(
    context: ServiceContext, home: Household
) -> None:
    bank = fields(
        account_holder="Rolf Musterbach",
        holder_address=Address(
            street="Beispielstieg", postcode="20535", town="Hamburg", country="DE"
        ),
    )
    case_id = add_application(context, home, bank)
    view = bank_changes.view(context, home.clerk, case_id)
    steps = {row.code: row.action for row in view.findings}
    assert steps[FindingCode.HOLDER_ADDRESS_INCOMPLETE] is FindingAction.ASK_ADDRESS
    assert steps[FindingCode.HOLDER_DIFFERS] is FindingAction.ACKNOWLEDGE
    missing = [part.key for part in view.mandate.holder_address if part.missing]
    assert missing == ["house_number"]
    assert view.actions.propose.reason == "release.blocker"
    assert view.actions.propose.params["n"] == 1
    module = bank_changes.request_address(context, home.clerk, case_id)
    assert module.missing == ("Hausnummer",)
    assert "– Hausnummer" in module.text
    # Two Werktage before the debit file of Monday 30 November.
    assert module.waiting_until == date(2026, 11, 26)


def test_a_warning_needs_a_reason(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    command = AcknowledgeFinding(
        case_id, "run.at_risk", "  ", version_of(context, home.clerk, case_id)
    )
    with pytest.raises(UserError) as caught:
        bank_changes.acknowledge(context, home.clerk, command)
    assert caught.value.code == "finding.reason_missing"


@pytest.mark.parametrize(
    ("code", "expected"), [("iban.ok", "finding.not_warning"), ("risk.by_mail", "finding.gone")]
)
def test_only_a_warning_that_stands_can_be_decided_on(
    context: ServiceContext, home: Household, code: str, expected: str
) -> None:
    case_id = add_application(context, home)
    command = AcknowledgeFinding(case_id, code, "geprüft", version_of(context, home.clerk, case_id))
    with pytest.raises(UserError) as caught:
        bank_changes.acknowledge(context, home.clerk, command)
    assert caught.value.code == expected


def test_a_decision_keeps_name_and_time_and_outlives_the_days(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home)
    decided_at = clock.now()
    acknowledge_all(context, home.clerk, case_id)
    assert change_of(context, case_id).open_warnings == 0
    clock.set_berlin(date(2026, 11, 25))
    view = bank_changes.view(context, home.second_clerk, case_id)
    row = next(one for one in view.findings if one.code is FindingCode.RUN_AT_RISK)
    assert row.finding.params["workdays_left"] == 3
    assert (row.acknowledged_by, row.acknowledged_at) == (home.clerk.name, decided_at)
    assert view.open_warnings == 0
    assert view.case.header.state is CaseState.IN_REVIEW


def test_an_open_warning_stops_the_proposal(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    view = bank_changes.view(context, home.clerk, case_id)
    assert view.actions.propose.reason == "release.warning"
    with pytest.raises(UserError) as caught:
        bank_changes.propose(context, home.clerk, Propose(case_id, view.case.header.version))
    assert caught.value.code == "release.warning"
    assert caught.value.params["codes"] == ("run.at_risk",)


def test_a_proposal_can_be_undone_and_sent_back(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    result = propose(context, home.clerk, case_id)
    assert result.state is CaseState.PROPOSED
    assert result.undo is not None
    assert undo(context, home.clerk, result.undo.undo_id).state is CaseState.IN_REVIEW
    propose(context, home.clerk, case_id)
    returned = bank_changes.send_back(
        context,
        home.second_clerk,
        SendBack(case_id, "Bitte Rückruf führen", version_of(context, home.lead, case_id)),
    )
    assert returned.state is CaseState.IN_REVIEW
    view = bank_changes.view(context, home.clerk, case_id)
    assert [one.kind for one in view.decisions] == [
        DecisionKind.PROPOSED,
        DecisionKind.REVERSED,
        DecisionKind.PROPOSED,
        DecisionKind.RETURNED,
    ]
    assert view.decisions[1].reversed_kind is DecisionKind.PROPOSED
    assert view.case.timeline[0].text == "Zurückgegeben: Bitte Rückruf führen"
    assert view.case.header.assignee is not None
    assert view.case.header.assignee.name == home.clerk.name
    assert propose(context, home.clerk, case_id).state is CaseState.PROPOSED


def test_undo_of_a_proposal_fails_once_it_is_decided(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home)
    result = propose(context, home.clerk, case_id)
    assert result.undo is not None
    bank_changes.send_back(
        context,
        home.second_clerk,
        SendBack(case_id, "Nein", version_of(context, home.second_clerk, case_id)),
    )
    with pytest.raises(UserError) as caught:
        undo(context, home.clerk, result.undo.undo_id)
    assert caught.value.code == "undo.too_late"


def test_only_the_latest_act_of_a_case_is_taken_back(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home)
    first = propose(context, home.clerk, case_id)
    bank_changes.send_back(
        context,
        home.second_clerk,
        SendBack(case_id, "Bitte ansehen", version_of(context, home.second_clerk, case_id)),
    )
    second = propose(context, home.clerk, case_id)
    assert first.undo is not None
    assert second.undo is not None
    with pytest.raises(UserError) as caught:
        undo(context, home.clerk, first.undo.undo_id)
    assert caught.value.code == "undo.too_late"
    assert change_of(context, case_id).state is BankChangeState.PROPOSED
    view = bank_changes.view(context, home.clerk, case_id)
    assert DecisionKind.REVERSED not in {one.kind for one in view.decisions}
    assert view.case.undo == second.undo
    assert undo(context, home.clerk, second.undo.undo_id).state is CaseState.IN_REVIEW


def test_nothing_is_offered_that_somebody_s_later_act_forbids(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    assert bank_changes.view(context, home.clerk, case_id).case.undo is not None
    result = release(context, home.second_clerk, case_id)
    assert bank_changes.view(context, home.clerk, case_id).case.undo is None
    assert bank_changes.view(context, home.second_clerk, case_id).case.undo == result.undo


def _reject(context: ServiceContext, home: Household, case_id: int) -> Reject:
    view = bank_changes.view(context, home.clerk, case_id)
    module = next(
        one
        for one in bank_changes.rejection_modules(context, home.clerk, case_id)
        if one.code == "rejection_not_confirmed"
    )
    return Reject(
        case_id=case_id,
        reason_code=module.code,
        way=view.case.reply_ways[0].key,
        subject=module.subject,
        text=module.text,
        expected_version=view.case.header.version,
    )


def test_a_rejection_tells_the_tenant_and_can_be_undone(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home)
    result = bank_changes.reject(context, home.clerk, _reject(context, home, case_id))
    assert result.state is CaseState.CLOSED
    assert change_of(context, case_id).state is BankChangeState.REJECTED
    waiting = [one for one in sent(context, case_id) if one.not_before > clock.now()]
    assert [one.type.split(".")[-2] for one in waiting] == ["sent", "status_changed"]
    assert waiting[1].data["status"] == "closed"
    assert result.undo is not None
    assert undo(context, home.clerk, result.undo.undo_id).state is CaseState.NEW
    assert change_of(context, case_id).state is BankChangeState.OPEN
    assert [one.state for one in sent(context, case_id) if one.not_before > clock.now()] == [
        "cancelled",
        "cancelled",
    ]
    drafts = bank_changes.view(context, home.clerk, case_id).case.drafts
    reason = _reject(context, home, case_id).reason_code
    assert [(one.kind, one.template_code) for one in drafts] == [(DraftKind.REJECTION, reason)]


def test_a_rejection_needs_a_reason_from_the_list(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    command = replace(_reject(context, home, case_id), reason_code="address_request")
    with pytest.raises(UserError) as caught:
        bank_changes.reject(context, home.clerk, command)
    assert caught.value.code == "bank_change.unknown_reason"


def test_risks_around_an_application(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    other = _other_tenancy(context, home, same_tenant=False)
    with context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, other)
        add_bank_details(unit, tenancy, iban=NEW_IBAN, account_holder="Ole Platzhalter")
        tenant = unit.session.get_one(Tenant, home.tenant_id)
        tenant.email_changed_at = datetime(2026, 11, 12, 10, tzinfo=UTC)
        unit.session.get_one(Tenancy, home.tenancy_id).ends_on = date(2026, 11, 10)
    for days in (40, 20):
        add_application(
            context,
            home,
            fields(iban=THIRD_IBAN),
            received_at=datetime(2026, 11, 18, 12, tzinfo=UTC) - timedelta(days=days),
        )
    case_id = add_application(context, home, channel=Channel.EMAIL)
    found = codes(context, home.clerk, case_id)
    assert {
        FindingCode.RISK_IBAN_SHARED,
        FindingCode.RISK_CONTACT_CHANGED,
        FindingCode.RISK_REPEATED,
        FindingCode.RISK_TENANCY_ENDED,
        FindingCode.RISK_BY_MAIL,
    } <= found
    shared = next(
        row
        for row in bank_changes.view(context, home.clerk, case_id).findings
        if row.code is FindingCode.RISK_IBAN_SHARED
    )
    assert shared.finding.params["contracts"] == "10.4417.0099"


def test_contact_data_count_from_the_day_on_which_we_learnt_of_them(
    context: ServiceContext, home: Household
) -> None:
    """As the guard of a new code counts them: a source may date its change as early as it likes."""

    def learn(former: str) -> None:
        with context.database.write() as unit:
            change = ContactDataChange(
                company_id=home.company_id,
                tenant_id=home.tenant_id,
                kind=ContactKind.TELEPHONE,
                source=ContactSource.ERP,
                state=ContactState.APPLIED,
                former={"phone": former},
                new={"phone": "040 66969 299"},
                changed_at=datetime(2026, 8, 1, 9, tzinfo=UTC),
                noted_at=datetime(2026, 11, 12, 9, tzinfo=UTC),
            )
            unit.session.add(change)

    case_id = add_application(context, home)
    # What the ERP says for the first time is no change.
    learn("")
    assert FindingCode.RISK_CONTACT_CHANGED not in codes(context, home.clerk, case_id)
    learn("040 66969 214")
    assert FindingCode.RISK_CONTACT_CHANGED in codes(context, home.clerk, case_id)


def test_an_open_application_elsewhere_shares_the_iban_too(
    context: ServiceContext, home: Household
) -> None:
    other = _other_tenancy(context, home, same_tenant=False)
    add_application(context, home, tenancy_id=other)
    case_id = add_application(context, home)
    assert FindingCode.RISK_IBAN_SHARED in codes(context, home.clerk, case_id)


def test_without_mandate_another_bank_needs_a_new_one(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home, fields(mandate=None))
    view = bank_changes.view(context, home.clerk, case_id)
    row = next(one for one in view.findings if one.code is FindingCode.MANDATE_NEW_REQUIRED)
    assert row.severity is Severity.BLOCKER
    assert row.action is FindingAction.ASK_MANDATE


def test_the_unchanged_iban_is_a_warning_without_a_new_mandate(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home, fields(iban=OLD_IBAN, mandate=None))
    assert FindingCode.IBAN_UNCHANGED in codes(context, home.clerk, case_id)


def test_many_are_assessed_as_one(context: ServiceContext, home: Household) -> None:
    first = add_application(context, home)
    second = add_application(context, home, fields(iban="kaputt"))
    ids = [change_of(context, case_id).id for case_id in (first, second)]
    with context.database.read() as session:
        found = assess_now(session, context, [*ids, 999_999])
    assert set(found) == set(ids)
    for case_id, bank_change_id in zip((first, second), ids, strict=True):
        assert {one.code for one in found[bank_change_id].findings} == codes(
            context, home.clerk, case_id
        )


def test_the_first_check_is_stored_with_its_counts(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home, fields(iban="DE00", account_holder="Rolf Fremd"))
    change = change_of(context, case_id)
    with context.database.read() as session:
        rows = session.scalars(
            select(BankFinding).where(BankFinding.bank_change_id == change.id)
        ).all()
    assert change.open_blockers == sum(row.severity is Severity.BLOCKER for row in rows) > 0
    assert change.checked_at == context.clock.now()


def test_the_same_for_another_contract_is_a_case_of_its_own(
    context: ServiceContext, home: Household
) -> None:
    parking = _other_tenancy(context, home, same_tenant=True)
    case_id = add_application(
        context, home, fields(account_holder="Rolf Fremd", holder_address=FULL_ADDRESS)
    )
    view = bank_changes.view(context, home.clerk, case_id)
    assert view.actions.apply_to_contracts.possible
    command = ApplyToContracts(case_id, (parking,), view.case.header.version)
    result = bank_changes.apply_to_contracts(context, home.clerk, command)
    assert result.case_id == case_id
    (sibling,) = bank_changes.view(context, home.clerk, case_id).siblings
    assert sibling.contract_number == "10.4417.0099"
    twin = bank_changes.view(context, home.clerk, sibling.case_id)
    assert [one.case_id for one in twin.siblings] == [case_id]
    assert twin.case.header.received_at == view.case.header.received_at
    assert twin.new_iban == view.new_iban
    assert twin.mandate.reference != view.mandate.reference
    assert twin.case.tenancy is not None
    assert twin.case.tenancy.contract_number == "10.4417.0099"
    with context.database.read() as session:
        link = session.scalars(
            select(CaseLink).where(CaseLink.kind == LinkKind.OTHER_CONTRACT)
        ).one()
    assert (link.case_id, link.other_case_id) == (sibling.case_id, case_id)
    with pytest.raises(UserError) as caught:
        bank_changes.apply_to_contracts(
            context,
            home.clerk,
            ApplyToContracts(case_id, (parking,), version_of(context, home.clerk, case_id)),
        )
    assert caught.value.code == "bank_change.already_applied"


@pytest.mark.parametrize("state", list(PortalAccountState))
def test_only_an_account_in_use_is_answered_for_the_other_contract(
    context: ServiceContext, home: Household, state: PortalAccountState
) -> None:
    parking = _other_tenancy(context, home, same_tenant=True)
    case_id = add_application(context, home)
    with context.database.write() as unit:
        first = unit.session.scalars(select(PortalAccount).order_by(PortalAccount.id)).first()
        assert first is not None
        account = PortalAccount(
            company_id=first.company_id,
            external_id="acc-parking",
            tenancy_id=parking,
            tenant_id=first.tenant_id,
            state=state,
        )
        unit.session.add(account)
    view = bank_changes.view(context, home.clerk, case_id)
    command = ApplyToContracts(case_id, (parking,), view.case.header.version)
    bank_changes.apply_to_contracts(context, home.clerk, command)
    (sibling,) = bank_changes.view(context, home.clerk, case_id).siblings
    with context.database.read() as session:
        used = session.get_one(Case, sibling.case_id).portal_account_id
    assert (used == account.id) is (state is PortalAccountState.ACTIVATED)


def test_all_other_contracts_are_opened_at_once_and_taken_back_together(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    parking = _other_tenancy(context, home, same_tenant=True)
    garage = _other_tenancy(context, home, same_tenant=True, contract="10.4417.0100")
    with context.database.write() as unit:
        add_bank_details(unit, unit.session.get_one(Tenancy, parking), iban=OLD_IBAN)
        add_bank_details(unit, unit.session.get_one(Tenancy, garage), iban=THIRD_IBAN)
    case_id = add_application(context, home)
    view = bank_changes.view(context, home.clerk, case_id)
    assert view.case.tenancy is not None
    assert [
        (one.contract_number, one.same_account, one.iban_masked)
        for one in view.case.tenancy.other_contracts
    ] == [
        ("10.4417.0099", True, mask_iban(OLD_IBAN)),
        ("10.4417.0100", False, mask_iban(THIRD_IBAN)),
    ]
    command = ApplyToContracts(case_id, (parking, garage), view.case.header.version)
    result = bank_changes.apply_to_contracts(context, home.clerk, command)
    siblings = bank_changes.view(context, home.clerk, case_id).siblings
    references = {
        bank_changes.view(context, home.clerk, one.case_id).mandate.reference for one in siblings
    }
    assert len(references) == 2
    assert result.undo is not None
    # Nobody outside hears of them while they can be taken back.
    told = [one for sibling in siblings for one in sent(context, sibling.case_id)]
    assert {one.not_before for one in told} == {clock.now() + timedelta(seconds=10)}
    undo(context, home.clerk, result.undo.undo_id)
    assert bank_changes.view(context, home.clerk, case_id).siblings == ()
    assert {one.state for sibling in siblings for one in sent(context, sibling.case_id)} == {
        "cancelled"
    }
    # They can be opened anew.
    again = ApplyToContracts(case_id, (parking, garage), version_of(context, home.clerk, case_id))
    bank_changes.apply_to_contracts(context, home.clerk, again)
    assert len(bank_changes.view(context, home.clerk, case_id).siblings) == 2


def test_a_change_somebody_works_on_is_not_taken_back(
    context: ServiceContext, home: Household
) -> None:
    parking = _other_tenancy(context, home, same_tenant=True)
    case_id = add_application(context, home)
    command = ApplyToContracts(case_id, (parking,), version_of(context, home.clerk, case_id))
    result = bank_changes.apply_to_contracts(context, home.clerk, command)
    (sibling,) = bank_changes.view(context, home.clerk, case_id).siblings
    version = version_of(context, home.second_clerk, sibling.case_id)
    cases.take(context, home.second_clerk, TakeCase(sibling.case_id, version))
    assert result.undo is not None
    with pytest.raises(UserError, match=r"^undo.too_late$"):
        undo(context, home.clerk, result.undo.undo_id)
    assert len(bank_changes.view(context, home.clerk, case_id).siblings) == 1


@pytest.mark.parametrize(
    "state",
    [BankChangeState.REJECTED, BankChangeState.CORRECTING, BankChangeState.CORRECTED],
)
def test_what_was_refused_or_taken_back_spreads_to_no_other_contract(
    context: ServiceContext, home: Household, state: BankChangeState
) -> None:
    parking = _other_tenancy(context, home, same_tenant=True)
    case_id = add_application(context, home)
    seen = bank_changes.view(context, home.clerk, case_id)
    with context.database.write() as unit:
        change = unit.session.scalars(select(BankChange).where(BankChange.case_id == case_id)).one()
        change.state = state
        if state is not BankChangeState.REJECTED:
            unit.session.add(
                Decision(
                    bank_change_id=change.id,
                    kind=DecisionKind.CORRECTION_PROPOSED,
                    staff_id=home.clerk.person_id,
                    at=context.clock.now(),
                    reason="Irrtum",
                )
            )
    with pytest.raises(UserError) as caught:
        bank_changes.apply_to_contracts(
            context, home.clerk, ApplyToContracts(case_id, (parking,), seen.case.header.version)
        )
    assert caught.value.code == "bank_change.taken_back"
    page = bank_changes.view(context, home.clerk, case_id)
    assert page.actions.apply_to_contracts.reason == "bank_change.taken_back"


def test_no_contract_chosen_is_said(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    command = ApplyToContracts(case_id, (), version_of(context, home.clerk, case_id))
    with pytest.raises(UserError, match=r"^bank_change.no_contract_chosen$"):
        bank_changes.apply_to_contracts(context, home.clerk, command)


def test_a_stranger_s_contract_is_not_offered(context: ServiceContext, home: Household) -> None:
    other = _other_tenancy(context, home, same_tenant=False)
    case_id = add_application(context, home)
    view = bank_changes.view(context, home.clerk, case_id)
    assert view.actions.apply_to_contracts.reason == "bank_change.no_other_contract"
    with pytest.raises(UserError) as caught:
        bank_changes.apply_to_contracts(
            context, home.clerk, ApplyToContracts(case_id, (other,), view.case.header.version)
        )
    assert caught.value.code == "bank_change.not_other_contract"


def test_the_next_change_compares_with_what_was_released(
    context: ServiceContext, home: Household
) -> None:
    released(context, home)
    case_id = add_application(
        context, home, fields(mandate=None), received_at=datetime(2026, 11, 20, 9, tzinfo=UTC)
    )
    assert FindingCode.IBAN_UNCHANGED in codes(context, home.clerk, case_id)


def test_a_decided_one_keeps_the_findings_it_was_decided_on(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = released(context, home)
    before = codes(context, home.clerk, case_id)
    clock.set_berlin(date(2027, 2, 1))
    assert codes(context, home.clerk, case_id) == before
    with context.database.read() as session:
        assert session.get_one(Case, case_id).state is CaseState.CLOSED
