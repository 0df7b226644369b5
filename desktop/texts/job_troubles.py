"""Why a job of the program does not get on, and what to do about it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from desktop.domain.errors import UserError
from desktop.domain.operation import Beat, JobName, Pulse
from desktop.texts import mark, tr
from desktop.texts.dates import near_moment, plain_time
from desktop.texts.deliveries import delivery_advice
from desktop.texts.errors import error_sentence

_DELIVERY = "delivery."
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


def failure(beat: Beat | None) -> Iterator[str]:
    """Yield since when, where and why a job fails; nothing while it does not."""
    if beat is not None and beat.failing_since is not None:
        yield tr(
            "seit {moment} kein Erfolg auf {host}: {reason}",
            moment=near_moment(beat.failing_since),
            host=beat.host,
            reason=_short_reason(beat.error),
        )


def job_advice(code: str) -> str:
    """Return what to do about the code of a failing job."""
    if code.startswith(_DELIVERY):
        return delivery_advice(code.removeprefix(_DELIVERY))
    advice = _ADVICE.get(code)
    return error_sentence(UserError(code)) if advice is None else tr(advice)


def _short_reason(code: str) -> str:
    return tr(_SHORT_REASONS.get(code, mark("siehe Betrieb")))
