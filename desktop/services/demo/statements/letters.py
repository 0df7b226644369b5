"""The pages of an invented statement of operating costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.plain_paper import PaperLine, PaperPage
from desktop.services.demo.chance import Chance
from desktop.services.demo.statements.plan import Statement
from desktop.services.demo.statements.tenancies import Letting

_LEFT, _RIGHT = 25.0, 125.0
_COSTS = (
    "Grundsteuer",
    "Wasserversorgung",
    "Entwässerung",
    "Aufzug",
    "Straßenreinigung",
    "Müllbeseitigung",
    "Gebäudereinigung",
    "Gartenpflege",
    "Allgemeinstrom",
    "Schornsteinreinigung",
    "Sach- und Haftpflichtversicherung",
    "Hauswart",
)
_ROOMS = ("Wohnzimmer", "Schlafzimmer", "Küche", "Bad", "Flur", "Kinderzimmer")
_LABELS = ("Vertragsnummer", "Vertrag", "Mietvertrag Nr.", "Ihre Vertragsnummer:", "Mieternummer")


@dataclass(frozen=True, slots=True)
class Office:
    """The landlord as it stands on its letters."""

    name: str
    street: str
    town: str
    phone: str
    clerks: tuple[str, ...]
    caretakers: tuple[str, ...]


def statement_pages(
    chance: Chance, statement: Statement, office: Office, year: int
) -> tuple[PaperPage, ...]:
    """Write the letter, three to five pages."""
    letting, number = statement.letting, statement.printed_number
    total = chance.between(3, 5)
    label = chance.pick(_LABELS)
    pages = [_first_page(chance, letting, number, office, year, total, label)]
    for page in range(2, total + 1):
        body = _costs(chance) if page == 2 else _heating(chance, letting)
        pages.append(
            (
                PaperLine(_LEFT, 20, office.name, 10, bold=True),
                PaperLine(_RIGHT, 20, f"Vertrag {number}"),
                PaperLine(_RIGHT, 25, f"Seite {page} von {total}"),
                *body,
            )
        )
    return tuple(pages)


def _first_page(
    chance: Chance,
    letting: Letting,
    number: str,
    office: Office,
    year: int,
    total: int,
    label: str,
) -> PaperPage:
    home = letting.home
    lines = [
        PaperLine(_LEFT, 20, office.name, 14, bold=True),
        PaperLine(_LEFT, 45, f"{office.name}, {office.street}, {office.town}", 7),
    ]
    top = 52.0
    for text in (
        *_addressed(letting),
        f"{home.street} {home.house_number}",
        f"{home.postcode} {home.town}",
    ):
        lines.append(PaperLine(_LEFT, top, text))
        top += 5
    lines += [
        PaperLine(_RIGHT, 52, f"{label} {number}"),
        PaperLine(_RIGHT, 57, f"Es schreibt Ihnen: {chance.pick(office.clerks)}"),
        PaperLine(_RIGHT, 62, f"Telefon: {office.phone}"),
        PaperLine(_RIGHT, 67, f"Datum: {_day(date(year + 1, 9, chance.between(1, 28)))}"),
        PaperLine(_RIGHT, 72, f"Seite 1 von {total}"),
    ]
    lines += _body(chance, letting, office, year)
    return tuple(lines)


def _addressed(letting: Letting) -> list[str]:
    """How the parties stand in the address: a couple with one name, or each on a line."""
    first = letting.residents[0]
    if len(letting.residents) > 1 and letting.residents[1].surname == first.surname:
        second = letting.residents[1]
        return [f"{first.first_name} und {second.first_name} {first.surname}"]
    herr = "Herrn" if first.salutation == "Herr" else first.salutation
    lines = [f"{herr} {first.full_name}".strip()]
    lines += [one.full_name for one in letting.residents[1:2]]
    return lines


def _body(chance: Chance, letting: Letting, office: Office, year: int) -> list[PaperLine]:
    home, first = letting.home, letting.residents[0]
    own_first = max(letting.starts_on, date(year, 1, 1))
    own_last = min(letting.ends_on or date(year, 12, 31), date(year, 12, 31))
    result = chance.between(-60_000, 80_000)
    word = "Nachzahlung" if result > 0 else "Guthaben"
    texts = [
        (f"Betriebskostenabrechnung {year}", 12.0, True),
        (f"Abrechnungszeitraum: 01.01.{year} - 31.12.{year}", 10.0, False),
        (f"Ihr Nutzungszeitraum: {_day(own_first)} - {_day(own_last)}", 10.0, False),
        (f"Wohnung: {home.street} {home.house_number}, {home.lies}", 10.0, False),
        ("", 10.0, False),
        (f"Guten Tag {first.salutation} {first.surname},", 10.0, False),
        ("hiermit erhalten Sie die Abrechnung der Betriebskosten Ihrer Wohnung.", 10.0, False),
        (f"{word}: {_money(abs(result))} EUR", 10.0, True),
        ("Bitte prüfen Sie die Abrechnung. Einwände richten Sie innerhalb von zwölf", 10.0, False),
        ("Monaten an uns.", 10.0, False),
        (f"Ihr Hauswart: {chance.pick(office.caretakers)}", 10.0, False),
        ("", 10.0, False),
        ("Mit freundlichen Grüßen", 10.0, False),
        (office.name, 10.0, False),
        (f"i. A. {chance.pick(office.clerks)}", 10.0, False),
    ]
    return _stacked(100.0, texts)


def _costs(chance: Chance) -> list[PaperLine]:
    texts: list[tuple[str, float, bool]] = [("Kostenarten und Umlage", 12.0, True)]
    for cost in _COSTS:
        whole, share = chance.between(50_000, 900_000), chance.between(1_000, 40_000)
        texts.append((f"{cost}   {_money(whole)}   m²   {_money(share)}", 10.0, False))
    return _stacked(45.0, texts)


def _heating(chance: Chance, letting: Letting) -> list[PaperLine]:
    home = letting.home
    texts: list[tuple[str, float, bool]] = [
        ("Einzelabrechnung Heizung und Warmwasser", 12.0, True),
        (
            f"Nutzer: {letting.residents[0].full_name}, {home.street} {home.house_number}",
            10.0,
            False,
        ),
    ]
    for room in _ROOMS[: chance.between(3, len(_ROOMS))]:
        old, new = chance.below(500), chance.between(500, 2_000)
        meter = chance.digits(8)
        texts.append((f"{room}   {meter}   {old}   {new}   {new - old}", 10.0, False))
    return _stacked(45.0, texts)


def _stacked(top: float, texts: Sequence[tuple[str, float, bool]]) -> list[PaperLine]:
    return [
        PaperLine(_LEFT, top + number * 6, text, size, bold=bold)
        for number, (text, size, bold) in enumerate(texts)
        if text
    ]


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _money(cents: int) -> str:
    return f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d}"
