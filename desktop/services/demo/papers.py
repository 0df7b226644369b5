"""Documents in some accounts: read and unread, a recalled one, one the archive is asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import CaseState
from desktop.domain.document_period import Period
from desktop.domain.documents import DocumentKind, RecallReason, ScanState, TextState
from desktop.domain.kinds import DeliveryState
from desktop.models.case import Case
from desktop.models.company import Category, Company
from desktop.models.document import Document, DocumentRecipient
from desktop.models.exchange import Delivery
from desktop.models.tenancy import Tenancy
from desktop.services.cases.commands import TakeCase
from desktop.services.cases.use_cases import take
from desktop.services.context import ServiceContext
from desktop.services.demo.chance import Chance
from desktop.services.demo.files import document
from desktop.services.demo.office_hours import at_work
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.documents.commands import (
    AskArchive,
    PublishDocument,
    RecallDocument,
    SetLegalHold,
)
from desktop.services.documents.contents import TakenIn
from desktop.services.documents.use_cases import (
    ask_archive,
    publish_document,
    recall_document,
    set_legal_hold,
)
from desktop.services.search.documents import people_of
from desktop.services.staff.access import Actor

_EVERY = 5
"""Every so many running contracts one has documents."""
_ACCOUNTS = 14
_DAYS = (300, 40, 5, 1)
"""So many days ago the papers of an account were published, the oldest first."""
_READ_PERCENT = 60
_ARCHIVE_DAYS = 10


@dataclass(frozen=True, slots=True)
class _Home:
    tenancy_id: int
    contract_number: str
    starts_on: date
    company_id: int
    company_name: str
    company_code: str
    names: str


@dataclass(frozen=True, slots=True)
class _Paper:
    kind: DocumentKind
    title: str
    period: Period | None
    lines: tuple[str, ...]


def lay_papers(
    context: ServiceContext,
    clock: SteppingClock,
    actors: Mapping[str, Actor],
    chance: Chance,
) -> None:
    """Publish, recall and ask as colleagues did until the clock's afternoon; it ends there."""
    end = clock.now()
    clerk = actors["clerk1"]
    with context.database.read() as session:
        wanting = _wanting(session, clerk)
        homes = _homes(session, clerk, [case.tenancy_id for case in wanting if case.tenancy_id])
    published: list[int] = []
    papers_of = [tuple(_papers(home, end)) for home in homes]
    for place, days in enumerate(_DAYS):
        clock.set_to(at_work(_workday(berlin_day(end) - timedelta(days=days)), chance))
        for home, papers in zip(homes, papers_of, strict=True):
            paper = papers[place]
            if paper.kind is DocumentKind.OPERATING_COSTS or chance.happens(70):
                published.append(_publish(context, clerk, home, paper))
    clock.set_to(end)
    recall = RecallDocument(
        document_id=_in_portal(context, published),
        reason=RecallReason.WRONG_CONTENT,
        note="Seite 2 fehlte",
    )
    recall_document(context, clerk, recall)
    set_legal_hold(
        context,
        clerk,
        SetLegalHold(tenancy_id=homes[-1].tenancy_id, reason="Rechtsstreit über die Heizkosten"),
    )
    if wanting:
        _ask(context, clerk, wanting[0], berlin_day(end))
    _let_arrive(context, chance, end)


