"""Why a letter was matched as it was, in words."""

from datetime import date

from desktop.domain.document_match.reasons import Reason, ReasonCode
from desktop.domain.documents import TextState, Verdict
from desktop.domain.errors import UserError
from desktop.texts import mark, tr
from desktop.texts.dates import full_date
from desktop.texts.errors import error_sentence

_VERDICTS = {
    Verdict.HELD: mark("zurückgehalten"),
    Verdict.NONE: mark("kein Treffer"),
    Verdict.CHECK: mark("prüfen"),
    Verdict.SURE: mark("sicher"),
}
_SENTENCES = {
    ReasonCode.NUMBER: mark("Vertragsnummer auf Seite {page}"),
    ReasonCode.NAME: mark("Name auf Seite {page}"),
    ReasonCode.PLACE: mark("Anschrift auf Seite {page}"),
    ReasonCode.NO_TEXT: mark("Bild ohne Text"),
    ReasonCode.TEXT_HIDDEN: mark("Text in der Datei, der nicht sicher zu sehen ist"),
    ReasonCode.NUMBER_IN_NAME: mark("Vertragsnummer nur im Dateinamen"),
    ReasonCode.NUMBER_LATER: mark("Vertragsnummer erst auf einer späteren Seite"),
    ReasonCode.NUMBER_MISSING: mark("Vertragsnummer fehlt"),
    ReasonCode.NUMBER_SWAPPED: mark("Vertragsnummer {first}: zwei Zeichen vertauscht?"),
    ReasonCode.NUMBER_UNKNOWN: mark("Vertrag {first} unbekannt"),
    ReasonCode.NUMBER_NEAR: mark(
        "Vertragsnummer {first}: mit zwei vertauschten Zeichen eine andere"
    ),
    ReasonCode.NUMBER_OTHER: mark("Seite {page}: anderer Vertrag derselben Person, {first}"),
    ReasonCode.NUMBER_FOREIGN: mark("Seite {page}: anderer Vertrag, {first}"),
    ReasonCode.NAME_FOREIGN: mark("Seite {page}: anderer Name, {first}"),
    ReasonCode.NAME_MISSING: mark("kein Name lesbar"),
    ReasonCode.NAME_IN_NAME: mark("Dateiname nennt {first}"),
    ReasonCode.PLACE_OTHER: mark("andere Anschrift auf Seite {page}"),
    ReasonCode.RECIPIENT_OTHER: mark("Seite {page}: anderer Empfänger, {first}"),
    ReasonCode.SEVERAL: mark("mehrere Verträge möglich: {all}"),
    ReasonCode.TWO_CONTRACTS: mark("Mieterwechsel, zwei Verträge möglich"),
    ReasonCode.BEFORE_START: mark("Vertrag begann erst nach dem {last}"),
    ReasonCode.AFTER_END: mark("Vertrag endete vor dem {first}"),
    ReasonCode.TIME_DIFFERS: mark("Zeitraum {first} bis {last} passt nicht zum Vertrag"),
    ReasonCode.PERIOD_DIFFERS: mark("anderer Zeitraum: {first} bis {last}"),
    ReasonCode.PAGE_MISSING: mark("Seite {first} fehlt"),
    ReasonCode.PAGE_ORDER: mark("Seitenzahlen passen nicht zusammen"),
    ReasonCode.PAGE_PICTURE: mark("Seite {page}: Bild ohne Text"),
    ReasonCode.PAGE_UNNAMED: mark("Seite {page} nennt niemanden"),
    ReasonCode.BORDER_UNSURE: mark("Grenze zum nächsten Brief unsicher"),
    ReasonCode.COMPANY_OTHER: mark("andere Gesellschaft: {first}"),
    ReasonCode.LETTERHEAD_OTHER: mark("Briefkopf einer anderen Gesellschaft"),
    ReasonCode.CHANGED: mark("Vertrag oder Mieter seither geändert"),
    ReasonCode.TWICE: mark("mehr als ein Brief für diesen Vertrag"),
}
_DAYS = frozenset(
    {
        ReasonCode.BEFORE_START,
        ReasonCode.AFTER_END,
        ReasonCode.TIME_DIFFERS,
        ReasonCode.PERIOD_DIFFERS,
    }
)
_UNREADABLE = {
    TextState.LOCKED: mark("Datei mit Kennwort"),
    TextState.DAMAGED: mark("Datei beschädigt"),
    TextState.TOO_LONG: mark("Datei zu lang zum Lesen"),
    TextState.NO_TEXT: mark("Datei ohne Seiten"),
    TextState.READ: mark("Datei ohne Seiten"),
    TextState.NOT_READABLE: mark("Datei nicht lesbar"),
}


def verdict_text(verdict: Verdict) -> str:
    """Return how sure a match is, in one word."""
    return tr(_VERDICTS[verdict])


def reason_text(reason: Reason) -> str:
    """Return one reason in a few words, as it stands in the list."""
    if reason.code is ReasonCode.REFUSED:
        return error_sentence(UserError(reason.values[0], name=tr("Die Datei")))
    if reason.code is ReasonCode.UNREADABLE:
        return tr(_UNREADABLE[TextState(reason.values[0])])
    if reason.code is ReasonCode.DUPLICATE:
        if reason.values:
            return tr("dieselbe Datei wie {file}", file=reason.values[0])
        return tr("liegt schon im Mieterkonto")
    values = list(reason.values)
    if reason.code in _DAYS:
        values = [full_date(date.fromisoformat(value)) if value else "…" for value in values]
    return tr(
        _SENTENCES[reason.code],
        page=reason.page or 1,
        first=values[0] if values else "",
        last=values[-1] if values else "",
        all=", ".join(values),
    )
