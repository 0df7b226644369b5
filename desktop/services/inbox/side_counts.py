"""Exact counts of the areas beside the inbox."""

from dataclasses import dataclass

from desktop.services.accounts.waiting_codes import count_to_release
from desktop.services.context import ServiceContext
from desktop.services.hand_over.counting import count_waiting
from desktop.services.intake.quarantine import count_quarantine
from desktop.services.letters.counting import count_letters
from desktop.services.staff.access import Actor


@dataclass(frozen=True, slots=True)
class SideCounts:
    """Each number equals the rows its area shows at the same instant."""

    quarantine: int
    hand_over: int
    letters: int
    codes_to_release: int


def side_counts(context: ServiceContext, actor: Actor, companies: frozenset[int]) -> SideCounts:
    """Count for the chosen companies; none chosen means all the person may see.

    Raises:
        UserError: ``access.denied``.
    """
    chosen = companies or None
    return SideCounts(
        quarantine=count_quarantine(context, actor, chosen),
        hand_over=count_waiting(context, actor, chosen),
        letters=count_letters(context, actor, chosen),
        codes_to_release=count_to_release(context, actor, companies),
    )
