"""What can go wrong with documents of tenant accounts."""

from desktop.texts import mark

ERRORS: dict[str, str] = {
    "documents.not_found": mark(
        "Dieses Dokument gibt es nicht mehr. Bitte laden Sie das Mieterkonto neu."
    ),
    "documents.title_missing": mark(
        "Das Dokument hat noch keinen Titel. Bitte geben Sie an, wie es im Portal heißen soll."
    ),
    "documents.title_too_long": mark(
        "Der Titel hat mehr als {most} Zeichen. Es ist nichts veröffentlicht; bitte kürzen Sie ihn."
    ),
    "documents.content_unknown": mark(
        "Die Datei wurde noch nicht aufgenommen. Es ist nichts veröffentlicht; bitte wählen Sie "
        "sie noch einmal aus."
    ),
    "documents.infected": mark(
        "Der Virenscanner hat in dieser Datei etwas gefunden. Sie wird nicht veröffentlicht. Bitte "
        "besorgen Sie eine saubere Fassung."
    ),
    "documents.unreadable": mark(
        "Die Datei ist beschädigt und lässt sich nicht öffnen. Es ist nichts veröffentlicht; bitte "
        "besorgen Sie eine unbeschädigte Fassung."
    ),
    "documents.outside_contract": mark(
        "Der Zeitraum des Dokuments liegt außerhalb der Vertragszeit. Es ist nichts "
        "veröffentlicht; bitte prüfen Sie den Zeitraum und den Vertrag."
    ),
    "documents.nobody_concerned": mark(
        "Im Zeitraum des Dokuments gehörte niemand zu diesem Vertrag. Es ist nichts "
        "veröffentlicht; bitte prüfen Sie den Zeitraum."
    ),
    "documents.late": mark(
        "Diese Betriebskostenabrechnung kommt zu spät: Sie musste bis zum {deadline} zugehen. Eine "
        "Nachforderung ist danach in der Regel ausgeschlossen, ein Guthaben steht dem Mieter "
        "weiter zu (§ 556 Abs. 3 BGB). Es ist nichts veröffentlicht; bitte bestätigen Sie, dass "
        "sie trotzdem veröffentlicht werden soll."
    ),
    "documents.not_printable": mark(
        "{name} bekommt das Dokument per Post, aber nur ungeschützte PDF-Dateien lassen sich mit "
        "dem Brief drucken. Es ist nichts veröffentlicht; bitte wählen Sie eine solche PDF-Datei."
    ),
    "documents.duplicate": mark(
        "Diese Datei ist in diesem Vertrag schon veröffentlicht. Es ist nichts doppelt "
        "veröffentlicht; eine geänderte Fassung legen Sie als neue Version an."
    ),
    "documents.duplicate_elsewhere": mark(
        "Dieselbe Datei ist schon in einem anderen Vertrag der Gesellschaft veröffentlicht. Es ist "
        "nichts veröffentlicht; bitte prüfen Sie, ob sie wirklich auch hierher gehört, und "
        "bestätigen Sie das."
    ),
    "documents.party_unknown": mark(
        "Diese Person gehört nicht zum Vertrag. Bitte laden Sie das Mieterkonto neu."
    ),
    "documents.way_reason_missing": mark(
        "Für {name} ist eine andere Zustellung gewählt. Bitte geben Sie an, warum."
    ),
    "documents.way_none": mark(
        "{name} muss das Dokument bekommen. Bitte wählen Sie Portal, Post oder beides."
    ),
    "documents.way_no_account": mark(
        "{name} kann sich nicht im Portal anmelden. Bitte wählen Sie die Zustellung per Post."
    ),
    "documents.way_no_consent": mark(
        "{name} hat der elektronischen Zustellung nicht zugestimmt. Bitte wählen Sie Post oder "
        "beides."
    ),
    "documents.wrong_case": mark(
        "Der Vorgang gehört zu einem anderen Vertrag als das Dokument. Es ist nichts "
        "veröffentlicht; bitte öffnen Sie das Mieterkonto des Vorgangs."
    ),
    "documents.version_gone": mark(
        "Von diesem Dokument gibt es inzwischen eine neuere Version. Es ist nichts "
        "veröffentlicht; bitte laden Sie das Mieterkonto neu."
    ),
    "documents.not_published": mark(
        "Dieses Dokument ist nicht mehr veröffentlicht: Es wurde schon zurückgerufen oder die "
        "Veröffentlichung rückgängig gemacht. Bitte laden Sie das Mieterkonto neu."
    ),
    "documents.not_recalled": mark(
        "Dieses Dokument ist nicht zurückgerufen. Bitte laden Sie das Mieterkonto neu."
    ),
    "documents.upload_cancelled": mark(
        "Das Hochladen wurde abgebrochen. Es ist nichts veröffentlicht."
    ),
    "archive.not_found": mark(
        "Diese Anfrage an das Archiv gibt es nicht mehr. Bitte laden Sie das Mieterkonto neu."
    ),
    "archive.wanted_missing": mark(
        "Es fehlt noch, was das Archiv suchen soll. Bitte beschreiben Sie das Dokument."
    ),
    "archive.wanted_too_long": mark(
        "Die Beschreibung hat mehr als {most} Zeichen. Es ist nichts angefragt; bitte kürzen Sie "
        "sie."
    ),
    "archive.due_passed": mark(
        "Der Tag, bis zu dem das Archiv antworten soll, muss nach heute liegen. Es ist nichts "
        "angefragt; bitte wählen Sie einen späteren Tag."
    ),
    "archive.ended": mark(
        "Diese Anfrage an das Archiv ist inzwischen erledigt. Bitte laden Sie das Mieterkonto neu."
    ),
    "archive.note_missing": mark(
        "Bitte geben Sie an, wo gesucht wurde. Die Anfrage ist noch offen."
    ),
    "archive.wrong_account": mark(
        "Die Anfrage an das Archiv gehört zu einem anderen Vertrag. Es ist nichts veröffentlicht; "
        "bitte öffnen Sie das Mieterkonto der Anfrage."
    ),
    "holds.not_found": mark(
        "Diese Löschsperre gibt es nicht mehr. Bitte laden Sie das Mieterkonto neu."
    ),
    "holds.reason_missing": mark("Bitte geben Sie den Grund an. Es ist nichts geändert."),
    "holds.stands": mark(
        "Für diesen Vertrag gilt schon eine Löschsperre. Bitte laden Sie das Mieterkonto neu."
    ),
    "holds.lifted": mark(
        "Diese Löschsperre ist schon aufgehoben. Bitte laden Sie das Mieterkonto neu."
    ),
}
"""Code of a ``UserError`` to the German sentence that says what to do."""
