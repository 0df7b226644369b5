"""The registration clinic of a case: why a registration fails, while the tenant still tells it.

What was typed comes in as a question, is looked at and forgotten. It is in no row, no log line and
no answer; the answer names letters by their dates and last two symbols.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.registration_diagnosis import Attempt, Diagnosis, diagnose
from desktop.domain.registration_report import Report, diagnose_report, reported_reason
from desktop.models.case import Case
from desktop.models.registration import RegistrationAttempt
from desktop.services.cases.loading import load_case
from desktop.services.categories.codes import REGISTRATION
from desktop.services.context import ServiceContext
from desktop.services.registration.clinic_facts import household, owners
from desktop.services.registration.clinic_view import (
    ClinicParty,
    ClinicQuestion,
    ClinicView,
    Examination,
    ReportedAttempt,
)
from desktop.services.registration.recognising import recogniser
from desktop.services.staff.access import Actor, Permission
from desktop.texts.registration_answers import answer, asks, several_letters

REPORTS_SHOWN = 5


def clinic_view(session: Session, context: ServiceContext, case: Case) -> ClinicView | None:
    """Return the clinic of a case; None for another category and for a case without contract."""
    if case.category.code != REGISTRATION or case.tenancy_id is None:
        return None
    today = context.clock.today()
    parties = tuple(
        replace(party, at_rest=_examined(party, _at_rest(party, today)))
        for party in household(session, case.tenancy_id, today)
    )
    if not parties:
        return None
    attempts = session.scalars(
        select(RegistrationAttempt)
        .where(RegistrationAttempt.case_id == case.id)
        .order_by(RegistrationAttempt.at.desc(), RegistrationAttempt.id.desc())
        .limit(REPORTS_SHOWN)
    ).all()
    known = owners(session, [case.portal_account_id, *(row.portal_account_id for row in attempts)])
    asked = [row.portal_account_id for row in attempts] or [case.portal_account_id]
    chosen = _one_of(parties, known.get(asked[0] or case.portal_account_id or 0))
    reports = tuple(
        _reported(row, _one_of(parties, known.get(row.portal_account_id or 0), chosen), today)
        for row in attempts
    )
    return ClinicView(case.id, case.tenancy_id, parties, chosen.tenant_id, reports)


def _one_of(
    parties: Sequence[ClinicParty], tenant_id: int | None, otherwise: ClinicParty | None = None
) -> ClinicParty:
    found = (party for party in parties if party.tenant_id == tenant_id)
    return next(found, otherwise or parties[0])


def _reported(row: RegistrationAttempt, party: ClinicParty, today: date) -> ReportedAttempt:
    report = Report(row.reason, row.channel, row.masked_input)
    return ReportedAttempt(
        attempt_id=row.id,
        at=row.at,
        channel=row.channel,
        word=row.reason,
        reason=reported_reason(row.reason),
        masked_input=row.masked_input,
        examination=_examined(party, diagnose_report(report, party.facts, today=today)),
    )


def examine(context: ServiceContext, actor: Actor, question: ClinicQuestion) -> Examination:
    """Say why it fails. Nothing is written, and the answer holds nothing of what was typed.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``clinic.party_unknown``.
    """
    today = context.clock.today()
    with context.database.read() as session:
        party = _party_of(session, actor, question.case_id, question.tenant_id, today)
        recognise = recogniser(session, context, [code.code_id for code in party.facts.codes])
        diagnosis = diagnose(question.attempt, party.facts, recognise, today=today)
    return _examined(party, diagnosis)


def which_letter(
    context: ServiceContext, actor: Actor, case_id: int, tenant_id: int
) -> Examination:
    """Answer "I have several letters" for the tenant: which one counts.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``clinic.party_unknown``.
    """
    today = context.clock.today()
    with context.database.read() as session:
        party = _party_of(session, actor, case_id, tenant_id, today)
    told = several_letters(party.letters, valid=party.valid, promised=party.requested)
    return Examination(tenant_id, _at_rest(party, today).hints, (told,) if told else ())


def _at_rest(party: ClinicParty, today: date) -> Diagnosis:
    """What can be said before the tenant has said anything."""
    return diagnose(Attempt(), party.facts, _nobody, today=today)


def _nobody(_symbols: str) -> None:
    """Nothing was typed, so nothing is recognised."""


def _party_of(
    session: Session, actor: Actor, case_id: int, tenant_id: int, today: date
) -> ClinicParty:
    case = load_case(session, actor, Permission.READ_CASES, case_id)
    parties = () if case.tenancy_id is None else household(session, case.tenancy_id, today)
    found = [party for party in parties if party.tenant_id == tenant_id]
    if not found:
        raise UserError("clinic.party_unknown")
    return found[0]


def _examined(party: ClinicParty, diagnosis: Diagnosis) -> Examination:
    letter = next(
        (code for code in party.letters if code.code_id == diagnosis.recognised_id), party.valid
    )
    surname = party.facts.surname if letter is None else letter.surname or party.facts.surname
    told = answer(diagnosis.hints, surname=surname, valid=party.valid, promised=party.requested)
    return Examination(
        tenant_id=party.tenant_id,
        hints=diagnosis.hints,
        told=told,
        asks=asks(diagnosis.hints),
        recognised_id=diagnosis.recognised_id,
        printed_surname=surname,
    )
