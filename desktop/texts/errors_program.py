"""Sentences for what can go wrong with the window itself."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "window.already_open": mark(
        "Mieterdesk ist für diesen Datenordner schon geöffnet; bitte wechseln Sie zu jenem Fenster."
    ),
}
