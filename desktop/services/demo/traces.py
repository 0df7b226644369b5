"""What a week of work leaves on open cases: tags, priorities, ticks, links, a merge, a group.

Each thing is done once or a few times by the program's own services, so that it can be seen on the
first start: the group and its order, the double report, the message that became two cases, the
caller without contract, who has left and whose cases went to the team.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.kinds import Role
from desktop.domain.work import Priority
from desktop.domain.workdays import FederalState, WorkdayCalendar
from desktop.models.case import Case, Message
from desktop.models.company import Category, Company, Staff, StaffCompany
from desktop.models.form import CategoryCheck
from desktop.services.audit import AuditAction, record
from desktop.services.cases.assignment import assign
from desktop.services.cases.commands import (
    AddTag,
    AssignCase,
    LinkCases,
    MergeCase,
    SetPriority,
    SplitCase,
    WaitUntil,
)
from desktop.services.cases.creation import NewCase, create_case
from desktop.services.cases.links import link_cases
from desktop.services.cases.merging import merge
from desktop.services.cases.priority import set_priority
from desktop.services.cases.splitting import split_case
from desktop.services.cases.tags import add_tag
from desktop.services.cases.use_cases import wait_until
from desktop.services.categories.checks import tick_check
from desktop.services.categories.commands import TickCheck
from desktop.services.context import ServiceContext
from desktop.services.damages.commands import GroupCases, MarkOrderSent, OrderForm, PlaceOrder
from desktop.services.damages.groups import group_cases
from desktop.services.damages.order_draft import order_draft
from desktop.services.damages.orders import mark_sent, place_order
from desktop.services.demo.chance import Chance
from desktop.services.demo.desk import Desk
from desktop.services.demo.foundation import DEMO_PASSWORD
from desktop.services.demo.neighbours import (
    Household,
    Report,
    category_id,
    households,
    report_damage,
)
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.staff.access import SYSTEM, Actor
from desktop.services.teams.commands import DeactivateStaff
from desktop.services.teams.leaving import deactivate_staff

GROUPED = 4
OPEN_TRACES = GROUPED + 2
"""Open cases this adds: the group, the caller without contract, and what was split off."""
CLOSED_TRACES = 1
"""The double report, which was merged."""
_STEP = timedelta(seconds=20)
_EVERY = timedelta(minutes=11)
_MARKED = 24
_TAGS = ("Rückruf erbeten", "Wiederholt gemeldet", "Versicherung", "Umzug", "Härtefall")
_CAUSE = "Rohrbruch in der Steigleitung"
_WATER = (
    ("Wasser läuft durch die Decke", "Im Bad läuft Wasser durch die Decke. Bitte schnell kommen."),
    ("Kein Wasser", "Seit heute Morgen haben wir kein Wasser."),
    ("Nasse Wand", "Die Wand neben dem Bad ist nass. Außerdem brauche ich eine Mietbescheinigung."),
    ("Wasser im Keller", "Im Keller steht Wasser, unser Abteil ist auch betroffen."),
)
_LEFT_LOGIN, _LEFT_NAME, _LEFT_INITIALS = "former", "Ole Entwurf", "OE"
_LEFT_BEHIND = 3


@dataclass(frozen=True, slots=True)
class _Open:
    case_id: int
    login: str
    category_id: int


def leave_traces(
    context: ServiceContext, clock: SteppingClock, actors: Mapping[str, Actor], chance: Chance
) -> None:
    """Do all of it; adds ``OPEN_TRACES`` and ``CLOSED_TRACES`` cases. The clock goes on a bit."""
    with context.database.read() as session:
        marked = _marked(session, context.clock.today())
        reporting = households(session, GROUPED, rank=1)
        damage_id = category_id(session, "damage")
    desk = _Desk(context, clock, actors, chance, _STEP)
    desk.put_marks(marked)
    desk.wait(marked[-1])
    reports = [
        report_damage(context, household, damage_id, _report(context, number))
        for number, household in enumerate(reporting)
    ]
    desk.group(reports)
    desk.merge(reporting[0], damage_id, reports[0])
    desk.split(reports[2])
    desk.link(reporting[0].company_id, reports[3])
    desk.leave()


def _report(context: ServiceContext, number: int) -> Report:
    subject, text = _WATER[number]
    return Report(
        at=context.clock.now() - _EVERY * (GROUPED + 1 - number),
        subject=subject,
        text=text,
        fields={"location": "Keller" if number == 3 else "Bad", "since": "heute früh"},
    )


def _marked(session: Session, today: date) -> list[_Open]:
    """Cases of earlier days that somebody works on, from the most to the least pressing."""
    rows = session.execute(
        select(Case.id, Staff.login, Case.category_id)
        .join(Staff, Staff.id == Case.assignee_id)
        .where(
            Case.state == CaseState.IN_REVIEW,
            Case.tenancy_id.is_not(None),
            Case.received_on < today,
        )
        .order_by(Case.act_by, Case.id)
    ).all()
    step = max(1, len(rows) // _MARKED)
    return [_Open(*row) for row in rows[::step]][:_MARKED]


class _Desk(Desk):
    """What colleagues leave on open cases; each act takes a little while."""

    def put_marks(self, cases: list[_Open]) -> None:
        """Put tags and priorities on cases, and tick off what is done of their lists."""
        for number, case in enumerate(cases):
            actor = self._actors[case.login]
            for name in sorted({self._chance.pick(_TAGS) for _ in range(1 + number % 2)}):
                self._step()
                add_tag(
                    self._context, actor, AddTag(case.case_id, name, self._version(case.case_id))
                )
            if number % 4 == 1:
                self._press(actor, case.case_id, Priority.HIGH)
            self._tick(actor, case, number % 3)

    def wait(self, case: _Open) -> None:
        """Let a case wait for what somebody else has to send."""
        self._step()
        with self._context.database.read() as session:
            company = session.get_one(Company, session.get_one(Case, case.case_id).company_id)
            state = FederalState(company.federal_state)
        calendar = WorkdayCalendar.for_company(state, DEFAULT_RULES)
        until = calendar.add_workdays(self._context.clock.today(), 3)
        command = WaitUntil(
            case.case_id, until, "Gutachten der Versicherung", self._version(case.case_id)
        )
        wait_until(self._context, self._actors[case.login], command)

    def group(self, reports: list[int]) -> None:
        """Put the reports of one cause together, all urgent, with an order that was sent."""
        actor = self._actors["clerk1"]
        for case_id in reports:
            self.take(case_id, "clerk1")
            self._press(actor, case_id, Priority.URGENT)
        first, *others = reports
        self._step()
        group_cases(self._context, actor, GroupCases(first, tuple(others), _CAUSE))
        draft = order_draft(self._context, actor, first)
        form = OrderForm(
            contractor="Rohr & Beispiel GmbH",
            email="einsatz@rohr-beispiel.example",
            due_on=self._context.clock.today() + timedelta(days=1),
            text=draft.text,
            access=draft.access,
        )
        order = place_order(self._context, actor, PlaceOrder(first, form, self._version(first)))
        mark_sent(self._context, actor, MarkOrderSent(order.order_id, 1, order.result.version))

    def merge(self, household: Household, damage_id: int, into: int) -> None:
        """Let a household report a second time, and let that go on in its first report."""
        self._step()
        again = Report(
            at=self._context.clock.now() - _STEP,
            subject="Noch einmal: Wasser im Bad",
            text="Ich habe es schon gemeldet, es wird mehr. Anbei nichts Neues, bitte melden!",
            fields={"location": "Bad", "since": "heute früh"},
            by_mail=True,
        )
        double = report_damage(self._context, household, damage_id, again)
        self._step()
        command = MergeCase(double, into, self._version(double))
        merge(self._context, self._actors["clerk1"], command)

    def split(self, case_id: int) -> None:
        """Begin a case of its own with what a message asks for besides."""
        self._step()
        with self._context.database.read() as session:
            message_id = session.scalars(
                select(Message.id).where(Message.case_id == case_id).order_by(Message.id)
            ).first()
            certificates = category_id(session, "rent_certificate")
        assert message_id is not None
        command = SplitCase(
            case_id, message_id, certificates, "Mietbescheinigung", self._version(case_id)
        )
        split_case(self._context, self._actors["clerk1"], command)

    def link(self, company_id: int, case_id: int) -> None:
        """Let somebody call who has no contract, about what a tenant reported."""
        self._step()
        with self._context.database.write() as unit:
            caller = create_case(
                unit,
                self._context,
                NewCase(
                    company_id=company_id,
                    category_id=category_id(unit.session, "general"),
                    tenancy_id=None,
                    channel=Channel.TELEPHONE,
                    received_at=self._context.clock.now(),
                    correspondent="Hanna Nachbarin",
                    subject="Wasser tropft auf den Gehweg",
                    text="Eine Passantin ruft an: Aus dem Kellerfenster tropft Wasser.",
                ),
                SYSTEM,
            ).id
        self._step()
        link_cases(self._context, self._actors["clerk1"], LinkCases(caller, case_id))

    def leave(self) -> None:
        """Let somebody leave whose cases go to their teams."""
        with self._context.database.write() as unit:
            staff = Staff(
                login=_LEFT_LOGIN,
                name=_LEFT_NAME,
                initials=_LEFT_INITIALS,
                role=Role.CLERK,
                password_hash=self._context.hasher.hash(DEMO_PASSWORD),
                active=True,
                companies=[
                    StaffCompany(company_id=company_id)
                    for company_id in unit.session.scalars(select(Company.id).order_by(Company.id))
                ],
            )
            unit.session.add(staff)
            unit.session.flush()
            staff_id = staff.id
            record(unit, self._context, SYSTEM, AuditAction.STAFF_CREATED, "staff", staff_id, None)
            cases = unit.session.scalars(
                select(Case.id)
                .join(Category, Category.id == Case.category_id)
                .where(Case.state == CaseState.NEW, Category.code == "rent_certificate")
                .where(Case.assignee_id.is_(None), Case.team_id.is_not(None))
                .order_by(Case.id)
                .limit(_LEFT_BEHIND)
            ).all()
        for case_id in cases:
            self._step()
            command = AssignCase(case_id, self._version(case_id), staff_id)
            assign(self._context, self._actors["lead"], command)
        self._step()
        deactivate_staff(self._context, self._actors["admin"], DeactivateStaff(staff_id))

    def _press(self, actor: Actor, case_id: int, priority: Priority) -> None:
        self._step()
        set_priority(self._context, actor, SetPriority(case_id, priority, self._version(case_id)))

    def _tick(self, actor: Actor, case: _Open, count: int) -> None:
        with self._context.database.read() as session:
            lines = session.scalars(
                select(CategoryCheck.id)
                .where(CategoryCheck.category_id == case.category_id)
                .where(CategoryCheck.retired.is_(False))
                .order_by(CategoryCheck.position, CategoryCheck.id)
                .limit(count)
            ).all()
        for check_id in lines:
            self._step()
            command = TickCheck(
                case.case_id, check_id, done=True, expected_version=self._version(case.case_id)
            )
            tick_check(self._context, actor, command)
