"""An import of master data: what is killed has written whole portions, and is taken in once more.

The file has more rows than go in one transaction. After the restart the same file is taken in
again: what is in counts nothing, the rest follows, and the import that died is called broken off.
"""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select

from desktop.domain.accounts import ImportState, MasterDataKind
from desktop.models.master_data import ImportChange, MasterDataImport
from desktop.models.tenancy import Property
from tests.support.master_data import STREET, write_csv
from tests.torture.desk import Desk
from tests.torture.findings import Finding, Recovered, doubled, half, lost
from tests.torture.world import World

HOUSES = 1_100
"""The first thousand rows are a portion of their own."""
_FIRST = 500_000
_FILE = "houses.csv"


def prepare(world: World) -> None:
    """A file of houses that nobody has."""
    rows = [
        {"property_number": str(_FIRST + number), **STREET, "federal_state": "HH"}
        for number in range(HOUSES)
    ]
    write_csv(world.folder.path / _FILE, MasterDataKind.PROPERTIES, rows)


def do(desk: Desk) -> None:
    """Take the file in; twice does no harm."""
    if desk.command("import-master-data", str(desk.folder.path / _FILE)) == 0:
        desk.acknowledge("imported", HOUSES)


def check(after: Recovered) -> Iterable[Finding]:
    """Every house once and by an import that counts it; in the end all, and nothing runs."""
    numbers = after.session.scalars(
        select(Property.number).where(Property.number >= str(_FIRST), Property.number < "6")
    ).all()
    yield from (doubled(f"house {one}") for one, times in Counter(numbers).items() if times > 1)
    imports = after.session.scalars(select(MasterDataImport)).all()
    counted = sum(one.added for one in imports)
    if counted != len(numbers):
        yield half(f"{len(numbers)} houses are there, the imports count {counted}")
    kept = after.session.execute(
        select(ImportChange.first_id, ImportChange.last_id).where(
            ImportChange.entity == Property.__tablename__
        )
    ).tuples()
    to_take_back = sum(last - first + 1 for first, last in kept)
    if to_take_back != len(numbers):
        yield half(f"{len(numbers)} houses are there, {to_take_back} can be taken back")
    if (after.finished or after.of("imported")) and len(numbers) != HOUSES:
        yield lost(f"{HOUSES - len(numbers)} houses")
    states = sorted(one.state for one in imports)
    if after.finished and (ImportState.DONE not in states or ImportState.RUNNING in states):
        yield half(f"the imports are {states}")
