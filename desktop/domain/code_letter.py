"""The letter with a registration code: its parts, what they may ask for, how it is put together.

The parts are texts of a company's template (``template_text``). The code is no value: it has a
frame of its own, and no text can hold it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from desktop.domain.letter import CodeCard, LetterBlock
from desktop.domain.registration_code import OUR_SHAPE, mask_code
from desktop.domain.template_text import (
    filled,
    filled_block,
    filled_paragraphs,
    unknown_places,
)

UNKNOWN_CODE = mask_code(OUR_SHAPE, "")
"""What stands in the frame of a letter that has no code yet."""
LONGEST_PART = 1_200
LONGEST_LINE = 120
_PORTAL = re.compile(
    r"https://[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}(?::[0-9]{2,5})?(?:/[^\s{}*]*)?"
)
_DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


class Part(StrEnum):
    """One text of the template; the value is its name in the row."""

    HEAD_NAME = "head_name"
    HEAD_LINE = "head_line"
    HEAD_SENDER = "head_sender"
    FOOT_LEFT = "foot_left"
    FOOT_MIDDLE = "foot_middle"
    FOOT_RIGHT = "foot_right"
    PORTAL = "portal"
    SUBJECT = "subject"
    INTRO = "intro"
    STEPS_HEADING = "steps_heading"
    STEPS = "steps"
    APP = "app"
    OLD_CODES = "old_codes"
    CAUTION = "caution"
    CLOSING = "closing"
    SIGNATURE = "signature"


HEAD_PARTS = (
    Part.HEAD_NAME,
    Part.HEAD_LINE,
    Part.HEAD_SENDER,
    Part.FOOT_LEFT,
    Part.FOOT_MIDDLE,
    Part.FOOT_RIGHT,
)
"""What every letter of the company has; where it is left out, the company's own data stand."""
ONE_LINE = frozenset(
    {
        Part.HEAD_NAME,
        Part.HEAD_LINE,
        Part.HEAD_SENDER,
        Part.PORTAL,
        Part.SUBJECT,
        Part.STEPS_HEADING,
    }
)
NEEDED = frozenset({Part.SUBJECT, Part.INTRO, Part.STEPS, Part.OLD_CODES, Part.CLOSING})
"""What may not be empty: without it a tenant would not get in."""


class PartProblem(StrEnum):
    """Why a part cannot be kept; each is also the end of a ``UserError`` code."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNKNOWN_PLACE = "unknown_place"
    NO_ADDRESS = "no_address"


class CodeLetterProblem(StrEnum):
    """Why a letter with a code is held back although its address is fine."""

    NO_PORTAL_ADDRESS = "no_portal_address"
    """Nobody has said where the code is to be typed."""


PLACES: Mapping[str, str] = MappingProxyType(
    {
        "Nachname": "surname",
        "Portal": "portal",
        "Gesellschaft": "company",
        "Telefon": "phone",
        "Gültig bis": "valid_until",
    }
)
"""What a text may ask for by its German name: letters are German, whatever the interface speaks."""


@dataclass(frozen=True, slots=True)
class CodeLetterFacts:
    """What the letter of one party says. ``expires_on`` and ``last_two`` come with the code."""

    salutation: str
    surname: str
    company: str
    phone: str
    expires_on: date | None = None
    last_two: str = ""


def part_problem(
    part: Part, text: str, places: Collection[str] = (), needed: Collection[Part] = NEEDED
) -> PartProblem | None:
    """Return why a text cannot be that part; None where it can.

    ``places`` are what a text may ask for, without any those of the letter with a code.
    """
    if not text.strip():
        return PartProblem.EMPTY if part in needed else None
    if len(text) > (LONGEST_LINE if part in ONE_LINE else LONGEST_PART):
        return PartProblem.TOO_LONG
    if part is Part.PORTAL:
        return None if _PORTAL.fullmatch(text.strip()) else PartProblem.NO_ADDRESS
    return PartProblem.UNKNOWN_PLACE if unknown_places(text, places or PLACES) else None


def valid_words(expires_on: date | None) -> str:
    """Return the line below the code: its last day, and which signs it does not have."""
    without = "ohne die Zeichen O, 0, I, 1 und L"
    return without if expires_on is None else f"gültig bis {_long_day(expires_on)} · {without}"


def body_of(texts: Mapping[Part, str], facts: CodeLetterFacts) -> tuple[LetterBlock, ...]:
    """Return the text of the letter; its card is masked until a code is put into it."""
    values = _values(texts, facts)
    portal = texts.get(Part.PORTAL, "").strip()
    card = CodeCard(
        caption="Registrierungscode",
        masked=mask_code(OUR_SHAPE, facts.last_two) if facts.last_two else UNKNOWN_CODE,
        valid=valid_words(facts.expires_on),
        portal=portal,
        below_picture="zum Mieterportal",
    )

    def paragraphs(part: Part) -> list[LetterBlock]:
        return filled_paragraphs(texts.get(part, ""), values)

    heading = texts.get(Part.STEPS_HEADING, "").strip()
    return (
        LetterBlock(text=f"{facts.salutation},"),
        *paragraphs(Part.INTRO),
        LetterBlock(card=card),
        *([filled_block(f"**{heading}**", values)] if heading else ()),
        *_steps(texts.get(Part.STEPS, ""), values),
        *paragraphs(Part.APP),
        *paragraphs(Part.OLD_CODES),
        *paragraphs(Part.CAUTION),
        *paragraphs(Part.CLOSING),
        *paragraphs(Part.SIGNATURE),
    )


def filled_line(text: str, texts: Mapping[Part, str], facts: CodeLetterFacts) -> str:
    """Return a line such as the subject with its values."""
    return filled(text.strip(), _values(texts, facts)).replace("**", "")


def _values(texts: Mapping[Part, str], facts: CodeLetterFacts) -> dict[str, str]:
    portal = texts.get(Part.PORTAL, "").strip()
    values = {
        "surname": facts.surname,
        "portal": portal.removeprefix("https://").removesuffix("/"),
        "company": facts.company,
        "phone": facts.phone,
        "valid_until": "" if facts.expires_on is None else _short_day(facts.expires_on),
    }
    return {place: values[name] for place, name in PLACES.items()}


def _steps(text: str, values: Mapping[str, str]) -> list[LetterBlock]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [filled_block(line, values, step=number) for number, line in enumerate(lines, start=1)]


def _long_day(day: date) -> str:
    return f"{_DAYS[day.weekday()]}, {_short_day(day)}"


def _short_day(day: date) -> str:
    return f"{day.day:02d}.{day.month:02d}.{day.year:04d}"
