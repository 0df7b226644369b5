"""Open cases of a very large company, written in bulk as the services would have left them.

A thousand open cases are played through the services (see ``agenda``); tens of thousands would take
hours that way. What the portal had to hear of these it has heard; letters wait to be printed.
"""

from collections import Counter as Tally
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import CaseState, Channel
from desktop.domain.company_rules import DEFAULT_RULES, RULES_VERSION
from desktop.domain.deadlines import promise_due_on
from desktop.domain.kinds import Direction, IntakeOutcome, NoteKind
from desktop.models.case import Attachment, Case, Message, Note
from desktop.models.exchange import IntakeRecord
from desktop.services.audit import AuditAction, AuditEntry, record_all
from desktop.services.context import ServiceContext
from desktop.services.demo.backlog_bank import OpenApplications
from desktop.services.demo.backlog_mail import BacklogMail, Correspondence
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.chance import Chance
from desktop.services.demo.correspondence import Writing, write_about
from desktop.services.demo.files import picture
from desktop.services.demo.foundation import Foundation
from desktop.services.demo.open_plan import OpenMatter, Story, next_office_hour
from desktop.services.numbering import reserve_case_references
from desktop.services.ports import StoredDocument
from desktop.services.staff.access import SYSTEM, Actor

_CHUNK = 4_000
_PICTURES = 6
_DIGITAL = (Channel.PORTAL, Channel.APP)
_QUESTION = (
    "Guten Tag {salutation} {name},\n\nvielen Dank für Ihre Nachricht (Vorgang {reference}). Damit "
    "wir weiterkommen, brauchen wir noch eine Angabe von Ihnen.\n\nFreundliche Grüße"
)


@dataclass(frozen=True, slots=True)
class _Open:
    """One open case while it is written; ``worked_at`` and ``login`` where a colleague took it."""

    matter: OpenMatter
    case_id: int
    reference: str
    writing: Writing
    event_id: str | None
    arrived_at: datetime
    due_on: date
    act_by: date
    completed_at: datetime | None
    login: str | None = None
    worked_at: datetime | None = None
    waiting_until: date | None = None


