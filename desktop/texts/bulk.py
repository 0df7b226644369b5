"""What is said about acts on many cases: before, while they run, and afterwards."""

from collections.abc import Mapping

from desktop.domain.work import BulkKind
from desktop.texts import mark, ntr, tr

_REASONS: Mapping[str, str] = {
    "access.denied": mark("keine Berechtigung in dieser Gesellschaft"),
    "assign.already": mark("dort schon zugewiesen"),
    "assign.no_right": mark("die Person arbeitet nicht für diese Gesellschaft"),
    "assign.no_team": mark("das Team gehört zu einer anderen Gesellschaft"),
    "bulk.not_reached": mark("nicht mehr erreicht"),
    "bulk.category_alone": mark("Bankverbindung: nur einzeln zu ändern"),
    "bulk.reply_not_fitting": mark("die Vorlage passt nicht dazu"),
    "category.gone": mark("diese Kategorie gibt es in der Gesellschaft nicht"),
    "category.same": mark("schon in dieser Kategorie"),
    "case.merged": mark("mit einem anderen Vorgang zusammengeführt"),
    "message.gap": mark("im Text"),
    "message.no_recipient": mark("ohne Mietverhältnis, niemand zu erreichen"),
    "message.recipient_changed": mark("inzwischen anders zu erreichen"),
    "bulk.changed_since": mark("inzwischen von jemand anderem geändert"),
    "bulk.priority_already": mark("haben diese Priorität schon"),
    "bulk.told_already": mark("die Mietpartei hat die Nachricht schon"),
    "case.bank_change_open": mark("Antrag noch nicht entschieden"),
    "case.closed": mark("abgeschlossen"),
    "case.correction_open": mark("Rücknahme noch nicht entschieden"),
    "case.not_found": mark("nicht mehr vorhanden"),
    "case.order_draft": mark("Auftrag noch ein Entwurf"),
    "case.proposed": mark("zur Freigabe vorgelegt"),
    "case.unassigned": mark("niemandem zugewiesen"),
    "conflict.changed": mark("inzwischen von jemand anderem geändert"),
    "tag.already": mark("haben dieses Schlagwort schon"),
}
_OTHER = mark("aus einem anderen Grund")


def left_out_text(code: str, count: int, references: tuple[str, ...], detail: str = "") -> str:
    """Return why so many cases are left out, and the first of them.

    ``detail`` is what the reason names, such as the gap in a text.
    """
    reason = tr(_REASONS.get(code, _OTHER))
    if detail:
        reason = f"{reason} {detail}"
    if not references:
        return tr("{n} nicht: {reason}", n=count, reason=reason)
    named = ", ".join(references)
    if count > len(references):
        named = tr("{named} und weitere", named=named)
    return tr("{n} nicht: {reason} ({named})", n=count, reason=reason, named=named)


def kind_title(kind: BulkKind) -> str:
    """What is to be done, as the title of its question."""
    titles = {
        BulkKind.ASSIGN: tr("Zuweisen"),
        BulkKind.CLOSE: tr("Abschließen"),
        BulkKind.WAIT: tr("Wiedervorlage"),
        BulkKind.PRIORITY: tr("Priorität"),
        BulkKind.TAG: tr("Schlagwort"),
        BulkKind.CATEGORY: tr("Kategorie ändern"),
        BulkKind.REPLY: tr("Mit Vorlage antworten"),
    }
    return titles[kind]


