"""Taking in 200,000 tenancies, against reading the file and writing the rows with the bare driver.

    python benchmarks/master_data.py [--rows 200000] [--rounds 3] [--limit 2.0] [--again]
        [--database sqlite|postgresql] [--file csv|xlsx]

Both begin with the same database with the same properties and units, and turn about. The bare side
reads with ``csv`` (or openpyxl), makes days and amounts of the cells, finds the unit in a
dictionary and writes the rows with what triggers write, in as many transactions as the program. Its
reader knows the encoding and the delimiter; it looks for nothing that is there already and refuses
nothing. What is compared is processor time, with PostgreSQL the time by the clock, because the
server's is not that of this process. Exit status 1 where the ratio of the medians is above
``--limit``.
"""

import argparse
import csv
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import psycopg  # noqa: E402 - the path comes first
from openpyxl import Workbook, load_workbook  # noqa: E402
from sqlalchemy import insert  # noqa: E402

from desktop.adapters.spreadsheets import SpreadsheetFiles  # noqa: E402
from desktop.database import migrate  # noqa: E402
from desktop.database.engine import open_database  # noqa: E402
from desktop.domain.kinds import UnitKind  # noqa: E402
from desktop.models.tenancy import Property, Unit  # noqa: E402
from desktop.services.master_data.importing import ImportRequest, import_files  # noqa: E402
from desktop.services.staff.access import SYSTEM  # noqa: E402
from tests.support.clock import FixedClock  # noqa: E402
from tests.support.contexts import make_context  # noqa: E402
from tests.support.factories import add_company  # noqa: E402
from tests.support.postgres_server import PostgresServer  # noqa: E402

UNITS = 10
PORTION = 4_000
HEADINGS = (
    "company",
    "contract_number",
    "property_number",
    "unit_number",
    "starts_on",
    "ends_on",
    "rent_cold",
    "rent_ancillary",
    "payment_method",
)
WRITE = (
    "INSERT INTO tenancies (company_id, unit_id, contract_number, starts_on, ends_on, rent_cold, "
    "rent_ancillary, payment_method, version) VALUES (?,?,?,?,?,?,?,?,1)"
)


def lines(rows: int) -> Iterator[tuple[str, ...]]:
    """Contracts as an ERP writes them: German days and amounts."""
    yield HEADINGS
    for n in range(rows):
        day = f"{n % 28 + 1:02}.{n % 12 + 1:02}.{1990 + n % 35}"
        rent = f"{300 + n % 900},{n % 100:02}"
        method = "direct_debit" if n % 4 else "transfer"
        unit = f"{n % UNITS:02}"
        number = f"10.{n // UNITS:05}.{unit}"
        yield "thor", number, f"P{n // UNITS:05}", unit, day, "", rent, f"{n % 200},50", method


def write_file(path: Path, rows: int) -> None:
    """A text file, or a workbook of texts."""
    if path.suffix == ".xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Verträge")
        for line in lines(rows):
            sheet.append(line)
        book.save(path)
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(lines(rows))


def read_file(path: Path) -> Iterator[Sequence[str]]:
    """The lines under the headings, by what reads them best without knowing what they say."""
    if path.suffix == ".xlsx":
        book = load_workbook(path, read_only=True)
        try:
            for row in book.worksheets[0].iter_rows(min_row=2, values_only=True):
                yield [str(cell or "") for cell in row]
        finally:
            book.close()
        return
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, delimiter=";")
        next(rows)
        yield from rows


