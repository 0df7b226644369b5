"""What the page *Bankverbindung ändern* shows beyond a plain case, as frozen rows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desktop.domain.application_form import FormField
from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.findings import Finding, FindingCode, Severity
from desktop.domain.kinds import DecisionKind, UnitKind
from desktop.services.cases.view import ActionState, CaseView, PersonRef


class FindingAction(StrEnum):
    """The next step that fits a finding."""

    NONE = "none"
    ASK_ADDRESS = "ask_address"
    ASK_MANDATE = "ask_mandate"
    ASK_IBAN = "ask_iban"
    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class FindingView:
    """One result of the check of now, with the decision a person took on it.

    Texts come from ``desktop.texts.findings``. ``NOTE`` (Vermerken) and ``ACKNOWLEDGE``
    (Bestätigen) are both ``bank_changes.acknowledge``.
    """

    finding: Finding
    action: FindingAction
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    acknowledge_reason: str = ""

    @property
    def code(self) -> FindingCode:
        """Which result this is."""
        return self.finding.code

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return self.finding.severity

    @property
    def is_open(self) -> bool:
        """A blocker, or a warning nobody has decided on yet."""
        if self.severity is Severity.WARNING:
            return self.acknowledged_at is None
        return self.severity is Severity.BLOCKER


class ComparisonKind(StrEnum):
    """A line of the table old/new."""

    IBAN = "iban"
    BANK = "bank"
    HOLDER = "holder"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One line old/new. ``old`` and ``new`` are ready to show: old IBAN masked, new in groups.

    For ``PAYMENT`` they are values of ``PaymentMethod``. Empty = nothing there.
    """

    kind: ComparisonKind
    old: str
    new: str
    changed: bool


class MandateKind(StrEnum):
    """What becomes of the mandate with the release."""

    NEW = "new"
    AMENDED = "amended"
    EXISTING = "existing"
    REVOKED = "revoked"
    RESTORED = "restored"
    """It holds again, because a release is taken back."""
    ENDED = "ended"
    """It was wrong and ends, because a release is taken back; none takes its place."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class AddressPart:
    """One part of the holder's address; ``missing`` parts are named in place."""

    key: str
    value: str
    missing: bool


@dataclass(frozen=True, slots=True)
class MandateBlock:
    """The mandate the release would use, and the holder where he is none of the tenants."""

    kind: MandateKind
    reference: str
    creditor_id: str
    signed_on: date | None
    by_portal: bool
    text_version: str
    revoked_on: date | None
    account_holder: str
    holder_differs: bool
    holder_address: tuple[AddressPart, ...]
    contract_number: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One line of the decision history, oldest first."""

    kind: DecisionKind
    by: PersonRef
    at: datetime
    reason: str
    reversed_kind: DecisionKind | None = None


@dataclass(frozen=True, slots=True)
class SiblingView:
    """An open case that began with the same application, for another contract of the tenant."""

    case_id: int
    reference: str
    state: CaseState
    contract_number: str
    unit_kind: UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """A release that is taken back, or is to be: who asked for it, why, and what it reaches.

    ``collection_on`` and ``used_on`` are as in ``CorrectionOutlook``. ``kept_back`` says that the
    ERP never got what is taken back.
    """

    proposed_by: PersonRef
    proposed_at: datetime
    reason: str
    pending: bool
    collection_on: date
    used_on: date | None
    kept_back: bool


@dataclass(frozen=True, slots=True)
class BankChangeActions:
    """What the person who looks may do now, each with the code of the reason why not.

    While a correction waits, ``release`` and ``send_back`` are about the correction.
    """

    propose: ActionState
    release: ActionState
    send_back: ActionState
    reject: ActionState
    acknowledge: ActionState
    request_address: ActionState
    apply_to_contracts: ActionState
    correct: ActionState
    edit_application: ActionState


@dataclass(frozen=True, slots=True)
class FormValue:
    """One field of the application as a clerk fills it in; ``locked`` is what the tenant gave.

    The IBAN stands in full for whoever may see it, and masked for others.
    """

    field: FormField
    value: str
    locked: bool


@dataclass(frozen=True, slots=True)
class BankChangeView:
    """The case page of a bank change. ``case`` carries header, conversation and tenancy card."""

    case: CaseView
    variant: BankChangeVariant
    state: BankChangeState
    findings: tuple[FindingView, ...]
    open_blockers: int
    open_warnings: int
    comparison: tuple[ComparisonRow, ...]
    new_iban: str
    has_current_iban: bool
    mandate: MandateBlock
    proposed_by: PersonRef | None
    proposed_at: datetime | None
    decisions: tuple[DecisionView, ...]
    actions: BankChangeActions
    register_version: str
    correction: CorrectionView | None = None
    form: tuple[FormValue, ...] = ()
    siblings: tuple[SiblingView, ...] = ()
