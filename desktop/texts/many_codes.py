"""What becomes of letters with a code that are asked for many: how many, and who gets none."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from desktop.texts import mark, ntr, tr

_PASSED_OVER: Mapping[str, str] = MappingProxyType(
    {
        "codes.account_open": mark("Konto ist aktiviert"),
        "codes.account_locked": mark("Konto ist gesperrt"),
        "codes.already_registered": mark("registriert, Aktivierungsmail nicht bestätigt"),
        "codes.has_code": mark("hat einen gültigen Code oder einen Brief auf dem Stapel"),
        "codes.party_left": mark("aus dem Vertrag ausgeschieden"),
        "codes.address_missing": mark("ohne Postanschrift"),
        "codes.address_returned": mark("letzter Brief kam zurück"),
        "guard.answer_missing": mark("Kontaktdaten kürzlich geändert, bitte einzeln anfordern"),
    }
)
_OTHER = mark("aus einem anderen Grund")


def planned_sentence(letters: int) -> str:
    """Return how many letters would be asked for."""
    if letters == 0:
        return tr("Für diese Auswahl ist kein Brief anzufordern.")
    return ntr("{n} Brief wird angefordert.", "{n} Briefe werden angefordert.", letters)


def requested_sentence(letters: int, *, is_cancelled: bool) -> str:
    """Return how many letters were asked for."""
    said = ntr(
        "{n} Brief mit Code ist angefordert.", "{n} Briefe mit Code sind angefordert.", letters
    )
    if not is_cancelled:
        return said
    return tr("{said} Der Rest wurde abgebrochen; ein neuer Durchgang macht weiter.", said=said)


def passed_over_lines(passed_over: Mapping[str, int]) -> str:
    """Return who gets no letter and why, a line for each reason, the most frequent first."""
    found = sorted(passed_over.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(
        tr("{n} × {reason}", n=count, reason=tr(_PASSED_OVER.get(code, _OTHER)))
        for code, count in found
    )


def unknown_sentence(numbers: Sequence[str]) -> str:
    """Return which contract numbers of a list the company does not have; the first of many."""
    shown = ", ".join(numbers[:5])
    if len(numbers) > len(numbers[:5]):
        shown = f"{shown} …"
    return tr("Unbekannte Vertragsnummern: {numbers}", numbers=shown) if numbers else ""
