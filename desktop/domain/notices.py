"""What a person is told of by the bell, and what a list remembers having been read."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What happened. Values are stored."""

    ANSWERED = "answered"
    """The tenant wrote in a case of one's own."""
    ASSIGNED = "assigned"
    """Somebody else made a case one's own."""
    DUE_TODAY = "due_today"
    """Today is the last day on which a case of one's own can be decided in time."""
    WAITING_OVER = "waiting_over"
    """The date came until which a case of one's own waits."""
    COLLEAGUE_LEFT = "colleague_left"
    """A person of one's team does not work here any more; the cases left need somebody."""
    ORDER_DUE = "order_due"
    """The day came by which a contractor was to be done in a case of one's own."""
