"""A whole case page in one call: the case, its bank change, the prepared replies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from desktop.models.case import Case
from desktop.services.bank_changes.reading import note_opened, read_bank_change
from desktop.services.bank_changes.view import BankChangeView
from desktop.services.cases.loading import bank_change_of, load_for_page
from desktop.services.cases.parts import (
    certificates_part,
    clinic_part,
    contact_part,
    damage_part,
    documents_part,
    echoes_part,
    orders_part,
)
from desktop.services.cases.view import CaseView, TimelineWish
from desktop.services.cases.whole_case import NEWEST, read_case
from desktop.services.context import ServiceContext
from desktop.services.conversation.reply_values import NO_BANK_CHANGE, Checked
from desktop.services.conversation.text_modules import TextModule, TextModuleKind, filled_modules
from desktop.services.staff.access import Actor

if TYPE_CHECKING:
    from desktop.services.certificates.view import Certificates
    from desktop.services.contacts.view import ContactCardView
    from desktop.services.damages.view import DamageView, OrderView
    from desktop.services.documents.view import CaseDocuments
    from desktop.services.erp_echo.view import EchoView
    from desktop.services.registration.clinic_view import ClinicView

__all__ = ["CasePageView", "load"]


@dataclass(frozen=True, slots=True)
class CasePageView:
    """Everything a case page shows.

    ``bank`` only for bank changes, ``damage`` for damages, ``contact`` for contact data, ``clinic``
    for registrations; ``echoes`` are what of this case went to the ERP, ``orders`` are those of a
    damage and of damages that go on in this case, ``documents`` only for cases about documents,
    ``certificates`` for those about certificates.
    """

    case: CaseView
    bank: BankChangeView | None
    modules: tuple[TextModule, ...]
    damage: DamageView | None = None
    contact: ContactCardView | None = None
    echoes: tuple[EchoView, ...] = ()
    clinic: ClinicView | None = None
    orders: tuple[OrderView, ...] = ()
    documents: CaseDocuments | None = None
    certificates: Certificates | None = None


def load(
    context: ServiceContext, actor: Actor, case_id: int, wish: TimelineWish = NEWEST
) -> CasePageView:
    """Return the page of a case as of now; for a bank change this is logged as ``iban.viewed``.

    ``wish`` says which and how many entries of the timeline come with it.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        case = load_for_page(session, actor, case_id)
        change = bank_change_of(session, case_id)
        if change is None:
            view = read_case(session, context, actor, case, wish)
            return CasePageView(
                view,
                None,
                _modules(session, context, actor, view, case),
                damage_part(session, context, actor, case, view),
                contact_part(session, context, actor, case),
                echoes_part(session, context, case),
                clinic_part(session, context, case),
                orders_part(session, context, case, view),
                documents_part(session, context, case),
                certificates_part(session, context, case),
            )
        bank, assessment = read_bank_change(session, context, actor, case, change, wish)
        known = Checked(change, assessment)
        modules = _modules(session, context, actor, bank.case, case, known)
        echoes = echoes_part(session, context, case)
        orders = orders_part(session, context, case, bank.case)
    note_opened(context, actor, case, change)
    return CasePageView(bank.case, bank, modules, echoes=echoes, orders=orders)


def _modules(
    session: Session,
    context: ServiceContext,
    actor: Actor,
    view: CaseView,
    case: Case,
    known: Checked = NO_BANK_CHANGE,
) -> tuple[TextModule, ...]:
    """The prepared replies, from what the session has read already."""
    if not view.actions.reply.possible:
        return ()
    return filled_modules(session, context, actor, case, TextModuleKind.REPLY, known)
