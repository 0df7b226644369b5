"""What can go wrong when it is asked why a registration fails."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "clinic.party_unknown": mark(
        "Diese Person gehört nicht mehr zum Vertrag des Vorgangs. Es wurde nichts geprüft; bitte "
        "laden Sie den Vorgang neu."
    ),
    "clinic.nothing_to_tell": mark(
        "Dazu gibt es noch nichts zu schreiben. Bitte geben Sie zuerst ein, was die Person "
        "eingetippt hat, oder stellen Sie einen Code aus."
    ),
}
