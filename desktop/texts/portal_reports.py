"""What the portal reports of accounts, as the case says it that a person has to look at."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import Channel
from desktop.domain.registration_reasons import Hint
from desktop.domain.registration_report import reported_reason
from desktop.texts import mark, tr
from desktop.texts.dates import full_date, full_moment
from desktop.texts.registration import hint_title, place_text

_DOUBTS: Mapping[str, str] = MappingProxyType(
    {
        "old_code_used": mark(
            "Das Portal meldet für {name} eine Registrierung vom {moment} mit einem Code, der "
            "nicht mehr gültig war. Bitte prüfen Sie, wer das Konto eröffnet hat: Sperren Sie es, "
            "und entsperren Sie es erst, wenn es der Person gehört."
        ),
        "unknown_code": mark(
            "Das Portal meldet für {name} am {moment} einen Code, der hier zu diesem Konto nicht "
            "bekannt ist. Bitte prüfen Sie, wer das Konto eröffnet hat: Sperren Sie es, und "
            "entsperren Sie es erst, wenn es der Person gehört."
        ),
        "unknown_account": mark(
            "Das Portal meldet am {moment} „{what}“ für ein Konto dieses Vertrags, das hier nicht "
            "bekannt ist. Es wurde nichts geändert. Bitte klären Sie, wem das Konto gehört."
        ),
        "name_taken": mark(
            "Das Portal meldet für {name} am {moment} eine Registrierung unter einer Kennung, die "
            "hier schon zu einem anderen Konto gehört. Bitte klären Sie, wem das Konto gehört."
        ),
    }
)
_WHAT: Mapping[str, str] = MappingProxyType(
    {
        "registration_code.locked": mark("Code gesperrt"),
        "registration.completed": mark("Registrierung abgeschlossen"),
        "account.activated": mark("Konto aktiviert"),
        "account.closed": mark("Konto geschlossen"),
        "consent.withdrawn": mark("Einwilligung widerrufen"),
    }
)


def attempt_subject() -> str:
    """Return the subject of a case about a registration that failed."""
    return tr("Registrierung fehlgeschlagen")


def attempt_text(channel: Channel, word: str, masked_input: str) -> str:
    """Return what the portal reports of a failed registration."""
    reason = reported_reason(word)
    said = hint_title(Hint(reason)) if reason is not None else word
    place = place_text(channel)
    lines = [tr("Ein Registrierungsversuch {place} ist fehlgeschlagen.", place=place)]
    if said:
        lines.append(tr("Grund laut Portal: {reason}", reason=said))
    if masked_input:
        lines.append(tr("Eingabe (verdeckt): {masked}", masked=masked_input))
    return "\n".join(lines)


def attempts_counted(attempts: int) -> str:
    """Return that attempts of one day are counted rather than told one by one."""
    return tr(
        "Das ist der {n}. Versuch an diesem Tag. Gleiche Versuche werden nur gezählt; die neuesten "
        "stehen im Mieterkonto.",
        n=attempts,
    )


def doubt_subject() -> str:
    """Return the subject of a case about a report that does not fit; it tells nothing of why."""
    return tr("Registrierung prüfen")


def doubt_text(doubt: str, event_type: str, name: str, at: datetime) -> str:
    """Return why a person has to look."""
    what = tr(_WHAT.get(event_type, event_type))
    return tr(_DOUBTS[doubt], name=name, moment=full_moment(at), what=what)


def returned_subject() -> str:
    """Return the subject of the case about a letter that came back."""
    return tr("Brief zurückgekommen: Anschrift klären")


def returned_text(issued_at: datetime | None, lines: Iterable[str], note: str) -> str:
    """Return what is known of a letter that came back."""
    said = [tr("Der Brief mit dem Registrierungscode ist zurückgekommen.")]
    if issued_at is not None:
        said = [
            tr(
                "Der Brief mit dem Registrierungscode vom {day} ist zurückgekommen.",
                day=full_date(berlin_day(issued_at)),
            )
        ]
    address = ", ".join(lines)
    if address:
        said.append(tr("Er ging an: {address}", address=address))
    if note:
        said.append(tr("Vermerk: {note}", note=note))
    said.append(tr("Bitte klären Sie die Anschrift, bevor ein neuer Brief gedruckt wird."))
    return "\n".join(said)
