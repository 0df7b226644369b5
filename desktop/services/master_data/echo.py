"""Asks for each row whether something newer was released here and waits for the ERP."""

from datetime import date, datetime
from enum import StrEnum

from desktop.domain.accounts import MasterDataKind
from desktop.domain.master_data.findings import Reason
from desktop.services.erp_echo.awaited import Awaited, EchoAnswer, FromErp
from desktop.services.master_data.plan import Plan
from desktop.services.master_data.rows import DELETED, TypedRow

_MAIN_COLUMN = {
    MasterDataKind.TENANCIES: "payment_method",
    MasterDataKind.PARTIES: "email",
    MasterDataKind.BANK_DETAILS: "iban",
    MasterDataKind.MANDATES: "status",
}


def asked(
    awaited: Awaited,
    kind: MasterDataKind,
    row: TypedRow,
    plan: Plan,
    *,
    contract_number: str | None = None,
) -> EchoAnswer:
    """Return what of a row is to be left as it is; what is to be noted goes into the plan."""
    values = row.values
    question = FromErp(
        kind=kind,
        company_id=row.company.id,
        contract_number=contract_number or values["contract_number"],
        values={name: _as_text(value) for name, value in values.items()},
        party_number=values.get("party_number"),
        reference=values.get("reference", ""),
        changed_at=values.get("changed_at"),
    )
    answer = awaited.ask(question)
    plan.notes.extend(answer.notes)
    if answer.suspicious:
        plan.suspect(row.line, _MAIN_COLUMN[kind], Reason.NEWER_HERE)
    return answer


def _as_text(value: object) -> str:
    if value is DELETED:
        return ""
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
