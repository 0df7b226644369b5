"""A case as it stands on paper: headings, facts and entries in the order of reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class PrintedStyle(StrEnum):
    """How a paragraph looks."""

    TITLE = "title"
    LEAD = "lead"
    HEADING = "heading"
    LABEL = "label"
    """Small and grey: who wrote what follows, and when."""
    TEXT = "text"
    FACT = "fact"
    """A label, a tab, a value."""


@dataclass(frozen=True, slots=True)
class PrintedParagraph:
    """One paragraph; ``value`` only of a fact."""

    style: PrintedStyle
    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class PrintedCase:
    """All of a case; ``footer`` stands on every page beside its number. IBANs are masked."""

    case_id: int
    reference: str
    footer: str
    paragraphs: Sequence[PrintedParagraph]
