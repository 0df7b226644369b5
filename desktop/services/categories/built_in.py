"""The categories that every installation begins with, and what lays them: once, whoever starts."""

import tomllib
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.form_fields import Choice, FieldDefinition
from desktop.domain.work import FieldKind, RetentionClass
from desktop.models.company import Category
from desktop.models.form import CategoryCheck, CategoryField
from desktop.resources import resource_path
from desktop.services.categories.view import CategoryDefinition, CheckLine
from desktop.services.context import ServiceContext

__all__ = ["built_in_categories", "lay_categories", "lay_missing_forms"]


@cache
def built_in_categories() -> tuple[CategoryDefinition, ...]:
    """Return the categories as they are brought along, in the order of the sidebar."""
    read = tomllib.loads(resource_path("categories.toml").read_text(encoding="utf-8"))
    return tuple(
        _definition(entry, position) for position, entry in enumerate(read["categories"], start=1)
    )


def lay_categories(session: Session) -> dict[str, int]:
    """Add those of the categories that are not there, with form and check list; ids by code.

    A category that is there keeps whatever it is made of.
    """
    rows = session.scalars(select(Category).where(Category.company_id.is_(None)))
    known = {row.code: row.id for row in rows}
    for built_in in built_in_categories():
        if built_in.code in known:
            continue
        category = Category(
            company_id=None,
            code=built_in.code,
            name=built_in.name,
            short_name=built_in.short_name,
            icon=built_in.icon,
            position=built_in.position,
            promise_workdays=built_in.promise_workdays,
            retention_class=built_in.retention_class,
            active=True,
        )
        session.add(category)
        session.flush()
        known[built_in.code] = category.id
        _lay_form(session, category.id, built_in)
    session.flush()
    return known


def lay_missing_forms(context: ServiceContext) -> None:
    """Give the categories of an older data folder their forms and check lists.

    That is done where no category has any: what an administrator took away does not come back.

    Raises:
        UserError: ``database.*``.
    """
    with context.database.read() as session:
        if not _without_forms(session):
            return
    with context.database.write() as unit:
        session = unit.session
        # Locked, so that of two programs that start at once one does it.
        rows = session.scalars(
            select(Category).where(Category.company_id.is_(None)).with_for_update()
        )
        categories = {row.code: row.id for row in rows}
        if not _without_forms(session):
            return
        for built_in in built_in_categories():
            if built_in.code in categories:
                _lay_form(session, categories[built_in.code], built_in)


def _without_forms(session: Session) -> bool:
    """Whether there are categories, and none of them was ever given a form or a check list."""
    if session.scalar(select(Category.id).limit(1)) is None:
        return False
    return all(
        session.scalar(select(table.id).limit(1)) is None
        for table in (CategoryField, CategoryCheck)
    )


def _lay_form(session: Session, category_id: int, built_in: CategoryDefinition) -> None:
    for place, field in enumerate(built_in.fields, start=1):
        session.add(
            CategoryField(
                category_id=category_id,
                key=field.key,
                label=field.label,
                kind=field.kind,
                required=field.required,
                hint=field.hint,
                choices=[[choice.value, choice.label] for choice in field.choices],
                position=place,
                retired=False,
            )
        )
    for place, line in enumerate(built_in.checks, start=1):
        session.add(
            CategoryCheck(category_id=category_id, text=line.text, position=place, retired=False)
        )


def _definition(entry: dict[str, Any], position: int) -> CategoryDefinition:
    return CategoryDefinition(
        category_id=None,
        company_id=None,
        code=entry["code"],
        name=entry["name"],
        short_name=entry["short_name"],
        icon=entry["icon"],
        position=position,
        promise_workdays=entry.get("promise_workdays"),
        retention_class=RetentionClass(
            entry.get("retention", RetentionClass.COMMERCIAL_LETTER.value)
        ),
        fields=tuple(_field(field) for field in entry.get("fields", ())),
        checks=tuple(CheckLine(text) for text in entry.get("checks", ())),
    )


def _field(entry: dict[str, Any]) -> FieldDefinition:
    return FieldDefinition(
        key=entry["key"],
        label=entry["label"],
        kind=FieldKind(entry.get("kind", FieldKind.LINE.value)),
        required=entry.get("required", False),
        hint=entry.get("hint", ""),
        choices=tuple(Choice(value, label) for value, label in entry.get("choices", ())),
    )
