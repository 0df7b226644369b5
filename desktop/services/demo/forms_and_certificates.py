"""Three forms of the library, a certificate that was issued and one that lacks something."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import CaseState
from desktop.domain.certificates import CertificateKind
from desktop.domain.documents import CertificateState, ScanState, TextState
from desktop.domain.kinds import DeliveryState, UnitKind
from desktop.domain.letter import Letter
from desktop.models.case import Case
from desktop.models.company import Category, Company
from desktop.models.exchange import Delivery
from desktop.models.tenancy import Tenancy, Unit
from desktop.services.categories.codes import WITH_CERTIFICATES
from desktop.services.certificates.commands import IssueCertificate, PrepareCertificate
from desktop.services.certificates.use_cases import issue_certificate, prepare_certificate
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent
from desktop.services.demo.chance import Chance
from desktop.services.demo.files import document
from desktop.services.demo.office_hours import at_work
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.documents.contents import TakenIn
from desktop.services.library_forms.commands import AddForm, AddVersion, PublishForm, WithdrawForm
from desktop.services.library_forms.use_cases import (
    add_form,
    add_version,
    publish_form,
    withdraw_form,
)
from desktop.services.library_forms.view import FormRow
from desktop.services.staff.access import Actor

_FORMS = (
    "Antrag auf Untervermietung",
    "Einwilligung in die elektronische Zustellung",
    "Anzeige einer Tierhaltung",
)
_FORM_DAYS = 60


class _PlainPress:
    """Makes certificates as plain pages: a demonstration has no paper to be printed on."""

    def pdf(self, letters: Sequence[Letter], *, made_at: datetime, cover: str = "") -> bytes:
        """Return the facts of one letter as a page."""
        del made_at, cover
        (letter,) = letters
        lines: list[str] = []
        for block in letter.body:
            lines += block.text.splitlines()
            lines += [f"{name}: {value}" for name, value in block.facts]
            lines.append("")
        return document(letter.subject, tuple(lines))

    def pages(self, letter: Letter) -> int:
        """Every letter is one page."""
        del letter
        return 1

    def is_too_wide(self, line: str) -> bool:
        """Nothing is put into a window."""
        del line
        return False


def bring_forms_and_certificates(
    context: ServiceContext,
    clock: SteppingClock,
    actors: Mapping[str, Actor],
    chance: Chance,
) -> None:
    """Do what colleagues did until the clock's afternoon; it ends there."""
    end = clock.now()
    clerk, lead = actors["clerk1"], actors["lead"]
    day = berlin_day(end) - timedelta(days=_FORM_DAYS)
    clock.set_to(at_work(day - timedelta(days=max(0, day.weekday() - 4)), chance))
    _forms(context, lead)
    _let_arrive(context)
    clock.set_to(end)
    _certificates(context, clerk)


def _forms(context: ServiceContext, lead: Actor) -> None:
    """One in its second version, one with a version that waits, one that was withdrawn."""
    with context.database.read() as session:
        query = select(Company.id, Company.code).order_by(Company.id).limit(1)
        if lead.company_ids is not None:
            query = query.where(Company.id.in_(lead.company_ids))
        company_id, code = session.execute(query).tuples().one()
    rows = [
        add_form(
            context,
            lead,
            AddForm(company_id=company_id, title=title, content=_taken(context, code, title, 1)),
        )
        for title in _FORMS
    ]
    rows = [_publish(context, lead, row) for row in rows]
    second = [
        add_version(
            context,
            lead,
            AddVersion(
                form_id=row.form_id,
                seen=row.seen,
                content=_taken(context, code, row.title, 2),
                note="Felder für die E-Mail-Adresse ergänzt",
            ),
        )
        for row in rows[:2]
    ]
    _publish(context, lead, second[0])
    withdraw_form(
        context,
        lead,
        WithdrawForm(form_id=rows[2].form_id, seen=rows[2].seen, reason="Anzeige genügt formlos"),
    )


def _publish(context: ServiceContext, lead: Actor, row: FormRow) -> FormRow:
    return publish_form(context, lead, PublishForm(form_id=row.form_id, seen=row.seen))


def _taken(context: ServiceContext, code: str, title: str, number: int) -> TakenIn:
    lines = ("Name, Vorname:", "", "Vertragsnummer:", "", "Datum, Unterschrift:", "", f"{number}/2")
    stored = context.stores.of(code).put([document(title, lines)])
    return TakenIn(
        name=f"{title}.pdf",
        sha256=stored.sha256,
        size=stored.size,
        media_type="application/pdf",
        pages=1,
        # What the page says is known; no process has to be started to read it.
        text_state=TextState.READ,
        text="\n".join((title, *lines)),
        scan_state=ScanState.NOT_SCANNED,
        seen_at=context.clock.now(),
    )


def _certificates(context: ServiceContext, clerk: Actor) -> None:
    """The first case has its paper, the second one that waits for the day of moving in."""
    with context.database.read() as session:
        cases = _asked(session, clerk)
    kinds = (CertificateKind.RENT, CertificateKind.LANDLORD)
    for kind, (case_id, tenancy_id) in zip(kinds, cases, strict=False):
        command = PrepareCertificate(tenancy_id=tenancy_id, kind=kind, case_id=case_id)
        view = prepare_certificate(context, clerk, command)
        if kind is CertificateKind.RENT and view.state is CertificateState.DRAFT:
            issue = IssueCertificate(certificate_id=view.certificate_id, version=view.version)
            issue_certificate(context, clerk, _PlainPress(), issue)


def _asked(session: Session, clerk: Actor) -> list[tuple[int, int]]:
    """Open cases about a certificate with their contracts; only a flat has all kinds of them."""
    query = (
        select(Case.id, Tenancy.id)
        .join(Category, Category.id == Case.category_id)
        .join(Tenancy, Tenancy.id == Case.tenancy_id)
        .join(Unit, Unit.id == Tenancy.unit_id)
        .where(
            Unit.kind == UnitKind.FLAT,
            Category.code == WITH_CERTIFICATES[0],
            Case.state.in_([CaseState.NEW, CaseState.IN_REVIEW]),
        )
        .order_by(Case.assignee_id != clerk.staff_id, Case.id.desc())
        .limit(2)
    )
    if clerk.company_ids is not None:
        query = query.where(Case.company_id.in_(clerk.company_ids))
    return [(case_id, tenancy_id) for case_id, tenancy_id in session.execute(query).tuples()]


def _let_arrive(context: ServiceContext) -> None:
    """What left the house has reached the portal."""
    events = (OutgoingEvent.FORM_PUBLISHED.value, OutgoingEvent.FORM_WITHDRAWN.value)
    with context.database.write() as unit:
        unit.session.execute(
            update(Delivery)
            .where(Delivery.state == DeliveryState.WAITING, Delivery.type.in_(events))
            .values(
                state=DeliveryState.DELIVERED,
                attempts=1,
                delivered_at=Delivery.time,
            )
        )
