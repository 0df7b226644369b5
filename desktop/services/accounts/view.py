"""What the page of a tenant account shows: frozen rows, aware UTC instants, Berlin dates.

IBANs are masked. Of a registration code nothing but its last two symbols is known.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from desktop.domain.accounts import CodeOrigin, ConsentKind, EchoState, MeterKind
from desktop.domain.address_guard import GuardWay
from desktop.domain.case_status import CaseState, Channel
from desktop.domain.code_states import CodeState, RevocationReason
from desktop.domain.kinds import PaymentMethod, PortalAccountState, UnitKind, VersionState
from desktop.domain.mandate import MandateStatus
from desktop.domain.portal_steps import PortalStep
from desktop.services.erp_echo.view import EchoView


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One registration code of a person.

    ``opens`` says that it is the one that opens the account today. ``waits_for_release``: its
    letter is asked for, and a second person has to release it before it reaches the pile.
    ``called_number`` is the masked number of the call-back, ``called_reason`` where it was found if
    the account did not know it.
    ``unsure_batch`` is the number of the print batch of which nobody knows whether the letter with
    this code is on paper, None where that is known. ``delivery_id`` is the letter as it is kept,
    None where there is none: asked for and not released, not of this house, or printed anew.
    """

    code_id: int
    tenant_id: int
    state: CodeState
    last_two: str
    surname: str
    origin: CodeOrigin
    requested_at: datetime | None
    requested_by: str
    requested_by_id: int | None
    issued_at: datetime | None
    posted_at: datetime | None
    expires_on: date | None
    ended_at: datetime | None
    end_reason: RevocationReason | None
    end_note: str
    guard_way: GuardWay | None
    called_number: str
    called_known_since: date | None
    called_reason: str
    released_at: datetime | None
    released_by: str
    address: tuple[str, ...]
    opens: bool
    waits_for_release: bool
    unsure_batch: int | None = None
    delivery_id: int | None = None


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """What a person acknowledged or agreed to; ``given_at`` None where only the end is known."""

    kind: ConsentKind
    text_version: str
    given_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def is_given(self) -> bool:
        """Whether it holds now."""
        return self.given_at is not None and self.withdrawn_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyAccount:
    """One tenant of the contract and the way of that person into the portal.

    ``address`` are the lines of the postal address, empty where it is that of the flat.
    ``until`` and ``is_former`` tell of somebody who moved out while the contract went on.
    ``codes`` begin with the newest, ``consents`` too.
    """

    tenant_id: int
    party_number: int
    name: str
    first_name: str
    email: str
    phone: str
    since: date | None
    until: date | None
    is_former: bool
    address: tuple[str, ...]
    email_changed_at: datetime | None
    phone_changed_at: datetime | None
    address_changed_at: datetime | None
    account_id: int | None
    state: PortalAccountState | None
    channel: Channel | None
    portal_email: str
    last_login_at: datetime | None
    locked_at: datetime | None
    closed_at: datetime | None
    steps: tuple[PortalStep, ...]
    codes: tuple[CodeRow, ...] = ()
    consents: tuple[ConsentRow, ...] = ()

    @property
    def newest_code(self) -> CodeRow | None:
        """The code that tells where the person stands: the usable one, else the newest."""
        usable = (code for code in self.codes if code.state.usable)
        return next(usable, self.codes[0] if self.codes else None)


@dataclass(frozen=True, slots=True)
class BankVersionRow:
    """One version of the bank details, masked; ``echo`` is its way through the ERP, if any."""

    bank_details_id: int
    number: int
    state: VersionState
    account_holder: str
    iban_masked: str
    bank_name: str
    valid_from: date
    created_at: datetime
    case_id: int | None
    echo: EchoState | None


@dataclass(frozen=True, slots=True)
class MandateRow:
    """One version of a mandate."""

    mandate_id: int
    reference: str
    creditor_id: str
    number: int
    state: MandateStatus
    account_holder: str
    iban_masked: str
    signed_on: date | None
    last_collection_on: date | None
    revoked_on: date | None
    valid_from: date


@dataclass(frozen=True, slots=True)
class AccountCase:
    """One case of the contract; ``act_by`` is that of now, None for a closed one."""

    case_id: int
    reference: str
    received_on: date
    category_short: str
    subject: str
    state: CaseState
    is_open: bool
    act_by: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class ContractOfPerson:
    """Another contract of one of the people, running or ended."""

    tenancy_id: int
    contract_number: str
    unit_kind: UnitKind
    unit_text: str
    address_line: str
    names: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    is_running: bool
    open_cases: int
    portal_states: tuple[PortalAccountState, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Who had the unit before or has it after: a contract of its own, of which nothing is here."""

    tenancy_id: int
    contract_number: str
    names: tuple[str, ...]
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class ContactPerson:
    """Somebody responsible for the house."""

    role: str
    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A meter of the unit; ``remote`` None where nobody knows."""

    meter_number: str
    kind: MeterKind
    unit_of_measure: str
    remote: bool | None


@dataclass(frozen=True, slots=True)
class AccountNote:
    """An internal note at the contract."""

    note_id: int
    text: str
    at: datetime
    author: str


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note that the person who looks has begun and not kept."""

    draft_id: int
    revision: int
    text: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A registration that failed, as the portal reported it."""

    at: datetime
    tenant_id: int | None
    channel: Channel
    reason: str
    masked_input: str
    case_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """Everything about one contract that its page shows, but the log. Amounts are euros a month.

    ``cases`` are the newest, ``cases_total`` says how many there are. ``note_drafts`` are those of
    the person who looks, the newest last. ``echoes`` is what went or goes to the ERP, the latest
    first.
    """

    tenancy_id: int
    company_id: int
    company_name: str
    company_tag: str
    contract_number: str
    starts_on: date
    ends_on: date | None
    is_running: bool
    unit_kind: UnitKind
    unit_text: str
    unit_number: str
    property_number: str
    area_m2: Decimal | None
    home: tuple[str, ...]
    rent_cold: Decimal | None
    rent_ancillary: Decimal | None
    payment_method: PaymentMethod
    parties: tuple[PartyAccount, ...]
    cases: tuple[AccountCase, ...]
    cases_total: int
    cases_open: int
    bank: tuple[BankVersionRow, ...]
    mandates: tuple[MandateRow, ...]
    notes: tuple[AccountNote, ...]
    note_drafts: tuple[NoteDraft, ...]
    echoes: tuple[EchoView, ...]
    others: tuple[ContractOfPerson, ...]
    before: Neighbour | None
    after: Neighbour | None
    contacts: tuple[ContactPerson, ...]
    meters: tuple[MeterRow, ...]
    attempts: tuple[AttemptRow, ...]

    @property
    def present(self) -> tuple[PartyAccount, ...]:
        """The parties who are in the contract now; all of them where everybody has left."""
        here = tuple(party for party in self.parties if not party.is_former)
        return here or self.parties

    @property
    def address_line(self) -> str:
        """The address of the unit in one line."""
        return ", ".join(self.home)

    @property
    def codes(self) -> tuple[CodeRow, ...]:
        """The codes of everybody, the newest first."""
        rows = [code for party in self.parties for code in party.codes]
        return tuple(sorted(rows, key=lambda row: row.code_id, reverse=True))
