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