class Backlog:
    """Writes open matters that nobody plays, in the order of their receipt."""

    def __init__(
        self, context: ServiceContext, foundation: Foundation, actors: Mapping[str, Actor]
    ) -> None:
        today = context.clock.today()
        self._context = context
        self._foundation = foundation
        self._actors = actors
        self._now = context.clock.now()
        self._chance = Chance(today, "backlog")
        self._mail = BacklogMail(Chance(today, "backlog mail"))
        self._pictures: list[StoredDocument] = []
        self._audit: dict[str, list[AuditEntry]] = {}

    def write(self, matters: list[OpenMatter], on_progress: Callable[[int], None]) -> None:
        """Write all matters; told of how many are done."""
        if not matters:
            return
        pictures = Chance(self._context.clock.today(), "backlog pictures")
        put = self._context.documents.put
        self._pictures = [put([picture(pictures)]) for _ in range(_PICTURES)]
        applications = OpenApplications(
            self._now, Chance(self._context.clock.today(), "backlog applications")
        )
        for start in range(0, len(matters), _CHUNK):
            chunk = matters[start : start + _CHUNK]
            with self._context.database.write() as unit:
                self._write_chunk(unit, chunk, applications)
            on_progress(min(start + _CHUNK, len(matters)))

    def _write_chunk(
        self, unit: UnitOfWork, matters: list[OpenMatter], applications: OpenApplications
    ) -> None:
        writer = BulkWriter(unit.session)
        self._audit = {SYSTEM.login: []}
        for matter, reference in zip(matters, _references(unit, matters), strict=True):
            self._write_case(writer, matter, reference, applications)
        writer.finish()
        for login, entries in self._audit.items():
            actor = SYSTEM if login == SYSTEM.login else self._actors[login]
            record_all(unit, self._context, actor, entries)

    def _write_case(
        self,
        writer: BulkWriter,
        matter: OpenMatter,
        reference: str,
        applications: OpenApplications,
    ) -> None:
        case_id = writer.key(Case)
        entry = self._entry(matter, case_id, reference)
        change = None
        if matter.recipe is not None:
            change = applications.judge(matter)
            deadlines = change.application.deadlines
            assert deadlines.due_on is not None
            entry = replace(
                entry,
                due_on=deadlines.due_on,
                act_by=min(deadlines.due_on, deadlines.debit_file_on),
                completed_at=matter.received_at if change.complete else None,
            )
        self._add_case(writer, entry)
        self._log(SYSTEM.login, AuditAction.CASE_CREATED, "cases", case_id, entry, entry.arrived_at)
        if change is not None:
            key = applications.write(writer, case_id, entry.event_id, change)
            self._log(
                SYSTEM.login,
                AuditAction.BANK_CHANGE_CREATED,
                "bank_changes",
                key,
                entry,
                entry.arrived_at,
            )
        self._add_arrival(writer, entry)
        if entry.login is not None:
            self._add_work(writer, entry, entry.login)

    def _entry(self, matter: OpenMatter, case_id: int, reference: str) -> _Open:
        contract, chance = matter.contract, self._chance
        received_on = berlin_day(matter.received_at)
        due_on = promise_due_on(
            received_on, DEFAULT_RULES.promise_workdays, contract.house.calendar
        )
        digital = matter.channel in _DIGITAL
        arrived_at = matter.received_at + timedelta(seconds=chance.between(20, 90))
        if matter.channel in (Channel.LETTER, Channel.TELEPHONE, Channel.COUNTER):
            arrived_at = matter.received_at + timedelta(hours=8, minutes=chance.below(470))
        worked_at = next_office_hour(arrived_at + timedelta(hours=chance.between(1, 20)), chance)
        login = chance.weighted(("clerk1", "clerk2", "lead"), (45, 40, 15))
        worked = matter.story is not Story.UNTOUCHED and worked_at < self._now
        waits = worked and matter.story is Story.WAITING
        return _Open(
            matter=matter,
            case_id=case_id,
            reference=reference,
            writing=write_about(matter.category, contract, matter.person, received_on, chance),
            event_id=chance.uuid() if digital else None,
            arrived_at=min(arrived_at, self._now),
            due_on=due_on,
            act_by=due_on,
            completed_at=matter.received_at,
            login=login if worked else None,
            worked_at=worked_at if worked else None,
            waiting_until=berlin_day(worked_at) + timedelta(days=7) if waits else None,
        )

    def _add_case(self, writer: BulkWriter, entry: _Open) -> None:
        matter = entry.matter
        staff_id = None if entry.login is None else self._foundation.staff[entry.login]
        state = CaseState.NEW if staff_id is None else CaseState.IN_REVIEW
        writer.add(
            Case,
            id=entry.case_id,
            version=1 if staff_id is None else 3,
            reference=entry.reference,
            company_id=matter.contract.house.id,
            category_id=self._foundation.categories[matter.category],
            tenancy_id=matter.contract.tenancy_id,
            portal_account_id=matter.person.account_id if entry.event_id is not None else None,
            channel=matter.channel,
            state=CaseState.WAITING if entry.waiting_until is not None else state,
            is_open=True,
            subject=entry.writing.subject,
            fields=entry.writing.fields if matter.recipe is None else {},
            source=_source(entry),
            event_id=entry.event_id,
            received_at=matter.received_at,
            received_on=berlin_day(matter.received_at),
            completed_at=entry.completed_at,
            due_on=entry.due_on,
            act_by=entry.act_by,
            rules_version=RULES_VERSION,
            assignee_id=staff_id,
            waiting_until=entry.waiting_until,
            waiting_reason="" if entry.waiting_until is None else "Rückfrage",
            closed_at=None,
            closed_by_id=None,
            close_reason="",
            updated_at=entry.worked_at or entry.arrived_at,
            updated_by_id=staff_id,
        )

    def _add_arrival(self, writer: BulkWriter, entry: _Open) -> None:
        """What the tenant wrote, how it came in, and the receipt."""
        matter = entry.matter
        message_id = writer.key(Message)
        writer.add(
            Message,
            id=message_id,
            case_id=entry.case_id,
            direction=Direction.INCOMING,
            channel=matter.channel,
            staff_id=None,
            correspondent=matter.person.full_name,
            subject=entry.writing.subject,
            text=entry.writing.text,
            fields=None,
            at=matter.received_at,
            source=_source(entry),
            event_id=entry.event_id,
        )
        if entry.writing.attachment == "picture" and matter.channel is not Channel.TELEPHONE:
            kept = self._chance.pick(self._pictures)
            writer.add(
                Attachment,
                id=writer.key(Attachment),
                message_id=message_id,
                name="Foto.png",
                media_type="image/png",
                size=kept.size,
                sha256=kept.sha256,
            )
        if entry.event_id is None:
            return
        writer.add(
            IntakeRecord,
            id=writer.key(IntakeRecord),
            folder=entry.event_id,
            source=_source(entry),
            event_id=entry.event_id,
            event_type="de.mieterdesk.request.submitted.v1",
            company_id=matter.contract.house.id,
            arrived_at=entry.arrived_at,
            outcome=IntakeOutcome.CASE,
            case_id=entry.case_id,
            message_id=message_id,
        )
        self._mail.receipt(writer, _head(entry), entry.arrived_at, entry.due_on)

    def _add_work(self, writer: BulkWriter, entry: _Open, login: str) -> None:
        """What the colleague did who took it."""
        at = entry.worked_at or entry.arrived_at
        staff_id, case_id = self._foundation.staff[login], entry.case_id
        self._audit.setdefault(login, []).append(
            AuditEntry(
                AuditAction.CASE_ASSIGNED,
                "cases",
                case_id,
                entry.matter.contract.house.id,
                {"assignee": login},
                at,
            )
        )
        self._mail.in_progress(writer, _head(entry), at)
        story, at = entry.matter.story, at + timedelta(seconds=70)
        if story is Story.NOTED:
            key = writer.key(Note)
            text = entry.writing.note or "Unterlagen liegen vor."
            writer.add(
                Note,
                id=key,
                case_id=case_id,
                kind=NoteKind.PERSON,
                staff_id=staff_id,
                text=text,
                at=at,
            )
            self._log(login, AuditAction.NOTE_ADDED, "notes", key, entry, at)
        elif story in (Story.ANSWERED, Story.WAITING):
            self._add_answer(writer, entry, login, at)

    def _add_answer(self, writer: BulkWriter, entry: _Open, login: str, at: datetime) -> None:
        text = entry.writing.answer
        if entry.waiting_until is not None:
            person = entry.matter.person
            text = _QUESTION.format(
                salutation=person.salutation, name=person.surname, reference=entry.reference
            )
        staff_id = self._foundation.staff[login]
        message_id = self._mail.answer(writer, _head(entry), text, at, staff_id)
        self._log(login, AuditAction.MESSAGE_SENT, "messages", message_id, entry, at)
        if entry.waiting_until is not None:
            self._audit[login].append(
                AuditEntry(
                    AuditAction.CASE_WAITING,
                    "cases",
                    entry.case_id,
                    entry.matter.contract.house.id,
                    {"until": entry.waiting_until.isoformat()},
                    at,
                )
            )

    def _log(
        self,
        login: str,
        action: AuditAction,
        entity: str,
        entity_id: int,
        entry: _Open,
        at: datetime,
    ) -> None:
        name = "reference" if login == SYSTEM.login else "case"
        self._audit.setdefault(login, []).append(
            AuditEntry(
                action,
                entity,
                entity_id,
                entry.matter.contract.house.id,
                {name: entry.reference},
                at,
            )
        )


def _references(unit: UnitOfWork, matters: list[OpenMatter]) -> list[str]:
    years = [berlin_day(matter.received_at).year for matter in matters]
    by_year = {
        year: iter(reserve_case_references(unit, year, number))
        for year, number in sorted(Tally(years).items())
    }
    return [next(by_year[year]) for year in years]


def _source(entry: _Open) -> str | None:
    return None if entry.event_id is None else f"/portal/{entry.matter.contract.house.code}"


def _head(entry: _Open) -> Correspondence:
    return Correspondence(
        matter=entry.matter,
        case_id=entry.case_id,
        reference=entry.reference,
        event_id=entry.event_id,
        subject=entry.writing.subject,
    )
