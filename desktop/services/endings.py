"""What every unit of work does before it commits, whatever it was about.

Rows that follow from others (where a case stands, the words it is found by) are made true in the
transaction that touched what they follow from: nobody ever sees the one without the other.
"""

from desktop.services.context import ServiceContext
from desktop.services.inbox.standings import attach
from desktop.services.search.upkeep import keep_index


def keep_in_step(context: ServiceContext) -> ServiceContext:
    """Let every unit of work on the context's database end so; returns the context."""
    return keep_index(attach(context))
