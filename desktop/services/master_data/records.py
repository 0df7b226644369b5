"""The record of one import: what its file was, how far it came, what it did."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import update

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import ImportState, MasterDataKind
from desktop.domain.changes import ChangeKind
from desktop.domain.iban_text import mask_ibans
from desktop.domain.master_data.sheets import SheetFacts
from desktop.models.master_data import MasterDataImport
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.context import ServiceContext
from desktop.services.master_data.plan import Plan
from desktop.services.master_data.view import ImportCounts
from desktop.services.master_data.writing import write_plan
from desktop.services.staff.access import Actor

_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An import that runs."""

    context: ServiceContext
    actor: Actor
    import_id: int
    file: str

    @classmethod
    def begin(
        cls, context: ServiceContext, actor: Actor, kind: MasterDataKind, facts: SheetFacts
    ) -> "ImportRecord":
        """Write that an import begins, before its first row is."""
        # A name of a file may say anything, and it is shown and kept for years.
        name = mask_ibans(facts.name)[:_LONGEST_NAME]
        with context.database.write() as unit:
            row = MasterDataImport(
                kind=kind,
                state=ImportState.RUNNING,
                file_name=name,
                sha256=facts.sha256,
                started_at=context.clock.now(),
                by_id=actor.staff_id,
            )
            unit.session.add(row)
            unit.session.flush()
            unit.changed(ChangeKind.MASTER_DATA, row.id)
            made = cls(context, actor, row.id, name)
            made._record(
                unit,
                AuditAction.MASTER_DATA_BEGUN,
                {"file": name, "sha256": facts.sha256, "kind": kind.value},
            )
        return made

    @staticmethod
    def end_broken(context: ServiceContext) -> None:
        """Say of imports that still seem to run that they were broken off.

        To be called by who holds the lease: a program that died cannot say so itself.
        """
        with context.database.write() as unit:
            broken = unit.session.scalars(
                update(MasterDataImport)
                .where(MasterDataImport.state == ImportState.RUNNING)
                .values(state=ImportState.STOPPED)
                .returning(MasterDataImport.id),
                execution_options={"synchronize_session": False},
            ).all()
            for import_id in broken:
                unit.changed(ChangeKind.MASTER_DATA, import_id)

    def write(self, unit: UnitOfWork, plan: Plan) -> None:
        """Write what some rows do."""
        write_plan(unit, self.context, self.actor, self.import_id, plan)

    def count(self, unit: UnitOfWork, counts: ImportCounts) -> None:
        """Write how far the import has come, with the rows that brought it there."""
        self._set(unit, **counts.as_dict())

    def finish(self, counts: ImportCounts, *, stopped: bool) -> None:
        """Write that the import is over."""
        state = ImportState.STOPPED if stopped else ImportState.DONE
        with self.context.database.write() as unit:
            self._set(unit, state=state, finished_at=self.context.clock.now(), **counts.as_dict())
            action = AuditAction.MASTER_DATA_STOPPED if stopped else AuditAction.MASTER_DATA_DONE
            self._record(unit, action, {"file": self.file, **counts.as_dict()})

    def give_up(self, counts: ImportCounts) -> None:
        """Write, if that is possible still, that the import failed in the middle."""
        try:
            self.finish(counts, stopped=True)
        except Exception:  # noqa: BLE001 - what went wrong before is what has to be told
            return

    def _set(self, unit: UnitOfWork, **values: object) -> None:
        unit.session.execute(
            update(MasterDataImport).where(MasterDataImport.id == self.import_id).values(values),
            execution_options={"synchronize_session": False},
        )
        unit.changed(ChangeKind.MASTER_DATA, self.import_id)

    def _record(
        self, unit: UnitOfWork, action: AuditAction, details: Mapping[str, DetailValue]
    ) -> None:
        record(
            unit,
            self.context,
            self.actor,
            action,
            MasterDataImport.__tablename__,
            self.import_id,
            None,
            details,
        )
