"""What can go wrong when letters with a registration code are asked for, released and printed."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "codes.account_locked": mark(
        "Das Portalkonto ist gesperrt. Es wurde nichts ausgestellt; bitte heben Sie zuerst die "
        "Sperre auf."
    ),
    "codes.account_open": mark(
        "Das Konto ist schon aktiviert und braucht keinen Code mehr. Es wurde nichts ausgestellt."
    ),
    "codes.address_missing": mark(
        "Zu dieser Person fehlt eine Anschrift, an die der Brief gehen darf. Es wurde nichts "
        "ausgestellt; bitte ergänzen Sie die Postanschrift."
    ),
    "codes.address_changed": mark(
        "Die Anschrift ist nicht mehr die, an die der Brief gehen sollte. Es wurde nichts "
        "gedruckt; bitte fordern Sie den Brief neu an."
    ),
    "codes.account_closed": mark(
        "Das Portalkonto ist geschlossen. Es wurde nichts geändert; ein neuer Code eröffnet es "
        "wieder."
    ),
    "codes.address_returned": mark(
        "Von dieser Anschrift kam der letzte Brief zurück. Es wurde nichts ausgestellt; bitte "
        "prüfen Sie die Anschrift und bestätigen Sie sie."
    ),
    "codes.already_ended": mark("Dieser Code gilt schon nicht mehr. Es wurde nichts geändert."),
    "codes.already_locked": mark("Das Portalkonto ist schon gesperrt. Es wurde nichts geändert."),
    "codes.already_registered": mark(
        "Die Person ist schon registriert; es fehlt nur der Klick in der Aktivierungsmail. Es "
        "wurde nichts ausgestellt."
    ),
    "codes.already_returned": mark(
        "Dieser Brief ist schon als Rückläufer erfasst. Es wurde nichts geändert."
    ),
    "codes.has_code": mark(
        "Für diese Person gibt es schon einen gültigen Code oder einen Brief, der zu drucken ist."
    ),
    "codes.key_missing": mark(
        "Der gemeinsame Schlüssel für Registrierungscodes ist nicht da. Es wurde kein Code "
        "erzeugt; bitte lassen Sie die Datei prüfen, die in den Einstellungen genannt ist."
    ),
    "codes.key_unusable": mark(
        "Der Schlüssel für Registrierungscodes kann nicht gelesen oder angelegt werden. Es wurde "
        "kein Code erzeugt; bitte lassen Sie die Datei „codes.key“ und ihre Rechte prüfen."
    ),
    "codes.newer_letter": mark(
        "Zu einem dieser Konten gibt es schon einen neueren Brief. Es wurde nichts gedruckt; der "
        "neuere Brief gilt."
    ),
    "codes.not_locked": mark("Das Portalkonto ist nicht gesperrt. Es wurde nichts geändert."),
    "codes.not_printed": mark(
        "Dieser Brief ist noch nicht gedruckt und kann nicht zurückgekommen sein. Es wurde nichts "
        "geändert; bitte wählen Sie den richtigen Brief."
    ),
    "codes.not_waiting": mark(
        "Über diesen Brief hat inzwischen jemand anderes entschieden. Es wurde nichts geändert; "
        "bitte laden Sie die Ansicht neu."
    ),
    "codes.party_left": mark(
        "Diese Person ist aus dem Vertrag ausgeschieden und erhält keinen Code mehr. Es wurde "
        "nichts ausgestellt."
    ),
    "codes.party_unknown": mark("Diese Person gehört hier zu keinem Vertrag."),
    "codes.reason_missing": mark("Bitte nennen Sie einen Grund. Es wurde noch nichts geändert."),
    "codes.redeemed": mark(
        "Mit diesem Code hat sich jemand registriert; der Brief ist also angekommen. Es wurde "
        "nichts geändert; bitte wählen Sie den richtigen Brief."
    ),
    "codes.unknown": mark("Diesen Code gibt es hier nicht."),
    "codes.wrong_case": mark(
        "Der Vorgang gehört nicht zu diesem Vertrag. Es wurde nichts ausgestellt; bitte öffnen Sie "
        "den Vorgang neu."
    ),
}
