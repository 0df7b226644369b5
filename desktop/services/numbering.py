"""Numbers that are handed out once, whoever asks at the same time.

A number is drawn in the transaction that uses it: if that is rolled back, the number is free again.
On PostgreSQL the counter's row stays locked until the commit, so others wait and never get the
same.
"""

from sqlalchemy import select

from desktop.database.statements import insert_with_conflict
from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.mandate import make_reference, reference_key
from desktop.models.bank import Mandate
from desktop.models.company import Company, Counter
from desktop.models.tenancy import Tenancy

FIRST_CASE = 100_001
"""Case references start with six digits, so that they sort and sound alike."""


def next_number(unit: UnitOfWork, name: str, *, first: int = 1) -> int:
    """Draw the next number of the counter ``name``; a new counter starts at ``first``."""
    return reserve_numbers(unit, name, 1, first=first)[0]


def reserve_numbers(unit: UnitOfWork, name: str, count: int, *, first: int = 1) -> range:
    """Draw ``count`` successive numbers at once; for bulk work such as demo data."""
    if count < 1:
        raise ValueError("count")
    drawn = unit.session.execute(
        insert_with_conflict(unit.session, Counter)
        .values(name=name, value=first + count - 1)
        .on_conflict_do_update(index_elements=[Counter.name], set_={"value": Counter.value + count})
        .returning(Counter.value)
    ).scalar_one()
    return range(drawn - count + 1, drawn + 1)


def case_reference(unit: UnitOfWork, year: int) -> str:
    """Draw the reference of a case received in ``year``: ``V-2026-110418``."""
    return format_case_reference(year, next_number(unit, f"case.{year}", first=FIRST_CASE))


def reserve_case_references(unit: UnitOfWork, year: int, count: int) -> list[str]:
    """Draw the references of ``count`` cases received in ``year`` at once."""
    numbers = reserve_numbers(unit, f"case.{year}", count, first=FIRST_CASE)
    return [format_case_reference(year, number) for number in numbers]


def format_case_reference(year: int, number: int) -> str:
    """Return how a case of ``year`` with this number is called."""
    return f"V-{year:04d}-{number:06d}"


def next_mandate_reference(unit: UnitOfWork, tenancy_id: int) -> str:
    """Draw a mandate reference of our own for a tenancy: ``THOR-004417-02``.

    It is none that any mandate of the company has, ignoring case; references that came from
    elsewhere are passed over.
    """
    code, contract, creditor = unit.session.execute(
        select(Company.code, Tenancy.contract_number, Company.creditor_id)
        .join(Tenancy, Tenancy.company_id == Company.id)
        .where(Tenancy.id == tenancy_id)
    ).one()
    while True:
        number = next_number(unit, f"mandate.{tenancy_id}")
        reference = make_reference(code, contract, number)
        if not _is_taken(unit, creditor, reference_key(reference)):
            return reference


def _is_taken(unit: UnitOfWork, creditor_id: str, key: str) -> bool:
    query = select(Mandate.id).where(
        Mandate.reference_key == key, Mandate.creditor_id == creditor_id
    )
    return unit.session.scalars(query.limit(1)).first() is not None
