"""Every finding of the rule book: when it is made, how much it weighs, and when it is not."""

from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.assessment import assess
from desktop.domain.bank_change import (
    ApplicationField,
    Assessment,
    BankChangeApplication,
    BankChangeVariant,
    CheckContext,
    ContactChange,
    ContactKind,
    MandateAction,
)
from desktop.domain.berlin_time import berlin_instant
from desktop.domain.case_status import Channel
from desktop.domain.company_rules import CompanyRules, CutoffBasis
from desktop.domain.deadlines import Completion, RunStatus, compute_deadlines
from desktop.domain.findings import Finding, FindingCode, Severity
from desktop.domain.holder import Address, Party
from desktop.domain.mandate import MandateData, MandateStatus
from desktop.domain.workdays import FederalState, WorkdayCalendar

RULES = CompanyRules()
HAMBURG = WorkdayCalendar(FederalState.HAMBURG)
TODAY = date(2026, 11, 19)
NOW = berlin_instant(TODAY)
OLD_IBAN = "DE02120300000000202051"
NEW_IBAN = "DE89370400440532013000"
SAME_BANK = "DE24370400440000000012"
HOME = Address(
    street="Musterkehre", house_number="12", postcode="22041", town="Hamburg", country="DE"
)
MANDATE = MandateData(
    reference="THOR-004417-02", creditor_id="DE98ZZZ09999999999", signed_on=date(2026, 11, 18)
)
EXISTING = MandateData(
    reference="THOR-004417-01",
    creditor_id="DE98ZZZ09999999999",
    signed_on=date(2023, 3, 1),
    last_collection_on=date(2026, 11, 2),
    status=MandateStatus.ACTIVE,
    account_holder="Aylin Musterbach",
)
GOOD = BankChangeApplication(
    received=datetime(2026, 11, 18, 20, 14, tzinfo=UTC),
    channel=Channel.PORTAL,
    iban=NEW_IBAN,
    account_holder="Aylin Musterbach",
    mandate=MANDATE,
)
TENANCY = CheckContext(
    parties=(Party("Aylin Musterbach", HOME), Party("Deniz Musterbach", HOME)),
    current_iban=OLD_IBAN,
    current_holder="Aylin Musterbach",
    existing_mandate=EXISTING,
)

replace = msgspec.structs.replace


def check(
    application: BankChangeApplication = GOOD,
    context: CheckContext = TENANCY,
    *,
    rules: CompanyRules = RULES,
    now: datetime = NOW,
    calendar: WorkdayCalendar | None = HAMBURG,
) -> Assessment:
    return assess(application, rules=rules, calendar=calendar, now=now, context=context)


def codes(assessment: Assessment) -> list[str]:
    return [finding.code.value for finding in assessment.findings]


def severity(assessment: Assessment, code: FindingCode) -> Severity | None:
    return next((f.severity for f in assessment.findings if f.code is code), None)


def test_a_good_application_has_only_good_findings() -> None:
    assessment = check()
    assert codes(assessment) == [
        "iban.ok",
        "iban.national_ok",
        "holder.ok",
        "mandate.ok",
        "run.ok",
    ]
    assert {finding.severity for finding in assessment.findings} == {Severity.OK}
    assert assessment.run_status is RunStatus.OK
    assert assessment.expected_collection_on == date(2026, 12, 1)
    assert assessment.act_by == date(2026, 11, 30)
    assert assessment.mandate_action is MandateAction.NEW
    assert (assessment.open_blockers, assessment.open_warnings) == (0, 0)
    assert assessment.counts()[Severity.OK] == 5


