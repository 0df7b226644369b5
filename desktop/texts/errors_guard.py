"""Why a letter with a code is not rendered: the guard after a change of contact data."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "guard.answer_missing": mark(
        "Kontaktdaten wurden vor Kurzem geändert. Es wurde kein Code erstellt; rufen Sie unter "
        "einer älteren Nummer zurück, oder wählen Sie die Anschrift von früher."
    ),
    "guard.changed_since": mark(
        "Die Kontaktdaten wurden noch einmal geändert, nachdem jemand sie geprüft hatte. Es wurde "
        "kein Code erstellt; bitte prüfen Sie die Änderung und merken Sie das Schreiben neu vor."
    ),
    "guard.number_too_new": mark(
        "Die Nummer des Rückrufs ist zu neu oder niemand weiß, seit wann es sie gibt. Es wurde "
        "kein Code erstellt; bitte rufen Sie unter einer älteren Nummer an."
    ),
    "guard.address_too_new": mark(
        "Die gewählte Anschrift ist zu neu oder niemand weiß, seit wann es sie gibt. Es wurde kein "
        "Code erstellt; bitte wählen Sie eine ältere Anschrift, oder rufen Sie zurück."
    ),
    "guard.second_person_missing": mark(
        "Nach dem Rückruf gibt eine zweite Person das Schreiben frei. Es bleibt vorgemerkt, bis "
        "jemand es freigibt."
    ),
    "guard.own_request": mark(
        "Wer das Schreiben vorgemerkt hat, gibt es nicht selbst frei. Bitte bitten Sie eine "
        "Kollegin oder einen Kollegen; das Schreiben bleibt vorgemerkt."
    ),
    "guard.number_missing": mark(
        "Es fehlt, welche Nummer angerufen wurde, seit wann sie bekannt ist und woher Sie sie "
        "haben. Es wurde nichts vorgemerkt; bitte ergänzen Sie das, oder wählen Sie eine bekannte "
        "Nummer."
    ),
}
