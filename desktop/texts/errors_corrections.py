"""What can go wrong when a release is taken back after its undo time."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "case.correction_open": mark(
        "Über die Rücknahme der Freigabe ist noch nicht entschieden. Sie kann freigegeben oder "
        "zurückgegeben werden."
    ),
    "correction.built_upon": mark(
        "Nicht zurückgenommen: Für diesen Vertrag wurde danach schon eine weitere Änderung "
        "freigegeben. Bitte prüfen Sie diese und legen Sie, wenn nötig, eine neue Änderung an."
    ),
    "correction.done": mark("Die Freigabe ist schon zurückgenommen."),
    "correction.not_proposed": mark("Die Rücknahme der Freigabe liegt nicht zur Entscheidung vor."),
    "correction.not_released": mark("Zurücknehmen lässt sich nur, was freigegeben ist."),
    "correction.nothing_known": mark(
        "Was vor dieser Freigabe galt, ist nicht gespeichert. Bitte legen Sie eine neue Änderung "
        "mit den richtigen Angaben an."
    ),
    "correction.pending": mark("Die Rücknahme liegt schon zur Freigabe."),
    "correction.undo_first": mark(
        "Die Freigabe lässt sich noch rückgängig machen. Zurücknehmen können Sie sie danach."
    ),
}
"""Code of a ``UserError`` to the German sentence that says what to do."""
