"""One damage over which far too much was written: 200 messages, 40 pictures, a report of pages."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.kinds import Direction
from desktop.models.case import Attachment, Case, Message
from desktop.models.company import Category
from desktop.models.tenancy import TenancyParty, Tenant
from desktop.services.context import ServiceContext
from desktop.services.demo.chance import Chance
from desktop.services.demo.files import documents, picture
from desktop.services.demo.open_plan import next_office_hour

MESSAGES = 200
PICTURES = 40
_PAGES = 5
_ASKED = (
    "Die Heizung im Bad bleibt weiter kalt, auch nach dem Entlüften.",
    "Heute früh waren es im Kinderzimmer 16 Grad. Bitte melden Sie sich.",
    "Der Monteur war da, ein Ersatzteil fehlt ihm noch.",
    "Anbei neue Bilder vom Wasserfleck unter dem Heizkörper.",
    "Am Donnerstag bin ich ab 15 Uhr zu Hause.",
)
_ANSWERED = (
    "Wir haben die Fachfirma noch einmal beauftragt und melden uns mit dem Termin.",
    "Vielen Dank für die Bilder, wir haben sie an die Firma weitergegeben.",
    "Der Termin am Donnerstag ist bestätigt.",
    "Bitte entschuldigen Sie die Verzögerung, das Ersatzteil ist bestellt.",
)


def write_long_case(
    context: ServiceContext, staff: Mapping[str, int], chance: Chance
) -> int | None:
    """Let the longest waiting open damage become the long one; None where there is none."""
    with context.database.read() as session:
        case_id = _oldest_damage(session)
    if case_id is None:
        return None
    photographs = [picture(chance) for _ in range(PICTURES)]
    kept = [context.documents.put([content]) for content in photographs]
    report = documents(_report())
    stored = context.documents.put([report])
    with context.database.write() as unit:
        session = unit.session
        case = session.get_one(Case, case_id)
        moments = _moments(case.received_at, context.clock.now(), chance)
        name = _who_wrote(session, case)
        clerks = [staff[login] for login in sorted(staff) if login.startswith("clerk")]
        messages = [_message(case, number, at, name, clerks) for number, at in enumerate(moments)]
        session.add_all(messages)
        session.flush()
        asked = [message for message in messages if message.direction is Direction.INCOMING]
        for number, content in enumerate(kept):
            message = asked[number * len(asked) // PICTURES]
            session.add(
                _file(
                    message, f"Bild-{number + 1:02}.png", "image/png", content.size, content.sha256
                )
            )
        session.add(
            _file(asked[-1], "Gutachten.pdf", "application/pdf", stored.size, stored.sha256)
        )
    return case_id


def _oldest_damage(session: Session) -> int | None:
    return session.scalars(
        select(Case.id)
        .join(Category, Category.id == Case.category_id)
        .where(
            Category.code == "damage",
            Case.state != CaseState.CLOSED,
            Case.tenancy_id.is_not(None),
            Case.portal_account_id.is_not(None),
        )
        .order_by(Case.received_at, Case.id)
        .limit(1)
    ).first()


def _who_wrote(session: Session, case: Case) -> str:
    tenant = session.scalars(
        select(Tenant)
        .join(TenancyParty, TenancyParty.tenant_id == Tenant.id)
        .where(TenancyParty.tenancy_id == case.tenancy_id)
        .order_by(TenancyParty.party_number)
    ).first()
    return "" if tenant is None else tenant.full_name


def _moments(first: datetime, last: datetime, chance: Chance) -> list[datetime]:
    """From the receipt to now, while people are at work, the receipt's own message left out."""
    step = max((last - first) / MESSAGES, timedelta(seconds=1))
    evenly = [first + step * number for number in range(1, MESSAGES)]
    moved = ((moment, next_office_hour(moment, chance)) for moment in evenly)
    return sorted(later if later < last else moment for moment, later in moved)


def _message(case: Case, number: int, at: datetime, name: str, clerks: list[int]) -> Message:
    incoming = number % 3 != 2
    words = _ASKED if incoming else _ANSWERED
    return Message(
        case_id=case.id,
        direction=Direction.INCOMING if incoming else Direction.OUTGOING,
        channel=Channel.PORTAL,
        staff_id=None if incoming else clerks[number % len(clerks)],
        correspondent=name,
        subject=case.subject,
        text=words[number % len(words)],
        at=at,
    )


def _file(message: Message, name: str, media_type: str, size: int, sha256: str) -> Attachment:
    return Attachment(
        message_id=message.id, name=name, media_type=media_type, size=size, sha256=sha256
    )


def _report() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (
            f"Gutachten zur Heizung, Seite {number}",
            (
                "Der Heizkörper im Bad wurde geprüft. Das Ventil ist verkalkt.",
                f"Messung {number}: Vorlauf {40 + number} Grad, Rücklauf {30 + number} Grad.",
                "Empfohlen wird der Austausch von Ventil und Fühler.",
            ),
        )
        for number in range(1, _PAGES + 1)
    )
