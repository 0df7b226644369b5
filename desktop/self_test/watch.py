"""Stands watch while the checks run: over the log, and over everybody who reaches for a network."""

import logging
import socket
import sys
from dataclasses import dataclass, field


class TriedCrashError(Exception):
    """The one error that is made on purpose, to see what becomes of it."""


_REACHING = frozenset(
    {
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "socket.sendmsg",
        "socket.sendto",
        "urllib.Request",
    }
)


class Surprises(logging.Handler):
    """Collects what the log was warned of and nobody expected."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first line of the record, except for that of the tried crash."""
        message = record.getMessage()
        if TriedCrashError.__name__ not in message:
            self.found.append(message.splitlines()[0])


@dataclass(slots=True)
class NetworkGuard:
    """Refuses every attempt of Python code to reach a network while it watches, and keeps it."""

    attempts: list[str] = field(default_factory=list)
    is_watching: bool = False

    def start(self) -> None:
        """Begin. Python keeps audit hooks for the whole process; ``stop`` makes this one rest."""
        self.is_watching = True
        sys.addaudithook(self._on_event)

    def stop(self) -> None:
        """Let everything pass again."""
        self.is_watching = False

    def _on_event(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.is_watching and event in _REACHING and not _stays_here(arguments):
            self.attempts.append(event)
            raise ConnectionRefusedError(event)


def _stays_here(arguments: tuple[object, ...]) -> bool:
    """A socket within the computer is no network; behind one is the key ring of Linux."""
    local = getattr(socket, "AF_UNIX", None)
    family = getattr(arguments[0], "family", None) if arguments else None
    return local is not None and family == local
