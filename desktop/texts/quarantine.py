"""Why a delivery of the portal lies in the quarantine, and what helps."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.domain.portal_json import QuarantineReason
from desktop.texts import mark, tr

_SENTENCES: Mapping[QuarantineReason, str] = MappingProxyType(
    {
        QuarantineReason.INVALID_JSON: mark(
            "Die Datei event.json ist kein gültiges JSON. Das Portal muss sie neu senden."
        ),
        QuarantineReason.SCHEMA: mark(
            "Eine Angabe fehlt oder hat nicht die vereinbarte Form. Das Portal muss sie "
            "berichtigen."
        ),
        QuarantineReason.UNKNOWN_TYPE: mark(
            "Diese Art von Ereignis ist mit dem Portal nicht vereinbart."
        ),
        QuarantineReason.UNKNOWN_COMPANY: mark(
            "Die Gesellschaft gibt es hier nicht. Legen Sie sie an und verarbeiten Sie den Ordner "
            "neu."
        ),
        QuarantineReason.UNKNOWN_CONTRACT: mark(
            "Den Vertrag gibt es hier nicht. Übernehmen Sie die Stammdaten und verarbeiten Sie den "
            "Ordner neu."
        ),
        QuarantineReason.UNKNOWN_CASE: mark(
            "Die Nachricht nennt keinen Vorgang dieses Vertrags. Bitte lesen Sie sie und "
            "entscheiden Sie, was zu tun ist."
        ),
        QuarantineReason.MISSING_FILE: mark(
            "Eine Datei fehlt im Ordner. Das Portal muss sie noch einmal senden."
        ),
        QuarantineReason.WRONG_HASH: mark(
            "Eine Anlage kam verändert an: Größe oder Prüfsumme stimmen nicht. Das Portal muss sie "
            "noch einmal senden."
        ),
        QuarantineReason.BAD_FILE_NAME: mark(
            "Eine Anlage hat einen unzulässigen Dateinamen oder ist eine Verknüpfung. Sie wurde "
            "nicht geöffnet."
        ),
        QuarantineReason.TOO_LARGE: mark(
            "Eine Datei oder alle zusammen sind größer als erlaubt. Bitte klären Sie mit der "
            "Mieterin oder dem Mieter einen anderen Weg."
        ),
        QuarantineReason.ID_REUSED: mark(
            "Das Portal hat die Kennung eines angenommenen Ereignisses für anderen Inhalt noch "
            "einmal verwendet. Bitte vergleichen Sie beide."
        ),
    }
)


def quarantine_sentence(reason: QuarantineReason) -> str:
    """Return why the folder waits and what helps."""
    return tr(_SENTENCES[reason])


_TITLES: Mapping[QuarantineReason, str] = MappingProxyType(
    {
        QuarantineReason.INVALID_JSON: mark("Kein gültiges JSON"),
        QuarantineReason.SCHEMA: mark("Angabe fehlt oder hat falsche Form"),
        QuarantineReason.UNKNOWN_TYPE: mark("Unbekannte Art von Ereignis"),
        QuarantineReason.UNKNOWN_COMPANY: mark("Unbekannte Gesellschaft"),
        QuarantineReason.UNKNOWN_CONTRACT: mark("Unbekannter Vertrag"),
        QuarantineReason.UNKNOWN_CASE: mark("Unbekannter Vorgang"),
        QuarantineReason.MISSING_FILE: mark("Datei fehlt"),
        QuarantineReason.WRONG_HASH: mark("Anlage verändert"),
        QuarantineReason.BAD_FILE_NAME: mark("Unzulässiger Dateiname"),
        QuarantineReason.TOO_LARGE: mark("Datei zu groß"),
        QuarantineReason.ID_REUSED: mark("Kennung doppelt verwendet"),
    }
)


def quarantine_title(reason: QuarantineReason) -> str:
    """Return the reason in two or three words, for lists."""
    return tr(_TITLES[reason])
