"""Registration codes with their letters, consents, and what the portal reports of attempts."""

from datetime import date, datetime

from sqlalchemy import (
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.accounts import AccountStep, CodeOrigin, ConsentKind
from desktop.domain.address_guard import GuardWay
from desktop.domain.case_status import Channel
from desktop.domain.code_states import CodeState, RevocationReason
from desktop.models.base import (
    Base,
    EnumText,
    Id,
    Identified,
    JsonObject,
    JsonValue,
    UtcDateTime,
    Versioned,
    partial_index,
)


class RegistrationCode(Identified, Versioned, Base):
    """One code of a portal account, from the letter that is asked for to its end.

    ``public_id`` is the ``code_id`` of the portal. As long as the letter is only asked for there is
    no code: ``lookup`` (HMAC of the bare symbols, unique), ``hash`` (PHC string), ``last_two`` and
    ``surname`` (the spelling in the address field) come with rendering; an imported hash has no
    ``lookup``. The database itself keeps an account at one usable code and one request.
    ``address`` holds the lines that were chosen for the letter. ``delivery_id`` is the letter on
    the pile.
    """

    __tablename__ = "registration_codes"
    __table_args__ = (
        partial_index(
            "ix_registration_codes_usable",
            "portal_account_id",
            unique=True,
            where="state IN ('issued', 'posted')",
        ),
        partial_index(
            "ix_registration_codes_requested",
            "portal_account_id",
            unique=True,
            where="state = 'requested'",
        ),
        Index("ix_registration_codes_account", "portal_account_id", "id"),
        Index("ix_registration_codes_state", "state", "expires_on"),
        Index("ix_registration_codes_last_two", "last_two"),
    )

    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    portal_account_id: Mapped[int] = mapped_column(Id, ForeignKey("portal_accounts.id"))
    origin: Mapped[CodeOrigin] = mapped_column(EnumText(CodeOrigin))
    state: Mapped[CodeState] = mapped_column(EnumText(CodeState))
    lookup: Mapped[str | None] = mapped_column(String(64), unique=True)
    hash: Mapped[str | None] = mapped_column(String(200))
    last_two: Mapped[str] = mapped_column(String(2), default="")
    shape: Mapped[str] = mapped_column(String(40), default="")
    surname: Mapped[str] = mapped_column(String(80), default="")
    requested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    requested_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    case_id: Mapped[int | None] = mapped_column(Id, ForeignKey("cases.id"), index=True)
    delivery_id: Mapped[int | None] = mapped_column(Id, ForeignKey("deliveries.id"), unique=True)
    address: Mapped[JsonObject | None] = mapped_column(JsonValue)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    posted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_on: Mapped[date | None] = mapped_column(Date)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[RevocationReason | None] = mapped_column(EnumText(RevocationReason))
    end_note: Mapped[str] = mapped_column(Text, default="")
    guard_way: Mapped[GuardWay | None] = mapped_column(EnumText(GuardWay))
    guard_known_since: Mapped[date | None] = mapped_column(Date)
    guard_seen: Mapped[list[int] | None] = mapped_column(JsonValue)
    called_number: Mapped[str | None] = mapped_column(String(20))
    """The number that was called, masked."""
    called_reason: Mapped[str | None] = mapped_column(Text)
    """Where the number came from that the account did not know, None where it knew it."""
    called_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    called_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))


class Consent(Identified, Base):
    """What a tenant acknowledged or agreed to, with the version of the text; never overwritten."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_account", "portal_account_id", "kind", "given_at"),)

    portal_account_id: Mapped[int] = mapped_column(Id, ForeignKey("portal_accounts.id"))
    kind: Mapped[ConsentKind] = mapped_column(EnumText(ConsentKind))
    text_version: Mapped[str] = mapped_column(String(40), default="")
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None where only the withdrawal was heard of."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RegistrationAttempt(Identified, Base):
    """A registration that failed, as the portal reports it: a reason and a masked input.

    ``reason`` is the portal's own word. What was typed is not known here.
    """

    __tablename__ = "registration_attempts"
    __table_args__ = (
        Index("ix_registration_attempts_tenancy", "tenancy_id", "at"),
        Index("ix_registration_attempts_case_id", "case_id"),
    )

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    tenancy_id: Mapped[int] = mapped_column(Id, ForeignKey("tenancies.id"))
    portal_account_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("portal_accounts.id"), index=True
    )
    case_id: Mapped[int | None] = mapped_column(Id, ForeignKey("cases.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[Channel] = mapped_column(EnumText(Channel))
    reason: Mapped[str] = mapped_column(String(60), default="")
    masked_input: Mapped[str] = mapped_column(Text, default="")


class AccountEvent(Identified, Base):
    """One step of a portal account, for its time line.

    ``reason`` is what a person wrote to it, empty for what the portal reports.
    """

    __tablename__ = "account_events"
    __table_args__ = (Index("ix_account_events_account", "portal_account_id", "at"),)

    portal_account_id: Mapped[int] = mapped_column(Id, ForeignKey("portal_accounts.id"))
    kind: Mapped[AccountStep] = mapped_column(EnumText(AccountStep))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[Channel | None] = mapped_column(EnumText(Channel))
    staff_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    reason: Mapped[str] = mapped_column(Text, default="")


class TenancyNote(Identified, Base):
    """An internal note at a contract; the tenant never sees it."""

    __tablename__ = "tenancy_notes"
    __table_args__ = (Index("ix_tenancy_notes_tenancy_id", "tenancy_id", "id"),)

    tenancy_id: Mapped[int] = mapped_column(Id, ForeignKey("tenancies.id"))
    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(Text)


class TenancyNoteDraft(Identified, Base):
    """An internal note that a person is writing at a contract.

    ``writer`` is the window that wrote it last, ``revision`` rises with every writing, both as with
    the drafts of cases.
    """

    __tablename__ = "tenancy_note_drafts"
    __table_args__ = (UniqueConstraint("tenancy_id", "staff_id", "writer"),)

    tenancy_id: Mapped[int] = mapped_column(Id, ForeignKey("tenancies.id"))
    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"))
    writer: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LetterTemplate(Identified, Versioned, Base):
    """What a company's letter with a code says; the newest number is in use.

    ``texts`` are the parts of the letter by name; a part that is not in it is the built-in one.
    """

    __tablename__ = "letter_templates"
    __table_args__ = (
        Index("ix_letter_templates_number", "company_id", "kind", "number", unique=True),
    )

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(Integer)
    texts: Mapped[JsonObject] = mapped_column(JsonValue)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
