"""Bank changes as they really begin: through ``new_cases``, with message, check and receipt."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from desktop.domain.case_status import Channel
from desktop.domain.findings import FindingCode
from desktop.domain.holder import Address
from desktop.domain.portal_fields import BankFields, MandateFields
from desktop.models.bank import BankChange
from desktop.models.exchange import Delivery
from desktop.models.tenancy import PortalAccount
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import AcknowledgeFinding, Propose, Release
from desktop.services.cases.creation import NewCase, create_case
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from tests.support.factories import NEW_IBAN, Household

RECEIVED = datetime(2026, 11, 18, 20, 14, tzinfo=UTC)
"""Wednesday 18 November 2026, 21:14 in Berlin."""
FULL_ADDRESS = Address(
    street="Beispielstieg", house_number="7", postcode="20535", town="Hamburg", country="DE"
)
GRANTED = MandateFields(granted=True, text_version="3.2")


def fields(**changes: Any) -> BankFields:
    """A clean application: another account of the tenant with a new mandate."""
    values: dict[str, Any] = {
        "iban": NEW_IBAN,
        "account_holder": "Aylin Musterbach",
        "holder_address": None,
        "mandate": GRANTED,
    }
    return BankFields(**{**values, **changes})


def add_application(
    context: ServiceContext,
    household: Household,
    bank: BankFields | None = None,
    *,
    channel: Channel = Channel.PORTAL,
    received_at: datetime = RECEIVED,
    tenancy_id: int | None = None,
) -> int:
    """Make the case of an application; returns its id."""
    with context.database.write() as unit:
        account = None
        if channel in (Channel.PORTAL, Channel.APP):
            account = unit.session.scalar(
                select(PortalAccount.id).where(
                    PortalAccount.tenancy_id == (tenancy_id or household.tenancy_id)
                )
            )
        case = create_case(
            unit,
            context,
            NewCase(
                company_id=household.company_id,
                category_id=household.categories["bank_details"],
                tenancy_id=tenancy_id or household.tenancy_id,
                channel=channel,
                received_at=received_at,
                correspondent="Aylin Musterbach",
                subject="Neue Bankverbindung",
                text="Ab Dezember bitte vom neuen Konto.",
                bank=bank or fields(),
                portal_account_id=account,
                source="/portal/thor",
                event_id=f"event-{received_at.timestamp()}",
            ),
        )
        return case.id


def version_of(context: ServiceContext, actor: Actor, case_id: int) -> int:
    """The version of the case as the person sees it now."""
    return bank_changes.view(context, actor, case_id).case.header.version


def acknowledge_all(context: ServiceContext, actor: Actor, case_id: int) -> None:
    """Decide on every open warning."""
    for row in bank_changes.view(context, actor, case_id).findings:
        if row.severity.value == "warning" and row.is_open:
            bank_changes.acknowledge(
                context,
                actor,
                AcknowledgeFinding(
                    case_id=case_id,
                    code=row.code.value,
                    params=row.finding.params,
                    reason="Rückruf geführt",
                    expected_version=version_of(context, actor, case_id),
                ),
            )


def propose(context: ServiceContext, actor: Actor, case_id: int) -> ActionResult:
    """Decide on what is open and propose what is on the screen then."""
    acknowledge_all(context, actor, case_id)
    command = Propose(case_id=case_id, expected_version=version_of(context, actor, case_id))
    return bank_changes.propose(context, actor, command)


def release(context: ServiceContext, actor: Actor, case_id: int) -> ActionResult:
    """Release what is on the screen."""
    command = Release(case_id=case_id, expected_version=version_of(context, actor, case_id))
    return bank_changes.release(context, actor, command)


def released(context: ServiceContext, household: Household, bank: BankFields | None = None) -> int:
    """A bank change that the first clerk proposed and the second released."""
    case_id = add_application(context, household, bank)
    propose(context, household.clerk, case_id)
    release(context, household.second_clerk, case_id)
    return case_id


def codes(context: ServiceContext, actor: Actor, case_id: int) -> set[FindingCode]:
    """Codes of the findings on the screen."""
    return {row.code for row in bank_changes.view(context, actor, case_id).findings}


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery as a test compares it."""

    type: str
    state: str
    data: dict[str, Any]
    recipient: str
    not_before: datetime


def sent(context: ServiceContext, case_id: int) -> list[Sent]:
    """Everything queued for a case, oldest first."""
    with context.database.read() as session:
        rows = session.scalars(
            select(Delivery).where(Delivery.case_id == case_id).order_by(Delivery.id)
        )
        return [
            Sent(row.type, row.state.value, row.data, row.recipient, row.not_before) for row in rows
        ]


def change_of(context: ServiceContext, case_id: int) -> BankChange:
    """The bank change's row as it stands."""
    with context.database.read() as session:
        return session.scalars(select(BankChange).where(BankChange.case_id == case_id)).one()
