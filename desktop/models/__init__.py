"""SQLAlchemy mapped classes, a module per aggregate. Import the modules, not this package.

``metadata`` has every table once this package is imported; Alembic is the only source of the
schema.
"""

from desktop.models import (
    bank,
    case,
    company,
    consumption,
    contact,
    document,
    exchange,
    form,
    letter,
    master_data,
    operation,
    personal,
    recording,
    registration,
    search,
    standing,
    team,
    tenancy,
    work,
)
from desktop.models.base import Base

metadata = Base.metadata

__all__ = [
    "bank",
    "case",
    "company",
    "consumption",
    "contact",
    "document",
    "exchange",
    "form",
    "letter",
    "master_data",
    "metadata",
    "operation",
    "personal",
    "recording",
    "registration",
    "search",
    "standing",
    "team",
    "tenancy",
    "work",
]
