"""Contracts. What would end is not planned here but kept, to be judged when all files are read."""

from collections.abc import Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of
from desktop.domain.accounts import ImportAct, MasterDataKind
from desktop.domain.master_data.findings import Reason
from desktop.models.master_data import ImportChange
from desktop.models.tenancy import Tenancy
from desktop.services.erp_echo.awaited import Awaited, load_awaited
from desktop.services.master_data.echo import asked
from desktop.services.master_data.ends import ABSENT, NamedEnd, TenancyEnds
from desktop.services.master_data.kinds.given import given_values, lacks_needed
from desktop.services.master_data.kinds.houses import jumped
from desktop.services.master_data.plan import Alteration, Plan, Values, differing
from desktop.services.master_data.rows import TypedRow
from desktop.services.master_data.surroundings import Houses, Surroundings, by_company, sets_of

_NAMES = {
    name: name for name in ("starts_on", "ends_on", "rent_cold", "rent_ancillary", "payment_method")
}
_NEEDED_OF = itemgetter("property_number", "unit_number", "starts_on", "payment_method")
_EMPTY: Values = {"ends_on": None, "rent_cold": None, "rent_ancillary": None}
_COLUMNS = (
    Tenancy.id,
    Tenancy.version,
    Tenancy.contract_number,
    Tenancy.unit_id,
    *(getattr(Tenancy, name) for name in _NAMES),
)


class TenanciesPlanner:
    """Plans rows of kind tenancies."""

    def __init__(self, around: Surroundings, ends: TenancyEnds) -> None:
        self._around = around
        self._ends = ends
        self._houses = Houses(around.planned)

    def plan(self, session: Session, rows: Sequence[TypedRow], plan: Plan) -> None:
        """Compare rows with the contracts that are there."""
        self._ends.meet(session, rows)
        known = self._known(session, rows)
        self._houses.load(
            session,
            {
                (row.company.id, row.values["property_number"])
                for row in rows
                if "property_number" in row.values
            },
        )
        awaited = load_awaited(session) if known else Awaited()
        ended_by_absence = _ended_by_absence(session, rows, known) if known else {}
        added = []
        for row in rows:
            tenancy = known.get((row.company.id, row.values["contract_number"])) if known else None
            if tenancy is None:
                if (contract := self._add(row, plan)) is not None:
                    added.append(contract)
                continue
            self._ends.saw(row.company, tenancy.id)
            self._compare(row, tenancy, plan, awaited, ended_by_absence.get(tenancy.id))
        plan.add_all(Tenancy, added)
        plan.added += len(added)

    def _known(self, session: Session, rows: Sequence[TypedRow]) -> dict[tuple[int, str], Row[Any]]:
        found = {}
        wanted = by_company((row.company.id, row.values["contract_number"]) for row in rows)
        for company_id, numbers in wanted.items():
            for chunk in sets_of(numbers):
                query = select(*_COLUMNS).where(
                    Tenancy.company_id == company_id,
                    is_one_of(session, Tenancy.contract_number, chunk),
                )
                for tenancy in session.connection().execute(query):
                    found[company_id, tenancy.contract_number] = tenancy
        return found

    def _unit(self, row: TypedRow, plan: Plan) -> int | None:
        """The unit a row names; a row that names one that is not there is refused."""
        values = row.values
        found = self._houses.unit_id(
            row.company.id, values["property_number"], values["unit_number"]
        )
        if found is None:
            self._refuse_unit(row, plan)
        return found

    def _refuse_unit(self, row: TypedRow, plan: Plan) -> None:
        if self._houses.property_id(row.company.id, row.values["property_number"]) is None:
            plan.refuse(row.line, "property_number", Reason.UNKNOWN_PROPERTY)
        else:
            plan.refuse(row.line, "unit_number", Reason.UNKNOWN_UNIT)

    def _add(self, row: TypedRow, plan: Plan) -> Values | None:
        """Return the new contract of a row; None where the row is refused."""
        given = row.values
        if row.deletes:
            if lacks_needed(MasterDataKind.TENANCIES, row, plan):
                return None
            given = {**given, **given_values(row, _NAMES, _EMPTY)}
        try:
            house, number, starts_on, payment_method = _NEEDED_OF(given)
        except KeyError:
            lacks_needed(MasterDataKind.TENANCIES, row, plan)
            return None
        unit_id = self._houses.unit_id(row.company.id, house, number)
        if unit_id is None:
            self._refuse_unit(row, plan)
            return None
        said = given.get
        ends_on = said("ends_on")
        if ends_on is not None and _ends_before_start(starts_on, ends_on):
            plan.suspect(row.line, "ends_on", Reason.ENDS_BEFORE_START)
        if self._around.dry_run:
            planned = self._around.planned
            planned.contracts[row.company.id, given["contract_number"]] = planned.next_id()
        return {
            "company_id": row.company.id,
            "unit_id": unit_id,
            "contract_number": given["contract_number"],
            "starts_on": starts_on,
            "ends_on": ends_on,
            "rent_cold": said("rent_cold"),
            "rent_ancillary": said("rent_ancillary"),
            "payment_method": payment_method,
            "version": 1,
        }

    def _compare(
        self,
        row: TypedRow,
        tenancy: Row[Any],
        plan: Plan,
        awaited: Awaited,
        absent_change: int | None,
    ) -> None:
        answer = asked(awaited, MasterDataKind.TENANCIES, row, plan)
        given = given_values(row, _NAMES, _EMPTY)
        for name in answer.kept:
            given.pop(name, None)
        if "property_number" in row.values and "unit_number" in row.values:
            unit_id = self._unit(row, plan)
            if unit_id is None:
                return
            given["unit_id"] = unit_id
        if absent_change is not None and "ends_on" not in given:
            # It had ended for no other reason than that a file did not have it.
            given["ends_on"] = None
            plan.suspect(row.line, "contract_number", Reason.CAME_BACK)
        former, new = differing(tenancy, given.items())
        if not new:
            return
        self._suspect(row, tenancy, former, new, plan)
        if _is_end(former, new):
            self._ends.ask_for(
                row.company,
                NamedEnd(
                    tenancy.id, former.pop("ends_on"), new.pop("ends_on"), row.line, plan.file
                ),
            )
        if new:
            plan.alterations.append(
                Alteration(Tenancy, tenancy.id, former, new, version=tenancy.version)
            )
            plan.changed += 1
            plan.tenancies.add(tenancy.id)

    def _suspect(
        self, row: TypedRow, tenancy: Row[Any], former: Values, new: Values, plan: Plan
    ) -> None:
        if "starts_on" in new:
            plan.suspect(row.line, "starts_on", Reason.START_MOVED)
        if "unit_id" in new:
            plan.suspect(row.line, "unit_number", Reason.OTHER_UNIT)
        starts_on = new.get("starts_on", tenancy.starts_on)
        if _ends_before_start(starts_on, new.get("ends_on", tenancy.ends_on)):
            plan.suspect(row.line, "ends_on", Reason.ENDS_BEFORE_START)
        if jumped(former.get("rent_cold"), new.get("rent_cold")):
            plan.suspect(row.line, "rent_cold", Reason.RENT_JUMPED)
        if jumped(former.get("rent_ancillary"), new.get("rent_ancillary")):
            plan.suspect(row.line, "rent_ancillary", Reason.RENT_JUMPED)


