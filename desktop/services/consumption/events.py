"""``consumption.published`` for who agreed to the portal, one letter for the others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from desktop.domain.accounts import MeterKind
from desktop.domain.consumption.series import Comparison
from desktop.domain.months import Month
from desktop.models.tenancy import PortalAccount
from desktop.services.delivery.outbox import ContractAddress, LetterKind
from desktop.services.delivery.tenancy_events import TenancyLetter
from desktop.services.documents.letters import Envelope
from desktop.services.documents.ways import Contract

LETTER = "consumption_month"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedValue:
    """A month's value of one meter as a tenant is told of it."""

    reading_id: int
    meter_number: str
    kind: MeterKind
    month: Month
    value: Decimal
    unit: str
    comparison: Comparison
    told_before: frozenset[int]
    """The persons who were told another value of this month in this contract before."""


def published_data(one: PublishedValue, tenant_ids: Collection[int]) -> dict[str, Any]:
    """Return what ``consumption.published`` says to persons; numbers are decimal texts.

    It corrects only what one of them was told before.
    """
    comparison = one.comparison
    return {
        "meter_id": one.meter_number,
        "kind": one.kind.value,
        "month": str(one.month),
        "value": plain_number(one.value),
        "unit": one.unit,
        "corrects": not one.told_before.isdisjoint(tenant_ids),
        "comparison": {
            "previous_month": _number(comparison.previous_month),
            "same_month_last_year": _number(comparison.same_month_last_year),
            "average_user": _number(comparison.average_user),
            "house_average": _number(comparison.house_average),
        },
    }


def account_address(contract: Contract, account: PortalAccount) -> ContractAddress:
    """Return whose an event about consumption is."""
    return ContractAddress(
        company_id=contract.tenancy.company_id,
        company_code=contract.company_code,
        tenancy_id=contract.tenancy.id,
        contract_number=contract.tenancy.contract_number,
        portal_account=account.external_id,
    )


def month_letter(
    contract: Contract,
    envelope: Envelope,
    month: Month,
    values: Sequence[PublishedValue],
    staff: str,
) -> TenancyLetter:
    """Return the letter with all meters of a month."""
    return TenancyLetter(
        company_id=contract.tenancy.company_id,
        tenancy_id=contract.tenancy.id,
        case_id=None,
        recipient=envelope.recipient,
        kind=LetterKind.CONSUMPTION,
        data={
            "template": LETTER,
            "salutation": envelope.salutation,
            "staff": staff,
            "month": str(month),
            "values": [published_data(one, envelope.tenant_ids) for one in values],
        },
    )


def plain_number(value: Decimal) -> str:
    """Return a decimal without zeros that say nothing: ``1183``, ``2.5``."""
    text = f"{value:.3f}"
    return text.rstrip("0").rstrip(".")


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain_number(value)
