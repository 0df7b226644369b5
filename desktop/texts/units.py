"""What is let, in words: "2. OG links", "Stellplatz 14"."""

from desktop.domain.kinds import UnitKind
from desktop.texts import tr


def unit_text(kind: UnitKind, number: str, floor: str, position: str) -> str:
    """Return where a flat lies in its house; a parking space is known by its number."""
    if kind is UnitKind.PARKING:
        return tr("Stellplatz {number}", number=number)
    place = " ".join(part for part in (floor, position) if part)
    if kind is UnitKind.COMMERCIAL:
        return tr("Gewerbe {place}", place=place or number)
    return place or tr("Wohnung {number}", number=number)
