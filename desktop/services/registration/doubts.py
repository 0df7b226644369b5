"""What of the portal's reports does not fit to what is known here: a person has to look."""

from enum import StrEnum

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.portal_event import PortalEvent
from desktop.domain.work import Priority
from desktop.models.case import Case
from desktop.services.context import ServiceContext
from desktop.services.intake.reports import Addressing, Taken
from desktop.services.registration.report_cases import ReportCase, make_case
from desktop.services.registration.report_people import correspondent
from desktop.texts import Language, speaking
from desktop.texts.portal_reports import doubt_subject, doubt_text


class Doubt(StrEnum):
    """Why somebody has to look; each has a text in ``desktop.texts.portal_reports``."""

    OLD_CODE_USED = "old_code_used"
    """The portal took a code that was dead."""
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_ACCOUNT = "unknown_account"
    NAME_TAKEN = "name_taken"
    """The portal calls the account as another one is called."""


def put_before_person(
    unit: UnitOfWork,
    context: ServiceContext,
    event: PortalEvent,
    addressing: Addressing,
    account_id: int | None,
    doubt: Doubt,
) -> Taken:
    """Make an urgent case of a report that does not fit.

    The case names no account, so that nobody who got hold of one is told by the portal.
    """
    name = correspondent(unit.session, account_id, addressing)
    with speaking(Language.GERMAN):
        wanted = ReportCase(
            subject=doubt_subject(),
            text=doubt_text(doubt.value, event.type.value, name, event.time),
            correspondent=name,
            account_id=None,
        )
    noted = make_case(unit, context, event, addressing, wanted)
    unit.session.get_one(Case, noted.case_id).priority = Priority.HIGH
    return noted