BLOCKER, WARNING, INFO = Severity.BLOCKER, Severity.WARNING, Severity.INFO
Case = tuple[FindingCode, Severity, BankChangeApplication, CheckContext]
DIFFERENT = replace(GOOD, account_holder="Rolf Vorlage")
MANDATE_OF_OLD = replace(GOOD, mandate=None)
BY_HAND: list[Case] = [
    (FindingCode.IBAN_MISSING, BLOCKER, replace(GOOD, iban=" "), TENANCY),
    (FindingCode.IBAN_MISSING, BLOCKER, replace(GOOD, iban=None), TENANCY),
    (FindingCode.IBAN_FORMAT, BLOCKER, replace(GOOD, iban="DE89"), TENANCY),
    (FindingCode.IBAN_COUNTRY, BLOCKER, replace(GOOD, iban="XX89370400440532013000"), TENANCY),
    (FindingCode.IBAN_CHECK_DIGITS, BLOCKER, replace(GOOD, iban=f"{NEW_IBAN[:-1]}1"), TENANCY),
    (FindingCode.IBAN_NOT_SEPA, BLOCKER, replace(GOOD, iban="TR330006100519786457841326"), TENANCY),
    (FindingCode.IBAN_FOREIGN, INFO, replace(GOOD, iban="AT483200000012345864"), TENANCY),
    (FindingCode.IBAN_FOREIGN, WARNING, replace(GOOD, iban="GB29NWBK60161331926819"), TENANCY),
    (FindingCode.IBAN_FOREIGN, WARNING, replace(GOOD, iban="CH9300762011623852957"), TENANCY),
    (FindingCode.IBAN_BANK_UNKNOWN, WARNING, replace(GOOD, iban="DE66999999991234567890"), TENANCY),
    (
        FindingCode.IBAN_NATIONAL_FAILED,
        WARNING,
        replace(GOOD, iban="DE34200505501234567890"),
        TENANCY,
    ),
    (
        FindingCode.IBAN_NATIONAL_UNVERIFIABLE,
        INFO,
        replace(GOOD, iban="DE66999999991234567890"),
        TENANCY,
    ),
    (FindingCode.IBAN_UNCHANGED, WARNING, replace(MANDATE_OF_OLD, iban=OLD_IBAN), TENANCY),
    (FindingCode.HOLDER_MISSING, BLOCKER, replace(GOOD, account_holder="\u200b"), TENANCY),
    (FindingCode.HOLDER_DIFFERS, WARNING, DIFFERENT, TENANCY),
    (FindingCode.HOLDER_UNSURE, WARNING, replace(GOOD, account_holder="A. Musterbach"), TENANCY),
    (FindingCode.HOLDER_ADDRESS_MISSING, BLOCKER, DIFFERENT, TENANCY),
    (
        FindingCode.HOLDER_ADDRESS_INCOMPLETE,
        BLOCKER,
        replace(DIFFERENT, holder_address=replace(HOME, house_number="")),
        TENANCY,
    ),
    (
        FindingCode.HOLDER_ADDRESS_MISSING,
        BLOCKER,
        replace(GOOD, iban="GB29NWBK60161331926819"),
        replace(TENANCY, parties=(Party("Aylin Musterbach"),)),
    ),
    (
        FindingCode.MANDATE_MISSING,
        BLOCKER,
        MANDATE_OF_OLD,
        replace(TENANCY, existing_mandate=None),
    ),
    (
        FindingCode.MANDATE_REFERENCE_INVALID,
        BLOCKER,
        replace(GOOD, mandate=replace(MANDATE, reference="Ä")),
        TENANCY,
    ),
    (
        FindingCode.MANDATE_REFERENCE_TAKEN,
        BLOCKER,
        GOOD,
        replace(TENANCY, references_taken=frozenset({"THOR-004417-02"})),
    ),
    (
        FindingCode.MANDATE_CREDITOR_ID_INVALID,
        BLOCKER,
        replace(GOOD, mandate=replace(MANDATE, creditor_id=None)),
        TENANCY,
    ),
    (
        FindingCode.MANDATE_SIGNATURE_MISSING,
        BLOCKER,
        replace(GOOD, mandate=replace(MANDATE, signed_on=None)),
        TENANCY,
    ),
    (
        FindingCode.MANDATE_SIGNATURE_IN_FUTURE,
        BLOCKER,
        replace(GOOD, mandate=replace(MANDATE, signed_on=date(2026, 11, 20))),
        TENANCY,
    ),
    (FindingCode.MANDATE_NEW_REQUIRED, BLOCKER, MANDATE_OF_OLD, TENANCY),
    (
        FindingCode.MANDATE_LAPSES_SOON,
        WARNING,
        replace(GOOD, mandate=replace(MANDATE, signed_on=date(2024, 3, 1))),
        TENANCY,
    ),
    (
        FindingCode.MANDATE_LAPSED,
        BLOCKER,
        replace(GOOD, mandate=replace(MANDATE, signed_on=date(2023, 12, 1))),
        TENANCY,
    ),
    (
        FindingCode.MANDATE_NOT_USABLE,
        BLOCKER,
        replace(GOOD, mandate=replace(MANDATE, revoked_on=date(2026, 11, 1))),
        TENANCY,
    ),
    (
        FindingCode.RISK_IBAN_SHARED,
        WARNING,
        GOOD,
        replace(TENANCY, shared_contracts=("10.4417.0303",)),
    ),
    (
        FindingCode.RISK_CONTACT_CHANGED,
        WARNING,
        GOOD,
        replace(TENANCY, contact_changes=(ContactChange(ContactKind.EMAIL, date(2026, 10, 19)),)),
    ),
    (
        FindingCode.RISK_REPEATED,
        WARNING,
        GOOD,
        replace(TENANCY, former_changes_on=(date(2026, 8, 20), date(2026, 11, 18))),
    ),
    (
        FindingCode.RISK_TENANCY_ENDED,
        WARNING,
        GOOD,
        replace(TENANCY, tenancy_ended_on=date(2026, 11, 18)),
    ),
    (FindingCode.RISK_BY_MAIL, WARNING, replace(GOOD, channel=Channel.EMAIL), TENANCY),
    (FindingCode.RUN_AT_RISK, WARNING, replace(GOOD, received=date(2026, 10, 21)), TENANCY),
    (
        FindingCode.RUN_MISSED,
        WARNING,
        replace(GOOD, received=date(2026, 9, 1)),
        TENANCY,
    ),
    (FindingCode.PROMISE_OVERDUE, WARNING, replace(GOOD, received=date(2026, 11, 1)), TENANCY),
    (FindingCode.PROMISE_AFTER_CUTOFF, INFO, replace(GOOD, received=date(2026, 10, 21)), TENANCY),
    (
        FindingCode.PRENOTIFICATION_SHORT,
        INFO,
        GOOD,
        replace(TENANCY, confirmation_at=berlin_instant(date(2026, 11, 27))),
    ),
]
AT_RISK_NOW = berlin_instant(date(2026, 11, 27))


