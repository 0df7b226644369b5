"""A category's definition, and what one case makes of its form and check list, as frozen rows."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.form_fields import FieldDefinition, FieldFault
from desktop.domain.work import RetentionClass


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line of a check list; ``check_id`` is None until it is kept."""

    text: str
    check_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDefinition:
    """Everything a category is made of, in the order of its form and its check list.

    ``category_id`` is None for one that is not there yet; ``company_id`` is None for a category of
    every company. ``promise_workdays`` is None where the usual one holds. ``retired_fields`` are no
    part of the form any more.
    """

    category_id: int | None
    company_id: int | None
    code: str
    name: str
    short_name: str
    icon: str
    position: int
    promise_workdays: int | None
    retention_class: RetentionClass
    active: bool = True
    fields: tuple[FieldDefinition, ...] = ()
    checks: tuple[CheckLine, ...] = ()
    retired_fields: tuple[FieldDefinition, ...] = ()

    @property
    def all_fields(self) -> tuple[FieldDefinition, ...]:
        """Every field a case may have something in: those of the form, then the retired ones."""
        return self.fields + self.retired_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFieldView:
    """One field of a case as its page shows it.

    ``label`` and ``value`` are ready to show, IBANs masked for whoever may not see them; ``typed``
    is what an editor begins with. ``fault`` is what is wrong with it. ``editable`` is false for
    what the form does not ask for: retired fields, and those nobody here knows.
    """

    definition: FieldDefinition
    label: str
    value: str
    typed: str
    fault: FieldFault | None = None
    editable: bool = True

    @property
    def key(self) -> str:
        """Its name in the fields of the case."""
        return self.definition.key


@dataclass(frozen=True, slots=True)
class CheckView:
    """A line of the check list in one case; ``by`` (name) and ``at`` (UTC) say who ticked it when.

    ``retired``: no line of the list any more, shown because somebody ticked it off before.
    """

    check_id: int
    text: str
    by: str = ""
    at: datetime | None = None
    retired: bool = False

    @property
    def done(self) -> bool:
        """Whether it is ticked off."""
        return self.at is not None


@dataclass(frozen=True, slots=True)
class CaseForm:
    """Form and check list of a case; both are empty where its category has none.

    ``refusal`` is the code of why the person who looks can change neither; None where they can.
    """

    fields: tuple[FormFieldView, ...] = ()
    checks: tuple[CheckView, ...] = ()
    refusal: str | None = None

    @property
    def missing(self) -> tuple[FormFieldView, ...]:
        """What is required and not there."""
        return tuple(one for one in self.fields if one.fault is FieldFault.MISSING)

    @property
    def editable(self) -> bool:
        """Whether there is a field that the person who looks can change."""
        return any(one.editable for one in self.fields)

    @property
    def open_checks(self) -> tuple[CheckView, ...]:
        """What nobody has ticked off."""
        return tuple(check for check in self.checks if not check.done)


NO_FORM = CaseForm()
