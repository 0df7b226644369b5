"""Codes of an older portal. A clear code is hashed before the transaction and known no longer."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of
from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import ImportAct
from desktop.domain.code_states import CodeState
from desktop.domain.master_data.findings import Reason, RowFinding, Weight
from desktop.domain.typed_code import bare_symbols
from desktop.models.master_data import ImportChange
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import TenancyParty
from desktop.services.context import ServiceContext
from desktop.services.master_data.plan import Plan
from desktop.services.master_data.rows import DELETED, FindingSink, TypedRow
from desktop.services.master_data.surroundings import Surroundings, contract_ids, sets_of
from desktop.services.registration.imported import (
    ImportedCode,
    ImportedHash,
    ImportVerdict,
    hash_imported,
    import_code,
    look_at_imported,
)
from desktop.services.staff.access import Actor

_STORED = "stored"


class CodesPlanner:
    """Plans rows of kind codes; what becomes of each is the business of the registration."""

    def __init__(self, around: Surroundings, context: ServiceContext, actor: Actor) -> None:
        self._around = around
        self._context = context
        self._actor = actor

    def prepare(self, rows: Sequence[TypedRow], file: str, tell: FindingSink) -> list[TypedRow]:
        """Return the rows whose code can be kept, hashed, on all processors.

        A dry run hashes nothing and makes no key: it would be the first thing that it left.
        """
        known = set() if self._around.dry_run else self._known_lookups(rows)
        with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="codes") as threads:
            made = list(threads.map(partial(self._hash, known), rows))
        good = []
        for row, stored in zip(rows, made, strict=True):
            if isinstance(stored, Reason):
                tell(RowFinding(file, row.line, "code", stored, Weight.BAD))
            else:
                row.values[_STORED] = stored
                good.append(row)
        return good

    def _known_lookups(self, rows: Sequence[TypedRow]) -> set[str]:
        """Codes that are here already need not be hashed once more."""
        codes = [row.values["code"] for row in rows if "code" in row.values]
        lookups = [self._context.codes.lookup(bare_symbols(code)) for code in codes]
        found: set[str] = set()
        with self._context.database.read() as session:
            for chunk in sets_of(lookups):
                query = select(RegistrationCode.lookup).where(RegistrationCode.lookup.in_(chunk))
                found.update(one for one in session.scalars(query) if one is not None)
        return found

    def _hash(self, known: set[str], row: TypedRow) -> ImportedHash | Reason:
        clear, phc = row.values.pop("code", None), row.values.pop("code_hash", None)
        if clear is None and phc is None:
            return Reason.NEEDED
        if clear is not None and not self._around.dry_run:
            lookup = self._context.codes.lookup(bare_symbols(clear))
            if lookup in known:
                return ImportedHash("", lookup)
        try:
            look = look_at_imported if self._around.dry_run else hash_imported
            return look(self._context, clear=clear, phc=phc)
        except ValueError:
            return Reason.CODE_REFUSED

    def plan(self, session: Session, rows: Sequence[TypedRow], plan: Plan) -> None:
        """Find the parties; a dry run only looks whether the codes are there already."""
        keys = [(row.company.id, row.values["contract_number"]) for row in rows]
        contracts = contract_ids(session, self._around.planned, keys)
        people = _people(session, [one for one in contracts.values() if one > 0])
        known = self._known(session, rows) if self._around.dry_run else set()
        for row in rows:
            tenancy_id = contracts.get((row.company.id, row.values["contract_number"]))
            if tenancy_id is None:
                plan.refuse(row.line, "contract_number", Reason.UNKNOWN_CONTRACT)
                continue
            party = (tenancy_id, row.values["party_number"])
            tenant_id = people.get(party)
            if tenant_id is None and party not in self._around.planned.parties:
                plan.refuse(row.line, "party_number", Reason.UNKNOWN_PARTY)
            elif tenant_id is None or self._around.dry_run:
                stored: ImportedHash = row.values[_STORED]
                plan.added += not {stored.lookup, stored.hash} & known
            else:
                code = self._code(row, tenancy_id, tenant_id)
                plan.acts.append(partial(self._import, code, row.line))

    def _code(self, row: TypedRow, tenancy_id: int, tenant_id: int) -> ImportedCode:
        expires_on = row.values.get("expires_on")
        return ImportedCode(
            company_id=row.company.id,
            tenancy_id=tenancy_id,
            tenant_id=tenant_id,
            issued_on=row.values["issued_on"],
            state=row.values.get("state", CodeState.POSTED),
            expires_on=None if expires_on is DELETED else expires_on,
            stored=row.values[_STORED],
        )

    def _import(
        self, code: ImportedCode, line: int, plan: Plan, unit: UnitOfWork, import_id: int
    ) -> None:
        result = import_code(unit, self._context, self._actor, code)
        if result.verdict is ImportVerdict.SUSPICIOUS:
            plan.suspect(line, "code", Reason.CODE_DOUBTFUL)
        elif result.verdict is ImportVerdict.CHANGED:
            plan.changed += 1
        elif result.verdict is ImportVerdict.ADDED:
            plan.added += 1
            unit.session.execute(
                insert(ImportChange).values(
                    import_id=import_id,
                    act=ImportAct.ADDED,
                    entity=RegistrationCode.__tablename__,
                    first_id=result.code_id,
                    last_id=result.code_id,
                )
            )

    def _known(self, session: Session, rows: Sequence[TypedRow]) -> set[str | None]:
        found: set[str | None] = set()
        stored: list[ImportedHash] = [row.values[_STORED] for row in rows]
        for column, values in (
            (RegistrationCode.lookup, [one.lookup for one in stored if one.lookup]),
            (RegistrationCode.hash, [one.hash for one in stored if one.hash and not one.lookup]),
        ):
            for chunk in sets_of(values):
                query = select(column).where(column.in_(chunk))
                found.update(session.connection().execute(query).scalars())
        return found


def _people(session: Session, tenancies: Sequence[int]) -> dict[tuple[int, int], int]:
    found = {}
    for chunk in sets_of(tenancies):
        query = select(
            TenancyParty.tenancy_id, TenancyParty.party_number, TenancyParty.tenant_id
        ).where(is_one_of(session, TenancyParty.tenancy_id, chunk))
        for tenancy_id, number, tenant_id in session.connection().execute(query):
            found[tenancy_id, number] = tenant_id
    return found
