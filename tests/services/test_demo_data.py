"""The demonstration data: what is promised of them, at awkward times of the year too."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.adapters.portal_inbox import FolderInbox
from desktop.adapters.portal_outbox import FolderOutbox
from desktop.database.engine import Database
from desktop.domain.berlin_time import BERLIN, berlin_instant
from desktop.domain.case_status import CaseState, Channel
from desktop.domain.code_states import CodeState
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.creditor_id import is_valid_creditor_id
from desktop.domain.deadlines import compute_deadlines, promise_due_on
from desktop.domain.documents import DocumentState, RequestState
from desktop.domain.errors import UserError
from desktop.domain.findings import FindingCode
from desktop.domain.iban import check_iban
from desktop.domain.kinds import (
    DeliveryChannel,
    DeliveryState,
    Direction,
    LinkKind,
    PortalAccountState,
    UnitKind,
    VersionState,
)
from desktop.domain.name_match import NameMatch, compare_names
from desktop.domain.work import Priority
from desktop.domain.workdays import FederalState, WorkdayCalendar
from desktop.models.bank import BankChange, BankDetails, ErpRow
from desktop.models.case import Case, CaseLink, Message
from desktop.models.company import Category, Company, Staff
from desktop.models.document import ArchiveRequest, Document, DocumentRecipient
from desktop.models.exchange import Delivery, IntakeRecord, UndoEntry
from desktop.models.form import CaseCheck
from desktop.models.registration import RegistrationCode
from desktop.models.tenancy import PortalAccount, Tenancy
from desktop.models.work import CaseTag, ContractorOrder
from desktop.services.audit_trail.verifying import verify_chain
from desktop.services.context import ServiceContext
from desktop.services.delivery.use_cases import deliver_due
from desktop.services.demo import material
from desktop.services.demo.applications import Wish
from desktop.services.demo.chance import Chance
from desktop.services.demo.contracts import Contract, Person
from desktop.services.demo.create import DEMO_PASSWORD, PLAYED, create_demo_data
from desktop.services.demo.foundation import House
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.demo.traces import GROUPED
from desktop.services.endings import keep_in_step
from desktop.services.inbox.export import CaseExport, CaseLine, StateFilter, export_cases
from desktop.services.intake.use_cases import take_in
from desktop.services.staff.access import SYSTEM
from desktop.services.staff.sign_in import sign_in
from tests.support.clock import FixedClock
from tests.support.contexts import bare_context

TODAY = date(2026, 11, 23)
CASES = 300
OPEN = 15
RELEASED = 20
CALENDARS = {
    "thor": WorkdayCalendar(FederalState.HAMBURG),
    "whs": WorkdayCalendar(FederalState.BADEN_WUERTTEMBERG),
}
DIGITAL = (Channel.PORTAL, Channel.APP)


class Demo:
    """A data folder with demonstration data, its clock at the demonstration's present."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        today: date = TODAY,
        cases: int = CASES,
        played: int = PLAYED,
    ) -> None:
        self.exchange = folder / "exchange"
        self.clock = SteppingClock(berlin_instant(today), FixedClock())
        self.context = keep_in_step(bare_context(database, folder, self.clock))
        self.inbox = FolderInbox(self.exchange)
        self.summary = self.create(cases, played)

    def create(self, cases: int = CASES, played: int = PLAYED) -> object:
        return create_demo_data(
            self.context, self.clock, self.inbox, self.exchange, cases=cases, played=played
        )

    def lines(self, state: StateFilter = StateFilter.ALL) -> list[CaseLine]:
        return list(export_cases(self.context, SYSTEM, CaseExport(state=state)))


@pytest.fixture
def demo(db: Database, tmp_path: Path) -> Demo:
    return Demo(db, tmp_path)


@pytest.fixture(params=[date(2027, 1, 1), date(2026, 12, 16), date(2028, 2, 29)], ids=str)
def other_day(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path
) -> Iterator[Demo]:
    from desktop.database import migrate
    from desktop.database.engine import open_database

    path = tmp_path / "mieterdesk.sqlite"
    migrate.backup(sqlite_template, path)
    with closing(open_database(path)) as database:
        yield Demo(database, tmp_path, today=request.param)


def test_it_is_what_was_promised(demo: Demo) -> None:
    lines = demo.lines()
    open_lines = [line for line in lines if line.state is not CaseState.CLOSED]
    _check_numbers(demo, lines, open_lines)
    _check_dates(demo, lines)
    _check_exchange(demo, open_lines)
    _check_people(demo)
    _check_talk(demo)
    with pytest.raises(UserError, match=r"demo\.folder_in_use"):
        demo.create()


