"""Who gets a document how, until when a statement is in time, how long a document is kept."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from desktop.domain.document_period import Period
from desktop.domain.document_retention import kept_until, retention_class_of
from desktop.domain.document_ways import ConsentTimes, PartyFacts, check_chosen, usual_way
from desktop.domain.documents import DeliveryWay, DocumentKind, WayReason
from desktop.domain.errors import UserError
from desktop.domain.kinds import PortalAccountState
from desktop.domain.statement_deadline import (
    StatementTiming,
    statement_deadline,
    statement_timing,
)
from desktop.domain.wanted_document import fitness
from desktop.domain.work import RetentionClass

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
GIVEN = datetime(2025, 4, 1, tzinfo=UTC)
AGREED = (ConsentTimes(GIVEN, None),)
WITHDRAWN = (ConsentTimes(GIVEN, GIVEN),)


def _facts(**changes: Any) -> PartyFacts:
    values: dict[str, Any] = {
        "since": None,
        "until": None,
        "account": PortalAccountState.ACTIVATED,
        "has_portal_name": True,
        "consents": AGREED,
    }
    return PartyFacts(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "way", "reason"),
    [
        ({}, DeliveryWay.ELECTRONIC, WayReason.CONSENT),
        ({"consents": ()}, DeliveryWay.POST, WayReason.NO_CONSENT),
        ({"consents": WITHDRAWN}, DeliveryWay.POST, WayReason.CONSENT_WITHDRAWN),
        ({"consents": WITHDRAWN + AGREED}, DeliveryWay.ELECTRONIC, WayReason.CONSENT),
        ({"consents": (ConsentTimes(None, GIVEN),)}, DeliveryWay.POST, WayReason.CONSENT_WITHDRAWN),
        ({"account": None}, DeliveryWay.POST, WayReason.NO_ACCOUNT),
        ({"account": PortalAccountState.REGISTERED}, DeliveryWay.POST, WayReason.NO_ACCOUNT),
        ({"has_portal_name": False}, DeliveryWay.POST, WayReason.NO_ACCOUNT),
        ({"account": PortalAccountState.LOCKED}, DeliveryWay.POST, WayReason.ACCOUNT_LOCKED),
        ({"account": PortalAccountState.CLOSED}, DeliveryWay.POST, WayReason.ACCOUNT_CLOSED),
        ({"until": date(2024, 12, 31)}, DeliveryWay.NONE, WayReason.NOT_CONCERNED),
        ({"until": date(2025, 1, 1)}, DeliveryWay.ELECTRONIC, WayReason.CONSENT),
        ({"since": date(2026, 1, 1)}, DeliveryWay.NONE, WayReason.NOT_CONCERNED),
        ({"since": date(2025, 12, 31)}, DeliveryWay.ELECTRONIC, WayReason.CONSENT),
    ],
)
def test_a_party_gets_it_in_the_portal_only_where_it_agreed_and_can_sign_in(
    changes: dict[str, Any], way: DeliveryWay, reason: WayReason
) -> None:
    assert usual_way(_facts(**changes), YEAR) == (way, reason)


@pytest.mark.parametrize(
    ("changes", "way", "note", "code"),
    [
        ({}, DeliveryWay.POST, " ", "documents.way_reason_missing"),
        ({}, DeliveryWay.NONE, "will nicht", "documents.way_none"),
        ({"account": None}, DeliveryWay.BOTH, "Wunsch", "documents.way_no_account"),
        ({"consents": ()}, DeliveryWay.ELECTRONIC, "Wunsch", "documents.way_no_consent"),
        ({"consents": ()}, DeliveryWay.BOTH, "Wunsch", None),
        ({}, DeliveryWay.POST, "Wunsch", None),
    ],
)
def test_a_person_chooses_no_way_that_does_not_work(
    changes: dict[str, Any], way: DeliveryWay, note: str, code: str | None
) -> None:
    if code is None:
        check_chosen(_facts(**changes), way, note)
        return
    with pytest.raises(UserError) as refused:
        check_chosen(_facts(**changes), way, note)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("last", "deadline"),
    [
        (date(2025, 12, 31), date(2026, 12, 31)),
        (date(2025, 6, 30), date(2026, 6, 30)),
        (date(2023, 2, 28), date(2024, 2, 29)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2025, 5, 15), date(2026, 5, 15)),
    ],
)
def test_a_statement_is_in_time_until_the_end_of_the_twelfth_month(
    last: date, deadline: date
) -> None:
    assert statement_deadline(Period(last.replace(day=1), last)) == deadline


def test_only_statements_can_be_late_and_letters_take_days() -> None:
    def timing(day: date, kind: DocumentKind = DocumentKind.OPERATING_COSTS, **by: bool) -> Any:
        return statement_timing(kind, YEAR, day, by_post=by.get("post", False))

    assert timing(date(2026, 12, 31)) is StatementTiming.IN_TIME
    assert timing(date(2026, 12, 31), post=True) is StatementTiming.TIGHT
    assert timing(date(2026, 12, 27), post=True) is StatementTiming.IN_TIME
    assert timing(date(2027, 1, 1)) is StatementTiming.LATE
    assert timing(date(2027, 1, 1), DocumentKind.LETTER) is StatementTiming.IN_TIME


def test_a_document_is_kept_until_the_end_of_the_year_in_which_its_class_ends() -> None:
    day = date(2026, 11, 23)
    assert retention_class_of(DocumentKind.OPERATING_COSTS) is RetentionClass.BOOKING_VOUCHER
    assert kept_until(DocumentKind.OPERATING_COSTS, day, None) == date(2034, 12, 31)
    assert kept_until(DocumentKind.LETTER, day, None) == date(2032, 12, 31)
    assert kept_until(DocumentKind.CONTRACT, day, None) is None
    assert kept_until(DocumentKind.CONTRACT, day, date(2028, 3, 31)) == date(2034, 12, 31)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="period"):
        Period(date(2025, 2, 1), date(2025, 1, 31))
    assert Period.of(None, date(2025, 1, 1)) is None
    assert not YEAR.touches(date(2026, 1, 1), None)
    assert not YEAR.touches(date(2020, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("wanted", "year", "fits"),
    [
        ("Betriebskostenabrechnung", 2025, 3),
        ("die Abrechnungen von 2025", None, 3),
        ("Betriebskosten", 2023, 1),
        ("Mietvertrag", 2025, 0),
        ("2025", 2025, 0),
        ("", None, 0),
    ],
)
def test_what_is_asked_for_is_found_by_words_and_year(
    wanted: str, year: int | None, fits: int
) -> None:
    titles = ("BKA 2025", "Betriebskostenabrechnung")
    assert fitness(wanted, year, titles, YEAR) == fits
