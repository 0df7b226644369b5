"""What the portal reports of an account: read and checked first, then applied in one transaction.

Each kind of report is a ``PortalReport`` with a reader; ``report_readers`` is their table. A report
makes a case only where a person has to look.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.kinds import IntakeOutcome
from desktop.domain.portal_event import PortalEvent
from desktop.services.context import ServiceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressing:
    """Whose contract an event belongs to; the account is empty where it is not one of it.

    ``tenant_id`` is the account's party, ``correspondent`` the name of who wrote.
    """

    company_id: int
    tenancy_id: int
    portal_account_id: int | None
    tenant_id: int | None
    correspondent: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a report: a case it made, a message in one, or nothing but what is known now."""

    outcome: IntakeOutcome = IntakeOutcome.APPLIED
    case_id: int | None = None
    message_id: int | None = None


class PortalReport(ABC):
    """A report that keeps the contract."""

    @abstractmethod
    def take_in(
        self,
        unit: UnitOfWork,
        context: ServiceContext,
        event: PortalEvent,
        addressing: Addressing,
    ) -> Taken:
        """Apply the report in the caller's transaction, and say what came of it."""


Reader = Callable[[PortalEvent], PortalReport]
"""Raises ``RefusedEventError`` (``schema``) for a report that does not keep the contract."""
