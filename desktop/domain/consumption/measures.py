"""Units of consumption: how files spell them, and which fit to what a meter counts."""

from collections.abc import Mapping

from desktop.domain.accounts import MeterKind

_SPELLINGS: Mapping[str, str] = {
    "kwh": "kWh",
    "mwh": "MWh",
    "m3": "m³",
    "m³": "m³",
    "cbm": "m³",
    "l": "l",
    "liter": "l",
    "litre": "l",
    "einheit": "Einheiten",
    "einheiten": "Einheiten",
    "units": "Einheiten",
    "he": "Einheiten",
    "ve": "Einheiten",
}
_FITTING: Mapping[MeterKind, frozenset[str]] = {
    MeterKind.HEAT: frozenset({"kWh", "MWh", "Einheiten"}),
    MeterKind.HOT_WATER: frozenset({"m³", "l", "kWh"}),
    MeterKind.COLD_WATER: frozenset({"m³", "l"}),
}
_FLOORS: Mapping[str, int] = {"kWh": 50, "MWh": 1, "m³": 3, "l": 3_000, "Einheiten": 30}


def measure(text: str) -> str | None:
    """Return the one spelling of a unit; None for a word that is none of them."""
    return _SPELLINGS.get("".join(text.split()).casefold())


def fits_meter(unit: str, kind: MeterKind, of_meter: str) -> bool:
    """Whether values of a meter can be in ``unit``; ``of_meter`` is its own one, if known."""
    own = measure(of_meter)
    return unit == own if own is not None else unit in _FITTING[kind]


def usual_swing(unit: str) -> int:
    """Return how much more a small consumption may grow without being a jump."""
    return _FLOORS.get(unit, 0)
