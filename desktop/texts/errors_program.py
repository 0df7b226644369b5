"""Sentences for what can go wrong with the window itself."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "window.already_open": mark(
        "Mieterdesk ist für diesen Datenordner schon geöffnet; bitte wechseln Sie zu jenem Fenster."
    ),
    "start.given_up": mark(
        "Der Start wurde abgebrochen. Es ist nichts verloren: Der nächste Start macht dort weiter."
    ),
}