def test_it_holds_at_any_time_of_year(other_day: Demo) -> None:
    lines = other_day.lines()
    open_lines = [line for line in lines if line.state is not CaseState.CLOSED]
    _check_numbers(other_day, lines, open_lines)
    _check_dates(other_day, lines)
    _check_exchange(other_day, open_lines)


def _check_numbers(demo: Demo, lines: list[CaseLine], open_lines: list[CaseLine]) -> None:
    assert len(lines) == CASES
    assert len(open_lines) == OPEN
    assert len({line.category for line in open_lines}) == 9
    assert {line.channel for line in lines} == set(Channel)
    found = {code for line in lines for code in line.findings}
    assert found == {code.value for code in FindingCode}
    with demo.context.database.read() as session:
        tenancies = session.scalar(select(func.count()).select_from(Tenancy))
        waiting = session.scalars(select(ErpRow).where(ErpRow.run_number.is_(None))).all()
        report = verify_chain(session)
    assert tenancies == 400
    assert len(waiting) == RELEASED
    assert all(row.not_before < demo.clock.now() for row in waiting)
    assert report.is_intact
    assert report.checked > CASES


def _check_dates(demo: Demo, lines: list[CaseLine]) -> None:
    """Recomputed from the receipt alone, by the rule book and without the database."""
    assert max(line.received_at for line in lines) < demo.clock.now()
    sides = set()
    for line in lines:
        received_on = line.received_at.astimezone(BERLIN).date()
        calendar = CALENDARS[line.company]
        assert line.due_on == promise_due_on(received_on, 10, calendar)
        if line.category != "bank_details":
            assert line.effective_month is line.debit_file_on is None
            assert line.act_by == line.due_on
            continue
        deadlines = compute_deadlines(
            received=line.received_at, rules=DEFAULT_RULES, calendar=calendar
        )
        assert line.effective_month == deadlines.effective_month.first_day
        assert line.debit_file_on == deadlines.debit_file_on
        sides.add((received_on.month == 12, deadlines.after_cutoff))
    assert sides == {(False, False), (False, True), (True, False), (True, True)}


def _check_exchange(demo: Demo, open_lines: list[CaseLine]) -> None:
    digital = [line for line in open_lines if line.channel in DIGITAL]
    assert len(digital) * 2 >= len(open_lines)
    # Small as it is, nearly every one is another contract's.
    assert len({line.contract_number for line in digital}) >= len(digital) - 1
    with demo.context.database.read() as session:
        received = session.scalars(
            select(Delivery).where(Delivery.type == "de.mieterdesk.request.received.v1")
        ).all()
        keys = {
            (row.source, row.event_id)
            for row in session.execute(select(IntakeRecord.source, IntakeRecord.event_id))
        }
    assert {delivery.state for delivery in received} == {DeliveryState.WAITING}
    assert len(received) == len(digital) + RELEASED
    assert {(line.source, line.event_id) for line in digital} <= keys
    assert not any((demo.exchange / "to-desktop" / "new").iterdir())
    assert not any((demo.exchange / "to-desktop" / "quarantine").iterdir())
    assert take_in(demo.context, demo.inbox).accepted == 0


def _check_people(demo: Demo) -> None:
    for login in ("clerk1", "clerk2", "lead", "auditor"):
        actor = sign_in(demo.context, login, DEMO_PASSWORD)
        assert actor.company_ids is not None
        assert len(actor.company_ids) == 2
    with demo.context.database.read() as session:
        companies = session.scalars(select(Company).order_by(Company.id)).all()
        accounts = session.scalars(
            select(BankDetails.iban).where(BankDetails.state == VersionState.CURRENT)
        ).all()
    assert [(one.code, one.federal_state, one.settings) for one in companies] == [
        ("thor", "HH", {"emergency_phone": "040 66969 112"}),
        ("whs", "BW", {"emergency_phone": "07141 98989 112"}),
    ]
    assert all(is_valid_creditor_id(one.creditor_id) for one in companies)
    assert all(check_iban(iban).valid for iban in accounts)


