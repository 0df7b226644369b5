"""Words about the people who work here: what they do, and what becomes of their cases."""

from collections.abc import Iterable

from desktop.domain.kinds import Role
from desktop.texts import mark, ntr, tr

_ROLES = {
    Role.CLERK: mark("Sachbearbeitung"),
    Role.LEAD: mark("Teamleitung"),
    Role.ADMINISTRATOR: mark("Administration"),
    Role.AUDITOR: mark("Revision"),
}
_MEANINGS = {
    Role.CLERK: mark("Bearbeitet Vorgänge, sieht Bankverbindungen, gibt Vorschläge anderer frei."),
    Role.LEAD: mark(
        "Wie Sachbearbeitung; liest außerdem das Protokoll und gibt Vorgänge von Kolleginnen und "
        "Kollegen weiter."
    ),
    Role.ADMINISTRATOR: mark(
        "Stellt das Programm ein und legt Personen an; bearbeitet keine Vorgänge und sieht keine "
        "IBAN."
    ),
    Role.AUDITOR: mark("Liest alles, auch das Protokoll und jede IBAN; ändert nichts."),
}


def role_text(role: Role) -> str:
    """Return what somebody does here."""
    return tr(_ROLES[role])


def role_meaning(role: Role) -> str:
    """Return what somebody of this role may do, in one sentence."""
    return tr(_MEANINGS[role])


def shared_database_text() -> str:
    """Return what cannot be done about sign-ins where the database is a server's."""
    return tr(
        "Gemeinsame Datenbank (PostgreSQL): Hier stehen die Kennwörter von Mieterdesk. Anmeldungen "
        "an der Datenbank selbst legt Mieterdesk nicht an, ändert und sperrt sie nicht. Wer geht, "
        "braucht beides: hier abschalten und die Anmeldung am Datenbankserver sperren lassen."
    )


def leaving_text(cases: int, destinations: Iterable[tuple[str, int]]) -> str:
    """Return where the open cases go, by team and number; team "" is nobody."""
    if not cases:
        return tr("Es sind keine offenen Vorgänge zu verteilen.")
    parts = ", ".join(_part(team, number) for team, number in destinations)
    return ntr("{n} offener Vorgang: {parts}.", "{n} offene Vorgänge: {parts}.", cases, parts=parts)


def _part(team: str, number: int) -> str:
    if team:
        return tr("{n} an Team {team}", n=number, team=team)
    return tr("{n} nach „Nicht zugewiesen“", n=number)
