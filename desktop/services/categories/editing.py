"""A clerk fills in or corrects the form of a case; a message of the tenant completes it.

Whatever a person changes stands in the history with what was there before. A tenant's message adds
only what is missing: what it says otherwise becomes an internal note.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.form_fields import (
    FieldDefinition,
    FieldFault,
    UnfitValueError,
    flat_values,
    is_empty,
    kept_value,
    plain_text,
    value_at,
    with_value,
)
from desktop.domain.iban_text import mask_ibans
from desktop.domain.kinds import DraftKind
from desktop.domain.portal_json import is_storable
from desktop.models.case import Case
from desktop.services.audit import AuditAction, record
from desktop.services.cases.actions import begin_review
from desktop.services.cases.loading import load_to_work, result_of, touch
from desktop.services.cases.notes import put_note
from desktop.services.cases.view import ActionResult
from desktop.services.categories.commands import EditFields
from desktop.services.categories.reading import fields_of
from desktop.services.context import ServiceContext
from desktop.services.conversation.drafts import remove_draft
from desktop.services.staff.access import SYSTEM, Actor
from desktop.texts import tr
from desktop.texts.case_fields import field_label
from desktop.texts.form_fields import field_text, form_label, short_text

LONGEST_NOTED = 500
"""So many letters of a value stand in a note about it."""

__all__ = ["complete_form", "edit_fields", "filled_form"]


def edit_fields(context: ServiceContext, actor: Actor, command: EditFields) -> ActionResult:
    """Put values into the form of an open case; a new case is in review from then on.

    Two people who edit different fields both keep theirs.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed`` (one of these
            fields), ``case.closed``, ``field.unknown`` (not of this form), ``field.not_a_number``,
            ``field.not_a_date``, ``field.not_yes_or_no``, ``field.not_a_choice``,
            ``field.too_long``, ``text.not_storable``.
    """
    with context.database.write() as unit:
        case = load_to_work(
            unit, actor, command, touches={f"{Fact.FIELDS}.{key}" for key in command.values}
        )
        if case.state is CaseState.CLOSED:
            raise UserError("case.closed")
        form = {
            one.key: one for one in fields_of(unit.session, case.category_id) if not one.retired
        }
        before: dict[str, Any] = dict(case.fields)
        after = _edited(form, before, command.values)
        remove_draft(unit, actor, case.id, DraftKind.APPLICATION, command.draft)
        changed = [
            one for one in form.values() if value_at(before, one.key) != value_at(after, one.key)
        ]
        if changed:
            case.fields = after
            begin_review(unit, context, case)
            touch(unit, context, actor, case)
            _tell(unit, context, actor, case, before, changed)
        return result_of(unit, case)


def filled_form(session: Session, category_id: int, typed: Mapping[str, str]) -> dict[str, Any]:
    """Return what a person typed into an empty form, as a new case keeps it.

    What is not of this form is left out: it was typed for another category.

    Raises:
        UserError: as ``edit_fields`` for a value that does not fit.
    """
    form = {one.key: one for one in fields_of(session, category_id) if not one.retired}
    return _edited(form, {}, {key: text for key, text in typed.items() if key in form})


def _edited(
    form: Mapping[str, FieldDefinition], before: Mapping[str, Any], typed: Mapping[str, str]
) -> dict[str, Any]:
    after = dict(before)
    for key, text in typed.items():
        definition = form.get(key)
        if definition is None:
            raise UserError("field.unknown", field=field_label(key))
        if not is_storable(text):
            raise UserError("text.not_storable")
        try:
            after = with_value(after, key, kept_value(definition, text))
        except UnfitValueError as unfit:
            raise _refused(definition, unfit.fault, text) from None
    return after


def _refused(definition: FieldDefinition, fault: FieldFault, text: str) -> UserError:
    return UserError(
        f"field.{fault}", field=form_label(definition), text=mask_ibans(" ".join(text.split())[:60])
    )


def _tell(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    before: Mapping[str, Any],
    changed: Sequence[FieldDefinition],
) -> None:
    """Say in the history what was there and what is there now, in the log which fields."""
    lines = [
        tr(
            "{label}: bisher {old}, jetzt {new}",
            label=form_label(one),
            old=_shown(one, value_at(before, one.key)),
            new=_shown(one, value_at(case.fields, one.key)),
        )
        for one in changed
    ]
    put_note(unit, context, actor, case, "\n".join([tr("Angaben bearbeitet."), *lines]))
    record(
        unit,
        context,
        actor,
        AuditAction.FIELDS_EDITED,
        "cases",
        case.id,
        case.company_id,
        # What stood there may be anything about a person; the log is kept longer.
        {"reference": case.reference, "fields": [one.key for one in changed]},
    )


def _shown(definition: FieldDefinition, value: object) -> str:
    return short_text(mask_ibans(field_text(definition, value)), LONGEST_NOTED) or "–"


@dataclass(slots=True)
class _Merge:
    """The fields with what a message adds to them, and the lines of the notes about it."""

    fields: dict[str, Any]
    added: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def take(self, definition: FieldDefinition, value: object) -> None:
        """Put a value in where there is none; note the difference where there is another one."""
        known = value_at(self.fields, definition.key)
        if is_empty(value) or plain_text(known) == plain_text(value):
            return
        label = form_label(definition)
        if is_empty(known):
            self.fields = with_value(self.fields, definition.key, value)
            self.added.append(label)
            return
        self.other.append(
            tr(
                "{label}: bisher {old}, in der Nachricht {new}",
                label=label,
                old=_shown(definition, known),
                new=_shown(definition, value),
            )
        )


def complete_form(
    unit: UnitOfWork,
    context: ServiceContext,
    case: Case,
    fields: Mapping[str, Any],
    *,
    actor: Actor = SYSTEM,
) -> None:
    """Put into a locked case what the fields of a message add, in the caller's transaction.

    A given value is never overwritten; the difference becomes an internal note. The caller has
    marked the case as changed.
    """
    form = fields_of(unit.session, case.category_id)
    merge = _Merge(dict(case.fields))
    named = [one for one in form if value_at(fields, one.key) is not None]
    for definition in named:
        merge.take(definition, value_at(fields, definition.key))
    rest: Mapping[str, Any] = fields
    for definition in named:
        rest = with_value(rest, definition.key, None)
    for key, value in flat_values(rest):
        merge.take(FieldDefinition(key=key, label=field_label(key)), value)
    if merge.added:
        case.fields = merge.fields
        added = ", ".join(merge.added)
        put_note(
            unit, context, SYSTEM, case, tr("Aus der Nachricht ergänzt: {fields}", fields=added)
        )
        record(
            unit,
            context,
            actor,
            AuditAction.FIELDS_COMPLETED,
            "cases",
            case.id,
            case.company_id,
            {"reference": case.reference, "fields": len(merge.added)},
        )
    if merge.other:
        head = tr("Die Nachricht sagt etwas anderes, als in den Angaben steht.")
        put_note(unit, context, SYSTEM, case, "\n".join([head, *merge.other]))