def fill(address: Path | str, rows: int) -> None:
    """A company with properties and units for all contracts."""
    with closing(open_database(address)) as database:
        migrate.upgrade(database)
        with database.write() as unit:
            company = add_company(unit)
            houses = range(1, -(-rows // UNITS) + 1)
            place = {"street": "Musterkehre", "postcode": "22041", "town": "Hamburg"}
            unit.session.execute(
                insert(Property),
                [
                    {
                        "id": n,
                        "company_id": company.id,
                        "number": f"P{n - 1:05}",
                        "house_number": str(n),
                        "federal_state": "HH",
                        **place,
                    }
                    for n in houses
                ],
            )
            unit.session.execute(
                insert(Unit),
                [
                    {
                        "property_id": n,
                        "number": f"{flat:02}",
                        "kind": UnitKind.FLAT,
                        "floor": "",
                        "position": "",
                        "area_m2": None,
                    }
                    for n in houses
                    for flat in range(UNITS)
                ],
            )
        database.optimize()


def spent(process: float, clock: float) -> tuple[float, float]:
    """Seconds of processor and clock since."""
    return time.process_time() - process, time.perf_counter() - clock


def by_program(
    folder: Path, address: Path | str, file: Path, rows: int, *, again: bool
) -> tuple[float, float]:
    """Take the file in as the command does."""
    with closing(open_database(address)) as database:
        context = make_context(database, folder, FixedClock())
        if again:
            import_files(context, SYSTEM, SpreadsheetFiles(), ImportRequest(paths=(file,)))
        process, clock = time.process_time(), time.perf_counter()
        report = import_files(context, SYSTEM, SpreadsheetFiles(), ImportRequest(paths=(file,)))
        used = spent(process, clock)
        expected = 0 if again else rows
        assert report.counts.added == expected, report.counts
        assert not report.findings
    return used


def by_driver(address: Path | str, file: Path) -> tuple[float, float]:
    """Read and write, nothing else."""
    with closing(open_database(address)) as database, database.write_connection() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        process, clock = time.process_time(), time.perf_counter()
        units = {
            (house, number): key
            for house, number, key in raw.execute(
                "SELECT p.number, u.number, u.id FROM units u JOIN properties p "
                "ON p.id = u.property_id"
            )
        }
        make = bare_row if isinstance(address, Path) else bare_row_as_it_is
        save = write if isinstance(address, Path) else write_to_server
        portion: list[tuple[object, ...]] = []
        for row in read_file(file):
            portion.append(make(row, units))
            if len(portion) == PORTION:
                save(raw, portion)
        save(raw, portion)
        return spent(process, clock)


def bare_row(row: Sequence[str], units: dict[tuple[str, str], int]) -> tuple[object, ...]:
    """The values of a row as SQLite keeps them."""
    day, month, year = row[4].split(".")
    return (
        1,
        units[row[2], row[3]],
        row[1],
        date(int(year), int(month), int(day)).isoformat(),
        None,
        float(Decimal(row[6].replace(",", "."))),
        float(Decimal(row[7].replace(",", "."))),
        row[8],
    )


def bare_row_as_it_is(row: Sequence[str], units: dict[tuple[str, str], int]) -> tuple[object, ...]:
    """The values of a row as PostgreSQL's driver takes them."""
    day, month, year = row[4].split(".")
    return (
        1,
        units[row[2], row[3]],
        row[1],
        date(int(year), int(month), int(day)),
        None,
        Decimal(row[6].replace(",", ".")),
        Decimal(row[7].replace(",", ".")),
        row[8],
    )


class Driver(Protocol):
    """What is used of the driver's connection."""

    def execute(self, statement: str) -> object: ...

    def executemany(self, statement: str, rows: list[tuple[object, ...]]) -> object: ...


def write(raw: Driver, portion: list[tuple[object, ...]]) -> None:
    """One transaction."""
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany(WRITE, portion)
    raw.execute("DELETE FROM search_queue")
    raw.execute("COMMIT")
    portion.clear()


def write_to_server(raw: psycopg.Connection, portion: list[tuple[object, ...]]) -> None:
    """One transaction."""
    with raw.cursor() as cursor:
        cursor.executemany(WRITE.replace("?", "%s").encode(), portion)
        cursor.execute("DELETE FROM search_queue")
    raw.commit()
    portion.clear()


class Files:
    """Databases of SQLite that are copies of one."""

    def __init__(self, folder: Path, rows: int) -> None:
        self._base, self._copy = folder / "base.sqlite", folder / "copy.sqlite"
        fill(self._base, rows)

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """A copy for one turn."""
        shutil.copy(self._base, self._copy)
        yield self._copy
        self._copy.unlink()


class Server:
    """Databases of PostgreSQL that are copies of one."""

    def __init__(self, server: PostgresServer, rows: int) -> None:
        self._server = server
        server.create("base")
        fill(server.address("base"), rows)

    @contextmanager
    def copy(self) -> Iterator[str]:
        """A copy for one turn."""
        self._server.create("turn", template="base")
        yield self._server.address("turn")
        self._server.drop("turn")


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=2.0)
    parser.add_argument("--again", action="store_true", help="the file is in already")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--file", choices=("csv", "xlsx"), default="csv")
    wanted = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        copies: Files | Server
        if wanted.database == "sqlite":
            copies = Files(folder, wanted.rows)
        else:
            server = PostgresServer()
            stack.callback(server.stop)
            copies = Server(server, wanted.rows)
        file = folder / f"tenancies.{wanted.file}"
        write_file(file, wanted.rows)
        ours: list[tuple[float, float]] = []
        floor: list[tuple[float, float]] = []
        for turn in range(wanted.rounds):
            with copies.copy() as place:
                ours.append(by_program(folder, place, file, wanted.rows, again=wanted.again))
            with copies.copy() as place:
                floor.append(by_driver(place, file))
            print(
                f"turn {turn + 1}: program {ours[-1][0]:.2f} s ({ours[-1][1]:.2f} by the clock), "
                f"bare driver {floor[-1][0]:.2f} s ({floor[-1][1]:.2f})",
                flush=True,
            )
    # What the server does is in no time of this process.
    which = 0 if wanted.database == "sqlite" else 1
    ratio = statistics.median(one[which] for one in ours) / statistics.median(
        one[which] for one in floor
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{wanted.rows} rows, {os.cpu_count()} processors: {ratio:.2f} times the bare driver")
    print(f"most memory in use: {peak} MB")
    return 0 if wanted.again or ratio <= wanted.limit else 1


if __name__ == "__main__":
    raise SystemExit(main())
