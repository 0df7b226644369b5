"""A whole case page in one call: the case, its bank change, the prepared replies."""

from dataclasses import dataclass

from desktop.services import bank_changes, cases
from desktop.services.access import Actor
from desktop.services.bank_change_view import BankChangeView
from desktop.services.case_view import CaseView
from desktop.services.context import ServiceContext
from desktop.services.text_modules import TextModule, text_modules

__all__ = ["CasePageView", "load"]


@dataclass(frozen=True, slots=True)
class CasePageView:
    """Everything a case page shows; ``bank`` only for bank changes."""

    case: CaseView
    bank: BankChangeView | None
    modules: tuple[TextModule, ...]


def load(context: ServiceContext, actor: Actor, case_id: int) -> CasePageView:
    """Return the page of a case as of now; for a bank change this is logged as ``iban.viewed``.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    bank = None
    if bank_changes.is_bank_change(context, actor, case_id):
        bank = bank_changes.view(context, actor, case_id)
    case = bank.case if bank is not None else cases.case_view(context, actor, case_id)
    modules = text_modules(context, actor, case_id) if case.actions.reply.possible else ()
    return CasePageView(case, bank, modules)
