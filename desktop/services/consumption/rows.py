"""Lines of a file as reports about known meters; a line that cannot be taken in says why."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.consumption.columns import COLUMNS, UsageColumn, read_cells
from desktop.domain.consumption.plausibility import Reported
from desktop.domain.errors import UserError
from desktop.domain.master_data.findings import Reason, RowFinding, Weight
from desktop.domain.master_data.sheets import RawRow
from desktop.domain.months import Month
from desktop.models.company import Company
from desktop.services.consumption.books import KnownMeter, meters_by_number
from desktop.services.context import ServiceContext
from desktop.services.master_data.surroundings import named_codes
from desktop.services.staff.access import Actor, in_reach

FindingSink = Callable[[RowFinding], None]
_KEYS = tuple(one.name for one in COLUMNS if one.is_key)


@dataclass(frozen=True, slots=True)
class UsageRow:
    """A line that can be judged: which meter, which month, what is said of it."""

    line: int
    meter: KnownMeter
    month: Month
    report: Reported


@dataclass(frozen=True, slots=True)
class _Read:
    line: int
    company_id: int
    meter_number: str
    month: Month
    report: Reported


class RowReader:
    """Reads the lines of one table."""

    def __init__(
        self,
        context: ServiceContext,
        actor: Actor,
        mapping: Mapping[int, UsageColumn],
        file: str,
        tell: FindingSink,
    ) -> None:
        self._actor = actor
        self._mapping = mapping
        self._file = file
        self._tell = tell
        self._today = context.clock.today()
        with context.database.read() as session:
            rows = session.execute(select(Company.code, Company.id)).tuples().all()
        self._known = named_codes(code for code, company in rows if in_reach(actor, company))
        self._companies = {code.casefold(): company_id for code, company_id in rows}

    def read(self, session: Session, lines: Sequence[RawRow]) -> list[UsageRow]:
        """Return the good ones of some lines; the others are told."""
        read = [one for line in lines if (one := self._line(line)) is not None]
        wanted: defaultdict[int, list[str]] = defaultdict(list)
        for one in read:
            wanted[one.company_id].append(one.meter_number)
        meters = meters_by_number(session, wanted)
        good = []
        for one in read:
            meter = meters.get((one.company_id, one.meter_number))
            if meter is None:
                self._bad(one.line, "meter_number", Reason.UNKNOWN_METER)
            elif meter.facts.remote is False:
                self._bad(one.line, "meter_number", Reason.NOT_REMOTE)
            else:
                good.append(UsageRow(one.line, meter, one.month, one.report))
        return good

    def _line(self, row: RawRow) -> _Read | None:
        if row.problem is not None:
            self._bad(row.line, "", row.problem)
            return None
        values, problems = read_cells(self._mapping, row.cells)
        for name, problem in problems:
            self._bad(row.line, name, problem.reason, **problem.params)
        lacking = next((name for name in _KEYS if name not in values), None)
        if problems or lacking is not None:
            if not problems:
                self._bad(row.line, lacking or "", Reason.KEY_MISSING)
            return None
        company_id, month = self._company(row.line, str(values["company"])), values["month"]
        assert isinstance(month, Month)
        if company_id is None:
            return None
        if month > Month.of(self._today):
            self._bad(row.line, "month", Reason.FUTURE_MONTH)
            return None
        report = _report(values)
        return _Read(row.line, company_id, str(values["meter_number"]), month, report)

    def _company(self, line: int, code: str) -> int | None:
        company_id = self._companies.get(code.casefold())
        if company_id is None:
            self._bad(line, "company", Reason.UNKNOWN_COMPANY, known=self._known)
        elif not in_reach(self._actor, company_id):
            self._bad(line, "company", Reason.OTHER_COMPANY, code=code)
        else:
            return company_id
        return None

    def _bad(self, line: int, column: str, reason: Reason, **params: object) -> None:
        self._tell(RowFinding(self._file, line, column, reason, Weight.BAD, params))


def _report(values: Mapping[str, object]) -> Reported:
    def number(name: str) -> Decimal | None:
        found = values.get(name)
        return found if isinstance(found, Decimal) else None

    exchanged = values.get("exchanged_on")
    return Reported(
        value=number("value"),
        stand=number("stand"),
        unit=str(values.get("unit", "")),
        average=number("average"),
        exchanged_on=exchanged if isinstance(exchanged, date) else None,
    )


def refuse_missing(file: str, missing: Sequence[str]) -> None:
    """Refuse a table that lacks columns.

    Raises:
        UserError: ``consumption.columns_missing``.
    """
    if missing:
        raise UserError("consumption.columns_missing", file=file, columns=", ".join(missing))