def _workday(day: date) -> date:
    """The day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _wanting(session: Session, clerk: Actor) -> list[Case]:
    """Open cases in which somebody asks for a document."""
    query = (
        select(Case)
        .join(Category, Category.id == Case.category_id)
        .where(
            Category.code == "documents",
            Case.state.in_([CaseState.NEW, CaseState.IN_REVIEW]),
            Case.tenancy_id.is_not(None),
        )
        .order_by(Case.assignee_id != clerk.staff_id, Case.id.desc())
        .limit(3)
    )
    if clerk.company_ids is not None:
        query = query.where(Case.company_id.in_(clerk.company_ids))
    return list(session.scalars(query))


def _homes(session: Session, clerk: Actor, wanted: list[int]) -> list[_Home]:
    query = select(Tenancy.id).where(Tenancy.ends_on.is_(None)).order_by(Tenancy.id)
    if clerk.company_ids is not None:
        query = query.where(Tenancy.company_id.in_(clerk.company_ids))
    running = session.scalars(query.limit(_EVERY * _ACCOUNTS)).all()
    chosen = list(dict.fromkeys([*wanted, *running[::_EVERY]]))
    people = people_of(session, chosen)
    rows = session.execute(
        select(Tenancy, Company.name, Company.code)
        .join(Company, Company.id == Tenancy.company_id)
        .where(Tenancy.id.in_(chosen), or_(Tenancy.ends_on.is_(None), Tenancy.id.in_(wanted)))
        .order_by(Tenancy.id)
    )
    return [
        _Home(
            tenancy_id=row.Tenancy.id,
            contract_number=row.Tenancy.contract_number,
            starts_on=row.Tenancy.starts_on,
            company_id=row.Tenancy.company_id,
            company_name=row.name,
            company_code=row.code,
            names=", ".join(one.name for one in people.get(row.Tenancy.id, ())),
        )
        for row in rows
        if row.Tenancy.ends_on is None
    ]


def _papers(home: _Home, now: datetime) -> Iterator[_Paper]:
    """The papers of one account, the oldest first."""
    year = berlin_day(now).year - 1
    yield _Paper(
        DocumentKind.CONTRACT,
        "Mietvertrag",
        None,
        (f"Der Vertrag begann am {home.starts_on:%d.%m.%Y}.",),
    )
    period = Period(date(year, 1, 1), date(year, 12, 31))
    if home.starts_on > period.last:
        yield _Paper(DocumentKind.HANDOVER_RECORD, "Übergabeprotokoll", None, ("Keine Mängel.",))
    else:
        yield _Paper(
            DocumentKind.OPERATING_COSTS,
            f"Betriebskostenabrechnung {year}",
            period,
            (f"Abrechnungszeitraum 01.01.{year} bis 31.12.{year}.", "Ihr Guthaben: 41,17 €"),
        )
    yield _Paper(
        DocumentKind.HOUSE_RULES, "Hausordnung", None, ("Ruhezeiten: 13 bis 15 und 22 bis 6 Uhr.",)
    )
    yield _Paper(
        DocumentKind.LETTER,
        "Termin zum Ablesen der Zähler",
        None,
        ("Wir lesen am 14. Dezember zwischen 8 und 12 Uhr ab.",),
    )


def _publish(context: ServiceContext, clerk: Actor, home: _Home, paper: _Paper) -> int:
    lines = (home.names, f"Vertrag {home.contract_number}", "", *paper.lines, "", home.company_name)
    content = document(paper.title, lines)
    stored = context.stores.of(home.company_code).put([content])
    taken = TakenIn(
        name=f"{paper.title}.pdf",
        sha256=stored.sha256,
        size=stored.size,
        media_type="application/pdf",
        pages=1,
        text_state=TextState.READ,
        # What the page says is known; no process has to be started to read it.
        text="\n".join((paper.title, *lines)),
        scan_state=ScanState.NOT_SCANNED,
        seen_at=context.clock.now(),
    )
    command = PublishDocument(
        tenancy_id=home.tenancy_id,
        content=taken,
        kind=paper.kind,
        title=paper.title,
        period=paper.period,
        late_accepted=True,
    )
    return publish_document(context, clerk, command).document_id


def _in_portal(context: ServiceContext, published: list[int]) -> int:
    """The latest document that somebody got in the portal; the latest of all where nobody did."""
    with context.database.read() as session:
        found = session.scalars(
            select(DocumentRecipient.document_id)
            .where(
                DocumentRecipient.document_id.in_(published),
                DocumentRecipient.delivery_id.is_not(None),
            )
            .order_by(DocumentRecipient.document_id.desc())
        ).first()
    return published[-1] if found is None else found


def _ask(context: ServiceContext, clerk: Actor, case: Case, today: date) -> None:
    if case.tenancy_id is None:
        return
    with context.database.read() as session:
        version = session.get_one(Case, case.id).version
    if case.assignee_id is None:
        version = take(context, clerk, TakeCase(case.id, version)).version
    command = AskArchive(
        tenancy_id=case.tenancy_id,
        kind=DocumentKind.HANDOVER_RECORD,
        wanted="Übergabeprotokoll vom Einzug",
        due_on=_workday(today + timedelta(days=_ARCHIVE_DAYS)),
        case_id=case.id,
        expected_version=version,
    )
    ask_archive(context, clerk, command)


def _let_arrive(context: ServiceContext, chance: Chance, end: datetime) -> None:
    """What is older than some hours has reached the portal, and some have opened it there."""
    earlier = end - timedelta(hours=2)
    with context.database.write() as unit:
        rows = unit.session.execute(
            select(DocumentRecipient, Document, Delivery)
            .join(Document, Document.id == DocumentRecipient.document_id)
            .join(
                Delivery,
                or_(
                    Delivery.id == DocumentRecipient.delivery_id,
                    Delivery.id == DocumentRecipient.letter_id,
                ),
            )
            .where(Delivery.time < earlier, Delivery.state == DeliveryState.WAITING)
            .order_by(DocumentRecipient.document_id, DocumentRecipient.tenant_id)
        ).tuples()
        for recipient, paper, delivery in rows:
            delivery.state, delivery.attempts = DeliveryState.DELIVERED, 1
            delivery.delivered_at = paper.published_at + timedelta(minutes=1)
            if recipient.delivery_id == delivery.id and chance.happens(_READ_PERCENT):
                read_at = chance.instant(paper.published_at + timedelta(hours=1), end)
                recipient.read_at = read_at.astimezone(UTC)
