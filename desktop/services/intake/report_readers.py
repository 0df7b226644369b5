"""Which report of the portal is read by whom."""

from collections.abc import Mapping

from desktop.domain.portal_event import PortalEventType
from desktop.services.certificates.requests import read_request
from desktop.services.documents.receipts import read_receipt
from desktop.services.intake.contact_events import read_contact_report
from desktop.services.intake.reports import Reader
from desktop.services.registration.reports import read_account_report

READERS: Mapping[PortalEventType, Reader] = {
    PortalEventType.REGISTRATION_ATTEMPTED: read_account_report,
    PortalEventType.REGISTRATION_CODE_LOCKED: read_account_report,
    PortalEventType.REGISTRATION_COMPLETED: read_account_report,
    PortalEventType.ACCOUNT_ACTIVATED: read_account_report,
    PortalEventType.ACCOUNT_CLOSED: read_account_report,
    PortalEventType.CONSENT_WITHDRAWN: read_account_report,
    PortalEventType.CONTACT_CHANGED: read_contact_report,
    PortalEventType.DOCUMENT_READ: read_receipt,
    PortalEventType.CERTIFICATE_REQUESTED: read_request,
}
