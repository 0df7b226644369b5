"""What the page of batches (*Sammel-Upload*) says of a batch and of its letters."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.domain.document_period import Period
from desktop.domain.documents import DeliveryWay, RowState, UploadState, Verdict
from desktop.domain.errors import UserError
from desktop.services.uploads.view import Refusal, RowLine, UploadLine
from desktop.texts import mark, ntr, tr
from desktop.texts.dates import full_date
from desktop.texts.document_match import reason_text, verdict_text
from desktop.texts.documents import way_name
from desktop.texts.errors import error_sentence
from desktop.texts.sizes import byte_size

_STATES: Mapping[UploadState, str] = MappingProxyType(
    {
        UploadState.READING: mark("Lesen nicht fertig"),
        UploadState.OPEN: mark("offen"),
        UploadState.PUBLISHING: mark("Veröffentlichung nicht fertig"),
        UploadState.PUBLISHED: mark("veröffentlicht"),
        UploadState.DISCARDED: mark("verworfen"),
        UploadState.TAKEN_BACK: mark("zurückgenommen"),
    }
)


def upload_state_name(state: UploadState) -> str:
    """Return where a batch stands."""
    return tr(_STATES[state])


def period_text(period: Period | None) -> str:
    """Return a time: the year where it is one, else both days; "–" for none."""
    if period is None:
        return "–"
    first, last = period.first, period.last
    if first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year)
    return tr("{first} bis {last}", first=full_date(first), last=full_date(last))


def upload_summary(line: UploadLine) -> str:
    """Return what stands below the title of a batch."""
    return " · ".join(
        (
            tr("Stapel {number}", number=line.number),
            ntr("{n} Datei", "{n} Dateien", line.files),
            byte_size(line.size),
            upload_state_name(line.state),
        )
    )


def pages_of_row(row: RowLine) -> str:
    """Return how many pages a letter has, or which of its file."""
    if row.pages is None or row.last is None:
        return tr("nicht gelesen")
    if row.without:
        wanted = [page for page in range(row.first, row.last + 1) if page not in row.without]
        return tr("Seiten {pages} der Datei", pages=", ".join(map(str, wanted)))
    if row.first > 1:
        if row.first == row.last:
            return tr("Seite {page} der Datei", page=row.first)
        return tr("Seiten {first} bis {last} der Datei", first=row.first, last=row.last)
    return ntr("{n} Seite", "{n} Seiten", row.pages)


def whose(row: RowLine) -> tuple[str, str]:
    """Return the people of a letter's contract, and the contract."""
    if row.tenancy_id is None:
        return tr("kein Mietverhältnis"), ""
    end = "" if row.ends_on is None else tr("bis {date}", date=full_date(row.ends_on))
    people = ", ".join(row.tenants) or tr("ohne Mietpartei")
    return people, " · ".join(filter(None, (row.contract_number, row.address, end)))


def reason_lines(row: RowLine) -> tuple[str, str]:
    """Return why a letter stands where it does: the weightiest reason, and the others."""
    texts = [reason_text(one) for one in row.reasons]
    if row.decided_by:
        note = row.decision_note or "; ".join(texts)
        return tr("zugeordnet von {name}", name=row.decided_by), note
    return (texts[0] if texts else ""), "; ".join(texts[1:])


def standing_text(row: RowLine, batch: UploadState) -> str:
    """Return the one word that a letter's row shows; ``batch`` is where the whole batch stands."""
    if row.state is RowState.PUBLISHED and batch is UploadState.TAKEN_BACK:
        return tr("zurückgenommen")
    if row.state is RowState.PUBLISHED:
        return tr("veröffentlicht")
    if row.state is RowState.REMOVED:
        return tr("entfernt")
    return verdict_text(row.verdict or Verdict.NONE)


def way_text(row: RowLine) -> str:
    """Return how a letter reaches its people, or what keeps it from them."""
    if row.state is RowState.REMOVED:
        return "–"
    if row.way is not None and (row.ready or row.state is RowState.PUBLISHED):
        # The list has no room for more; what stands beside it says it in full.
        return tr("Post + Portal") if row.way is DeliveryWay.BOTH else way_name(row.way)
    return tr("gesperrt") if row.verdict is Verdict.HELD else tr("offen")


def banner(row: RowLine, batch: UploadState) -> tuple[str, str]:
    """Return what stands above the facts of a letter: where it stands, and what that means."""
    if row.state is RowState.PUBLISHED and batch is UploadState.TAKEN_BACK:
        return tr("Zurückgenommen"), tr("Im Portal ist es nicht mehr zu sehen.")
    if row.state is RowState.PUBLISHED:
        return tr("Veröffentlicht"), tr("Das Dokument liegt im Mieterkonto.")
    if row.state is RowState.REMOVED:
        return tr("Aus dem Stapel entfernt"), tr("Es wird nicht veröffentlicht.")
    if row.decided_by:
        return tr("Zugeordnet von {name}", name=row.decided_by), row.decision_note
    first, others = reason_lines(row)
    match row.verdict:
        case Verdict.HELD:
            return tr("Zurückgehalten: {reason}", reason=first), _also(
                tr("Keine Veröffentlichung ohne Ihre Entscheidung."), others
            )
        case Verdict.CHECK:
            return tr("Bitte prüfen: {reason}", reason=first), _also(
                tr("Wird erst veröffentlicht, wenn Sie die Zuordnung bestätigen."), others
            )
        case Verdict.SURE:
            return tr("Sicher zugeordnet"), "; ".join(filter(None, (first, others)))
        case _:
            return tr("Kein Treffer: {reason}", reason=first), _also(
                tr("Bitte ordnen Sie den Brief selbst zu."), others
            )


def _also(sentence: str, others: str) -> str:
    return f"{sentence}\n{others}" if others else sentence


def refusal_text(refusal: Refusal) -> str:
    """Return why one letter cannot be published."""
    return f"{refusal.file_name}: {error_sentence(UserError(refusal.code, name=tr('Die Datei')))}"
