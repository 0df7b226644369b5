"""What can go wrong when a case is given to somebody, merged, linked, split or put elsewhere."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "assign.already": mark("Der Vorgang ist dort schon zugewiesen."),
    "assign.inactive": mark(
        "Nicht zugewiesen: {name} arbeitet nicht mehr mit Mieterdesk. Bitte wählen Sie jemand "
        "anderen."
    ),
    "assign.no_right": mark(
        "Nicht zugewiesen: {name} darf Vorgänge dieser Gesellschaft nicht bearbeiten. Bitte "
        "wählen Sie jemand anderen."
    ),
    "assign.no_team": mark(
        "Nicht zugewiesen: Dieses Team gibt es hier nicht mehr. Bitte wählen Sie ein anderes."
    ),
    "assign.nobody": mark("Bitte wählen Sie eine Person oder ein Team."),
    "case.merged": mark(
        "Der Vorgang ist mit einem anderen zusammengeführt und wird dort bearbeitet. Sie können "
        "ihn wieder trennen."
    ),
    "category.bank_change_decided": mark(
        "Der Antrag liegt zur Freigabe oder ist entschieden, deshalb bleibt die Kategorie. Geben "
        "Sie ihn zurück oder beginnen Sie mit der Nachricht einen neuen Vorgang („Aufteilen“)."
    ),
    "category.gone": mark(
        "In dieser Kategorie werden keine neuen Vorgänge angenommen. Bitte wählen Sie eine andere."
    ),
    "category.needs_contract": mark(
        "Zu einer Bankverbindung gehört ein Vertrag, und dieser Vorgang hat keinen. Erfassen Sie "
        "den Antrag bitte neu zum richtigen Vertrag und verknüpfen Sie beide Vorgänge."
    ),
    "category.same": mark("Der Vorgang ist schon in dieser Kategorie."),
    "link.already": mark("Die Vorgänge sind schon verknüpft."),
    "link.itself": mark("Bitte wählen Sie einen anderen Vorgang als diesen."),
    "link.none": mark("Diese Vorgänge sind nicht verknüpft."),
    "link.of_program": mark(
        "Diese Verknüpfung ist beim Eingang entstanden und bleibt. Lösen lassen sich die, die "
        "jemand von Hand gesetzt hat."
    ),
    "link.other_company": mark("Vorgänge verschiedener Gesellschaften werden nicht verknüpft."),
    "merge.bank_change_open": mark(
        "Über den Antrag auf eine neue Bankverbindung ist noch nicht entschieden. Entscheiden Sie "
        "ihn zuerst, oder führen Sie den anderen Vorgang mit diesem zusammen."
    ),
    "merge.closed": mark(
        "Vorgang {reference} ist abgeschlossen. Öffnen Sie ihn wieder, oder verknüpfen Sie beide."
    ),
    "merge.itself": mark("Bitte wählen Sie einen anderen Vorgang als diesen."),
    "merge.merged_itself": mark(
        "Dieser Vorgang ist selbst mit einem anderen zusammengeführt. Bitte wählen Sie den, in dem "
        "er weitergeht."
    ),
    "merge.not_merged": mark("Der Vorgang ist mit keinem anderen zusammengeführt."),
    "merge.other_company": mark(
        "Die Vorgänge gehören verschiedenen Gesellschaften und werden nicht zusammengeführt."
    ),
    "merge.other_tenant": mark(
        "Die Vorgänge gehören zu verschiedenen Verträgen. Zusammengeführt würde jemand lesen, was "
        "ihn nichts angeht; verknüpfen Sie sie stattdessen."
    ),
    "priority.no_suggestion": mark("Für diesen Vorgang ist keine Priorität vorgeschlagen."),
    "split.no_message": mark(
        "Bitte wählen Sie eine Nachricht der Mietpartei, mit der der neue Vorgang beginnt."
    ),
    "tag.already": mark("Das Schlagwort „{name}“ steht schon am Vorgang."),
    "tag.empty": mark("Bitte schreiben Sie ein Schlagwort."),
    "tag.not_there": mark("Dieses Schlagwort steht nicht mehr am Vorgang."),
    "tag.too_long": mark("Ein Schlagwort hat höchstens {longest} Zeichen."),
}
"""Code of a ``UserError`` to the German sentence that says what to do."""
