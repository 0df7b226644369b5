"""Changes of contact data, and their way to the ERP and back."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.accounts import ContactSource, ContactState, EchoState
from desktop.domain.bank_change import ContactKind
from desktop.models.base import (
    Base,
    EnumText,
    Id,
    Identified,
    JsonObject,
    JsonValue,
    UtcDateTime,
)


class ContactDataChange(Identified, Base):
    """E-mail, telephone or postal address of a tenant were changed; nothing is overwritten.

    ``former`` and ``new`` hold the fields of that kind by their column's name. ``changed_at`` is
    when the tenant changed it, ``noted_at`` when it was taken in here. ``former_changed_at`` is
    since when the former data had counted, None where nobody had noted it: undoing brings it back.
    ``problem`` is a code that says why a change was refused or is doubtful, empty where it is
    neither.
    """

    __tablename__ = "contact_changes"
    __table_args__ = (Index("ix_contact_changes_tenant", "tenant_id", "kind", "changed_at"),)

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    tenant_id: Mapped[int] = mapped_column(Id, ForeignKey("tenants.id"))
    tenancy_id: Mapped[int | None] = mapped_column(Id, ForeignKey("tenancies.id"))
    kind: Mapped[ContactKind] = mapped_column(EnumText(ContactKind))
    source: Mapped[ContactSource] = mapped_column(EnumText(ContactSource))
    state: Mapped[ContactState] = mapped_column(EnumText(ContactState))
    former: Mapped[JsonObject] = mapped_column(JsonValue)
    new: Mapped[JsonObject] = mapped_column(JsonValue)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    former_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    case_id: Mapped[int | None] = mapped_column(Id, ForeignKey("cases.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    problem: Mapped[str] = mapped_column(String(60), default="")


class ContactRow(Identified, Base):
    """One line of contact data for the ERP; its content is frozen when it is made.

    It waits until ``not_before`` (the undo time) is over and it got a run, as an ``ErpRow`` does.
    ``echo`` tells what the imports since then brought back, ``echo_at`` when.
    """

    __tablename__ = "contact_rows"
    __table_args__ = (
        Index("ix_contact_rows_open", "run_number", "not_before"),
        Index("ix_contact_rows_company", "company_id", "run_number"),
        Index("ix_contact_rows_echo", "echo", "company_id"),
        Index("ix_contact_rows_tenant_id", "tenant_id"),
    )

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    contact_change_id: Mapped[int] = mapped_column(Id, ForeignKey("contact_changes.id"), index=True)
    tenant_id: Mapped[int] = mapped_column(Id, ForeignKey("tenants.id"))
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    run_number: Mapped[int | None] = mapped_column(ForeignKey("erp_runs.number"))
    row_number: Mapped[int | None] = mapped_column(Integer)
    contract_number: Mapped[str] = mapped_column(String(40))
    party_number: Mapped[int] = mapped_column(Integer)
    values: Mapped[JsonObject] = mapped_column(JsonValue)
    case_reference: Mapped[str] = mapped_column(String(20), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    exported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    echo: Mapped[EchoState] = mapped_column(EnumText(EchoState), default=EchoState.WAITING)
    echo_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    echo_note: Mapped[str] = mapped_column(Text, default="")
