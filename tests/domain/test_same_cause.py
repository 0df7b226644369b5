"""Which reports of a house sound like one cause."""

import pytest

from desktop.domain.same_cause import sounds_alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Aufzug steht seit dem Wochenende", "Fahrstuhl: der AUFZUG hängt", True),
        ("Kein Strom im Haus", "Stromausfall", True),
        ("Heizung ausgefallen", "Heizkörper kalt, Heizung geht nicht", True),
        ("Türöffner kaputt", "Tueroeffner summt nicht", True),
        ("Aufzug steht", "Wasserfleck an der Decke, Küche", False),
        ("Schaden in der Wohnung", "Schadensmeldung Wohnung defekt", False),
        ("", "Aufzug", False),
    ],
)
def test_reports_are_alike_by_what_is_wrong(one: str, other: str, *, alike: bool) -> None:
    assert sounds_alike(one, other) is alike
    assert sounds_alike(other, one) is alike
