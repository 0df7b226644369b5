"""What a tenant is told about a registration that fails, in writing or by telephone.

Written to tenants and therefore German, whatever language the interface has: nothing here is
translated. The words name letters by their dates and the ends of their codes, the surname as it is
printed, and nothing of what somebody typed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from desktop.domain.case_status import Channel
from desktop.domain.portal_password import LEAST_CHARACTERS
from desktop.domain.registration_diagnosis import IssuedCode
from desktop.domain.registration_reasons import Certainty, Hint, Reason
from desktop.texts.registration import CRITERIA

_AS_PRINTED = (
    "Geben Sie Ihren Nachnamen bitte genau so ein, wie er im Adressfeld unseres Schreibens "
    "steht{surname}"
)
_NEW_LETTER = "Ein neues Schreiben mit einem neuen Code bekommen Sie mit der Post."
_CODE_AGAIN = "Bitte vergleichen Sie Gruppe für Gruppe mit dem Schreiben und geben ihn neu ein."

ANSWERS: Mapping[Reason, str] = {
    Reason.ACCOUNT_LOCKED: (
        "Ihr Zugang zum Mieterportal ist zurzeit gesperrt. Wir prüfen das und melden uns, sobald "
        "Sie ihn wieder nutzen können."
    ),
    Reason.ACCOUNT_ACTIVE: (
        "Ihre Registrierung ist schon abgeschlossen, einen Code brauchen Sie nicht mehr. Melden "
        "Sie sich im Portal oder in der App einfach an. Haben Sie sich nicht selbst registriert, "
        "sagen Sie uns das bitte sofort."
    ),
    Reason.ACTIVATION_NOT_CLICKED: (
        "Ihre Registrierung ist eingegangen. Es fehlt noch ein Schritt: Öffnen Sie die E-Mail, die "
        "Sie danach bekommen haben, und klicken Sie auf den Link darin. Erst dann ist Ihr Konto "
        "aktiv."
    ),
    Reason.ACTIVATION_WRONG_ADDRESS: (
        "Die E-Mail mit dem Link ging an die Adresse, die bei der Registrierung angegeben wurde. "
        "Bitte prüfen Sie, ob Sie dort die richtige Adresse eingetragen haben, und schreiben Sie "
        "uns, wenn nicht."
    ),
    Reason.ACTIVATION_SPAM: (
        "Finden Sie die E-Mail mit dem Link nicht, sehen Sie bitte auch im Spam-Ordner nach."
    ),
    Reason.ACCOUNT_CLOSED: (
        "Ihr Konto im Mieterportal ist geschlossen. Wir prüfen, warum, und melden uns bei Ihnen."
    ),
    Reason.CHANNEL_CHANGED: (
        "Sie haben die Registrierung {place} begonnen und können sie nur dort beenden. Danach "
        "melden Sie sich im Portal und in der App mit demselben Konto an."
    ),
    Reason.CODE_NEVER_ISSUED: (
        "Für Sie wurde noch kein Registrierungscode ausgestellt. Sie erhalten ihn mit der Post."
    ),
    Reason.CODE_NOT_PRINTED: (
        "Ihr Schreiben mit dem Registrierungscode ist in Arbeit und kommt mit der Post. Bitte "
        "warten Sie so lange mit der Registrierung."
    ),
    Reason.CODE_OTHER_PARTY: (
        "Der Code{letter} gehört zu einer anderen Person in Ihrem Haushalt. Verwenden Sie bitte "
        "den Code aus dem Schreiben, das an Sie selbst gerichtet ist."
    ),
    Reason.CODE_REVOKED: "Der Code{letter} gilt nicht mehr. {valid}",
    Reason.CODE_REDEEMED: (
        "Der Code{letter} wurde schon einmal verwendet, und jeder Code gilt nur einmal. {valid}"
    ),
    Reason.CODE_LOCKED: ("Der Code{letter} ist nach mehreren falschen Eingaben gesperrt. {valid}"),
    Reason.CODE_EXPIRED: "Der Code{letter} ist abgelaufen. {valid}",
    Reason.CODE_RETURNED: (
        "Unser Schreiben{letter} kam als unzustellbar zurück; der Code darin gilt deshalb nicht "
        "mehr. Bitte bestätigen Sie uns Ihre Anschrift. {valid}"
    ),
    Reason.CODE_NOT_AT_PORTAL: (
        "Ihr Code ist gültig, dem Portal aber noch nicht bekannt. Bitte versuchen Sie es morgen "
        "noch einmal."
    ),
    Reason.CODE_MISSING: (
        "Für die Registrierung brauchen Sie den Code aus unserem Schreiben. {valid}"
    ),
    Reason.CODE_CONFUSED: (
        "Im Code ist ein Zeichen mit einem ähnlichen verwechselt, wie es bei 0 und O, 8 und B oder "
        "1, I und L leicht geschieht. " + _CODE_AGAIN
    ),
    Reason.CODE_SWAPPED: "Im Code sind zwei Zeichen vertauscht. " + _CODE_AGAIN,
    Reason.CODE_SYMBOL_MISSING: "Im Code fehlt ein Zeichen. " + _CODE_AGAIN,
    Reason.CODE_SYMBOL_EXTRA: "Im Code steht ein Zeichen zu viel. " + _CODE_AGAIN,
    Reason.CODE_MISTYPED: "Im Code ist ein Zeichen falsch. " + _CODE_AGAIN,
    Reason.CODE_HYPHEN: (
        "Geben Sie die Bindestriche im Code bitte genau so ein, wie sie gedruckt sind: keinen "
        "weniger und keinen mehr."
    ),
    Reason.CODE_CASE: (
        "Achten Sie im Code bitte auf große und kleine Buchstaben, wie sie gedruckt sind."
    ),
    Reason.CODE_BLANK: (
        "Vor, in oder hinter dem Code steht ein Leerzeichen. Leeren Sie das Feld bitte ganz und "
        "tippen Sie den Code ein, statt ihn einzufügen."
    ),
    Reason.CODE_INCOMPLETE: (
        "Der eingegebene Code ist unvollständig. Bitte geben Sie alle Gruppen ein, wie sie im "
        "Schreiben stehen. {valid}"
    ),
    Reason.CODE_UNKNOWN: (
        "Den eingegebenen Code finden wir bei Ihrem Vertrag nicht. {valid} Bitte vergleichen Sie "
        "ihn Zeichen für Zeichen mit dem Schreiben; nennen Sie uns den Code nicht."
    ),
    Reason.SURNAME_MISSING: "Das Feld für den Nachnamen ist leer. " + _AS_PRINTED + ".",
    Reason.SURNAME_OTHER: (
        "Der eingegebene Nachname steht so nicht in unserem Schreiben. " + _AS_PRINTED + ". Heißen "
        "Sie inzwischen anders, schreiben Sie uns bitte."
    ),
    Reason.SURNAME_MORE: _AS_PRINTED + ". Vorname und Titel gehören nicht in dieses Feld.",
    Reason.SURNAME_MISTYPED: "Im Nachnamen ist ein Buchstabe falsch. " + _AS_PRINTED + ".",
    Reason.SURNAME_DIACRITICS: (
        _AS_PRINTED + ". Besondere Buchstaben wie ä, ß, é oder ñ gehören dazu."
    ),
    Reason.SURNAME_HYPHEN: _AS_PRINTED + ". Bindestriche und Leerzeichen gehören dazu.",
    Reason.SURNAME_CASE: _AS_PRINTED + ". Große und kleine Buchstaben müssen übereinstimmen.",
    Reason.SURNAME_BLANK: (
        "Vor, in oder hinter dem Nachnamen steht ein Leerzeichen zu viel. Leeren Sie das Feld "
        "bitte ganz und tippen Sie den Nachnamen neu ein."
    ),
    Reason.SURNAME_COMPOSED: (
        "Ihr Nachname sieht richtig aus, kommt beim Portal aber anders an. Bitte tippen Sie ihn "
        "von Hand ein, am besten an einem anderen Gerät, statt ihn einzufügen."
    ),
    Reason.USER_NAME_FORGOTTEN: (
        "Ihr Benutzername ist die E-Mail-Adresse, mit der Sie sich registriert haben."
    ),
    Reason.PASSWORD_FORGOTTEN: (
        "Haben Sie Ihr Kennwort vergessen, wählen Sie im Anmeldebereich „Passwort vergessen“ und "
        "richten selbst ein neues ein. Uns nennen Sie Ihr Kennwort bitte nie."
    ),
    Reason.PASSWORD_CRITERIA: (
        "Das Kennwort, das Sie wählen, muss alle Regeln erfüllen: {criteria}. Uns nennen Sie Ihr "
        "Kennwort bitte nie."
    ),
    Reason.NOTHING_FOUND: (
        "Ihre Angaben sind nach unserer Prüfung richtig. Bitte versuchen Sie es noch einmal, und "
        "schreiben Sie uns, welche Meldung das Portal zeigt."
    ),
}
"""``{letter}``, ``{valid}`` and ``{surname}`` are filled with what is known, or with nothing."""

ASKING = frozenset(
    {
        Reason.ACTIVATION_WRONG_ADDRESS,
        Reason.CODE_RETURNED,
        Reason.CODE_UNKNOWN,
        Reason.SURNAME_OTHER,
        Reason.NOTHING_FOUND,
    }
)
"""What can only be settled when the tenant answers."""


def asks(hints: Iterable[Hint]) -> bool:
    """Whether the answer asks the tenant for something."""
    return any(hint.reason in ASKING and hint.certainty is Certainty.CERTAIN for hint in hints)


def answer(
    hints: Sequence[Hint], *, surname: str, valid: IssuedCode | None, promised: bool
) -> tuple[str, ...]:
    """Return what is told, a paragraph for each reason, what is sure first.

    ``surname`` is the printed spelling, ``valid`` the letter that counts. ``promised``: a new one
    is asked for, so it may be promised.
    """
    filled = {"surname": f", also „{surname}“" if surname else "", "criteria": _criteria()}
    certain = [hint for hint in hints if hint.certainty is Certainty.CERTAIN]
    others = [hint for hint in hints if hint.certainty is not Certainty.CERTAIN]
    told = [_told(hint, filled, _valid(valid, promised=promised)) for hint in certain]
    if others and certain:
        told.append("Hilft das nicht, kommt auch dies infrage:")
    told += [_told(hint, filled, _valid(valid, promised=promised)) for hint in others]
    return _without_repeats(told)


def several_letters(
    letters: Sequence[IssuedCode], *, valid: IssuedCode | None, promised: bool
) -> str:
    """Answer "I have several letters" in one paragraph: which one counts."""
    if valid is None:
        return " ".join(
            part
            for part in (
                "Keines der Schreiben gilt mehr." if letters else "",
                _valid(None, promised=promised),
            )
            if part
        )
    return f"{_valid(valid, promised=promised)} Alle anderen Codes gelten nicht mehr."


def _told(hint: Hint, filled: Mapping[str, str], valid: str) -> str:
    place = hint.params.get("begun_in")
    values = {
        **filled,
        "letter": _letter(hint.params.get("issued_on")),
        "valid": valid,
        "place": "in der App" if place == Channel.APP else "im Portal",
    }
    return " ".join(ANSWERS[hint.reason].format_map(values).split())


def _without_repeats(told: Iterable[str]) -> tuple[str, ...]:
    """Sentences that several reasons share are said once."""
    said: set[str] = set()
    paragraphs = []
    for paragraph in told:
        kept = []
        for sentence in paragraph.replace(". ", ".\n").split("\n"):
            if sentence not in said:
                said.add(sentence)
                kept.append(sentence)
        if kept:
            paragraphs.append(" ".join(kept))
    return tuple(paragraphs)


def _letter(issued_on: object) -> str:
    return f" aus dem Schreiben vom {german_day(issued_on)}" if issued_on else ""


def _valid(valid: IssuedCode | None, *, promised: bool) -> str:
    """Return which letter counts; without one, what is on its way."""
    if valid is None:
        return _NEW_LETTER if promised else ""
    day = f" vom {german_day(valid.issued_on.isoformat())}" if valid.issued_on else ""
    end = f", dessen Code auf {valid.last_two} endet" if valid.last_two else ""
    # Nobody knows whether it is on paper: who does not have it must not look for it in vain.
    if valid.unsure_batch is not None:
        return f"Gültig ist nur das Schreiben{day}{end}, sobald es bei Ihnen angekommen ist."
    return f"Gültig ist nur das Schreiben{day}{end}."


def _criteria() -> str:
    *most, last = (text.format(least=LEAST_CHARACTERS) for text in CRITERIA.values())
    return f"{', '.join(most)}; {last}"


def german_day(value: object) -> str:
    """Return ISO text as a day in a letter: ``30.11.2026``, whatever the interface speaks."""
    day = date.fromisoformat(str(value))
    return f"{day.day:02d}.{day.month:02d}.{day.year:04d}"
