"""What in a damage report cannot wait: words, spellings, denials, and what is an everyday word."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.emergency import (
    EmergencyReason,
    Suggestion,
    in_heating_season,
    more_pressing,
    read_emergency,
)
from desktop.domain.work import Priority

WINTER, SUMMER = date(2026, 11, 23), date(2026, 7, 6)
GAS, TRAPPED, WATER = EmergencyReason.GAS, EmergencyReason.TRAPPED, EmergencyReason.WATER
POWER, HEATING, LIFT = EmergencyReason.POWER, EmergencyReason.HEATING, EmergencyReason.LIFT
REPORTED, NO_WATER = EmergencyReason.REPORTED, EmergencyReason.NO_WATER


def read(
    text: str, *, subject: str = "", on: date = WINTER, fields: dict[str, Any] | None = None
) -> EmergencyReason | None:
    found = read_emergency(subject=subject, text=text, fields=fields, on=on)
    return None if found is None else found.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Gasgeruch im Treppenhaus!", GAS),
        ("GASGERUCH", GAS),
        ("Im Keller riecht es stark nach Gas.", GAS),
        ("es stinkt nach gas", GAS),
        ("Gas tritt aus dem Rohr am Zähler aus", GAS),
        ("Die Gasleitung ist undicht", GAS),
        ("Starker Gasgeruch, aber die Heizung ist aus.", GAS),
        ("Rohrbruch in der Küche", WATER),
        ("Wir haben einen Wasserrohrbruch", WATER),
        ("Ueberschwemmung im Keller", WATER),
        ("Überschwemmung im Keller", WATER),
        ("UEBERSCHWEMMUNG", WATER),
        ("Der Keller ist überflutet", WATER),
        ("Der Keller steht unter Wasser.", WATER),
        ("Wasser läuft durch die Decke", WATER),
        ("Wasser laeuft durch die Decke", WATER),
        ("Aus der Decke tropft Wasser auf die Lampe", WATER),
        ("Von der Decke tropft seit heute Wasser.", WATER),
        ("Ein Rohr ist geplatzt", WATER),
        ("Der Schlauch der Waschmaschine ist geplatzt", WATER),
        ("Abwasser steht im Keller", WATER),
        ("Wassereinbruch nach dem Regen", WATER),
        ("Stromausfall im ganzen Haus", POWER),
        ("Wir haben keinen Strom", POWER),
        ("Seit heute Morgen ist der Strom weg.", POWER),
        ("Der Strom ist schon wieder ausgefallen", POWER),
        ("Der Strom fällt immer wieder aus", POWER),
        ("Aus der Steckdose kommen Funken", POWER),
        ("Schmorgeruch am Sicherungskasten", POWER),
        ("Die Heizung ist ausgefallen", HEATING),
        ("Heizungsausfall seit gestern", HEATING),
        ("Heizung und Warmwasser sind ausgefallen", HEATING),
        ("Die Heizung, die gestern noch lief, ist ausgefallen.", HEATING),
        ("Unsere Heizung geht seit gestern nicht mehr", HEATING),
        ("Wir sind ohne Heizung", HEATING),
        ("keine Heizung im ganzen Haus", HEATING),
        ("Die Gastherme springt nicht mehr an", HEATING),
        ("Gasheizung defekt", HEATING),
        ("Heizung bleibt kalt", HEATING),
        ("Ich bin im Aufzug eingeschlossen", TRAPPED),
        ("Meine Tochter steckt im Fahrstuhl fest", TRAPPED),
        ("Wir stecken im Lift", TRAPPED),
        ("Der Aufzug steht seit gestern", LIFT),
        ("Der Aufzug in der Musterkehre fährt nicht.", LIFT),
        ("Aufzug defekt", LIFT),
        ("Lift ausser Betrieb", LIFT),
        ("Der Fahrstuhl bleibt immer wieder stehen", LIFT),
        ("Kein Wasser mehr im Haus", NO_WATER),
        ("Das ist ein Notfall, bitte schnell!", REPORTED),
    ],
)
def test_what_cannot_wait(text: str, reason: EmergencyReason) -> None:
    assert read(text) is reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Der Wasserhahn tropft.",
        "Wasserfleck an der Decke, Küche",
        "In der Küche ist an der Decke ein Wasserfleck, der größer wird.",
        "Das Wasser im Waschbecken läuft nicht ab",
        "Seit heute früh kommt nur kaltes Wasser.",
        "Kein Notfall: die Klingel geht nicht.",
        "Es ist kein Notfall.",
        "Das ist kein dringender Notfall",
        "Kein Gasgeruch, nur ein komisches Geräusch.",
        "Es riecht nicht nach Gas.",
        "Gasgeruch haben wir nicht",
        "Es war kein Rohrbruch, nur ein undichter Siphon.",
        "kein Stromausfall",
        "Die Heizung ist nicht ausgefallen, sie rauscht.",
        "Der Stromausfall von gestern ist behoben.",
        "Die Heizung geht wieder, danke!",
        "Der Aufzug fährt wieder",
        "Der Heizkörper im Bad wird nicht warm",
        "Heizung im Bad bleibt kalt",
        "Bitte lesen Sie den Stromzähler ab.",
        "Meine Stromrechnung stimmt nicht",
        "Der Gasherd braucht eine neue Dichtung",
        "Das Gasthaus nebenan ist laut",
        "Im Aufzug hängt ein Zettel",
        "Der Schlüssel für den Aufzugsraum fehlt",
        "Licht im Keller defekt",
        "Die Wasserrechnung ist zu hoch",
        "Schloss der Haustür klemmt",
        "Feuchtigkeit und dunkle Flecken im Schlafzimmer",
    ],
)
def test_what_can_wait(text: str) -> None:
    assert read(text) is None


def test_that_it_is_called_no_emergency_silences_nothing_else() -> None:
    assert read("Kein Notfall, aber im Keller riecht es nach Gas.") is GAS


@pytest.mark.parametrize(
    ("day", "heats"),
    [
        (date(2026, 9, 30), False),
        (date(2026, 10, 1), True),
        (date(2027, 1, 15), True),
        (date(2027, 4, 30), True),
        (date(2027, 5, 1), False),
        (SUMMER, False),
    ],
)
def test_heating_counts_in_the_heating_season(day: date, heats: bool) -> None:
    assert in_heating_season(day) is heats
    assert read("Die Heizung ist ausgefallen", on=day) is (HEATING if heats else None)


def test_what_never_depends_on_the_season() -> None:
    assert read("Rohrbruch", on=SUMMER) is WATER


def test_the_most_pressing_is_named() -> None:
    assert read("Der Aufzug steht. Außerdem riecht es im Flur nach Gas.") is GAS
    found = read_emergency(subject="", text="Aufzug steht", fields={"emergency": True}, on=WINTER)
    assert found == Suggestion(Priority.URGENT, REPORTED)


@pytest.mark.parametrize(
    ("reason", "text", "priority"),
    [
        (GAS, "Gasgeruch", Priority.URGENT),
        (HEATING, "Heizungsausfall", Priority.URGENT),
        (LIFT, "Aufzug defekt", Priority.HIGH),
        (NO_WATER, "kein Wasser", Priority.HIGH),
    ],
)
def test_how_pressing_it_is(reason: EmergencyReason, text: str, priority: Priority) -> None:
    assert read_emergency(subject=text, text="", fields=None, on=WINTER) == Suggestion(
        priority, reason
    )


@pytest.mark.parametrize(
    ("value", "counts"),
    [
        (True, True),
        ("ja", True),
        (" Ja ", True),
        ("true", True),
        (False, False),
        (None, False),
        ("nein", False),
        (1, False),
        ([True], False),
        ("", False),
    ],
)
def test_the_tick_of_the_tenant(value: object, counts: bool) -> None:
    assert read("Klingel defekt", fields={"emergency": value}) is (REPORTED if counts else None)


def test_fields_are_read_too() -> None:
    assert read("", fields={"description": "Rohrbruch im Bad"}) is WATER
    assert read("", fields={"urgent": True, "list": ["Rohrbruch"], "n": 3}) is None


def test_a_subject_of_one_word_goes_on_in_the_text() -> None:
    assert read("Steht seit heute, bitte kommen.", subject="Aufzug") is LIFT
    assert read("ausgefallen seit heute Nacht", subject="Heizung") is HEATING


def test_order_of_priorities() -> None:
    assert more_pressing(Priority.URGENT, Priority.HIGH)
    assert more_pressing(Priority.HIGH, Priority.NORMAL)
    assert not more_pressing(Priority.NORMAL, Priority.NORMAL)


@given(st.text(), st.text(), st.dictionaries(st.text(), st.one_of(st.none(), st.text())))
def test_any_text_has_an_answer(subject: str, text: str, fields: dict[str, Any]) -> None:
    found = read_emergency(subject=subject, text=text, fields=fields, on=WINTER)
    assert found is None or found.reason in EmergencyReason


def test_long_texts_take_no_time() -> None:
    text = "Die Heizung und der Aufzug und das Wasser und der Strom laufen gut " * 3000
    assert read(text) is None
