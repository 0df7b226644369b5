"""What the form of a damage report says about place, part and severity, by the names it uses."""

from collections.abc import Mapping
from typing import Any

from desktop.domain.blank_text import one_line

_PLACES = ("location", "room", "area")
_ELEMENTS = ("element",)
_SEVERITIES = ("severity", "extent")
_TICKS = ("emergency", "urgent")


def place_of(fields: Mapping[str, Any]) -> str:
    """Return where the damage is: *Bad*, *Treppenhaus*; "" where nothing was said."""
    return _first(fields, _PLACES)


def element_of(fields: Mapping[str, Any]) -> str:
    """Return what is broken: *Heizkörper*."""
    return _first(fields, _ELEMENTS)


def since_of(fields: Mapping[str, Any]) -> str:
    """Return since when, in the tenant's words."""
    return _first(fields, ("since",))


def severity_of(fields: Mapping[str, Any]) -> str:
    """Return how bad it is in the tenant's words; a tick is no word."""
    return _first(fields, _SEVERITIES)


def told_by(fields: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the fields that place, part, time, severity and ticks were read from."""
    groups = (_PLACES, _ELEMENTS, ("since",), _SEVERITIES)
    words = {name for names in groups if (name := _name(fields, names))}
    return frozenset(words | {name for name in _TICKS if isinstance(fields.get(name), bool)})


def is_ticked(fields: Mapping[str, Any], name: str) -> bool:
    """Whether a box of the form was ticked."""
    return fields.get(name) is True


def _first(fields: Mapping[str, Any], names: tuple[str, ...]) -> str:
    name = _name(fields, names)
    return one_line(str(fields[name])) if name else ""


def _name(fields: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and one_line(value):
            return name
    return ""
