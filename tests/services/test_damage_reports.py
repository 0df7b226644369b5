"""What a damage report suggests, what its page shows, and the number outside office hours."""

from datetime import UTC, date, datetime, time

import pytest

from desktop.domain.case_status import Channel
from desktop.domain.emergency import EmergencyReason
from desktop.domain.work import Priority
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.services.cases.creation import IncomingMessage, NewAttachment
from desktop.services.cases.page import load
from desktop.services.context import ServiceContext
from desktop.services.conversation.incoming import receive_message
from desktop.services.conversation.text_modules import prepared
from desktop.services.damages.office import with_note
from desktop.services.damages.view import DamageView, SuggestedPriority
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_household
from tests.support.houses import report

PHONE = "040 66969 110"


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def stored(context: ServiceContext, case_id: int) -> tuple[Priority, Priority | None, str]:
    with context.database.read() as session:
        case = session.get_one(Case, case_id)
        return case.priority, case.suggested_priority, case.suggestion_reason


def page(context: ServiceContext, home: Household, case_id: int) -> DamageView:
    view = load(context, home.clerk, case_id).damage
    assert view is not None
    return view


def writes(context: ServiceContext, case_id: int, text: str) -> None:
    with context.database.write() as unit:
        message = IncomingMessage(
            channel=Channel.EMAIL,
            at=context.clock.now(),
            correspondent="Aylin Musterbach",
            text=text,
        )
        receive_message(unit, context, message, case_id=case_id, bank=None)


def has_emergency_phone(context: ServiceContext, home: Household) -> None:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        company.settings = {**company.settings, "emergency_phone": PHONE}


def test_words_suggest_a_priority_with_its_reason(context: ServiceContext, home: Household) -> None:
    case_id = report(context, home, home.tenancy_id, subject="Gasgeruch im Keller")
    assert stored(context, case_id) == (Priority.NORMAL, Priority.URGENT, "emergency.gas")
    assert page(context, home, case_id).suggestion == SuggestedPriority(
        Priority.URGENT, EmergencyReason.GAS
    )


def test_everyday_damages_suggest_nothing(context: ServiceContext, home: Household) -> None:
    case_id = report(context, home, home.tenancy_id, text="Der Wasserhahn tropft.")
    assert stored(context, case_id) == (Priority.NORMAL, None, "")
    assert page(context, home, case_id).suggestion is None


def test_the_tick_of_the_portal_counts(context: ServiceContext, home: Household) -> None:
    case_id = report(context, home, home.tenancy_id, fields={"emergency": True})
    assert stored(context, case_id)[1:] == (Priority.URGENT, "emergency.reported")
    assert page(context, home, case_id).reported_emergency


def test_heating_counts_on_the_day_it_was_reported(
    context: ServiceContext, home: Household
) -> None:
    summer = datetime(2026, 7, 6, 8, tzinfo=UTC)
    words = "Die Heizung ist ausgefallen."
    assert stored(context, report(context, home, home.tenancy_id, text=words))[1] is Priority.URGENT
    old = report(context, home, home.tenancy_id, text=words, received_at=summer)
    assert stored(context, old)[1] is None


@pytest.mark.parametrize(("category", "reads"), [("general", True), ("documents", False)])
def test_which_categories_are_read(
    context: ServiceContext, home: Household, category: str, reads: bool
) -> None:
    case_id = report(
        context,
        home,
        home.tenancy_id,
        category_id=home.categories[category],
        text="Es riecht nach Gas.",
    )
    assert (stored(context, case_id)[1] is not None) is reads
    assert load(context, home.clerk, case_id).damage is None


def test_a_message_raises_what_is_suggested_and_never_lowers_it(
    context: ServiceContext, home: Household
) -> None:
    case_id = report(context, home, home.tenancy_id, text="Der Aufzug steht.")
    assert stored(context, case_id)[1:] == (Priority.HIGH, "emergency.lift")
    writes(context, case_id, "Jetzt ist jemand im Aufzug eingeschlossen!")
    assert stored(context, case_id)[1:] == (Priority.URGENT, "emergency.trapped")
    writes(context, case_id, "Der Aufzug fährt nicht.")
    assert stored(context, case_id)[1:] == (Priority.URGENT, "emergency.trapped")


def test_what_is_urgent_already_gets_no_suggestion(
    context: ServiceContext, home: Household
) -> None:
    case_id = report(context, home, home.tenancy_id)
    with context.database.write() as unit:
        unit.session.get_one(Case, case_id).priority = Priority.URGENT
    writes(context, case_id, "Rohrbruch!")
    assert stored(context, case_id) == (Priority.URGENT, None, "")


def test_place_part_pictures(context: ServiceContext, home: Household) -> None:
    case_id = report(
        context,
        home,
        home.tenancy_id,
        fields={"location": " Bad ", "element": "Decke", "severity": "tropft", "urgent": True},
        attachments=(
            NewAttachment(name="a.png", media_type="image/png", size=3, sha256="a" * 64),
            NewAttachment(name="b.pdf", media_type="application/pdf", size=3, sha256="b" * 64),
        ),
    )
    view = page(context, home, case_id)
    assert (view.place, view.element, view.severity) == ("Bad", "Decke", "tropft")
    assert view.reported_urgent
    assert [one.name for one in view.pictures] == ["a.png"]


def test_the_emergency_number_outside_office_hours(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    has_emergency_phone(context, home)
    case_id = report(context, home, home.tenancy_id)
    other = report(context, home, home.tenancy_id, category_id=home.categories["general"])
    assert page(context, home, case_id).office.is_open
    assert PHONE not in prepared(context, home.clerk, case_id, "damage_appointment").text
    clock.set_berlin(date(2026, 11, 27), time(16, 0))
    office = page(context, home, case_id).office
    assert not office.is_open
    assert office.opens_at == datetime(2026, 11, 30, 7, tzinfo=UTC)
    text = prepared(context, home.clerk, case_id, "damage_appointment").text
    assert f"unter {PHONE}.\n\nFreundliche Grüße\nJette Modell" in text
    modules = load(context, home.clerk, case_id).modules
    assert modules
    assert all(PHONE in module.text for module in modules)
    assert PHONE not in prepared(context, home.clerk, other, "generic_received").text


@pytest.mark.parametrize("day", [date(2026, 12, 25), date(2026, 11, 28)])
def test_holidays_and_week_ends_are_closed(
    context: ServiceContext, home: Household, clock: FixedClock, day: date
) -> None:
    has_emergency_phone(context, home)
    case_id = report(context, home, home.tenancy_id)
    clock.set_berlin(day, time(10, 0))
    assert PHONE in prepared(context, home.clerk, case_id, "damage_appointment").text


def test_without_a_number_nobody_is_named(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = report(context, home, home.tenancy_id)
    clock.set_berlin(date(2026, 11, 28), time(10, 0))
    assert "Notdienst" not in prepared(context, home.clerk, case_id, "damage_appointment").text


def test_where_the_note_stands() -> None:
    greeted = "Guten Tag\n\nViele Grüße\nA"
    assert with_note(greeted, "Note.") == "Guten Tag\n\nNote.\n\nViele Grüße\nA"
    assert with_note("Kurz", "Note.") == "Kurz\n\nNote."
    assert with_note("", "Note.") == "Note."
    assert with_note("Kurz", "") == "Kurz"
    assert with_note("Note. Kurz", "Note.") == "Note. Kurz"
