"""What tenants wrote and what was answered, with the names of those concerned in it."""

from dataclasses import dataclass
from datetime import date

from desktop.services.demo import material
from desktop.services.demo.chance import Chance
from desktop.services.demo.contracts import Contract, Person

_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)


@dataclass(frozen=True, slots=True)
class Writing:
    """The texts of one matter. ``attachment`` is ``picture``, ``pdf`` or empty."""

    subject: str
    text: str
    answer: str
    note: str
    attachment: str
    fields: dict[str, object]


def write_about(
    category: str, contract: Contract, person: Person, day: date, chance: Chance
) -> Writing:
    """Return what ``person`` writes about a matter of this category on ``day``."""
    letter = chance.pick(material.letters(category))

    def filled(text: str) -> str:
        return (
            text.replace("{anrede}", person.greeting)
            .replace("{name}", person.full_name)
            .replace("{monat}", _MONTHS[day.month - 2])
            .replace("{strasse}", f"{contract.street} {contract.house_number}")
        )

    return Writing(
        subject=filled(letter.subject),
        text=filled(letter.text),
        answer=filled(letter.answer),
        note=filled(letter.note),
        attachment=letter.attachment,
        fields=dict(letter.fields),
    )
