"""Which of many failed registrations a case is told of; the others are counted.

A program that tries codes fails ten thousand times in an hour. A case with as many messages can be
read by nobody, so what repeats itself is a number.
"""

from dataclasses import dataclass

MOST_REASONS = 8
"""So many different reasons of one day are told; words are the portal's, and there is no end."""


@dataclass(frozen=True, slots=True)
class AttemptsBefore:
    """What a case was told of by the attempts of the same day that came before.

    ``same_reason`` are those that failed for the reason of the new one, ``reasons`` how many
    reasons there were. ``is_at_rest`` says that the case is closed or waits for the tenant.
    """

    attempts: int
    same_reason: int
    reasons: int
    is_at_rest: bool


def is_told(before: AttemptsBefore) -> bool:
    """Whether an attempt becomes a message: what is new, what wakes the case, each power of ten."""
    if before.is_at_rest:
        return True
    if before.same_reason == 0 and before.reasons < MOST_REASONS:
        return True
    return is_milestone(before.attempts + 1)


def is_milestone(attempts: int) -> bool:
    """Whether a count is worth a message: 10, 100, 1,000 and so on."""
    return attempts >= 10 and str(attempts).strip("0") == "1"
