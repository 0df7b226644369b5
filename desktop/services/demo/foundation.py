"""The two companies, the people who work there, and the nine categories."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from desktop.domain.code_letter import Part
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.kinds import Role
from desktop.domain.workdays import FederalState, WorkdayCalendar
from desktop.models.company import Company, Staff, StaffCompany
from desktop.models.registration import LetterTemplate
from desktop.services.categories.built_in import lay_categories
from desktop.services.demo import material
from desktop.services.demo.accounts import creditor_id
from desktop.services.demo.bulk import BulkWriter
from desktop.services.letters.templates import KIND

DEMO_PASSWORD = "Mieterdesk-Probe-2026"  # noqa: S105 - shown on the demonstration's sign-in page
"""The one password of all invented colleagues."""
PORTAL = "https://portal.mieterdesk.example/registrierung"
"""Where invented tenants type their codes."""
_TEMPLATES_MADE = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class House:
    """One company as the other demonstration modules need it."""

    id: int
    material: material.DemoCompany
    creditor_id: str
    calendar: WorkdayCalendar

    @property
    def code(self) -> str:
        """The company's short sign: ``thor``."""
        return self.material.code


@dataclass(frozen=True, slots=True)
class Foundation:
    """Keys of what everything else refers to."""

    companies: tuple[House, ...]
    categories: Mapping[str, int]
    staff: Mapping[str, int]


def lay_foundation(session: Session, writer: BulkWriter, password_hash: str) -> Foundation:
    """Add companies with their emergency number, staff with one password, and categories."""
    houses = tuple(_add_company(writer, entry) for entry in material.companies())
    staff = {entry.login: _add_staff(writer, entry, password_hash) for entry in material.staff()}
    for staff_id in staff.values():
        for house in houses:
            writer.add(StaffCompany, staff_id=staff_id, company_id=house.id)
    writer.flush()
    return Foundation(houses, lay_categories(session), staff)


def _add_company(writer: BulkWriter, entry: material.DemoCompany) -> House:
    house = House(
        id=writer.key(Company),
        material=entry,
        creditor_id=creditor_id(entry.creditor_business_code, entry.creditor_number),
        calendar=WorkdayCalendar.for_company(FederalState(entry.federal_state), DEFAULT_RULES),
    )
    writer.add(
        Company,
        id=house.id,
        version=1,
        code=entry.code,
        name=entry.name,
        short_name=entry.short_name,
        town=entry.town,
        federal_state=entry.federal_state,
        creditor_id=house.creditor_id,
        settings={"emergency_phone": entry.emergency_phone},
        **entry.letterhead,
    )
    writer.add(
        LetterTemplate,
        id=writer.key(LetterTemplate),
        version=1,
        company_id=house.id,
        kind=KIND,
        number=1,
        texts={Part.PORTAL.value: PORTAL},
        made_at=_TEMPLATES_MADE,
        made_by_id=None,
    )
    return house


def _add_staff(writer: BulkWriter, entry: material.DemoStaff, password_hash: str) -> int:
    key = writer.key(Staff)
    writer.add(
        Staff,
        id=key,
        version=1,
        login=entry.login,
        name=entry.name,
        initials=entry.initials,
        role=Role(entry.role),
        password_hash=password_hash,
        active=True,
    )
    return key
