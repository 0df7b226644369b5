"""What fills the placeholders of a prepared reply. Texts to tenants are German, IBANs masked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.bank_change import Assessment, BankChangeVariant
from desktop.domain.blank_text import one_line
from desktop.domain.deadlines import RunStatus
from desktop.domain.documents import DocumentState
from desktop.domain.findings import Finding, FindingCode, Severity
from desktop.domain.holder import AddressPart
from desktop.domain.iban import mask_iban
from desktop.domain.iban_text import mask_ibans
from desktop.domain.work import OrderState
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.document import Document
from desktop.models.tenancy import PortalAccount, Tenant
from desktop.models.work import ContractorOrder
from desktop.services.bank_changes.checks import assess_now
from desktop.services.bank_changes.surroundings import UNDECIDED, CurrentAccount, current_accounts
from desktop.services.cases.loading import bank_change_of
from desktop.services.cases.merged import with_merged
from desktop.services.categories.reading import missing_fields
from desktop.services.context import ServiceContext
from desktop.services.conversation.placeholders import PLACEHOLDERS
from desktop.services.staff.access import Actor
from desktop.services.staff.company_settings import load_calendar
from desktop.texts.finding_table import ADDRESS_PARTS, TEXTS

ANSWER_WORKDAYS = 5
"""So many Werktage a tenant has for an answer where no debit run waits for it."""
WORKDAYS_BEFORE_FILE = 2
"""A missing address is asked for until so many Werktage before the debit file."""

_OF_HOME = frozenset({"address", "unit"})
_OF_ORDERS = frozenset({"contractor", "order_due_on"})
_MISSING = {
    FindingCode.IBAN_MISSING: "IBAN",
    FindingCode.HOLDER_MISSING: "Name der Person, der das Konto gehört",
    FindingCode.MANDATE_MISSING: "SEPA-Lastschriftmandat",
    FindingCode.MANDATE_SIGNATURE_MISSING: "Datum der Unterschrift unter dem SEPA-Mandat",
}


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """What prepared replies of one case are filled with; ``missing`` in words, in usual order.

    ``variant`` and ``run_status`` tell which of them make sense; None outside bank changes, the
    latter also for one that is decided.
    """

    values: dict[str, str]
    missing: tuple[str, ...]
    waiting_until: date
    variant: BankChangeVariant | None = None
    run_status: RunStatus | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What whoever asks for prepared replies has read already: the bank change and its check."""

    change: BankChange | None
    assessment: Assessment | None = None


NO_BANK_CHANGE = Checked(None)


def reply_facts(
    session: Session,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    known: Checked | None = None,
    *,
    needed: Collection[str] = PLACEHOLDERS.keys(),
) -> ReplyFacts:
    """Return the values for the prepared replies of a case, as of now.

    ``needed`` are the place holders that are asked for: nothing else is read.
    """
    known = known or Checked(bank_change_of(session, case.id))
    change, assessment = known.change, known.assessment
    if change is None or change.state not in UNDECIDED:
        assessment = None
    elif assessment is None:
        assessment = assess_now(session, context, [change.id])[change.id]
    if assessment is not None:
        missing = missing_in_words(assessment.findings)
    elif change is None and "missing_list" in needed:
        missing = missing_fields(session, case)
    else:
        missing = ()
    until = default_waiting_date(session, context, case, assessment)
    values = case_values(session, case)
    if case.due_on is not None and case.due_on < context.clock.today():
        # Nobody is promised a day that is over: the gap asks for a new one.
        values["due_on"] = ""
    values |= {
        "missing_list": _listed(missing),
        "category": case.category.name,
        "staff": actor.name,
        "today": german_date(context.clock.today()),
        "waiting_until": german_date(until),
    }
    if assessment is not None:
        values["findings"] = _listed(findings_in_words(assessment.findings))
    values |= _values_of_surroundings(session, case, needed)
    if change is not None:
        values |= _bank_values(session, change, assessment)
    return ReplyFacts(
        values=values,
        missing=missing,
        waiting_until=until,
        variant=None if change is None else change.variant,
        run_status=None if assessment is None else assessment.run_status,
    )


def case_values(session: Session, case: Case) -> dict[str, str]:
    """Return the values every case has: salutation, numbers, company, promise."""
    tenant = addressed_tenant(session, case)
    company = case.company
    return {
        "salutation": salutation(tenant),
        "tenant": "" if tenant is None else tenant.full_name,
        "reference": case.reference,
        "subject": mask_ibans(case.subject),
        "received_on": german_date(case.received_on),
        "contract": "" if case.tenancy is None else case.tenancy.contract_number,
        "company": company.name,
        "company_phone": company.phone,
        "company_email": company.email,
        "company_website": company.website,
        "service_hours": company.service_hours,
        "due_on": "" if case.due_on is None else german_date(case.due_on),
    }


def _values_of_surroundings(
    session: Session, case: Case, needed: Collection[str]
) -> dict[str, str]:
    values: dict[str, str] = {}
    if not _OF_HOME.isdisjoint(needed):
        values |= _home_values(case)
    if not _OF_ORDERS.isdisjoint(needed):
        values |= _order_values(session, case)
    if "document" in needed:
        values |= _document_values(session, case)
    return values


