"""Place holders of an answer to a whole group, filled for each case with its own values alone."""

import re
from collections.abc import Mapping

from desktop.domain.errors import UserError

NAMES: Mapping[str, str] = {
    "Anrede": "salutation",
    "Mieter": "tenant",
    "Vertrag": "contract",
    "Vorgang": "reference",
    "Frist": "due_on",
    "Sachbearbeitung": "staff",
    "Gesellschaft": "company",
}
"""What a clerk types in braces, and the value it stands for; German as the text around it."""
_PLACE = re.compile(r"\{([^{}\n]{1,60})\}")


def check_names(text: str) -> None:
    """Refuse braces around what no case has.

    Raises:
        UserError: ``group.unknown_placeholder`` with ``name``.
    """
    for name in _PLACE.findall(text):
        if name not in NAMES:
            raise UserError("group.unknown_placeholder", name=name)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its place holders filled.

    Raises:
        UserError: ``group.empty_placeholder`` with ``name`` where a case has no such value.
    """

    def value(found: re.Match[str]) -> str:
        name = found[1]
        known = values.get(NAMES.get(name, ""), "")
        if not known:
            raise UserError("group.empty_placeholder", name=name)
        return known

    return _PLACE.sub(value, text)


DEFAULT_SUBJECT = "Ihre Meldung: Die Störung ist bekannt"
DEFAULT_TEXT = (
    "{Anrede},\n\nvielen Dank für Ihre Meldung (Vorgang {Vorgang}). Die Störung ist uns bekannt, "
    "und sie wird behoben. Sie müssen nichts weiter tun.\n\n"
    "Freundliche Grüße\n{Sachbearbeitung}\n{Gesellschaft}"
)
"""With what an answer to a group begins."""
