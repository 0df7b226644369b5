"""What an order begins with: the report in the words a contractor needs, and earlier contractors.

The tenant's own words are carried over without names, account numbers, e-mail addresses and the
contract: none of them mends anything. How to get in stands apart and is checked by the clerk.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.blank_text import one_line
from desktop.domain.errors import UserError
from desktop.domain.iban_text import mask_ibans
from desktop.domain.kinds import Direction
from desktop.domain.text_match import search_key
from desktop.domain.work import Priority
from desktop.models.case import Case, Message
from desktop.models.tenancy import Tenant
from desktop.models.work import ContractorOrder
from desktop.services.cases.loading import load_case
from desktop.services.context import ServiceContext
from desktop.services.conversation.reply_values import addressed_tenant
from desktop.services.damages.fields import element_of, place_of, since_of
from desktop.services.damages.suggesting import is_damage
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_settings import load_calendar
from desktop.texts import Language, speaking
from desktop.texts.units import unit_text

USUAL_WORKDAYS = 5
CONTRACTORS_OFFERED = 8
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_GREETING = re.compile(
    r"(?:mit )?(?:freundlichen? |viele |beste |liebe |herzliche )gr(?:u|ü|ue)ße?n?", re.IGNORECASE
)
_OF_THE_HOUSE = re.compile(
    r"treppenhaus|keller|eingang|haustur|aufzug|hof|dach|tiefgarage|garten|mullplatz|flur im haus"
)


@dataclass(frozen=True, slots=True)
class Contractor:
    """A company that had an order before."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What the form of a new order holds at first, and the day before which none is due."""

    text: str
    access: str
    due_on: date
    earliest: date
    contractors: tuple[Contractor, ...]


def order_draft(context: ServiceContext, actor: Actor, case_id: int) -> OrderDraft:
    """Return what a new order for a damage report begins with.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``order.no_damage``.
    """
    with context.database.read() as session:
        case = load_case(session, actor, Permission.WORK_CASES, case_id)
        if not is_damage(case.category):
            raise UserError("order.no_damage")
        today = context.clock.today()
        pressing = Priority.URGENT in (case.priority, case.suggested_priority)
        calendar = load_calendar(session, case.company_id)
        return OrderDraft(
            text=_text(session, case),
            access=_access(session, case),
            due_on=calendar.add_workdays(today, 1 if pressing else USUAL_WORKDAYS),
            earliest=today,
            contractors=_contractors(session, case.company_id, ""),
        )


def contractors(
    context: ServiceContext, actor: Actor, company_id: int, beginning: str
) -> tuple[Contractor, ...]:
    """Return contractors of the company by the beginning of a word, the latest first.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.WORK_CASES, company_id)
    with context.database.read() as session:
        return _contractors(session, company_id, beginning)


def _contractors(session: Session, company_id: int, beginning: str) -> tuple[Contractor, ...]:
    latest = (
        select(func.max(ContractorOrder.id))
        .join(Case, Case.id == ContractorOrder.case_id)
        .where(Case.company_id == company_id)
        .group_by(ContractorOrder.contractor_key)
    )
    key = search_key(one_line(beginning))
    if key:
        latest = latest.where(
            ContractorOrder.contractor_key.startswith(key, autoescape=True)
            | ContractorOrder.contractor_key.contains(f" {key}", autoescape=True)
        )
    rows = session.execute(
        select(ContractorOrder.contractor, ContractorOrder.email)
        .where(ContractorOrder.id.in_(latest))
        .order_by(ContractorOrder.id.desc())
        .limit(CONTRACTORS_OFFERED)
    )
    return tuple(Contractor(row.contractor, row.email) for row in rows)


def _text(session: Session, case: Case) -> str:
    place = place_of(case.fields)
    head = [
        ("Ort", ", ".join(part for part in (place, _flat(case, place)) if part)),
        ("Bauteil", element_of(case.fields)),
        ("Seit", since_of(case.fields)),
    ]
    facts = "\n".join(f"{label}: {value}" for label, value in head if value)
    told = scrubbed(_told(session, case), _private(case))
    return "\n\n".join(part for part in (facts, told) if part) or one_line(case.subject)


def _flat(case: Case, place: str) -> str:
    """Where the flat lies; what belongs to the house is found without it."""
    if case.tenancy is None or _OF_THE_HOUSE.search(search_key(place)):
        return ""
    unit = case.tenancy.unit
    with speaking(Language.GERMAN):
        return unit_text(unit.kind, unit.number, unit.floor, unit.position)


def _told(session: Session, case: Case) -> str:
    """What the tenant wrote first, or the description the form asked for."""
    described = case.fields.get("description")
    if isinstance(described, str) and described.strip():
        return described
    first = session.execute(
        select(Message.subject, Message.text)
        .where(Message.case_id == case.id, Message.direction == Direction.INCOMING)
        .order_by(Message.id)
        .limit(1)
    ).one_or_none()
    if first is None:
        return ""
    return f"{first.subject}\n{first.text}".strip()


def _access(session: Session, case: Case) -> str:
    """Whom to ring and to call: the one who asked, by surname."""
    tenant = addressed_tenant(session, case)
    when = _first_text(case.fields, "access", "availability")
    parts = [when]
    if tenant is not None:
        parts.append(f"Klingel {tenant.surname}")
        phone = _first_text(case.fields, "phone", "mobile") or tenant.phone
        parts.append(f"Telefon {phone}" if phone else "")
    return ", ".join(part for part in parts if part)


def _first_text(fields: Mapping[str, object], *names: str) -> str:
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value.strip():
            return one_line(value)
    return ""


def _private(case: Case) -> tuple[str, ...]:
    """Names and numbers of a contract that are nobody else's business, the longest first."""
    if case.tenancy is None:
        return ()
    people: Iterable[Tenant] = (party.tenant for party in case.tenancy.parties)
    found = {case.tenancy.contract_number, case.reference}
    for person in people:
        found |= {person.full_name, person.surname, person.first_name}
    return tuple(sorted((one for one in found if len(one) > 1), key=len, reverse=True))


def scrubbed(text: str, private: Iterable[str]) -> str:
    """Return what a tenant wrote without accounts, e-mail addresses, greetings and what is private.

    ``private`` are words to be left out wherever they stand alone; a line of nothing else goes.
    """
    lines = []
    for line in mask_ibans(text).splitlines():
        kept = _GREETING.sub("", _EMAIL.sub("", line))
        for word in private:
            kept = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", "", kept, flags=re.IGNORECASE)
        kept = re.sub(r"[ \t]{2,}", " ", kept).strip()
        if kept.strip(" ,.;:-–!") or not line.strip():
            lines.append(kept)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
