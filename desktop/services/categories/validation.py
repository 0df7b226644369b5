"""What an administrator has written of a category, cleaned, or the first thing that is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from desktop.domain.blank_text import one_line
from desktop.domain.errors import UserError
from desktop.domain.form_fields import Choice, FieldDefinition, key_of
from desktop.domain.iban_text import mask_ibans
from desktop.domain.portal_fields import BANK_DETAILS
from desktop.domain.portal_json import is_storable
from desktop.domain.work import FieldKind
from desktop.services.categories.view import CategoryDefinition, CheckLine
from desktop.texts.category_icons import ICON_NAMES

__all__ = ["LONGEST_PROMISE", "MOST_CHECKS", "MOST_FIELDS", "checked"]

LONGEST_NAME = 80
LONGEST_SHORT_NAME = 40
LONGEST_CODE = 40
LONGEST_LABEL = 80
LONGEST_HINT = 200
LONGEST_CHECK = 200
LONGEST_PROMISE = 250
"""Werktage: about a year."""
MOST_FIELDS = 40
MOST_CHECKS = 30


def checked(
    wanted: CategoryDefinition, known: Mapping[str, FieldDefinition], *, is_new: bool
) -> CategoryDefinition:
    """Return the category as it can be kept: texts of one line, every field with a key.

    ``known`` are the fields the category has by now, retired ones too, by key.

    Raises:
        UserError: ``category.name_missing``, ``category.too_long``, ``category.code_wrong``,
            ``category.icon_unknown``, ``category.promise_wrong``, ``category.holds_iban``,
            ``category.too_many_fields``, ``category.too_many_checks``, and of a field or a line
            ``category.label_missing``, ``category.label_twice``, ``category.choices_missing``,
            ``category.choice_twice``, ``category.check_missing``, ``text.not_storable``;
            ``category.bank_form`` for a form or a promise of the bank details.
    """
    name = _line(wanted.name, LONGEST_NAME)
    if not name:
        raise UserError("category.name_missing")
    short_name = _line(wanted.short_name, LONGEST_SHORT_NAME) or name[:LONGEST_SHORT_NAME].strip()
    code = _code(wanted.code or name) if is_new else wanted.code
    if wanted.icon not in ICON_NAMES:
        raise UserError("category.icon_unknown")
    if code == BANK_DETAILS and (wanted.fields or wanted.promise_workdays is not None):
        raise UserError("category.bank_form")
    promise = wanted.promise_workdays
    if promise is not None and not 1 <= promise <= LONGEST_PROMISE:
        raise UserError("category.promise_wrong", most=LONGEST_PROMISE)
    return replace(
        wanted,
        name=name,
        short_name=short_name,
        code=code,
        fields=_fields(wanted.fields, known),
        checks=_checks(wanted.checks),
    )


def _code(text: str) -> str:
    code = key_of(text)[:LONGEST_CODE].strip("_")
    if not code or not code[0].isalpha():
        raise UserError("category.code_wrong")
    return code


def _line(text: str, longest: int) -> str:
    line = one_line(text)
    if not is_storable(line):
        raise UserError("text.not_storable")
    if len(line) > longest:
        raise UserError("category.too_long", text=f"{line[:40]}…", most=longest)
    if mask_ibans(line) != line:
        raise UserError("category.holds_iban")
    return line


def _fields(
    wanted: Iterable[FieldDefinition], known: Mapping[str, FieldDefinition]
) -> tuple[FieldDefinition, ...]:
    fields = list(wanted)
    if len(fields) > MOST_FIELDS:
        raise UserError("category.too_many_fields", most=MOST_FIELDS)
    found: dict[str, FieldDefinition] = {}
    labels: set[str] = set()
    for place, field in enumerate(fields, start=1):
        clean = _field(field, place, known, found)
        if clean.label.casefold() in labels:
            raise UserError("category.label_twice", field=clean.label)
        labels.add(clean.label.casefold())
        found[clean.key] = clean
    return tuple(found.values())


def _field(
    field: FieldDefinition,
    place: int,
    known: Mapping[str, FieldDefinition],
    taken: Mapping[str, FieldDefinition],
) -> FieldDefinition:
    label = _line(field.label, LONGEST_LABEL)
    if not label:
        raise UserError("category.label_missing", place=place)
    # A field that was taken out comes back under the name that cases know it by.
    key = field.key if field.key in known else key_of(field.key or label) or f"field_{place}"
    if key in taken:
        raise UserError("category.label_twice", field=label)
    return FieldDefinition(
        key=key,
        label=label,
        kind=field.kind,
        required=field.required,
        hint=_line(field.hint, LONGEST_HINT),
        choices=_choices(field, label) if field.kind is FieldKind.CHOICE else (),
    )


def _choices(field: FieldDefinition, label: str) -> tuple[Choice, ...]:
    choices: dict[str, Choice] = {}
    for choice in field.choices:
        shown = _line(choice.label, LONGEST_LABEL)
        value = _line(choice.value, LONGEST_LABEL) or key_of(shown)
        if not shown or not value:
            continue
        if value.casefold() in choices:
            raise UserError("category.choice_twice", field=label, choice=shown)
        choices[value.casefold()] = Choice(value, shown)
    if not choices:
        raise UserError("category.choices_missing", field=label)
    return tuple(choices.values())


def _checks(wanted: Iterable[CheckLine]) -> tuple[CheckLine, ...]:
    lines = tuple(replace(line, text=_line(line.text, LONGEST_CHECK)) for line in wanted)
    if len(lines) > MOST_CHECKS:
        raise UserError("category.too_many_checks", most=MOST_CHECKS)
    for place, line in enumerate(lines, start=1):
        if not line.text:
            raise UserError("category.check_missing", place=place)
    return lines
