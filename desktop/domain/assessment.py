"""The check of a bank change as one pure and total function (rule book, sections 2 and 3)."""

from collections.abc import Iterator
from dataclasses import dataclass
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
from desktop.domain.deadlines import (
    Deadlines,
    RunStatus,
    act_by,
    compute_deadlines,
    expected_run,
    is_overdue,
    run_status,
    workdays_left,
)
from desktop.domain.findings import Finding, FindingCode, Severity, blockers, in_order
from desktop.domain.holder import HolderMatch, match_holder
from desktop.domain.iban import IbanCheck, check_iban
from desktop.domain.mandate_checks import mandate_action, mandate_findings
from desktop.domain.risk_checks import risk_findings
from desktop.domain.workdays import WorkdayCalendar


@dataclass(frozen=True, slots=True)
class _Clock:
    """The deadlines, and what is really reached as seen at ``now``."""

    now: datetime
    deadlines: Deadlines | None
    expected_collection_on: date | None
    expected_file_on: date | None


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
    clock = _clock(application, rules, calendar, now, context, deadlines)
    iban = _iban_check(application)
    holder = _holder_match(application, context)
    found = [
        *iban_findings(application, context, iban),
        *holder_findings(application, holder),
        *address_findings(application, iban, holder),
        *mandate_findings(
            application,
            context=context,
            rules=rules,
            iban=iban,
            today=berlin_day(now),
            judged_on=clock.expected_collection_on,
        ),
        *risk_findings(application, context, today=berlin_day(now)),
    ]
    status: RunStatus | None = None
    if clock.deadlines is not None:
        status = run_status(
            clock.deadlines,
            rules=rules,
            calendar=calendar,
            now=now,
            open_blockers=len(blockers(found)),
            exported_at=context.exported_at,
        )
        found += _run_findings(clock, status, calendar)
        found += _prenotification(application, context, rules, clock)
    return Assessment(
        findings=in_order(found),
        iban_check=iban,
        holder_match=holder,
        deadlines=clock.deadlines,
        expected_collection_on=clock.expected_collection_on,
        act_by=_act_by(clock, rules, context),
        run_status=status,
        mandate_action=mandate_action(application, context=context, rules=rules, iban=iban),
    )


def _clock(
    application: BankChangeApplication,
    rules: CompanyRules,
    calendar: WorkdayCalendar | None,
    now: datetime,
    context: CheckContext,
    stored: Deadlines | None,
) -> _Clock:
    deadlines = stored
    if deadlines is None and application.received is not None:
        try:
            deadlines = compute_deadlines(
                received=application.received,
                rules=rules,
                calendar=calendar,
                completed=application.completed,
                now=now,
            )
        except (ValueError, OverflowError):
            deadlines = None
    if deadlines is None or not in_range(berlin_day(now)):
        return _Clock(now, None, None, None)
    collection_on, file_on, _ = expected_run(deadlines, rules, context.exported_at or now)
    return _Clock(now, deadlines, collection_on, file_on)


def _act_by(clock: _Clock, rules: CompanyRules, context: CheckContext) -> date | None:
    if clock.deadlines is None:
        return None
    return act_by(clock.deadlines, rules, context.exported_at or clock.now)


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


def _run_findings(
    clock: _Clock, status: RunStatus, calendar: WorkdayCalendar | None
) -> Iterator[Finding]:
    deadlines = clock.deadlines
    assert deadlines is not None
    today = berlin_day(clock.now)
    overdue = is_overdue(deadlines.due_on, today)
    run = str(deadlines.run_month)
    if status is RunStatus.MISSED:
        yield Finding(
            FindingCode.RUN_MISSED,
            Severity.WARNING,
            {
                "run": run,
                "collection_on": deadlines.collection_on.isoformat(),
                "expected_collection_on": (
                    clock.expected_collection_on or deadlines.collection_on
                ).isoformat(),
            },
        )
    elif status is RunStatus.AT_RISK and calendar is not None:
        yield Finding(
            FindingCode.RUN_AT_RISK,
            Severity.WARNING,
            {
                "run": run,
                "file_on": deadlines.debit_file_on.isoformat(),
                "workdays_left": workdays_left(calendar, today, deadlines.debit_file_on),
            },
        )
    if overdue and deadlines.due_on is not None:
        yield Finding(
            FindingCode.PROMISE_OVERDUE,
            Severity.WARNING,
            {"due_on": deadlines.due_on.isoformat()},
        )
    if deadlines.after_cutoff:
        yield Finding(
            FindingCode.PROMISE_AFTER_CUTOFF,
            Severity.INFO,
            {
                "received_on": deadlines.received_on.isoformat(),
                "cutoff_on": deadlines.cutoff_on.isoformat(),
                "effective_month": str(deadlines.effective_month),
            },
        )
    if status is RunStatus.OK and not overdue:
        yield Finding(
            FindingCode.RUN_OK,
            Severity.OK,
            {"run": run, "collection_on": deadlines.collection_on.isoformat()},
        )


def _prenotification(
    application: BankChangeApplication, context: CheckContext, rules: CompanyRules, clock: _Clock
) -> Iterator[Finding]:
    """Yield a finding where the tenant learns of the first collection too late."""
    collected = application.variant is not BankChangeVariant.REVOCATION
    first = clock.expected_collection_on
    if context.confirmation_at is None or first is None or not collected:
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
