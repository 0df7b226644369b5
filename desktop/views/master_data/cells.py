"""What the tables of the page say, cell by cell."""

from __future__ import annotations

from desktop.domain.master_data.columns import told_heading
from desktop.domain.master_data.findings import RowFinding
from desktop.services.master_data.tables import TableOffer
from desktop.services.master_data.view import ImportCounts, PastImport, TableReport
from desktop.texts import tr
from desktop.texts.dates import full_moment
from desktop.texts.master_data import finding_sentence, import_state, kind_name, weight_name


def count_headings() -> tuple[str, ...]:
    """Titles of the columns of counts."""
    return (tr("neu"), tr("geändert"), tr("beendet"), tr("auffällig"), tr("schlecht"))


def count_cells(counts: ImportCounts) -> tuple[str, ...]:
    """Counts in the same order; nothing is a dash."""
    return tuple(str(value) if value else "–" for value in counts.as_dict().values())


def table_headings() -> tuple[str, ...]:
    """Titles of the columns of the chosen tables."""
    return (tr("Datei"), tr("Inhalt"), tr("Zeilen"), *count_headings(), tr("nicht gelesen"))


def offer_cells(offer: TableOffer) -> tuple[str, ...]:
    """A table of which only the headings are read so far."""
    if offer.kind is None:
        kind = tr("nicht erkannt, bitte Spalten zuordnen")
    elif offer.missing:
        kind = tr(
            "{kind}: es fehlt {columns}",
            kind=kind_name(offer.kind),
            columns=", ".join(offer.missing),
        )
    else:
        kind = kind_name(offer.kind)
    ignored = [
        told_heading(heading)
        for heading, column in zip(offer.facts.headings, offer.columns, strict=True)
        if column is None and heading.strip()
    ]
    return (offer.facts.name, kind, "", "", "", "", "", "", ", ".join(ignored))


def report_cells(table: TableReport) -> tuple[str, ...]:
    """A table that was tried or taken in."""
    return (
        table.name,
        kind_name(table.kind),
        str(table.rows),
        *count_cells(table.counts),
        ", ".join(table.ignored),
    )


def finding_headings() -> tuple[str, ...]:
    """Titles of the columns of what is said of rows."""
    return (tr("Datei"), tr("Zeile"), tr("Spalte"), tr("Folge"), tr("Warum"))


def finding_row(finding: RowFinding) -> tuple[str, ...]:
    """What is said of one row."""
    return (
        finding.file,
        str(finding.line or "–"),
        finding.column,
        weight_name(finding.weight),
        finding_sentence(finding),
    )


def history_headings() -> tuple[str, ...]:
    """Titles of the columns of former imports."""
    return (
        tr("begonnen"),
        tr("Datei"),
        tr("Inhalt"),
        *count_headings(),
        tr("Zustand"),
        tr("von"),
    )


def history_cells(past: PastImport) -> tuple[str, ...]:
    """One former import."""
    state = import_state(past.state)
    if past.taken_back_at is not None:
        state = tr(
            "zurückgenommen {moment}: {reason}",
            moment=full_moment(past.taken_back_at),
            reason=past.take_back_reason,
        )
    return (
        full_moment(past.started_at),
        past.file_name,
        kind_name(past.kind),
        *count_cells(past.counts),
        state,
        past.by or tr("Programm"),
    )
