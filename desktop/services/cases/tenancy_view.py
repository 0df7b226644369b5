"""What the page of a case shows of the contract: people, account, other cases and contracts.

As in ``view``: frozen rows, aware UTC instants, Berlin dates.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from desktop.domain.case_status import CaseState
from desktop.domain.kinds import LinkKind, PaymentMethod, PortalAccountState, UnitKind


@dataclass(frozen=True, slots=True)
class PartyView:
    """One tenant of the contract and how far the portal account of that person has come."""

    tenant_id: int
    name: str
    email: str
    phone: str
    address_line: str
    portal_state: PortalAccountState | None
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """A former or other case of the same tenancy; ``recent`` = less than 30 days old."""

    case_id: int
    reference: str
    received_on: date
    category_code: str
    category_short: str
    subject: str
    state: CaseState
    recent: bool
    link: LinkKind | None = None


@dataclass(frozen=True, slots=True)
class HouseCase:
    """A case of another tenancy in the same house, received not long ago."""

    case_id: int
    reference: str
    received_on: date
    category_short: str
    subject: str
    state: CaseState
    tenant_name: str


@dataclass(frozen=True, slots=True)
class OtherContract:
    """Another running contract of the tenant, offered for the same bank change.

    ``case_reference`` and ``case_id`` are set when an open bank change exists there already.
    ``iban_masked`` is the present account there (empty: none known); ``same_account`` says whether
    it is that of the contract of this case, None where one of them is not known.
    """

    tenancy_id: int
    contract_number: str
    unit_kind: UnitKind
    unit_text: str
    case_reference: str | None
    case_id: int | None = None
    iban_masked: str = ""
    same_account: bool | None = None


@dataclass(frozen=True, slots=True)
class TenancyCard:
    """The contract a case belongs to. Amounts are euros a month."""

    tenancy_id: int
    contract_number: str
    starts_on: date
    ends_on: date | None
    unit_kind: UnitKind
    unit_text: str
    address_line: str
    rent_total: Decimal | None
    payment_method: PaymentMethod
    parties: tuple[PartyView, ...]
    earlier_cases: tuple[EarlierCase, ...]
    other_contracts: tuple[OtherContract, ...]
    cases_total: int = 0
    """How many other cases the contract has, those that are not shown included."""
    house_cases: tuple[HouseCase, ...] = ()

    @property
    def tenant_names(self) -> tuple[str, ...]:
        """Names of all parties, the one addressed first."""
        return tuple(party.name for party in self.parties)
