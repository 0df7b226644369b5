"""What a letter says of a month's consumption. Letters go to tenants and are therefore German."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.domain.accounts import MeterKind
from desktop.domain.months import Month

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
_KINDS: Mapping[str, str] = {
    MeterKind.HEAT.value: "Heizung",
    MeterKind.HOT_WATER.value: "Warmwasser",
    MeterKind.COLD_WATER.value: "Kaltwasser",
}


def month_words(text: str) -> str:
    """Return ``2026-10`` as "Oktober 2026"."""
    month = Month.of(date.fromisoformat(f"{text}-01"))
    return f"{_MONTHS[month.month - 1]} {month.year}"


def values_text(data: Mapping[str, Any]) -> str:
    """Return the meters of a letter, a paragraph each, a line for all that is known."""
    return "\n\n".join(_meter(one) for one in data["values"])


def _meter(one: Mapping[str, Any]) -> str:
    month, comparison = Month.parse(one["month"]), one["comparison"]
    kind = _KINDS.get(one["kind"], "Zähler")
    again = " (berichtigt)" if one["corrects"] else ""
    lines = [(f"{kind}, Zähler {one['meter_id']}{again}", one["value"])]
    lines.append((f"Vormonat ({_short(month.plus(-1))})", comparison["previous_month"]))
    lines.append((f"Vorjahr ({_short(month.plus(-12))})", comparison["same_month_last_year"]))
    lines.append(("Durchschnittsnutzer", comparison["average_user"]))
    lines.append(("Durchschnitt im Haus", comparison["house_average"]))
    return "\n".join(
        f"{name}: {german_number(value)} {one['unit']}"
        for name, value in lines
        if value is not None
    )


def _short(month: Month) -> str:
    return f"{month.month:02d}/{month.year}"


def german_number(text: str) -> str:
    """Return a decimal text with comma and grouped thousands."""
    value = Decimal(text)
    whole, _, rest = f"{value:,f}".partition(".")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")
