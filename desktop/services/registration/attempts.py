"""Registrations that failed, as the portal reports them: several within a day are one case.

Each is a row of its own; the case is told of what is new in them, and of the count.
"""

from datetime import date, time, timedelta

from sqlalchemy import case, func, select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.attempt_flood import AttemptsBefore, is_milestone, is_told
from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.domain.case_status import CaseState
from desktop.domain.changes import ChangeKind
from desktop.domain.kinds import IntakeOutcome
from desktop.domain.portal_event import PortalEvent
from desktop.domain.portal_report import AccountReport
from desktop.models.case import Case
from desktop.models.registration import RegistrationAttempt
from desktop.services.cases.family import goes_on_in
from desktop.services.context import ServiceContext
from desktop.services.intake.reports import Addressing, Taken
from desktop.services.registration.report_cases import ReportCase, add_to_case, make_case
from desktop.services.registration.report_people import correspondent
from desktop.texts import Language, speaking
from desktop.texts.portal_reports import attempt_subject, attempt_text, attempts_counted

ONE_CASE_WITHIN = timedelta(days=1)


def note_attempt(
    unit: UnitOfWork,
    context: ServiceContext,
    event: PortalEvent,
    report: AccountReport,
    addressing: Addressing,
    account_id: int | None,
) -> Taken:
    """Keep an attempt, and make a case of the first one within a day."""
    earlier = _earlier_case(unit, event, addressing, account_id)
    if earlier is None:
        wanted = _wanted(unit, event, report, addressing, account_id)
        noted = make_case(unit, context, event, addressing, wanted)
    else:
        case_id = goes_on_in(unit.session, earlier)
        before = _before(unit, case_id, report.reason, berlin_day(event.time))
        noted = Taken(IntakeOutcome.APPLIED, case_id)
        if is_told(before):
            wanted = _wanted(unit, event, report, addressing, account_id, before.attempts + 1)
            noted = add_to_case(unit, context, event, case_id, wanted)
        unit.case_changed(case_id)
    unit.session.add(
        RegistrationAttempt(
            company_id=addressing.company_id,
            tenancy_id=addressing.tenancy_id,
            portal_account_id=account_id,
            case_id=noted.case_id,
            at=event.time,
            channel=event.channel,
            reason=report.reason,
            masked_input=report.masked_input,
        )
    )
    unit.session.flush()
    unit.changed(ChangeKind.TENANCY, addressing.tenancy_id)
    return noted


def _wanted(
    unit: UnitOfWork,
    event: PortalEvent,
    report: AccountReport,
    addressing: Addressing,
    account_id: int | None,
    number: int = 1,
) -> ReportCase:
    """What a person is told of an attempt, the ``number``-th of its day."""
    with speaking(Language.GERMAN):
        text = attempt_text(event.channel, report.reason, report.masked_input)
        if is_milestone(number):
            text = f"{text}\n{attempts_counted(number)}"
        return ReportCase(
            subject=attempt_subject(),
            text=text,
            correspondent=correspondent(unit.session, account_id, addressing),
            account_id=account_id,
        )


def _before(unit: UnitOfWork, case_id: int, reason: str, day: date) -> AttemptsBefore:
    """What the case knows of the same day, by the attempts that were taken in before."""
    row = unit.session.execute(
        select(
            func.count().label("attempts"),
            func.count(case((RegistrationAttempt.reason == reason, 1))).label("same_reason"),
            func.count(RegistrationAttempt.reason.distinct()).label("reasons"),
        ).where(
            RegistrationAttempt.case_id == case_id,
            RegistrationAttempt.at >= berlin_instant(day, time(0)),
            RegistrationAttempt.at < berlin_instant(day + timedelta(days=1), time(0)),
        )
    ).one()
    state = unit.session.get_one(Case, case_id).state
    return AttemptsBefore(
        attempts=row.attempts,
        same_reason=row.same_reason,
        reasons=row.reasons,
        is_at_rest=state in (CaseState.WAITING, CaseState.CLOSED),
    )


def _earlier_case(
    unit: UnitOfWork, event: PortalEvent, addressing: Addressing, account_id: int | None
) -> int | None:
    """The case of another attempt of the same account, a day before or after at most."""
    account = RegistrationAttempt.portal_account_id
    return unit.session.scalar(
        select(RegistrationAttempt.case_id)
        .where(
            RegistrationAttempt.tenancy_id == addressing.tenancy_id,
            account.is_(None) if account_id is None else account == account_id,
            RegistrationAttempt.case_id.is_not(None),
            RegistrationAttempt.at >= event.time - ONE_CASE_WITHIN,
            RegistrationAttempt.at <= event.time + ONE_CASE_WITHIN,
        )
        .order_by(RegistrationAttempt.at.desc(), RegistrationAttempt.id.desc())
        .limit(1)
    )
