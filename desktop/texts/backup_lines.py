"""The lines of the page *Betrieb* about backups, and about whether they can be restored."""

from desktop.domain.errors import UserError
from desktop.domain.operation import LastBackup, LastProof, Level, Pulse
from desktop.texts import ntr, tr
from desktop.texts.dates import full_moment
from desktop.texts.errors import error_sentence
from desktop.texts.health_line import HealthLine
from desktop.texts.job_troubles import failure, job_advice
from desktop.texts.sizes import byte_size


def backup_line(pulse: Pulse) -> HealthLine:
    """Return the line about the last backup: when, where, how large, or since when it fails."""
    title, level = tr("Sicherung"), pulse.backup_level
    if not pulse.is_embedded:
        server = error_sentence(UserError("backup.server"))
        return HealthLine("backup", title, level, tr("durch den Datenbankserver"), server)
    if pulse.backup is None:
        value = " · ".join([*failure(pulse.backup_failing), tr("noch keine")])
        return HealthLine("backup", title, level, value, _backup_advice(pulse))
    text = " · ".join([*failure(pulse.backup_failing), _backup_text(pulse.backup)])
    return HealthLine("backup", title, level, text, _backup_advice(pulse))


def _backup_text(backup: LastBackup) -> str:
    result = backup.result
    documents = ntr("{n} Dokument", "{n} Dokumente", result.documents)
    return tr(
        "{moment} auf {host}: {folder}, Datei {file}, {size}, geprüft; {documents}",
        moment=full_moment(backup.at),
        host=backup.host,
        folder=result.folder,
        file=result.file,
        size=byte_size(result.size),
        documents=documents,
    )


def _backup_advice(pulse: Pulse) -> str:
    if pulse.backup_failing is not None:
        return job_advice(pulse.backup_failing.error)
    if pulse.backup is None:
        return tr("Bitte sichern Sie jetzt.")
    result = pulse.backup.result
    if result.missing or result.damaged:
        return tr(
            "Dokumente fehlen: {missing}, beschädigt: {damaged}. Die Sicherung ist ohne sie; bitte "
            "wenden Sie sich an die Betreuung.",
            missing=result.missing,
            damaged=result.damaged,
        )
    if result.unreachable:
        return tr(
            "Dokumente, deren Ablage nicht geantwortet hat: {unreachable}. Die Sicherung ist ohne "
            "sie; die nächste holt sie nach. Bitte prüfen Sie, ob die Ablage erreichbar ist.",
            unreachable=result.unreachable,
        )
    if pulse.backup_level.is_trouble:
        return tr("Die letzte Sicherung ist älter als eine Woche. Bitte sichern Sie jetzt.")
    return tr(
        "Es bleiben die zehn neuesten Sicherungen und je die letzte von 14 Tagen, 8 Wochen und 12 "
        "Monaten. Bewahren Sie eine Kopie auf einem anderen Datenträger auf."
    )


def proof_line(pulse: Pulse) -> HealthLine:
    """Return the line about the last time a backup was restored on trial."""
    title, level, proof = tr("Letzte Probe"), pulse.proof_level, pulse.proof
    if not pulse.is_embedded:
        advice = tr("Bitte spielen Sie die Sicherung des Servers ab und zu auf Probe zurück.")
        return HealthLine("proof", title, level, tr("durch den Datenbankserver"), advice)
    parts = [*failure(proof.failing)]
    if proof.at is not None and proof.proven is not None:
        parts.append(
            tr(
                "{moment} auf {host}: {file} zurückgespielt und verglichen, {rows} Zeilen, "
                "{documents}",
                moment=full_moment(proof.at),
                host=proof.host,
                file=proof.proven.file,
                rows=proof.proven.rows,
                documents=ntr("{n} Dokument", "{n} Dokumente", proof.proven.documents),
            )
        )
    value = " · ".join(parts) or tr("noch keine")
    return HealthLine("proof", title, level, value, _proof_advice(proof, level))


def _proof_advice(proof: LastProof, level: Level) -> str:
    if proof.failing is not None:
        return job_advice(proof.failing.error)
    if level is Level.WARNING:
        return tr(
            "Seit mehr als 14 Tagen ist keine Sicherung erprobt. Bitte klicken Sie auf „Probe "
            "jetzt“."
        )
    return tr(
        "Einmal in der Woche wird die neueste Sicherung von selbst in einen Probeordner "
        "zurückgespielt und verglichen."
    )
