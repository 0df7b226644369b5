"""Bank details, mandates and the changes proposed to them. Versions are never overwritten."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, and_, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desktop.domain.accounts import EchoState, ErpContents
from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.case_status import BankChangeState
from desktop.domain.findings import Severity
from desktop.domain.kinds import DecisionKind, VersionState
from desktop.domain.mandate import MandateStatus
from desktop.models.base import (
    Base,
    EnumText,
    Id,
    Identified,
    JsonObject,
    JsonValue,
    UtcDateTime,
    Versioned,
)
from desktop.models.case import Case


class BankDetails(Identified, Versioned, Base):
    """One version of the account a tenancy's rent is drawn from, valid from a collection on."""

    __tablename__ = "bank_details"
    __table_args__ = (Index("ix_bank_details_iban", "iban"),)

    tenancy_id: Mapped[int] = mapped_column(Id, ForeignKey("tenancies.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[VersionState] = mapped_column(EnumText(VersionState))
    account_holder: Mapped[str] = mapped_column(String(160))
    holder_address: Mapped[JsonObject | None] = mapped_column(JsonValue)
    iban: Mapped[str] = mapped_column(String(34))
    bic: Mapped[str | None] = mapped_column(String(11))
    bank_name: Mapped[str | None] = mapped_column(String(160))
    valid_from: Mapped[date] = mapped_column(Date)
    bank_change_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("bank_changes.id"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Mandate(Identified, Versioned, Base):
    """One version of a SEPA mandate. Same reference and creditor identifier: same mandate."""

    __tablename__ = "mandates"
    __table_args__ = (Index("ix_mandates_reference", "reference_key", "creditor_id"),)

    tenancy_id: Mapped[int] = mapped_column(Id, ForeignKey("tenancies.id"), index=True)
    reference: Mapped[str] = mapped_column(String(35))
    reference_key: Mapped[str] = mapped_column(String(35))
    creditor_id: Mapped[str] = mapped_column(String(35))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[MandateStatus] = mapped_column(EnumText(MandateStatus))
    account_holder: Mapped[str] = mapped_column(String(160))
    iban: Mapped[str] = mapped_column(String(34), default="")
    signed_on: Mapped[date | None] = mapped_column(Date)
    last_collection_on: Mapped[date | None] = mapped_column(Date)
    revoked_on: Mapped[date | None] = mapped_column(Date)
    text_version: Mapped[str] = mapped_column(String(40), default="")
    proof: Mapped[JsonObject | None] = mapped_column(JsonValue)
    valid_from: Mapped[date] = mapped_column(Date)
    bank_change_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("bank_changes.id"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BankChange(Identified, Versioned, Base):
    """Proposed bank details of one tenancy (Bankverbindungsänderung), one for a case.

    The deadlines are stored as computed at receipt with ``rules_version``; ``debit_file_at`` is the
    file moment as an instant. ``open_blockers`` and ``open_warnings`` are those of the last check.
    """

    __tablename__ = "bank_changes"
    __table_args__ = (
        Index("ix_bank_changes_iban", "iban"),
        Index("ix_bank_changes_state", "state", "debit_file_at"),
        Index("ix_bank_changes_file", "debit_file_on", "exported_at", "debit_file_at"),
    )

    case_id: Mapped[int] = mapped_column(Id, ForeignKey("cases.id"), unique=True)
    tenancy_id: Mapped[int] = mapped_column(Id, ForeignKey("tenancies.id"), index=True)
    variant: Mapped[BankChangeVariant] = mapped_column(EnumText(BankChangeVariant))
    state: Mapped[BankChangeState] = mapped_column(EnumText(BankChangeState))
    iban: Mapped[str | None] = mapped_column(String(64))
    iban_input: Mapped[str | None] = mapped_column(Text)
    account_holder: Mapped[str | None] = mapped_column(Text)
    holder_address: Mapped[JsonObject | None] = mapped_column(JsonValue)
    mandate_granted: Mapped[bool | None] = mapped_column(Boolean)
    mandate_reference: Mapped[str | None] = mapped_column(Text)
    mandate_creditor_id: Mapped[str | None] = mapped_column(Text)
    mandate_signed_on: Mapped[date | None] = mapped_column(Date)
    mandate_revoked_on: Mapped[date | None] = mapped_column(Date)
    mandate_text_version: Mapped[str | None] = mapped_column(String(40))
    mandate_proof: Mapped[JsonObject | None] = mapped_column(JsonValue)
    cutoff_on: Mapped[date] = mapped_column(Date)
    effective_month: Mapped[date] = mapped_column(Date)
    collection_on: Mapped[date] = mapped_column(Date)
    debit_file_on: Mapped[date] = mapped_column(Date)
    debit_file_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date] = mapped_column(Date)
    rules_version: Mapped[int] = mapped_column(Integer)
    first_collection_on: Mapped[date | None] = mapped_column(Date)
    exported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    open_blockers: Mapped[int] = mapped_column(Integer, default=0)
    open_warnings: Mapped[int] = mapped_column(Integer, default=0)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proposed_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship()


OF_CASE = and_(BankChange.case_id == Case.id, BankChange.state != BankChangeState.SET_ASIDE)
"""By which a case has its bank change; one that was set aside is none of any list or export."""


class BankFinding(Identified, Base):
    """One result of the last check of a bank change, with the decision a person took on it."""

    __tablename__ = "findings"

    bank_change_id: Mapped[int] = mapped_column(Id, ForeignKey("bank_changes.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(60))
    severity: Mapped[Severity] = mapped_column(EnumText(Severity))
    params: Mapped[JsonObject] = mapped_column(JsonValue, default=dict)
    acknowledged_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledge_reason: Mapped[str] = mapped_column(String(400), default="")


class Decision(Identified, Base):
    """What a person decided about a bank change; never changed, only reversed by another."""

    __tablename__ = "decisions"

    bank_change_id: Mapped[int] = mapped_column(Id, ForeignKey("bank_changes.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(EnumText(DecisionKind))
    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[JsonObject | None] = mapped_column(JsonValue)
    reverses_id: Mapped[int | None] = mapped_column(Id, ForeignKey("decisions.id"))


class ErpRun(Base):
    """One hand-over of rows to the ERP, written once and repeatable byte for byte.

    ``awaits_file`` says that the program itself made the run and its file is not in place yet.
    """

    __tablename__ = "erp_runs"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    company_code: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    row_count: Mapped[int] = mapped_column(Integer)
    contents: Mapped[ErpContents] = mapped_column(
        EnumText(ErpContents),
        default=ErpContents.BANK_CHANGES,
        server_default=ErpContents.BANK_CHANGES.value,
    )
    awaits_file: Mapped[bool] = mapped_column(Boolean, default=False)


class ErpRow(Identified, Base):
    """One line for the ERP; its content is frozen when it is made.

    It waits until ``not_before`` (the undo time) is over and it got a run; ``cancelled_at`` is set
    when the release was undone or taken back before the row left. ``is_correction`` marks the row
    that takes a release back: it restores what was before.
    ``echo`` tells what the imports since then brought back, ``echo_at`` when.
    """

    __tablename__ = "erp_rows"
    __table_args__ = (
        Index("ix_erp_rows_open", "run_number", "not_before"),
        Index("ix_erp_rows_company", "company_id", "run_number"),
        Index("ix_erp_rows_echo", "echo", "company_id"),
    )

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    bank_change_id: Mapped[int] = mapped_column(Id, ForeignKey("bank_changes.id"), index=True)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    run_number: Mapped[int | None] = mapped_column(ForeignKey("erp_runs.number"))
    row_number: Mapped[int | None] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(40))
    contract_number: Mapped[str] = mapped_column(String(40))
    account_holder: Mapped[str] = mapped_column(String(160))
    iban: Mapped[str] = mapped_column(String(34))
    bic: Mapped[str] = mapped_column(String(11))
    mandate_reference: Mapped[str] = mapped_column(String(35))
    creditor_id: Mapped[str] = mapped_column(String(35))
    signed_on: Mapped[date | None] = mapped_column(Date)
    valid_from: Mapped[date | None] = mapped_column(Date)
    case_reference: Mapped[str] = mapped_column(String(20))
    is_correction: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    echo: Mapped[EchoState] = mapped_column(
        EnumText(EchoState), default=EchoState.WAITING, server_default=EchoState.WAITING.value
    )
    echo_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    echo_note: Mapped[str] = mapped_column(Text, default="", server_default="")
