"""Past hand-overs to the ERP: when they were, and the rows they took."""

import json
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from desktop.domain.accounts import EchoState
from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.bank_register import find_bank
from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.deadlines import file_moment
from desktop.domain.iban import mask_iban
from desktop.domain.months import Month
from desktop.domain.workdays import bank_day_of_month
from desktop.models.bank import ErpRow, ErpRun
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.contracts import Contract
from desktop.services.demo.timetable import HISTORY_DAYS

LONG_BEFORE = 99
"""So many runs lie between an early one and the latest, at least."""
FORGOTTEN = 4
"""The ERP has not come to one row of the run so many before the latest."""
_THEIRS = "DE02500105170137075030"


@dataclass(slots=True)
class _HandedOver:
    """A row of a past run; it gets its place in the run when all are known."""

    released_at: datetime
    company_id: int
    values: dict[str, object] = field(default_factory=dict)


class ExportCalendar:
    """When rows went to the ERP: every Friday afternoon, and before each debit file."""

    def __init__(self, now: datetime) -> None:
        today = berlin_day(now)
        moments = set()
        for days in range(HISTORY_DAYS + 40):
            day = today - timedelta(days=days)
            if day.weekday() == 4:
                moments.add(berlin_instant(day, time(16, 0)))
        month = Month.of(today)
        for back in range(HISTORY_DAYS // 30 + 2):
            collection = bank_day_of_month(month.plus(1 - back), 1)
            moments.add(file_moment(collection, DEFAULT_RULES) - timedelta(minutes=30))
        self._moments = sorted(moment for moment in moments if moment < now - timedelta(days=3))

    @property
    def last(self) -> datetime:
        """The newest run; what was released after it still waits for its hand-over."""
        return self._moments[-1]

    def after(self, released_at: datetime) -> datetime:
        """Return the run that took what was released then."""
        return self._moments[bisect_left(self._moments, released_at)]


class PastRuns:
    """Collects the rows of the past runs; each gets its place when all of its run are known."""

    def __init__(self, writer: BulkWriter) -> None:
        self._writer = writer
        self._rows: dict[datetime, list[_HandedOver]] = {}
        self._written = 0

    def write_with(self, writer: BulkWriter) -> None:
        """Go on in another transaction."""
        self._writer = writer

    def add(
        self,
        change_id: int,
        reference: str,
        contract: Contract,
        variant: BankChangeVariant,
        first: date,
        released_at: datetime,
        exported_at: datetime,
    ) -> None:
        """Add the row of a released change to the run that took it."""
        mandate = contract.mandates[-1] if contract.mandates else None
        bank = find_bank(contract.iban[:2], contract.iban[4:12])
        self._rows.setdefault(exported_at, []).append(
            _HandedOver(
                released_at,
                contract.house.id,
                {
                    "company_id": contract.house.id,
                    "bank_change_id": change_id,
                    "not_before": released_at + timedelta(seconds=DEFAULT_RULES.undo_seconds),
                    "created_at": released_at,
                    "cancelled_at": None,
                    "kind": variant.value,
                    "contract_number": contract.number,
                    "account_holder": contract.holder,
                    "iban": contract.iban,
                    "bic": (bank.bic if bank else None) or "",
                    "mandate_reference": "" if mandate is None else mandate.reference,
                    "creditor_id": contract.house.creditor_id if mandate else "",
                    "signed_on": None if mandate is None else mandate.signed_on,
                    "valid_from": first,
                    "case_reference": reference,
                },
            )
        )

    def write_until(self, moment: datetime) -> None:
        """Write the runs before a moment: of what comes in later, nothing was in them."""
        for made_at in sorted(made_at for made_at in self._rows if made_at < moment):
            self._write(made_at, self._rows.pop(made_at))

    def finish(self) -> int:
        """Write the runs that are left; returns how many there were in all."""
        left = sorted(self._rows)
        for place, made_at in enumerate(left, start=1):
            self._write(made_at, self._rows[made_at], runs_after=len(left) - place)
        self._rows.clear()
        self._writer.flush()
        return self._written

    def _write(
        self, made_at: datetime, rows: list[_HandedOver], *, runs_after: int = LONG_BEFORE
    ) -> None:
        self._written += 1
        self._writer.add(
            ErpRun,
            number=self._written,
            company_code=None,
            created_at=made_at,
            row_count=len(rows),
            awaits_file=False,
        )
        rows.sort(key=lambda row: row.released_at)
        account = BankChangeVariant.NEW_ACCOUNT.value
        kinds = [row.values["kind"] for row in rows]
        odd = kinds.index(account) + 1 if account in kinds else 0
        for place, row in enumerate(rows, start=1):
            self._writer.add(
                ErpRow,
                id=self._writer.key(ErpRow),
                run_number=self._written,
                row_number=place,
                **_echo(made_at, runs_after, is_odd=place == odd),
                **row.values,
            )


def _echo(made_at: datetime, runs_after: int, *, is_odd: bool) -> dict[str, object]:
    """What imports brought back: of the latest run nothing yet, of others all but a few rows."""
    if runs_after == 0 or (is_odd and runs_after == FORGOTTEN):
        return {"echo": EchoState.WAITING, "echo_at": None, "echo_note": ""}
    answered_at = made_at + timedelta(days=3)
    if is_odd and runs_after == 1:
        theirs = json.dumps({"values": {"iban": mask_iban(_THEIRS)}, "newer": False})
        return {"echo": EchoState.CONTRADICTED, "echo_at": answered_at, "echo_note": theirs}
    return {"echo": EchoState.CONFIRMED, "echo_at": answered_at, "echo_note": ""}
