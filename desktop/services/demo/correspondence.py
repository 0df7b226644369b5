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
    letter = chance.pick(_fitting(material.letters(category), person, day))

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


def _fitting(
    letters: tuple[material.Letter, ...], person: Person, day: date
) -> tuple[material.Letter, ...]:
    """Those that say what is the matter with the account of who writes, all where nothing is."""
    if not person.cannot_register(day):
        return letters
    fitting = tuple(one for one in letters if one.fields.get("problem") in person.troubles)
    return fitting or letters
