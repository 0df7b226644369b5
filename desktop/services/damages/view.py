"""What the page of a damage report shows beyond any case: frozen rows, nothing mapped.

Instants are aware UTC, dates Berlin dates.
"""

from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.case_status import CaseState
from desktop.domain.emergency import EmergencyReason
from desktop.domain.work import OrderState, Priority
from desktop.services.cases.view import ActionState, AttachmentView
from desktop.services.damages.office import Office


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order to a contractor; ``sent_by`` is who said that it was sent, "" where nobody did.

    ``case_id`` is the case it was written in, ``of_case`` its number where it goes on in the one
    that is looked at; else "".
    ``is_due``: it was sent, its day has come, and nobody has said that it is done.
    """

    order_id: int
    case_id: int
    version: int
    number: str
    contractor: str
    email: str
    due_on: date
    text: str
    access: str
    state: OrderState
    written_by: str
    created_at: datetime
    sent_at: datetime | None
    sent_by: str
    settled_at: datetime | None
    is_due: bool
    of_case: str = ""


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """A report that has, or may have, the same cause; IBANs in ``subject`` are masked.

    ``alike``: of a suggested one, that its words sound like the same cause.
    """

    case_id: int
    version: int
    reference: str
    received_on: date
    subject: str
    state: CaseState
    is_open: bool
    tenant_name: str
    unit_text: str
    alike: bool = False


@dataclass(frozen=True, slots=True)
class GroupView:
    """Reports of one cause. ``settled_at`` is when all of them were answered last."""

    group_id: int
    cause: str
    created_by: str
    created_at: datetime
    settled_at: datetime | None
    members: tuple[RelatedCase, ...]


@dataclass(frozen=True, slots=True)
class SuggestedPriority:
    """What the words of the report suggest until a person decides."""

    priority: Priority
    reason: EmergencyReason


@dataclass(frozen=True, slots=True)
class DamageActions:
    """What the person who looks may do now, each with the reason why not."""

    order: ActionState
    group: ActionState
    answer_group: ActionState
    ungroup: ActionState


@dataclass(frozen=True, slots=True)
class DamageView:
    """A damage report: where, what, how bad, its pictures, and reports of one cause.

    ``severity`` is in the tenant's words; ``reported_emergency`` and ``reported_urgent`` are ticks.
    """

    place: str
    element: str
    since: str
    severity: str
    reported_emergency: bool
    reported_urgent: bool
    suggestion: SuggestedPriority | None
    office: Office
    pictures: tuple[AttachmentView, ...]
    group: GroupView | None
    similar: tuple[RelatedCase, ...]
    actions: DamageActions
    told: frozenset[str] = frozenset()
    """Names of the fields of the form that are said here, and need not be said again."""
