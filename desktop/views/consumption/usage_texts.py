"""Consumption in words: amounts, months, what is doubtful, who was told."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from desktop.domain.consumption.plausibility import UsageFinding
from desktop.domain.consumption.series import MonthState
from desktop.services.consumption.view import NoticedRow, Told, UsageMonth
from desktop.services.documents.view import Arrival
from desktop.texts import Language, language, mark, tr
from desktop.texts.dates import day_month, full_date, month_and_year, month_name
from desktop.texts.documents import way_name

_FINDINGS: Mapping[UsageFinding, str] = MappingProxyType(
    {
        UsageFinding.BACKWARDS: mark("Der Zähler läuft rückwärts."),
        UsageFinding.JUMP: mark("Mehr als das Dreifache des Üblichen ({usual})."),
        UsageFinding.GAP: mark("Davor fehlen {months} Monate; der letzte ist {last}."),
        UsageFinding.DUPLICATE: mark("Für den Monat gilt schon ein anderer Wert ({value} {unit})."),
        UsageFinding.WRONG_UNIT: mark("Die Einheit „{unit}“ passt nicht zum Zähler."),
        UsageFinding.REMOTE_UNKNOWN: mark(
            "Ob der Zähler fernablesbar ist, steht nicht in den Stammdaten."
        ),
        UsageFinding.EXCHANGED: mark("Der Zähler wurde ausgetauscht."),
    }
)
_ARRIVALS: Mapping[Arrival, str] = MappingProxyType(
    {
        Arrival.WAITING: mark("wartet"),
        Arrival.IN_BATCH: mark("im Druck"),
        Arrival.ARRIVED: mark("zugestellt"),
        Arrival.CANCELLED: mark("abgebrochen"),
    }
)


def amount(value: Decimal | None, unit: str = "") -> str:
    """Return "1.183,5 kWh" with what is needed of three decimals; a dash for what is unknown."""
    if value is None:
        return "–"
    whole, _, rest = f"{value:,.3f}".partition(".")
    rest = rest.rstrip("0")
    text = f"{whole}.{rest}" if rest else whole
    if language() is Language.GERMAN:
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{text} {unit}".strip()


def short_month(number: int) -> str:
    """Return the three letters under a bar: "Mär"."""
    return month_name(number)[:3]


def month_state_text(month: UsageMonth) -> str:
    """Return what is known of a month in a word or two; "" for a reported one."""
    if month.state is MonthState.MISSING:
        return tr("fehlt")
    if month.state is MonthState.HELD:
        return tr("in Prüfung")
    if month.state is MonthState.RUNNING:
        return tr("läuft") if month.until is None else until_text(month)
    return ""


def until_text(month: UsageMonth) -> str:
    """Return until when a running month is known: "bis 22.11."."""
    return tr("läuft") if month.until is None else tr("bis {day}", day=day_month(month.until))


def month_sentence(month: UsageMonth, unit: str) -> str:
    """Return all that is known of a month, as a screen reader says it."""
    parts = [f"{month_and_year(month.month)}: {amount(month.value, unit)}"]
    state = month_state_text(month)
    if state:
        parts.append(state)
    if month.last_year is not None:
        parts.append(tr("Vorjahr {amount}", amount=amount(month.last_year, unit)))
    comparison = month.comparison
    if comparison is not None and comparison.previous_month is not None:
        parts.append(tr("Vormonat {amount}", amount=amount(comparison.previous_month, unit)))
    if comparison is not None and comparison.average_user is not None:
        parts.append(
            tr("Durchschnittsnutzer {amount}", amount=amount(comparison.average_user, unit))
        )
    return ", ".join(parts)


def usage_finding_text(one: NoticedRow) -> str:
    """Return why a value is held back, or what is noted about it."""
    return tr(_FINDINGS[UsageFinding(one.code)], **one.params)


def told_text(told: Told) -> str:
    """Return how far the news of a month has come to a party."""
    arrival = told.in_portal or told.on_paper
    parts = [way_name(told.way)]
    if arrival is not None:
        parts.append(tr(_ARRIVALS[arrival]))
    if told.arrived_at is not None:
        parts.append(full_date(told.arrived_at.date()))
    return ", ".join(parts)