def _check_talk(demo: Demo) -> None:
    """What came by mail is answered by portal or letter; letters wait to be printed."""
    with demo.context.database.read() as session:
        ways = set(
            session.scalars(
                select(Message.channel).where(Message.direction == Direction.OUTGOING).distinct()
            )
        )
        subjects = session.scalars(select(Case.subject)).all()
    assert ways <= {Channel.PORTAL, Channel.LETTER}
    assert not any("DE" in subject and subject[-4:].isdigit() for subject in subjects)
    outbox = FolderOutbox(demo.exchange)
    deliver_due(demo.context, outbox)
    with demo.context.database.read() as session:
        left = session.scalars(
            select(Delivery).where(Delivery.state == DeliveryState.WAITING)
        ).all()
    assert {delivery.channel for delivery in left} <= {DeliveryChannel.LETTER}
    sent = [
        json.loads((folder / "event.json").read_text(encoding="utf-8"))
        for folder in (demo.exchange / "to-portal" / "new").iterdir()
    ]
    kinds = Counter(event["type"] for event in sent)
    assert kinds["de.mieterdesk.bank_details.changed.v1"] >= RELEASED - 4


def test_a_backlog_is_as_whole_as_what_was_played(db: Database, tmp_path: Path) -> None:
    demo = Demo(db, tmp_path, cases=2_000, played=30)
    lines = [line for line in demo.lines() if line.state is not CaseState.CLOSED]
    assert len(lines) == 100
    assert len({line.reference for line in lines}) == 100
    _check_traces(demo)
    _check_registrations(demo)
    _check_papers(demo)
    assert {line.state for line in lines} >= {
        CaseState.NEW,
        CaseState.IN_REVIEW,
        CaseState.WAITING,
    }
    with db.read() as session:
        report = verify_chain(session)
        talk = select(Case.id, func.count(Message.id)).join(Message, Message.case_id == Case.id)
        messages = dict(session.execute(talk.group_by(Case.id)).tuples().all())
        opened = session.scalars(select(Case).where(Case.is_open)).all()
        judged = set(
            session.scalars(select(BankChange.case_id).join(Case).where(Case.is_open)).all()
        )
        letters = session.scalars(
            select(Delivery).where(
                Delivery.channel == DeliveryChannel.LETTER,
                Delivery.state == DeliveryState.WAITING,
            )
        ).all()
        told = set(session.scalars(select(Delivery.case_id)))
    assert report.is_intact
    assert len(messages) == 2_000
    assert sum(messages.values()) > 2 * 2_000 * 0.97
    assert {case.id for case in opened if case.category_id == 1} == judged
    assert {case.id for case in opened if case.event_id is not None} <= told
    assert all(case.assignee_id is not None for case in opened if case.state is CaseState.WAITING)
    # Who lives together gets one letter with a document: a line for each of them.
    assert all(letter.recipient.count("\n") in (2, 3) for letter in letters)
    assert letters


def _check_traces(demo: Demo) -> None:
    """Each thing that people do with cases can be seen: tags, priorities, a group, a merge, ..."""
    with demo.context.database.read() as session:
        groups = Counter(session.scalars(select(Case.group_id).where(Case.group_id.is_not(None))))
        merged = session.scalars(select(Case).where(Case.merged_into_id.is_not(None))).all()
        priorities = set(session.scalars(select(Case.priority)))
        kinds = set(session.scalars(select(CaseLink.kind)))
        tagged = session.scalar(select(func.count(CaseTag.case_id.distinct())))
        ticked = session.scalar(select(func.count(CaseCheck.case_id.distinct())))
        waits = set(session.scalars(select(Case.waiting_reason).where(Case.is_open)))
        gone = session.scalars(select(Staff).where(Staff.active.is_(False))).one()
        with_gone = session.scalars(select(Case).where(Case.assignee_id == gone.id)).all()
        due = session.scalars(select(ContractorOrder.due_on)).all()
        undo = session.scalars(select(UndoEntry).where(UndoEntry.until > demo.clock.now())).all()
    assert set(groups.values()) == {GROUPED}
    assert [case.state for case in merged] == [CaseState.CLOSED]
    assert priorities == set(Priority)
    assert kinds >= {LinkKind.RELATED, LinkKind.SPLIT}
    assert tagged
    assert ticked
    assert {"Gutachten der Versicherung", "Auftrag A-2026-000002 fällig"} <= waits
    assert with_gone == []
    assert TODAY in due
    assert undo == []


