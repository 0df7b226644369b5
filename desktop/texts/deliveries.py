"""Why an event could not be handed to the portal, in one sentence for the case it belongs to."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.texts import mark, tr

_PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "folder_missing": mark("Der Austauschordner des Portals ist nicht erreichbar."),
        "not_permitted": mark("In den Austauschordner des Portals darf nicht geschrieben werden."),
        "disk_full": mark("Im Austauschordner des Portals ist kein Platz mehr."),
        "document_missing": mark("Eine Anlage liegt nicht mehr in der Dokumentenablage."),
        "document_damaged": mark("Eine Anlage in der Dokumentenablage ist beschädigt."),
        "store_unreachable": mark("Die Dokumentenablage der Gesellschaft ist nicht erreichbar."),
        "not_writable": mark("Der Austauschordner des Portals nimmt nichts an."),
    }
)
_ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "folder_missing": mark(
            "Bitte prüfen Sie, ob das Laufwerk mit dem Austauschordner verbunden ist."
        ),
        "not_permitted": mark("Bitte lassen Sie sich Schreibrechte für den Austauschordner geben."),
        "disk_full": mark("Bitte lassen Sie im Austauschordner Platz schaffen."),
        "document_missing": mark(
            "Bitte holen Sie die Anlage aus einer Sicherung in den Ordner „documents“ zurück."
        ),
        "document_damaged": mark(
            "Sie wird nicht versandt. Bitte ersetzen Sie die Datei im Ordner „documents“ durch die "
            "aus einer Sicherung."
        ),
        "store_unreachable": mark(
            "Bitte prüfen Sie das Netzlaufwerk oder den Server; gesendet wird dann von selbst."
        ),
        "not_writable": mark("Bitte prüfen Sie den Austauschordner und seine Verbindung."),
    }
)
_EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "de.mieterdesk.request.received.v1": mark("Eingangsbestätigung an das Portal"),
        "de.mieterdesk.message.sent.v1": mark("Nachricht an das Portal"),
        "de.mieterdesk.case.status_changed.v1": mark("Stand des Vorgangs an das Portal"),
        "de.mieterdesk.bank_details.changed.v1": mark(
            "Bestätigung der Bankverbindung an das Portal"
        ),
        "de.mieterdesk.registration_code.issued.v1": mark("Neuer Registrierungscode an das Portal"),
        "de.mieterdesk.registration_code.revoked.v1": mark(
            "Widerruf eines Registrierungscodes an das Portal"
        ),
        "de.mieterdesk.account.locked.v1": mark("Sperre des Portalkontos an das Portal"),
        "de.mieterdesk.account.unlocked.v1": mark("Freigabe des Portalkontos an das Portal"),
        "de.mieterdesk.document.published.v1": mark("Dokument an das Portal"),
        "de.mieterdesk.document.recalled.v1": mark("Rückruf eines Dokuments an das Portal"),
    }
)
_OTHER_EVENT = mark("Ereignis an das Portal")
_OTHER = mark("Die Übergabe an das Portal hat nicht geklappt.")


def delivery_problem(code: str) -> str:
    """Return the sentence for the ``last_error`` of a delivery; "" where there is none."""
    return tr(_PROBLEMS.get(code, _OTHER)) if code else ""


def delivery_advice(code: str) -> str:
    """Return what to do about the ``last_error`` of a delivery; it is tried again by itself."""
    advice = _ADVICE.get(code)
    return "" if advice is None else tr(advice)


def event_name(event_type: str) -> str:
    """Return what an event tells the portal, for the case it belongs to."""
    return tr(_EVENTS.get(event_type, _OTHER_EVENT))
