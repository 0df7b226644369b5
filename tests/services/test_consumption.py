"""Monthly values come in, wait for a person, reach the tenant and nobody else."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.accounts import ImportState, MasterDataKind
from desktop.domain.consumption.series import MonthState
from desktop.domain.documents import DeliveryWay, ReadingState, WayReason
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryChannel
from desktop.domain.master_data.findings import Reason
from desktop.domain.months import Month
from desktop.models.company import Company
from desktop.models.consumption import ConsumptionNotice, ConsumptionReading
from desktop.models.exchange import Delivery
from desktop.models.tenancy import Tenancy, TenancyParty, Unit
from desktop.services.consumption import importing, month_plan
from desktop.services.consumption.use_cases import (
    UsageWatch,
    accept_value,
    account_usage,
    correct_value,
    month_proofs,
    preview_month,
    proof_file,
    publish_month,
    refuse_value,
    take_usage_back,
    usage_desk,
)
from desktop.services.consumption.view import MonthPublication
from desktop.services.context import ServiceContext
from desktop.services.delivery.use_cases import deliver_due
from desktop.services.documents.view import Arrival
from desktop.services.letters.composing import compose
from desktop.services.master_data.taking_back import take_import_back
from desktop.services.staff.access import SYSTEM
from tests.services.exchange_support import RecordingOutbox
from tests.support.clock import FixedClock
from tests.support.documents import agree
from tests.support.factories import Household, add_household, add_tenancy, add_tenant, add_unit
from tests.support.master_data import Erp
from tests.support.schemas import problems
from tests.support.usage import add_meter, standing, take, usage_file, usage_workbook

SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    """Aylin Musterbach with a meter that can be read from afar; she agreed to the portal."""
    made = add_household(context.database)
    agree(context, made.tenancy_id, made.tenant_id)
    add_meter(context, made.tenancy_id)
    return made


def _held(context: ServiceContext, home: Household) -> tuple[int, ...]:
    return tuple(one.reading_id for one in usage_desk(context, home.clerk, None).held)


def _sent(context: ServiceContext) -> list[dict[str, Any]]:
    outbox = RecordingOutbox()
    assert deliver_due(context, outbox).failed == 0
    return outbox.events


def test_a_file_is_tried_taken_in_once_and_taken_back(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    add_meter(context, home.tenancy_id, "0815", remote=False)
    path = usage_file(
        tmp_path / "okt.csv",
        {"month": "2026-08", "value": "180", "average": "200"},
        {"month": "2026-09", "value": "190,5"},
        {"month": "2026-10", "value": "9000"},
        {"month": "2026-10"},
        {"month": "2026-12", "value": "1"},
        {"month": "2026-10", "value": "1", "meter_number": "0815"},
        {"month": "2026-10", "value": "1", "meter_number": "nobody's"},
        {"month": "2026-10", "value": "1", "company": "nobody"},
        {"month": "Oktober", "value": "viel"},
    )
    told: list[tuple[int, Reason]] = []
    tried = take(
        context,
        path,
        dry_run=True,
        watch=UsageWatch(on_finding=lambda one: told.append((one.line, one.reason))),
    )
    assert standing(context) == {}
    assert sorted(told) == [
        (6, Reason.FUTURE_MONTH),
        (7, Reason.NOT_REMOTE),
        (8, Reason.UNKNOWN_METER),
        (9, Reason.UNKNOWN_COMPANY),
        (10, Reason.NO_MONTH),
        (10, Reason.NO_QUANTITY),
    ]
    taken = take(context, path)
    assert tried.counts == taken.counts
    assert taken.counts.as_dict() == {"added": 3, "unchanged": 1, "held": 0, "bad": 5}
    again = take(context, path)
    assert again.counts.as_dict() == {"added": 0, "unchanged": 4, "held": 0, "bad": 5}
    assert standing(context)[SEPTEMBER, ReadingState.ACCEPTED] == Decimal("190.5")
    import_id = taken.tables[0].import_id
    assert import_id is not None
    with pytest.raises(UserError, match=r"consumption\.reason_missing"):
        take_usage_back(context, home.clerk, import_id, " ")
    back = take_usage_back(context, home.clerk, import_id, "falsche Datei")
    assert (back.removed, back.restored, back.staying) == (3, 0, 0)
    assert {state for _, state in standing(context)} == {ReadingState.REPLACED}
    assert take(context, path).counts.added == 3


def test_what_is_doubtful_waits_until_a_person_decides(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    rows = [{"month": f"2025-{n:02}", "value": "100"} for n in range(1, 13)]
    take(context, usage_file(tmp_path / "a.csv", *rows, {"month": "2026-01", "value": "110"}))
    jump = usage_file(tmp_path / "b.csv", {"month": "2026-02", "value": "9000"})
    assert take(context, jump).counts.held == 1
    (row,) = usage_desk(context, home.clerk, None).held
    assert [one.code for one in row.findings] == ["jump"]
    assert (row.tenancy_id, row.standing) == (home.tenancy_id, None)
    # The month after a held one is no gap; the one after nothing is, until the gap is filled.
    late = {"month": "2026-05", "value": "90"}
    assert take(
        context, usage_file(tmp_path / "c.csv", {"month": "2026-03", "value": "95"}, late)
    ).counts.as_dict() == {"added": 1, "unchanged": 0, "held": 1, "bad": 0}
    take(context, usage_file(tmp_path / "d.csv", {"month": "2026-04", "value": "90"}))
    assert _held(context, home) == (row.reading_id,)
    refuse_value(context, home.clerk, row.reading_id, "Übertragungsfehler")
    assert take(context, jump).counts.unchanged == 1
    with pytest.raises(UserError, match=r"consumption\.decided"):
        accept_value(context, home.clerk, row.reading_id, "doch")
    # Another value of a month that is over is a decision too.
    other = usage_file(tmp_path / "e.csv", {"month": "2026-03", "value": "99"})
    assert take(context, other).counts.held == 1
    (reading_id,) = _held(context, home)
    accept_value(context, home.clerk, reading_id, "Der Ablesedienst hat berichtigt")
    values = standing(context)
    assert values[Month(2026, 3), ReadingState.ACCEPTED] == 99
    assert values[Month(2026, 3), ReadingState.REPLACED] == 95
    with pytest.raises(UserError, match=r"access\.denied"):
        accept_value(context, home.auditor, reading_id, "x")


def test_a_running_month_gives_way_to_the_whole_one(
    context: ServiceContext, home: Household, tmp_path: Path, clock: FixedClock
) -> None:
    part = usage_file(tmp_path / "a.csv", {"month": "2026-11", "value": "310"})
    assert take(context, part).counts.added == 1
    with pytest.raises(UserError, match=r"consumption\.month_running"):
        publish_month(context, home.clerk, home.company_id, NOVEMBER)
    clock.advance(timedelta(days=10))
    whole = usage_file(tmp_path / "b.csv", {"month": "2026-11", "value": "420"})
    assert take(context, whole).counts.as_dict()["added"] == 1
    assert standing(context)[NOVEMBER, ReadingState.ACCEPTED] == 420


def test_a_month_reaches_each_party_its_way_and_that_is_proven(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        rolf = add_tenant(unit, company, "Rolf", "Musterbach", salutation="Herr")
        unit.session.add(
            TenancyParty(tenancy_id=home.tenancy_id, party_number=2, tenant_id=rolf.id)
        )
    take(
        context,
        usage_file(
            tmp_path / "a.csv",
            {"month": "2025-10", "value": "480"},
            {"month": "2026-09", "value": "190"},
            {"month": "2026-10", "value": "430.5", "average": "450"},
        ),
    )
    with context.database.write() as unit:
        for row in unit.session.scalars(select(ConsumptionReading)):
            row.state = ReadingState.ACCEPTED
    preview = preview_month(context, home.clerk, home.company_id, OCTOBER)
    made = publish_month(context, home.clerk, home.company_id, OCTOBER)
    assert made == preview
    assert (made.readings, made.tenancies, made.in_portal, made.letters) == (1, 1, 1, 1)
    assert publish_month(context, home.clerk, home.company_id, OCTOBER).readings == 0
    (event,) = _sent(context)
    assert problems("to-portal/consumption.published.v1", event) == []
    assert event["data"]["value"] == "430.5"
    assert event["data"]["comparison"] == {
        "previous_month": "190",
        "same_month_last_year": "480",
        "average_user": "450",
        "house_average": None,
    }
    assert problems(
        "to-portal/consumption.published.v1", {**event, "data": {**event["data"], "value": 1}}
    )
    with context.database.read() as session:
        notices = session.scalars(select(ConsumptionNotice)).all()
        ways = {one.tenant_id: (one.way, one.way_reason) for one in notices}
        (letter,) = session.scalars(
            select(Delivery).where(Delivery.channel == DeliveryChannel.LETTER)
        )
        printed = compose(session, letter, date(2026, 11, 23))
    assert ways == {
        home.tenant_id: (DeliveryWay.ELECTRONIC, WayReason.CONSENT),
        rolf.id: (DeliveryWay.POST, WayReason.NO_ACCOUNT),
    }
    assert printed.subject == "Ihr Verbrauch: Oktober 2026"
    facts = [fact for block in printed.body for fact in block.facts]
    assert facts == [
        ("Heizung, Zähler 4711", "430,5 kWh"),
        ("Vormonat (09/2026)", "190 kWh"),
        ("Vorjahr (10/2025)", "480 kWh"),
        ("Durchschnittsnutzer", "450 kWh"),
    ]
    (meter,) = account_usage(context, home.auditor, home.tenancy_id).meters
    october = meter.years[0].months[9]
    assert (october.reading, october.value) == (ReadingState.PUBLISHED, Decimal("430.5"))
    told = {one.name: (one.in_portal, one.on_paper) for one in october.told}
    assert told == {
        "Aylin Musterbach": (Arrival.ARRIVED, None),
        "Rolf Musterbach": (None, Arrival.WAITING),
    }
    (reading_id,) = {one.reading_id for one in notices}
    correct_value(context, home.clerk, reading_id, Decimal(420), "Ablesedienst")
    publish_month(context, home.clerk, home.company_id, OCTOBER)
    (again,) = _sent(context)
    assert (again["data"]["value"], again["data"]["corrects"]) == ("420", True)
    proofs = month_proofs(context, home.auditor, home.company_id, OCTOBER, limit=3)
    assert (proofs.notices, proofs.people, proofs.tenancies) == (4, 2, 1)
    assert [(one.value, one.corrected, one.told.name, one.by) for one in proofs.rows] == [
        (Decimal("430.5"), True, "Aylin Musterbach", "Jette Modell"),
        (Decimal("430.5"), True, "Rolf Musterbach", "Jette Modell"),
        (Decimal(420), False, "Aylin Musterbach", "Jette Modell"),
    ]
    assert proofs.rows[0].told == next(
        one for one in october.told if one.name == "Aylin Musterbach"
    )
    assert month_proofs(context, home.clerk, home.company_id, SEPTEMBER).notices == 0
    stranger = replace(home.auditor, company_ids=frozenset({home.company_id + 1}))
    with pytest.raises(UserError, match=r"access\.denied"):
        month_proofs(context, stranger, home.company_id, OCTOBER)


def test_a_list_of_proofs_holds_no_formula() -> None:
    assert proof_file(("Person", "Wert"), [("=1+1", "430,5 kWh")]).decode("utf-8-sig") == (
        "Person;Wert\r\n'=1+1;430,5 kWh\r\n"
    )


def test_who_breaks_an_import_off_keeps_whole_portions(
    context: ServiceContext, home: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_PORTION", 2)
    rows = [{"month": date(2026, n, 28), "value": 100.5} for n in range(6, 11)]
    file = usage_workbook(tmp_path / "werte.xlsx", *rows)
    asked = iter((False, True))
    broken = take(context, file, watch=UsageWatch(is_cancelled=lambda: next(asked)))
    assert (broken.stopped, broken.counts.added) == (True, 2)
    assert broken.skipped_sheets == ("werte.xlsx · Hinweise",)
    (past,) = usage_desk(context, home.clerk, None).imports
    assert (past.state, past.counts.added) == (ImportState.STOPPED, 2)
    shares: list[float] = []
    watch = UsageWatch(on_progress=lambda _file, _rows, share: shares.append(share))
    again = take(context, file, watch=watch)
    assert again.counts.as_dict() == {"added": 3, "unchanged": 2, "held": 0, "bad": 0}
    assert shares == sorted(shares)
    assert standing(context) == {
        (Month(2026, n), ReadingState.ACCEPTED): Decimal("100.5") for n in range(6, 11)
    }


def test_who_breaks_publishing_off_goes_on_where_it_stopped(
    context: ServiceContext, home: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(month_plan, "_PORTION", 1)
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        flat = add_unit(unit, company, property_number="x1", number="91")
        tenant = add_tenant(unit, company, "Ilse", "Erfunden")
        other = add_tenancy(unit, company, flat, [tenant], contract_number="10.9.1").id
    add_meter(context, other, "N1")
    october = {"month": "2026-10", "value": "100"}
    take(context, usage_file(tmp_path / "a.csv", october, {**october, "meter_number": "N1"}))
    asked, told = iter((False, True)), []

    def publish(**watch: Any) -> MonthPublication:
        return publish_month(context, home.clerk, home.company_id, OCTOBER, **watch)

    first = publish(is_cancelled=lambda: next(asked), on_progress=lambda *done: told.append(done))
    assert (first.stopped, first.readings, told) == (True, 1, [(1, 2)])
    assert publish().readings == 1
    assert publish().readings == 0
    assert month_proofs(context, home.clerk, home.company_id, OCTOBER).notices == 2


def test_a_successor_never_sees_the_months_of_the_one_before(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    with context.database.write() as unit:
        former = unit.session.get_one(Tenancy, home.tenancy_id)
        former.ends_on = date(2026, 8, 14)
        company = unit.session.get_one(Company, home.company_id)
        mia = add_tenant(unit, company, "Mia", "Beispiel")
        flat = unit.session.get_one(Unit, former.unit_id)
        after = add_tenancy(unit, company, flat, [mia], contract_number="10.4417.0302.2")
        after.starts_on = date(2026, 8, 15)
        successor = after.id
    rows = [{"month": f"2026-{n:02}", "value": "100"} for n in range(6, 11)]
    take(context, usage_file(tmp_path / "a.csv", {"month": "2025-10", "value": "99"}))
    take(context, usage_file(tmp_path / "b.csv", *rows))
    with context.database.write() as unit:
        for row in unit.session.scalars(select(ConsumptionReading)):
            row.state = ReadingState.ACCEPTED
    shared = publish_month(context, home.clerk, home.company_id, Month(2026, 8))
    assert (shared.readings, shared.without_contract) == (0, 1)
    assert publish_month(context, home.clerk, home.company_id, Month(2026, 7)).in_portal == 1
    assert publish_month(context, home.clerk, home.company_id, SEPTEMBER).letters == 1
    assert publish_month(context, home.clerk, home.company_id, OCTOBER).letters == 1
    with context.database.read() as session:
        owners = {
            (Month.of(reading.month).month, notice.tenancy_id)
            for notice, reading in session.execute(
                select(ConsumptionNotice, ConsumptionReading).join(
                    ConsumptionReading, ConsumptionReading.id == ConsumptionNotice.reading_id
                )
            ).tuples()
        }
        letters = session.scalars(
            select(Delivery).where(Delivery.channel == DeliveryChannel.LETTER).order_by(Delivery.id)
        ).all()
        comparisons = [one.data["values"][0]["comparison"] for one in letters]
    assert owners == {(7, home.tenancy_id), (9, successor), (10, successor)}
    assert [one["previous_month"] for one in comparisons] == [None, "100"]
    assert [one["same_month_last_year"] for one in comparisons] == [None, None]
    (meter,) = account_usage(context, home.clerk, successor).meters
    states = [one.state for one in meter.years[0].months[5:10]]
    assert states == [MonthState.OUTSIDE] * 3 + [MonthState.REPORTED] * 2
    assert all(one.value is None for one in meter.years[0].months[:8])
    assert all(one.last_year is None for one in meter.years[0].months)


def test_a_meter_that_moved_tells_nobody_what_it_counted_in_another_flat(
    context: ServiceContext, home: Household, tmp_path: Path, clock: FixedClock
) -> None:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        mia = add_tenant(unit, company, "Mia", "Beispiel")
        flat = add_unit(unit, company, property_number="4418", number="0101")
        other = add_tenancy(unit, company, flat, [mia], contract_number="10.4418.0101").id
    clock.set_berlin(date(2026, 9, 15))
    erp = Erp(context, tmp_path)
    meter = {"meter_number": "4711", "kind": "heat", "unit": "kWh", "remote": "yes"}
    there = {**meter, "property_number": "4418", "unit_number": "0101"}
    moved = erp.take(erp.file(MasterDataKind.METERS, there))
    clock.set_berlin(date(2026, 11, 23))
    rows = [{"month": f"2026-{n:02}", "value": "100"} for n in range(7, 11)]
    last_year = {"month": "2025-10", "value": "99"}
    take(context, usage_file(tmp_path / "a.csv", last_year, *rows))
    with context.database.write() as unit:
        for row in unit.session.scalars(select(ConsumptionReading)):
            row.state = ReadingState.ACCEPTED
    august = Month(2026, 8)
    assert publish_month(context, home.clerk, home.company_id, august).in_portal == 1
    shared = publish_month(context, home.clerk, home.company_id, SEPTEMBER)
    assert (shared.readings, shared.without_contract) == (0, 1)
    assert publish_month(context, home.clerk, home.company_id, OCTOBER).letters == 1
    with context.database.read() as session:
        owners = session.execute(
            select(ConsumptionReading.month, ConsumptionNotice.tenancy_id)
            .join(ConsumptionNotice, ConsumptionNotice.reading_id == ConsumptionReading.id)
            .order_by(ConsumptionReading.month)
        ).tuples()
        assert owners.all() == [
            (august.first_day, home.tenancy_id),
            (OCTOBER.first_day, other),
        ]
        (letter,) = session.scalars(
            select(Delivery).where(Delivery.channel == DeliveryChannel.LETTER)
        )
    comparison = letter.data["values"][0]["comparison"]
    assert (comparison["previous_month"], comparison["same_month_last_year"]) == (None, None)

    def shown(tenancy_id: int) -> dict[int, tuple[Decimal | None, Decimal | None]]:
        (found,) = account_usage(context, home.clerk, tenancy_id).meters
        return {
            one.month.month: (one.value, one.last_year)
            for one in found.years[0].months
            if one.value or one.last_year
        }

    hundred, before = Decimal(100), Decimal(99)
    assert shown(home.tenancy_id) == {7: (hundred, None), 8: (hundred, None), 10: (None, before)}
    assert shown(other) == {10: (hundred, None)}
    homes = month_proofs(context, home.clerk, home.company_id, august).rows
    assert [one.home for one in homes] == ["Musterkehre 12, 0302"]
    # Who takes the news of the move back has the meter where it was, and all it counted.
    (import_id,) = [one.import_id for one in moved.tables]
    assert import_id is not None
    take_import_back(context, SYSTEM, import_id, "Zähler verwechselt")
    assert sorted(shown(home.tenancy_id)) == [7, 8, 9, 10]


def test_only_who_was_told_before_is_told_of_a_correction(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    take(context, usage_file(tmp_path / "a.csv", {"month": "2026-10", "value": "430"}))
    publish_month(context, home.clerk, home.company_id, OCTOBER)
    with context.database.write() as unit:
        former = unit.session.get_one(Tenancy, home.tenancy_id)
        former.ends_on = date(2026, 9, 30)
        company = unit.session.get_one(Company, home.company_id)
        mia = add_tenant(unit, company, "Mia", "Beispiel")
        flat = unit.session.get_one(Unit, former.unit_id)
        after = add_tenancy(unit, company, flat, [mia], contract_number="10.4417.0302.2")
        after.starts_on = date(2026, 10, 1)
        reading = unit.session.scalars(select(ConsumptionReading)).one()
    correct_value(context, home.clerk, reading.id, Decimal(420), "Ablesedienst")
    assert publish_month(context, home.clerk, home.company_id, OCTOBER).letters == 1
    with context.database.read() as session:
        (letter,) = session.scalars(
            select(Delivery).where(Delivery.channel == DeliveryChannel.LETTER)
        )
    assert [one["corrects"] for one in letter.data["values"]] == [False]


def test_a_house_average_needs_four_flats(
    context: ServiceContext, home: Household, tmp_path: Path
) -> None:
    def average() -> Decimal | None:
        (meter,) = account_usage(context, home.clerk, home.tenancy_id).meters
        comparison = meter.years[0].months[9].comparison
        return None if comparison is None else comparison.house_average

    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        flat = unit.session.get_one(Unit, unit.session.get_one(Tenancy, home.tenancy_id).unit_id)
        tenancies = []
        for number in range(1, 4):
            other = add_unit(unit, company, property_number=f"x{number}", number=f"9{number}")
            other.property_id = flat.property_id
            tenant = add_tenant(unit, company, "Ilse", f"Erfunden{number}")
            made = add_tenancy(unit, company, other, [tenant], contract_number=f"10.9.{number}")
            tenancies.append(made.id)
    for number, tenancy_id in enumerate(tenancies, start=1):
        add_meter(context, tenancy_id, f"N{number}")
    october = {"month": "2026-10", "value": "100"}
    take(
        context,
        usage_file(
            tmp_path / "a.csv",
            october,
            *({**october, "meter_number": f"N{n}", "value": "200"} for n in (1, 2)),
        ),
    )
    assert average() is None
    take(context, usage_file(tmp_path / "b.csv", {**october, "meter_number": "N3"}))
    assert average() == 150