def _check_registrations(demo: Demo) -> None:
    """Who asks for help with registering is not registered, and has the letters they tell of."""
    with demo.context.database.read() as session:
        cases = session.scalars(
            select(Case).join(Category).where(Case.is_open, Category.code == "registration")
        ).all()
        told = set()
        for case in cases:
            accounts = session.scalars(
                select(PortalAccount).where(PortalAccount.tenancy_id == case.tenancy_id)
            ).all()
            codes = select(RegistrationCode.portal_account_id, RegistrationCode.state)
            states = {
                account.id: (
                    account.state,
                    {row.state for row in session.execute(codes) if row[0] == account.id},
                )
                for account in accounts
            }
            problem = str(case.fields["problem"])
            told.add(problem)
            assert case.channel not in DIGITAL
            assert any(_fits(problem, *state) for state in states.values()), (problem, states)
    assert len(told) > 1


def _check_papers(demo: Demo) -> None:
    """Some documents are read, some not; one was recalled, one is asked for from the archive."""
    with demo.context.database.read() as session:
        states = set(session.scalars(select(Document.state)))
        read = Counter(
            one is not None
            for one in session.scalars(
                select(DocumentRecipient.read_at).where(DocumentRecipient.delivery_id.is_not(None))
            )
        )
        asked = session.scalars(select(ArchiveRequest.state)).all()
        waits = set(session.scalars(select(Case.waiting_reason).where(Case.is_open)))
    assert states == {DocumentState.PUBLISHED, DocumentState.RECALLED}
    assert read[True]
    assert read[False]
    assert asked == [RequestState.OPEN]
    assert any(one.startswith("Archiv: ") for one in waits)


def _fits(problem: str, state: PortalAccountState, codes: set[CodeState]) -> bool:
    if problem == "no_activation_mail":
        return state is PortalAccountState.REGISTERED
    if problem == "several_letters":
        return codes >= {CodeState.POSTED, CodeState.REVOKED}
    return state is PortalAccountState.INVITED


def test_the_same_day_gives_the_same_data(sqlite_template: Path, tmp_path: Path) -> None:
    from desktop.database import migrate
    from desktop.database.engine import open_database

    seen = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        path = folder / "mieterdesk.sqlite"
        migrate.backup(sqlite_template, path)
        with closing(open_database(path)) as database:
            demo = Demo(database, folder, cases=120)
            with database.read() as session:
                ibans = session.execute(
                    select(BankChange.id, BankChange.iban).order_by(BankChange.id)
                ).all()
            seen.append((demo.lines(), [tuple(row) for row in ibans]))
    assert seen[0] == seen[1]


def test_who_pays_for_somebody_is_never_taken_for_them() -> None:
    home = Contract(
        tenancy_id=1,
        house=House(
            1,
            material.companies()[0],
            "DE98ZZZ09999999999",
            WorkdayCalendar.for_company(FederalState("HH"), DEFAULT_RULES),
        ),
        number="1.1",
        kind=UnitKind.FLAT,
        street="Beispielstieg",
        house_number="5",
        postcode="20535",
        town="Hamburg",
        starts_on=TODAY,
        ends_on=None,
        parties=(Person(1, "Herr", "Ole", "Rössleprobe"),),
    )
    for seed in range(40):
        wish = Wish(
            contract=home,
            neighbour=home,
            received_on=TODAY,
            chance=Chance(TODAY, f"payer {seed}"),
        )
        name, _address = wish.payer()
        assert compare_names(name, "Ole Rössleprobe") is NameMatch.DIFFERS, name


def test_too_few_cases_are_refused_before_anything_is_written(
    context: ServiceContext, tmp_path: Path
) -> None:
    clock = SteppingClock(berlin_instant(TODAY), FixedClock())
    with pytest.raises(UserError, match=r"demo\.too_few_cases"):
        create_demo_data(
            context, clock, FolderInbox(tmp_path / "exchange"), tmp_path / "exchange", cases=99
        )
    assert list(export_cases(context, SYSTEM, CaseExport(state=StateFilter.ALL))) == []


def test_a_folder_with_waiting_events_is_refused(context: ServiceContext, tmp_path: Path) -> None:
    exchange = tmp_path / "exchange"
    (exchange / "to-desktop" / "new" / "somebody").mkdir(parents=True)
    clock = SteppingClock(berlin_instant(TODAY), FixedClock())
    with pytest.raises(UserError, match=r"demo\.folder_in_use"):
        create_demo_data(context, clock, FolderInbox(exchange), exchange, cases=CASES)
