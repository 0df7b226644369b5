"""What can go wrong when letters are printed."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "letters.not_yet": mark(
        "Das Dokument in diesem Brief soll erst später sichtbar werden. Der Brief lässt sich "
        "drucken, sobald es so weit ist."
    ),
    "letters.address_of_code": mark(
        "Wohin ein Code geht, wird am Mieterkonto entschieden. Hier lassen sich die Zeilen dieser "
        "Anschrift nur anders umbrechen; es wurde nichts geändert."
    ),
    "letters.address_unfit": mark(
        "Diese Anschrift kann so nicht gedruckt werden. Der Brief wartet weiter; bitte prüfen Sie "
        "die Zeilen."
    ),
    "letters.again_not_handed_over": mark(
        "Der Stapel {number} kam nicht noch einmal am Ziel an. Was früher gedruckt wurde, bleibt "
        "gedruckt. Bitte prüfen Sie Drucker oder Ordner."
    ),
    "letters.batch_not_open": mark(
        "Über den Stapel {number} hat inzwischen jemand anderes entschieden. Es wurde nichts "
        "geändert."
    ),
    "letters.batch_posted": mark(
        "Der Stapel {number} ist zur Post gegeben und lässt sich nicht mehr zurücknehmen. Kommt "
        "ein Brief zurück, vermerken Sie das am Mieterkonto."
    ),
    "letters.batch_taken_back": mark(
        "Der Stapel {number} ist zurückgenommen. Seine Briefe warten wieder und werden mit einem "
        "neuen Stapel gedruckt."
    ),
    "letters.batch_unknown": mark("Einen Stapel mit der Nummer {number} gibt es hier nicht."),
    "letters.cancelled": mark("Abgebrochen. Es wurde nichts gedruckt und kein Code ausgestellt."),
    "letters.changed": mark(
        "Ein Brief der Auswahl ist inzwischen gedruckt, geändert oder zurückgenommen. Es wurde "
        "nichts gedruckt; bitte prüfen Sie die Liste."
    ),
    "letters.held_back": mark(
        "Der Brief zum Vorgang {case} ist zurückgehalten. Bitte berichtigen Sie zuerst seine "
        "Anschrift; es wurde nichts gedruckt."
    ),
    "letters.held_back_without_case": mark(
        "Der Brief zum Vertrag {contract} ist zurückgehalten. Der Grund steht bei seinem Eintrag "
        "in der Liste; es wurde nichts gedruckt."
    ),
    "letters.not_handed_over": mark(
        "Der Stapel {number} kam nicht am Ziel an. Seine Briefe warten weiter. Bitte prüfen Sie "
        "Drucker oder Ordner und drucken Sie den Stapel noch einmal."
    ),
    "letters.nothing": mark("Zurzeit ist kein Brief zu drucken."),
    "letters.nothing_again": mark(
        "Keiner der Briefe im Stapel {number} wird noch gebraucht: Die Konten sind offen, oder es "
        "gibt neuere Briefe. Es wurde nichts gedruckt."
    ),
    "letters.nothing_to_post": mark(
        "Im Stapel {number} ist kein Brief mit Code, der noch zur Post zu geben wäre."
    ),
    "letters.not_printed": mark(
        "Der Stapel {number} ist nicht gedruckt. Zur Post gegeben wird er erst danach."
    ),
    "letters.reason_missing": mark(
        "Der Stapel {number} gilt seit einer Weile als gedruckt. Bitte nennen Sie einen Grund, "
        "warum er doch nicht gedruckt ist."
    ),
    "letters.repeat_not_handed_over": mark(
        "Der Stapel {number} kam nicht am Ziel an. Seine Briefe mit Code haben neue Codes, die "
        "früher gedruckten gelten nicht mehr. Bitte prüfen Sie Drucker oder Ordner und drucken Sie "
        "den Stapel noch einmal."
    ),
    "letters.repeat_unsure": mark(
        "Niemand hat bestätigt, dass der Stapel {number} mit seinen neuen Codes gedruckt ist. Zur "
        "Post gegeben wird er erst danach."
    ),
    "letters.unknown": mark("Diesen Brief gibt es hier nicht."),
}
