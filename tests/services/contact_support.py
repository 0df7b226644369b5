"""Changes of contact data for the tests of the way to the ERP and back."""

from datetime import datetime, timedelta

from sqlalchemy import select

from desktop.domain.accounts import ContactSource
from desktop.domain.bank_change import ContactKind
from desktop.models.contact import ContactDataChange, ContactRow
from desktop.models.tenancy import Tenant
from desktop.services.contacts.changes import NewContactData, put_contact_data
from desktop.services.context import ServiceContext
from desktop.services.staff.access import SYSTEM
from tests.support.factories import Household

NEW_PHONE = "040 5550177"
NEW_EMAIL = "aylin@example.org"
NEW_ADDRESS = {
    "street": "Neue Straße",
    "house_number": "4a",
    "postcode": "20095",
    "town": "Hamburg",
    "country": "DE",
}


def change_contact(
    context: ServiceContext,
    home: Household,
    kind: ContactKind = ContactKind.TELEPHONE,
    *,
    undo: timedelta = timedelta(0),
    changed_at: datetime | None = None,
    source: ContactSource = ContactSource.PORTAL,
    **values: str,
) -> int | None:
    """Contact data of Aylin Musterbach changed; returns the change's id."""
    given = {
        ContactKind.EMAIL: {"email": NEW_EMAIL},
        ContactKind.TELEPHONE: {"phone": NEW_PHONE},
        ContactKind.ADDRESS: NEW_ADDRESS,
    }[kind]
    with context.database.write() as unit:
        change = put_contact_data(
            unit,
            context,
            SYSTEM,
            NewContactData(
                tenant_id=home.tenant_id,
                tenancy_id=home.tenancy_id,
                kind=kind,
                source=source,
                values={**given, **values},
                changed_at=changed_at or context.clock.now(),
            ),
            not_before=context.clock.now() + undo,
        )
        return None if change is None else change.id


def tenant(context: ServiceContext, home: Household) -> Tenant:
    """Aylin Musterbach as she stands."""
    with context.database.read() as session:
        return session.get_one(Tenant, home.tenant_id)


def contact_rows(context: ServiceContext) -> list[ContactRow]:
    """All rows for the ERP, oldest first."""
    with context.database.read() as session:
        return list(session.scalars(select(ContactRow).order_by(ContactRow.id)))


def contact_changes(context: ServiceContext) -> list[ContactDataChange]:
    """All changes, oldest first."""
    with context.database.read() as session:
        return list(session.scalars(select(ContactDataChange).order_by(ContactDataChange.id)))
