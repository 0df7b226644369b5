"""How a process at work is made to die or to fail: at a statement, or at a call of a file."""

import os
import signal
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from tests.torture.shim import EVERY_CALL, FAULTS, Shim, Trap


class Kind(StrEnum):
    """What is done to the process."""

    NOTHING = "nothing"
    RANDOM = "killed at a random moment"
    WRITE = "killed at a database write"
    CALL = "killed at a file call"
    TORN = "killed in a file write"
    FAULT = "fault of the file system"
    CUT = "connection cut"


@dataclass(frozen=True, slots=True)
class Blow:
    """One blow; ``number`` counts from 1 (for ``RANDOM`` it is thousandths of the usual time).

    ``fault`` names one of ``shim.FAULTS``; ``lasting`` faults go on, others happen once.
    """

    kind: Kind
    number: int = 0
    fault: str = ""
    lasting: bool = False


@dataclass(slots=True)
class Counts:
    """How many blows are possible: places at database writes, and statements."""

    writes: int = 0
    statements: int = 0


class Points:
    """Counts the places at database writes, before and after each, and dies at one of them."""

    def __init__(self, dies_at: int = 0, cut_at: int = 0) -> None:
        self.counts = Counts()
        self._dies_at = dies_at
        self._cut_at = cut_at
        event.listen(Engine, "before_cursor_execute", self._before)
        event.listen(Engine, "after_cursor_execute", self._after)
        event.listen(Engine, "commit", self._commit)
        event.listen(Session, "after_commit", self._committed)

    def _before(self, connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        self.counts.statements += 1
        if self.counts.statements == self._cut_at:
            _cut(connection)
        if _writes(statement):
            self._point()

    def _after(self, _connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if _writes(statement):
            self._point()

    def _commit(self, _connection: Connection) -> None:
        self._point()

    def _committed(self, _session: Session) -> None:
        self._point()

    def _point(self) -> None:
        self.counts.writes += 1
        if self.counts.writes == self._dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


def _writes(statement: str) -> bool:
    return not statement.lstrip().upper().startswith(("SELECT", "PRAGMA", "SHOW", "BEGIN"))


def _cut(connection: Connection) -> None:
    """Let the server end this connection, as it would where somebody restarts it."""
    driver = connection.connection.driver_connection
    assert driver is not None
    url = connection.engine.url.set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as other:
        pid = driver.info.backend_pid
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def set_trap(blow: Blow, folder: Path) -> Points:
    """Lay the trap in this process. Random kills need none: the parent deals them."""
    points = Points(
        dies_at=blow.number if blow.kind is Kind.WRITE else 0,
        cut_at=blow.number if blow.kind is Kind.CUT else 0,
    )
    if not Shim.is_loaded():
        return points
    shim = Shim()
    if blow.kind is Kind.NOTHING:
        # Counted are the calls that the fault could meet.
        calls = FAULTS[blow.fault].calls if blow.fault else EVERY_CALL
        shim.arm(folder, Trap.COUNT, calls=calls)
    elif blow.kind in (Kind.CALL, Kind.TORN):
        trap = Trap.KILL if blow.kind is Kind.CALL else Trap.KILL_TORN
        shim.arm(folder, trap, number=blow.number)
    elif blow.kind is Kind.FAULT:
        fault = FAULTS[blow.fault]
        trap = Trap.FAIL_FROM_HERE if blow.lasting else Trap.FAIL
        shim.arm(folder, trap, calls=fault.calls, number=blow.number, error=fault.error)
    return points
