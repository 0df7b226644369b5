"""The fields of a category's form: what one holds, whether a value fits, and how it is kept.

Values stand in a case as they came, in whatever shape the portal sends; nothing here refuses what
came. Only what a person types in is made to fit. A key may be dotted (``address.street``) and leads
into nested values then.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from desktop.domain.blank_text import is_blank, one_line
from desktop.domain.work import FieldKind

YES: Final = "yes"
NO: Final = "no"
"""What a yes or no is typed as; "" is neither."""
LONGEST_LINE: Final = 500
LONGEST_TEXT: Final = 10_000
LONGEST_KEY: Final = 60
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?|[-+]?\d+\.\d+")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_YES_WORDS = frozenset({"yes", "ja", "true", "1"})
_NO_WORDS = frozenset({"no", "nein", "false", "0"})
_KEY_SIGNS = re.compile(r"[^a-z0-9]+")
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice and what people read for it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDefinition:
    """One field of a form; ``key`` is its name in the fields of a case.

    ``choices`` are those of a ``FieldKind.CHOICE``. ``retired``: no part of the form any more, but
    cases keep what stands in it.
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.LINE
    required: bool = False
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    retired: bool = False

    def label_of(self, value: object) -> str | None:
        """Return what people read for a value of the choice; None where it is none of them."""
        chosen = _choice(self.choices, value)
        return None if chosen is None else chosen.label


class FieldFault(StrEnum):
    """What is wrong with a field of a case."""

    MISSING = "missing"
    """It is required and nothing stands in it."""
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_A_CHOICE = "not_a_choice"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A field of a form that is missing, or whose value does not fit its kind."""

    key: str
    label: str
    fault: FieldFault


class UnfitValueError(ValueError):
    """What was typed does not fit the field."""

    def __init__(self, fault: FieldFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def check_fields(
    form: Sequence[FieldDefinition], fields: Mapping[str, Any] | None
) -> tuple[FieldProblem, ...]:
    """Return what is wrong with the fields of a case, in the order of the form."""
    problems = ((field, fault_of(field, value_at(fields, field.key))) for field in form)
    return tuple(
        FieldProblem(field.key, field.label, fault)
        for field, fault in problems
        if fault is not None
    )


def fault_of(field: FieldDefinition, value: object) -> FieldFault | None:
    """Return what is wrong with one value; None where nothing is, or where the field is retired."""
    if field.retired:
        return None
    if is_empty(value):
        return FieldFault.MISSING if field.required else None
    match field.kind:
        case FieldKind.NUMBER:
            return None if _is_number(value) else FieldFault.NOT_A_NUMBER
        case FieldKind.DATE:
            return None if read_day(value) is not None else FieldFault.NOT_A_DATE
        case FieldKind.YES_NO:
            return None if read_yes_no(value) is not None else FieldFault.NOT_YES_OR_NO
        case FieldKind.CHOICE:
            return None if _choice(field.choices, value) else FieldFault.NOT_A_CHOICE
    return None


def kept_value(field: FieldDefinition, text: str) -> str | bool | None:
    """Return what a person typed as it is kept; None for nothing, which takes the value away.

    Days are typed and kept in ISO form, yes and no as ``YES`` and ``NO``, choices by their value.
    A number stays as it was typed.

    Raises:
        UnfitValueError: it does not fit the field.
    """
    typed = text.strip() if field.kind is FieldKind.TEXT else one_line(text)
    if is_blank(typed):
        return None
    longest = LONGEST_TEXT if field.kind is FieldKind.TEXT else LONGEST_LINE
    if len(typed) > longest:
        raise UnfitValueError(FieldFault.TOO_LONG)
    fault = fault_of(field, typed)
    if fault is not None:
        raise UnfitValueError(fault)
    match field.kind:
        case FieldKind.DATE:
            day = read_day(typed)
            return None if day is None else day.isoformat()
        case FieldKind.YES_NO:
            return read_yes_no(typed)
        case FieldKind.CHOICE:
            chosen = _choice(field.choices, typed)
            return None if chosen is None else chosen.value
    return typed


def typed_text(field: FieldDefinition, value: object) -> str:
    """Return a value as an editor of its kind begins with it; what does not fit as it stands."""
    if is_empty(value):
        return ""
    if field.kind is FieldKind.DATE and (day := read_day(value)) is not None:
        return day.isoformat()
    if field.kind is FieldKind.YES_NO and (said := read_yes_no(value)) is not None:
        return YES if said else NO
    if field.kind is FieldKind.CHOICE and (chosen := _choice(field.choices, value)) is not None:
        return chosen.value
    return plain_text(value)


def plain_text(value: object) -> str:
    """Return any value in neutral words: codes for yes and no, nested and listed ones in a row."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Mapping):
        return ", ".join(filter(None, map(plain_text, value.values())))
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(plain_text, value)))
    return str(value)


