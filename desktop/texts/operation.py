"""The health of the program in words: one line for each thing, with what to do about it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from desktop.domain.operation import (
    Counted,
    Health,
    JobName,
    JobState,
    Level,
    PlaceKind,
    Pulse,
    Resting,
    Space,
)
from desktop.domain.portal_json import QuarantineReason
from desktop.domain.spelling import Dictionaries, SpellingState
from desktop.texts import mark, ntr, tr
from desktop.texts.backup_lines import backup_line, proof_line
from desktop.texts.dates import near_moment, plain_time
from desktop.texts.deliveries import delivery_advice, delivery_problem
from desktop.texts.health_line import HealthLine
from desktop.texts.job_troubles import failure, job_advice
from desktop.texts.quarantine import quarantine_title
from desktop.texts.sizes import byte_size

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
_MOVED = {
    JobName.INTAKE: mark("zuletzt eingegangen {moment}"),
    JobName.DELIVERY: mark("zuletzt zugestellt {moment}"),
    JobName.HAND_OVER: mark("letzter Lauf {moment}"),
}
_PROGRAMS: Mapping[str, str] = MappingProxyType({"window": mark("Fenster")})
_DICTIONARIES = {"de": mark("deutsches Wörterbuch"), "en": mark("englisches Wörterbuch")}
_PLACES = {
    PlaceKind.DATA: mark("Platz im Datenordner"),
    PlaceKind.DOCUMENTS: mark("Platz in der Dokumentenablage"),
    PlaceKind.EXCHANGE: mark("Platz im Austauschordner"),
}


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
        backup_line(pulse),
        proof_line(pulse),
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
    parts = [*failure(failing), *_success(state)]
    if state.moved_at is not None:
        parts.append(tr(_MOVED[state.job], moment=near_moment(state.moved_at)))
    parts += [
        tr(
            "{host} hat sich seit {moment} nicht gemeldet",
            host=one.host,
            moment=near_moment(one.noted_at),
        )
        for one in state.gone
    ]
    level = state.level(pulse.at)
    advice = ""
    if failing is not None:
        advice = job_advice(failing.error)
    elif level is Level.WARNING:
        advice = tr("Bitte öffnen Sie Mieterdesk auf dem Rechner, der das sonst erledigt.")
    return HealthLine(state.job.value, tr(_JOBS[state.job]), level, " · ".join(parts), advice)


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
