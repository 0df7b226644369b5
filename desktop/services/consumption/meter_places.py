"""Which meters an import of master data moved to another flat, and where they were before."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from desktop.domain.accounts import ImportAct
from desktop.domain.berlin_time import berlin_day
from desktop.domain.consumption.meter_places import MeterMove, unit_in
from desktop.domain.months import Month
from desktop.models.master_data import ImportChange, MasterDataImport, Meter


@dataclass(frozen=True, slots=True)
class MeterPlaces:
    """Where meters were; a meter that is not among ``moves`` never was elsewhere."""

    moves: Mapping[int, tuple[MeterMove, ...]]

    @property
    def moved(self) -> frozenset[int]:
        """The meters that were elsewhere before."""
        return frozenset(self.moves)

    def unit_in(self, month: Month, meter_id: int, unit_today: int) -> int | None:
        """Return the flat of which a meter's value of a month tells; None where it is not one."""
        return unit_in(month, unit_today, self.moves.get(meter_id, ()))

    def once_in(self, unit_id: int) -> frozenset[int]:
        """Return the moved meters that were in a flat at some time."""
        return frozenset(
            meter_id
            for meter_id, moves in self.moves.items()
            if any(unit_id in {one.former_unit, one.new_unit} for one in moves)
        )


def load_places(session: Session, company_ids: Collection[int] | None) -> MeterPlaces:
    """Return where the meters of companies (None: of all) were."""
    query = (
        select(
            ImportChange.first_id,
            ImportChange.former,
            ImportChange.new,
            MasterDataImport.started_at,
            MasterDataImport.taken_back_at,
        )
        .join(MasterDataImport, MasterDataImport.id == ImportChange.import_id)
        .where(
            ImportChange.entity == Meter.__tablename__,
            ImportChange.act == ImportAct.CHANGED,
            # A file may change something else of every meter there is.
            cast(ImportChange.new, Text).contains('"unit_id"'),
        )
        .order_by(ImportChange.id)
    )
    if company_ids is not None:
        query = query.join(Meter, Meter.id == ImportChange.first_id).where(
            Meter.company_id.in_(company_ids)
        )
    found: defaultdict[int, list[MeterMove]] = defaultdict(list)
    for meter_id, former, new, started_at, taken_back_at in session.execute(query).tuples():
        if former and new and "unit_id" in former and "unit_id" in new:
            found[meter_id].append(
                MeterMove(
                    day=berlin_day(started_at),
                    former_unit=former["unit_id"],
                    new_unit=new["unit_id"],
                    taken_back=taken_back_at is not None,
                )
            )
    return MeterPlaces({meter_id: tuple(moves) for meter_id, moves in found.items()})
