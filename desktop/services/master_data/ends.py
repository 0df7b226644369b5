"""Contracts that would end: by a day in the file, or because the file does not have them any more.

They are judged when every file of the run is read. Where more than ``MOST_PER_CENT`` of a company's
running contracts would end, none of them does, unless a person confirmed it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of
from desktop.domain.accounts import ImportAct, MasterDataKind
from desktop.domain.master_data.findings import Reason
from desktop.models.tenancy import Tenancy
from desktop.services.master_data.plan import Alteration, Plan
from desktop.services.master_data.rows import TypedRow
from desktop.services.master_data.surroundings import (
    KnownCompany,
    Planned,
    Surroundings,
    contract_ids,
    sets_of,
)
from desktop.services.master_data.view import HeldBackEnds

MOST_PER_CENT = 5
ABSENT = "absent"
"""Marks the change of a contract that ended for no other reason than that no row spoke of it."""
_CHUNK = 2_000
Fill = Callable[[Session, Plan], None]
"""Plans one portion of what ends, or says that it is held back."""


@dataclass(frozen=True, slots=True)
class NamedEnd:
    """An end that a row of a file names."""

    tenancy_id: int
    former: date | None
    ends_on: date
    line: int
    file: str


@dataclass(slots=True)
class _OfCompany:
    """What is known of one company. ``running`` and ``last_id`` are those before the run."""

    company: KnownCompany
    running: int
    last_id: int
    seen: set[int] = field(default_factory=set)
    named: dict[int, NamedEnd] = field(default_factory=dict)
    absent: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EndPortion:
    """Some ends of one company that are written, or said to be held back, at once."""

    company: KnownCompany
    named: tuple[NamedEnd, ...] = ()
    absent: tuple[int, ...] = ()
    held_back: HeldBackEnds | None = None
    unsure: int = 0
    """So many are absent, but rows of the file could not be read."""


@dataclass(slots=True)
class TenancyEnds:
    """Collects what one run would end. ``confirmed``: a person said that so many may end."""

    around: Surroundings
    confirmed: bool = False
    held_back: list[HeldBackEnds] = field(default_factory=list)
    _companies: dict[int, _OfCompany] = field(default_factory=dict)
    _unsure: set[int | None] = field(default_factory=set)

    def meet(self, session: Session, rows: Iterable[TypedRow]) -> None:
        """Count what runs of the companies of some rows, before anything of them is written."""
        for company in {row.company.id: row.company for row in rows}.values():
            if company.id not in self._companies:
                runs = _runs_after(self.around.today)
                running = session.scalar(select(func.count()).where(_of(company), runs)) or 0
                last_id = session.scalar(select(func.coalesce(func.max(Tenancy.id), 0))) or 0
                self._companies[company.id] = _OfCompany(company, running, last_id)

    def saw(self, company: KnownCompany, tenancy_id: int) -> None:
        """A row speaks of a contract."""
        self._companies[company.id].seen.add(tenancy_id)

    def saw_badly(self, session: Session, rows: Sequence[TypedRow]) -> None:
        """Bad rows speak of contracts too: those have not ended."""
        self.meet(session, rows)
        keys = [(row.company.id, row.values.get("contract_number", "")) for row in rows]
        for (company_id, _), tenancy_id in contract_ids(session, Planned(), keys).items():
            self._companies[company_id].seen.add(tenancy_id)

    def ask_for(self, company: KnownCompany, end: NamedEnd) -> None:
        """A row would end a contract."""
        self._companies[company.id].named[end.tenancy_id] = end

    def is_unsure(self, companies: set[int | None]) -> None:
        """Rows could not be told apart: of these companies (None: of all) nothing is absent."""
        self._unsure |= companies

    def judge(self, session: Session) -> list[Fill]:
        """Look for what is absent once all is read; returns what is to be done, bit by bit."""
        portions: list[Fill] = []
        for company in self._companies.values():
            ids = session.scalars(
                select(Tenancy.id)
                .where(
                    _of(company.company),
                    _runs_after(self.around.today),
                    Tenancy.id <= company.last_id,
                )
                .order_by(Tenancy.id),
                execution_options={"yield_per": _CHUNK},
            )
            company.absent = [one for one in ids if one not in company.seen]
            portions += [partial(self._fill, one) for one in self._judge_one(company)]
        return portions

    def _judge_one(self, company: _OfCompany) -> Iterator[EndPortion]:
        known, absent = company.company, company.absent
        named = list(company.named.values())
        ends = len(named) + len(absent)
        held_back = None
        if ends * 100 > MOST_PER_CENT * company.running and not self.confirmed:
            held_back = HeldBackEnds(
                MasterDataKind.TENANCIES, known.code, ends, company.running, len(absent)
            )
            self.held_back.append(held_back)
        elif absent and self._unsure & {None, known.id}:
            yield EndPortion(known, unsure=len(absent))
            absent = []
        for start in range(0, len(named), _CHUNK):
            chunk = tuple(named[start : start + _CHUNK])
            yield EndPortion(known, named=chunk, held_back=held_back)
        for start in range(0, len(absent), _CHUNK):
            yield EndPortion(
                known, absent=tuple(absent[start : start + _CHUNK]), held_back=held_back
            )

    def _fill(self, portion: EndPortion, session: Session, plan: Plan) -> None:
        """Plan what a portion ends, or say that it is held back."""
        if portion.unsure:
            plan.suspect_absent(
                "contract_number",
                Reason.ABSENCE_UNSURE,
                company=portion.company.code,
                n=portion.unsure,
            )
            return
        ids = [end.tenancy_id for end in portion.named] + list(portion.absent)
        now = _as_they_are(session, ids)
        if portion.held_back is not None:
            _say_held_back(portion, portion.held_back, now, plan)
            return
        for end in portion.named:
            _end(plan, now[end.tenancy_id], end.ends_on, {})
        for tenancy_id in portion.absent:
            _end(plan, now[tenancy_id], self.around.today, {ABSENT: True})


def _end(plan: Plan, tenancy: Row[Any], ends_on: date, beside: dict[str, Any]) -> None:
    if tenancy.ends_on == ends_on:
        return
    plan.alterations.append(
        Alteration(
            Tenancy,
            tenancy.id,
            {"ends_on": tenancy.ends_on},
            {"ends_on": ends_on},
            act=ImportAct.ENDED,
            version=tenancy.version,
            beside=beside,
        )
    )
    plan.ended += 1
    plan.tenancies.add(tenancy.id)


def _say_held_back(
    portion: EndPortion, held_back: HeldBackEnds, now: dict[int, Row[Any]], plan: Plan
) -> None:
    params = {"company": portion.company.code, "n": held_back.ends, "of": held_back.of}
    own_file = plan.file
    for end in portion.named:
        plan.file = end.file
        plan.suspect(end.line, "ends_on", Reason.END_HELD_BACK, **params)
    plan.file = own_file
    for tenancy_id in portion.absent:
        contract = now[tenancy_id].contract_number
        plan.suspect_absent("contract_number", Reason.ABSENT_HELD_BACK, contract=contract, **params)


def _of(company: KnownCompany) -> ColumnElement[bool]:
    return Tenancy.company_id == company.id


def _runs_after(day: date) -> ColumnElement[bool]:
    """Condition of contracts that do not end on or before a day."""
    return or_(Tenancy.ends_on.is_(None), Tenancy.ends_on > day)


def _as_they_are(session: Session, ids: Sequence[int]) -> dict[int, Row[Any]]:
    found: dict[int, Row[Any]] = {}
    for chunk in sets_of(ids):
        query = select(Tenancy.id, Tenancy.version, Tenancy.ends_on, Tenancy.contract_number).where(
            is_one_of(session, Tenancy.id, chunk)
        )
        found.update({row.id: row for row in session.connection().execute(query)})
    return found
