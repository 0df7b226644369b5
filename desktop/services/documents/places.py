"""Where companies keep the documents of their tenants, read from their settings."""

from dataclasses import dataclass

from sqlalchemy import select

from desktop.database.engine import Database
from desktop.domain.document_places import DocumentPlace, parse_place
from desktop.domain.errors import UserError
from desktop.models.company import Company
from desktop.services.staff.company_settings import parse_rules


@dataclass(frozen=True, slots=True)
class CompanyPlaces:
    """Answers from the database as it is; a setting counts from the moment it is saved."""

    database: Database

    def of(self, company_code: str) -> tuple[DocumentPlace, ...]:
        """Return the places of a company, that for new documents first.

        Raises:
            UserError: ``company.unknown`` with ``company``, ``company.bad_settings``.
        """
        with self.database.read() as session:
            settings = session.scalar(select(Company.settings).where(Company.code == company_code))
        if settings is None:
            raise UserError("company.unknown", company=company_code)
        return _places(settings, company_code)

    def all(self) -> tuple[DocumentPlace, ...]:
        """Return the places of all companies, each once.

        Raises:
            UserError: ``company.bad_settings``.
        """
        with self.database.read() as session:
            companies = session.execute(
                select(Company.code, Company.settings).order_by(Company.id)
            ).tuples()
            places = [place for code, settings in companies for place in _places(settings, code)]
        return tuple(dict.fromkeys(places))


def _places(settings: dict[str, object], company_code: str) -> tuple[DocumentPlace, ...]:
    if "document_places" not in settings:
        return ()
    return tuple(map(parse_place, parse_rules(settings, company_code).document_places))
