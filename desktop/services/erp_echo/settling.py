"""A person works off what the ERP did not bring back, or brought back otherwise."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import ContactSource, EchoState
from desktop.domain.bank_change import ContactKind
from desktop.domain.blank_text import one_line
from desktop.domain.changes import ChangeKind
from desktop.domain.errors import UserError
from desktop.models.bank import BankChange, ErpRow
from desktop.models.contact import ContactDataChange, ContactRow
from desktop.models.tenancy import Tenant
from desktop.services.audit import AuditAction, record
from desktop.services.contacts.changes import NewContactData, current_values, put_contact_data
from desktop.services.contacts.rows import queue_contact_rows
from desktop.services.context import ServiceContext
from desktop.services.erp_echo.awaited import OPEN, EchoSource
from desktop.services.erp_echo.notes import brought_values, settled_text
from desktop.services.hand_over.rows import queue_again
from desktop.services.staff.access import Actor, Permission, require

_Row = ErpRow | ContactRow


@dataclass(frozen=True, slots=True)
class SettleEcho:
    """What is to be ended, and why."""

    source: EchoSource
    row_id: int
    reason: str


def confirm_by_hand(context: ServiceContext, actor: Actor, command: SettleEcho) -> None:
    """Note that somebody has seen our value in the ERP; imports count again from now on.

    Raises:
        UserError: ``access.denied``, ``echo.unknown``, ``echo.settled``, ``echo.not_handed_over``,
            ``echo.reason_missing``.
    """

    def confirm(_unit: UnitOfWork, row: _Row) -> None:
        row.echo = EchoState.CONFIRMED

    _settle(context, actor, command, confirm, "confirmed")


def hand_over_again(context: ServiceContext, actor: Actor, command: SettleEcho) -> None:
    """Queue the same value for the ERP once more, as a new row; it waits for that one from now on.

    Raises:
        UserError: as ``confirm_by_hand``.
    """

    def again(unit: UnitOfWork, row: _Row) -> None:
        row.echo = EchoState.REPLACED
        now = context.clock.now()
        if isinstance(row, ErpRow):
            queue_again(unit, context, [row.id], not_before=now)
            return
        change = unit.session.get_one(ContactDataChange, row.contact_change_id)
        queue_contact_rows(
            unit, context, change, not_before=now, only=(row.contract_number, row.party_number)
        )

    _settle(context, actor, command, again, "again")


def take_their_value(context: ServiceContext, actor: Actor, command: SettleEcho) -> None:
    """Let the ERP's contact data count instead of ours.

    Raises:
        UserError: as ``confirm_by_hand``; ``echo.nothing_to_take`` for bank details, which only a
            bank change may replace, and where the ERP brought nothing else.
    """

    def take(unit: UnitOfWork, row: _Row) -> None:
        values, _ = brought_values(row.echo_note)
        if isinstance(row, ErpRow) or not values:
            raise UserError("echo.nothing_to_take")
        change = unit.session.get_one(ContactDataChange, row.contact_change_id)
        _put_theirs(unit, context, actor, change, dict(values))
        row.echo = EchoState.REPLACED

    _settle(context, actor, command, take, "theirs")


def _put_theirs(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    change: ContactDataChange,
    values: dict[str, str],
) -> None:
    kind: ContactKind = change.kind
    tenant = unit.session.get_one(Tenant, change.tenant_id)
    put_contact_data(
        unit,
        context,
        actor,
        NewContactData(
            tenant_id=change.tenant_id,
            tenancy_id=change.tenancy_id,
            kind=kind,
            source=ContactSource.ERP,
            values={**current_values(tenant, kind), **values},
            changed_at=context.clock.now(),
            case_id=change.case_id,
        ),
        not_before=context.clock.now(),
    )


def _settle(
    context: ServiceContext,
    actor: Actor,
    command: SettleEcho,
    act: Callable[[UnitOfWork, _Row], None],
    way: str,
) -> None:
    with context.database.write() as unit:
        row = _row(unit, command)
        if row is None:
            raise UserError("echo.unknown")
        require(actor, Permission.HAND_OVER, row.company_id)
        reason = one_line(command.reason)
        if not reason:
            raise UserError("echo.reason_missing")
        if row.echo not in OPEN or row.cancelled_at is not None:
            raise UserError("echo.settled")
        if row.run_number is None:
            raise UserError("echo.not_handed_over")
        act(unit, row)
        row.echo_at = context.clock.now()
        row.echo_note = settled_text(reason)
        case_id, tenancy_id = belongs_to(unit, row)
        record(
            unit,
            context,
            actor,
            AuditAction.ECHO_SETTLED,
            command.source.value,
            row.id,
            row.company_id,
            {"way": way, "case_id": case_id, "tenancy_id": tenancy_id},
        )
        unit.changed(ChangeKind.HAND_OVER)
        unit.case_changed(case_id)
        if tenancy_id is not None:
            unit.changed(ChangeKind.TENANCY, tenancy_id)


def _row(unit: UnitOfWork, command: SettleEcho) -> _Row | None:
    if command.source is EchoSource.BANK:
        return unit.session.get(ErpRow, command.row_id, with_for_update=True)
    return unit.session.get(ContactRow, command.row_id, with_for_update=True)


def belongs_to(unit: UnitOfWork, row: _Row) -> tuple[int | None, int | None]:
    """Return case and contract of a value that waits."""
    if isinstance(row, ErpRow):
        change = unit.session.get_one(BankChange, row.bank_change_id)
        return change.case_id, change.tenancy_id
    contact = unit.session.get_one(ContactDataChange, row.contact_change_id)
    return contact.case_id, contact.tenancy_id
