"""Closed cases of the last years, written in bulk with their conversation and audit lines."""

from collections import Counter as Tally
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.domain.case_status import BankChangeState, CaseState, Channel
from desktop.domain.company_rules import DEFAULT_RULES, RULES_VERSION
from desktop.domain.deadlines import promise_due_on
from desktop.domain.kinds import Direction, IntakeOutcome, NoteKind
from desktop.models.case import Case, Message, Note
from desktop.models.exchange import IntakeRecord
from desktop.services.audit import AuditAction, AuditEntry, record_all
from desktop.services.context import ServiceContext
from desktop.services.demo import material
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.cast import Cast
from desktop.services.demo.chance import Chance
from desktop.services.demo.closed_bank import ClosedBankChanges
from desktop.services.demo.contracts import Contract, Person
from desktop.services.demo.correspondence import Writing, write_about
from desktop.services.demo.foundation import Foundation
from desktop.services.demo.ledger import write_ledger
from desktop.services.demo.timetable import Matter, closed_matters
from desktop.services.inbox.standing_notes import forget_notes
from desktop.services.numbering import reserve_case_references, reserve_numbers
from desktop.services.search.upkeep import forget_touched
from desktop.services.staff.access import SYSTEM, Actor

_CHUNK = 4_000
"""Cases written in one transaction."""
_DIGITAL = (Channel.PORTAL, Channel.APP)
_ASK_AGAIN = 33
"""In how many of a hundred cases the tenant asks how it goes before it is closed."""


@dataclass(frozen=True, slots=True)
class _Ending:
    """How a closed case ended."""

    due_on: date
    act_by: date
    completed_at: datetime | None
    closed_at: datetime
    closed_by: str
    reason: str
    action: AuditAction


