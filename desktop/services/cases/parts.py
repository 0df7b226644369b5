"""What the page of a case shows by its category; whether it may be read was checked before.

What reads a part is loaded with the first case that has it: most people work in few categories.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from desktop.models.case import Case
from desktop.services.cases.view import CaseView
from desktop.services.categories.codes import (
    CONTACT_DATA,
    DOCUMENTS,
    REGISTRATION,
    WITH_CERTIFICATES,
)
from desktop.services.context import ServiceContext
from desktop.services.damages.suggesting import is_damage
from desktop.services.erp_echo.rows import rows_of_case
from desktop.services.staff.access import Actor

if TYPE_CHECKING:
    from desktop.services.certificates.view import Certificates
    from desktop.services.contacts.view import ContactCardView
    from desktop.services.damages.view import DamageView, OrderView
    from desktop.services.documents.view import CaseDocuments
    from desktop.services.erp_echo.view import EchoView
    from desktop.services.registration.clinic_view import ClinicView


def damage_part(
    session: Session, context: ServiceContext, actor: Actor, case: Case, view: CaseView
) -> DamageView | None:
    """Return what a damage report shows; None for a case of another kind."""
    if not is_damage(case.category):
        return None
    from desktop.services.damages.reading import damage_view

    return damage_view(session, context, actor, case, view.attachments)


def orders_part(
    session: Session, context: ServiceContext, case: Case, view: CaseView
) -> tuple[OrderView, ...]:
    """Return the orders of a damage, and of damages that go on in this case.

    Nobody can have ordered anything for a case that is no damage and none went into.
    """
    header = view.header
    if not header.merged and not is_damage(case.category):
        return ()
    from desktop.services.damages.reading import orders_of

    return orders_of(session, header.case_id, context.clock.today())


def contact_part(
    session: Session, context: ServiceContext, actor: Actor, case: Case
) -> ContactCardView | None:
    """Return the card of contact data; None as ``contact_card``."""
    if case.category.code != CONTACT_DATA:
        return None
    from desktop.services.contacts.reading import contact_card

    return contact_card(session, context, actor, case)


def clinic_part(session: Session, context: ServiceContext, case: Case) -> ClinicView | None:
    """Return the clinic of a registration; None as ``clinic_view``."""
    if case.category.code != REGISTRATION:
        return None
    from desktop.services.registration.clinic import clinic_view

    return clinic_view(session, context, case)


def documents_part(session: Session, context: ServiceContext, case: Case) -> CaseDocuments | None:
    """Return the documents of the case's contract; None as ``case_documents``."""
    if case.category.code != DOCUMENTS:
        return None
    from desktop.services.documents.case_side import case_documents

    return case_documents(session, context, case)


def certificates_part(session: Session, context: ServiceContext, case: Case) -> Certificates | None:
    """Return the certificates of a case; None as ``certificates_of_case``."""
    if case.category.code not in WITH_CERTIFICATES:
        return None
    from desktop.services.certificates.reading import certificates_of_case

    return certificates_of_case(session, context, case)


def echoes_part(session: Session, context: ServiceContext, case: Case) -> tuple[EchoView, ...]:
    """Return what of a case went or goes to the ERP, the latest first."""
    bank, contact = rows_of_case(session, case.id)
    if not (bank or contact):
        return ()
    from desktop.services.erp_echo.reading import echoes_of_rows

    return echoes_of_rows(session, context, bank, contact)
