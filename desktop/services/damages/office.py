"""Whether the office is open, and the number that counts while it is not."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from desktop.domain.company_rules import CompanyRules
from desktop.domain.office_hours import is_open, next_opening
from desktop.domain.workdays import WorkdayCalendar
from desktop.models.case import Case
from desktop.services.context import ServiceContext
from desktop.services.damages.suggesting import is_damage
from desktop.services.staff.company_settings import load_calendar, load_rules

_GREETINGS = ("Freundliche Grüße", "Mit freundlichen Grüßen", "Viele Grüße", "Beste Grüße")


@dataclass(frozen=True, slots=True)
class Office:
    """The office of a company now; ``opens_at`` (UTC) is set while it is closed."""

    is_open: bool
    opens_at: datetime | None
    emergency_phone: str


def office_of(session: Session, context: ServiceContext, company_id: int) -> Office:
    """Return whether the office of a company is open now."""
    return office_at(
        load_rules(session, company_id), load_calendar(session, company_id), context.clock.now()
    )


def office_at(rules: CompanyRules, calendar: WorkdayCalendar, now: datetime) -> Office:
    """Return whether an office with these settings is open at ``now``."""

    def closed_on(day: date) -> bool:
        return calendar.holiday_name(day) is not None

    if is_open(rules.office_hours, closed_on, now):
        return Office(is_open=True, opens_at=None, emergency_phone=rules.emergency_phone)
    return Office(
        is_open=False,
        opens_at=next_opening(rules.office_hours, closed_on, now),
        emergency_phone=rules.emergency_phone,
    )


def emergency_note(session: Session, context: ServiceContext, case: Case) -> str:
    """Return the sentence that an answer to a damage report contains outside office hours.

    "" within them, for any other case, and where the company has no such number. It goes to a
    tenant and is German, whatever the interface speaks.
    """
    if not is_damage(case.category):
        return ""
    office = office_of(session, context, case.company_id)
    if office.is_open or not office.emergency_phone:
        return ""
    return note_with(office.emergency_phone)


def note_with(phone: str) -> str:
    """Return the sentence for a tenant that names the number."""
    return (
        "Unser Büro ist zurzeit geschlossen. In dringenden Notfällen erreichen Sie unseren "
        f"Notdienst unter {phone}."
    )


def with_note(text: str, note: str) -> str:
    """Return a text with a paragraph more before its greeting; unchanged where it is said already.

    A text without a greeting gets it at its end.
    """
    if not note or note in text:
        return text
    paragraphs = text.split("\n\n")
    for place in range(len(paragraphs) - 1, -1, -1):
        if paragraphs[place].startswith(_GREETINGS):
            return "\n\n".join([*paragraphs[:place], note, *paragraphs[place:]])
    return f"{text}\n\n{note}" if text else note
