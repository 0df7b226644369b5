"""The file format of a configuration: versioned JSON without passwords, keys or data of tenants.

Everything refers by names that hold in any installation (codes, sign-in names, numbers of houses),
never by keys of one database. ``docs/administration.md`` describes it for people.
"""

from typing import Any

import msgspec

from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.domain.work import FieldKind, RetentionClass

__all__ = [
    "FORMAT",
    "LARGEST",
    "VERSION",
    "CategoryEntry",
    "ChoiceEntry",
    "CompanyEntry",
    "Configuration",
    "FieldEntry",
    "LetterEntry",
    "ReplyEntry",
    "RuleEntry",
    "StaffEntry",
    "TeamEntry",
    "as_bytes",
    "read_configuration",
]

FORMAT = "mieterdesk-configuration"
VERSION = 1
LARGEST = 20 * 1024 * 1024
"""Bytes; a larger file is none of ours."""


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is typed wrong is refused, not left out."""


class CompanyEntry(_Entry, frozen=True, kw_only=True):
    """``settings`` are those that are not the usual ones, as ``Company.settings`` keeps them."""

    code: str
    name: str
    short_name: str
    town: str
    federal_state: str
    creditor_id: str
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    department: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    service_hours: str = ""
    register_court: str = ""
    register_number: str = ""
    settings: dict[str, Any] = {}


class ChoiceEntry(_Entry, frozen=True, kw_only=True):
    """One value of a choice."""

    value: str
    label: str


class FieldEntry(_Entry, frozen=True, kw_only=True):
    """One field of a category's form."""

    key: str
    label: str
    kind: FieldKind = FieldKind.LINE
    required: bool = False
    hint: str = ""
    choices: tuple[ChoiceEntry, ...] = ()


class CategoryEntry(_Entry, frozen=True, kw_only=True):
    """``company`` is the code of its company, None for every one."""

    code: str
    company: str | None = None
    name: str
    short_name: str
    icon: str
    promise_workdays: int | None = None
    retention_class: RetentionClass
    active: bool = True
    fields: tuple[FieldEntry, ...] = ()
    checks: tuple[str, ...] = ()


class StaffEntry(_Entry, frozen=True, kw_only=True):
    """A person who is active; passwords are in no file."""

    login: str
    name: str
    initials: str
    role: Role
    companies: tuple[str, ...]


class TeamEntry(_Entry, frozen=True, kw_only=True):
    """``members`` are sign-in names."""

    name: str
    company: str | None = None
    members: tuple[str, ...] = ()


class RuleEntry(_Entry, frozen=True, kw_only=True):
    """Who gets which cases; None stands for any category or house, or for the whole team."""

    company: str
    category: str | None = None
    house: str | None = None
    team: str
    person: str | None = None


class ReplyEntry(_Entry, frozen=True, kw_only=True):
    """A prepared reply in use that was written here; ``category_company`` is the category's."""

    code: str
    company: str | None = None
    category: str | None = None
    category_company: str | None = None
    shortcut: str
    title: str
    subject: str
    text: str
    asks: bool = False
    closes: bool = False


class LetterEntry(_Entry, frozen=True, kw_only=True):
    """What a company words itself in one kind of letter."""

    company: str
    kind: str
    texts: dict[str, str]


class Configuration(_Entry, frozen=True, kw_only=True):
    """Everything an administrator sets, in the order in which it is taken over."""

    format: str = FORMAT
    version: int = VERSION
    companies: tuple[CompanyEntry, ...] = ()
    categories: tuple[CategoryEntry, ...] = ()
    staff: tuple[StaffEntry, ...] = ()
    teams: tuple[TeamEntry, ...] = ()
    routing: tuple[RuleEntry, ...] = ()
    replies: tuple[ReplyEntry, ...] = ()
    letters: tuple[LetterEntry, ...] = ()


class _Head(msgspec.Struct, frozen=True):
    format: str
    version: int


def as_bytes(configuration: Configuration) -> bytes:
    """Return the file: UTF-8, indented, so that two versions can be compared by line."""
    return msgspec.json.format(msgspec.json.encode(configuration), indent=2) + b"\n"


def read_configuration(content: bytes) -> Configuration:
    """Read a file.

    Raises:
        UserError: ``configuration.no_file`` for anything else, ``configuration.newer`` with
            ``version``, ``configuration.faulty`` with the ``place`` in the file.
    """
    if len(content) > LARGEST:
        raise UserError("configuration.no_file")
    try:
        head = msgspec.json.decode(content, type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UserError("configuration.no_file") from error
    if head.format != FORMAT:
        raise UserError("configuration.no_file")
    if head.version > VERSION:
        raise UserError("configuration.newer", version=head.version)
    try:
        return msgspec.json.decode(content, type=Configuration)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UserError("configuration.faulty", place=_place(str(error))) from error


def _place(message: str) -> str:
    """Return where a message of msgspec points: ``$.companies[0].name``."""
    _, found, place = message.rpartition(" - at `")
    return place.rstrip("`") if found else "$"
