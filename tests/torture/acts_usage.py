"""Monthly values are taken in and told: what is killed has whole portions, nobody is told twice.

The file has more rows than go in one transaction. After the restart the same file is taken in
again and the month is published again: what is in counts nothing, what was told is told no more.
"""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import func, select

from desktop.domain.accounts import ImportState, MeterKind
from desktop.domain.documents import ReadingState
from desktop.domain.errors import UserError
from desktop.domain.months import Month
from desktop.models.company import Company
from desktop.models.consumption import ConsumptionImport, ConsumptionNotice, ConsumptionReading
from desktop.models.exchange import Delivery
from desktop.models.master_data import Meter
from desktop.models.tenancy import Tenancy
from desktop.services.consumption.use_cases import publish_month
from desktop.services.context import ServiceContext
from tests.support.usage import usage_file
from tests.torture.acts_release import person
from tests.torture.desk import Desk
from tests.torture.findings import Finding, Recovered, doubled, half, lost
from tests.torture.world import World

METERS = 34
MONTHS = tuple(Month(2024, 1).plus(number) for number in range(30))
"""The first thousand of the rows are a portion of their own."""
ROWS = METERS * len(MONTHS)
_FILE = "values.csv"


def prepare(world: World) -> None:
    """A flat with many meters, and a file with their values."""
    home = world.homes[0]
    with world.context.database.write() as unit:
        tenancy = unit.session.get_one(Tenancy, home.tenancy_id)
        unit.session.add_all(
            Meter(
                company_id=home.company_id,
                meter_number=f"M{number}",
                unit_id=tenancy.unit_id,
                kind=MeterKind.HEAT,
                unit_of_measure="kWh",
                remote=True,
            )
            for number in range(METERS)
        )
    rows = (
        {"meter_number": f"M{number}", "month": str(month), "value": "100"}
        for number in range(METERS)
        for month in MONTHS
    )
    usage_file(world.folder.path / _FILE, *rows)


def do(desk: Desk) -> None:
    """Take the file in and publish its last month; twice does no harm."""
    if desk.command("import-consumption", str(desk.folder.path / _FILE)) != 0:
        return
    desk.acknowledge("imported", ROWS)
    with desk.open() as context:
        try:
            publish_month(context, person(context, "clerk1"), _company(context), MONTHS[-1])
        except UserError as error:
            desk.told(error)
            return
        desk.acknowledge("published", METERS)


def _company(context: ServiceContext) -> int:
    with context.database.read() as session:
        return session.scalars(select(Company.id)).one()


def check(after: Recovered) -> Iterable[Finding]:
    """Every value once and by an import that counts it; in the end all are in, and told once."""
    session = after.session
    readings = session.scalars(select(ConsumptionReading)).all()
    keys = Counter((one.meter_id, one.month) for one in readings)
    yield from (doubled(f"value {key}") for key, times in keys.items() if times > 1)
    imports = session.scalars(select(ConsumptionImport)).all()
    counted = sum(one.added for one in imports)
    if counted != len(readings):
        yield half(f"{len(readings)} values are there, the imports count {counted}")
    if (after.finished or after.of("imported")) and len(readings) != ROWS:
        yield lost(f"{ROWS - len(readings)} values")
    states = sorted(one.state for one in imports)
    if after.finished and (ImportState.DONE not in states or ImportState.RUNNING in states):
        yield half(f"the imports are {states}")
    published = [one for one in readings if one.state is ReadingState.PUBLISHED]
    told = session.scalar(select(func.count()).select_from(ConsumptionNotice))
    if told != len(published):
        yield half(f"{len(published)} values are published, {told} are told")
    letters = session.scalar(
        select(func.count(ConsumptionNotice.letter_id.distinct())).select_from(ConsumptionNotice)
    )
    made = session.scalar(select(func.count()).select_from(Delivery))
    if made != letters:
        yield doubled(f"{made} letters for {letters} told")
    if (after.finished or after.of("published")) and len(published) != METERS:
        yield lost(f"{METERS - len(published)} values to tell")
