"""What can go wrong with people who work here, and with their passwords."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "staff.name_missing": mark("Bitte geben Sie der Person einen Namen."),
    "staff.too_long": mark("Ein Name hat höchstens {most} Zeichen."),
    "staff.bad_login": mark(
        "Ein Benutzername hat 2 bis {most} Zeichen: Kleinbuchstaben ohne Umlaute, Ziffern, Punkt, "
        "Strich. Bitte ändern Sie ihn; was Sie eingetragen haben, steht noch da."
    ),
    "staff.bad_initials": mark(
        "Ein Namenszeichen besteht aus 1 bis {most} Buchstaben oder Ziffern."
    ),
    "staff.no_company": mark("Bitte wählen Sie mindestens eine Gesellschaft."),
    "staff.login_taken": mark(
        "Den Benutzernamen „{login}“ hat schon {name}. Bitte wählen Sie einen anderen."
    ),
    "staff.changed": mark(
        "{name} wurde inzwischen von jemand anderem geändert. Gespeichert wurde nichts; bitte "
        "sehen Sie sich den neuen Stand an und ändern Sie ihn dann."
    ),
    "staff.own_rights": mark(
        "Die eigene Rolle und die eigenen Gesellschaften ändert niemand selbst. Bitte bitten Sie "
        "jemand anderen aus der Administration darum."
    ),
    "staff.has_cases": mark(
        "{name} hat dort noch offene Vorgänge: {n}. Bitte geben Sie sie zuerst jemand anderem; "
        "geändert wurde nichts."
    ),
    "staff.inactive": mark(
        "{name} ist abgeschaltet. Bitte lassen Sie die Person zuerst wieder zu."
    ),
    "staff.own_password": mark(
        "Das eigene Kennwort setzt niemand zurück. Ändern Sie es mit „Eigenes Kennwort ändern“."
    ),
    "sign_in.choose_password": mark("Bitte wählen Sie jetzt ein eigenes Kennwort."),
    "sign_in.once_over": mark(
        "Dieses Einmal-Kennwort gilt nicht mehr. Bitte lassen Sie sich in der Administration ein "
        "neues geben."
    ),
    "password.not_alike": mark("Die beiden neuen Kennwörter sind verschieden."),
    "password.too_short": mark("Ein Kennwort hat mindestens {least} Zeichen."),
    "password.too_long": mark("Ein Kennwort hat höchstens {most} Zeichen."),
    "password.too_plain": mark(
        "Dieses Kennwort besteht aus zu wenigen verschiedenen Zeichen. Mehrere Wörter "
        "hintereinander sind ein gutes Kennwort."
    ),
    "password.holds_name": mark(
        "Im Kennwort steht Ihr Name oder Benutzername. Bitte wählen Sie eines ohne."
    ),
    "password.as_before": mark("Das ist das bisherige Kennwort. Bitte wählen Sie ein anderes."),
}
"""Code of a ``UserError`` to the German sentence that says what to do."""
