"""The deadline strip in words: the patterns of rule book and interface brief."""

from datetime import date, datetime, time

import pytest

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.berlin_time import berlin_instant
from desktop.domain.company_rules import CompanyRules
from desktop.domain.deadlines import compute_deadlines
from desktop.domain.outlook import Outlook, bank_change_outlook, promise_outlook
from desktop.domain.workdays import HOLIDAY_NAMES, FederalState, WorkdayCalendar
from desktop.texts import speaking
from desktop.texts.deadlines import (
    consequence_sentence,
    deadline_description,
    deadline_sentence,
)
from desktop.texts.holidays import NAMES, holiday_text

RULES = CompanyRules()
HAMBURG = WorkdayCalendar(FederalState.HAMBURG)
NEW, ALONE, REVOKED = (
    BankChangeVariant.NEW_ACCOUNT,
    BankChangeVariant.MANDATE_ONLY,
    BankChangeVariant.REVOCATION,
)


def outlook(
    received: date,
    today: date,
    *,
    variant: BankChangeVariant = NEW,
    blockers: int = 0,
    hour: int = 9,
    exported_at: datetime | None = None,
    settled: bool = False,
) -> Outlook:
    return bank_change_outlook(
        compute_deadlines(received=received, rules=RULES, calendar=HAMBURG),
        variant=variant,
        rules=RULES,
        calendar=HAMBURG,
        now=berlin_instant(today, time(hour)),
        open_blockers=blockers,
        exported_at=exported_at,
        settled=settled,
    )


NOVEMBER = outlook(date(2026, 11, 18), date(2026, 11, 23), blockers=1)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (
            date(2026, 11, 18),
            (
                "Eingang 18.11. liegt vor dem Stichtag 20.11.: wird im November berücksichtigt, "
                "erster Einzug vom neuen Konto 01.12. – Lastschriftdatei am 30.11., "
                "10 Uhr, Frist 02.12."
            ),
        ),
        (
            date(2026, 11, 20),
            (
                "Eingang 20.11. liegt noch am Stichtag 20.11.: wird im November berücksichtigt, "
                "erster Einzug vom neuen Konto 01.12. – Lastschriftdatei am 30.11., "
                "10 Uhr, Frist 04.12."
            ),
        ),
        (
            date(2026, 11, 23),
            (
                "Eingang 23.11. liegt nach dem Stichtag 20.11.: wird im Dezember berücksichtigt, "
                "erster Einzug vom neuen Konto 04.01. – Lastschriftdatei am 31.12., 10 Uhr, "
                "Frist 07.12."
            ),
        ),
        (
            date(2026, 12, 16),
            (
                "Eingang 16.12. liegt nach dem Dezember-Stichtag 15.12.: wird im Januar "
                "berücksichtigt, erster Einzug vom neuen Konto 01.02. – Lastschriftdatei am "
                "29.01., 10 Uhr, Frist 31.12."
            ),
        ),
    ],
)
def test_the_sentence(received: date, expected: str) -> None:
    assert deadline_sentence(outlook(received, received)) == expected


@pytest.mark.parametrize(
    ("variant", "effect"),
    [
        (ALONE, "erster Einzug mit dem neuen Mandat 01.12."),
        (REVOKED, "ab 01.12. wird nicht mehr eingezogen"),
    ],
)
def test_the_sentence_of_the_variants(variant: BankChangeVariant, effect: str) -> None:
    seen = outlook(date(2026, 11, 18), date(2026, 11, 19), variant=variant)
    assert effect in deadline_sentence(seen)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (
            NOVEMBER,
            "Ohne Freigabe bis Mo 30.11., 10:00 Uhr, wird am 01.12. noch das alte Konto belastet.",
        ),
        (
            outlook(date(2026, 11, 18), date(2026, 11, 23), variant=REVOKED),
            "Ohne Freigabe bis Mo 30.11., 10:00 Uhr, wird am 01.12. noch eingezogen.",
        ),
        (
            outlook(date(2026, 11, 18), date(2026, 11, 23), variant=ALONE),
            "Ohne Freigabe bis Mo 30.11., 10:00 Uhr, gilt am 01.12. noch das alte Mandat.",
        ),
        (
            outlook(date(2026, 11, 23), date(2026, 11, 23)),
            "Bis dahin wird das alte Konto belastet. Darauf weist die Antwortvorlage hin.",
        ),
        (
            outlook(date(2026, 11, 23), date(2026, 11, 23), variant=ALONE),
            "Bis dahin bleibt alles wie bisher. Darauf weist die Antwortvorlage hin.",
        ),
        (
            outlook(date(2026, 12, 16), date(2026, 12, 16)),
            "Im Dezember gilt der 15. als Stichtag. Bis zum ersten Einzug bleibt alles wie bisher.",
        ),
        (
            outlook(date(2026, 11, 18), date(2026, 11, 30), hour=10),
            (
                "Lauf 12/26 ist nicht mehr zu schaffen: Erst am 04.01. wird vom neuen Konto "
                "eingezogen."
            ),
        ),
        (
            outlook(date(2026, 11, 18), date(2026, 12, 1), variant=REVOKED),
            "Lauf 12/26 ist nicht mehr zu schaffen: Erst ab 04.01. wird nicht mehr eingezogen.",
        ),
        (
            outlook(date(2026, 11, 18), date(2026, 11, 23), settled=True),
            "Für Lauf 12/26 vorgesehen; die Übergabe ist bis Mo 30.11., 10:00 Uhr, möglich.",
        ),
        (
            outlook(
                date(2026, 11, 18),
                date(2026, 11, 25),
                exported_at=berlin_instant(date(2026, 11, 24)),
                settled=True,
            ),
            "An die Mietbuchhaltung übergeben: gilt ab dem Einzug am 01.12.",
        ),
    ],
)
def test_what_happens_if_nobody_acts(seen: Outlook, expected: str) -> None:
    assert consequence_sentence(seen) == expected


