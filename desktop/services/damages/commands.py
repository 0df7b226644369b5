"""Intentions of a person towards orders and groups.

``expected_version`` is that of the case as shown, ``order_version`` that of the order.
"""

from dataclasses import dataclass
from datetime import date

from desktop.domain.work import OrderState
from desktop.services.cases.draft_commands import UNSEEN, DraftSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderForm:
    """What an order says. ``access`` is how the contractor gets in: whom to ring, whom to call."""

    contractor: str
    email: str
    due_on: date
    text: str
    access: str


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Write an order for a case; it gets its number."""

    case_id: int
    form: OrderForm
    expected_version: int


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """Change an order that was not sent yet."""

    order_id: int
    form: OrderForm
    order_version: int


@dataclass(frozen=True, slots=True)
class MarkOrderSent:
    """Say that a person has sent the order by hand."""

    order_id: int
    order_version: int
    expected_version: int


@dataclass(frozen=True, slots=True)
class SettleOrder:
    """Say that an order is done, or that it is not wanted any more."""

    order_id: int
    state: OrderState
    order_version: int
    expected_version: int


@dataclass(frozen=True, slots=True)
class GroupCases:
    """Say that these cases have one cause with this one."""

    case_id: int
    other_ids: tuple[int, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class GroupRecipient:
    """One case that is answered: its way of answering and its version, both as shown."""

    case_id: int
    way: str
    expected_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGroup:
    """Answer several cases of a group with one text, each by its own way.

    ``subject`` and ``text`` hold place holders; ``close_reason`` closes each case, "" closes none.
    ``case_id`` is the case in which it was written, ``draft`` what was stored of it there.
    """

    group_id: int
    case_id: int
    recipients: tuple[GroupRecipient, ...]
    subject: str
    text: str
    close_reason: str = ""
    draft: DraftSeen = UNSEEN
