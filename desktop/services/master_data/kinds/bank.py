"""Bank details: another account is another version, the one before is superseded and stays."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of
from desktop.domain.accounts import MasterDataKind
from desktop.domain.case_status import BankChangeState
from desktop.domain.iban import check_iban
from desktop.domain.kinds import VersionState
from desktop.domain.master_data.findings import Reason
from desktop.models.bank import BankChange, BankDetails
from desktop.services.erp_echo.awaited import Awaited, load_awaited
from desktop.services.master_data.echo import asked
from desktop.services.master_data.kinds.given import lacks_needed
from desktop.services.master_data.plan import Alteration, Plan, Values
from desktop.services.master_data.rows import DELETED, TypedRow
from desktop.services.master_data.surroundings import Surroundings, contract_ids, sets_of

_IN_WORK = (BankChangeState.OPEN, BankChangeState.PROPOSED, BankChangeState.CORRECTING)


class BankDetailsPlanner:
    """Plans rows of kind bank_details."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def plan(self, session: Session, rows: Sequence[TypedRow], plan: Plan) -> None:
        """Compare rows with the accounts that are in force."""
        keys = [(row.company.id, row.values["contract_number"]) for row in rows]
        contracts = contract_ids(session, self._around.planned, keys)
        tenancies = sorted(one for one in contracts.values() if one > 0)
        current = _current(session, tenancies)
        numbers = _numbers(session, tenancies)
        in_work = _in_work(session, tenancies)
        awaited = load_awaited(session)
        for row in rows:
            tenancy_id = contracts.get((row.company.id, row.values["contract_number"]))
            if tenancy_id is None:
                plan.refuse(row.line, "contract_number", Reason.UNKNOWN_CONTRACT)
                continue
            made = self._plan_one(row, tenancy_id, current.get(tenancy_id), plan, awaited)
            if made is None:
                continue
            made["number"] = numbers.get(tenancy_id, 0) + 1
            if tenancy_id in in_work:
                plan.suspect(row.line, "iban", Reason.CHANGE_IS_OPEN)

    def _plan_one(
        self,
        row: TypedRow,
        tenancy_id: int,
        current: Row[Any] | None,
        plan: Plan,
        awaited: Awaited,
    ) -> Values | None:
        """Plan what a row does; returns the new version where it makes one."""
        answer = asked(awaited, MasterDataKind.BANK_DETAILS, row, plan)
        if answer.kept:
            return None
        values = row.values
        if values.get("iban") is DELETED:
            if current is not None:
                plan.alterations.append(_superseded(current))
                plan.changed += 1
                plan.people.add(tenancy_id)
            return None
        if current is None:
            if lacks_needed(MasterDataKind.BANK_DETAILS, row, plan):
                return None
            plan.added += 1
            return self._version(row, tenancy_id, values["iban"], values["account_holder"], plan)
        iban = values.get("iban", current.iban)
        holder = values.get("account_holder")
        if iban == current.iban and holder in (None, current.account_holder):
            self._complete_bic(values, current, plan)
            return None
        if holder is None:
            # Whose the other account is, nobody has said.
            plan.refuse(row.line, "account_holder", Reason.NEEDED)
            return None
        plan.alterations.append(_superseded(current))
        plan.changed += 1
        return self._version(row, tenancy_id, iban, holder, plan)

    def _complete_bic(self, values: Values, current: Row[Any], plan: Plan) -> None:
        bic = values.get("bic")
        if isinstance(bic, str) and current.bic is None:
            plan.alterations.append(
                Alteration(
                    BankDetails, current.id, {"bic": None}, {"bic": bic}, version=current.version
                )
            )
            plan.changed += 1

    def _version(
        self, row: TypedRow, tenancy_id: int, iban: str, holder: str, plan: Plan
    ) -> Values:
        found = check_iban(iban)
        if not found.sepa:
            plan.suspect(row.line, "iban", Reason.NOT_SEPA)
        bic = row.values.get("bic", found.bic)
        if tenancy_id > 0:
            plan.people.add(tenancy_id)
        return plan.add(
            BankDetails,
            {
                "tenancy_id": tenancy_id,
                "number": 1,
                "state": VersionState.CURRENT,
                "account_holder": holder,
                "holder_address": None,
                "iban": iban,
                "bic": None if bic is DELETED else bic,
                "bank_name": (found.bank_name or "")[:160] or None,
                "valid_from": row.values.get("valid_from", self._around.today),
                "bank_change_id": None,
                "created_at": self._around.now,
                "version": 1,
            },
        )


def _superseded(current: Row[Any]) -> Alteration:
    return Alteration(
        BankDetails,
        current.id,
        {"state": VersionState.CURRENT},
        {"state": VersionState.SUPERSEDED},
        version=current.version,
    )


def _current(session: Session, tenancies: Sequence[int]) -> dict[int, Row[Any]]:
    found = {}
    for chunk in sets_of(tenancies):
        query = (
            select(
                BankDetails.id,
                BankDetails.version,
                BankDetails.tenancy_id,
                BankDetails.iban,
                BankDetails.account_holder,
                BankDetails.bic,
            )
            .where(
                is_one_of(session, BankDetails.tenancy_id, chunk),
                BankDetails.state == VersionState.CURRENT,
            )
            .order_by(BankDetails.id)
        )
        found.update({row.tenancy_id: row for row in session.connection().execute(query)})
    return found


def _numbers(session: Session, tenancies: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for chunk in sets_of(tenancies):
        query = (
            select(BankDetails.tenancy_id, func.max(BankDetails.number))
            .where(is_one_of(session, BankDetails.tenancy_id, chunk))
            .group_by(BankDetails.tenancy_id)
        )
        found.update((row[0], row[1]) for row in session.connection().execute(query))
    return found


def _in_work(session: Session, tenancies: Sequence[int]) -> set[int]:
    """Contracts for which somebody works on other bank details."""
    found: set[int] = set()
    for chunk in sets_of(tenancies):
        query = select(BankChange.tenancy_id).where(
            is_one_of(session, BankChange.tenancy_id, chunk), BankChange.state.in_(_IN_WORK)
        )
        found.update(session.scalars(query))
    return found
