"""What the proof of a month says, cell by cell, on the screen and in the file."""

from __future__ import annotations

from desktop.services.consumption.view import MonthProofs, ProofRow
from desktop.texts import ntr, tr
from desktop.texts.accounts import meter_text
from desktop.texts.dates import full_moment
from desktop.texts.documents import way_reason_text
from desktop.views.consumption.usage_texts import amount, told_text


def proof_headings() -> tuple[str, ...]:
    """Titles of the columns."""
    return (
        tr("Wohnung"),
        tr("Vertrag"),
        tr("Zähler"),
        tr("Wert"),
        tr("Person"),
        tr("veröffentlicht"),
        tr("Zustellung"),
        tr("Grund"),
        tr("von"),
    )


def proof_cells(row: ProofRow) -> tuple[str, ...]:
    """That one person was told one meter's value."""
    value = amount(row.value, row.unit)
    return (
        row.home,
        row.contract_number,
        f"{meter_text(row.kind)} · {row.meter_number}",
        tr("{value}, später berichtigt", value=value) if row.corrected else value,
        row.told.name,
        full_moment(row.told.published_at),
        told_text(row.told),
        way_reason_text(row.told.reason),
        row.by or tr("Programm"),
    )


def proof_sum(proofs: MonthProofs) -> str:
    """How many were told what, and how many lines of that are shown."""
    if not proofs.notices:
        return tr("Aus diesem Monat wurde noch niemandem etwas mitgeteilt.")
    told = tr(
        "{notices} an {people} aus {contracts}.",
        notices=ntr("{n} Mitteilung", "{n} Mitteilungen", proofs.notices),
        people=ntr("{n} Person", "{n} Personen", proofs.people),
        contracts=ntr("{n} Vertrag", "{n} Verträgen", proofs.tenancies),
    )
    if len(proofs.rows) == proofs.notices:
        return told
    shown = tr("Gezeigt sind die ersten {n}; die Liste enthält alle.", n=len(proofs.rows))
    return f"{told} {shown}"
