"""What can go wrong with a case, its conversation and a bank change."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "application.date": mark(
        "Das Datum {text} gibt es nicht. Bitte schreiben Sie es als TT.MM.JJJJ."
    ),
    "application.given": mark(
        "{field}: Diese Angabe kam von der Mietpartei und bleibt, wie sie ist. Wenn sie nicht "
        "stimmt, fragen Sie bitte nach."
    ),
    "application.no_field": mark("{field}: Diese Angabe gehört nicht zu diesem Antrag."),
    "application.nothing_to_edit": mark(
        "Der Antrag ist vollständig. Was die Mietpartei selbst angegeben hat, bleibt, wie es ist."
    ),
    "application.reference_too_long": mark(
        "Die Mandatsreferenz hat höchstens 35 Zeichen. Bitte prüfen Sie sie."
    ),
    "attachment.not_found": mark("Diese Anlage gibt es nicht mehr."),
    "attachment.pdf_password": mark(
        "Diese PDF-Datei ist mit einem Kennwort geschützt und kann hier nicht "
        "angezeigt werden. Bitte lassen Sie sich eine Datei ohne Kennwort senden."
    ),
    "attachment.pdf_damaged": mark(
        "Diese PDF-Datei ist beschädigt und kann nicht angezeigt werden."
    ),
    "attachment.pdf_too_long": mark(
        "Diese Datei hat {n} Seiten und lässt sich hier nicht anzeigen. Speichern Sie die Datei, "
        "um sie mit einem anderen Programm anzusehen."
    ),
    "attachment.pdf_not_shown": mark(
        "Diese Datei lässt sich hier nicht anzeigen: Das Zeichnen dauert zu lange oder bricht ab. "
        "Die Datei selbst ist unverändert gespeichert. Wenn Sie den Absender kennen, speichern Sie "
        "sie und öffnen Sie sie mit einem anderen Programm."
    ),
    "attachment.pdf_given_up": mark("Diese Datei wird nicht mehr angezeigt."),
    "case.not_on_paper": mark(
        "Der Vorgang wurde nicht gedruckt oder gespeichert: Drucker oder Ordner nehmen nichts an. "
        "Am Vorgang ist nichts verändert. Bitte versuchen Sie es mit einem anderen."
    ),
    "attachment.not_saved": mark(
        "„{name}“ wurde nicht gespeichert: Der Ort nimmt nichts an. Die Anlage selbst ist "
        "unverändert da. Bitte wählen Sie einen anderen Ordner."
    ),
    "attachment.not_handed_out": mark(
        "Die Anlage wurde keinem anderen Programm übergeben, weil keine Kopie angelegt werden "
        "konnte. Bitte prüfen Sie, ob auf dem Laufwerk noch Platz ist."
    ),
    "attachment.no_program": mark(
        "Auf diesem Computer öffnet kein Programm solche Dateien. Sie können die Anlage speichern."
    ),
    "bank_change.already_applied": mark(
        "Für diesen Vertrag ist schon ein Antrag offen: Vorgang {reference}."
    ),
    "bank_change.decided": mark("Über den Antrag ist schon entschieden."),
    "bank_change.no_contract_chosen": mark("Bitte wählen Sie mindestens einen Vertrag."),
    "bank_change.no_current": mark("Für diesen Vertrag ist noch keine Bankverbindung bekannt."),
    "bank_change.no_iban": mark("Der Antrag nennt keine IBAN."),
    "bank_change.no_other_contract": mark(
        "Es gibt keinen weiteren laufenden Vertrag ohne offenen Antrag."
    ),
    "bank_change.none": mark("Der Vorgang ist keine Bankverbindungsänderung."),
    "bank_change.not_open": mark(
        "Der Antrag ist nicht in Bearbeitung: Er ist vorgeschlagen oder entschieden."
    ),
    "bank_change.not_other_contract": mark(
        "Dieser Vertrag gehört nicht zu den laufenden Verträgen der Mietpartei."
    ),
    "bank_change.nothing_missing": mark("Im Antrag fehlt keine Angabe."),
    "bank_change.taken_back": mark(
        "Der Antrag ist abgelehnt oder seine Freigabe zurückgenommen: Seine Angaben werden für "
        "keinen weiteren Vertrag übernommen."
    ),
    "bank_change.unknown_reason": mark("Bitte wählen Sie einen Grund für die Ablehnung."),
    "case.already_yours": mark("Der Vorgang ist Ihnen schon zugewiesen."),
    "case.bank_change_open": mark(
        "Über den Antrag ist noch nicht entschieden. Bitte schlagen Sie ihn zur Freigabe "
        "vor oder lehnen Sie ihn ab."
    ),
    "case.closed": mark(
        "Der Vorgang ist abgeschlossen. Öffnen Sie ihn wieder, wenn noch etwas zu tun ist."
    ),
    "case.not_found": mark("Diesen Vorgang gibt es nicht."),
    "case.not_waiting": mark("Der Vorgang wartet nicht auf eine Antwort."),
    "case.open": mark("Der Vorgang ist schon offen."),
    "case.proposed": mark("Der Vorgang liegt zur Freigabe. Er kann zurückgegeben werden."),
    "case.reason_missing": mark("Bitte nennen Sie einen Grund."),
    "case.unassigned": mark("Der Vorgang ist niemandem zugewiesen."),
    "case.waiting_date": mark("Bitte wählen Sie einen Tag nach heute."),
    "draft.gone": mark("Diesen Entwurf gibt es nicht mehr: Er ist gesendet oder verworfen."),
    "finding.gone": mark(
        "Diese Warnung besteht so nicht mehr. Bitte sehen Sie sich den neuen Stand an."
    ),
    "finding.not_warning": mark(
        "Nur Warnungen lassen sich bestätigen. Ein Fehler muss behoben werden."
    ),
    "finding.reason_missing": mark("Bitte nennen Sie einen Grund für Ihre Entscheidung."),
    "message.empty": mark("Die Nachricht hat noch keinen Text."),
    "message.no_recipient": mark(
        "Für diesen Vorgang ist niemand bekannt, dem geantwortet werden kann."
    ),
    "message.recipient_changed": mark(
        "Nicht gesendet: Empfänger oder Anschrift haben sich inzwischen geändert. Ihr "
        "Text ist noch da."
    ),
    "note.empty": mark("Die Notiz hat noch keinen Text."),
    "release.changed": mark(
        "Nicht freigegeben: Antrag oder Warnungen haben sich seit dem Vorschlag geändert."
        " Bitte sehen Sie sich den neuen Stand an."
    ),
    "release.not_proposed": mark("Der Antrag ist nicht zur Freigabe vorgeschlagen."),
    "template.unknown": mark("Diese Vorlage gibt es nicht mehr."),
    "undo.done": mark("Das ist schon rückgängig gemacht."),
    "undo.not_yours": mark("Rückgängig machen kann das nur, wer es getan hat."),
    "undo.too_late": mark("Die Zeit zum Rückgängigmachen ist vorbei."),
    "undo.unknown": mark("Hier ist nichts rückgängig zu machen."),
}
"""Code of a ``UserError`` to the German sentence that says what to do."""
