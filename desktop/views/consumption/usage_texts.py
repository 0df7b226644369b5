"""Consumption in words: amounts, months, what is doubtful, who was told."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from desktop.domain.consumption.plausibility import UsageFinding
from desktop.domain.consumption.series import MonthState
from desktop.domain.months import Month
from desktop.services.consumption.view import NoticedRow, Told, UsageMonth
from desktop.services.documents.view import Arrival
from desktop.texts import Language, language, mark, ntr, tr
from desktop.texts.dates import day_month, full_date, month_and_year, month_name
from desktop.texts.documents import way_name

Params = Mapping[str, str | int]
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
    return _FINDINGS[UsageFinding(one.code)](one.params)


def _number(params: Params, name: str, unit: str = "") -> str:
    """A stored amount as a person writes it."""
    return amount(Decimal(str(params[name])), unit)


def _month(params: Params, name: str) -> str:
    return month_and_year(Month.parse(str(params[name])))


def _backwards(params: Params) -> str:
    if "stand" not in params:
        return tr("Der Verbrauch ist kleiner als null.")
    return tr(
        "Der Zähler läuft rückwärts: {stand} nach {before} im {month}.",
        stand=_number(params, "stand"),
        before=_number(params, "before"),
        month=_month(params, "month"),
    )


def _jump(params: Params) -> str:
    usual = _number(params, "usual")
    return tr("Mehr als das Dreifache des Üblichen ({usual}).", usual=usual)


def _gap(params: Params) -> str:
    return ntr(
        "Davor fehlt {n} Monat; der letzte ist {last}.",
        "Davor fehlen {n} Monate; der letzte ist {last}.",
        int(params["months"]),
        last=_month(params, "last"),
    )


def _duplicate(params: Params) -> str:
    standing = _number(params, "value", str(params["unit"]))
    return tr("Für den Monat gilt schon ein anderer Wert ({standing}).", standing=standing)


def _wrong_unit(params: Params) -> str:
    unit, expected = str(params["unit"]), str(params["expected"])
    if not expected:
        return tr("Die Einheit „{unit}“ passt nicht zum Zähler.", unit=unit)
    return tr(
        "Die Einheit „{unit}“ passt nicht zum Zähler, der in {expected} zählt.",
        unit=unit,
        expected=expected,
    )


def _remote_unknown(_params: Params) -> str:
    return tr("Ob der Zähler fernablesbar ist, steht nicht in den Stammdaten.")


def _exchanged(params: Params) -> str:
    day = full_date(date.fromisoformat(str(params["exchanged_on"])))
    return tr("Der Zähler wurde am {day} ausgetauscht.", day=day)


_FINDINGS: Mapping[UsageFinding, Callable[[Params], str]] = MappingProxyType(
    {
        UsageFinding.BACKWARDS: _backwards,
        UsageFinding.JUMP: _jump,
        UsageFinding.GAP: _gap,
        UsageFinding.DUPLICATE: _duplicate,
        UsageFinding.WRONG_UNIT: _wrong_unit,
        UsageFinding.REMOTE_UNKNOWN: _remote_unknown,
        UsageFinding.EXCHANGED: _exchanged,
    }
)


def told_text(told: Told) -> str:
    """Return how far the news of a month has come to a party."""
    arrival = told.in_portal or told.on_paper
    parts = [way_name(told.way)]
    if arrival is not None:
        parts.append(tr(_ARRIVALS[arrival]))
    if told.arrived_at is not None:
        parts.append(full_date(told.arrived_at.date()))
    return ", ".join(parts)
