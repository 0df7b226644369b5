"""Words about tenant accounts that are put together of parts."""

import pytest

from desktop.domain.kinds import UnitKind
from desktop.texts.accounts import unit_line
from desktop.texts.units import unit_text


@pytest.mark.parametrize(
    ("kind", "floor", "position", "line"),
    [
        (UnitKind.FLAT, "EG", "rechts", "Wohnung 62 · EG rechts"),
        (UnitKind.FLAT, "", "", "Wohnung 62"),
        (UnitKind.PARKING, "", "Tiefgarage", "Stellplatz 62"),
        (UnitKind.COMMERCIAL, "EG", "", "Gewerbe 62 · EG"),
        (UnitKind.COMMERCIAL, "", "", "Gewerbe 62"),
    ],
)
def test_what_is_let_is_said_once(kind: UnitKind, floor: str, position: str, line: str) -> None:
    assert unit_line(kind, "62", unit_text(kind, "62", floor, position)) == line
