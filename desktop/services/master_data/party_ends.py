"""Parties that leave: their contract is in a file of parties, and they are not in it any more.

As with contracts, nobody leaves where more than ``MOST_PER_CENT`` of a company's parties would.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of
from desktop.domain.accounts import ImportAct, MasterDataKind
from desktop.domain.master_data.findings import Reason
from desktop.models.tenancy import Tenancy, TenancyParty
from desktop.services.master_data.ends import MOST_PER_CENT, Fill
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

_CHUNK = 2_000


@dataclass(slots=True)
class _OfCompany:
    """``present`` is how many parties it had before the run; ``seen`` are numbers by contract."""

    company: KnownCompany
    present: int
    seen: dict[int, set[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeavingPortion:
    """Some parties of one company that leave, or are held back, at once."""

    company: KnownCompany
    leaving: tuple[Row[Any], ...]
    held_back: HeldBackEnds | None = None


@dataclass(slots=True)
class PartyEnds:
    """Collects who is not in the files any more."""

    around: Surroundings
    confirmed: bool = False
    held_back: list[HeldBackEnds] = field(default_factory=list)
    _companies: dict[int, _OfCompany] = field(default_factory=dict)
    _unsure: set[int | None] = field(default_factory=set)

    def meet(self, session: Session, rows: Iterable[TypedRow]) -> None:
        """Count the parties of the companies of some rows, before anything of them is written."""
        for company in {row.company.id: row.company for row in rows}.values():
            if company.id not in self._companies:
                count = (
                    select(func.count())
                    .select_from(TenancyParty)
                    .join(Tenancy, Tenancy.id == TenancyParty.tenancy_id)
                    .where(Tenancy.company_id == company.id, TenancyParty.until.is_(None))
                )
                self._companies[company.id] = _OfCompany(company, session.scalar(count) or 0)

    def saw(self, company: KnownCompany, tenancy_id: int, number: int) -> None:
        """A row speaks of a party."""
        self._companies[company.id].seen.setdefault(tenancy_id, set()).add(number)

    def saw_badly(self, session: Session, rows: Sequence[TypedRow]) -> None:
        """Bad rows speak of parties too; without their number, of any of the contract."""
        self.meet(session, rows)
        keys = [(row.company.id, row.values.get("contract_number", "")) for row in rows]
        found = contract_ids(session, Planned(), keys)
        for row, key in zip(rows, keys, strict=True):
            if key in found and "party_number" in row.values:
                self.saw(row.company, found[key], row.values["party_number"])

    def is_unsure(self, companies: set[int | None]) -> None:
        """Rows could not be told apart: of these companies (None: of all) nobody leaves."""
        self._unsure |= companies

    def judge(self, session: Session) -> list[Fill]:
        """Look for who is absent once all is read."""
        portions: list[Fill] = []
        for company in self._companies.values():
            if not self._unsure & {None, company.company.id}:
                absent = list(self._absent(session, company))
                portions += [partial(self._fill, one) for one in self._judge_one(company, absent)]
        return portions

    def _judge_one(
        self, company: _OfCompany, absent: Sequence[Row[Any]]
    ) -> Iterator[LeavingPortion]:
        held_back = None
        if len(absent) * 100 > MOST_PER_CENT * company.present and not self.confirmed:
            leaving = len(absent)
            held_back = HeldBackEnds(
                MasterDataKind.PARTIES, company.company.code, leaving, company.present, leaving
            )
            self.held_back.append(held_back)
        for start in range(0, len(absent), _CHUNK):
            chunk = tuple(absent[start : start + _CHUNK])
            yield LeavingPortion(company.company, chunk, held_back)

    def _absent(self, session: Session, company: _OfCompany) -> Iterator[Row[Any]]:
        for chunk in sets_of(sorted(one for one in company.seen if one > 0)):
            query = (
                select(
                    TenancyParty.tenancy_id,
                    TenancyParty.party_number,
                    TenancyParty.until,
                    Tenancy.contract_number,
                )
                .join(Tenancy, Tenancy.id == TenancyParty.tenancy_id)
                .where(
                    is_one_of(session, TenancyParty.tenancy_id, chunk), TenancyParty.until.is_(None)
                )
                .order_by(TenancyParty.tenancy_id, TenancyParty.party_number)
            )
            for party in session.connection().execute(query):
                if party.party_number not in company.seen[party.tenancy_id]:
                    yield party

    def _fill(self, portion: LeavingPortion, session: Session, plan: Plan) -> None:
        """Plan who leaves, or say that it is held back."""
        del session
        held_back = portion.held_back
        for party in portion.leaving:
            if held_back is not None:
                plan.suspect_absent(
                    "party_number",
                    Reason.PARTY_HELD_BACK,
                    contract=party.contract_number,
                    number=party.party_number,
                    company=portion.company.code,
                    n=held_back.ends,
                    of=held_back.of,
                )
                continue
            plan.alterations.append(party_until(party, self.around.today, act=ImportAct.ENDED))
            plan.ended += 1
            plan.people.add(party.tenancy_id)


def party_until(
    party: Row[Any], until: date | None, *, act: ImportAct = ImportAct.CHANGED
) -> Alteration:
    """Return that a party leaves a contract on a day, or (None) is in it again."""
    return Alteration(
        TenancyParty,
        party.tenancy_id,
        {"until": party.until},
        {"until": until},
        act=act,
        key={"tenancy_id": party.tenancy_id, "party_number": party.party_number},
    )
