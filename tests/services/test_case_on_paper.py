"""A case on paper, its neighbours in the house, and the rights of both."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication
from PySide6.QtPdf import QPdfDocument
from sqlalchemy import select

from desktop.domain.case_status import Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.company import Company
from desktop.models.exchange import AuditEvent
from desktop.models.tenancy import Unit
from desktop.services.audit import AuditAction
from desktop.services.cases import printing
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import AddNote
from desktop.services.cases.creation import NewCase, create_case
from desktop.services.cases.house import HOUSE_DAYS
from desktop.services.context import ServiceContext
from desktop.services.conversation import use_cases as conversation
from desktop.views.case.case_paper import StoppedError, pdf_of
from tests.support.bank_cases import add_application
from tests.support.clock import FixedClock
from tests.support.factories import (
    NEW_IBAN,
    Household,
    add_household,
    add_tenancy,
    add_tenant,
    add_unit,
)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def test_a_case_on_paper_has_everything_but_ibans(
    context: ServiceContext, home: Household, qapp: QGuiApplication
) -> None:
    del qapp
    case_id = add_application(context, home)
    for number in range(60):
        text = f"Notiz {number}: Rückruf wegen {NEW_IBAN} geführt. " + "Es blieb dabei. " * 8
        conversation.add_note(context, home.clerk, AddNote(case_id, text))
    case = printing.printed_case(context, home.clerk, case_id)
    told: list[tuple[int, int]] = []
    content, pages = pdf_of(case, on_page=told.append)
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    read = QPdfDocument()
    read.load(buffer)
    text = "\n".join(read.getAllText(number).text() for number in range(read.pageCount()))
    size = read.pagePointSize(0)
    read.close()
    assert read.pageCount() == 0
    assert pages == len(told) > 2
    assert told[-1] == (pages, pages)
    assert case.reference in text
    assert "Prüfung" in text
    assert "Notiz 0:" in text
    assert "Notiz 59:" in text
    assert f"Seite {pages} von {pages}" in text
    assert NEW_IBAN not in text.replace(" ", "")
    assert "2051" in text
    assert (round(size.width()), round(size.height())) == (595, 842)


def test_it_stops_between_pages_and_is_logged_when_it_is_done(
    context: ServiceContext, home: Household, qapp: QGuiApplication
) -> None:
    del qapp
    case_id = add_application(context, home)
    case = printing.printed_case(context, home.clerk, case_id)
    with pytest.raises(StoppedError):
        pdf_of(case, is_cancelled=lambda: True)
    printing.note_on_paper(context, home.clerk, case_id, AuditAction.CASE_EXPORTED, 3)
    with pytest.raises(ValueError, match="paper"):
        printing.note_on_paper(context, home.clerk, case_id, AuditAction.CASE_CLOSED, 3)
    stranger = replace(home.clerk, company_ids=frozenset())
    with pytest.raises(UserError, match=r"access\.denied"):
        printing.printed_case(context, stranger, case_id)
    with context.database.read() as session:
        query = select(AuditEvent.details).where(AuditEvent.action == "case.exported")
        (details,) = session.scalars(query)
    assert '"pages":3' in details


def test_whoever_keeps_the_program_prints_no_iban_either(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home)
    keeper = replace(home.clerk, role=Role.ADMINISTRATOR)
    assert NEW_IBAN not in repr(printing.printed_case(context, keeper, case_id))


def test_neighbours_of_the_last_days_are_known(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    own = _damage(context, home, home.tenancy_id, "Heizung kalt", days=1)
    same_contract = _damage(context, home, home.tenancy_id, "Fenster", days=1)
    neighbour = _neighbour(context, home)
    near = _damage(context, home, neighbour, "Heizung auch kalt", days=2)
    old = _damage(context, home, neighbour, "Klingel", days=HOUSE_DAYS.days + 1)
    card = cases.case_view(context, home.clerk, own).tenancy
    assert card is not None
    assert [case.case_id for case in card.house_cases] == [near]
    assert card.house_cases[0].tenant_name == "Kim Nachbar"
    assert card.cases_total == 1
    assert [case.case_id for case in card.earlier_cases] == [same_contract]
    assert old not in {case.case_id for case in card.house_cases}
    clock.advance(timedelta(days=13))
    later = cases.case_view(context, home.clerk, own).tenancy
    assert later is not None
    assert later.house_cases == ()


def _neighbour(context: ServiceContext, home: Household) -> int:
    """Another flat of the same house, let to somebody else."""
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        flat = add_unit(unit, company, property_number="4499", number="0303")
        house = unit.session.scalars(select(Unit.property_id).order_by(Unit.id)).first()
        assert house is not None
        flat.property_id = house
        tenant = add_tenant(unit, company, "Kim", "Nachbar")
        return add_tenancy(unit, company, flat, [tenant], "10.4417.0303").id


def _damage(
    context: ServiceContext, home: Household, tenancy_id: int, subject: str, *, days: int
) -> int:
    with context.database.write() as unit:
        new = NewCase(
            company_id=home.company_id,
            category_id=home.categories["damage"],
            tenancy_id=tenancy_id,
            channel=Channel.APP,
            received_at=context.clock.now() - timedelta(days=days),
            correspondent="Kim Nachbar",
            subject=subject,
        )
        return create_case(unit, context, new).id
