"""A company's settings: only what differs is stored, and nonsense has a sentence."""

from datetime import date, time

import pytest
from sqlalchemy import event

from desktop.domain.company_rules import (
    DEFAULT_RULES,
    CompanyRules,
    CutoffBasis,
    FourEyes,
    WorkdayWeek,
)
from desktop.domain.errors import UserError
from desktop.domain.findings import Severity
from desktop.services.context import ServiceContext
from desktop.services.staff import company_settings
from tests.support.factories import add_company

OTHER = CompanyRules(
    workday_week=WorkdayWeek.MON_SAT,
    closing_days=frozenset({date(2026, 12, 24), date(2026, 12, 31)}),
    extra_holidays=frozenset({date(2026, 8, 15)}),
    cutoff_basis=CutoffBasis.COMPLETED,
    debit_file_time=time(9, 30),
    four_eyes=FourEyes.WITH_WARNINGS,
    new_mandate_for_bank_change=False,
    prenotification_severity=Severity.WARNING,
    promise_workdays=5,
    export_minutes_before_file=30,
    office_hours=(*([((time(8), time(12)), (time(13), time(16, 30)))] * 4), (), (), ()),
    emergency_phone="040 66969 110",
)


def test_defaults_need_no_space() -> None:
    assert company_settings.stored_form(DEFAULT_RULES) == {}


def test_what_is_stored_comes_back(context: ServiceContext) -> None:
    with context.database.write() as unit:
        company = add_company(unit, settings=company_settings.stored_form(OTHER))
        company_id = company.id
    with context.database.read() as session:
        assert company_settings.load_rules(session, company_id) == OTHER
        calendar = company_settings.load_calendar(session, company_id)
    assert not calendar.is_workday(date(2026, 12, 24))
    assert calendar.is_workday(date(2026, 11, 21))
    assert company_settings.rules_of(company) == OTHER


def test_read_once_for_a_transaction(context: ServiceContext) -> None:
    with context.database.write() as unit:
        company_id = add_company(unit).id
    statements: list[str] = []
    with context.database.read() as session:
        connection = session.connection()
        event.listen(
            connection, "before_cursor_execute", lambda c, k, statement, *_: statements.append(k)
        )
        for _ in range(3):
            company_settings.load_rules(session, company_id)
            company_settings.load_calendar(session, company_id)
    assert len(statements) == 1


def test_settings_of_a_later_version_are_passed_over() -> None:
    assert company_settings.parse_rules({"colour": "blue"}, "thor") == DEFAULT_RULES


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"workday_week": "sometimes"}, "workday_week"),
        ({"closing_days": ["31.12.2026"]}, "closing_days"),
        ({"closing_days": 7}, "closing_days"),
        ({"debit_file_time": "noon"}, "debit_file_time"),
        ({"cutoff_day": 99}, "cutoff_day"),
    ],
)
def test_nonsense_is_named(settings: dict[str, object], named: str) -> None:
    with pytest.raises(UserError) as caught:
        company_settings.parse_rules(settings, "thor")
    assert caught.value.code == "company.bad_settings"
    assert caught.value.params["company"] == "thor"
    assert caught.value.params["setting"] == named