@pytest.mark.parametrize(
    ("code", "weight", "application", "context"),
    BY_HAND,
    ids=[f"{number}-{case[0].value}" for number, case in enumerate(BY_HAND)],
)
def test_every_finding_is_made(
    code: FindingCode,
    weight: Severity,
    application: BankChangeApplication,
    context: CheckContext,
) -> None:
    now = AT_RISK_NOW if code is FindingCode.RUN_AT_RISK else NOW
    assert severity(check(application, context, now=now), code) is weight
    if code not in (FindingCode.IBAN_FOREIGN, FindingCode.RUN_AT_RISK):
        assert severity(check(), code) is None


def test_no_code_of_the_list_is_left_out() -> None:
    fine = {finding.code for finding in check().findings}
    assert {case[0] for case in BY_HAND} | fine == set(FindingCode)


def test_findings_stand_in_the_order_of_groups_and_weights() -> None:
    application = replace(
        GOOD,
        received=date(2026, 11, 21),
        channel=Channel.EMAIL,
        iban="GB29NWBK60161331926819",
        account_holder="Rolf Vorlage",
        mandate=replace(MANDATE, reference="", signed_on=date(2024, 3, 1)),
    )
    assert codes(check(application, now=berlin_instant(date(2026, 11, 23)))) == [
        "iban.foreign",
        "iban.ok",
        "holder.address_missing",
        "holder.differs",
        "mandate.reference_invalid",
        "mandate.lapses_soon",
        "risk.by_mail",
        "promise.after_cutoff",
        "run.ok",
    ]


def test_a_new_mandate_with_the_same_iban_is_no_unchanged_one() -> None:
    assert severity(check(replace(GOOD, iban=OLD_IBAN)), FindingCode.IBAN_UNCHANGED) is None


def test_an_eea_account_is_never_refused() -> None:
    assessment = check(replace(GOOD, iban="AT483200000012345864"))
    assert assessment.open_blockers == 0
    assert "iban.ok" in codes(assessment)


def test_outside_the_eea_the_tenants_own_address_counts() -> None:
    application = replace(GOOD, iban="GB29NWBK60161331926819")
    assert check(application).open_blockers == 0
    parties = (Party("Aylin Musterbach", replace(HOME, house_number=None)),)
    incomplete = check(application, replace(TENANCY, parties=parties))
    assert "holder.address_incomplete" in codes(incomplete)
    own = check(replace(application, holder_address=HOME), replace(TENANCY, parties=parties))
    assert own.open_blockers == 0


