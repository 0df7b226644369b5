"""The health of the program in words: one line for each thing, with what to do about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.domain.errors import UserError
from desktop.domain.operation import (
    Beat,
    Counted,
    Health,
    JobName,
    JobState,
    LastBackup,
    LastProof,
    Level,
    PlaceKind,
    Pulse,
    Resting,
    Space,
)
from desktop.domain.portal_json import QuarantineReason
from desktop.domain.spelling import Dictionaries, SpellingState
from desktop.texts import mark, ntr, tr
from desktop.texts.dates import full_moment, near_moment, plain_time
from desktop.texts.deliveries import delivery_advice, delivery_problem
from desktop.texts.errors import error_sentence
from desktop.texts.quarantine import quarantine_title
from desktop.texts.sizes import byte_size

_DELIVERY = "delivery."
_WORDS = {
    Level.OK: mark("in Ordnung"),
    Level.NOTE: mark("Hinweis"),
    Level.WARNING: mark("bitte ansehen"),
    Level.DANGER: mark("gestört"),
}
_JOBS = {
    JobName.INTAKE: mark("Eingang vom Portal"),
    JobName.DELIVERY: mark("Zustellung an das Portal"),
    JobName.HAND_OVER: mark("Übergabe an das ERP"),
    JobName.BACKUP: mark("Sicherung"),
    JobName.NOTICES: mark("Mitteilungen"),
    JobName.LISTS: mark("Listen und Zahlen"),
    JobName.SEARCH: mark("Verzeichnis der Suche"),
    JobName.CODES: mark("Ablauf der Registrierungscodes"),
    JobName.ANCHOR: mark("Tagesanker des Protokolls"),
    JobName.TRIAL_RESTORE: mark("Probe der Sicherung"),
}
_SHORT_JOBS = {
    JobName.INTAKE: mark("Eingang"),
    JobName.DELIVERY: mark("Zustellung"),
    JobName.HAND_OVER: mark("Übergabe"),
    JobName.BACKUP: mark("Sicherung"),
    JobName.NOTICES: mark("Mitteilungen"),
    JobName.LISTS: mark("Listen"),
    JobName.SEARCH: mark("Suche"),
    JobName.CODES: mark("Codes"),
    JobName.ANCHOR: mark("Protokoll"),
    JobName.TRIAL_RESTORE: mark("Probe"),
}
_MOVED = {
    JobName.INTAKE: mark("zuletzt eingegangen {moment}"),
    JobName.DELIVERY: mark("zuletzt zugestellt {moment}"),
    JobName.HAND_OVER: mark("letzter Lauf {moment}"),
}
_NOT_RESTORED = (
    "restore.copy_changed",
    "restore.not_readable",
    "restore.other_content",
    "restore.unsound",
    "trial.documents",
)
_SHORT_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "delivery.folder_missing": mark("Austauschordner fehlt"),
        "delivery.not_permitted": mark("Austauschordner schreibgeschützt"),
        "delivery.disk_full": mark("kein Platz im Austauschordner"),
        "delivery.not_writable": mark("Austauschordner nimmt nichts an"),
        "intake.folder_unusable": mark("Austauschordner nicht benutzbar"),
        "intake.folders_left": mark("Ordner nicht lesbar"),
        "documents.disk_full": mark("Datenträger voll"),
        "documents.not_writable": mark("Dokumentenablage nicht beschreibbar"),
        "database.disk_full": mark("Datenträger voll"),
        "database.locked": mark("Datenbank belegt"),
        "database.read_only": mark("Datenbank schreibgeschützt"),
        "database.unreachable": mark("Datenbankserver nicht erreichbar"),
        "erp_file.not_yet_written": mark("Datei nicht geschrieben"),
        "program.unexpected": mark("unerwarteter Fehler"),
        "backup.failed": mark("Ordner der Sicherung nicht beschreibbar"),
        "backup.unsound": mark("Prüfung nicht bestanden"),
        "trial.no_codes_key": mark("Schlüssel der Codes fehlt"),
        **dict.fromkeys(_NOT_RESTORED, mark("Sicherung nicht bestanden")),
    }
)
_ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "erp_file.not_yet_written": mark(
            "Die Datei eines Laufs konnte noch nicht geschrieben werden. Bitte prüfen Sie den "
            "Ordner für die Buchhaltung; das Programm versucht es wieder."
        ),
        **dict.fromkeys(
            _NOT_RESTORED,
            mark(
                "Die neueste Sicherung ließ sich auf Probe nicht zurückspielen. Bitte prüfen Sie "
                "den Datenträger, sichern Sie neu und klicken Sie dann auf „Probe jetzt“."
            ),
        ),
        "backup.failed": mark(
            "Bitte prüfen Sie, ob der Ordner der Sicherungen da ist, ob Sie ihn beschreiben dürfen "
            "und ob Platz ist."
        ),
        "program.unexpected": mark(
            "Bitte schließen Sie Mieterdesk und öffnen Sie es wieder. Kommt der Fehler zurück, "
            "geben Sie bitte den Fehlerbericht weiter."
        ),
    }
)
_PROGRAMS: Mapping[str, str] = MappingProxyType({"window": mark("Fenster")})
_DICTIONARIES = {"de": mark("deutsches Wörterbuch"), "en": mark("englisches Wörterbuch")}
_PLACES = {
    PlaceKind.DATA: mark("Platz im Datenordner"),
    PlaceKind.DOCUMENTS: mark("Platz in der Dokumentenablage"),
    PlaceKind.EXCHANGE: mark("Platz im Austauschordner"),
}


@dataclass(frozen=True, slots=True)
class HealthLine:
    """One line of the page: what, how it stands, and what to do ("" where nothing is to be done).

    ``key`` names the line for whoever leads from it to another area.
    """

    key: str
    title: str
    level: Level
    value: str
    advice: str = ""


def level_word(level: Level) -> str:
    """Return the word for a level: "in Ordnung"."""
    return tr(_WORDS[level])


def job_trouble(pulse: Pulse) -> str:
    """Return the sentence for the window's status line; "" while every job gets on.

    Such as "Zustellung: seit 10:12 kein Erfolg – Austauschordner fehlt".
    """
    return " · ".join(
        tr(
            "{job}: seit {time} kein Erfolg – {reason}",
            job=tr(_SHORT_JOBS[state.job]),
            time=plain_time(beat.failing_since),
            reason=_short_reason(beat.error),
        )
        for state in pulse.jobs
        if (beat := state.failing) is not None and beat.failing_since is not None
    )


def health_lines(health: Health) -> tuple[HealthLine, ...]:
    """Return all lines in the order of the page."""
    pulse = health.pulse
    return (
        *(_job_line(state, pulse) for state in pulse.jobs),
        _queue_line(pulse),
        _quarantine_line(health.quarantine),
        _unsupported_line(health.unsupported),
        _letters_line(health.letters),
        *(_space_line(space) for space in pulse.spaces),
        _backup_line(pulse),
        _proof_line(pulse),
        _database_line(health),
    )


def spelling_line(found: Dictionaries) -> HealthLine:
    """Return the line about dictionaries: those of this computer, or what to install."""
    title = tr("Rechtschreibung")
    if found.state is SpellingState.READY:
        names = ", ".join(
            tr(_DICTIONARIES[code]) for code in found.languages if code in _DICTIONARIES
        )
        return HealthLine("spelling", title, Level.OK, names, _missing_language(found))
    if found.state is SpellingState.GIVEN_UP:
        return HealthLine(
            "spelling",
            title,
            Level.NOTE,
            tr("ausgeschaltet, weil die Prüfung mehrmals abgebrochen ist"),
            tr("Es wird nichts unterstrichen. Beim nächsten Start wird es wieder versucht."),
        )
    return HealthLine(
        "spelling", title, Level.NOTE, tr("kein Wörterbuch auf diesem Rechner"), _to_install(found)
    )


def _missing_language(found: Dictionaries) -> str:
    return "" if "de" in found.languages else _to_install(found)


def _to_install(found: Dictionaries) -> str:
    return tr(
        "Für Deutsch installieren Sie bitte das Paket „hunspell-de-de“ oder LibreOffice mit dem "
        "deutschen Wörterbuch, oder legen Sie de_DE.aff und de_DE.dic in den Ordner {folder}. "
        "Danach öffnen Sie Mieterdesk wieder.",
        folder=found.folder,
    )


def _job_line(state: JobState, pulse: Pulse) -> HealthLine:
    failing = state.failing
    parts = [*_failure(failing), *_success(state)]
    if state.moved_at is not None:
        parts.append(tr(_MOVED[state.job], moment=near_moment(state.moved_at)))
    level = state.level(pulse.at)
    advice = ""
    if failing is not None:
        advice = _job_advice(failing.error)
    elif level is Level.WARNING:
        advice = tr("Bitte öffnen Sie Mieterdesk auf dem Rechner, der das sonst erledigt.")
    return HealthLine(state.job.value, tr(_JOBS[state.job]), level, " · ".join(parts), advice)


def _failure(beat: Beat | None) -> Iterator[str]:
    if beat is not None and beat.failing_since is not None:
        yield tr(
            "seit {moment} kein Erfolg auf {host}: {reason}",
            moment=near_moment(beat.failing_since),
            host=beat.host,
            reason=_short_reason(beat.error),
        )


def _success(state: JobState) -> Iterator[str]:
    beat = state.last_success
    if beat is None or beat.succeeded_at is None:
        yield tr("noch kein Durchgang")
        return
    program = _PROGRAMS.get(beat.program)
    yield tr(
        "letzter Erfolg {moment} auf {host} ({program})",
        moment=near_moment(beat.succeeded_at),
        host=beat.host,
        program=beat.program if program is None else tr(program),
    )


def _short_reason(code: str) -> str:
    return tr(_SHORT_REASONS.get(code, mark("siehe Betrieb")))


def _job_advice(code: str) -> str:
    if code.startswith(_DELIVERY):
        return delivery_advice(code.removeprefix(_DELIVERY))
    advice = _ADVICE.get(code)
    return error_sentence(UserError(code)) if advice is None else tr(advice)


def _queue_line(pulse: Pulse) -> HealthLine:
    queue = pulse.queue
    parts = [ntr("{n} Ereignis wartet", "{n} Ereignisse warten", queue.waiting)]
    if queue.oldest_at is not None:
        parts.append(tr("das älteste seit {moment}", moment=near_moment(queue.oldest_at)))
    parts += [_resting_text(resting) for resting in queue.resting]
    advice = " ".join(delivery_advice(resting.reason) for resting in queue.resting)
    level = queue.level(pulse.at)
    if level is Level.WARNING and not advice:
        advice = tr("Bitte prüfen Sie, ob die Zustellung auf einem Rechner läuft.")
    return HealthLine("queue", tr("Warteschlange"), level, " · ".join(parts), advice)


def _resting_text(resting: Resting) -> str:
    return ntr(
        "{n} ruht seit {since}: {reason} Nächster Versuch {next}",
        "{n} ruhen seit {since}: {reason} Nächster Versuch {next}",
        resting.count,
        since=near_moment(resting.since),
        reason=delivery_problem(resting.reason),
        next=plain_time(resting.next_at),
    )


def _quarantine_line(counted: tuple[Counted, ...]) -> HealthLine:
    total = sum(one.count for one in counted)
    if not total:
        return HealthLine("quarantine", tr("Quarantäne"), Level.OK, tr("leer"))
    reasons = ", ".join(
        f"{quarantine_title(QuarantineReason(one.code))}: {one.count}" for one in counted
    )
    return HealthLine(
        "quarantine",
        tr("Quarantäne"),
        Level.WARNING,
        ntr("{n} Ordner wartet", "{n} Ordner warten", total) + f" ({reasons})",
        tr("Bitte sehen Sie die Ordner in der Quarantäne an und verarbeiten Sie sie erneut."),
    )


def _unsupported_line(counted: tuple[Counted, ...]) -> HealthLine:
    title = tr("Nicht unterstützte Ereignisse")
    if not counted:
        return HealthLine("unsupported", title, Level.OK, tr("keine"))
    kinds = ", ".join(f"{one.code or tr('ohne Art')}: {one.count}" for one in counted)
    return HealthLine(
        "unsupported",
        title,
        Level.NOTE,
        kinds,
        tr("Sie sind roh gespeichert und gehen nicht verloren; eine neuere Version liest sie."),
    )


def _letters_line(count: int) -> HealthLine:
    title = tr("Briefe zu drucken")
    if not count:
        return HealthLine("letters", title, Level.OK, tr("keine"))
    value = ntr("{n} Brief wartet", "{n} Briefe warten", count)
    return HealthLine("letters", title, Level.NOTE, value, tr("Bitte drucken Sie sie."))


def _space_line(space: Space) -> HealthLine:
    title = tr(_PLACES[space.place])
    if space.free is None or space.total is None:
        return HealthLine(
            f"space.{space.place}",
            title,
            space.level,
            tr("nicht erreichbar"),
            tr("Bitte prüfen Sie, ob das Laufwerk verbunden ist."),
        )
    value = tr("{free} von {total} frei", free=byte_size(space.free), total=byte_size(space.total))
    advice = tr("Bitte schaffen Sie Platz.") if space.level.is_trouble else ""
    return HealthLine(f"space.{space.place}", title, space.level, value, advice)


def _backup_line(pulse: Pulse) -> HealthLine:
    title, level = tr("Sicherung"), pulse.backup_level
    if not pulse.is_embedded:
        server = error_sentence(UserError("backup.server"))
        return HealthLine("backup", title, level, tr("durch den Datenbankserver"), server)
    if pulse.backup is None:
        value = " · ".join([*_failure(pulse.backup_failing), tr("noch keine")])
        return HealthLine("backup", title, level, value, _backup_advice(pulse))
    text = " · ".join([*_failure(pulse.backup_failing), _backup_text(pulse.backup)])
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
        return _job_advice(pulse.backup_failing.error)
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
    if pulse.backup_level.is_trouble:
        return tr("Die letzte Sicherung ist älter als eine Woche. Bitte sichern Sie jetzt.")
    return tr(
        "Es bleiben die zehn neuesten Sicherungen und je die letzte von 14 Tagen, 8 Wochen und 12 "
        "Monaten. Bewahren Sie eine Kopie auf einem anderen Datenträger auf."
    )


def _proof_line(pulse: Pulse) -> HealthLine:
    title, level, proof = tr("Letzte Probe"), pulse.proof_level, pulse.proof
    if not pulse.is_embedded:
        advice = tr("Bitte spielen Sie die Sicherung des Servers ab und zu auf Probe zurück.")
        return HealthLine("proof", title, level, tr("durch den Datenbankserver"), advice)
    parts = [*_failure(proof.failing)]
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
        return _job_advice(proof.failing.error)
    if level is Level.WARNING:
        return tr(
            "Seit mehr als 14 Tagen ist keine Sicherung erprobt. Bitte klicken Sie auf „Probe "
            "jetzt“."
        )
    return tr(
        "Einmal in der Woche wird die neueste Sicherung von selbst in einen Probeordner "
        "zurückgespielt und verglichen."
    )


def _database_line(health: Health) -> HealthLine:
    facts = health.database
    product = "SQLite" if facts.is_embedded else "PostgreSQL"
    value = tr(
        "{product} {version}, Schema {revision}, {size}",
        product=product,
        version=facts.product_version,
        revision=facts.revision,
        size=byte_size(facts.size),
    )
    return HealthLine("database", tr("Datenbank"), Level.OK, value)