def is_empty(value: object) -> bool:
    """Whether nothing stands there: absent, blank, or a collection of nothing."""
    if value is None:
        return True
    if isinstance(value, str):
        return is_blank(value)
    if isinstance(value, Mapping):
        return all(map(is_empty, value.values()))
    if isinstance(value, list | tuple):
        return all(map(is_empty, value))
    return False


def read_day(value: object) -> date | None:
    """Return the day a value names, in ISO form or as 18.11.2026; None where it is none."""
    if not isinstance(value, str):
        return None
    text = one_line(value)
    german = _GERMAN_DAY.fullmatch(text)
    try:
        if german is not None:
            day, month, year = map(int, german.groups())
            return date(year, month, day)
        return date.fromisoformat(text) if len(text) == len("2026-11-18") else None
    except ValueError:
        return None


def read_yes_no(value: object) -> bool | None:
    """Return whether a value says yes; None where it says neither."""
    if isinstance(value, bool):
        return value
    word = one_line(str(value)).casefold()
    if word in _YES_WORDS:
        return True
    return False if word in _NO_WORDS else None


def value_at(fields: Mapping[str, Any] | None, key: str) -> object:
    """Return the value of a key, whole or by its dotted way; None where there is none."""
    if not fields:
        return None
    if key in fields:
        return fields[key]
    here: object = fields
    for part in key.split("."):
        if not isinstance(here, Mapping) or part not in here:
            return None
        here = here[part]
    return here


def with_value(fields: Mapping[str, Any], key: str, value: object) -> dict[str, Any]:
    """Return a copy of the fields with one value put in; None takes it out."""
    changed = dict(fields)
    first, _, rest = key.partition(".")
    if key not in changed and rest and isinstance(changed.get(first, {}), Mapping):
        inner = with_value(changed.get(first, {}), rest, value)
        if inner:
            changed[first] = inner
        else:
            changed.pop(first, None)
    elif value is None:
        changed.pop(key, None)
    else:
        changed[key] = value
    return changed


def flat_values(fields: Mapping[str, Any] | None, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield every value that is there with its key; keys of nested ones are dotted."""
    for key, value in (fields or {}).items():
        if isinstance(value, Mapping):
            yield from flat_values(value, f"{prefix}{key}.")
        elif value is not None and value != "":
            yield f"{prefix}{key}", value


def belongs_to(key: str, form_key: str) -> bool:
    """Whether a flat key is that of a field, or of a part of what stands in it."""
    return key == form_key or key.startswith(f"{form_key}.")


def key_of(label: str) -> str:
    """Return a key made of a label: *Gewünschter Tag* becomes ``gewuenschter_tag``; "" of none."""
    spelled = label.casefold().translate(_SPELLED_OUT)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return _KEY_SIGNS.sub("_", plain).strip("_")[:LONGEST_KEY].strip("_")


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and _NUMBER.fullmatch(one_line(value)) is not None


def _choice(choices: Sequence[Choice], value: object) -> Choice | None:
    """The choice that is meant: by its value, else by its label; other things are none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = one_line(str(value)).casefold()
    by_value = (one for one in choices if one.value.casefold() == text)
    by_label = (one for one in choices if one.label.casefold() == text)
    return next(by_value, None) or next(by_label, None)
