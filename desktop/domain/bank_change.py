"""What a tenant applied for, what is known around it, and what the check made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

import msgspec

from desktop.domain.case_status import Channel
from desktop.domain.deadlines import Completion, Deadlines, RunStatus
from desktop.domain.findings import Finding, Severity, blockers, warnings
from desktop.domain.holder import Address, HolderMatch, Party
from desktop.domain.iban import IbanCheck
from desktop.domain.mandate import MandateData


class BankChangeVariant(StrEnum):
    """The three things a tenant can apply for; the same for another contract is its own change."""

    NEW_ACCOUNT = "new_account"
    MANDATE_ONLY = "mandate_only"
    """A mandate for the account that is known already; no IBAN is given."""
    REVOCATION = "revocation"
    """The mandate is revoked without replacement; the tenant pays by transfer from now on."""

    @property
    def names_account(self) -> bool:
        """Whether an application of this kind has to name an account and its holder."""
        return self is BankChangeVariant.NEW_ACCOUNT


class ApplicationField(StrEnum):
    """Parts of an application that can be left unchecked because nobody asked for them."""

    IBAN = "iban"
    ACCOUNT_HOLDER = "account_holder"
    HOLDER_ADDRESS = "holder_address"
    MANDATE = "mandate"
    MANDATE_REFERENCE = "mandate.reference"
    MANDATE_CREDITOR_ID = "mandate.creditor_id"
    MANDATE_SIGNED_ON = "mandate.signed_on"


EVERY_FIELD = frozenset(ApplicationField)


class BankChangeApplication(msgspec.Struct, frozen=True, kw_only=True):
    """An application as it was made; texts are what the tenant typed.

    ``received`` is an instant (paper: the date of its stamp), ``completed`` when nothing was
    missing any more. ``mandate`` is the one that is granted with it, with the reference and
    creditor identifier it will carry; None where none is granted. What is not in ``given`` is not
    checked; what is in it and empty is missing.
    """

    variant: BankChangeVariant = BankChangeVariant.NEW_ACCOUNT
    received: datetime | date | None = None
    completed: datetime | date | Completion = Completion.FROM_START
    channel: Channel | None = None
    iban: str | None = None
    account_holder: str | None = None
    holder_address: Address | None = None
    mandate: MandateData | None = None
    given: frozenset[ApplicationField] = EVERY_FIELD


class ContactKind(StrEnum):
    """Contact data whose change shortly before a bank change is a sign of fraud."""

    EMAIL = "email"
    TELEPHONE = "telephone"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class ContactChange:
    """One change of contact data, with the Berlin date that its source gives it or it came here."""

    kind: ContactKind
    changed_on: date


class CheckContext(msgspec.Struct, frozen=True, kw_only=True):
    """The facts a service looks up before a check. What is empty leads to no finding.

    ``references_taken`` are the references (``mandate.reference_key``) of other mandates under the
    same creditor identifier. ``shared_contracts`` are other contracts whose current bank details or
    open application use the IBAN. ``former_changes_on`` are the days of earlier bank changes.
    ``exported_at`` is the instant of the hand-over to the ERP, ``confirmation_at`` the one at which
    the confirmation goes (or would go) to the tenant.
    """

    parties: tuple[Party, ...] = ()
    current_iban: str | None = None
    current_holder: str | None = None
    existing_mandate: MandateData | None = None
    references_taken: frozenset[str] = frozenset()
    shared_contracts: tuple[str, ...] = ()
    contact_changes: tuple[ContactChange, ...] = ()
    former_changes_on: tuple[date, ...] = ()
    tenancy_ended_on: date | None = None
    pays_by_direct_debit: bool = True
    exported_at: datetime | None = None
    confirmation_at: datetime | None = None


NO_CONTEXT = CheckContext()


class MandateAction(StrEnum):
    """What a release does to the mandate (rule book, section 3, mandate)."""

    NEW = "new"
    """A new mandate takes effect; an older one is superseded."""
    AMEND = "amend"
    """The existing one stays, keeps its reference and names the new account."""
    REVOKE = "revoke"
    NONE = "none"


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """What the rule book says about an application at one moment.

    ``iban_check`` is None where no IBAN was to be checked. ``deadlines``, ``act_by`` and
    ``expected_collection_on`` are None without a receipt (``act_by`` also without a federal state).
    """

    findings: tuple[Finding, ...]
    iban_check: IbanCheck | None
    holder_match: HolderMatch | None
    deadlines: Deadlines | None
    expected_collection_on: date | None
    act_by: date | None
    run_status: RunStatus | None
    mandate_action: MandateAction

    @property
    def open_blockers(self) -> int:
        """How many findings stand in the way of a release."""
        return len(blockers(self.findings))

    @property
    def open_warnings(self) -> int:
        """How many findings need a person's decision."""
        return len(warnings(self.findings))

    def counts(self) -> Mapping[Severity, int]:
        """Return how many findings there are of each severity."""
        found = [finding.severity for finding in self.findings]
        return MappingProxyType({severity: found.count(severity) for severity in Severity})
