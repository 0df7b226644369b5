"""Registrations that failed, as the portal reports them: several within a day are one case."""

from datetime import timedelta

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.portal_event import PortalEvent
from desktop.domain.portal_report import AccountReport
from desktop.models.registration import RegistrationAttempt
from desktop.services.context import ServiceContext
from desktop.services.intake.reports import Addressing, Taken
from desktop.services.registration.report_cases import ReportCase, add_to_case, make_case
from desktop.services.registration.report_people import correspondent
from desktop.texts import Language, speaking
from desktop.texts.portal_reports import attempt_subject, attempt_text

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
    with speaking(Language.GERMAN):
        wanted = ReportCase(
            subject=attempt_subject(),
            text=attempt_text(event.channel, report.reason, report.masked_input),
            correspondent=correspondent(unit.session, account_id, addressing),
            account_id=account_id,
        )
    earlier = _earlier_case(unit, event, addressing, account_id)
    if earlier is None:
        noted = make_case(unit, context, event, addressing, wanted)
    else:
        noted = add_to_case(unit, context, event, earlier, wanted)
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
