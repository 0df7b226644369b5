"""Prepared texts with place holders; those the program brings lie in ``templates/replies``.

They are written to tenants and therefore German, whatever language the interface has. A template
names its kind, the categories it fits (none: all), whether it asks the tenant for something, so
that the case waits for the answer, and whether it settles the matter. Those an administrator wrote
are rows (``prepared_replies``).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.deadlines import RunStatus
from desktop.resources import resource_path
from desktop.services.conversation.placeholders import (
    PLACEHOLDERS,
    dotted,
    filled,
    names_in,
)

__all__ = [
    "PLACEHOLDERS",
    "FilledText",
    "TextModuleKind",
    "TextTemplate",
    "fill",
    "fill_with_gaps",
    "load_templates",
    "template",
]

FOLDER = resource_path("templates", "replies")


class TextModuleKind(StrEnum):
    """What a prepared text is for."""

    REPLY = "reply"
    REJECTION = "rejection"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True, slots=True)
class TextTemplate:
    """One prepared text before its placeholders are filled; ``code`` is the file's name.

    ``variants`` are the kinds of bank change it makes sense for (none: all); with ``run_missed``
    it is only for an application whose promised run is missed. ``shortcut`` is what is typed after
    ``::``. ``company_id`` is set for one that a company has for itself, ``own`` for all that an
    administrator wrote.
    """

    code: str
    kind: TextModuleKind
    position: int
    categories: frozenset[str]
    asks: bool
    title: str
    subject: str
    text: str
    variants: frozenset[BankChangeVariant] = frozenset()
    run_missed: bool = False
    shortcut: str = ""
    closes: bool = False
    company_id: int | None = None
    own: bool = False

    def suits(self, variant: BankChangeVariant | None, status: RunStatus | None) -> bool:
        """Whether it makes sense for a bank change of this kind whose run stands so."""
        if self.variants and variant is not None and variant not in self.variants:
            return False
        return not self.run_missed or status is RunStatus.MISSED

    def fits(self, category_code: str) -> bool:
        """Whether it is offered for cases of this category."""
        return not self.categories or category_code in self.categories

    def placeholders(self) -> frozenset[str]:
        """Names of the placeholders the text uses."""
        return frozenset(names_in(f"{self.subject}\n{self.text}"))


@dataclass(frozen=True, slots=True)
class FilledText:
    """Subject and text with every placeholder filled."""

    subject: str
    text: str


@lru_cache(maxsize=1)
def load_templates() -> Mapping[str, TextTemplate]:
    """Return all templates by code, in the order they are offered.

    Raises:
        ValueError: a file is no template, or uses a placeholder that does not exist.
    """
    found = [_read(path) for path in sorted(FOLDER.glob("*.toml"))]
    return {entry.code: entry for entry in sorted(found, key=lambda entry: entry.position)}


def _read(path: Path) -> TextTemplate:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    template = TextTemplate(
        code=path.stem,
        kind=TextModuleKind(content["kind"]),
        position=int(content["position"]),
        categories=frozenset(content["categories"]),
        asks=bool(content["asks"]),
        title=content["title"],
        subject=content["subject"],
        text=content["text"].strip(),
        variants=frozenset(BankChangeVariant(name) for name in content.get("variants", ())),
        run_missed=bool(content.get("run_missed", False)),
        shortcut=content.get("shortcut", ""),
        closes=bool(content.get("closes", False)),
    )
    unknown = template.placeholders() - PLACEHOLDERS.keys()
    if unknown:
        raise ValueError(f"{path.name}: {', '.join(sorted(unknown))}")
    return template


def template(code: str) -> TextTemplate:
    """Return the template ``code``; raises ``KeyError`` for a code that does not exist."""
    return load_templates()[code]


def fill(entry: TextTemplate, values: Mapping[str, str]) -> FilledText:
    """Return a text that the program sends by itself; what has no value becomes ``…``."""
    return FilledText(subject=dotted(entry.subject, values), text=dotted(entry.text, values))


def fill_with_gaps(entry: TextTemplate, values: Mapping[str, str]) -> FilledText:
    """Return a text for a person to send; what has no value becomes a visible gap."""
    return FilledText(subject=filled(entry.subject, values), text=filled(entry.text, values))
