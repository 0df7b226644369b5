"""Finding IBANs in what people write, so that a text can be echoed without them."""

import re

from desktop.domain.bank_register import country_format
from desktop.domain.iban import mask_iban

_GAP = r"[\s.\-\u00ad\u200b-\u200d\u2010-\u2015\u2060\u2212\ufeff]{0,3}"
_START = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=[Ii][Bb][Aa][Nn]))([A-Za-z]{2})"
    rf"{_GAP}[0-9]{_GAP}[0-9](?={_GAP}[A-Za-z0-9])"
)
_GERMAN_NEXT = re.compile(rf"{_GAP}[0-9]")
_NEXT = re.compile(rf"{_GAP}[A-Za-z0-9]")
_LEAST_DIGITS = 10
"""Every country's account number has as many; fewer are a house number or a date."""


def mask_ibans(text: str) -> str:
    """Return ``text`` with every IBAN in it masked (``DE89 •••• 3000``).

    Also one with wrong check digits, in groups, or a German one that lacks or has a digit: a
    mistyped account still tells whose it is. Everything else stays as it was.
    """
    parts: list[str] = []
    done = 0
    while (found := _START.search(text, done)) is not None:
        end = _end_of_iban(text, found)
        if end is None:
            parts.append(text[done : found.end(1)])
            done = found.end(1)
            continue
        parts.append(text[done : found.start()])
        parts.append(mask_iban(text[found.start() : end]))
        done = end
    parts.append(text[done:])
    return "".join(parts)


def _end_of_iban(text: str, found: re.Match[str]) -> int | None:
    """Where the IBAN that may begin at ``found`` ends; None if it is none."""
    country = found.group(1).upper()
    form = country_format(country)
    if form is None:
        return None
    german = country == "DE"
    step = _GERMAN_NEXT if german else _NEXT
    # A doubled digit is a frequent slip; letters after a German account are the next word.
    most = form.length - 4 + (2 if german else 0)
    end, digits, last_digit_end = found.end(), 0, found.end()
    for _ in range(most):
        following = step.match(text, end)
        if following is None:
            break
        end = following.end()
        if text[end - 1].isdigit():
            digits, last_digit_end = digits + 1, end
    else:
        return end if digits >= _LEAST_DIGITS else None
    return last_digit_end if digits >= _LEAST_DIGITS else None
