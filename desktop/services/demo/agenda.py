"""Lets the weeks before the demonstration's day happen, in order of time.

What tenants sent by portal or app lies in the portal's folder and is taken in; the rest is recorded
at the desk. Between arrivals the colleagues do their work.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update

from desktop.domain.case_status import Channel
from desktop.domain.errors import UserError
from desktop.domain.portal_fields import NO_BANK_FIELDS
from desktop.models.case import Case
from desktop.models.tenancy import Tenant
from desktop.services.context import ServiceContext
from desktop.services.demo.applications import fields_as_sent
from desktop.services.demo.arrivals import Arrival, Arrivals
from desktop.services.demo.chance import Chance
from desktop.services.demo.colleagues import Colleagues
from desktop.services.demo.open_plan import OpenMatter, Story, next_office_hour
from desktop.services.demo.portal_folder import DemoPortal, Submission
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.intake.ports import PortalInbox
from desktop.services.intake.use_cases import take_in

_DIGITAL = (Channel.PORTAL, Channel.APP)
_BATCH = timedelta(hours=2)
"""What the portal left within this time is taken in together, as after a short outage."""
_BEFORE_THE_END = timedelta(minutes=40)


@dataclass(order=True, slots=True)
class _Entry:
    """Something that happens at a time; entries of one time keep the order of their making."""

    at: datetime
    number: int
    act: Callable[[], None] = field(compare=False)
    sends: bool = field(default=False, compare=False)


class Agenda:
    """Everything that is going to happen, the earliest first."""

    def __init__(
        self,
        context: ServiceContext,
        clock: SteppingClock,
        inbox: PortalInbox,
        portal: DemoPortal,
        colleagues: Colleagues,
    ) -> None:
        self._context = context
        self._clock = clock
        self._inbox = inbox
        self._portal = portal
        self._colleagues = colleagues
        self._end = clock.now()
        self._chance = Chance(clock.today(), "agenda")
        self._arrivals = Arrivals(context, clock)
        self._entries: list[_Entry] = []
        self._numbers = 0
        self._done = 0

    def play(self, matters: list[OpenMatter], on_progress: Callable[[int], None]) -> None:
        """Let all matters arrive and be worked on; the clock ends where it began."""
        for matter in matters:
            self._plan(matter)
        waiting_since: datetime | None = None
        sent_last = self._end
        while self._entries:
            entry = heapq.heappop(self._entries)
            late = waiting_since is not None and entry.at - waiting_since > _BATCH
            if waiting_since is not None and (late or not entry.sends):
                self._take_in(sent_last)
                waiting_since = None
            self._clock.set_to(max(entry.at, self._clock.now()) if not entry.sends else entry.at)
            entry.act()
            if entry.sends:
                waiting_since = waiting_since or entry.at
                sent_last = entry.at
            self._done += 1
            if self._done % 50 == 0:
                on_progress(self._done)
        if waiting_since is not None:
            self._take_in(sent_last)
        self._clock.set_to(self._end)

    def _take_in(self, sent_last: datetime) -> None:
        self._clock.set_to(min(sent_last + timedelta(seconds=35), self._end))
        counts = take_in(self._context, self._inbox)
        if counts.quarantined or counts.unsupported or counts.left or counts.duplicate:
            raise UserError("demo.not_taken_in")

    def _add(self, at: datetime, act: Callable[[], None], *, sends: bool = False) -> None:
        self._numbers += 1
        heapq.heappush(self._entries, _Entry(at, self._numbers, act, sends))

    def _plan(self, matter: OpenMatter) -> None:
        arrival = self._arrivals.make(matter)
        if matter.channel in _DIGITAL:
            self._add(matter.received_at, lambda: self._send(arrival), sends=True)
        else:
            self._add(arrival.recorded_at, lambda: self._arrivals.record(arrival))
        if matter.story is Story.RELEASED and matter.released_at is not None:
            self._plan_release(arrival, matter.released_at)
        elif matter.story is not Story.UNTOUCHED:
            self._plan_work(arrival)

    def _plan_work(self, arrival: Arrival) -> None:
        login = self._chance.weighted(("clerk1", "clerk2", "lead"), (45, 40, 15))
        wished = arrival.recorded_at + timedelta(hours=self._chance.between(1, 20))
        at = next_office_hour(wished, self._chance)
        latest = self._end - _BEFORE_THE_END
        if arrival.recorded_at >= latest:
            return
        if at > latest:
            if arrival.matter.story not in (
                Story.WAITING,
                Story.PROPOSED,
                Story.TENANT_REPLIED,
            ):
                return
            # It has to have happened, so somebody worked late.
            half = arrival.recorded_at + (latest - arrival.recorded_at) / 2
            at = half.replace(microsecond=0)
        self._add(at, lambda: self._work(arrival, login))
        if arrival.matter.story is Story.TENANT_REPLIED:
            reply_at = (at + (latest - at) * 2 / 3).replace(microsecond=0)
            self._add(reply_at, lambda: self._reply(arrival, reply_at), sends=True)

    def _plan_release(self, arrival: Arrival, released_at: datetime) -> None:
        proposer, releaser = self._chance.pick(
            (("clerk1", "clerk2"), ("clerk2", "clerk1"), ("clerk1", "lead"), ("clerk2", "lead"))
        )
        # On the same day: overnight a warning can arise that nobody has decided on.
        proposed_at = released_at - timedelta(minutes=self._chance.between(12, 55))

        def propose() -> None:
            case_id = self._arrivals.case_id(arrival)
            self._colleagues.take(case_id, proposer)
            self._colleagues.propose(case_id, proposer)

        self._add(proposed_at, propose)
        self._add(
            released_at,
            lambda: self._colleagues.release(self._arrivals.case_id(arrival), releaser),
        )

    def _send(self, arrival: Arrival) -> None:
        self._change_contact(arrival)
        matter = arrival.matter
        fields = arrival.writing.fields
        if matter.recipe is not None:
            fields = fields_as_sent(arrival.bank or NO_BANK_FIELDS)
        self._portal.submit(
            Submission(
                event_id=arrival.event_id,
                at=matter.received_at,
                contract=matter.contract,
                person=matter.person,
                channel=matter.channel,
                category=matter.category,
                subject=arrival.writing.subject,
                text=arrival.writing.text,
                fields=fields,
                files=arrival.files,
            )
        )

    def _change_contact(self, arrival: Arrival) -> None:
        """Let the tenant have a new e-mail address since six days, where that is planned."""
        if not arrival.matter.contact_changed:
            return
        with self._context.database.write() as unit:
            unit.session.execute(
                update(Tenant)
                .where(Tenant.id == arrival.matter.person.tenant_id)
                .values(email_changed_at=arrival.matter.received_at - timedelta(days=6))
            )

    def _reply(self, arrival: Arrival, at: datetime) -> None:
        """The tenant sends the address that was asked for."""
        matter = arrival.matter
        with self._context.database.read() as session:
            reference = session.scalars(
                select(Case.reference).where(Case.id == self._arrivals.case_id(arrival))
            ).one()
        address = matter.contract.address
        self._portal.submit(
            Submission(
                event_id=self._chance.uuid(),
                at=at,
                contract=matter.contract,
                person=matter.person,
                channel=matter.channel,
                category=matter.category,
                subject=f"Re: {arrival.writing.subject}",
                text="Guten Tag, hier die vollständige Anschrift. Viele Grüße",
                fields={"holder_address": address},
                case_reference=reference,
                in_reply_to=arrival.event_id,
            )
        )

    def _work(self, arrival: Arrival, login: str) -> None:
        story, writing = arrival.matter.story, arrival.writing
        case_id = self._arrivals.case_id(arrival)
        self._colleagues.take(case_id, login)
        if story is Story.NOTED:
            self._colleagues.note(case_id, login, writing.note or "Unterlagen liegen vor.")
        elif story is Story.ANSWERED:
            self._colleagues.answer(case_id, login, writing.answer)
        elif story in (Story.WAITING, Story.TENANT_REPLIED):
            self._colleagues.ask(case_id, login, for_address=arrival.needs_address)
        elif story is Story.PROPOSED:
            self._colleagues.propose(case_id, login)
        elif story is Story.DRAFTED:
            self._colleagues.draft(case_id, login, writing.answer)
