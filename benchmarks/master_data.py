"""Taking in 200,000 tenancies, against reading the file and writing the rows with the bare driver.

    python benchmarks/master_data.py [--rows 200000] [--rounds 3] [--limit 2.0] [--again]

Both begin with the same database file with the same properties and units, and turn about. The bare
driver reads with ``csv``, makes days and amounts of the cells, finds the unit in a dictionary and
writes the rows with what triggers write, in as many transactions as the program. Its reader knows
the encoding and the delimiter; it looks for nothing that is there already and refuses nothing.
Exit status 1 where the ratio of the medians of processor time is above ``--limit``.
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
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import insert  # noqa: E402 - the path comes first

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


def write_file(path: Path, rows: int) -> None:
    """Contracts as an ERP writes them: German days and amounts."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, delimiter=";")
        table.writerow(HEADINGS)
        for n in range(rows):
            day = f"{n % 28 + 1:02}.{n % 12 + 1:02}.{1990 + n % 35}"
            rent = f"{300 + n % 900},{n % 100:02}"
            method = "direct_debit" if n % 4 else "transfer"
            unit = f"{n % UNITS:02}"
            number = f"10.{n // UNITS:05}.{unit}"
            table.writerow(
                ("thor", number, f"P{n // UNITS:05}", unit, day, "", rent, f"{n % 200},50", method)
            )


def fill(path: Path, rows: int) -> None:
    """A company with properties and units for all contracts."""
    with closing(open_database(path)) as database:
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
    folder: Path, path: Path, file: Path, rows: int, *, again: bool
) -> tuple[float, float]:
    """Take the file in as the command does."""
    with closing(open_database(path)) as database:
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


def by_driver(path: Path, file: Path) -> tuple[float, float]:
    """Read and write, nothing else."""
    with closing(open_database(path)) as database, database.write_connection() as connection:
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
        with file.open(encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream, delimiter=";")
            next(rows)
            portion: list[tuple[object, ...]] = []
            for row in rows:
                portion.append(bare_row(row, units))
                if len(portion) == PORTION:
                    write(raw, portion)
            write(raw, portion)
        return spent(process, clock)


def bare_row(row: list[str], units: dict[tuple[str, str], int]) -> tuple[object, ...]:
    """The values of a row."""
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


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=2.0)
    parser.add_argument("--again", action="store_true", help="the file is in already")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, base = folder / "tenancies.csv", folder / "base.sqlite"
        write_file(file, wanted.rows)
        fill(base, wanted.rows)
        ours: list[tuple[float, float]] = []
        floor: list[tuple[float, float]] = []
        for turn in range(wanted.rounds):
            path = folder / f"turn-{turn}.sqlite"
            shutil.copy(base, path)
            ours.append(by_program(folder, path, file, wanted.rows, again=wanted.again))
            path.unlink()
            shutil.copy(base, path)
            floor.append(by_driver(path, file))
            path.unlink()
            print(
                f"turn {turn + 1}: program {ours[-1][0]:.2f} s ({ours[-1][1]:.2f} by the clock), "
                f"bare driver {floor[-1][0]:.2f} s ({floor[-1][1]:.2f})"
            )
    ratio = statistics.median(one[0] for one in ours) / statistics.median(one[0] for one in floor)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{wanted.rows} rows, {os.cpu_count()} processors: {ratio:.2f} times the bare driver")
    print(f"most memory in use: {peak} MB")
    return 0 if wanted.again or ratio <= wanted.limit else 1


if __name__ == "__main__":
    raise SystemExit(main())
