"""Two transactions that meet: one waits until the other waits for it."""

from PySide6.QtCore import QDeadlineTimer
from sqlalchemy import text
from sqlalchemy.orm import Session


def wait_for_a_lock(session: Session) -> None:
    """Until somebody waits for what this transaction holds; in SQLite every writer does."""
    patience = QDeadlineTimer(20_000)
    while session.get_bind().dialect.name == "postgresql":
        waiting = session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
        if waiting:
            return
        assert not patience.hasExpired(), "nobody waits"
