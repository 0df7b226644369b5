"""Words of office hours: what the settings mean today."""

from collections.abc import Sequence
from datetime import datetime, time

from desktop.texts import tr
from desktop.texts.dates import near_moment
from desktop.texts.holidays import holiday_text


def spans_text(spans: Sequence[tuple[time, time]]) -> str:
    """Return the hours of a day: "08:00 bis 12:00, 13:00 bis 16:00 Uhr"."""
    parts = [
        tr("{start} bis {end}", start=f"{start:%H:%M}", end=f"{end:%H:%M}") for start, end in spans
    ]
    return tr("{spans} Uhr", spans=", ".join(parts))


def day_text(spans: Sequence[tuple[time, time]], closed_by: str) -> str:
    """Return when the office is open on a day; ``closed_by`` is a holiday or closing day."""
    if closed_by:
        return tr("Geschlossen: {reason}", reason=holiday_text(closed_by))
    if not spans:
        return tr("Geschlossen: an diesem Wochentag ist kein Büro")
    return tr("Geöffnet {hours}", hours=spans_text(spans))


def now_text(*, is_open: bool, opens_at: datetime | None) -> str:
    """Return whether the office is open now, and when it opens."""
    if is_open:
        return tr("Jetzt ist das Büro geöffnet.")
    if opens_at is None:
        return tr("Jetzt ist das Büro geschlossen. In den nächsten 60 Tagen öffnet es nicht.")
    return tr(
        "Jetzt ist das Büro geschlossen, es öffnet {moment} Uhr.", moment=near_moment(opens_at)
    )
