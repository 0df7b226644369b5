"""What can go wrong with saved views, notifications and the filter of a list."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "saved_view.unreadable": mark(
        "Diese Ansicht filtert nach etwas, das diese Programmfassung nicht kennt. Sie ist "
        "unverändert gespeichert. Bitte öffnen Sie sie mit der neueren Fassung."
    ),
}
