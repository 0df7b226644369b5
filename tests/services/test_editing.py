"""A clerk corrects an application: what was typed in here, never what the tenant gave."""

from datetime import date

import pytest
from sqlalchemy import select

from desktop.domain.application_form import YES, FormField
from desktop.domain.case_status import BankChangeState, CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.findings import FindingCode
from desktop.domain.portal_fields import MandateFields
from desktop.models.exchange import AuditEvent
from desktop.services.audit import AuditAction
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import EditApplication
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import TakeCase
from desktop.services.context import ServiceContext
from tests.support.bank_cases import add_application, change_of, codes, fields, propose, version_of
from tests.support.factories import NEW_IBAN, Household, add_household

OTHER_IBAN = "DE75512108001245126199"
SIGNED = MandateFields(granted=True, signed_on=date(2026, 11, 17))


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def _edit(
    context: ServiceContext,
    home: Household,
    case_id: int,
    values: dict[FormField, str],
    *,
    version: int | None = None,
) -> None:
    seen = version or version_of(context, home.clerk, case_id)
    bank_changes.edit_application(context, home.clerk, EditApplication(case_id, values, seen))


def test_what_came_by_letter_can_be_corrected(context: ServiceContext, home: Household) -> None:
    bank = fields(iban="DE00 1111", mandate=MandateFields(granted=True))
    case_id = add_application(context, home, bank, channel=Channel.LETTER)
    assert FindingCode.MANDATE_SIGNATURE_MISSING in codes(context, home.clerk, case_id)
    assert cases.case_view(context, home.clerk, case_id).header.completed_at is None
    values = {FormField.IBAN: OTHER_IBAN, FormField.MANDATE_SIGNED_ON: "2026-11-17"}
    _edit(context, home, case_id, values)
    change = change_of(context, case_id)
    assert (change.iban, change.mandate_signed_on) == (OTHER_IBAN, date(2026, 11, 17))
    assert FindingCode.MANDATE_SIGNATURE_MISSING not in codes(context, home.clerk, case_id)
    header = cases.case_view(context, home.clerk, case_id).header
    assert header.completed_at == context.clock.now()
    assert header.state is CaseState.IN_REVIEW
    with context.database.read() as session:
        edited = select(AuditEvent.details).where(
            AuditEvent.action == AuditAction.APPLICATION_EDITED.value
        )
        (details,) = session.scalars(edited)
    assert OTHER_IBAN not in details
    assert "6199" in details


def test_the_log_names_the_fields_and_keeps_no_names(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home, fields(), channel=Channel.LETTER)
    _edit(context, home, case_id, {FormField.ACCOUNT_HOLDER: "Rolf Musterbach"})
    with context.database.read() as session:
        details = session.scalars(
            select(AuditEvent.details).where(
                AuditEvent.action == AuditAction.APPLICATION_EDITED.value
            )
        ).one()
    assert FormField.ACCOUNT_HOLDER.value in details
    assert "Musterbach" not in details


def test_what_the_tenant_gave_stays(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home, fields(account_holder=""))
    form = {row.field: row for row in bank_changes.view(context, home.clerk, case_id).form}
    assert form[FormField.IBAN].locked
    assert not form[FormField.ACCOUNT_HOLDER].locked
    with pytest.raises(UserError) as caught:
        _edit(context, home, case_id, {FormField.IBAN: OTHER_IBAN})
    assert caught.value.code == "application.given"
    assert change_of(context, case_id).iban == NEW_IBAN
    for name in ("Aylin Musterbch", "Aylin Musterbach"):
        _edit(context, home, case_id, {FormField.ACCOUNT_HOLDER: name})
        assert change_of(context, case_id).account_holder == name


def test_a_corrected_proposal_is_none_any_more(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home, fields(mandate=SIGNED), channel=Channel.TELEPHONE)
    propose(context, home.clerk, case_id)
    _edit(context, home, case_id, {FormField.ACCOUNT_HOLDER: "Aylin T. Musterbach"})
    assert change_of(context, case_id).state is BankChangeState.OPEN
    view = cases.case_view(context, home.clerk, case_id)
    assert view.header.state is CaseState.IN_REVIEW
    assert any("gilt nicht mehr" in entry.text for entry in view.timeline)


def test_a_mandate_that_is_granted_gets_a_reference(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home, fields(mandate=None), channel=Channel.EMAIL)
    values = {FormField.MANDATE_GRANTED: YES, FormField.MANDATE_SIGNED_ON: "2026-11-16"}
    _edit(context, home, case_id, values)
    change = change_of(context, case_id)
    assert change.mandate_granted
    assert change.mandate_reference
    assert change.mandate_creditor_id
    assert change.mandate_signed_on == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({FormField.MANDATE_SIGNED_ON: "2026-02-30"}, "application.date"),
        ({FormField.MANDATE_REFERENCE: "R" * 36}, "application.reference_too_long"),
        ({FormField.MANDATE_REVOKED_ON: "2026-02-03"}, "application.no_field"),
    ],
)
def test_what_cannot_be_is_refused(
    context: ServiceContext, home: Household, values: dict[FormField, str], code: str
) -> None:
    case_id = add_application(context, home, channel=Channel.LETTER)
    with pytest.raises(UserError) as caught:
        _edit(context, home, case_id, values)
    assert caught.value.code == code


def test_two_fields_are_merged_and_one_is_a_conflict(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home, fields(mandate=SIGNED), channel=Channel.LETTER)
    seen = version_of(context, home.clerk, case_id)
    cases.take(context, home.second_clerk, TakeCase(case_id, seen))
    bank_changes.edit_application(
        context, home.second_clerk, EditApplication(case_id, {FormField.IBAN: OTHER_IBAN}, seen)
    )
    _edit(context, home, case_id, {FormField.ACCOUNT_HOLDER: "Rolf Fremd"}, version=seen)
    change = change_of(context, case_id)
    assert (change.iban, change.account_holder) == (OTHER_IBAN, "Rolf Fremd")
    with pytest.raises(UserError) as caught:
        _edit(context, home, case_id, {FormField.IBAN: NEW_IBAN}, version=seen)
    params = caught.value.params
    assert (caught.value.code, params["by"]) == ("conflict.changed", home.second_clerk.name)
    changes = params["changes"]
    assert isinstance(changes, tuple)
    assert [(one.fact, one.now[-4:]) for one in changes] == [("application.iban", "6199")]
    assert OTHER_IBAN not in repr(params)
