"""The whole house for a journey: people with passwords, the portal's folder, the program itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from desktop.adapters.portal_inbox import FolderInbox
from desktop.adapters.portal_outbox import FolderOutbox
from desktop.models.case import Case, Note
from desktop.models.company import Staff
from desktop.models.exchange import AuditEvent, Delivery
from desktop.services.audit import AuditAction
from desktop.services.context import ServiceContext
from desktop.services.delivery.use_cases import deliver_due
from desktop.services.hand_over.use_cases import list_waiting
from desktop.services.intake.use_cases import IntakeCounts, take_in
from desktop.services.staff.access import SYSTEM
from desktop.settings import AppSettings
from desktop.views.letters.paper import Printers
from tests.support.clock import FixedClock
from tests.support.contexts import CHEAP_PASSWORDS
from tests.support.factories import Household, add_household
from tests.support.portal import BANK_FIELDS, Portal, request
from tests.support.printers import NoPrinters
from tests.support.program import RunningProgram

PASSWORD = "Muster-Kennwort-2026"
RECEIVED_AT = "2026-11-18T21:14:00+01:00"
"""Before the cut-off, so that the application is for the run of December."""


def bank_fields(**changes: Any) -> dict[str, Any]:
    """Fields of a clean application of the tenant herself; ``changes`` replace some."""
    return {**BANK_FIELDS, **changes}


@dataclass
class Office:
    """One household, one exchange folder, and every window that a test opens."""

    context: ServiceContext
    clock: FixedClock
    folder: Path
    home: Household = field(init=False)
    portal: Portal = field(init=False)
    printers: Printers = field(default_factory=NoPrinters)
    open_programs: list[RunningProgram] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home = add_household(self.context.database)
        self.portal = Portal(self.folder / "exchange")
        hashed = CHEAP_PASSWORDS.hash(PASSWORD)
        with self.context.database.write() as unit:
            unit.session.execute(update(Staff).values(password_hash=hashed))

    def arrives(self, event_id: str = "event-1", *, time: str = RECEIVED_AT, **data: Any) -> Case:
        """An application or another request comes through the portal's folder; its case."""
        values: dict[str, Any] = {
            "portal_account": self.home.portal_account,
            "channel": "portal",
            "fields": bank_fields(),
            **data,
        }
        files = values.pop("files", {})
        self.portal.leave({**request(event_id, **values), "time": time}, files=files)
        assert self.take_in().accepted == 1
        with self.context.database.read() as session:
            return session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()

    def take_in(self) -> IntakeCounts:
        """Look into the portal's folder once."""
        return take_in(self.context, FolderInbox(self.portal.exchange))

    def deliver(self) -> list[dict[str, Any]]:
        """Let leave what is due; everything that lies in the portal's folder, oldest first."""
        deliver_due(self.context, FolderOutbox(self.portal.exchange))
        return self.delivered()

    def delivered(self) -> list[dict[str, Any]]:
        """Every event that ever left, in the order of leaving."""
        place = self.portal.exchange / "to-portal" / "new"
        found = {path.parent.name: path for path in place.glob("*/event.json")}
        with self.context.database.read() as session:
            order = session.scalars(
                select(Delivery.event_id).order_by(Delivery.delivered_at, Delivery.id)
            )
            return [
                json.loads(found[event_id].read_bytes()) for event_id in order if event_id in found
            ]

    def kinds_delivered(self) -> list[str]:
        """Types of the events that left, without the common beginning."""
        return [event["type"].removeprefix("de.mieterdesk.") for event in self.deliver()]

    def queued(self, case_id: int) -> list[Delivery]:
        """Everything that was ever queued for a case."""
        with self.context.database.read() as session:
            of_case = select(Delivery).where(Delivery.case_id == case_id).order_by(Delivery.id)
            return list(session.scalars(of_case))

    def replies(self, case_id: int) -> list[Delivery]:
        """Every message to the tenant that was ever queued for a case."""
        return [row for row in self.queued(case_id) if "message.sent" in row.type]

    def audited(self, action: AuditAction) -> list[str]:
        """Who did something, by the log, oldest first."""
        with self.context.database.read() as session:
            rows = select(AuditEvent.actor).where(AuditEvent.action == action.value)
            return list(session.scalars(rows.order_by(AuditEvent.id)))

    def case(self, case_id: int) -> Case:
        """The case's row as it stands."""
        with self.context.database.read() as session:
            return session.get_one(Case, case_id)

    def notes(self, case_id: int) -> list[str]:
        """Texts of the internal notes of a case."""
        with self.context.database.read() as session:
            return list(session.scalars(select(Note.text).where(Note.case_id == case_id)))

    def rows_waiting(self) -> int:
        """How many rows wait for the ERP, undo time or not."""
        return list_waiting(self.context, SYSTEM).waiting_count

    def later(self, seconds: float) -> None:
        """Let the program's clock run on."""
        self.clock.advance(timedelta(seconds=seconds))

    def start(self, **settings: Any) -> RunningProgram:
        """Open the program."""
        program = RunningProgram(
            self.context,
            self.portal.exchange,
            # A test that lets the program's clock run on is nobody who left the desk.
            settings=AppSettings(**{"lock_minutes": 0, **settings}),
            printers=self.printers,
        )
        self.open_programs.append(program)
        return program

    def close(self) -> None:
        """Close what the test left open."""
        for program in self.open_programs:
            program.close()
