"""``contact.changed``: the tenant has changed e-mail address or telephone number in the portal.

What can be used is applied at once and told to the ERP. What cannot, or nobody knows whose it is,
becomes a case; what a later report has overtaken is noted only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import ContactSource
from desktop.domain.bank_change import ContactKind
from desktop.domain.contact_data import CheckedContact, ContactProblem, check_contact
from desktop.domain.contact_file import FIELDS
from desktop.domain.kinds import IntakeOutcome, PortalAccountState
from desktop.domain.portal_event import PortalEvent
from desktop.domain.portal_json import QuarantineReason, RefusedEventError
from desktop.models.company import Category
from desktop.models.tenancy import PortalAccount
from desktop.services.cases.creation import NewCase, create_case
from desktop.services.contacts.changes import (
    NewContactData,
    latest_change,
    put_contact_data,
    refuse_contact_data,
)
from desktop.services.context import ServiceContext
from desktop.services.delivery.outgoing_events import AT_ONCE
from desktop.services.intake.reports import Addressing, PortalReport, Taken
from desktop.services.staff.access import SYSTEM
from desktop.texts import tr
from desktop.texts.contacts import kind_name, problem_sentence

_KEYS = {
    ContactKind.EMAIL: ("email",),
    ContactKind.TELEPHONE: ("telephone", "phone"),
}
"""How the portal calls what it reports, the name of the contract first."""
_FORM_CHOICES = {ContactKind.EMAIL: "email", ContactKind.TELEPHONE: "phone"}
_CATEGORIES = ("contact_data", "general")
"""In which a report is worked, the first that there is."""


@dataclass(frozen=True, slots=True)
class ContactReport(PortalReport):
    """The contact data an event gives, by their kind; what it does not give is left out."""

    given: Mapping[ContactKind, str]

    def take_in(
        self,
        unit: UnitOfWork,
        context: ServiceContext,
        event: PortalEvent,
        addressing: Addressing,
    ) -> Taken:
        """Apply what can be used; the rest becomes one case."""
        checked = {
            kind: _checked(unit, event, addressing, kind, text) for kind, text in self.given.items()
        }
        for_a_person = {
            kind: one
            for kind, one in checked.items()
            if one.refused and one.problem is not ContactProblem.OVERTAKEN
        }
        case_id = None
        if for_a_person:
            case_id = create_case(
                unit, context, _case(unit.session, event, addressing, for_a_person)
            ).id
        if addressing.tenant_id is not None:
            for kind, one in checked.items():
                self._note(unit, context, event, addressing, kind, one, case_id)
        return Taken() if case_id is None else Taken(IntakeOutcome.CASE, case_id)

    def _note(
        self,
        unit: UnitOfWork,
        context: ServiceContext,
        event: PortalEvent,
        addressing: Addressing,
        kind: ContactKind,
        checked: CheckedContact,
        case_id: int | None,
    ) -> None:
        if addressing.tenant_id is None:
            return
        new = NewContactData(
            tenant_id=addressing.tenant_id,
            tenancy_id=addressing.tenancy_id,
            kind=kind,
            source=ContactSource.PORTAL,
            values=checked.values,
            changed_at=event.time,
            case_id=case_id if checked.refused else None,
            problem=checked.problem,
        )
        if checked.refused:
            refuse_contact_data(unit, context, SYSTEM, new)
        else:
            # The tenant said it, and can say otherwise: there is no undo time.
            put_contact_data(unit, context, SYSTEM, new, not_before=AT_ONCE)


def read_contact_report(event: PortalEvent) -> ContactReport:
    """Return what the tenant changed; absent and null are the same.

    Raises:
        RefusedEventError: ``schema`` where a value is no text.
    """
    given: dict[ContactKind, str] = {}
    for kind, keys in _KEYS.items():
        for place, values in (("data", event.data), ("data.fields", event.fields or {})):
            value = _text(values, keys, place)
            if value is not None:
                given.setdefault(kind, value)
    return ContactReport(given)


def _text(values: Mapping[str, Any], keys: tuple[str, ...], place: str) -> str | None:
    for key in keys:
        value = values.get(key)
        if value is None:
            continue
        if not isinstance(value, str):
            raise RefusedEventError(QuarantineReason.SCHEMA, f"{place}.{key}")
        return value
    return None


def _checked(
    unit: UnitOfWork, event: PortalEvent, addressing: Addressing, kind: ContactKind, text: str
) -> CheckedContact:
    (field,) = FIELDS[kind]
    checked = check_contact(kind, {field: text})
    if addressing.tenant_id is None:
        return CheckedContact(checked.values, ContactProblem.ACCOUNT_UNKNOWN)
    latest = latest_change(unit, addressing.tenant_id, kind)
    if latest is not None and latest.changed_at > event.time:
        return CheckedContact(checked.values, ContactProblem.OVERTAKEN)
    if _is_shut(unit.session, addressing):
        return CheckedContact(checked.values, ContactProblem.ACCOUNT_LOCKED)
    return checked


def _is_shut(session: Session, addressing: Addressing) -> bool:
    """Whether the account was locked or closed here: who changed something in it is not sure."""
    state = session.scalar(
        select(PortalAccount.state).where(PortalAccount.id == addressing.portal_account_id)
    )
    return state in (PortalAccountState.LOCKED, PortalAccountState.CLOSED)


def _case(
    session: Session,
    event: PortalEvent,
    addressing: Addressing,
    refused: Mapping[ContactKind, CheckedContact],
) -> NewCase:
    kind = next(iter(refused))
    (field,) = FIELDS[kind]
    return NewCase(
        company_id=addressing.company_id,
        category_id=_category_id(session, addressing.company_id),
        tenancy_id=addressing.tenancy_id,
        portal_account_id=addressing.portal_account_id,
        channel=event.channel,
        received_at=event.time,
        correspondent=addressing.correspondent,
        subject=tr("Im Portal geändert: {what}", what=", ".join(map(kind_name, refused))),
        text="\n\n".join(_paragraph(one, checked) for one, checked in refused.items()),
        fields={"field": _FORM_CHOICES[kind], "new_value": refused[kind].values[field]},
        source=event.key.source,
        event_id=event.key.event_id,
    )


def _paragraph(kind: ContactKind, checked: CheckedContact) -> str:
    value = next(iter(checked.values.values())) or tr("(leer)")
    said = tr("{what}: {value}", what=kind_name(kind), value=value)
    return said if checked.problem is None else f"{said}\n{problem_sentence(checked.problem)}"


def _category_id(session: Session, company_id: int) -> int:
    """The company's own category of a code, else the one for all companies."""
    rows = session.execute(
        select(Category.code, Category.company_id, Category.id).where(
            Category.code.in_(_CATEGORIES),
            or_(Category.company_id.is_(None), Category.company_id == company_id),
        )
    ).all()
    found = sorted(rows, key=lambda row: (_CATEGORIES.index(row.code), row.company_id is None))
    category_id: int = found[0].id
    return category_id
