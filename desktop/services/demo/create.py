"""Creates the demonstration: a world, its closed years, and the weeks that are being worked on."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.models.bank import ErpRow
from desktop.models.case import Case
from desktop.models.company import Company, Staff
from desktop.models.exchange import Delivery, IntakeRecord
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.demo.account_work import work_on_accounts
from desktop.services.demo.agenda import Agenda
from desktop.services.demo.backlog import Backlog
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.chance import Chance
from desktop.services.demo.colleagues import Colleagues
from desktop.services.demo.contracts import Contract
from desktop.services.demo.desks import furnish
from desktop.services.demo.forms_and_certificates import bring_forms_and_certificates
from desktop.services.demo.foundation import DEMO_PASSWORD, Foundation, lay_foundation
from desktop.services.demo.history import History
from desktop.services.demo.long_case import write_long_case
from desktop.services.demo.meter_values import bring_meter_values
from desktop.services.demo.office_hours import workday_up_to
from desktop.services.demo.open_plan import RELEASED, OpenPlan
from desktop.services.demo.outage import REPORTS, write_outage
from desktop.services.demo.papers import lay_papers
from desktop.services.demo.portal_folder import DemoPortal
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.demo.teams import lay_teams
from desktop.services.demo.traces import CLOSED_TRACES, OPEN_TRACES, leave_traces
from desktop.services.demo.world import WorldMaker
from desktop.services.inbox.standing_notes import forget_notes
from desktop.services.intake.ports import PortalInbox
from desktop.services.search.upkeep import forget_touched, index_everything
from desktop.services.staff.access import SYSTEM
from desktop.services.staff.sign_in import actor_for_login

__all__ = ["DEFAULT_CASES", "DEMO_PASSWORD", "LEAST_CASES", "DemoSummary", "create_demo_data"]

DEFAULT_CASES = 5_280
LEAST_CASES = 100
"""With fewer there is no room for one closed case of each kind."""
_MANY_CASES = 100_000
_MORNING_FROM = 1_000
"""With fewer cases there is no room for houses in which everybody reports."""
_OUTAGE_BEFORE = timedelta(minutes=50)
"""So long before the last work the tenants of one house report."""
_LEAST_TENANCIES = 400
_CASES_A_TENANCY = 5
PLAYED = 1_000
"""So many open cases go through the program's own services; the rest is written in bulk."""


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What was created."""

    today: date
    cases: int
    open_cases: int
    tenancies: int
    logins: tuple[str, ...]


def create_demo_data(
    context: ServiceContext,
    clock: SteppingClock,
    inbox: PortalInbox,
    exchange: Path,
    *,
    cases: int = DEFAULT_CASES,
    played: int = PLAYED,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> DemoSummary:
    """Fill an empty data folder; the clock stands at the demonstration's present and is set back.

    ``context`` uses ``clock``; ``exchange`` is the folder ``inbox`` reads. The same day and number
    give the same data. Of the open cases ``played`` go through the program's own services.
    ``on_progress`` is told how many cases of how many are done.

    Raises:
        UserError: ``demo.folder_in_use``, ``demo.too_few_cases``.
    """
    if cases < LEAST_CASES:
        raise UserError("demo.too_few_cases", least=LEAST_CASES)
    _require_empty(context, inbox)
    tenancies = max(_LEAST_TENANCIES, cases // _CASES_A_TENANCY)
    open_cases = cases * (3 if cases >= _MANY_CASES else 5) // 100
    foundation, contracts = _build_world(context, tenancies)
    # They stay to the end: looking through all of them for garbage again and again takes minutes.
    gc.freeze()
    actors = {login: actor_for_login(context, login) for login in foundation.staff}
    with_morning = cases >= _MORNING_FROM
    added = REPORTS + OPEN_TRACES if with_morning else 0
    merged = CLOSED_TRACES if with_morning else 0
    closed = cases - open_cases - RELEASED - merged
    History(context, foundation, contracts, actors).write(
        closed, lambda done: on_progress(done, cases)
    )
    index_everything(context)
    played = min(open_cases - added, played)
    plan = OpenPlan(contracts, clock.now())
    matters = plan.matters(played)
    Backlog(context, foundation, actors).write(
        plan.backlog(open_cases - added - played), lambda done: on_progress(closed + done, cases)
    )
    context.database.optimize()
    colleagues = Colleagues(context, clock, actors, Chance(clock.today(), "colleagues"))
    agenda = Agenda(context, clock, inbox, DemoPortal(exchange), colleagues)
    before = cases - RELEASED - played - merged
    agenda.play(matters, lambda done: on_progress(min(before + done // 2, cases), cases))
    write_long_case(context, foundation.staff, Chance(clock.today(), "long case"))
    end = clock.now()
    afternoon = _last_afternoon(berlin_day(end), foundation)
    if with_morning:
        clock.set_to(afternoon - _OUTAGE_BEFORE)
        write_outage(context, actors, berlin_day(end), Chance(berlin_day(end), "outage"))
    clock.set_to(afternoon)
    furnish(context, actors)
    lay_teams(context, actors["admin"], foundation)
    if with_morning:
        leave_traces(context, clock, actors, Chance(berlin_day(end), "traces"))
        work_on_accounts(context, clock, actors, Chance(berlin_day(end), "accounts"))
        clock.set_to(afternoon)
        lay_papers(context, clock, actors, Chance(berlin_day(end), "papers"))
        bring_forms_and_certificates(
            context, clock, actors, Chance(berlin_day(end), "forms and certificates")
        )
        bring_meter_values(context, clock, actors, Chance(berlin_day(end), "meter values"))
    clock.set_to(end)
    on_progress(cases, cases)
    _end_undo_times(context)
    return _summary(context, tenancies)


def _last_afternoon(today: date, foundation: Foundation) -> datetime:
    """When the colleagues did the last of their work: the present begins with a new day."""
    calendar = foundation.companies[0].calendar
    return berlin_instant(workday_up_to(today - timedelta(days=1), calendar), time(15, 5))


def _end_undo_times(context: ServiceContext) -> None:
    """Let what waits be ready for programs that go by the computer's clock.

    Only where the demonstration plays in the future; otherwise every undo time is over anyway.
    """
    machine_now = context.clock.machine_now()
    with context.database.write() as unit:
        for waiting in (Delivery, ErpRow):
            unit.session.execute(
                update(waiting)
                .where(waiting.not_before > machine_now)
                .values(not_before=machine_now)
            )


def _require_empty(context: ServiceContext, inbox: PortalInbox) -> None:
    inbox.prepare()
    waiting = any(True for _ in inbox.waiting()) or any(True for _ in inbox.claimed())
    with context.database.read() as session:
        used = any(
            session.scalars(select(table.id).limit(1)).first() is not None
            for table in (Company, Staff, IntakeRecord)
        )
    if used or waiting:
        raise UserError("demo.folder_in_use")


def _build_world(context: ServiceContext, tenancies: int) -> tuple[Foundation, list[Contract]]:
    password_hash = context.hasher.hash(DEMO_PASSWORD)
    with context.database.write() as unit:
        writer = BulkWriter(unit.session)
        foundation = lay_foundation(unit.session, writer, password_hash)
        contracts = WorldMaker(writer, foundation, context.clock.now()).build(tenancies)
        writer.finish()
        forget_notes(unit.session)
        forget_touched(unit.session)
        for house in foundation.companies:
            record(
                unit, context, SYSTEM, AuditAction.COMPANY_CREATED, "companies", house.id, house.id
            )
        for staff_id in foundation.staff.values():
            record(unit, context, SYSTEM, AuditAction.STAFF_CREATED, "staff", staff_id, None)
    return foundation, contracts


def _summary(context: ServiceContext, tenancies: int) -> DemoSummary:
    with context.database.write() as unit:
        logins = unit.session.execute(
            select(Staff.id, Staff.login).where(Staff.active.is_(True)).order_by(Staff.id)
        ).all()
        total = unit.session.scalar(select(func.count()).select_from(Case)) or 0
        still_open = (
            unit.session.scalar(
                select(func.count()).select_from(Case).where(Case.state != CaseState.CLOSED)
            )
            or 0
        )
        record(
            unit,
            context,
            SYSTEM,
            AuditAction.DEMO_DATA_CREATED,
            "companies",
            0,
            None,
            {"cases": total, "open": still_open},
        )
    return DemoSummary(
        today=context.clock.today(),
        cases=total,
        open_cases=still_open,
        tenancies=tenancies,
        logins=tuple(row.login for row in logins),
    )