def test_the_description_for_screen_readers() -> None:
    assert deadline_description(NOVEMBER) == (
        "Eingang 18.11.2026, vor dem Stichtag 20.11. Wird im November berücksichtigt, erster "
        "Einzug vom neuen Konto 01.12. Heute ist Montag, 23.11., dritter von zehn Werktagen. "
        "Nächster Termin: Lastschriftdatei am Montag, 30.11., 10 Uhr, in 5 Werktagen. Danach: "
        "Frist am Mittwoch, 02.12., in 7 Werktagen. Lauf 12/26 ist gefährdet, ein Fehler offen."
    )


def test_the_description_of_what_is_late_or_done() -> None:
    late = deadline_description(outlook(date(2026, 11, 18), date(2026, 12, 3), blockers=2))
    assert late.endswith(
        "Die Frist ist seit 1 Werktag überschritten, Lauf 12/26 ist verpasst, 2 Fehler offen."
    )
    done = deadline_description(outlook(date(2026, 11, 18), date(2026, 11, 23), settled=True))
    assert done.endswith("Der Vorgang ist entschieden.")
    assert "Nächster Termin" not in done


def promise(today: date, *, settled: bool = False) -> Outlook:
    return promise_outlook(
        received_on=date(2026, 11, 6),
        due_on=date(2026, 11, 20),
        promise_workdays=10,
        calendar=HAMBURG,
        now=berlin_instant(today),
        settled=settled,
    )


@pytest.mark.parametrize(
    ("today", "settled", "expected"),
    [
        (23, False, "Eingang 06.11., Frist war Fr 20.11.: seit 1 Werktag überschritten."),
        (25, False, "Eingang 06.11., Frist war Fr 20.11.: seit 3 Werktagen überschritten."),
        (20, False, "Eingang 06.11., Frist Fr 20.11.: heute fällig."),
        (19, False, "Eingang 06.11., Frist Fr 20.11.: noch 1 Werktag."),
        (9, False, "Eingang 06.11., Frist Fr 20.11.: noch 9 Werktage."),
        (25, True, "Eingang 06.11., Frist Fr 20.11.: erledigt."),
    ],
)
def test_a_case_without_a_run(today: int, settled: bool, expected: str) -> None:
    seen = promise(date(2026, 11, today), settled=settled)
    assert deadline_sentence(seen) == expected
    assert consequence_sentence(seen).startswith("Lauf und Stichtag gelten nur")
    assert deadline_description(seen).startswith("Eingang 06.11.2026.")


def test_english_has_the_same_facts() -> None:
    with speaking("en"):
        assert deadline_sentence(NOVEMBER) == (
            "Received 18 Nov, before the cut-off on 20 Nov: counts from November, first "
            "collection from the new account 1 Dec – debit file on 30 Nov, 10:00, due 2 Dec."
        )
        description = deadline_description(NOVEMBER)
        assert "Today is Monday, 23 Nov, the third of ten working days." in description
        assert description.endswith("Run 12/26 is at risk, one error open.")


def test_days_off_are_named_within_the_range() -> None:
    seen = outlook(date(2026, 12, 16), date(2026, 12, 16))
    assert seen.free_days[date(2026, 12, 25)] == "1. Weihnachtstag"
    assert seen.free_days[date(2027, 1, 1)] == "Neujahr"
    assert date(2026, 12, 24) not in seen.free_days
    assert (seen.workday_number, seen.workdays_to_due, seen.overdue) == (0, 10, False)


def test_without_a_state_there_is_no_outlook() -> None:
    with pytest.raises(ValueError, match="due_on"):
        bank_change_outlook(
            compute_deadlines(received=date(2026, 11, 18), rules=RULES, calendar=None),
            variant=NEW,
            rules=RULES,
            calendar=HAMBURG,
            now=berlin_instant(date(2026, 11, 18)),
        )


def test_every_holiday_is_translated() -> None:
    assert set(NAMES) == HOLIDAY_NAMES
    with speaking("en"):
        assert holiday_text("Karfreitag") == "Good Friday"
