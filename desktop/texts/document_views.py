"""What screens say of documents besides their kinds and ways: their time, title, text, origin."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from desktop.domain.berlin_time import berlin_day
from desktop.domain.document_period import Period
from desktop.domain.documents import DocumentKind, DocumentOrigin, TextState
from desktop.domain.months import Month
from desktop.texts import mark, ntr, tr
from desktop.texts.dates import full_date, month_and_year
from desktop.texts.documents import document_kind_name

_TEXTS: Mapping[TextState, str] = MappingProxyType(
    {
        TextState.READ: mark("Text wird von der Suche gefunden"),
        TextState.NO_TEXT: mark("Bild ohne Text: die Suche findet nur den Titel"),
        TextState.LOCKED: mark("mit Kennwort geschützt: die Suche findet nur den Titel"),
        TextState.DAMAGED: mark("beschädigt: die Suche findet nur den Titel"),
        TextState.TOO_LONG: mark("sehr lang: die Suche findet nur einen Teil"),
        TextState.NOT_READABLE: mark("ohne lesbaren Text: die Suche findet nur den Titel"),
    }
)
_ORIGINS: Mapping[DocumentOrigin, str] = MappingProxyType(
    {
        DocumentOrigin.UPLOADED: mark("hochgeladen"),
        DocumentOrigin.BATCH: mark("aus einem Sammel-Upload"),
        DocumentOrigin.CERTIFICATE: mark("hier ausgestellt"),
        DocumentOrigin.ARCHIVE: mark("aus dem Archiv"),
    }
)


def text_state_text(state: TextState) -> str:
    """Return what the search finds of a file."""
    return tr(_TEXTS[state])


def origin_name(origin: DocumentOrigin) -> str:
    """Return how a document came into the account."""
    return tr(_ORIGINS[origin])


def period_text(period: Period | None) -> str:
    """Return a time as people name it: a year, a month, or two days; "" for none."""
    if period is None:
        return ""
    first, last = period.first, period.last
    whole = first.day == 1 and last == Month.of(last).last_day
    if whole and (first.month, last.month) == (1, 12) and first.year == last.year:
        return str(first.year)
    if whole and Month.of(first) == Month.of(last):
        return month_and_year(first)
    return tr("{start} bis {end}", start=full_date(first), end=full_date(last))


def usual_title(kind: DocumentKind, period: Period | None) -> str:
    """Return the title a document of this kind and time usually has."""
    return f"{document_kind_name(kind)} {period_text(period)}".strip()


def day_text(moment: datetime) -> str:
    """Return the Berlin day of an instant."""
    return full_date(berlin_day(moment))


def pages_text(pages: int | None) -> str:
    """Return how long a file is; "" for what has no pages."""
    return "" if pages is None else ntr("{n} Seite", "{n} Seiten", pages)
