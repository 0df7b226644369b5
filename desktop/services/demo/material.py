"""The invented people, houses and texts, read from ``resources/demo``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.resources import resource_path

_FOLDER = resource_path("demo")


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """One invented landlord and its streets (street, postcode)."""

    code: str
    name: str
    short_name: str
    town: str
    federal_state: str
    creditor_business_code: str
    creditor_number: str
    contract_prefix: str
    first_property: int
    phone_prefix: str
    emergency_phone: str
    streets: tuple[tuple[str, str], ...]
    letterhead: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """One invented colleague."""

    login: str
    name: str
    initials: str
    role: str


@dataclass(frozen=True, slots=True)
class People:
    """Names to draw from, by salutation."""

    frau: tuple[str, ...]
    herr: tuple[str, ...]
    surnames: tuple[str, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a tenant writes in one matter and what was answered."""

    subject: str
    text: str
    answer: str
    note: str
    attachment: str
    fields: dict[str, Any]


@cache
def companies() -> tuple[DemoCompany, ...]:
    """Return the companies in the order they are made."""
    return tuple(
        DemoCompany(**{**entry, "streets": tuple((name, code) for name, code in entry["streets"])})
        for entry in _read("houses.toml")["companies"]
    )


@cache
def staff() -> tuple[DemoStaff, ...]:
    """Return everybody who can sign in."""
    return tuple(DemoStaff(**entry) for entry in _read("houses.toml")["staff"])


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """A team; ``company`` is "" for one of every company, ``members`` are logins."""

    name: str
    members: tuple[str, ...]
    company: str = ""


@dataclass(frozen=True, slots=True)
class DemoRule:
    """A rule of routing; "" stands for any category or property, and for no person."""

    company: str
    team: str
    category: str = ""
    property: str = ""
    person: str = ""


@cache
def teams() -> tuple[DemoTeam, ...]:
    """Return the teams."""
    return tuple(
        DemoTeam(entry["name"], tuple(entry["members"]), entry.get("company", ""))
        for entry in _read("teams.toml")["teams"]
    )


@cache
def rules() -> tuple[DemoRule, ...]:
    """Return the rules, the weaker ones of a company first."""
    return tuple(DemoRule(**entry) for entry in _read("teams.toml")["rules"])


@cache
def people() -> People:
    """Return the names to draw from."""
    read = _read("people.toml")
    return People(*(tuple(read[key]) for key in ("frau", "herr", "surnames", "titles")))


@cache
def letters(category: str) -> tuple[Letter, ...]:
    """Return the matters of one category."""
    return tuple(
        Letter(
            subject=entry["subject"],
            text=entry["text"].strip(),
            answer=entry["answer"].strip(),
            note=entry.get("note", ""),
            attachment=entry.get("attachment", ""),
            fields=entry.get("fields", {}),
        )
        for entry in _read("letters.toml")[category]
    )


def reminder(number: int) -> str:
    """Return what a tenant writes who asks how it goes; any ``number`` gives one."""
    texts = _read("reminders.toml")["reminders"]
    return str(texts[number % len(texts)])


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))
