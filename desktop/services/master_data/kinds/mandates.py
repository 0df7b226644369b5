"""SEPA mandates of the ERP: the latest version of a reference gets what the ERP knows of it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of
from desktop.domain.accounts import MasterDataKind
from desktop.domain.creditor_id import normalise_creditor_id
from desktop.domain.kinds import VersionState
from desktop.domain.mandate import MandateStatus, reference_key
from desktop.domain.master_data.findings import Reason
from desktop.models.bank import BankDetails, Mandate
from desktop.models.tenancy import Tenancy
from desktop.services.erp_echo.awaited import Awaited, load_awaited
from desktop.services.master_data.echo import asked
from desktop.services.master_data.kinds.given import given_values, lacks_needed
from desktop.services.master_data.plan import Alteration, Plan, Values, differing
from desktop.services.master_data.rows import TypedRow
from desktop.services.master_data.surroundings import (
    Surroundings,
    by_company,
    contract_ids,
    sets_of,
)

_NAMES = {
    "signed_on": "signed_on",
    "last_collection_on": "last_collection_on",
    "status": "state",
}
_EMPTY: Values = {"signed_on": None, "last_collection_on": None}
_Account = tuple[str, str]


class MandatesPlanner:
    """Plans rows of kind mandates."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def plan(self, session: Session, rows: Sequence[TypedRow], plan: Plan) -> None:
        """Compare rows with the mandates that are there."""
        keys = [
            (row.company.id, row.values["contract_number"])
            for row in rows
            if "contract_number" in row.values
        ]
        contracts = contract_ids(session, self._around.planned, keys)
        known = self._known(session, rows)
        accounts = _accounts(session, [one for one in contracts.values() if one > 0])
        awaited = load_awaited(session)
        for row in rows:
            number = row.values.get("contract_number")
            tenancy_id = None
            if number is not None:
                tenancy_id = contracts.get((row.company.id, number))
                if tenancy_id is None:
                    plan.refuse(row.line, "contract_number", Reason.UNKNOWN_CONTRACT)
                    continue
            creditor_id = row.values.get("creditor_id") or normalise_creditor_id(
                row.company.creditor_id
            )
            key = (row.company.id, reference_key(row.values["reference"]), creditor_id)
            mandate = known.get(key)
            if mandate is not None:
                self._compare(row, mandate, tenancy_id, plan, awaited)
            elif not lacks_needed(MasterDataKind.MANDATES, row, plan):
                assert tenancy_id is not None
                account = accounts.get(tenancy_id, ("", ""))
                self._add(row, tenancy_id, creditor_id, account, plan)

    def _known(
        self, session: Session, rows: Sequence[TypedRow]
    ) -> dict[tuple[int, str, str], Row[Any]]:
        """The latest version of each mandate by company, reference and creditor identifier."""
        found = {}
        wanted = by_company(
            (row.company.id, reference_key(row.values["reference"])) for row in rows
        )
        for company_id, keys in wanted.items():
            for chunk in sets_of(keys):
                query = (
                    select(
                        Mandate.id,
                        Mandate.version,
                        Mandate.tenancy_id,
                        Mandate.reference_key,
                        Mandate.creditor_id,
                        Mandate.state,
                        Mandate.signed_on,
                        Mandate.last_collection_on,
                        Mandate.revoked_on,
                        Tenancy.contract_number,
                    )
                    .join(Tenancy, Tenancy.id == Mandate.tenancy_id)
                    .where(
                        Tenancy.company_id == company_id,
                        is_one_of(session, Mandate.reference_key, chunk),
                        Mandate.state != MandateStatus.WITHDRAWN,
                    )
                    .order_by(Mandate.id)
                )
                for one in session.connection().execute(query):
                    creditor_id = normalise_creditor_id(one.creditor_id)
                    found[company_id, one.reference_key, creditor_id] = one
        return found

    def _compare(
        self,
        row: TypedRow,
        mandate: Row[Any],
        tenancy_id: int | None,
        plan: Plan,
        awaited: Awaited,
    ) -> None:
        if tenancy_id is not None and tenancy_id != mandate.tenancy_id:
            plan.refuse(row.line, "contract_number", Reason.OTHER_CONTRACT)
            return
        answer = asked(
            awaited,
            MasterDataKind.MANDATES,
            row,
            plan,
            contract_number=mandate.contract_number,
        )
        given = given_values(row, _NAMES, _EMPTY)
        for name in answer.kept:
            given.pop(_NAMES.get(name, name), None)
        status = given.get("state")
        if status is not None and _is_same_status(mandate.state, status):
            del given["state"]
        elif status is not None and status.usable and not mandate.state.usable:
            # Revoked or superseded here: no file brings a mandate back to life by itself.
            del given["state"]
            plan.suspect(row.line, "status", Reason.MANDATE_REVIVED)
        former, new = differing(mandate, given.items())
        if new.get("state") is MandateStatus.REVOKED and mandate.revoked_on is None:
            former["revoked_on"], new["revoked_on"] = None, self._around.today
        if new:
            plan.alterations.append(
                Alteration(Mandate, mandate.id, former, new, version=mandate.version)
            )
            plan.changed += 1
            plan.people.add(mandate.tenancy_id)

    def _add(
        self, row: TypedRow, tenancy_id: int, creditor_id: str, account: _Account, plan: Plan
    ) -> None:
        holder, iban = account
        given = {**_EMPTY, **given_values(row, _NAMES, _EMPTY)}
        revoked = given["state"] is MandateStatus.REVOKED
        plan.add(
            Mandate,
            {
                **given,
                "tenancy_id": tenancy_id,
                "reference": row.values["reference"],
                "reference_key": reference_key(row.values["reference"]),
                "creditor_id": creditor_id,
                "number": 1,
                "account_holder": holder,
                "iban": iban,
                "revoked_on": self._around.today if revoked else None,
                "text_version": "",
                "proof": None,
                "valid_from": given["signed_on"] or self._around.today,
                "bank_change_id": None,
                "created_at": self._around.now,
                "version": 1,
            },
        )
        plan.added += 1
        if tenancy_id > 0:
            plan.people.add(tenancy_id)


def _is_same_status(ours: MandateStatus, theirs: MandateStatus) -> bool:
    """An amendment is ours to know of: for the ERP the mandate is in use."""
    return ours is theirs or (
        ours is MandateStatus.AMENDED and theirs in (MandateStatus.ACTIVE, MandateStatus.NEW)
    )


def _accounts(session: Session, tenancies: Sequence[int]) -> dict[int, _Account]:
    """Holder and IBAN of the account in force, which a new mandate is for."""
    found: defaultdict[int, _Account] = defaultdict(lambda: ("", ""))
    for chunk in sets_of(sorted(tenancies)):
        query = select(BankDetails.tenancy_id, BankDetails.account_holder, BankDetails.iban).where(
            is_one_of(session, BankDetails.tenancy_id, chunk),
            BankDetails.state == VersionState.CURRENT,
        )
        found.update(
            {
                tenancy_id: (holder, iban)
                for tenancy_id, holder, iban in session.connection().execute(query)
            }
        )
    return dict(found)
