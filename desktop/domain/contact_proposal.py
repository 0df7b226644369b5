"""What a tenant asks to be changed, read from the fields of a case, be they structured or typed.

The portal may send an address in parts, a clerk may have typed it into one field. What cannot be
read is left out: a person fills it in.
"""

import re
from collections.abc import Iterator, Mapping

from desktop.domain.blank_text import one_line
from desktop.domain.contact_data import HOME_COUNTRY, LONGEST

_NESTED = ("address", "new_address", "postal_address")
_NAMES = {"telephone": "phone"}
"""Other names of fields, by which the portal calls them."""
_TYPED = {"email": "email", "phone": "phone", "telephone": "phone"}
_HOUSE = re.compile(
    r"(?P<street>\D.*?)\s+(?P<house_number>\d+\s*[a-zA-Z]?(?:\s*[-/]\s*\d+[a-zA-Z]?)?)"
)
_TOWN = re.compile(r"(?:(?P<country>[A-Za-z]{1,2})-)?(?P<postcode>\d{4,5})\s+(?P<town>.+)")
_COUNTRIES = {
    "": HOME_COUNTRY,
    "D": HOME_COUNTRY,
    "A": "AT",
    "B": "BE",
    "E": "ES",
    "F": "FR",
    "I": "IT",
    "L": "LU",
}
"""Codes of countries as they stood before postcodes."""


def proposed_contact(fields: Mapping[str, object] | None) -> dict[str, str]:
    """Return the new contact data a case asks for, by the column of the master data."""
    found: dict[str, str] = {}
    for name, value in _texts(fields or {}):
        key = _NAMES.get(name, name)
        if key in LONGEST and (text := one_line(value)):
            found.setdefault(key, text)
    typed = (fields or {}).get("new_value")
    if isinstance(typed, str) and (text := one_line(typed)):
        kind = (fields or {}).get("field")
        if kind == "address":
            found = {**read_address(text), **found}
        elif isinstance(kind, str) and kind in _TYPED:
            found.setdefault(_TYPED[kind], text)
    return found


def read_address(text: str) -> dict[str, str]:
    """Return the parts of an address that was written in one line; {} where it is none.

    Understood is what people write in Germany: street and number, postcode and town, in this order,
    apart by commas, with a country's name or code behind at most.
    """
    parts = [one_line(part) for part in re.split(r"[,;]", text)]
    for place, part in enumerate(parts):
        town = _TOWN.fullmatch(part)
        if town is None or not place:
            continue
        house = _HOUSE.fullmatch(parts[place - 1])
        if house is None:
            continue
        country = (town["country"] or "").upper()
        return {
            "street": house["street"].strip(),
            "house_number": "".join(house["house_number"].split()),
            "postcode": town["postcode"],
            "town": town["town"].strip(),
            "country": _COUNTRIES.get(country, country),
        }
    return {}


def _texts(fields: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in _NESTED:
        nested = fields.get(name)
        if isinstance(nested, Mapping):
            yield from ((key, value) for key, value in nested.items() if isinstance(value, str))
    yield from ((key, value) for key, value in fields.items() if isinstance(value, str))
