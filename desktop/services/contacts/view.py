"""What the card of contact data shows: old and new side by side, and what speaks for caution."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desktop.domain.accounts import ContactState
from desktop.domain.bank_change import ContactKind
from desktop.services.cases.view import ActionState


class HintCode(StrEnum):
    """Why a person should look twice before a change of contact data is taken over."""

    CODE_OPEN = "code_open"
    """A registration code was asked for or is under way."""
    BANK_CHANGE_OPEN = "bank_change_open"
    BANK_CHANGE_RECENT = "bank_change_recent"
    CONTACT_RECENT = "contact_recent"
    BY_MAIL = "by_mail"
    """It came by e-mail, and mail proves no identity."""


@dataclass(frozen=True, slots=True)
class ContactHint:
    """One reason for caution; ``about`` is a person, a case's number or a kind of contact data."""

    code: HintCode
    about: str = ""
    day: date | None = None
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class ContactParty:
    """A party whose data may be meant; ``values`` are those in force, by column."""

    tenant_id: int
    name: str
    values: Mapping[str, str]
    asked: bool = False


@dataclass(frozen=True, slots=True)
class DecidedContact:
    """One kind of contact data that was decided in this case."""

    kind: ContactKind
    state: ContactState
    tenant_name: str
    decided_at: datetime
    decided_by: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ContactCardView:
    """The card of a case of contact data; the party that asked stands first."""

    parties: tuple[ContactParty, ...]
    proposed: Mapping[str, str]
    hints: tuple[ContactHint, ...]
    decided: tuple[DecidedContact, ...]
    apply: ActionState
