"""The same bank details for another contract of the tenant: a case and a bank change of its own."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind
from desktop.domain.case_facts import Fact
from desktop.domain.errors import UserError
from desktop.domain.holder import Address
from desktop.domain.kinds import LinkKind, PortalAccountState
from desktop.domain.portal_fields import BankFields, MandateFields
from desktop.models.bank import BankChange
from desktop.models.case import CaseLink
from desktop.models.tenancy import PortalAccount
from desktop.services.audit import AuditAction, record
from desktop.services.bank_changes.commands import ApplyToContract
from desktop.services.bank_changes.state import load_change
from desktop.services.bank_changes.surroundings import address_of
from desktop.services.cases.creation import NewCase, create_case
from desktop.services.cases.loading import result_of, touch
from desktop.services.cases.notes import put_note
from desktop.services.cases.reading import tenancy_card
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.conversation.reply_values import addressed_tenant
from desktop.services.staff.access import Actor, Permission
from desktop.texts import tr


def apply_to_contract(
    context: ServiceContext, actor: Actor, command: ApplyToContract
) -> ActionResult:
    """Open a bank change with the same details for another contract of the tenant.

    It keeps the day of receipt, gets a mandate reference of its own, and is checked, proposed and
    released by itself. The result names the new case.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``bank_change.none``, ``bank_change.not_other_contract`` (none of the tenant's running
            contracts with this landlord), ``bank_change.already_applied`` (one is open there).
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
        card = tenancy_card(session, context, case)
        offered = {} if card is None else {one.tenancy_id: one for one in card.other_contracts}
        contract = offered.get(command.tenancy_id)
        if contract is None:
            raise UserError("bank_change.not_other_contract")
        if contract.case_reference is not None:
            raise UserError("bank_change.already_applied", reference=contract.case_reference)
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
                portal_account_id=_account(
                    session, contract.tenancy_id, tenant.id if tenant else None
                ),
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
        touch(unit, context, actor, case)
        unit.changed(ChangeKind.CASE, twin.id)
        return result_of(unit, twin)


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
