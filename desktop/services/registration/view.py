"""What screens show of codes: rows without a clear code, for nobody above has one."""

from dataclasses import dataclass, field
from datetime import date, datetime

from desktop.domain.accounts import CodeOrigin
from desktop.domain.address_guard import GuardWay
from desktop.domain.code_states import CodeState, RevocationReason
from desktop.domain.kinds import PortalAccountState
from desktop.domain.registration_code import ClearCode
from desktop.services.registration.guard import GuardFacts
from desktop.services.registration.people import LetterAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedCode:
    """What came of a request.

    ``needs_release`` says that a second person has to release it before it reaches the pile;
    ``replaced_id`` is an older request that it took the place of.
    """

    code_id: int
    delivery_id: int | None
    needs_release: bool
    replaced_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedCode:
    """A code in the moment in which its letter is made. ``repr`` shows nothing of it.

    ``address`` are the lines of the letter's window, ``surname`` the spelling in them that the
    portal compares.
    """

    code_id: int
    delivery_id: int | None
    tenancy_id: int
    tenant_id: int
    clear: ClearCode = field(repr=False)
    surname: str = field(repr=False)
    expires_on: date
    address: tuple[str, ...] = field(repr=False)

    @property
    def last_two(self) -> str:
        """All of it that is kept in readable form."""
        return self.clear.last_two

    @property
    def masked(self) -> str:
        """As the archived letter shows it."""
        return self.clear.masked


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One code of an account as lists show it, the newest first.

    ``masked`` is the code with its last two symbols. ``waits_for_release`` says that a second
    person has to release the letter, ``can_release`` that the one who looks may.
    """

    code_id: int
    tenant_id: int
    origin: CodeOrigin
    state: CodeState
    is_usable: bool
    masked: str
    last_two: str
    address: tuple[str, ...] = field(repr=False)
    requested_at: datetime | None
    requested_by: str
    issued_at: datetime | None
    posted_at: datetime | None
    expires_on: date | None
    ended_at: datetime | None
    end_reason: RevocationReason | None
    end_note: str
    guard_way: GuardWay | None
    called_at: datetime | None
    released_at: datetime | None
    released_by: str
    case_id: int | None
    delivery_id: int | None
    waits_for_release: bool
    can_release: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyOptions:
    """One party in the dialog that issues a code.

    ``refused`` is the code of the ``UserError`` that says why none can be issued, None where one
    can. ``falls`` are the codes that end when the new letter is rendered, ``waiting`` the request
    that a new one takes the place of. ``registered_at`` and ``portal_email`` tell of a registration
    that was begun in the portal.
    """

    tenant_id: int
    name: str
    account_state: PortalAccountState | None
    registered_at: datetime | None
    portal_email: str = field(repr=False)
    refused: str | None
    addresses: tuple[LetterAddress, ...]
    guard: GuardFacts
    falls: tuple[CodeRow, ...]
    waiting: CodeRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOptions:
    """Everything the dialog that issues a code shows of one contract.

    ``expires_on`` is the last day of a code that were rendered today.
    """

    tenancy_id: int
    parties: tuple[PartyOptions, ...]
    expires_on: date
    second_person: bool
