"""What the undo bar says, and for how long."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime

from desktop.domain.kinds import UndoKind
from desktop.services.cases.view import UndoOffer
from desktop.texts import tr


def seconds_left(offer: UndoOffer, now: datetime) -> int:
    """Whole seconds until the offer ends; zero or less when it has."""
    return math.ceil((offer.until - now).total_seconds())


def undo_sentence(offer: UndoOffer, tenant: str) -> Callable[[int], str]:
    """Sentence for the seconds left; it names whose case it is, as the next may be open already."""
    sentences = {
        UndoKind.RELEASE: tr("Freigegeben. Bestätigung und ERP-Zeile gehen in {n} s hinaus."),
        UndoKind.REJECTION: tr("Abgelehnt. Die Nachricht geht in {n} s hinaus."),
        UndoKind.MESSAGE: tr("Die Antwort wird in {n} s gesendet."),
        UndoKind.ORDER_SENT: tr("Als gesendet vermerkt. Endgültig in {n} s."),
        UndoKind.GROUP_REPLY: tr("Die Antworten an alle der Gruppe werden in {n} s gesendet."),
        UndoKind.MESSAGE_AND_CLOSE: tr("Abgeschlossen. Die Antwort wird in {n} s gesendet."),
        UndoKind.CONTACT_DATA: tr("Übernommen. Das ERP erfährt es in {n} s."),
        UndoKind.ASSIGNMENT: tr("Zugewiesen. Endgültig in {n} s."),
        UndoKind.MERGE: tr("Zusammengeführt. Endgültig in {n} s; später mit „Wieder trennen“."),
        UndoKind.CLOSE: tr("Abgeschlossen. Endgültig in {n} s."),
        UndoKind.PROPOSAL: tr("Zur Freigabe vorgelegt. Endgültig in {n} s."),
        UndoKind.CORRECTION_PROPOSAL: tr("Rücknahme vorgelegt. Endgültig in {n} s."),
        UndoKind.OTHER_CONTRACTS: tr("Für die anderen Verträge angelegt. Endgültig in {n} s."),
        UndoKind.CORRECTION: tr(
            "Freigabe zurückgenommen. Mitteilung und ERP-Zeile gehen in {n} s hinaus."
        ),
    }
    template = sentences[offer.kind]
    whose = f"{tenant}: " if tenant else ""
    return lambda seconds: whose + template.format(n=seconds)
