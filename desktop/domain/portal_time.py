"""Times as the portal writes them (rules of arrival)."""

import re
from datetime import datetime

from desktop.domain.berlin_time import to_utc
from desktop.domain.portal_json import QuarantineReason, RefusedEventError

_EARLIEST_YEAR = 2000
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,12})?)?"
    r"([Zz]|[+-][0-9]{2}:?[0-9]{2})?"
)


def parse_time(value: object, place: str) -> datetime:
    """Return an instant (UTC); without a zone it is Berlin time. ``place`` is where it stands.

    Raises:
        RefusedEventError: ``schema`` where it is absent, unreadable or before 2000.
    """
    if not isinstance(value, str) or _TIME.fullmatch(value) is None:
        raise RefusedEventError(QuarantineReason.SCHEMA, place)
    try:
        written = datetime.fromisoformat(value.upper())
    except ValueError:
        raise RefusedEventError(QuarantineReason.SCHEMA, place) from None
    # The year as it is written: New Year's Eve is not another year because of a zone. The last
    # year of the calendar is left out because another zone may lie beyond it.
    if not _EARLIEST_YEAR <= written.year < 9999:
        raise RefusedEventError(QuarantineReason.SCHEMA, place)
    return to_utc(written)
