"""The hand-over to the ERP as the view and the commands use it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.iban import mask_iban
from desktop.models.bank import BankChange, ErpRow, ErpRun
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.contact import ContactRow
from desktop.models.tenancy import TenancyParty, Tenant
from desktop.services.cases.view import ActionState
from desktop.services.context import ServiceContext
from desktop.services.hand_over.automatic import automatic_moment, export_if_due
from desktop.services.hand_over.contact_runs import export_contact_run, repeat_contact_run
from desktop.services.hand_over.counting import count_waiting
from desktop.services.hand_over.rows import cancel_rows, queue_row
from desktop.services.hand_over.runs import export_run, repeat_run, run_reached
from desktop.services.hand_over.view import HandOverOverview, PastRun, WaitingRow, WaitingRun
from desktop.services.staff.access import Actor, Permission, allows, require, visible_companies
from desktop.services.staff.company_settings import load_rules
from desktop.services.time_limits import Moment

__all__ = [
    "cancel_rows",
    "count_waiting",
    "export_contact_run",
    "export_if_due",
    "export_run",
    "list_waiting",
    "queue_row",
    "repeat_contact_run",
    "repeat_run",
]

PAST_RUNS_SHOWN = 200
"""So many past runs the view shows, the newest; every one can be repeated by its number."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A waiting row with the run it would reach."""

    company_id: int
    collection_on: date
    file_at: datetime
    row: WaitingRow


def list_waiting(
    context: ServiceContext, actor: Actor, companies: Iterable[int] | None = None
) -> HandOverOverview:
    """Return what waits for which debit run as of now, and the past runs.

    ``companies`` are the ids of those to be shown, None all that the actor may see.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    visible = visible_companies(actor, companies)
    moment = Moment.of(context.clock)
    with context.database.read() as session:
        placed = [_place(session, found, moment) for found in session.execute(_waiting(visible))]
        runs = _grouped(session, placed)
        past = _past_runs(session, visible)
        contacts = _contacts_waiting(session, visible)
    ready = any(one.row.ready for one in placed)
    contacts_ready = sum(map(moment.is_over, contacts))
    return HandOverOverview(
        runs=runs,
        past=past,
        export=_export_state(actor, ready=ready),
        contacts_waiting=len(contacts),
        contacts_ready=contacts_ready,
        export_contacts=_export_state(actor, ready=contacts_ready > 0),
    )


def _contacts_waiting(session: Session, visible: frozenset[int] | None) -> Sequence[datetime]:
    """Until when each change of contact data that waits can be undone."""
    query = select(ContactRow.not_before).where(
        ContactRow.run_number.is_(None), ContactRow.cancelled_at.is_(None)
    )
    if visible is not None:
        query = query.where(ContactRow.company_id.in_(visible))
    return session.scalars(query).all()


def _export_state(actor: Actor, *, ready: bool) -> ActionState:
    if not allows(actor, Permission.HAND_OVER):
        return ActionState(possible=False, reason="access.denied")
    if not ready:
        return ActionState(possible=False, reason="erp_run.nothing_ready")
    return ActionState(possible=True)


def _waiting(visible: frozenset[int] | None) -> Select[Any]:
    addressed = (
        select(func.min(TenancyParty.party_number))
        .where(TenancyParty.tenancy_id == BankChange.tenancy_id)
        .correlate(BankChange)
        .scalar_subquery()
    )
    query = (
        select(ErpRow, BankChange, Case.received_on, Tenant.first_name, Tenant.surname)
        .join(BankChange, BankChange.id == ErpRow.bank_change_id)
        .join(Case, Case.id == BankChange.case_id)
        .outerjoin(
            TenancyParty,
            and_(
                TenancyParty.tenancy_id == BankChange.tenancy_id,
                TenancyParty.party_number == addressed,
            ),
        )
        .outerjoin(Tenant, Tenant.id == TenancyParty.tenant_id)
        .where(ErpRow.run_number.is_(None), ErpRow.cancelled_at.is_(None))
        .order_by(ErpRow.id)
    )
    return query if visible is None else query.where(ErpRow.company_id.in_(visible))


def _place(session: Session, found: Row[Any], moment: Moment) -> _Placed:
    row: ErpRow = found[0]
    change: BankChange = found[1]
    rules = load_rules(session, row.company_id)
    collection_on, file_at = run_reached(change, found.received_on, rules, moment.now)
    return _Placed(
        company_id=row.company_id,
        collection_on=collection_on,
        file_at=file_at,
        row=WaitingRow(
            row_id=row.id,
            case_id=change.case_id,
            case_reference=row.case_reference,
            tenant_name=f"{found.first_name or ''} {found.surname or ''}".strip(),
            contract_number=row.contract_number,
            account_holder=row.account_holder,
            iban_masked=mask_iban(row.iban) if row.iban else "",
            kind=BankChangeVariant(row.kind),
            valid_from=collection_on,
            run_missed=collection_on > change.collection_on,
            released_at=row.created_at,
            undo_until=row.not_before,
            ready=moment.is_over(row.not_before),
            is_correction=row.is_correction,
        ),
    )


def _grouped(session: Session, placed: Sequence[_Placed]) -> tuple[WaitingRun, ...]:
    groups: dict[tuple[datetime, int, date], list[WaitingRow]] = defaultdict(list)
    for one in placed:
        groups[one.file_at, one.company_id, one.collection_on].append(one.row)
    runs = []
    for (file_at, company_id, collection_on), rows in sorted(groups.items(), key=lambda g: g[0]):
        company = session.get_one(Company, company_id)
        runs.append(
            WaitingRun(
                company_id=company_id,
                company_code=company.code,
                company_tag=company.short_name,
                collection_on=collection_on,
                file_at=file_at,
                automatic_at=automatic_moment(load_rules(session, company_id), file_at),
                rows=tuple(rows),
            )
        )
    return tuple(runs)


def _past_runs(session: Session, visible: frozenset[int] | None) -> tuple[PastRun, ...]:
    query = select(ErpRun).order_by(ErpRun.number.desc()).limit(PAST_RUNS_SHOWN)
    if visible is not None:
        of_company = [
            ErpRun.number.in_(
                select(row.run_number).where(
                    row.company_id.in_(visible), row.run_number.is_not(None)
                )
            )
            for row in (ErpRow, ContactRow)
        ]
        query = query.where(or_(*of_company))
    return tuple(
        PastRun(run.number, run.company_code, run.created_at, run.row_count, run.contents)
        for run in session.scalars(query)
    )
