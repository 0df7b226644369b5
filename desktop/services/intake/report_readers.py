"""Which report of the portal is read by whom."""

from collections.abc import Mapping

from desktop.domain.portal_event import PortalEventType
from desktop.services.intake.contact_events import read_contact_report
from desktop.services.intake.reports import Reader

READERS: Mapping[PortalEventType, Reader] = {
    PortalEventType.CONTACT_CHANGED: read_contact_report,
}
