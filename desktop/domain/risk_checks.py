"""Findings that point to fraud or to a mistake (rule book, section 3, group risk)."""

from collections.abc import Iterator
from datetime import date, timedelta

from desktop.domain.bank_change import BankChangeApplication, CheckContext
from desktop.domain.case_status import Channel
from desktop.domain.deadlines import received_day
from desktop.domain.findings import Finding, FindingCode, Severity

CONTACT_CHANGED_WITHIN = timedelta(days=30)
REPEATED_WITHIN = timedelta(days=90)
REPEATED_FROM = 3


def risk_findings(
    application: BankChangeApplication, context: CheckContext, *, today: date
) -> Iterator[Finding]:
    """Yield the risks around an application; each is a warning a person has to decide on."""
    received_on = _received_on(application, today)
    if context.shared_contracts:
        contracts = ", ".join(sorted(context.shared_contracts))
        yield Finding(
            FindingCode.RISK_IBAN_SHARED,
            Severity.WARNING,
            {"contracts": contracts, "count": len(context.shared_contracts)},
        )
    yield from _contact_changed(context, received_on)
    former = [
        day for day in context.former_changes_on if _within(day, received_on, REPEATED_WITHIN)
    ]
    if len(former) + 1 >= REPEATED_FROM:
        yield Finding(FindingCode.RISK_REPEATED, Severity.WARNING, {"count": len(former) + 1})
    ended_on = context.tenancy_ended_on
    if ended_on is not None and ended_on < today:
        yield Finding(
            FindingCode.RISK_TENANCY_ENDED, Severity.WARNING, {"ended_on": ended_on.isoformat()}
        )
    if application.channel is Channel.EMAIL:
        yield Finding(FindingCode.RISK_BY_MAIL, Severity.WARNING)


def _received_on(application: BankChangeApplication, today: date) -> date:
    if application.received is None:
        return today
    try:
        return received_day(application.received)
    except (OverflowError, ValueError):
        return today


def _contact_changed(context: CheckContext, received_on: date) -> Iterator[Finding]:
    recent = [
        change
        for change in context.contact_changes
        if _within(change.changed_on, received_on, CONTACT_CHANGED_WITHIN)
    ]
    if recent:
        latest = max(recent, key=lambda change: change.changed_on)
        yield Finding(
            FindingCode.RISK_CONTACT_CHANGED,
            Severity.WARNING,
            {
                "kind": latest.kind.value,
                "changed_on": latest.changed_on.isoformat(),
                "days": (received_on - latest.changed_on).days,
            },
        )


def _within(day: date, received_on: date, period: timedelta) -> bool:
    return timedelta(0) <= received_on - day <= period
