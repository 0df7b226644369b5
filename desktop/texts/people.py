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


def role_text(role: Role) -> str:
    """Return what somebody does here."""
    return tr(_ROLES[role])


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
