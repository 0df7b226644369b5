"""The same bank details for other contracts of the tenant, each a case and change of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import BankChangeState
from desktop.domain.errors import UserError
from desktop.domain.holder import Address
from desktop.domain.kinds import DecisionKind, LinkKind, PortalAccountState, UndoKind
from desktop.domain.portal_fields import BankFields, MandateFields
from desktop.models.bank import BankChange
from desktop.models.case import Case, CaseLink
from desktop.models.exchange import Delivery, UndoEntry
from desktop.models.tenancy import PortalAccount, Tenancy, Unit
from desktop.services.audit import AuditAction, record
from desktop.services.bank_changes.state import load_change
from desktop.services.bank_changes.surroundings import address_of
from desktop.services.bank_changes.view import SiblingView
from desktop.services.cases.loading import bank_change_of, result_of, touch
from desktop.services.cases.notes import put_note
from desktop.services.cases.reading import earlier_cases, tenancy_card
from desktop.services.cases.tenancy_view import OtherContract, TenancyCard
from desktop.services.cases.undo_offers import offer, undo_until
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.conversation.reply_values import addressed_tenant
from desktop.services.delivery.outbox import cancel_deliveries
from desktop.services.staff.access import Actor, Permission
from desktop.texts import tr

if TYPE_CHECKING:
    from desktop.services.bank_changes.commands import ApplyToContracts

_WRONG = frozenset(
    {BankChangeState.REJECTED, BankChangeState.CORRECTING, BankChangeState.CORRECTED}
)


def apply_to_contracts(
    context: ServiceContext, actor: Actor, command: ApplyToContracts
) -> ActionResult:
    """Open a bank change with the same details for each of the contracts, in one transaction.

    Each keeps the day of receipt, gets a mandate reference of its own, and is checked, proposed and
    released by itself. The result is that of the case it began with; the new ones are linked.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``bank_change.none``, ``bank_change.taken_back`` (rejected, or its release taken back or
            about to be), ``bank_change.no_contract_chosen``,
            ``bank_change.not_other_contract`` (none of the tenant's running contracts with this
            landlord), ``bank_change.already_applied`` (one is open there).
    """
    with context.database.write() as unit:
        session = unit.session
        case, change = load_change(
            unit,
            actor,
            Permission.WORK_CASES,
            command.case_id,
            command.expected_version,
            touches=frozenset({Fact.APPLICATION}),
        )
        if (refused := why_not_applied(change)) is not None:
            raise refused
        card = tenancy_card(session, context, case, earlier_cases(session, context, case))
        contracts = _chosen(card, command.tenancy_ids)
        until = undo_until(session, context, case, UndoKind.OTHER_CONTRACTS)
        twins: list[dict[str, int]] = []
        for contract in contracts:
            twin = _twin(unit, context, actor, case, change, contract, card)
            # The tenant hears of a receipt only when it can no longer be undone.
            session.execute(
                update(Delivery).where(Delivery.case_id == twin.id).values(not_before=until)
            )
            twins.append({"case": twin.id, "version": twin.version})
            unit.changed(ChangeKind.CASE, twin.id)
        touch(unit, context, actor, case)
        undo = offer(
            unit,
            context,
            actor,
            kind=UndoKind.OTHER_CONTRACTS,
            case=case,
            until=until,
            data={"twins": twins},
        )
        return result_of(unit, case, undo)


def why_not_applied(change: BankChange) -> UserError | None:
    """Return why the details are for no other contract: somebody has found that they are wrong."""
    if change.state in _WRONG:
        return UserError("bank_change.taken_back")
    return None


def _chosen(card: TenancyCard | None, tenancy_ids: tuple[int, ...]) -> list[OtherContract]:
    if not tenancy_ids:
        raise UserError("bank_change.no_contract_chosen")
    offered = {} if card is None else {one.tenancy_id: one for one in card.other_contracts}
    chosen = []
    for tenancy_id in dict.fromkeys(tenancy_ids):
        contract = offered.get(tenancy_id)
        if contract is None:
            raise UserError("bank_change.not_other_contract")
        if contract.case_reference is not None:
            raise UserError("bank_change.already_applied", reference=contract.case_reference)
        chosen.append(contract)
    return chosen


def _twin(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    change: BankChange,
    contract: OtherContract,
    card: TenancyCard | None,
) -> Case:
    """The case of one other contract, linked to the one it began with."""
    from desktop.services.cases.creation import NewCase, create_case

    session = unit.session
    tenant = addressed_tenant(session, case)
    twin = create_case(
        unit,
        context,
        NewCase(
            company_id=case.company_id,
            category_id=case.category_id,
            tenancy_id=contract.tenancy_id,
            channel=case.channel,
            received_at=case.received_at,
            correspondent="" if tenant is None else tenant.full_name,
            subject=case.subject,
            text=tr(
                "Übernommen aus Vorgang {reference} (Vertrag {contract}).",
                reference=case.reference,
                contract=card.contract_number if card else "",
            ),
            bank=_same_details(change),
            portal_account_id=_account(session, contract.tenancy_id, tenant.id if tenant else None),
        ),
        actor,
    )
    session.add(CaseLink(case_id=twin.id, other_case_id=case.id, kind=LinkKind.OTHER_CONTRACT))
    put_note(
        unit,
        context,
        actor,
        case,
        tr(
            "Auch für Vertrag {contract} angelegt: Vorgang {reference}.",
            contract=contract.contract_number,
            reference=twin.reference,
        ),
    )
    record(
        unit,
        context,
        actor,
        AuditAction.CASE_LINKED,
        "cases",
        twin.id,
        case.company_id,
        {"other_case": case.reference},
    )
    session.flush()
    return twin


def undo_other_contracts(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry
) -> Case:
    """Close the cases again that were made for other contracts, if nobody touched one.

    Nothing is deleted: they stay as applications that were rejected a moment after they came.

    Raises:
        UserError: ``undo.too_late``.
    """
    from desktop.services.bank_changes.decisions import audit_change, decide
    from desktop.services.cases.actions import put_closed

    case = unit.session.get_one(Case, entry.case_id)
    for known in entry.data["twins"]:
        twin = unit.session.get_one(Case, known["case"], with_for_update={"key_share": True})
        change = bank_change_of(unit.session, twin.id)
        if twin.version != known["version"] or change is None:
            raise UserError("undo.too_late")
        told = unit.session.scalars(select(Delivery.id).where(Delivery.case_id == twin.id)).all()
        if not cancel_deliveries(unit, told):
            raise UserError("undo.too_late")
        reason = tr("Rückgängig gemacht")
        decide(unit, context, actor, change, DecisionKind.REJECTED, reason=reason)
        change.state = BankChangeState.REJECTED
        cancel_deliveries(unit, put_closed(unit, context, actor, twin, reason=reason))
        audit_change(unit, context, actor, AuditAction.BANK_CHANGE_REVERSED, twin, change)
    touch(unit, context, actor, case)
    return case


def siblings_of(session: Session, case_id: int) -> tuple[SiblingView, ...]:
    """Return the other cases that began with the same application and are still open."""
    link = CaseLink.kind == LinkKind.OTHER_CONTRACT
    began_with = session.scalar(
        select(CaseLink.other_case_id).where(link, CaseLink.case_id == case_id)
    )
    root = began_with or case_id
    twins = select(CaseLink.case_id).where(link, CaseLink.other_case_id == root)
    rows = session.execute(
        select(Case.id, Case.reference, Case.state, Tenancy.contract_number, Unit.kind)
        .join(Tenancy, Tenancy.id == Case.tenancy_id)
        .join(Unit, Unit.id == Tenancy.unit_id)
        .where(or_(Case.id == root, Case.id.in_(twins)), Case.id != case_id, Case.is_open)
        .order_by(Case.id)
    )
    return tuple(SiblingView(*row) for row in rows)


def _same_details(change: BankChange) -> BankFields:
    mandate = None
    if change.mandate_granted is not None:
        mandate = MandateFields(
            granted=change.mandate_granted,
            creditor_id=change.mandate_creditor_id,
            signed_on=change.mandate_signed_on,
            revoked_on=change.mandate_revoked_on,
            text_version=change.mandate_text_version,
        )
    address: Address | None = address_of(change.holder_address)
    return BankFields(
        iban=change.iban_input,
        account_holder=change.account_holder,
        holder_address=address,
        mandate=mandate,
    )


def _account(session: Session, tenancy_id: int, tenant_id: int | None) -> int | None:
    """The tenant's portal account for the other contract, so that the answer reaches it."""
    return session.scalar(
        select(PortalAccount.id)
        .where(
            PortalAccount.tenancy_id == tenancy_id,
            PortalAccount.tenant_id == tenant_id,
            PortalAccount.state == PortalAccountState.ACTIVATED,
        )
        .order_by(PortalAccount.id)
        .limit(1)
    )
