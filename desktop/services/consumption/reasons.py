"""What a person says why: without it nothing is decided."""

from desktop.domain.errors import UserError


def given_reason(reason: str) -> str:
    """Return a reason without outer blanks.

    Raises:
        UserError: ``consumption.reason_missing``.
    """
    plain = reason.strip()
    if not plain:
        raise UserError("consumption.reason_missing")
    return plain
