"""Who is responsible for a house of the demonstration, and the meters of its flats."""

from desktop.domain.accounts import MeterKind
from desktop.models.master_data import Meter, ResponsibleContact
from desktop.services.demo import material
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.chance import Chance
from desktop.services.demo.foundation import House

_UNITS = {MeterKind.HEAT: "kWh", MeterKind.HOT_WATER: "m³", MeterKind.COLD_WATER: "m³"}


class HouseData:
    """Invents contacts and meters."""

    def __init__(self, writer: BulkWriter, chance: Chance) -> None:
        self._writer = writer
        self._chance = chance
        self._meters = 0

    def add_contacts(self, house: House, property_id: int) -> None:
        """A caretaker, and who looks after the tenants."""
        people = material.people()
        for role, has_mail in (("Hausmeister", False), ("Kundenbetreuung", True)):
            first = self._chance.pick(people.frau if has_mail else people.herr)
            surname = self._chance.pick(people.surnames)
            mail = f"betreuung-{property_id}@example.org" if has_mail else ""
            self._writer.add(
                ResponsibleContact,
                property_id=property_id,
                role=role,
                name=f"{first} {surname}",
                phone=f"{house.material.phone_prefix} 55502{self._chance.digits(3)}",
                email=mail,
            )

    def add_meters(self, house: House, unit_id: int) -> None:
        """Heat and water; most can be read from afar."""
        for kind in MeterKind:
            self._meters += 1
            self._writer.add(
                Meter,
                company_id=house.id,
                meter_number=f"{house.id}{kind.value[0].upper()}-{self._meters:07d}",
                unit_id=unit_id,
                kind=kind,
                unit_of_measure=_UNITS[kind],
                remote=self._chance.happens(85),
            )