def will_text(kind: BulkKind, count: int) -> str:
    """What will happen to so many cases."""
    match kind:
        case BulkKind.ASSIGN:
            return ntr("{n} Vorgang wird zugewiesen.", "{n} Vorgänge werden zugewiesen.", count)
        case BulkKind.CLOSE:
            return ntr(
                "{n} Vorgang wird abgeschlossen.", "{n} Vorgänge werden abgeschlossen.", count
            )
        case BulkKind.WAIT:
            return ntr(
                "{n} Vorgang kommt auf Wiedervorlage.",
                "{n} Vorgänge kommen auf Wiedervorlage.",
                count,
            )
        case BulkKind.PRIORITY:
            return ntr(
                "{n} Vorgang bekommt die Priorität.", "{n} Vorgänge bekommen die Priorität.", count
            )
        case BulkKind.CATEGORY:
            return ntr(
                "{n} Vorgang kommt in die Kategorie.",
                "{n} Vorgänge kommen in die Kategorie.",
                count,
            )
        case BulkKind.REPLY:
            return ntr("{n} Vorgang wird beantwortet.", "{n} Vorgänge werden beantwortet.", count)
        case _:
            return ntr(
                "{n} Vorgang bekommt das Schlagwort.",
                "{n} Vorgänge bekommen das Schlagwort.",
                count,
            )


def button_text(kind: BulkKind, count: int) -> str:
    """The verb on the button, with how many it is about."""
    match kind:
        case BulkKind.ASSIGN:
            return ntr("{n} Vorgang zuweisen", "{n} Vorgänge zuweisen", count)
        case BulkKind.CLOSE:
            return ntr("{n} Vorgang abschließen", "{n} Vorgänge abschließen", count)
        case BulkKind.WAIT:
            return ntr(
                "{n} Vorgang auf Wiedervorlage legen",
                "{n} Vorgänge auf Wiedervorlage legen",
                count,
            )
        case BulkKind.REPLY:
            return ntr("{n} Antwort senden", "{n} Antworten senden", count)
        case _:
            return ntr("{n} Vorgang ändern", "{n} Vorgänge ändern", count)


def done_text(kind: BulkKind, count: int) -> str:
    """What was done to so many cases, without an end."""
    match kind:
        case BulkKind.ASSIGN:
            return ntr("{n} Vorgang zugewiesen", "{n} Vorgänge zugewiesen", count)
        case BulkKind.CLOSE:
            return ntr("{n} Vorgang abgeschlossen", "{n} Vorgänge abgeschlossen", count)
        case BulkKind.WAIT:
            return ntr("{n} Vorgang auf Wiedervorlage", "{n} Vorgänge auf Wiedervorlage", count)
        case BulkKind.REPLY:
            return ntr("{n} Vorgang beantwortet", "{n} Vorgänge beantwortet", count)
        case _:
            return ntr("{n} Vorgang geändert", "{n} Vorgänge geändert", count)


def left_text(count: int) -> str:
    """How many of the chosen cases are as they were."""
    return ntr("{n} Vorgang blieb, wie er war.", "{n} Vorgänge blieben, wie sie waren.", count)


def holder_text(name: str, open_cases: int) -> str:
    """A person, with how many open cases they have."""
    return ntr("{name} ({n} offen)", "{name} ({n} offen)", open_cases, name=name)


def chosen_text(count: int) -> str:
    """How many cases are chosen."""
    return ntr("{n} ausgewählt", "{n} ausgewählt", count)


def about_text(count: int) -> str:
    """About how many chosen cases a question is."""
    return ntr("Ausgewählt: {n} Vorgang", "Ausgewählt: {n} Vorgänge", count)


def put_back_text(count: int) -> str:
    """How many cases are as before."""
    return ntr("{n} Vorgang ist wieder wie vorher.", "{n} Vorgänge sind wieder wie vorher.", count)


def reply_ways_text(by_portal: int, letters: int) -> str:
    """By which ways so many messages go."""
    portal = ntr("{n} Nachricht über das Portal", "{n} Nachrichten über das Portal", by_portal)
    paper = ntr("{n} Brief zum Drucken", "{n} Briefe zum Drucken", letters)
    if by_portal and letters:
        return tr("{portal}, {paper}.", portal=portal, paper=paper)
    return f"{portal if by_portal else paper}."


def reply_offered_text(title: str, cases: int, chosen: int) -> str:
    """A prepared reply, with how many of the chosen cases it fits where it does not fit all."""
    if cases >= chosen:
        return title
    return tr("{title} (für {n} von {total})", title=title, n=cases, total=chosen)
