"""What can go wrong with contact data, and with what waits for the ERP."""

from desktop.texts import mark
from desktop.texts.contacts import PROBLEMS

ERRORS: dict[str, str] = {
    **{problem.value: sentence for problem, sentence in PROBLEMS.items()},
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
