"""What can go wrong with contact data, and with what waits for the ERP."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "contact.email_invalid": mark(
        "Das ist keine E-Mail-Adresse, an die etwas gesendet werden kann."
    ),
    "contact.email_missing": mark(
        "Das Portal hat die E-Mail-Adresse entfernt; am Portal-Konto hängt aber eine. Bitte "
        "rückfragen."
    ),
    "contact.phone_invalid": mark("Das ist keine Telefonnummer, die gewählt werden kann."),
    "contact.phone_doubtful": mark(
        "Unter dieser Telefonnummer ist vermutlich niemand zu erreichen."
    ),
    "contact.address_incomplete": mark(
        "Die Anschrift ist unvollständig: Straße, Hausnummer, Postleitzahl und Ort werden "
        "gebraucht, in Deutschland mit fünf Ziffern."
    ),
    "contact.too_long": mark("Die Angabe ist zu lang, um gespeichert zu werden."),
    "contact.account_unknown": mark(
        "Das Portal-Konto ist hier nicht bekannt. Bitte klären Sie, wer die Angabe gemacht hat."
    ),
    "contact.account_locked": mark(
        "Das Portal-Konto ist gesperrt oder geschlossen; die Angabe wurde nicht übernommen. Bitte "
        "klären Sie, wer sie gemacht hat."
    ),
    "contact.overtaken": mark("Eine spätere Änderung war schon übernommen."),
    "contact.nothing_chosen": mark(
        "Es ist nichts ausgewählt, was sich ändert. Bitte kreuzen Sie an, was übernommen wird."
    ),
    "contact.not_a_party": mark("Diese Person gehört nicht zum Mietverhältnis des Vorgangs."),
    "contact.changed_meanwhile": mark(
        "Die Kontaktdaten sind inzwischen andere. Es ist nichts übernommen; bitte vergleichen Sie "
        "noch einmal."
    ),
    "echo.unknown": mark("Diese Zeile der Übergabe gibt es hier nicht."),
    "echo.settled": mark(
        "Auf diesen Wert wartet niemand mehr; er ist schon bestätigt oder ersetzt."
    ),
    "echo.not_handed_over": mark("Dieser Wert ist dem ERP noch nicht übergeben."),
    "echo.reason_missing": mark("Bitte schreiben Sie einen Grund dazu."),
    "echo.nothing_to_take": mark(
        "Hier gibt es keinen Wert des ERP zu übernehmen. Eine andere Bankverbindung braucht einen "
        "neuen Antrag."
    ),
}
