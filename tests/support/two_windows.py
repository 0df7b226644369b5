"""Two people, or two windows of one, in one case: what each of them can do, and how to see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop.adapters.portal_outbox import FolderOutbox
from desktop.database.engine import Database
from desktop.domain.application_form import FormField
from desktop.domain.case_status import Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import DecisionKind, DeliveryChannel, DeliveryState, DraftKind
from desktop.domain.portal_fields import BankFields, MandateFields
from desktop.models.bank import BankChange, Decision
from desktop.models.case import Case, CaseChange, Draft, Message, Note
from desktop.models.exchange import Delivery
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import EditApplication, Propose
from desktop.services.cases import use_cases
from desktop.services.cases.commands import AddNote, SendMessage, TakeCase, WaitUntil
from desktop.services.cases.creation import IncomingMessage
from desktop.services.cases.draft_commands import DraftSeen, SaveDraft
from desktop.services.cases.view import CaseView
from desktop.services.context import ServiceContext
from desktop.services.conversation import use_cases as conversation
from desktop.services.conversation.drafts import save_draft
from desktop.services.conversation.incoming import receive_message
from desktop.services.delivery.use_cases import deliver_due
from desktop.services.staff.access import Actor
from tests.support.bank_cases import FULL_ADDRESS, acknowledge_all, add_application, fields
from tests.support.clock import FixedClock
from tests.support.contexts import make_context
from tests.support.factories import Household, add_household
from tests.support.rewinding import Rewind, kept_moment

INTERLEAVINGS = tuple(
    "".join("A" if place in of_a else "B" for place in range(4))
    for of_a in combinations(range(4), 2)
)
"""All orders of two steps of A and two of B: each opens the case first and acts then."""


@dataclass
class Side:
    """One window: who sits at it, what it shows."""

    name: str
    context: ServiceContext
    home: Household
    person: Actor
    folder: Path
    case_id: int = 0
    view: CaseView | None = None

    def open(self) -> None:
        """Show the case as it is now."""
        self.view = use_cases.case_view(self.context, self.person, self.case_id)

    @property
    def version(self) -> int:
        """The version that is shown."""
        assert self.view is not None
        return self.view.header.version


@dataclass
class Desk:
    """A case on which everything of ``ACTS`` can be done, and the way back to this moment."""

    context: ServiceContext
    home: Household
    case_id: int
    rewind: Rewind

    def sides(self, exchange: Path) -> dict[str, Side]:
        """Two people who have the case before them; ``exchange`` is the portal's folder."""
        people = {"A": self.home.clerk, "B": self.home.second_clerk}
        return {
            name: Side(name, self.context, self.home, person, exchange, self.case_id)
            for name, person in people.items()
        }


@contextmanager
def desk_on(database: Database, folder: Path) -> Iterator[Desk]:
    """Prepare the case: it can be proposed, and an answer to the tenant is due to leave."""
    clock = FixedClock()
    context = make_context(database, folder, clock)
    home = add_household(database)
    signed = fields(mandate=MandateFields(granted=True, signed_on=date(2026, 11, 17)))
    case_id = add_application(context, home, signed, channel=Channel.EMAIL)
    asked = Side("0", context, home, home.clerk, folder, case_id)
    asked.open()
    _reply(asked, DeliveryChannel.PORTAL)
    clock.advance(timedelta(minutes=10))
    acknowledge_all(context, home.clerk, case_id)
    with kept_moment(database, folder) as rewind:
        yield Desk(context, home, case_id, rewind)


@dataclass(frozen=True)
class Act:
    """One thing to do from a window, and how to see in the database that it is there."""

    name: str
    do: Callable[[Side], object]
    there: Callable[[Side], bool]


def _rows(side: Side, model: Any) -> list[Any]:
    with side.context.database.read() as session:
        return list(session.scalars(select(model).where(model.case_id == side.case_id)))


def _case(side: Side) -> Case:
    with side.context.database.read() as session:
        return session.get_one(Case, side.case_id)


def _change(side: Side) -> BankChange:
    with side.context.database.read() as session:
        return session.scalars(select(BankChange).where(BankChange.case_id == side.case_id)).one()


def _take(side: Side) -> None:
    use_cases.take(side.context, side.person, TakeCase(side.case_id, side.version))


def _wait(side: Side) -> None:
    until = side.context.clock.today() + timedelta(days=3)
    command = WaitUntil(side.case_id, until, f"Rückfrage {side.name}", side.version)
    use_cases.wait_until(side.context, side.person, command)


def _note(side: Side) -> None:
    conversation.add_note(side.context, side.person, AddNote(side.case_id, f"Notiz {side.name}"))


