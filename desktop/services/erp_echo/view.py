"""What waits for the ERP, as case, account and the list of it show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.erp_echo import EchoProgress, EchoSubject
from desktop.services.cases.view import ActionState
from desktop.services.erp_echo.awaited import EchoSource


@dataclass(frozen=True, slots=True)
class EchoView:
    """One released value on its way through the ERP.

    ``handed_over_at`` is None where no run holds it yet. ``ours`` and ``theirs`` are the values as
    text, IBANs masked; ``theirs`` is what the ERP brought instead, "" for nothing. ``settled`` is
    why a person ended the waiting.
    """

    source: EchoSource
    row_id: int
    subject: EchoSubject
    progress: EchoProgress
    released_at: datetime
    handed_over_at: datetime | None
    answered_at: datetime | None
    tenancy_id: int | None
    contract_number: str
    tenant_name: str
    company_tag: str
    case_id: int | None
    case_reference: str
    ours: str
    theirs: str
    their_values: Mapping[str, str]
    settled: str = ""


@dataclass(frozen=True, slots=True)
class EchoList:
    """All that the ERP was handed and has not brought back, what needs a person first.

    ``act`` says whether the person who looks may do something about it.
    """

    rows: tuple[EchoView, ...]
    act: ActionState

    @property
    def needing(self) -> int:
        """How many of them need a person."""
        return sum(row.progress.needs_a_person for row in self.rows)
