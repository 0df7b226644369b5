"""How pressing a case is, in words."""

from collections.abc import Mapping

from desktop.domain.work import Priority
from desktop.texts import mark, tr

_PRIORITIES: Mapping[Priority, str] = {
    Priority.NORMAL: mark("normal"),
    Priority.HIGH: mark("hoch"),
    Priority.URGENT: mark("dringend"),
}


def priority_text(priority: Priority) -> str:
    """Return the word for a priority."""
    return tr(_PRIORITIES[priority])


def suggestion_text(priority: Priority, reason: str) -> tuple[str, str]:
    """Return what the program suggests, and why ("" for a reason this version does not know)."""
    from desktop.domain.emergency import EmergencyReason
    from desktop.texts.damages import emergency_sentence

    title = tr("Vorgeschlagene Priorität: {priority}", priority=priority_text(priority))
    try:
        known = EmergencyReason(reason)
    except ValueError:
        return title, ""
    return title, emergency_sentence(known)