def _reply(side: Side, by: DeliveryChannel = DeliveryChannel.LETTER) -> None:
    assert side.view is not None
    command = SendMessage(
        case_id=side.case_id,
        way=next(way.key for way in side.view.reply_ways if way.channel is by),
        subject="Antwort",
        text=f"Antwort {side.name}",
        expected_version=side.version,
    )
    conversation.send_message(side.context, side.person, command)


def _draft(side: Side) -> None:
    """Both windows are of the same person, and begin with what the case page brought."""
    assert side.view is not None
    person = side.home.clerk
    stored = next(iter(reversed(side.view.drafts)), None) if side.person == person else None
    seen = DraftSeen(
        f"window-{side.name}",
        stored.draft_id if stored else None,
        stored.revision if stored else 0,
    )
    text = f"{stored.text if stored else ''} Entwurf {side.name}"
    save_draft(
        side.context, person, SaveDraft(side.case_id, DraftKind.REPLY, text.strip(), draft=seen)
    )


def _edit(field: FormField, value: str) -> Callable[[Side], None]:
    def edit(side: Side) -> None:
        command = EditApplication(side.case_id, {field: f"{value} {side.name}"}, side.version)
        bank_changes.edit_application(side.context, side.person, command)

    return edit


def _propose(side: Side) -> None:
    bank_changes.propose(side.context, side.person, Propose(side.case_id, side.version))


def _message_arrives(side: Side) -> None:
    """What intake does with a message that completes the application."""
    with side.context.database.write() as unit:
        receive_message(
            unit,
            side.context,
            IncomingMessage(
                channel=Channel.PORTAL,
                at=side.context.clock.now(),
                correspondent="Aylin Musterbach",
                text=f"Nachricht {side.name}",
            ),
            case_id=side.case_id,
            bank=BankFields(holder_address=FULL_ADDRESS),
        )


def _deliver(side: Side) -> None:
    deliver_due(side.context, FolderOutbox(side.folder))


def _waits(side: Side) -> bool:
    """A message of the tenant ends the waiting; that there was one stays on record."""
    reason = f"Rückfrage {side.name}"
    if not any(row.text.startswith("Nachricht") for row in _rows(side, Message)):
        return _case(side).waiting_reason == reason
    return any(reason in fact for row in _rows(side, CaseChange) for fact in row.facts)


def _delivered(side: Side) -> bool:
    """What was due has left, whatever was written since."""
    now = side.context.clock.now()
    rows = [row for row in _rows(side, Delivery) if row.channel is DeliveryChannel.PORTAL]
    due = [row for row in rows if row.not_before <= now]
    return bool(due) and all(row.state is DeliveryState.DELIVERED for row in due)


def _proposed(side: Side) -> bool:
    """A message that completes the application ends a proposal; that it was one stays on record."""
    with side.context.database.read() as session:
        proposed = select(Decision.id).where(
            Decision.bank_change_id == _change(side).id,
            Decision.kind == DecisionKind.PROPOSED,
            Decision.staff_id == side.person.staff_id,
        )
        return session.scalars(proposed).first() is not None


ACTS = (
    Act("take", _take, lambda side: _case(side).assignee_id == side.person.staff_id),
    Act("wait", _wait, _waits),
    Act(
        "note",
        _note,
        lambda side: f"Notiz {side.name}" in [row.text for row in _rows(side, Note)],
    ),
    Act(
        "reply",
        _reply,
        lambda side: f"Antwort {side.name}" in [row.text for row in _rows(side, Message)],
    ),
    Act(
        "draft",
        _draft,
        lambda side: any(f"Entwurf {side.name}" in row.text for row in _rows(side, Draft)),
    ),
    Act(
        "edit holder",
        _edit(FormField.ACCOUNT_HOLDER, "Aylin Musterbach"),
        lambda side: _change(side).account_holder == f"Aylin Musterbach {side.name}",
    ),
    Act(
        "edit reference",
        _edit(FormField.MANDATE_REFERENCE, "REF"),
        lambda side: _change(side).mandate_reference == f"REF {side.name}",
    ),
    Act("propose", _propose, _proposed),
    Act(
        "intake",
        _message_arrives,
        lambda side: f"Nachricht {side.name}" in [row.text for row in _rows(side, Message)],
    ),
    Act("deliver", _deliver, _delivered),
)


@dataclass
class Outcome:
    """What became of one order of steps, for one side."""

    acted_at: int = -1
    opened_at: int = -1
    error: UserError | None = None


def play(order: str, sides: dict[str, Side], acts: dict[str, Act]) -> dict[str, Outcome]:
    """Let both sides open the case and act in the given order."""
    outcomes = {name: Outcome() for name in sides}
    for moment, name in enumerate(order):
        side, outcome = sides[name], outcomes[name]
        if outcome.opened_at < 0:
            side.open()
            outcome.opened_at = moment
            continue
        outcome.acted_at = moment
        try:
            acts[name].do(side)
        except UserError as error:
            outcome.error = error
    return outcomes
