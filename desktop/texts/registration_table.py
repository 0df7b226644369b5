"""Every reason why a registration fails: its title, why it is so, and what a clerk does about it.

``{letter}`` names a letter by its date and the last two symbols of its code, ``{when}`` a day in
brackets or nothing, ``{place}`` where the registration was begun.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.registration_reasons import Reason
from desktop.texts import mark


@dataclass(frozen=True, slots=True)
class ReasonText:
    """German texts of one reason. ``possible`` is said instead of ``why`` where nobody knows."""

    title: str
    why: str
    advice: str
    possible: str = ""


_ACCOUNT: Mapping[Reason, ReasonText] = {
    Reason.ACCOUNT_LOCKED: ReasonText(
        mark("Zugang ist gesperrt"),
        mark("Der Zugang ist gesperrt: Weder Registrierung noch Anmeldung gelingen."),
        mark(
            "Sehen Sie im Mieterkonto nach, warum er gesperrt ist. Entsperren Sie ihn, wenn der "
            "Grund entfallen ist."
        ),
    ),
    Reason.ACCOUNT_ACTIVE: ReasonText(
        mark("Konto ist schon aktiv"),
        mark("Diese Person hat ein aktives Konto: Sie meldet sich an, statt sich zu registrieren."),
        mark(
            "Nennen Sie die Anmeldung. Weiß die Person nichts von einer Registrierung, war es "
            "jemand anderes: Sperren Sie den Zugang im Mieterkonto."
        ),
    ),
    Reason.ACTIVATION_NOT_CLICKED: ReasonText(
        mark("Aktivierungslink nicht angeklickt"),
        mark(
            "Die Registrierung ist eingegangen. Es fehlt nur der Klick auf den Link in der "
            "Aktivierungsmail."
        ),
        mark("Lassen Sie nach der E-Mail suchen und den Link anklicken."),
        mark("Vielleicht ist nur der Link in der Aktivierungsmail noch nicht angeklickt."),
    ),
    Reason.ACTIVATION_WRONG_ADDRESS: ReasonText(
        mark("Aktivierungsmail ging an eine andere Adresse"),
        mark("Die Registrierung wurde mit einer anderen E-Mail-Adresse gemacht als genannt."),
        mark(
            "Lassen Sie die Adresse der Registrierung buchstabieren. Ist sie falsch, hilft nur ein "
            "neuer Anlauf mit einem neuen Code."
        ),
        mark("Vielleicht ist bei der Registrierung eine falsche E-Mail-Adresse angegeben."),
    ),
    Reason.ACTIVATION_SPAM: ReasonText(
        mark("Aktivierungsmail im Spam-Ordner"),
        mark("Die Aktivierungsmail liegt im Spam-Ordner."),
        mark("Lassen Sie im Spam-Ordner und in anderen Ordnern des Postfachs nachsehen."),
        mark("Vielleicht liegt die Aktivierungsmail im Spam-Ordner."),
    ),
    Reason.ACCOUNT_CLOSED: ReasonText(
        mark("Konto ist geschlossen"),
        mark("Das Konto ist geschlossen; kein Code öffnet es wieder."),
        mark("Prüfen Sie im Mieterkonto, ob der Vertrag noch läuft und wer das Konto schloss."),
    ),
    Reason.CHANNEL_CHANGED: ReasonText(
        mark("An anderer Stelle fortgesetzt"),
        mark("Die Registrierung wurde {place} begonnen und kann nur dort beendet werden."),
        mark("Lassen Sie die Registrierung dort beenden, wo sie begonnen wurde."),
    ),
}

_LETTERS: Mapping[Reason, ReasonText] = {
    Reason.CODE_NEVER_ISSUED: ReasonText(
        mark("Noch kein Code ausgestellt"),
        mark("Für diese Person wurde noch nie ein Code ausgestellt."),
        mark("Stellen Sie einen Code aus; er kommt mit der Post."),
    ),
    Reason.CODE_NOT_PRINTED: ReasonText(
        mark("Schreiben noch nicht gedruckt"),
        mark("Ein Schreiben ist vorgemerkt, aber noch nicht gedruckt: Es gibt noch keinen Code."),
        mark("Bitten Sie um Geduld, bis das Schreiben mit der Post kommt."),
    ),
    Reason.CODE_OTHER_PARTY: ReasonText(
        mark("Code einer anderen Person"),
        mark("{letter}: Dieser Code gehört einer anderen Person des Haushalts."),
        mark("Jede Person braucht den Code aus dem Schreiben an sie selbst."),
    ),
    Reason.CODE_REVOKED: ReasonText(
        mark("Code ist widerrufen"),
        mark("{letter}: Der Code ist widerrufen{when}."),
        mark("Nur der Code aus dem gültigen Schreiben öffnet das Konto."),
    ),
    Reason.CODE_REDEEMED: ReasonText(
        mark("Code ist schon eingelöst"),
        mark("{letter}: Der Code ist schon eingelöst{when}; er gilt nur einmal."),
        mark("Fragen Sie, ob die Registrierung schon gelang oder jemand anderes den Code hatte."),
    ),
    Reason.CODE_LOCKED: ReasonText(
        mark("Code ist gesperrt"),
        mark("{letter}: Nach fünf falschen Versuchen hat das Portal den Code gesperrt{when}."),
        mark("Ein gesperrter Code wird nicht wieder frei; es braucht einen neuen."),
    ),
    Reason.CODE_EXPIRED: ReasonText(
        mark("Code ist abgelaufen"),
        mark("{letter}: Der Code ist abgelaufen{expired}."),
        mark("Nur der Code aus dem gültigen Schreiben öffnet das Konto."),
    ),
    Reason.CODE_RETURNED: ReasonText(
        mark("Schreiben kam zurück"),
        mark("{letter}: Das Schreiben kam als unzustellbar zurück{when}; sein Code gilt nicht."),
        mark("Lassen Sie sich die Anschrift bestätigen, bevor ein neuer Code ausgestellt wird."),
    ),
    Reason.CODE_NOT_AT_PORTAL: ReasonText(
        mark("Portal kennt den Code noch nicht"),
        mark("{letter}: Der Code ist gültig, aber noch nicht beim Portal angekommen."),
        mark(
            "Bitten Sie, es etwas später noch einmal zu versuchen. Bleibt es so, sehen Sie unter "
            "Betrieb nach dem Austausch."
        ),
    ),
    Reason.CODE_UNKNOWN: ReasonText(
        mark("Code gehört zu keinem Schreiben"),
        mark("Der eingegebene Code gehört zu keinem Schreiben an diesen Haushalt."),
        mark("Lassen Sie sich Datum des Schreibens und die letzten zwei Zeichen vorlesen."),
    ),
}

_TYPING: Mapping[Reason, ReasonText] = {
    Reason.CODE_MISSING: ReasonText(
        mark("Code fehlt"),
        mark("Es wurde kein Code eingegeben."),
        mark("Der Code steht im Schreiben mit der Einladung zum Portal."),
    ),
    Reason.CODE_INCOMPLETE: ReasonText(
        mark("Code ist unvollständig"),
        mark(
            "Der eingegebene Code hat zu wenige Zeichen; welcher gemeint ist, lässt sich so nicht "
            "sagen."
        ),
        mark("Lassen Sie den ganzen Code vom Schreiben abtippen, alle Gruppen."),
    ),
    Reason.CODE_CONFUSED: ReasonText(
        mark("Zeichen verwechselt"),
        mark("Im Code ist ein Zeichen mit einem ähnlichen verwechselt."),
        mark(
            "In unseren Codes gibt es weder 0 und O noch 1, I und L; in älteren unterscheiden sich "
            "Null und O. Lassen Sie Zeichen für Zeichen vergleichen."
        ),
    ),
    Reason.CODE_SWAPPED: ReasonText(
        mark("Zeichen vertauscht"),
        mark("Im Code haben zwei Zeichen den Platz getauscht."),
        mark("Lassen Sie den Code in Vierergruppen vorlesen und neu eingeben."),
    ),
    Reason.CODE_SYMBOL_MISSING: ReasonText(
        mark("Zeichen fehlt"),
        mark("Im Code fehlt ein Zeichen."),
        mark("Lassen Sie die Zeichen jeder Gruppe zählen und den Code neu eingeben."),
    ),
    Reason.CODE_SYMBOL_EXTRA: ReasonText(
        mark("Zeichen zu viel"),
        mark("Im Code steht ein Zeichen zu viel."),
        mark("Lassen Sie die Zeichen jeder Gruppe zählen und den Code neu eingeben."),
    ),
    Reason.CODE_MISTYPED: ReasonText(
        mark("Zeichen vertippt"),
        mark("Im Code ist ein Zeichen falsch."),
        mark("Lassen Sie den Code in Vierergruppen vorlesen und neu eingeben."),
    ),
    Reason.CODE_HYPHEN: ReasonText(
        mark("Bindestrich im Code"),
        mark("Im Code fehlt ein Bindestrich, oder es ist einer zu viel oder am falschen Platz."),
        mark("Der Code wird so eingegeben, wie er gedruckt ist, mit seinen Bindestrichen."),
        mark("Vielleicht stehen die Bindestriche im Code nicht so wie gedruckt."),
    ),
    Reason.CODE_CASE: ReasonText(
        mark("Groß und klein im Code"),
        mark("Im Code stimmen große und kleine Buchstaben nicht mit dem Schreiben überein."),
        mark("Der Code wird so eingegeben, wie er gedruckt ist."),
        mark("Vielleicht stimmen große und kleine Buchstaben im Code nicht."),
    ),
    Reason.CODE_BLANK: ReasonText(
        mark("Leerzeichen im Code"),
        mark("Vor, in oder hinter dem Code steht ein Leerzeichen oder ein unsichtbares Zeichen."),
        mark("Lassen Sie das Feld leeren und den Code von Hand eingeben, statt ihn einzufügen."),
        mark("Vielleicht steht vor, in oder hinter dem Code ein Leerzeichen."),
    ),
}

_SURNAME: Mapping[Reason, ReasonText] = {
    Reason.SURNAME_MISSING: ReasonText(
        mark("Nachname fehlt"),
        mark("Es wurde kein Nachname eingegeben."),
        mark("Der Nachname wird so eingegeben, wie er im Adressfeld des Schreibens steht."),
    ),
    Reason.SURNAME_OTHER: ReasonText(
        mark("Nachname stimmt nicht"),
        mark("Der Nachname ist ein anderer als im Adressfeld des Schreibens."),
        mark(
            "Heißt die Person inzwischen anders, berichtigen Sie zuerst den Namen und stellen dann "
            "einen neuen Code aus."
        ),
    ),
    Reason.SURNAME_MORE: ReasonText(
        mark("Mehr als der Nachname"),
        mark("Neben dem Nachnamen steht noch etwas, etwa Vorname oder Titel."),
        mark("Lassen Sie nur den Nachnamen eingeben."),
    ),
    Reason.SURNAME_MISTYPED: ReasonText(
        mark("Nachname vertippt"),
        mark("Im Nachnamen sind ein oder zwei Buchstaben falsch."),
        mark("Lassen Sie den Nachnamen aus dem Adressfeld buchstabieren."),
    ),
    Reason.SURNAME_DIACRITICS: ReasonText(
        mark("Besondere Buchstaben im Nachnamen"),
        mark("Ein besonderer Buchstabe ist anders geschrieben, etwa ue statt ü oder n statt ñ."),
        mark("Das Portal vergleicht genau die Schreibweise im Adressfeld des Schreibens."),
    ),
    Reason.SURNAME_HYPHEN: ReasonText(
        mark("Bindestrich im Nachnamen"),
        mark("Im Nachnamen weicht ein Bindestrich, ein Apostroph oder ein Leerzeichen ab."),
        mark("Das Portal vergleicht genau die Schreibweise im Adressfeld des Schreibens."),
    ),
    Reason.SURNAME_CASE: ReasonText(
        mark("Groß und klein im Nachnamen"),
        mark("Im Nachnamen stimmen große und kleine Buchstaben nicht mit dem Schreiben überein."),
        mark("Das Portal vergleicht genau die Schreibweise im Adressfeld des Schreibens."),
    ),
    Reason.SURNAME_BLANK: ReasonText(
        mark("Leerzeichen im Nachnamen"),
        mark("Vor, in oder hinter dem Nachnamen steht ein Leerzeichen zu viel."),
        mark("Lassen Sie das Feld leeren und den Nachnamen von Hand eingeben."),
    ),
    Reason.SURNAME_COMPOSED: ReasonText(
        mark("Unsichtbar anders kodiert"),
        mark(
            "Der Nachname sieht gleich aus, aber ein Buchstabe mit Zeichen darüber ist anders "
            "kodiert als im Schreiben."
        ),
        mark(
            "Lassen Sie den Nachnamen von Hand an einem anderen Gerät eingeben, statt ihn "
            "einzufügen."
        ),
    ),
}

_SIGN_IN: Mapping[Reason, ReasonText] = {
    Reason.USER_NAME_FORGOTTEN: ReasonText(
        mark("Benutzername vergessen"),
        mark("Der Benutzername ist die E-Mail-Adresse der Registrierung."),
        mark("Nennen Sie die Adresse nicht; lassen Sie sie sich sagen und vergleichen Sie."),
        mark("Vielleicht fehlt nur der Benutzername: Es ist die E-Mail-Adresse."),
    ),
    Reason.PASSWORD_FORGOTTEN: ReasonText(
        mark("Kennwort vergessen"),
        mark("Das Kennwort ist vergessen; im Anmeldebereich lässt es sich neu setzen."),
        mark("Fragen Sie nie nach dem Kennwort. Weisen Sie auf „Passwort vergessen“ hin."),
        mark("Vielleicht ist das Kennwort vergessen; im Anmeldebereich lässt es sich neu setzen."),
    ),
    Reason.PASSWORD_CRITERIA: ReasonText(
        mark("Kennwort erfüllt die Regeln nicht"),
        mark("Das Portal nimmt das gewählte Kennwort nicht an."),
        mark("Lesen Sie die Regeln vor. Fragen Sie nie nach dem Kennwort."),
    ),
    Reason.NOTHING_FOUND: ReasonText(
        mark("Nichts gefunden"),
        mark("Was gesagt wurde, ist richtig; daran liegt es nicht."),
        mark("Fragen Sie, welche Meldung das Portal zeigt."),
    ),
}

REASONS: Mapping[Reason, ReasonText] = {**_ACCOUNT, **_LETTERS, **_TYPING, **_SURNAME, **_SIGN_IN}
