"""Reads the definitions of categories, and the form and check list of one case by them.

Both take a statement or two on small tables with an index; so nothing is kept in memory that a
change in another window would make wrong.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session

from desktop.domain.case_status import CaseState
from desktop.domain.form_fields import (
    LONGEST_TEXT,
    Choice,
    FieldDefinition,
    FieldFault,
    FieldProblem,
    belongs_to,
    check_fields,
    fault_of,
    flat_values,
    is_empty,
    typed_text,
    value_at,
)
from desktop.domain.iban_text import mask_ibans
from desktop.models.case import Case
from desktop.models.company import Category, Staff
from desktop.models.form import CaseCheck, CategoryCheck, CategoryField
from desktop.services.categories.view import (
    CaseForm,
    CategoryDefinition,
    CheckLine,
    CheckView,
    FormFieldView,
)
from desktop.services.staff.access import Actor, Permission, allows
from desktop.texts import tr
from desktop.texts.case_fields import field_label, field_place
from desktop.texts.form_fields import field_text, form_label, short_text

__all__ = [
    "case_form",
    "definition_of",
    "field_problems",
    "fields_of",
    "form_fields",
    "missing_fields",
    "read_definitions",
]


MOST_OTHERS = 60
"""So many values that no form asks for a page shows."""


def read_definitions(
    session: Session, category_ids: Collection[int] | None = None
) -> tuple[CategoryDefinition, ...]:
    """Return the categories with their forms and check lists, in the order of the sidebar.

    ``None`` means all of them.
    """
    fields: defaultdict[int, list[FieldDefinition]] = defaultdict(list)
    for row in session.execute(_field_rows(category_ids)):
        fields[row.category_id].append(_field(row))
    checks: defaultdict[int, list[CheckLine]] = defaultdict(list)
    lines = select(CategoryCheck).where(CategoryCheck.retired.is_(False))
    if category_ids is not None:
        lines = lines.where(CategoryCheck.category_id.in_(category_ids))
    for line in session.scalars(lines.order_by(CategoryCheck.position, CategoryCheck.id)):
        checks[line.category_id].append(CheckLine(line.text, line.id))
    categories = select(Category).order_by(Category.position, Category.id)
    if category_ids is not None:
        categories = categories.where(Category.id.in_(category_ids))
    return tuple(
        _definition(category, fields[category.id], checks[category.id])
        for category in session.scalars(categories)
    )


def definition_of(session: Session, category_id: int) -> CategoryDefinition | None:
    """Return one category with its form and check list; None where there is none."""
    return next(iter(read_definitions(session, [category_id])), None)


def fields_of(session: Session, category_id: int) -> tuple[FieldDefinition, ...]:
    """Return the fields of a category in the order of its form, retired ones last."""
    fields = [_field(row) for row in session.execute(_field_rows([category_id]))]
    return tuple(sorted(fields, key=lambda field: field.retired))


def missing_fields(session: Session, case: Case) -> tuple[str, ...]:
    """Return what the form of a case requires and the tenant has not given, in German words."""
    return tuple(
        problem.label
        for problem in field_problems(session, case)
        if problem.fault is FieldFault.MISSING
    )


def field_problems(session: Session, case: Case) -> tuple[FieldProblem, ...]:
    """Return what is missing in the fields of a case, and what does not fit its kind."""
    return check_fields(fields_of(session, case.category_id), case.fields)


def case_form(session: Session, actor: Actor, case: Case) -> CaseForm:
    """Return form and check list of a case as the person sees them, IBANs masked in what is shown.

    An editor begins with what stands there in full, for whoever may see that.
    """
    return CaseForm(
        fields=form_fields(
            fields_of(session, case.category_id),
            case.fields,
            reveals_ibans=allows(actor, Permission.REVEAL_IBAN),
        ),
        checks=_checks(session, case),
        refusal=_refusal(actor, case),
    )


def _refusal(actor: Actor, case: Case) -> str | None:
    if not allows(actor, Permission.WORK_CASES):
        return "access.denied"
    return "case.closed" if case.state is CaseState.CLOSED else None


def form_fields(
    form: Iterable[FieldDefinition],
    fields: Mapping[str, Any] | None,
    *,
    reveals_ibans: bool,
) -> tuple[FormFieldView, ...]:
    """Return the fields of a form with their values, then what stands there besides."""
    asked = tuple(form)
    shown = [
        _form_field(field, value_at(fields, field.key), reveals_ibans=reveals_ibans)
        for field in asked
        if not field.retired or not is_empty(value_at(fields, field.key))
    ]
    others = [
        (key, value)
        for key, value in flat_values(fields)
        if not any(belongs_to(key, field.key) for field in asked)
    ]
    ordered = sorted(others, key=lambda row: field_place(row[0]))
    shown += [
        FormFieldView(
            definition=FieldDefinition(key=key, label=field_label(key)),
            label=field_label(key),
            value=short_text(mask_ibans(field_text(FieldDefinition(key=key, label=""), value))),
            typed="",
            editable=False,
        )
        for key, value in ordered[:MOST_OTHERS]
    ]
    if len(ordered) > MOST_OTHERS:
        shown.append(_not_shown(len(ordered) - MOST_OTHERS))
    return tuple(shown)


def _not_shown(number: int) -> FormFieldView:
    """That there is more than a page can show: a portal may send anything."""
    label = tr("Weitere Angaben")
    return FormFieldView(
        definition=FieldDefinition(key="", label=label),
        label=label,
        value=tr("{n} weitere, die hier nicht stehen", n=number),
        typed="",
        editable=False,
    )


def _form_field(field: FieldDefinition, value: object, *, reveals_ibans: bool) -> FormFieldView:
    typed = typed_text(field, value)
    return FormFieldView(
        definition=field,
        label=form_label(field),
        value=short_text(mask_ibans(field_text(field, value))),
        typed=typed if reveals_ibans else mask_ibans(typed),
        fault=fault_of(field, value),
        # What is longer than anybody may type stays as it came.
        editable=not field.retired and len(typed) <= LONGEST_TEXT,
    )


def _checks(session: Session, case: Case) -> tuple[CheckView, ...]:
    rows = session.execute(
        select(
            CategoryCheck.id, CategoryCheck.text, CategoryCheck.retired, CaseCheck.at, Staff.name
        )
        .outerjoin(
            CaseCheck,
            and_(CaseCheck.check_id == CategoryCheck.id, CaseCheck.case_id == case.id),
        )
        .outerjoin(Staff, Staff.id == CaseCheck.staff_id)
        .where(CategoryCheck.category_id == case.category_id)
        .order_by(CategoryCheck.retired, CategoryCheck.position, CategoryCheck.id)
    )
    return tuple(
        CheckView(row.id, row.text, row.name or "", row.at, row.retired)
        for row in rows
        if not row.retired or row.at is not None
    )


def _field_rows(category_ids: Collection[int] | None) -> Select[Any]:
    columns = CategoryField.__table__.columns
    rows = select(*columns).order_by(columns.position, columns.id)
    return rows if category_ids is None else rows.where(columns.category_id.in_(category_ids))


def _field(row: Row[Any]) -> FieldDefinition:
    return FieldDefinition(
        key=row.key,
        label=row.label,
        kind=row.kind,
        required=row.required,
        hint=row.hint,
        choices=tuple(Choice(value, label) for value, label in row.choices),
        retired=row.retired,
    )


def _definition(
    category: Category, fields: Iterable[FieldDefinition], checks: Iterable[CheckLine]
) -> CategoryDefinition:
    asked: list[FieldDefinition] = []
    retired: list[FieldDefinition] = []
    for field in fields:
        (retired if field.retired else asked).append(field)
    return CategoryDefinition(
        category_id=category.id,
        company_id=category.company_id,
        code=category.code,
        name=category.name,
        short_name=category.short_name,
        icon=category.icon,
        position=category.position,
        promise_workdays=category.promise_workdays,
        retention_class=category.retention_class,
        active=category.active,
        fields=tuple(asked),
        checks=tuple(checks),
        retired_fields=tuple(retired),
    )
