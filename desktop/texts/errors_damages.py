"""What can go wrong with orders to contractors and with reports of one cause."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "case.order_draft": mark(
        "Der Auftrag {number} ist noch ein Entwurf. Bitte vermerken Sie, dass er gesendet ist, "
        "oder stornieren Sie ihn; danach lässt sich der Vorgang abschließen."
    ),
    "order.bad_email": mark(
        "Das ist keine E-Mail-Adresse. Der Auftrag ist nicht gespeichert; bitte prüfen Sie die "
        "Adresse oder lassen Sie sie leer."
    ),
    "order.changed": mark(
        "Den Auftrag {number} hat inzwischen jemand anderes geändert. Ihre Änderung ist nicht "
        "gespeichert; bitte sehen Sie ihn sich noch einmal an."
    ),
    "order.due_passed": mark(
        "Der Tag, bis zu dem der Auftrag auszuführen ist, liegt in der Vergangenheit. Bitte wählen "
        "Sie heute oder einen späteren Tag."
    ),
    "order.no_contractor": mark("Bitte nennen Sie den Betrieb, der den Auftrag bekommt."),
    "order.no_damage": mark("Aufträge gibt es nur zu Schadensmeldungen."),
    "order.no_text": mark("Bitte schreiben Sie, was zu tun ist. Der Auftrag ist noch leer."),
    "order.not_draft": mark(
        "Der Auftrag {number} ist schon gesendet, erledigt oder storniert und kann nicht mehr "
        "geändert werden."
    ),
    "order.not_on_paper": mark(
        "Der Auftrag {number} kam nicht am Ziel an. Er ist unverändert gespeichert; bitte prüfen "
        "Sie Drucker oder Ordner."
    ),
    "order.not_sent": mark(
        "Der Auftrag {number} ist noch nicht gesendet. Bitte vermerken Sie zuerst, dass er "
        "gesendet ist, oder stornieren Sie ihn."
    ),
    "order.settled": mark("Der Auftrag {number} ist schon erledigt oder storniert."),
    "order.unknown": mark("Diesen Auftrag gibt es hier nicht."),
    "group.all_closed": mark("Alle Vorgänge der Gruppe sind abgeschlossen."),
    "group.case_changed": mark(
        "Im Vorgang {case} hat sich inzwischen etwas geändert. Es wurde niemandem etwas gesendet; "
        "bitte prüfen Sie die Vorschau noch einmal."
    ),
    "group.empty_placeholder": mark(
        "Für einen der Vorgänge gibt es keinen Wert für „{name}“. Es wurde nichts gesendet; "
        "bitte schreiben Sie den Text ohne diesen Platzhalter."
    ),
    "group.names_somebody": mark(
        "Im Text steht „{word}“. Das gehört zu einem einzelnen Vorgang der Gruppe und darf nicht "
        "an alle gehen. Bitte nehmen Sie es heraus oder nutzen Sie einen Platzhalter."
    ),
    "group.no_cause": mark("Bitte nennen Sie die gemeinsame Ursache. Sie bleibt im Haus."),
    "group.none": mark("Der Vorgang gehört zu keiner Gruppe."),
    "group.nothing": mark("Bitte wählen Sie mindestens einen Vorgang."),
    "group.nothing_similar": mark(
        "Aus diesem Haus gibt es keine andere offene Schadensmeldung der letzten 14 Tage."
    ),
    "group.stopped": mark("Abgebrochen. Es wurde niemandem etwas gesendet."),
    "group.unfit": mark(
        "Der Vorgang {case} passt nicht in diese Gruppe: Er ist abgeschlossen, gehört zu einer "
        "anderen Gruppe oder ist von anderer Art."
    ),
    "group.unknown": mark("Diese Gruppe gibt es hier nicht."),
    "group.unknown_placeholder": mark(
        "Den Platzhalter „{name}“ gibt es nicht. Möglich sind Anrede, Mieter, Vertrag, Vorgang, "
        "Frist, Sachbearbeitung und Gesellschaft."
    ),
}