def test_the_tenants_address_does_not_help_a_different_holder() -> None:
    assert "holder.address_missing" in codes(check(DIFFERENT))
    assert check(replace(DIFFERENT, holder_address=HOME)).open_blockers == 0


def test_a_tenant_within_the_eea_needs_no_address() -> None:
    broken = replace(GOOD, holder_address=replace(HOME, house_number=""))
    assert check(broken).open_blockers == 0


def test_an_unsure_holder_needs_a_decision_and_no_address() -> None:
    found = codes(check(replace(GOOD, account_holder="A. Musterbach")))
    assert "holder.unsure" in found
    assert not [code for code in found if code.startswith("holder.address")]


@pytest.mark.parametrize(
    ("iban", "holder", "new_for_bank", "required"),
    [
        (NEW_IBAN, "Aylin Musterbach", True, True),
        (NEW_IBAN, "Aylin Musterbach", False, False),
        (NEW_IBAN, "Deniz Musterbach", False, True),
        (SAME_BANK, "Deniz Musterbach", True, True),
        (SAME_BANK, "Aylin Musterbach", True, False),
    ],
)
def test_when_a_new_mandate_is_required(
    iban: str, holder: str, new_for_bank: bool, required: bool
) -> None:
    assessment = check(
        replace(MANDATE_OF_OLD, iban=iban, account_holder=holder),
        replace(TENANCY, current_iban=NEW_IBAN if iban == SAME_BANK else OLD_IBAN),
        rules=CompanyRules(new_mandate_for_bank_change=new_for_bank),
    )
    assert ("mandate.new_required" in codes(assessment)) is required
    expected = MandateAction.NONE if required else MandateAction.AMEND
    assert assessment.mandate_action is expected


def test_a_self_payer_may_come_without_mandate_where_the_company_allows_it() -> None:
    payer = replace(TENANCY, existing_mandate=None, pays_by_direct_debit=False)
    allowed = CompanyRules(self_payers_allowed=True)
    code = FindingCode.MANDATE_MISSING
    assert severity(check(MANDATE_OF_OLD, payer, rules=allowed), code) is INFO
    assert severity(check(MANDATE_OF_OLD, payer), code) is BLOCKER
    debit = replace(payer, pays_by_direct_debit=True)
    assert severity(check(MANDATE_OF_OLD, debit, rules=allowed), code) is BLOCKER


def test_a_mandate_alone_needs_no_account() -> None:
    application = BankChangeApplication(
        variant=BankChangeVariant.MANDATE_ONLY, received=date(2026, 11, 18), mandate=MANDATE
    )
    assessment = check(application)
    assert codes(assessment) == ["mandate.ok", "run.ok"]
    assert assessment.iban_check is None
    assert assessment.mandate_action is MandateAction.NEW


def test_a_revocation_asks_for_nothing() -> None:
    application = BankChangeApplication(
        variant=BankChangeVariant.REVOCATION, received=date(2026, 11, 18)
    )
    context = replace(TENANCY, confirmation_at=berlin_instant(date(2026, 11, 30)))
    assessment = check(application, context)
    assert codes(assessment) == ["run.ok"]
    assert assessment.mandate_action is MandateAction.REVOKE


def test_what_was_not_given_is_not_checked() -> None:
    nothing = BankChangeApplication(given=frozenset())
    assert check(nothing).findings == ()
    only_iban = replace(nothing, iban="", given=frozenset({ApplicationField.IBAN}))
    assert codes(check(only_iban)) == ["iban.missing"]
    part = BankChangeApplication(
        mandate=MandateData(reference="A"),
        given=frozenset({ApplicationField.MANDATE, ApplicationField.MANDATE_REFERENCE}),
    )
    assert check(part).findings == ()


@pytest.mark.parametrize(
    ("confirmed", "short"),
    [(date(2026, 11, 26), False), (date(2026, 11, 27), True), (date(2026, 12, 3), True)],
)
def test_prenotification(confirmed: date, short: bool) -> None:
    context = replace(TENANCY, confirmation_at=berlin_instant(confirmed))
    assert ("prenotification.short" in codes(check(context=context))) is short
    strict = CompanyRules(prenotification_severity=WARNING)
    found = severity(check(context=context, rules=strict), FindingCode.PRENOTIFICATION_SHORT)
    assert found is (WARNING if short else None)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (date(2026, 11, 18), True),
        (date(2026, 10, 19), True),
        (date(2026, 10, 18), False),
        (date(2026, 11, 19), False),
    ],
)
def test_contact_changes_count_within_thirty_days_before(changed: date, found: bool) -> None:
    changes = (ContactChange(ContactKind.TELEPHONE, changed),)
    assessment = check(context=replace(TENANCY, contact_changes=changes))
    assert ("risk.contact_changed" in codes(assessment)) is found