class History:
    """Writes closed matters in the order of their receipt."""

    def __init__(
        self,
        context: ServiceContext,
        foundation: Foundation,
        contracts: list[Contract],
        actors: Mapping[str, Actor],
    ) -> None:
        self._context = context
        self._foundation = foundation
        self._contracts = contracts
        self._actors = actors
        self._now = context.clock.now()
        today = context.clock.today()
        self._chance = Chance(today, "history")
        self._asks_again = Chance(today, "asks again")
        self._cast = Cast(contracts, Chance(today, "history cast"))

    def write(self, count: int, on_progress: Callable[[int], None]) -> None:
        """Write ``count`` closed cases; told of how many are done."""
        matters = closed_matters(self._now, count)
        references = self._references(matters)
        bank: ClosedBankChanges | None = None
        for start in range(0, len(matters), _CHUNK):
            with self._context.database.write() as unit:
                writer = BulkWriter(unit.session)
                if bank is None:
                    bank = ClosedBankChanges(
                        writer, self._cast, dict(self._foundation.staff), self._now
                    )
                else:
                    bank.write_with(writer)
                bank.hand_over_until(matters[start].received_at)
                self._write_chunk(unit, writer, bank, matters[start : start + _CHUNK], references)
                writer.finish()
            on_progress(min(start + _CHUNK, len(matters)))
        with self._context.database.write() as unit:
            writer = BulkWriter(unit.session)
            if bank is not None:
                bank.write_with(writer)
                runs = bank.finish()
                if runs:
                    reserve_numbers(unit, "erp_run", runs)
            write_ledger(writer, unit.session, self._contracts, self._context.clock.today())
            writer.finish()
            # Half a million accounts and mandates, and no case is open yet.
            forget_notes(unit.session)
            forget_touched(unit.session)

    def _references(self, matters: list[Matter]) -> Iterator[str]:
        years = Tally(berlin_day(matter.received_at).year for matter in matters)
        with self._context.database.write() as unit:
            by_year = {
                year: iter(reserve_case_references(unit, year, number))
                for year, number in sorted(years.items())
            }
        return (next(by_year[berlin_day(matter.received_at).year]) for matter in matters)

    def _write_chunk(
        self,
        unit: UnitOfWork,
        writer: BulkWriter,
        bank: ClosedBankChanges,
        matters: list[Matter],
        references: Iterator[str],
    ) -> None:
        audit: dict[str, list[AuditEntry]] = {"system": []}
        for matter in matters:
            reference = next(references)
            case_id = writer.key(Case)
            if matter.category == "bank_details":
                contract, ending = self._bank(matter, case_id, reference, bank)
            else:
                contract = self._cast.someone(berlin_day(matter.received_at), matter.channel)
                ending = self._plain(matter, contract)
            self._write_case(writer, matter, contract, case_id, reference, ending)
            line = ("cases", case_id, contract.house.id, {"reference": reference})
            audit["system"].append(AuditEntry(AuditAction.CASE_CREATED, *line, matter.received_at))
            audit.setdefault(ending.closed_by, []).append(
                AuditEntry(ending.action, *line, ending.closed_at)
            )
        writer.flush()
        for login, entries in audit.items():
            actor = SYSTEM if login == "system" else self._actors[login]
            record_all(unit, self._context, actor, entries)
        # All of it is indexed in one sweep in the end.
        forget_touched(unit.session)

    def _bank(
        self, matter: Matter, case_id: int, reference: str, bank: ClosedBankChanges
    ) -> tuple[Contract, _Ending]:
        recipe = bank.recipe_for(matter)
        contract = bank.contract_for(matter, recipe)
        change = bank.add(matter, case_id, reference, contract, recipe)
        rejected = change.outcome is BankChangeState.REJECTED
        return contract, _Ending(
            due_on=change.due_on,
            act_by=change.act_by,
            completed_at=change.completed_at,
            closed_at=change.decided_at,
            closed_by=change.decided_by,
            reason="Abgelehnt" if rejected else "Freigegeben",
            action=(
                AuditAction.BANK_CHANGE_REJECTED if rejected else AuditAction.BANK_CHANGE_RELEASED
            ),
        )

    def _plain(self, matter: Matter, contract: Contract) -> _Ending:
        received_on = berlin_day(matter.received_at)
        calendar = contract.house.calendar
        due_on = promise_due_on(received_on, DEFAULT_RULES.promise_workdays, calendar)
        day = calendar.add_workdays(received_on, self._chance.between(1, 10))
        at = time(self._chance.between(8, 16), self._chance.below(60))
        return _Ending(
            due_on=due_on,
            act_by=due_on,
            completed_at=matter.received_at,
            closed_at=min(berlin_instant(day, at), self._now - timedelta(hours=30)),
            closed_by=self._chance.pick(("clerk1", "clerk2", "clerk1", "clerk2", "lead")),
            reason="Erledigt",
            action=AuditAction.CASE_CLOSED,
        )

    def _write_case(
        self,
        writer: BulkWriter,
        matter: Matter,
        contract: Contract,
        case_id: int,
        reference: str,
        ending: _Ending,
    ) -> None:
        received_on = berlin_day(matter.received_at)
        person = self._cast.writer(contract, matter.channel)
        writing = write_about(matter.category, contract, person, received_on, self._chance)
        digital = matter.channel in _DIGITAL
        source = f"/portal/{contract.house.code}" if digital else None
        event_id = self._chance.uuid() if digital else None
        staff_id = self._foundation.staff[ending.closed_by]
        writer.add(
            Case,
            id=case_id,
            version=3,
            reference=reference,
            company_id=contract.house.id,
            category_id=self._foundation.categories[matter.category],
            tenancy_id=contract.tenancy_id,
            portal_account_id=person.account_id if digital else None,
            channel=matter.channel,
            state=CaseState.CLOSED,
            is_open=False,
            subject=writing.subject,
            fields=writing.fields,
            source=source,
            event_id=event_id,
            received_at=matter.received_at,
            received_on=received_on,
            completed_at=ending.completed_at,
            due_on=ending.due_on,
            act_by=ending.act_by,
            rules_version=RULES_VERSION,
            assignee_id=staff_id,
            waiting_until=None,
            waiting_reason="",
            closed_at=ending.closed_at,
            closed_by_id=staff_id,
            close_reason=ending.reason,
            updated_at=ending.closed_at,
            updated_by_id=staff_id,
        )
        message_id = self._write_talk(writer, matter, case_id, person, writing, ending)
        if source is not None and event_id is not None:
            writer.add(
                IntakeRecord,
                id=writer.key(IntakeRecord),
                folder=event_id,
                source=source,
                event_id=event_id,
                event_type="de.mieterdesk.request.submitted.v1",
                company_id=contract.house.id,
                arrived_at=matter.received_at + timedelta(seconds=20),
                outcome=IntakeOutcome.CASE,
                case_id=case_id,
                message_id=message_id,
            )

    def _write_talk(
        self,
        writer: BulkWriter,
        matter: Matter,
        case_id: int,
        person: Person,
        writing: Writing,
        ending: _Ending,
    ) -> int:
        digital = matter.channel in _DIGITAL
        first = writer.key(Message)
        turns: list[tuple[int, Direction, Channel, int | None, str, datetime]] = [
            (first, Direction.INCOMING, matter.channel, None, writing.text, matter.received_at)
        ]
        if self._asks_again.happens(_ASK_AGAIN):
            text = material.reminder(self._asks_again.below(100)).replace(
                "{name}", person.full_name
            )
            at = matter.received_at + (ending.closed_at - matter.received_at) * 2 / 3
            turns.append(
                (
                    writer.key(Message),
                    Direction.INCOMING,
                    matter.channel,
                    None,
                    text,
                    at.replace(microsecond=0),
                )
            )
        if self._chance.happens(72):
            way = Channel.PORTAL if digital else Channel.LETTER
            staff_id = self._foundation.staff[ending.closed_by]
            answered_at = ending.closed_at - timedelta(minutes=2)
            turns.append(
                (
                    writer.key(Message),
                    Direction.OUTGOING,
                    way,
                    staff_id,
                    writing.answer,
                    answered_at,
                )
            )
        for message_id, direction, channel, author, text, at in turns:
            writer.add(
                Message,
                id=message_id,
                case_id=case_id,
                direction=direction,
                channel=channel,
                staff_id=author,
                correspondent=person.full_name,
                subject=writing.subject,
                text=text,
                fields=None,
                at=at,
                source=None,
                event_id=None,
            )
        if writing.note and self._chance.happens(60):
            writer.add(
                Note,
                id=writer.key(Note),
                case_id=case_id,
                kind=NoteKind.PERSON,
                staff_id=self._foundation.staff[ending.closed_by],
                text=writing.note,
                at=max(matter.received_at, ending.closed_at - timedelta(minutes=40)),
            )
        return first
