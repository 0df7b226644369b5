"""Files of master data for tests, and taking them in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from desktop.adapters.spreadsheets import SpreadsheetFiles
from desktop.domain.accounts import MasterDataKind
from desktop.domain.master_data.columns import COLUMNS
from desktop.services.context import ServiceContext
from desktop.services.master_data.importing import ImportRequest, Watch, import_files
from desktop.services.master_data.view import ImportReport
from desktop.services.staff.access import SYSTEM, Actor

Record = Mapping[str, object]
STREET = {"street": "Musterkehre", "house_number": "3", "postcode": "22041", "town": "Hamburg"}


def write_csv(path: Path, kind: MasterDataKind, rows: Sequence[Record]) -> Path:
    """A CSV file with all default headings of a kind; every row is of company ``thor``."""
    names = [column.name for column in COLUMNS[kind]]
    lines = [";".join(names)]
    lines += [
        ";".join(str({"company": "thor", **row}.get(name, "")) for name in names) for row in rows
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class Erp:
    """Writes files into a folder and takes them in."""

    def __init__(self, context: ServiceContext, folder: Path, actor: Actor = SYSTEM) -> None:
        self._context = context
        self.folder = folder
        self._actor = actor
        self._files = 0

    def file(self, kind: MasterDataKind, *rows: Record) -> Path:
        """A new file."""
        self._files += 1
        return write_csv(self.folder / f"{kind.value}-{self._files}.csv", kind, rows)

    def take(self, *paths: Path, watch: Watch | None = None, **options: Any) -> ImportReport:
        """Take files in."""
        request = ImportRequest(paths=paths, **options)
        return import_files(self._context, self._actor, SpreadsheetFiles(), request, watch)

    def houses(self, flats: int = 4) -> None:
        """One property with flats ``001`` and so on."""
        self.take(
            self.file(
                MasterDataKind.PROPERTIES,
                {"property_number": "4417", **STREET, "federal_state": "HH"},
            ),
            self.file(
                MasterDataKind.UNITS,
                *(
                    {"property_number": "4417", "unit_number": f"{n:03}", "kind": "flat"}
                    for n in range(1, flats + 1)
                ),
            ),
        )

    def contract(self, number: int, **changes: object) -> dict[str, object]:
        """A row of a contract over the flat of the same number."""
        return {
            "contract_number": f"C{number}",
            "property_number": "4417",
            "unit_number": f"{number:03}",
            "starts_on": "01.02.2020",
            "rent_cold": "612,40",
            "rent_ancillary": "180",
            "payment_method": "direct_debit",
            **changes,
        }

    def contracts(self, many: int, **options: Any) -> ImportReport:
        """So many flats and contracts, one person in each."""
        self.houses(many)
        numbers = range(1, many + 1)
        return self.take(
            self.file(MasterDataKind.TENANCIES, *(self.contract(n) for n in numbers)),
            self.file(MasterDataKind.PARTIES, *(self.party(n) for n in numbers)),
            **options,
        )

    def party(self, number: int, party: int = 1, **changes: object) -> dict[str, object]:
        """A row of a person of the contract of that number."""
        return {
            "contract_number": f"C{number}",
            "party_number": party,
            "salutation": "Frau",
            "first_name": "Erika",
            "surname": f"Beispiel{number}",
            **STREET,
            "country": "DE",
            "email": f"erika{number}@example.org",
            "phone": "040 1234567",
            **changes,
        }
