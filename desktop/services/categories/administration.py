"""An administrator adds categories and changes what they are made of; nothing is ever removed.

Cases keep their promise, and whatever stands in a field that is taken out. Of two people who change
one category the second is told and shown what the first one made of it.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.errors import UserError
from desktop.models.company import Category
from desktop.models.form import CategoryCheck, CategoryField
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.categories.commands import MoveCategory, SaveCategory
from desktop.services.categories.reading import definition_of, read_definitions
from desktop.services.categories.validation import checked
from desktop.services.categories.view import CategoryDefinition, CheckLine
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, in_reach, require

__all__ = [
    "add_category",
    "change_definition",
    "list_categories",
    "move_category",
    "save_category",
]

_OWN = (
    "name",
    "short_name",
    "icon",
    "promise_workdays",
    "retention_class",
    "active",
    "fields",
    "checks",
)
"""What of a category can be changed."""


def list_categories(context: ServiceContext, actor: Actor) -> tuple[CategoryDefinition, ...]:
    """Return every category of the person's companies, in the order of the sidebar.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.ADMINISTER)
    with context.database.read() as session:
        found = read_definitions(session)
    return tuple(one for one in found if in_reach(actor, one.company_id))


def save_category(
    context: ServiceContext, actor: Actor, command: SaveCategory
) -> CategoryDefinition:
    """Add a category, or put what was changed into one; returns it as it is now.

    Raises:
        UserError: ``access.denied``, ``category.gone``, ``category.changed`` (by somebody else
            meanwhile), ``category.code_taken``, ``category.name_taken``, and what
            ``validation.checked`` raises.
    """
    with context.database.write() as unit:
        # One administrator after the other: names and places concern all categories.
        unit.session.execute(select(Category.id).with_for_update()).all()
        if command.seen is None:
            return add_category(unit, context, actor, command.wanted)
        return change_definition(unit, context, actor, command.wanted, command.seen)


def move_category(context: ServiceContext, actor: Actor, command: MoveCategory) -> None:
    """Put a category some places up or down; at the end of the list it stays where it is.

    Raises:
        UserError: ``access.denied``, ``category.gone``.
    """
    with context.database.write() as unit:
        rows = list(
            unit.session.scalars(
                select(Category).order_by(Category.position, Category.id).with_for_update()
            )
        )
        row = next((one for one in rows if one.id == command.category_id), None)
        if row is None:
            raise UserError("category.gone")
        require(actor, Permission.ADMINISTER, row.company_id)
        # Places are counted among what this person sees.
        seen = [one for one in rows if in_reach(actor, one.company_id)]
        place = seen.index(row)
        neighbour = seen[min(max(place + command.steps, 0), len(seen) - 1)]
        if neighbour is row:
            return
        target = rows.index(neighbour)
        rows.remove(row)
        rows.insert(target, row)
        for position, one in enumerate(rows, start=1):
            one.position = position
        _noted(unit, context, actor, row, AuditAction.CATEGORY_MOVED, place=rows.index(row) + 1)


def add_category(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, wanted: CategoryDefinition
) -> CategoryDefinition:
    """Add a category in the caller's transaction; raises as ``save_category``."""
    require(actor, Permission.ADMINISTER, wanted.company_id)
    clean = checked(wanted, {}, is_new=True)
    session = unit.session
    if session.scalar(
        select(Category.id).where(Category.code == clean.code, *_same_reach(clean.company_id))
    ):
        raise UserError("category.code_taken", code=clean.code)
    _refuse_taken_name(session, clean, None)
    last = session.scalar(select(func.max(Category.position))) or 0
    row = Category(
        company_id=clean.company_id,
        code=clean.code,
        name=clean.name,
        short_name=clean.short_name,
        icon=clean.icon,
        position=last + 1,
        promise_workdays=clean.promise_workdays,
        retention_class=clean.retention_class,
        active=clean.active,
    )
    session.add(row)
    session.flush()
    _write_form(session, row.id, clean)
    _noted(unit, context, actor, row, AuditAction.CATEGORY_CREATED, code=row.code)
    return _now(session, row)


def change_definition(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    wanted: CategoryDefinition,
    seen: CategoryDefinition,
) -> CategoryDefinition:
    """Change a category in the caller's transaction; raises as ``save_category``."""
    session = unit.session
    row = None if seen.category_id is None else session.get(Category, seen.category_id)
    if row is None:
        raise UserError("category.gone")
    require(actor, Permission.ADMINISTER, row.company_id)
    present = _now(session, row)
    clean = checked(wanted, {one.key: one for one in present.all_fields}, is_new=False)
    if _differing(clean, present) == []:
        return present
    if _differing(seen, present):
        raise UserError("category.changed", name=present.name)
    _refuse_taken_name(session, clean, row.id)
    changed = _differing(clean, present)
    row.name, row.short_name, row.icon = clean.name, clean.short_name, clean.icon
    row.promise_workdays = clean.promise_workdays
    row.retention_class, row.active = clean.retention_class, clean.active
    _write_form(session, row.id, clean)
    _noted(unit, context, actor, row, AuditAction.CATEGORY_CHANGED, changed=changed)
    return _now(session, row)


def _differing(one: CategoryDefinition, other: CategoryDefinition) -> list[str]:
    return [part for part in _OWN if getattr(one, part) != getattr(other, part)]


def _same_reach(company_id: int | None) -> list[ColumnElement[bool]]:
    """Conditions on the categories that stand beside one of this company in anybody's sidebar."""
    if company_id is None:
        return []
    return [or_(Category.company_id.is_(None), Category.company_id == company_id)]


def _refuse_taken_name(
    session: Session, wanted: CategoryDefinition, category_id: int | None
) -> None:
    rows = session.execute(
        select(Category.id, Category.name).where(*_same_reach(wanted.company_id))
    )
    for other_id, name in rows:
        if other_id != category_id and name.casefold() == wanted.name.casefold():
            raise UserError("category.name_taken", name=name)


def _write_form(session: Session, category_id: int, wanted: CategoryDefinition) -> None:
    fields = {
        row.key: row
        for row in session.scalars(
            select(CategoryField).where(CategoryField.category_id == category_id)
        )
    }
    for place, field in enumerate(wanted.fields, start=1):
        row = fields.pop(field.key, None)
        if row is None:
            row = CategoryField(category_id=category_id, key=field.key)
            session.add(row)
        row.label, row.kind, row.required = field.label, field.kind, field.required
        row.hint = field.hint
        row.choices = [[choice.value, choice.label] for choice in field.choices]
        row.position, row.retired = place, False
    for row in fields.values():
        row.retired = True
    _write_checks(session, category_id, wanted.checks)
    session.flush()


def _write_checks(session: Session, category_id: int, wanted: Sequence[CheckLine]) -> None:
    rows = {
        row.id: row
        for row in session.scalars(
            select(CategoryCheck).where(CategoryCheck.category_id == category_id)
        )
    }
    for place, line in enumerate(wanted, start=1):
        row = None if line.check_id is None else rows.pop(line.check_id, None)
        if row is None:
            row = CategoryCheck(category_id=category_id)
            session.add(row)
        row.text, row.position, row.retired = line.text, place, False
    for row in rows.values():
        row.retired = True


def _now(session: Session, row: Category) -> CategoryDefinition:
    session.flush()
    definition = definition_of(session, row.id)
    if definition is None:
        raise UserError("category.gone")
    return definition


def _noted(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    row: Category,
    action: AuditAction,
    **details: DetailValue,
) -> None:
    record(unit, context, actor, action, "categories", row.id, row.company_id, details)
    unit.changed(ChangeKind.CATEGORY, row.id)
