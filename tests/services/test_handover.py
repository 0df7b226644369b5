"""Every released change reaches the ERP in exactly one run, and the dates in it are true."""

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.berlin_time import berlin_instant
from desktop.domain.case_status import Channel
from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState
from desktop.models.bank import BankDetails, ErpRow, ErpRun, Mandate
from desktop.models.case import Case, Note
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent, Delivery
from desktop.models.tenancy import Tenancy
from desktop.services.audit_trail.verifying import verify_chain
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import LetterKind, OutgoingEvent, queue_letter
from desktop.services.delivery.outgoing_events import (
    ConfirmedBankDetails,
    queue_bank_details_changed,
)
from desktop.services.hand_over.automatic import next_file_moment
from desktop.services.hand_over.rows import cancel_rows
from desktop.services.hand_over.use_cases import export_if_due, export_run, list_waiting, repeat_run
from desktop.services.staff.access import SYSTEM, Actor
from desktop.services.staff.company_settings import parse_rules
from desktop.texts.hand_over import late_runs_sentence
from tests.services.exchange_support import MadeCase, bank_change, erp_rows, release_row
from tests.support.clock import FixedClock
from tests.support.factories import (
    NEW_IBAN,
    Household,
    actor_of,
    add_bank_details,
    add_company,
    add_household,
    add_mandate,
    add_staff,
    add_tenancy,
    add_tenant,
    add_unit,
)

PROMISED = date(2026, 12, 1)
NEXT = date(2027, 1, 4)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def _rows(content: bytes) -> list[dict[str, str]]:
    text = io.StringIO(content.decode(), newline="")
    return list(csv.DictReader(text, delimiter=";"))


def _error(code: str) -> Any:
    return pytest.raises(UserError, match=f"^{code}$")


def test_a_run_holds_what_the_erp_needs(context: ServiceContext, home: Household) -> None:
    made = release_row(context, home)
    run = export_run(context, home.clerk)
    assert (run.number, run.row_count) == (1, 1)
    assert _rows(run.content) == [
        {
            "run": "1",
            "row": "1",
            "company": "thor",
            "contract_number": home.contract_number,
            "account_holder": "Aylin Musterbach",
            "iban": NEW_IBAN,
            "bic": "BYLADEM1001",
            "mandate_reference": "THOR-004417-02",
            "creditor_id": "DE98ZZZ09999999999",
            "signed_on": "2026-11-18",
            "kind": "new_account",
            "valid_from": "2026-12-01",
            "case_reference": made.reference,
        }
    ]
    change = bank_change(context, made)
    assert change.exported_at == context.clock.now()
    assert change.first_collection_on == PROMISED


