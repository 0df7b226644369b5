"""What the form of a damage report says about place, part and severity, by the names it uses."""

from collections.abc import Mapping
from typing import Any

from desktop.domain.blank_text import one_line

_PLACES = ("location", "room", "area")
_ELEMENTS = ("element",)
_SEVERITIES = ("severity", "extent")


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


def is_ticked(fields: Mapping[str, Any], name: str) -> bool:
    """Whether a box of the form was ticked."""
    return fields.get(name) is True


def _first(fields: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and (text := one_line(value)):
            return text
    return ""
