"""What the tables of the page *Verbrauch* say, cell by cell, and what became of its acts."""

from __future__ import annotations

from desktop.services.consumption.view import (
    HeldRow,
    MonthPublication,
    MonthRow,
    TableUsage,
    UsageCounts,
    UsageImportRow,
    UsageReport,
    UsageTakenBack,
)
from desktop.texts import ntr, tr
from desktop.texts.accounts import meter_text
from desktop.texts.dates import full_moment, month_and_year
from desktop.texts.foreign import shown
from desktop.texts.master_data import import_state
from desktop.views.consumption.usage_texts import amount, usage_finding_text


def count_headings() -> tuple[str, ...]:
    """Titles of the columns of counts."""
    return (tr("neu"), tr("unverändert"), tr("zurückgehalten"), tr("schlecht"))


def _count_cells(counts: UsageCounts) -> tuple[str, ...]:
    return tuple(str(value) if value else "–" for value in counts.as_dict().values())


def table_headings() -> tuple[str, ...]:
    """Titles of the columns of the chosen files."""
    return (tr("Datei"), *count_headings(), tr("nicht gelesen"))


def table_cells(table: TableUsage) -> tuple[str, ...]:
    """A table that was tried or taken in."""
    return (table.name, *_count_cells(table.counts), ", ".join(table.ignored))


def held_headings() -> tuple[str, ...]:
    """Titles of the columns of values that wait for a person."""
    return (
        tr("Monat"),
        tr("Ges."),
        tr("Zähler"),
        tr("Wohnung"),
        tr("Wert"),
        tr("gilt jetzt"),
        tr("Warum"),
    )


def held_name(row: HeldRow) -> str:
    """Which value is meant: month and meter."""
    return tr(
        "{month}, {kind} {number}, {home}",
        month=month_and_year(row.month),
        kind=meter_text(row.kind),
        number=row.meter_number,
        home=row.home,
    )


def held_amount(row: HeldRow) -> str:
    """What a held value says: what was used, else what the meter showed."""
    if row.value is None and row.stand is not None:
        return tr("Stand {amount}", amount=amount(row.stand, row.unit))
    return amount(row.value, row.unit)


def held_cells(row: HeldRow) -> tuple[str, ...]:
    """A value that waits for a person, and why."""
    return (
        month_and_year(row.month),
        row.company_tag,
        f"{meter_text(row.kind)} · {row.meter_number}",
        row.home,
        held_amount(row),
        amount(row.standing),
        held_reasons(row),
    )


def held_reasons(row: HeldRow) -> str:
    """Everything that speaks against a value."""
    return " ".join(usage_finding_text(one) for one in row.findings)


def month_title(row: MonthRow) -> str:
    """Which month of which company is meant."""
    return f"{month_and_year(row.month)}, {shown(row.company_name)}"


def month_headings() -> tuple[str, ...]:
    """Titles of the columns of months."""
    return (
        tr("Monat"),
        tr("Gesellschaft"),
        tr("bereit"),
        tr("in Prüfung"),
        tr("mitgeteilt"),
        tr("Stand"),
    )


def month_cells(row: MonthRow) -> tuple[str, ...]:
    """A month of a company."""
    if row.is_running:
        state = tr("läuft noch")
    elif row.ready:
        state = tr("kann veröffentlicht werden")
    else:
        state = tr("wartet auf Prüfung") if row.held else tr("veröffentlicht")
    numbers = (row.ready, row.held, row.published)
    return (
        month_and_year(row.month),
        row.company_name,
        *(str(one) if one else "–" for one in numbers),
        state,
    )


def why_not_publishable(row: MonthRow | None) -> str:
    """Why a month cannot be published now; "" where it can."""
    if row is None:
        return tr("Bitte wählen Sie einen Monat.")
    if row.is_running:
        return tr("Der Monat ist noch nicht zu Ende.")
    return "" if row.ready else tr("In diesem Monat wartet kein Wert auf die Mieter.")


def history_headings() -> tuple[str, ...]:
    """Titles of the columns of former imports."""
    return (tr("begonnen"), tr("Datei"), *count_headings(), tr("Zustand"), tr("von"))


def history_cells(row: UsageImportRow) -> tuple[str, ...]:
    """One former import."""
    state = import_state(row.state)
    if row.take_back_reason:
        state = f"{state}: {row.take_back_reason}"
    return (
        full_moment(row.started_at),
        row.file_name,
        *_count_cells(row.counts),
        state,
        row.by or tr("Programm"),
    )


def report_title(report: UsageReport) -> str:
    """What files would do, or did."""
    counts = report.counts
    done = tr(
        "{added} neu, {unchanged} unverändert, {held} zurückgehalten, {bad} schlecht",
        **counts.as_dict(),
    )
    if report.dry_run:
        return tr("Probelauf: {what}. Noch ist nichts geändert.", what=done)
    return tr("Übernommen: {what}.", what=done)


def report_doubts(report: UsageReport) -> list[str]:
    """What is to be looked at, one sentence each."""
    counts, details = report.counts, []
    if counts.bad:
        details.append(
            ntr(
                "{n} schlechte Zeile bleibt draußen.",
                "{n} schlechte Zeilen bleiben draußen.",
                counts.bad,
            )
        )
    if counts.held:
        details.append(
            ntr(
                "{n} Wert zählt erst, wenn jemand ihn annimmt.",
                "{n} Werte zählen erst, wenn jemand sie annimmt.",
                counts.held,
            )
        )
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


def publication_lines(made: MonthPublication) -> list[str]:
    """Whom publishing a month tells or told how, and what stays; one sentence each."""
    lines = [
        ntr("{n} Mitteilung in das Portal", "{n} Mitteilungen in das Portal", made.in_portal),
        ntr("{n} Brief auf den Stapel", "{n} Briefe auf den Stapel", made.letters),
    ]
    if made.without_contract:
        lines.append(
            ntr(
                "{n} Wert geht an niemanden: die Wohnung stand leer oder wechselte im Monat",
                "{n} Werte gehen an niemanden: die Wohnung stand leer oder wechselte im Monat",
                made.without_contract,
            )
        )
    if made.held:
        lines.append(
            ntr(
                "{n} Wert bleibt in Prüfung und geht später hinaus",
                "{n} Werte bleiben in Prüfung und gehen später hinaus",
                made.held,
            )
        )
    return lines


def publication_sum(made: MonthPublication) -> str:
    """How many values of how many contracts."""
    values = ntr("{n} Wert", "{n} Werte", made.readings)
    contracts = ntr("{n} Vertrag", "{n} Verträgen", made.tenancies)
    return tr("{values} aus {contracts}", values=values, contracts=contracts)


def taken_back_title(result: UsageTakenBack) -> str:
    """What taking an import back did."""
    return tr(
        "Zurückgenommen: {removed} entfernt, {restored} wie zuvor.",
        removed=result.removed,
        restored=result.restored,
    )


def staying_sentence(result: UsageTakenBack) -> str:
    """What stays because tenants were told; "" where all went."""
    if not result.staying:
        return ""
    return ntr(
        "{n} Wert ist schon mitgeteilt und bleibt; bitte berichtigen Sie ihn mit einer neuen "
        "Datei.",
        "{n} Werte sind schon mitgeteilt und bleiben; bitte berichtigen Sie sie mit einer neuen "
        "Datei.",
        result.staying,
    )
