"""What a person should know of an import's outcome, in sentences."""

from __future__ import annotations

from desktop.services.master_data.view import ImportReport, TakenBack
from desktop.texts import ntr, tr
from desktop.texts.master_data import held_back_sentence, staying_text

_NAMED = 12
"""So many things that stay are named."""


def doubts(report: ImportReport) -> list[str]:
    """What is to be looked at before going on, one sentence each."""
    counts, details = report.counts, []
    if counts.bad:
        details.append(
            ntr(
                "{n} schlechte Zeile bleibt draußen.",
                "{n} schlechte Zeilen bleiben draußen.",
                counts.bad,
            )
        )
    suspicious = counts.suspicious - sum(held.absent for held in report.held_back)
    if suspicious:
        details.append(
            ntr(
                "{n} Zeile ist auffällig; bitte ansehen.",
                "{n} Zeilen sind auffällig; bitte ansehen.",
                suspicious,
            )
        )
    details += [
        held_back_sentence(
            held.kind, held.company_code, n=held.ends, of=held.of, absent=held.absent
        )
        + " "
        + tr("Ohne Ihr Häkchen unter den Dateien endet davon nichts.")
        for held in report.held_back
    ]
    details += [
        tr("{file}: nicht gelesen, die Überschriften sind unbekannt.", file=sheet)
        for sheet in report.skipped_sheets
    ]
    if report.more_findings:
        details.append(
            tr(
                "Die ersten {n} Zeilen sind aufgeführt, {more} weitere nicht.",
                n=len(report.findings),
                more=report.more_findings,
            )
        )
    return details


def taken_back_title(result: TakenBack) -> str:
    """What taking an import back did."""
    if result.did_nothing:
        return tr("Nichts zurückgenommen.")
    return tr(
        "Zurückgenommen: {removed} entfernt, {restored} wie zuvor.",
        removed=result.removed,
        restored=result.restored,
    )


def staying_sentences(result: TakenBack) -> str:
    """What could not be taken back, the first of it by name, and what helps; "" where all was."""
    named = result.staying[:_NAMED]
    if not named:
        return ""
    names = ", ".join(staying_text(one.name, one.reason) for one in named)
    more = len(result.staying) + result.more_staying - len(named)
    names = tr("{names} und {n} weitere", names=names, n=more) if more else names
    stayed = tr("Geblieben: {names}.", names=names)
    if not result.did_nothing:
        return stayed
    later = tr(
        "Gehört dazu, was ein späterer Import gebracht hat, nehmen Sie bitte erst jenen zurück."
    )
    return f"{stayed}\n{later}"
