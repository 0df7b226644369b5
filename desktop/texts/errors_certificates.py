"""What can go wrong with certificates."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "certificates.not_found": mark(
        "Diese Bescheinigung gibt es nicht mehr. Bitte laden Sie den Vorgang oder das Mieterkonto "
        "neu."
    ),
    "certificates.changed": mark(
        "Die Bescheinigung wurde inzwischen geändert. Es ist nichts überschrieben; bitte prüfen "
        "Sie die neuen Angaben und wiederholen Sie den Schritt."
    ),
    "certificates.contract_changed": mark(
        "Nicht ausgestellt: Der Vertrag wurde in diesem Augenblick geändert. Bitte prüfen Sie die "
        "Angaben und stellen Sie die Bescheinigung noch einmal aus."
    ),
    "certificates.party_left": mark(
        "Nicht ausgestellt: Wer die Bescheinigung verlangt hat, ist nicht mehr Vertragspartei; sie "
        "würde die übrigen nennen und ginge an sie. Bitte antworten Sie mit einem eigenen "
        "Schreiben."
    ),
    "certificates.not_open": mark(
        "Diese Bescheinigung ist schon ausgestellt oder verworfen. Es ist nichts geändert; bitte "
        "legen Sie eine neue an."
    ),
    "certificates.not_issued": mark(
        "Diese Bescheinigung ist nicht ausgestellt. Es gibt nichts zurückzunehmen."
    ),
    "certificates.not_cancelled": mark(
        "Diese Bescheinigung ist nicht verworfen. Es ist nichts geändert."
    ),
    "certificates.incomplete": mark(
        "Es fehlen noch Angaben. Es ist nichts ausgestellt; bitte ergänzen Sie die markierten "
        "Felder."
    ),
    "certificates.not_for_unit": mark(
        "Diese Bescheinigung gibt es nur für Wohnungen. Bitte wählen Sie eine andere."
    ),
    "certificates.wrong_case": mark(
        "Der Vorgang gehört zu einem anderen Vertrag. Es ist nichts angelegt; bitte laden Sie ihn "
        "neu."
    ),
    "certificates.no_contract": mark(
        "Der Vorgang hat noch keinen Vertrag. Bitte ordnen Sie ihn zuerst einem Vertrag zu."
    ),
    "certificates.party_unknown": mark(
        "Diese Person gehört nicht zum Vertrag. Bitte laden Sie das Mieterkonto neu."
    ),
    "certificates.field_unknown": mark(
        "Diese Bescheinigung hat das Feld nicht. Bitte laden Sie sie neu."
    ),
    "certificates.value_invalid": mark(
        "{name}: Diese Angabe lässt sich nicht lesen. Es ist nichts gespeichert. Bitte geben Sie "
        "einen Tag wie 01.04.2019, einen Betrag wie 612,40 oder eine Fläche wie 58,40 an."
    ),
    "certificates.value_too_long": mark(
        "{name}: Diese Angabe ist zu lang. Es ist nichts gespeichert; bitte kürzen Sie sie."
    ),
}