def test_each_row_is_in_one_run_and_runs_repeat_byte_for_byte(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    for _ in range(3):
        release_row(context, home)
    first = export_run(context, home.clerk)
    release_row(context, home)
    second = export_run(context, home.clerk)
    assert (first.row_count, second.row_count) == (3, 1)
    clock.advance(timedelta(days=40))
    assert first.number is not None
    assert repeat_run(context, home.clerk, first.number) == first
    assert repeat_run(context, home.clerk, second.number or 0) == second
    assert [row["row"] for row in _rows(first.content)] == ["1", "2", "3"]


def test_without_rows_there_is_no_run(context: ServiceContext, home: Household) -> None:
    empty = export_run(context, home.clerk)
    assert (empty.number, empty.row_count) == (None, 0)
    assert _rows(empty.content) == []
    assert empty.content.startswith(b"run;row;company;")
    release_row(context, home)
    assert export_run(context, home.clerk).number == 1
    with context.database.read() as session:
        assert len(session.scalars(select(ErpRun)).all()) == 1


def test_a_row_waits_for_its_undo_time(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    release_row(context, home, undo=timedelta(seconds=10))
    clock.advance(timedelta(seconds=9))
    assert export_run(context, home.clerk).number is None
    clock.advance(timedelta(seconds=1))
    assert export_run(context, home.clerk).row_count == 1


def test_an_undone_release_has_no_row_to_hand_over(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    made = release_row(context, home, undo=timedelta(seconds=10))
    change = bank_change(context, made)
    with context.database.write() as unit:
        assert cancel_rows(unit, context, bank_change_id=change.id)
    clock.advance(timedelta(minutes=1))
    assert export_run(context, home.clerk).number is None
    assert list_waiting(context, home.clerk).waiting_count == 0
    assert bank_change(context, made).exported_at is None


def test_what_is_in_a_run_cannot_be_undone(context: ServiceContext, home: Household) -> None:
    made = release_row(context, home)
    export_run(context, home.clerk)
    change = bank_change(context, made)
    with context.database.write() as unit:
        assert not cancel_rows(unit, context, bank_change_id=change.id)
    assert erp_rows(context)[0].cancelled_at is None


def _confirm(context: ServiceContext, made: MadeCase) -> None:
    """What a release sends and makes, as far as a missed run touches it."""
    change = bank_change(context, made)
    with context.database.write() as unit:
        case = unit.session.get_one(Case, made.case_id)
        confirmed = ConfirmedBankDetails(
            NEW_IBAN, "Rolf Musterbach", "THOR-004417-02", "DE98ZZZ09999999999", PROMISED
        )
        now = context.clock.now()
        queue_bank_details_changed(unit, context, case=case, confirmed=confirmed, not_before=now)
        queue_letter(
            unit,
            context,
            case=case,
            recipient="Rolf Musterbach",
            kind=LetterKind.BANK_DETAILS_CHANGED,
            data={"first_collection_on": PROMISED.isoformat()},
            not_before=now,
        )
        tenancy = unit.session.get_one(Tenancy, change.tenancy_id)
        new: dict[str, Any] = {"number": 2, "valid_from": PROMISED, "bank_change_id": change.id}
        add_bank_details(unit, tenancy, iban=NEW_IBAN, **new)
        add_mandate(unit, tenancy, "THOR-004417-02", **new)


def _deliveries(context: ServiceContext, made: MadeCase) -> list[Delivery]:
    with context.database.read() as session:
        query = select(Delivery).where(Delivery.case_id == made.case_id).order_by(Delivery.id)
        return list(session.scalars(query))


def test_a_missed_run_moves_every_date_and_the_tenant_is_told(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    made = release_row(context, home)
    _confirm(context, made)
    clock.set_berlin(date(2026, 12, 2), time(9, 0))
    run = export_run(context, home.clerk)
    assert _rows(run.content)[0]["valid_from"] == "2027-01-04"
    change = bank_change(context, made)
    assert (change.collection_on, change.first_collection_on) == (PROMISED, NEXT)
    with context.database.read() as session:
        of_change = [
            session.scalars(select(BankDetails.valid_from).where(BankDetails.number == 2)).one(),
            session.scalars(select(Mandate.valid_from).where(Mandate.number == 2)).one(),
        ]
        old = session.scalars(select(BankDetails).where(BankDetails.number == 1)).one()
        (note,) = session.scalars(select(Note).where(Note.case_id == made.case_id))
    assert of_change == [NEXT, NEXT]
    assert old.valid_from == date(2023, 3, 1)
    assert "04.01.2027" in note.text
    first, letter, message, second = _deliveries(context, made)
    assert first.data["first_collection_on"] == "2026-12-01"
    assert letter.data["first_collection_on"] == "2027-01-04"
    assert message.type == OutgoingEvent.MESSAGE_SENT.value
    assert "ab diesem Termin: 04.01.2027" in message.data["text"]
    assert second.type == OutgoingEvent.BANK_DETAILS_CHANGED.value
    assert second.data == {**first.data, "first_collection_on": "2027-01-04"}
    assert second.not_before == clock.now()


@pytest.mark.parametrize(
    ("at", "valid_from"),
    [
        (datetime.fromisoformat("2026-11-30T09:59:59+01:00"), "2026-12-01"),
        (datetime.fromisoformat("2026-11-30T10:00:00+01:00"), "2027-01-04"),
    ],
)
def test_the_file_moment_decides(
    context: ServiceContext,
    clock: FixedClock,
    home: Household,
    at: datetime,
    valid_from: str,
) -> None:
    release_row(context, home)
    clock.set(at)
    assert _rows(export_run(context, home.clerk).content)[0]["valid_from"] == valid_from


def test_a_kept_promise_tells_nobody_again(context: ServiceContext, home: Household) -> None:
    made = release_row(context, home)
    _confirm(context, made)
    export_run(context, home.clerk)
    assert len(_deliveries(context, made)) == 2
    with context.database.read() as session:
        assert session.scalars(select(Note)).all() == []


def _second_company(context: ServiceContext, home: Household) -> tuple[int, Actor]:
    """Company whs with a row that waits, and its only clerk."""
    with context.database.write() as unit:
        company = add_company(unit, "whs", federal_state="BW")
        tenancy = add_tenancy(
            unit, company, add_unit(unit, company), [add_tenant(unit, company)], "20.1.1"
        )
        clerk = actor_of(add_staff(unit, "clerk9", [company]))
        company_id, tenancy_id = company.id, tenancy.id
    other = Household(
        **{
            **{name: getattr(home, name) for name in Household.__slots__},
            "company_id": company_id,
            "tenancy_id": tenancy_id,
            "contract_number": "20.1.1",
        }
    )
    release_row(context, other)
    return company_id, clerk


def test_a_company_can_be_handed_over_alone(context: ServiceContext, home: Household) -> None:
    release_row(context, home)
    _second_company(context, home)
    alone = export_run(context, SYSTEM, "whs")
    assert [row["company"] for row in _rows(alone.content)] == ["whs"]
    rest = export_run(context, SYSTEM)
    assert [row["company"] for row in _rows(rest.content)] == ["thor"]
    assert repeat_run(context, SYSTEM, 1, "whs") == alone
    with _error("erp_run.unknown"):
        repeat_run(context, SYSTEM, 1, "thor")
    with _error("erp_run.unknown"):
        repeat_run(context, SYSTEM, 3)
    with _error("company.unknown"):
        export_run(context, SYSTEM, "nobody")
    with _error("company.unknown"):
        repeat_run(context, SYSTEM, 1, "nobody")


def test_nobody_hands_over_or_sees_other_peoples_companies(
    context: ServiceContext, home: Household
) -> None:
    release_row(context, home)
    other_id, other_clerk = _second_company(context, home)
    with _error("access.denied"):
        export_run(context, home.clerk, "whs")
    mine = export_run(context, home.clerk)
    assert [row["company"] for row in _rows(mine.content)] == ["thor"]
    with _error("access.denied"):
        repeat_run(context, other_clerk, mine.number or 0)
    overview = list_waiting(context, other_clerk)
    assert [run.company_id for run in overview.runs] == [other_id]
    assert overview.past == ()
    assert list_waiting(context, home.clerk).waiting_count == 0
    assert [past.number for past in list_waiting(context, home.clerk).past] == [mine.number]
    assert list_waiting(context, SYSTEM, [home.company_id]).waiting_count == 0
    assert list_waiting(context, SYSTEM).waiting_count == 1


def test_an_auditor_looks_and_hands_nothing_over(context: ServiceContext, home: Household) -> None:
    release_row(context, home)
    overview = list_waiting(context, home.auditor)
    assert overview.ready_count == 1
    assert (overview.export.possible, overview.export.reason) == (False, "access.denied")
    with _error("access.denied"):
        export_run(context, home.auditor)
    export_run(context, home.clerk)
    with _error("access.denied"):
        repeat_run(context, home.auditor, 1)


def test_the_overview_groups_by_the_run_that_is_reached(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    later: Mapping[str, Any] = {
        "collection_on": NEXT,
        "debit_file_on": date(2026, 12, 31),
        "debit_file_at": berlin_instant(date(2026, 12, 31), time(10)),
        "effective_month": date(2026, 12, 1),
    }
    early = release_row(context, home)
    waiting = release_row(context, home, undo=timedelta(seconds=10))
    release_row(context, home, **later)
    overview = list_waiting(context, home.clerk)
    december, january = overview.runs
    assert (december.collection_on, january.collection_on) == (PROMISED, NEXT)
    assert december.file_at == berlin_instant(date(2026, 11, 30), time(10))
    assert december.automatic_at is None
    assert [row.case_reference for row in december.rows] == [early.reference, waiting.reference]
    assert [row.ready for row in december.rows] == [True, False]
    assert (overview.waiting_count, overview.ready_count) == (3, 2)
    row = december.rows[0]
    assert (row.tenant_name, row.iban_masked) == ("Aylin Musterbach", "DE02 •••• 2051")
    assert (row.kind, row.run_missed) == (BankChangeVariant.NEW_ACCOUNT, False)
    clock.set_berlin(date(2026, 12, 2))
    (missed,) = list_waiting(context, home.clerk).runs
    assert missed.collection_on == NEXT
    assert [row.run_missed for row in missed.rows] == [True, True, False]


def test_runs_and_rows_are_in_the_log_and_announced(
    context: ServiceContext, home: Household
) -> None:
    made = release_row(context, home)
    heard: set[Change] = set()
    context.database.subscribe(heard.update)
    export_run(context, home.clerk)
    repeat_run(context, home.lead, 1)
    change = bank_change(context, made)
    with context.database.read() as session:
        lines = [
            (line.actor, line.action, line.entity, line.entity_id)
            for line in session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        ]
        assert verify_chain(session).is_intact
        assert all(NEW_IBAN not in line.details for line in session.scalars(select(AuditEvent)))
    assert lines == [
        ("clerk1", "erp.exported", "bank_changes", change.id),
        ("clerk1", "erp.exported", "erp_runs", 1),
        ("lead", "erp.repeated", "erp_runs", 1),
    ]
    assert {Change(ChangeKind.HAND_OVER, 1), Change(ChangeKind.CASE, made.case_id)} <= heard


class _Files:
    """The ERP's folder; it can be full."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.is_full = False

    def write(self, name: str, content: bytes) -> None:
        if self.is_full:
            raise OSError(28, "no space")
        self.files[name] = content


def _set_lead(context: ServiceContext, minutes: int) -> None:
    with context.database.write() as unit:
        for company in unit.session.scalars(select(Company)):
            company.settings = {"export_minutes_before_file": minutes}


def test_the_program_writes_the_file_by_itself_before_the_file_moment(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    files = _Files()
    release_row(context, home)
    clock.set_berlin(date(2026, 11, 30), time(9, 45))
    assert export_if_due(context, files) == ()
    _set_lead(context, 30)
    clock.set_berlin(date(2026, 11, 30), time(9, 29))
    assert export_if_due(context, files) == ()
    clock.set_berlin(date(2026, 11, 30), time(9, 30))
    (run,) = export_if_due(context, files)
    assert (run.number, run.late_for) == (1, None)
    assert export_if_due(context, files) == ()
    assert files.files == {"bank-changes-1.csv": repeat_run(context, SYSTEM, 1).content}
    assert _rows(files.files["bank-changes-1.csv"])[0]["valid_from"] == "2026-12-01"
    clock.set_berlin(date(2026, 11, 30), time(10, 0))
    release_row(context, home, undo=timedelta(seconds=10))
    clock.advance(timedelta(minutes=1))
    assert export_if_due(context, files) == ()


def test_a_moment_that_was_slept_over_is_made_up_for(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    files = _Files()
    made = release_row(context, home)
    _set_lead(context, 30)
    clock.set_berlin(date(2026, 11, 30), time(9, 29))
    assert export_if_due(context, files) == ()
    # The lid is shut until the evening.
    clock.set_berlin(date(2026, 11, 30), time(18, 0))
    after = release_row(context, home)
    (run,) = export_if_due(context, files)
    assert run.late_for is not None
    assert (run.number, run.late_for) == (1, berlin_instant(date(2026, 11, 30), time(10)))
    rows = _rows(files.files["bank-changes-1.csv"])
    assert [row["valid_from"] for row in rows] == ["2027-01-04", "2027-01-04"]
    assert bank_change(context, made).first_collection_on == NEXT
    assert bank_change(context, after).first_collection_on == NEXT
    assert export_if_due(context, files) == ()
    assert "nachgeholt" in late_runs_sentence([(run.number, run.company_tag, run.late_for)])
    # What is released now waits for the next file.
    release_row(context, home, undo=timedelta(seconds=10))
    clock.advance(timedelta(days=1))
    assert export_if_due(context, files) == ()


def test_a_file_that_could_not_be_written_follows(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    files = _Files()
    release_row(context, home)
    _set_lead(context, 30)
    clock.set_berlin(date(2026, 11, 30), time(9, 30))
    files.is_full = True
    with _error("erp_file.not_yet_written"):
        export_if_due(context, files)
    files.is_full = False
    clock.set_berlin(date(2026, 11, 30), time(11, 0))
    assert export_if_due(context, files) == ()
    assert list(files.files) == ["bank-changes-1.csv"]


def test_a_shared_run_is_numbered_without_gaps_after_a_failure(
    context: ServiceContext, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = release_row(context, home)

    def fails(*_args: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("desktop.services.hand_over.making_runs.record_all", fails)
        with pytest.raises(RuntimeError, match="killed"):
            export_run(context, home.clerk)
    assert bank_change(context, made).exported_at is None
    assert erp_rows(context)[0].run_number is None
    assert export_run(context, home.clerk).number == 1


def test_the_next_file_moment_is_ahead_also_at_the_turn_of_the_year() -> None:
    rules = parse_rules({}, "thor")
    eve = berlin_instant(date(2026, 12, 31), time(9, 59))
    assert next_file_moment(rules, eve) == (NEXT, berlin_instant(date(2026, 12, 31), time(10)))
    after = eve + timedelta(minutes=1)
    assert next_file_moment(rules, after)[0] == date(2027, 2, 1)


def test_a_letter_case_is_told_by_letter(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    made = release_row(context, home)
    with context.database.write() as unit:
        case = unit.session.get_one(Case, made.case_id)
        case.channel = Channel.LETTER
        letter = queue_letter(
            unit,
            context,
            case=case,
            recipient="Aylin Musterbach",
            kind=LetterKind.BANK_DETAILS_CHANGED,
            data={"first_collection_on": "2026-12-01"},
            not_before=clock.now(),
        )
        letter.state = DeliveryState.DELIVERED
    clock.set_berlin(date(2026, 12, 2))
    export_run(context, home.clerk)
    _, again = _deliveries(context, made)
    assert (again.recipient, again.data["first_collection_on"]) == (
        "Aylin Musterbach",
        "2027-01-04",
    )


def test_a_run_keeps_its_rows_when_content_changes_elsewhere(
    context: ServiceContext, home: Household
) -> None:
    release_row(context, home)
    first = export_run(context, home.clerk)
    with context.database.write() as unit:
        unit.session.scalars(select(BankDetails)).one().account_holder = "Anders Genannt"
    assert repeat_run(context, home.clerk, 1).content == first.content
    with context.database.read() as session:
        assert session.scalars(select(ErpRow.row_number)).all() == [1]
