"""How a clerk works each kind of case: keys alone, from the open case to what settles it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QAbstractButton

from tests.journeys.clerks_hour.hands import Hands
from tests.journeys.clerks_hour.post import CIRCULAR, Kind

COLLEAGUE = "clerk2"
NOTE = "Bitte anrufen."
REASON = "Erledigt"
"""The first suggestion of the question, which many at once are closed with as well."""
OPENED_AGAIN = "Ruft an: nicht behoben"
CONTRACTOR, CONTRACTOR_EMAIL = "Muster Rolladen", "post@muster.example"
Script = Callable[[Hands], None]


def _propose(hands: Hands) -> None:
    hands.press("Ctrl+Return")


def _acknowledge(hands: Hands) -> None:
    """A reason is suggested; then the change has no open finding any more."""
    hands.press("Ctrl+F9", "Down", "Ctrl+Return", "Ctrl+Return")


def _ask_for_the_address(hands: Hands) -> None:
    hands.press("Ctrl+Shift+A", "Ctrl+Return")


def _reject(hands: Hands) -> None:
    hands.press("Ctrl+L", "Return", "Ctrl+Return")


def _answer(shortcut: str) -> Script:
    """A prepared reply by ``::``, sent as it is, which settles the matter."""

    def script(hands: Hands) -> None:
        hands.press("Ctrl+R")
        hands.type(f"::{shortcut}")
        hands.press("Return", "Ctrl+Shift+Return")

    return script


def _answer_a_question(hands: Hands) -> None:
    """The one gap of the reply is selected already: typing fills it."""
    hands.press("Ctrl+R")
    hands.type("::auskunft")
    hands.press("Return")
    hands.type("Ja, das ist erlaubt.")
    hands.press("Ctrl+Shift+Return")


def _help_at_once(hands: Hands) -> None:
    hands.press("F9", "Ctrl+R")
    hands.type("::not")
    hands.press("Return", "Ctrl+Return")


def _order(hands: Hands) -> None:
    """Whoever had an order before has a button; the first one is typed."""
    hands.press("Ctrl+Shift+B")
    offered = {one.text() for one in hands.program.dialog().findChildren(QAbstractButton)}
    if CONTRACTOR in offered:
        hands.press("Tab", "Space")
    else:
        hands.type(CONTRACTOR)
        hands.press("Tab")
        hands.type(CONTRACTOR_EMAIL)
    hands.press("Ctrl+Return")
    _command(hands, "von hand")


def _answer_all_of_a_house(hands: Hands) -> None:
    hands.press("Ctrl+Shift+J")
    hands.type("Heizung")
    hands.press("Ctrl+Return", "Ctrl+Shift+X", "Ctrl+Shift+Return")


def _merge(hands: Hands) -> None:
    _command(hands, "zusammenf")
    hands.press("Return")
    _answer_a_question(hands)


def _hand_over(hands: Hands) -> None:
    hands.press("Ctrl+T")
    hands.type("timo")
    hands.press("Tab")
    hands.type(NOTE)
    hands.press("Return")


def _put_off(hands: Hands) -> None:
    hands.press("Ctrl+D")
    hands.type("Rückruf")
    hands.press("Ctrl+Return")


def _recategorise(hands: Hands) -> None:
    hands.press("Ctrl+G")
    hands.type("schad")
    hands.press("Return")


def _close(hands: Hands) -> None:
    """The first reason that is suggested."""
    hands.press("Ctrl+Return", "Down", "Ctrl+Return")


def close_all_alike(hands: Hands) -> None:
    """All cases about one matter: found by a word, chosen, closed; then the whole list again."""
    hands.press("Ctrl+F")
    hands.type(CIRCULAR[:7])
    hands.press("Return", "Ctrl+A", "Ctrl+Shift+E")
    hands.type(REASON)
    hands.press("Ctrl+Return", "Ctrl+F", "Backspace", "Return")


def open_again(hands: Hands, reference: str) -> None:
    """By the number that the tenant says on the telephone."""
    go_to(hands, reference)
    hands.press("Ctrl+Shift+O")
    hands.type(OPENED_AGAIN)
    hands.press("Ctrl+Return")


def go_to(hands: Hands, reference: str) -> None:
    """Open a case by its number."""
    _command(hands, reference)


def release_all(hands: Hands, count: int) -> None:
    """Whoever may release goes through what waits for it."""
    for _ in range(count):
        with hands.working_on("release"):
            hands.press("Ctrl+Return")


def _command(hands: Hands, words: str) -> None:
    hands.press("Ctrl+K")
    hands.type(words)
    hands.press("Return")


SCRIPTS: Mapping[Kind, Script] = {
    Kind.CLEAN_CHANGE: _propose,
    Kind.WARNED_CHANGE: _acknowledge,
    Kind.ADDRESS_MISSING: _ask_for_the_address,
    Kind.REJECTED_CHANGE: _reject,
    Kind.ACCESS: _answer("best"),
    Kind.ORDERED: _order,
    Kind.GROUPED: _answer_all_of_a_house,
    Kind.PRESSING: _help_at_once,
    Kind.REPAIRED: _answer("beh"),
    Kind.CERTIFICATE: _answer("bescheinigung-p"),
    Kind.FORM: _answer("formular"),
    Kind.DOCUMENT: _answer("dok"),
    Kind.CONTACT: _answer("kon"),
    Kind.CONSUMPTION: _answer("verb"),
    Kind.GENERAL: _answer_a_question,
    Kind.MERGED: _merge,
    Kind.HANDED_OVER: _hand_over,
    Kind.PUT_OFF: _put_off,
    Kind.RECATEGORISED: _recategorise,
    Kind.CLOSED: _close,
}
"""What is done with the case that is open; many at once, opening again and releasing apart."""
