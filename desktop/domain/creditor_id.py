"""The German creditor identifier (Gläubiger-Identifikationsnummer, EPC262-08)."""

import re
import string
from functools import lru_cache

_FORM = re.compile(r"DE([0-9]{2})[0-9A-Z]{3}(0[0-9]{10})")
_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
_GERMANY = "1314"
"""The letters D and E as numbers, as the check digits take them."""


def normalise_creditor_id(text: str) -> str:
    """Return the identifier without blanks, ASCII letters upper-cased."""
    return "".join(text.split()).translate(_UPPER)


@lru_cache(maxsize=1024)
def _is_valid(text: str) -> bool:
    match = _FORM.fullmatch(normalise_creditor_id(text))
    if match is None or not "02" <= match[1] <= "98":
        return False
    # The business code (positions 5 to 7) takes no part in the check.
    return int(match[2] + _GERMANY + match[1]) % 97 == 1


def is_valid_creditor_id(text: str) -> bool:
    """Tell whether ``text`` is a German creditor identifier: form and check digits. Never raises.

    ``DE98ZZZ09999999999`` is the Bundesbank's test value.
    """
    return len(text) <= 100 and _is_valid(text)