def _home_values(case: Case) -> dict[str, str]:
    if case.tenancy is None:
        return {"address": "", "unit": ""}
    unit = case.tenancy.unit
    home = unit.property
    street = f"{home.street} {home.house_number}".strip()
    town = f"{home.postcode} {home.town}".strip()
    return {"address": ", ".join(part for part in (street, town) if part), "unit": unit.number}


def _order_values(session: Session, case: Case) -> dict[str, str]:
    """Who was sent to the tenant last, and by when it is to be done."""
    order = session.scalar(
        select(ContractorOrder)
        .where(
            ContractorOrder.case_id.in_(with_merged(case.id)),
            ContractorOrder.state != OrderState.CANCELLED,
        )
        .order_by(ContractorOrder.id.desc())
        .limit(1)
    )
    if order is None:
        return {}
    return {"contractor": order.contractor, "order_due_on": german_date(order.due_on)}


def _document_values(session: Session, case: Case) -> dict[str, str]:
    """What was put into the account in this case; otherwise only the person who writes knows."""
    titles = session.scalars(
        select(Document.title)
        .where(
            Document.case_id.in_(with_merged(case.id)),
            Document.state == DocumentState.PUBLISHED,
        )
        .order_by(Document.id)
    ).all()
    return {"document": ", ".join(dict.fromkeys(titles))} if titles else {}


def findings_in_words(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return what keeps an application from being carried out, in German, for the tenant.

    Only what blocks it: a warning may be about the person who asks. The titles as they stand in
    the table: a letter is German, whatever the interface speaks.
    """
    return tuple(TEXTS[one.code].title for one in findings if one.severity is Severity.BLOCKER)


def _listed(items: Iterable[str]) -> str:
    return "\n".join(f"– {item}" for item in items)


def _bank_values(
    session: Session, change: BankChange, assessment: Assessment | None
) -> dict[str, str]:
    current: CurrentAccount | None = current_accounts(session, [change.tenancy_id]).get(
        change.tenancy_id
    )
    iban = change.iban or (current.iban if current else "")
    holder = one_line(change.account_holder) or (current.account_holder if current else "")
    first = change.first_collection_on
    if first is None and assessment is not None:
        first = assessment.expected_collection_on
    return {
        "holder": holder,
        "iban_masked": mask_iban(iban) if iban else "",
        "mandate_reference": change.mandate_reference or "",
        "creditor_id": change.mandate_creditor_id or "",
        "collection_on": german_date(first or change.collection_on),
        "promised_on": german_date(change.collection_on),
        "cutoff_on": german_date(change.cutoff_on),
        "file_on": german_date(change.debit_file_on),
    }


def addressed_tenant(session: Session, case: Case) -> Tenant | None:
    """Return the tenant who asked by portal, else the contract's first party."""
    if case.portal_account_id is not None:
        asked = session.scalar(
            select(Tenant)
            .join(PortalAccount, PortalAccount.tenant_id == Tenant.id)
            .where(PortalAccount.id == case.portal_account_id)
        )
        if asked is not None:
            return asked
    parties = [] if case.tenancy is None else case.tenancy.parties
    return parties[0].tenant if parties else None


def salutation(tenant: Tenant | None) -> str:
    """Return how a letter begins; without a known salutation the full name stands."""
    if tenant is None:
        return "Guten Tag"
    if tenant.salutation in ("Frau", "Herr"):
        title = f"{tenant.title} " if tenant.title else ""
        return f"Guten Tag {tenant.salutation} {title}{tenant.surname}"
    return f"Guten Tag {tenant.full_name}"


def missing_in_words(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return what the tenant still has to give, in German words."""
    words: list[str] = []
    for finding in findings:
        if finding.code in _MISSING:
            words.append(_MISSING[finding.code])
        elif finding.code is FindingCode.HOLDER_ADDRESS_MISSING:
            words.extend(ADDRESS_PARTS[part] for part in AddressPart)
        elif finding.code is FindingCode.HOLDER_ADDRESS_INCOMPLETE:
            parts = str(finding.params.get("parts", "")).split(",")
            words.extend(ADDRESS_PARTS[part] for part in parts if part in ADDRESS_PARTS)
    return tuple(words)


def default_waiting_date(
    session: Session, context: ServiceContext, case: Case, assessment: Assessment | None
) -> date:
    """Return until when an answer of the tenant is waited for; tomorrow at the earliest.

    A bank change waits until two Werktage before the promised debit file; anything else, and a
    bank change whose run is missed already, for five Werktage.
    """
    calendar = load_calendar(session, case.company_id)
    today = context.clock.today()
    if assessment is None or assessment.deadlines is None:
        return calendar.add_workdays(today, ANSWER_WORKDAYS)
    file_on = assessment.deadlines.debit_file_on
    if assessment.expected_collection_on != assessment.deadlines.collection_on:
        return calendar.add_workdays(today, ANSWER_WORKDAYS)
    return max(calendar.add_workdays(file_on, -WORKDAYS_BEFORE_FILE), today + timedelta(days=1))


def german_date(day: date) -> str:
    """Return a day as it stands in a letter: ``30.11.2026``, whatever the interface speaks."""
    return f"{day.day:02d}.{day.month:02d}.{day.year:04d}"
