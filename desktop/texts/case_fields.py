"""Labels of the fields that the portal's forms send, and their values as text.

The portal may send fields nobody here knows yet; their own name is the label then.
"""

from collections.abc import Mapping
from datetime import date

from desktop.texts import mark, tr
from desktop.texts.dates import full_date

_LABELS: Mapping[str, str] = {
    "account_holder": mark("Kontoinhaber"),
    "address": mark("Anschrift"),
    "area": mark("Bereich"),
    "availability": mark("Erreichbarkeit"),
    "channel": mark("Weg"),
    "code": mark("Code"),
    "country": mark("Land"),
    "date": mark("Datum"),
    "description": mark("Beschreibung"),
    "document": mark("Unterlage"),
    "document_kind": mark("Art der Unterlage"),
    "email": mark("E-Mail-Adresse"),
    "form": mark("Formular"),
    "house_number": mark("Hausnummer"),
    "iban": mark("IBAN"),
    "kind": mark("Art"),
    "location": mark("Ort im Haus"),
    "meter_id": mark("Zähler"),
    "meter_number": mark("Zählernummer"),
    "mobile": mark("Mobiltelefon"),
    "month": mark("Monat"),
    "name": mark("Name"),
    "period": mark("Zeitraum"),
    "phone": mark("Telefon"),
    "postcode": mark("Postleitzahl"),
    "purpose": mark("Verwendungszweck"),
    "reading": mark("Zählerstand"),
    "reason": mark("Grund"),
    "room": mark("Raum"),
    "since": mark("Seit"),
    "street": mark("Straße"),
    "town": mark("Ort"),
    "urgent": mark("Dringend"),
    "valid_from": mark("Gültig ab"),
    "year": mark("Jahr"),
}


def field_label(key: str) -> str:
    """Return the label of a field; a nested one (``address.street``) is called by its last part."""
    name = key.rpartition(".")[2]
    label = _LABELS.get(key) or _LABELS.get(name)
    return tr(label) if label else name.replace("_", " ").capitalize()


def field_value(value: object) -> str:
    """Return a value of a field as text: yes and no, dates and lists as people write them."""
    if isinstance(value, bool):
        return tr("ja") if value else tr("nein")
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
