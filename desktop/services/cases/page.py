"""A whole case page in one call: the case, its bank change, the prepared replies."""

from dataclasses import dataclass

from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.view import BankChangeView
from desktop.services.cases import use_cases as cases
from desktop.services.cases.view import CaseView
from desktop.services.context import ServiceContext
from desktop.services.conversation.text_modules import TextModule, text_modules
from desktop.services.staff.access import Actor

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
