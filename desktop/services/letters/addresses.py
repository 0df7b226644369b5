"""The address of a letter as it stands in the window."""

from desktop.domain.letter_address import address_lines
from desktop.texts import Language, speaking
from desktop.texts.countries import COUNTRIES, country_name


def printed_address(recipient: str) -> tuple[str, ...]:
    """Return the lines of the window; a country abroad is written out in capitals."""
    lines = address_lines(recipient)
    if lines and lines[-1].upper() in COUNTRIES:
        with speaking(Language.GERMAN):
            return (*lines[:-1], country_name(lines[-1]).upper())
    return lines