@pytest.mark.parametrize(
    ("former", "found"),
    [
        ((), False),
        ((date(2026, 11, 1),), False),
        ((date(2026, 11, 1), date(2026, 8, 20)), True),
        ((date(2026, 11, 1), date(2026, 8, 19)), False),
    ],
)
def test_the_third_change_within_ninety_days(former: tuple[date, ...], found: bool) -> None:
    assessment = check(context=replace(TENANCY, former_changes_on=former))
    assert ("risk.repeated" in codes(assessment)) is found


def test_missed_and_at_risk_never_stand_together() -> None:
    for day in range(1, 31):
        found = codes(check(replace(GOOD, received=date(2026, 10, day))))
        assert not {"run.at_risk", "run.missed"} <= set(found)


def test_an_exported_change_is_judged_by_its_export() -> None:
    exported = replace(TENANCY, exported_at=berlin_instant(date(2026, 12, 2)))
    assessment = check(context=exported, now=berlin_instant(date(2026, 12, 20)))
    assert assessment.run_status is RunStatus.MISSED
    assert assessment.expected_collection_on == date(2027, 1, 4)


def test_stored_deadlines_win_over_computed_ones() -> None:
    stored = compute_deadlines(received=date(2026, 9, 1), rules=RULES, calendar=HAMBURG)
    assessment = assess(
        GOOD, rules=RULES, calendar=HAMBURG, now=NOW, context=TENANCY, deadlines=stored
    )
    assert assessment.deadlines is stored


def test_the_lapse_is_judged_on_the_expected_collection() -> None:
    mandate = replace(MANDATE, signed_on=date(2023, 12, 1))
    in_time = check(replace(GOOD, mandate=mandate, received=None))
    assert "mandate.lapses_soon" in codes(in_time)
    assert "mandate.lapsed" in codes(check(replace(GOOD, mandate=mandate)))


@pytest.mark.parametrize(
    "received",
    [date.min, date.max, datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)],
)
def test_a_receipt_nobody_can_count_from_has_no_deadlines(received: date) -> None:
    assessment = check(replace(GOOD, received=received))
    assert assessment.deadlines is None
    assert assessment.run_status is None


TEXT = st.none() | st.text(max_size=40) | st.sampled_from([NEW_IBAN, "Aylin Musterbach", "\ud800"])
DATES = st.none() | st.dates()
APPLICATIONS = st.builds(
    BankChangeApplication,
    variant=st.sampled_from(BankChangeVariant),
    received=DATES | st.datetimes(timezones=st.timezones() | st.none()),
    completed=st.sampled_from(Completion) | st.dates() | st.datetimes(),
    channel=st.none() | st.sampled_from(Channel),
    iban=TEXT,
    account_holder=TEXT,
    holder_address=st.none()
    | st.builds(Address, street=TEXT, house_number=TEXT, postcode=TEXT, town=TEXT, country=TEXT),
    mandate=st.none()
    | st.builds(
        MandateData,
        reference=TEXT,
        creditor_id=TEXT,
        signed_on=DATES,
        last_collection_on=DATES,
        revoked_on=DATES,
        status=st.sampled_from(MandateStatus),
    ),
    given=st.frozensets(st.sampled_from(ApplicationField)),
)


@given(
    APPLICATIONS,
    st.sampled_from([TENANCY, CheckContext()]),
    st.sampled_from(CutoffBasis),
    st.none() | st.sampled_from(FederalState),
)
def test_no_input_however_broken_raises(
    application: BankChangeApplication,
    context: CheckContext,
    basis: CutoffBasis,
    state: FederalState | None,
) -> None:
    rules = CompanyRules(cutoff_basis=basis)
    calendar = None if state is None else WorkdayCalendar(state)
    assessment = check(application, context, rules=rules, calendar=calendar)
    found = codes(assessment)
    assert len(found) == len(set(found))
    assert assessment.open_blockers == sum(
        finding.severity is Severity.BLOCKER for finding in assessment.findings
    )
    for finding in assessment.findings:
        assert isinstance(finding, Finding)
        assert NEW_IBAN not in str(dict(finding.params))
