"""What a check of the audit log found, in words."""

from __future__ import annotations

from desktop.domain.audit_trail import TrailFault, TrailFinding
from desktop.services.audit_trail.verifying import ChainReport
from desktop.texts import ntr, tr
from desktop.texts.dates import full_date

_FIRST = 5


def intact_title(report: ChainReport) -> str:
    """Say that nothing was found, and how much was read."""
    return ntr(
        "Das Protokoll ist vollständig und unverändert: {n} Zeile geprüft.",
        "Das Protokoll ist vollständig und unverändert: {n} Zeilen geprüft.",
        report.checked,
    )


def anchors_text(report: ChainReport) -> str:
    """Say against how much outside of the database it was held."""
    if not report.anchors:
        return tr("Tagesanker gibt es noch keine: Nur die Kette selbst ließ sich prüfen.")
    return ntr(
        "Verglichen mit {n} Tagesanker außerhalb der Datenbank.",
        "Verglichen mit {n} Tagesankern außerhalb der Datenbank.",
        report.anchors,
    )


def faults_text(report: ChainReport) -> str:
    """Say how many lines have which fault, and where the first ones are."""
    counts = [_count(fault, number) for fault, number in report.counts.items() if number]
    places = [finding_text(finding) for finding in report.findings[:_FIRST]]
    left = len(report.findings) - len(places)
    if left > 0:
        places.append(ntr("und {n} weitere Stelle", "und {n} weitere Stellen", left))
    return f"{', '.join(counts)}. {'; '.join(places)}."


def finding_text(finding: TrailFinding) -> str:
    """Say where it is."""
    place = (
        tr("Protokollzeile {n}", n=finding.first)
        if finding.first == finding.last
        else tr("Protokollzeilen {first} bis {last}", first=finding.first, last=finding.last)
    )
    if finding.day is None:
        return place
    return tr("{place} (Anker vom {day})", place=place, day=full_date(finding.day))


def _count(fault: TrailFault, number: int) -> str:
    match fault:
        case TrailFault.CHANGED:
            return ntr("{n} Zeile verändert", "{n} Zeilen verändert", number)
        case TrailFault.REMOVED:
            return ntr("{n} Zeile entfernt", "{n} Zeilen entfernt", number)
        case TrailFault.INSERTED:
            return ntr("{n} Zeile eingefügt", "{n} Zeilen eingefügt", number)
        case TrailFault.CUT_OFF:
            return ntr("{n} Zeile am Ende fehlt", "{n} Zeilen am Ende fehlen", number)
        case _:
            return ntr("{n} Zeile neu geschrieben", "{n} Zeilen neu geschrieben", number)
