"""The check of a bank change as one pure and total function (rule book, sections 2 and 3)."""

from collections.abc import Iterator
from datetime import date, datetime

from desktop.domain.account_checks import address_findings, holder_findings, iban_findings
from desktop.domain.bank_change import (
    NO_CONTEXT,
    ApplicationField,
    Assessment,
    BankChangeApplication,
    BankChangeVariant,
    CheckContext,
)
from desktop.domain.berlin_time import berlin_day, in_range
from desktop.domain.blank_text import is_blank
from desktop.domain.company_rules import CompanyRules
from desktop.domain.deadlines import Deadlines, compute_deadlines, expected_collection_on
from desktop.domain.findings import Finding, FindingCode, blockers, in_order
from desktop.domain.holder import HolderMatch, match_holder
from desktop.domain.iban import IbanCheck, check_iban
from desktop.domain.mandate_checks import mandate_action, mandate_findings
from desktop.domain.risk_checks import risk_findings
from desktop.domain.run_checks import RunJudgement, judge_run
from desktop.domain.workdays import WorkdayCalendar


def assess(
    application: BankChangeApplication,
    *,
    rules: CompanyRules,
    calendar: WorkdayCalendar | None,
    now: datetime,
    context: CheckContext = NO_CONTEXT,
    deadlines: Deadlines | None = None,
) -> Assessment:
    """Check an application; never raises, however broken its texts are.

    ``calendar`` is None where the federal state is not known: promise and risk are then left out.
    ``deadlines`` are the stored ones of a case; without them they are computed from the receipt.
    ``now`` is timezone-aware. A receipt that the rule book cannot count from has no deadlines.
    """
    today = berlin_day(now)
    if deadlines is None:
        deadlines = _deadlines(application, rules, calendar, now) if in_range(today) else None
    reached = (
        None
        if deadlines is None
        else expected_collection_on(deadlines, rules, context.exported_at or now)
    )
    iban = _iban_check(application)
    holder = _holder_match(application, context)
    found = [
        *iban_findings(application, context, iban),
        *holder_findings(application, holder),
        *address_findings(application, iban, holder),
        *mandate_findings(
            application, context=context, rules=rules, iban=iban, today=today, judged_on=reached
        ),
        *risk_findings(application, context, today=today),
    ]
    run: RunJudgement | None = None
    if deadlines is not None:
        run = judge_run(
            deadlines,
            rules=rules,
            calendar=calendar,
            now=now,
            open_blockers=len(blockers(found)),
            exported_at=context.exported_at,
        )
        found += run.findings
        found += _prenotification(application, context, rules, run.expected_collection_on)
    return Assessment(
        findings=in_order(found),
        iban_check=iban,
        holder_match=holder,
        deadlines=deadlines,
        expected_collection_on=reached,
        act_by=None if run is None else run.act_by,
        run_status=None if run is None else run.status,
        mandate_action=mandate_action(application, context=context, rules=rules, iban=iban),
    )


def _deadlines(
    application: BankChangeApplication,
    rules: CompanyRules,
    calendar: WorkdayCalendar | None,
    now: datetime,
) -> Deadlines | None:
    if application.received is None:
        return None
    try:
        return compute_deadlines(
            received=application.received,
            rules=rules,
            calendar=calendar,
            completed=application.completed,
            now=now,
        )
    except (ValueError, OverflowError):
        return None


def _iban_check(application: BankChangeApplication) -> IbanCheck | None:
    """Return the check of the IBAN; None where the application is not about an account."""
    if ApplicationField.IBAN not in application.given:
        return None
    absent = is_blank(application.iban)
    if absent and not application.variant.names_account:
        return None
    return check_iban(application.iban or "")


def _holder_match(application: BankChangeApplication, context: CheckContext) -> HolderMatch | None:
    if ApplicationField.ACCOUNT_HOLDER not in application.given or not context.parties:
        return None
    holder = application.account_holder
    if holder is None or is_blank(holder):
        return None
    return match_holder(holder, context.parties)


def _prenotification(
    application: BankChangeApplication, context: CheckContext, rules: CompanyRules, first: date
) -> Iterator[Finding]:
    """Yield a finding where the tenant learns of the first collection too late."""
    if context.confirmation_at is None or application.variant is BankChangeVariant.REVOCATION:
        return
    days = (first - berlin_day(context.confirmation_at)).days
    if days < rules.prenotification_days:
        yield Finding(
            FindingCode.PRENOTIFICATION_SHORT,
            rules.prenotification_severity,
            {
                "days": max(days, 0),
                "agreed_days": rules.prenotification_days,
                "collection_on": first.isoformat(),
            },
        )
