"""Takes a whole import back: what it added goes, what it changed is as it was before.

What has been used since (a case, an account, a contract over the unit) or was changed since stays
as it is and is listed. Versions of bank details and mandates are not removed but withdrawn. It goes
in portions, and who is interrupted begins again: what is back already is found so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import Date, Row, delete, select, update
from sqlalchemy.orm import Session
from sqlalchemy.types import Numeric

from desktop.database import word_index
from desktop.database.statements import is_one_of
from desktop.database.unit_of_work import UnitOfWork
from desktop.database.word_index import WordIndex
from desktop.domain.accounts import ContactState, ImportAct, ImportState
from desktop.domain.changes import ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import VersionState
from desktop.domain.mandate import MandateStatus
from desktop.models.bank import BankDetails, Mandate
from desktop.models.base import Base, EnumText, UtcDateTime
from desktop.models.company import Company
from desktop.models.contact import ContactDataChange
from desktop.models.master_data import (
    ImportChange,
    MasterDataImport,
    Meter,
    ResponsibleContact,
)
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import Property, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.accounts.contract_event import (
    queue_contracts_updated,
    tenancies_of_property,
)
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.leases import lease
from desktop.services.master_data.importing import LEASE
from desktop.services.master_data.records import ImportRecord
from desktop.services.master_data.references import (
    columns_of,
    drop_withdrawn,
    plain_table,
    used_rows,
)
from desktop.services.master_data.view import StayingRow, TakenBack
from desktop.services.registration.imported import take_code_back
from desktop.services.staff.access import Actor, Permission, require

IN_USE = "in_use"
CHANGED_SINCE = "changed_since"
MOST_STAYING = 500
"""So many of the rows that stay are named."""
_PORTION = 1_000
_NAMES: Mapping[type[Base], str] = {
    Property: "number",
    Unit: "number",
    Tenancy: "contract_number",
    Tenant: "surname",
    Mandate: "reference",
    Meter: "meter_number",
    ResponsibleContact: "role",
}
_OTHERS: tuple[type[Base], ...] = (
    BankDetails,
    ContactDataChange,
    TenancyParty,
    RegistrationCode,
)
_TABLES: Mapping[str, type[Base]] = {table.__tablename__: table for table in (*_NAMES, *_OTHERS)}
_REMOVED: tuple[type[Base], ...] = (ResponsibleContact, Meter, Tenant, Tenancy, Unit, Property)
"""Tables whose rows go again, those first that refer to others."""


def take_import_back(
    context: ServiceContext,
    actor: Actor,
    import_id: int,
    reason: str,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[int], None] = lambda _done: None,
) -> TakenBack:
    """Take one import back; ``on_progress`` hears how many rows are done.

    Raises:
        UserError: ``access.denied``, ``master_data.no_import``, ``master_data.taken_back_already``,
            ``master_data.reason_missing``, ``master_data.take_back_stopped`` (what is back stays
            back), ``lease.taken``.
    """
    require(actor, Permission.ADMINISTER)
    if not reason.strip():
        raise UserError("master_data.reason_missing")
    with lease(context, LEASE) as held:
        ImportRecord.end_broken(context)
        _check(context, actor, import_id)
        work = _TakingBack(context, actor, import_id)
        for portion in work.portions():
            if is_cancelled():
                raise UserError("master_data.take_back_stopped")
            with context.database.write() as unit:
                portion(unit)
                work.tell(unit)
            held.renew()
            on_progress(work.removed + work.restored)
        return work.finish(reason.strip())


def _check(context: ServiceContext, actor: Actor, import_id: int) -> None:
    with context.database.read() as session:
        row = session.get(MasterDataImport, import_id)
        if row is None:
            raise UserError("master_data.no_import")
        if row.state is ImportState.TAKEN_BACK:
            raise UserError("master_data.taken_back_already")
        every_company = set(session.scalars(select(Company.id)))
        reach = actor.company_ids
        if reach is not None and not every_company <= reach and row.by_id != actor.staff_id:
            raise UserError("access.denied")


_Step = Callable[[UnitOfWork], None]


@dataclass(slots=True)
class _TakingBack:
    context: ServiceContext
    actor: Actor
    import_id: int
    removed: int = 0
    restored: int = 0
    staying: list[StayingRow] = field(default_factory=list)
    more_staying: int = 0
    _told: set[int] = field(default_factory=set)
    _houses: set[int] = field(default_factory=set)
    _untouched_tenants: set[int] = field(default_factory=set)

    def portions(self) -> Iterator[_Step]:
        """Yield what is to be done, portion by portion."""
        for ids in self._added(RegistrationCode):
            yield partial(self._end_codes, ids)
        for ids in self._added(BankDetails):
            yield partial(self._withdraw_accounts, ids)
        for ids in self._added(Mandate):
            yield partial(self._withdraw_mandates, ids)
        for changes in self._changed():
            yield partial(self._restore, changes)
        for ids in self._added(ContactDataChange):
            yield partial(self._undo_contacts, ids)
        for table in _REMOVED:
            for ids in self._added(table):
                yield partial(self._remove, table, ids)

    def _added(self, table: type[Base]) -> Iterator[list[int]]:
        """The rows of a table that the import made, the last ones first."""
        with self.context.database.read() as session:
            ranges = session.execute(
                select(ImportChange.first_id, ImportChange.last_id)
                .where(
                    ImportChange.import_id == self.import_id,
                    ImportChange.act == ImportAct.ADDED,
                    ImportChange.entity == table.__tablename__,
                )
                .order_by(ImportChange.id.desc())
            ).all()
        waiting: list[int] = []
        for first, last in ranges:
            for one in range(last, first - 1, -1):
                waiting.append(one)
                if len(waiting) == _PORTION:
                    yield waiting
                    waiting = []
        if waiting:
            yield waiting

    def _changed(self) -> Iterator[list[ImportChange]]:
        before: int | None = None
        while True:
            query = select(ImportChange).where(
                ImportChange.import_id == self.import_id, ImportChange.act != ImportAct.ADDED
            )
            if before is not None:
                query = query.where(ImportChange.id < before)
            with self.context.database.read() as session:
                found = list(
                    session.scalars(query.order_by(ImportChange.id.desc()).limit(_PORTION))
                )
            if not found:
                return
            yield found
            before = found[-1].id

    def _stays(self, entity: str, name: str, reason: str) -> None:
        if len(self.staying) < MOST_STAYING:
            self.staying.append(StayingRow(entity, name, reason))
        else:
            self.more_staying += 1

    def _end_codes(self, ids: Sequence[int], unit: UnitOfWork) -> None:
        for code_id in ids:
            if take_code_back(unit, self.context, self.actor, code_id):
                self.removed += 1
            else:
                self._stays(RegistrationCode.__tablename__, "", IN_USE)

    def _withdraw_accounts(self, ids: Sequence[int], unit: UnitOfWork) -> None:
        for version in unit.session.scalars(
            select(BankDetails).where(is_one_of(unit.session, BankDetails.id, ids))
        ):
            if version.state is VersionState.CURRENT:
                version.state = VersionState.WITHDRAWN
                self.removed += 1
                self._told.add(version.tenancy_id)
            elif version.state is not VersionState.WITHDRAWN:
                name = unit.session.get_one(Tenancy, version.tenancy_id).contract_number
                self._stays(BankDetails.__tablename__, name, CHANGED_SINCE)
        unit.session.flush()

    def _withdraw_mandates(self, ids: Sequence[int], unit: UnitOfWork) -> None:
        for mandate in unit.session.scalars(
            select(Mandate).where(is_one_of(unit.session, Mandate.id, ids))
        ):
            if mandate.state is MandateStatus.WITHDRAWN:
                continue
            if mandate.version != 1:
                self._stays(Mandate.__tablename__, mandate.reference, CHANGED_SINCE)
                continue
            mandate.state = MandateStatus.WITHDRAWN
            self.removed += 1
            self._told.add(mandate.tenancy_id)
        unit.session.flush()

    def _undo_contacts(self, ids: Sequence[int], unit: UnitOfWork) -> None:
        for change in unit.session.scalars(
            select(ContactDataChange).where(is_one_of(unit.session, ContactDataChange.id, ids))
        ):
            if change.tenant_id not in self._untouched_tenants:
                change.state = ContactState.UNDONE

    def _restore(self, changes: Sequence[ImportChange], unit: UnitOfWork) -> None:
        for change in changes:
            self._restore_one(unit.session, change)

    def _restore_one(self, session: Session, change: ImportChange) -> None:
        table = _TABLES[change.entity]
        columns = columns_of(table)
        former, new = change.former or {}, change.new or {}
        names = [name for name in former if name in new and name in columns]
        where = [columns[_key_column(table)] == change.first_id]
        if table is TenancyParty:
            where.append(columns["party_number"] == former["party_number"])
        row = session.connection().execute(select(*columns.values()).where(*where)).one_or_none()
        if row is None:
            return
        values = {}
        for name in names:
            before, after = (_read(columns[name].type, one[name]) for one in (former, new))
            now = getattr(row, name)
            if now == after and after != before:
                values[name] = before
            elif now != before:
                self._stays(change.entity, _name_of(session, table, row), CHANGED_SINCE)
                if table is Tenant:
                    self._untouched_tenants.add(row.id)
        if table is BankDetails and "state" in values and _has_current(session, row.tenancy_id):
            del values["state"]
        if not values:
            return
        if "version" in columns:
            values["version"] = row.version + 1
        session.connection().execute(update(plain_table(table)).where(*where).values(values))
        self.restored += 1
        self._concerns(table, row)

    def _concerns(self, table: type[Base], row: Row[Any]) -> None:
        """Note whom a restored row concerns."""
        if table is Tenancy:
            self._told.add(row.id)
        elif table is Property:
            self._houses.add(row.id)
        elif table in (Unit, ResponsibleContact):
            self._houses.add(row.property_id)
        elif table in (BankDetails, Mandate, TenancyParty):
            self._told.add(row.tenancy_id)

    def _remove(self, table: type[Base], ids: Sequence[int], unit: UnitOfWork) -> None:
        session = unit.session
        columns = columns_of(table)
        name = columns[_NAMES[table]]
        there = {
            row[0]: row[1]
            for row in session.connection().execute(
                select(columns["id"], name).where(columns["id"].in_(ids))
            )
        }
        if table is Tenancy:
            drop_withdrawn(session, list(there))
        used = used_rows(session, table, list(there))
        gone = sorted(there.keys() - used)
        for one in sorted(used):
            self._stays(table.__tablename__, str(there[one]), IN_USE)
        if table is ResponsibleContact:
            self._houses.update(
                session.scalars(
                    select(ResponsibleContact.property_id).where(ResponsibleContact.id.in_(gone))
                )
            )
        if table is Tenant:
            session.execute(
                delete(TenancyParty).where(TenancyParty.tenant_id.in_(gone)),
                execution_options={"synchronize_session": False},
            )
        session.connection().execute(delete(plain_table(table)).where(columns["id"].in_(gone)))
        if table is Tenancy:
            word_index.remove(session, WordIndex.TENANCIES, gone)
            unit.changed(ChangeKind.TENANCY)
        self.removed += len(gone)

    def tell(self, unit: UnitOfWork) -> None:
        """Let portal and screens know of what a portion changed."""
        told = self._told | set(tenancies_of_property(unit.session, sorted(self._houses)))
        if told:
            queue_contracts_updated(unit, self.context, sorted(told))
            unit.changed(ChangeKind.TENANCY)
        unit.changed(ChangeKind.MASTER_DATA, self.import_id)
        self._told.clear()
        self._houses.clear()

    def finish(self, reason: str) -> TakenBack:
        """Write that the import is taken back, unless all of it stays: later it may be possible."""
        result = TakenBack(
            self.import_id, self.removed, self.restored, tuple(self.staying), self.more_staying
        )
        if result.did_nothing:
            return result
        with self.context.database.write() as unit:
            row = unit.session.get_one(MasterDataImport, self.import_id)
            row.state = ImportState.TAKEN_BACK
            row.taken_back_at = self.context.clock.now()
            row.taken_back_by_id = self.actor.staff_id
            row.take_back_reason = reason
            unit.changed(ChangeKind.MASTER_DATA, self.import_id)
            record(
                unit,
                self.context,
                self.actor,
                AuditAction.MASTER_DATA_TAKEN_BACK,
                MasterDataImport.__tablename__,
                self.import_id,
                None,
                {
                    "removed": self.removed,
                    "restored": self.restored,
                    "staying": len(self.staying) + self.more_staying,
                },
            )
        return result


def _key_column(table: type[Base]) -> str:
    return "tenancy_id" if table is TenancyParty else "id"


def _name_of(session: Session, table: type[Base], row: Row[Any]) -> str:
    if table in (BankDetails, TenancyParty):
        number = session.scalar(select(Tenancy.contract_number).where(Tenancy.id == row.tenancy_id))
        return number or ""
    return str(getattr(row, _NAMES[table]))


def _read(kind: object, value: Any) -> object:  # noqa: ANN401 - JSON, as ``writing.as_json`` left it
    """Return a kept value as the column has it."""
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Numeric):
        return Decimal(value)
    return kind.enum_class(value) if isinstance(kind, EnumText) else value


def _has_current(session: Session, tenancy_id: int) -> bool:
    query = select(BankDetails.id).where(
        BankDetails.tenancy_id == tenancy_id, BankDetails.state == VersionState.CURRENT
    )
    return session.scalar(query.limit(1)) is not None
