"""Labels of the fields that the portal's forms send, and their values as text.

The portal may send fields nobody here knows yet; their own name is the label then.
"""

from collections.abc import Mapping
from datetime import date

from desktop.texts import mark, tr
from desktop.texts.dates import full_date

_LABELS: Mapping[str, str] = {
    "name": mark("Name"),
    "account_holder": mark("Kontoinhaber"),
    "iban": mark("IBAN"),
    "element": mark("Bauteil"),
    "email": mark("E-Mail-Adresse"),
    "emergency": mark("Notfall"),
    "phone": mark("Telefon"),
    "mobile": mark("Mobiltelefon"),
    "street": mark("Straße"),
    "house_number": mark("Hausnummer"),
    "postcode": mark("Postleitzahl"),
    "town": mark("Ort"),
    "country": mark("Land"),
    "address": mark("Anschrift"),
    "kind": mark("Art"),
    "document_kind": mark("Art der Unterlage"),
    "document": mark("Unterlage"),
    "field": mark("Angabe"),
    "form": mark("Formular"),
    "problem": mark("Problem"),
    "purpose": mark("Verwendungszweck"),
    "period": mark("Zeitraum"),
    "year": mark("Jahr"),
    "month": mark("Monat"),
    "meter_number": mark("Zählernummer"),
    "meter": mark("Zähler"),
    "meter_id": mark("Zähler"),
    "reading": mark("Zählerstand"),
    "room": mark("Raum"),
    "location": mark("Ort im Haus"),
    "area": mark("Bereich"),
    "urgent": mark("Dringend"),
    "since": mark("Seit"),
    "date": mark("Datum"),
    "valid_from": mark("Gültig ab"),
    "availability": mark("Erreichbarkeit"),
    "reason": mark("Grund"),
    "channel": mark("Weg"),
    "code": mark("Code"),
    "description": mark("Beschreibung"),
}
_PLACES = {key: place for place, key in enumerate(_LABELS)}
_BROUGHT_ALONG = frozenset(
    {
        *_LABELS.values(),
        mark("Was hat sich geändert?"),
        mark("Neue Angabe"),
        mark("Benötigt bis"),
        mark("Zutritt"),
        mark("Kein Code erhalten"),
        mark("Code wird nicht angenommen"),
        mark("Aktivierungsmail fehlt"),
        mark("Mehrere Briefe erhalten"),
        mark("Anderes"),
        mark("Nachname"),
        mark("Haustierhaltung"),
        mark("Stellplatz"),
        mark("Vollmacht"),
        mark("Untervermietung"),
    }
)
"""Words of the forms that the program brings along (``resources/categories.toml``)."""


def field_label(key: str) -> str:
    """Return the label of a field; a nested one (``address.street``) is called by its last part."""
    name = key.rpartition(".")[2]
    label = _LABELS.get(key) or _LABELS.get(name)
    return tr(label) if label else name.replace("_", " ").capitalize()


def field_place(key: str) -> tuple[int, str]:
    """Return what fields are ordered by: as in the table above, unknown ones last by name."""
    name = key.rpartition(".")[2]
    return _PLACES.get(key, _PLACES.get(name, len(_PLACES))), key


def known_label(label: str) -> str:
    """Return a word of a form, translated where the program brought it along."""
    return tr(label) if label in _BROUGHT_ALONG else label


def field_value(value: object) -> str:
    """Return a value of a field as text: yes and no, dates and lists as people write them."""
    if isinstance(value, bool):
        return tr("ja") if value else tr("nein")
    if isinstance(value, Mapping):
        return ", ".join(filter(None, map(field_value, value.values())))
    if isinstance(value, list):
        return ", ".join(field_value(item) for item in value)
    if isinstance(value, str):
        return _date_text(value)
    return str(value)


def _date_text(value: str) -> str:
    if len(value) != 10 or value[4:5] != "-":
        return value
    try:
        return full_date(date.fromisoformat(value))
    except ValueError:
        return value
