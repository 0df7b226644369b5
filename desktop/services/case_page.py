"""A whole case page in one read: the case, its bank change, both clocks, the prepared replies."""

from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.case_status import BankChangeState
from desktop.domain.outlook import Outlook
from desktop.services import bank_changes, cases
from desktop.services.access import Actor
from desktop.services.bank_change_view import BankChangeView
from desktop.services.bank_checks import assess_now
from desktop.services.case_view import CaseView
from desktop.services.context import ServiceContext
from desktop.services.text_modules import TextModule, text_modules

__all__ = ["CasePageView", "load"]

_UNDECIDED = (BankChangeState.OPEN, BankChangeState.PROPOSED)


@dataclass(frozen=True, slots=True)
class CasePageView:
    """Everything a case page shows. ``bank`` only for bank changes, ``outlook`` only with a promise.

    ``received_at`` is set where the time of day of the receipt is known (portal, app, e-mail).
    """

    case: CaseView
    bank: BankChangeView | None
    outlook: Outlook | None
    modules: tuple[TextModule, ...]
    received_at: datetime | None
    waiting_until: date | None


def load(context: ServiceContext, actor: Actor, case_id: int) -> CasePageView:
    """Return the page of a case as of now; for a bank change this is logged as ``iban.viewed``.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    if bank_changes.is_bank_change(context, actor, case_id):
        bank = bank_changes.view(context, actor, case_id)
        case = bank.case
    else:
        bank = None
        case = cases.case_view(context, actor, case_id)
    modules = text_modules(context, actor, case_id) if case.actions.reply.possible else ()
    with context.database.read() as session:
        outlook = _outlook(session, context, case.header, bank)
    header = case.header
    return CasePageView(
        case=case,
        bank=bank,
        outlook=outlook,
        modules=modules,
        received_at=header.received_at,
        waiting_until=header.waiting_until if header.is_open else None,
    )


def _outlook(
    session: Session, context: ServiceContext, header: CaseHeader, bank: BankChangeView | None
) -> Outlook | None:
    rules = load_rules(session, header.company_id)
    calendar = load_calendar(session, header.company_id)
    now = context.clock.now()
    if bank is not None:
        change_id, exported_at = session.execute(
            select(BankChange.id, BankChange.exported_at).where(
                BankChange.case_id == header.case_id
            )
        ).one()
        assessment = assess_now(session, context, [change_id])[change_id]
        if assessment.deadlines is None:
            return None
        return bank_change_outlook(
            assessment.deadlines,
            variant=bank.variant,
            rules=rules,
            calendar=calendar,
            now=now,
            open_blockers=bank.open_blockers,
            exported_at=exported_at,
            settled=bank.state not in _UNDECIDED,
        )
    if header.due_on is None:
        return None
    own = session.scalar(
        select(Category.promise_workdays).join(Case).where(Case.id == header.case_id)
    )
    return promise_outlook(
        received_on=header.received_on,
        due_on=header.due_on,
        promise_workdays=own or rules.promise_workdays,
        calendar=calendar,
        now=now,
        settled=not header.is_open,
    )
