"""The record of one import of monthly values."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import update

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import ImportState
from desktop.domain.changes import ChangeKind
from desktop.domain.iban_text import mask_ibans
from desktop.domain.master_data.sheets import SheetFacts
from desktop.models.consumption import ConsumptionImport
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.consumption.view import UsageCounts
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor

_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class UsageRecord:
    """An import that runs."""

    context: ServiceContext
    actor: Actor
    import_id: int
    file: str

    @classmethod
    def begin(cls, context: ServiceContext, actor: Actor, facts: SheetFacts) -> "UsageRecord":
        """Write that an import begins, before its first row is."""
        name = mask_ibans(facts.name)[:_LONGEST_NAME]
        with context.database.write() as unit:
            row = ConsumptionImport(
                state=ImportState.RUNNING,
                file_name=name,
                sha256=facts.sha256,
                started_at=context.clock.now(),
                by_id=actor.staff_id,
            )
            unit.session.add(row)
            unit.session.flush()
            unit.changed(ChangeKind.CONSUMPTION, row.id)
            made = cls(context, actor, row.id, name)
            details = {"file": name, "sha256": facts.sha256}
            made.note(unit, AuditAction.CONSUMPTION_BEGUN, details)
        return made

    @staticmethod
    def end_broken(context: ServiceContext) -> None:
        """Say of imports that still seem to run that they were broken off; for the lease holder."""
        with context.database.write() as unit:
            broken = unit.session.scalars(
                update(ConsumptionImport)
                .where(ConsumptionImport.state == ImportState.RUNNING)
                .values(state=ImportState.STOPPED)
                .returning(ConsumptionImport.id),
                execution_options={"synchronize_session": False},
            ).all()
            for import_id in broken:
                unit.changed(ChangeKind.CONSUMPTION, import_id)

    def count(self, unit: UnitOfWork, counts: UsageCounts) -> None:
        """Write how far the import has come, with the rows that brought it there."""
        self._set(unit, **counts.as_dict())

    def finish(self, counts: UsageCounts, *, stopped: bool) -> None:
        """Write that the import is over."""
        state = ImportState.STOPPED if stopped else ImportState.DONE
        with self.context.database.write() as unit:
            self._set(unit, state=state, finished_at=self.context.clock.now(), **counts.as_dict())
            action = AuditAction.CONSUMPTION_STOPPED if stopped else AuditAction.CONSUMPTION_DONE
            self.note(unit, action, {"file": self.file, **counts.as_dict()})

    def give_up(self, counts: UsageCounts) -> None:
        """Write, if that is possible still, that the import failed in the middle."""
        try:
            self.finish(counts, stopped=True)
        except Exception:  # noqa: BLE001 - what went wrong before is what has to be told
            return

    def note(
        self, unit: UnitOfWork, action: AuditAction, details: Mapping[str, DetailValue]
    ) -> None:
        """Write a line of the audit log about the import."""
        record(
            unit,
            self.context,
            self.actor,
            action,
            ConsumptionImport.__tablename__,
            self.import_id,
            None,
            details,
        )

    def _set(self, unit: UnitOfWork, **values: object) -> None:
        unit.session.execute(
            update(ConsumptionImport).where(ConsumptionImport.id == self.import_id).values(values),
            execution_options={"synchronize_session": False},
        )
        unit.changed(ChangeKind.CONSUMPTION, self.import_id)
