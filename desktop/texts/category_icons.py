"""The icons that a category can have, with what they show."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.texts import mark, tr

ICON_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "inbox": mark("Eingangskorb"),
        "landmark": mark("Bank"),
        "wrench": mark("Schraubenschlüssel"),
        "file-text": mark("Schriftstück"),
        "key-round": mark("Schlüssel"),
        "contact": mark("Kontaktkarte"),
        "receipt-text": mark("Beleg"),
        "gauge": mark("Messuhr"),
        "clipboard-list": mark("Klemmbrett"),
        "message-square": mark("Sprechblase"),
        "house": mark("Haus"),
        "users": mark("Personen"),
        "user-plus": mark("Person kommt hinzu"),
        "user-x": mark("Person geht"),
        "calendar": mark("Kalender"),
        "clock": mark("Uhr"),
        "bell": mark("Glocke"),
        "flag": mark("Fahne"),
        "folder": mark("Mappe"),
        "image": mark("Bild"),
        "lock": mark("Schloss"),
        "mail": mark("Brief"),
        "mailbox": mark("Briefkasten"),
        "phone": mark("Telefon"),
        "shield-check": mark("Schild"),
        "signature": mark("Unterschrift"),
        "sun": mark("Sonne"),
        "trash-2": mark("Mülltonne"),
        "triangle-alert": mark("Warndreieck"),
        "repeat": mark("Wiederholung"),
    }
)


def icon_name(icon: str) -> str:
    """Return what an icon shows; an unknown one is called by its own name."""
    name = ICON_NAMES.get(icon)
    return icon if name is None else tr(name)
