"""One entry of an account's time line."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.accounts import AccountStep, ConsentKind, ContactState
from desktop.domain.bank_change import ContactKind
from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState
from desktop.domain.documents import RequestState


class HistoryKind(StrEnum):
    """What an entry tells of."""

    CONTRACT_BEGAN = "contract_began"
    CONTRACT_ENDED = "contract_ended"
    PARTY_CAME = "party_came"
    PARTY_LEFT = "party_left"
    CODE_REQUESTED = "code_requested"
    CODE_RELEASED = "code_released"
    CODE_ISSUED = "code_issued"
    CODE_POSTED = "code_posted"
    CODE_ENDED = "code_ended"
    ACCOUNT = "account"
    ATTEMPT = "attempt"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONTACT_CHANGED = "contact_changed"
    CASE_RECEIVED = "case_received"
    CASE_CLOSED = "case_closed"
    BANK_DETAILS = "bank_details"
    MANDATE = "mandate"
    MANDATE_REVOKED = "mandate_revoked"
    NOTE = "note"
    DOCUMENT_PUBLISHED = "document_published"
    DOCUMENT_READ = "document_read"
    DOCUMENT_RECALLED = "document_recalled"
    ARCHIVE_ASKED = "archive_asked"
    ARCHIVE_ENDED = "archive_ended"
    HOLD_SET = "hold_set"
    HOLD_LIFTED = "hold_lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One entry. ``has_time`` is False where only the day is known.

    ``person`` is the tenant it is about, ``by`` the member of staff. ``text`` is what was written
    or masked data; ``word`` the reason of the portal or what a person noted, ``step`` what happened
    to the account, ``request`` what the archive has found.
    """

    kind: HistoryKind
    at: datetime
    has_time: bool = True
    person: str = ""
    by: str = ""
    text: str = ""
    word: str = ""
    case_id: int | None = None
    code_state: CodeState | None = None
    step: AccountStep | None = None
    consent: ConsentKind | None = None
    contact: ContactKind | None = None
    contact_state: ContactState | None = None
    channel: Channel | None = None
    request: RequestState | None = None