def _is_end(former: Values, new: Values) -> bool:
    """Whether a contract ends that ran on, or earlier than was known."""
    day: date | None = new.get("ends_on")
    return day is not None and (former["ends_on"] is None or day < former["ends_on"])


def _ends_before_start(starts_on: date, ends_on: date | None) -> bool:
    return ends_on is not None and ends_on < starts_on


def _ended_by_absence(
    session: Session, rows: Sequence[TypedRow], known: dict[tuple[int, str], Row[Any]]
) -> dict[int, int]:
    """Return contracts that an import ended for want of a row, and that have one again."""
    ended = {}
    for row in rows:
        tenancy = known.get((row.company.id, row.values["contract_number"]))
        if tenancy is not None and tenancy.ends_on is not None and "ends_on" not in row.values:
            ended[tenancy.id] = tenancy.ends_on
    found: dict[int, int] = {}
    for chunk in sets_of(sorted(ended)):
        query = (
            select(ImportChange.id, ImportChange.first_id, ImportChange.new)
            .where(
                ImportChange.entity == Tenancy.__tablename__,
                is_one_of(session, ImportChange.first_id, chunk),
                ImportChange.act == ImportAct.ENDED,
            )
            .order_by(ImportChange.id)
        )
        for change_id, tenancy_id, new in session.connection().execute(query):
            found.pop(tenancy_id, None)
            if (new or {}).get(ABSENT) and new["ends_on"] == ended[tenancy_id].isoformat():
                found[tenancy_id] = change_id
    return found
