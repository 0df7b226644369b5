"""Programs on one PostgreSQL database tell each other what they have committed.

Whoever commits a unit of work notifies in the same transaction, so nobody hears of what was rolled
back. Each program listens on a connection of its own in a thread of its own. A message holds kinds
and ids, never a value; one that would be too long says which kinds, and all ids may be meant.
"""

from __future__ import annotations

import selectors
import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from desktop.domain.changes import Change, ChangeKind

CHANNEL = "mieterdesk_changes"
LONGEST = 7_500
"""Bytes of a message; PostgreSQL takes up to 8,000."""
PAUSE_SECONDS = 5.0
"""Before a server that is gone is tried again."""
PROOF_SECONDS = 60.0
"""So often the server is asked whether it is still there: a cut line is silent."""
EVERYTHING = frozenset(Change(kind) for kind in ChangeKind)
_KINDS = {kind.value: kind for kind in ChangeKind}


def tell(session: Session, sender: str, changes: Iterable[Change]) -> None:
    """Notify all listeners once the transaction of ``session`` is committed."""
    values = {"channel": CHANNEL, "message": to_message(sender, changes)}
    session.execute(text("SELECT pg_notify(:channel, :message)"), values)


def to_message(sender: str, changes: Iterable[Change]) -> str:
    """Write changes down: "sender case:12,13 draft", without ids where that would be too long."""
    ids: dict[ChangeKind, set[int | None]] = defaultdict(set)
    for change in changes:
        ids[change.kind].add(change.id)
    parts = [f"{kind}{_list_of(found)}" for kind, found in sorted(ids.items())]
    message = " ".join((sender, *parts))
    return message if len(message) <= LONGEST else " ".join((sender, *sorted(ids)))


def _list_of(ids: set[int | None]) -> str:
    numbers = [one for one in ids if one is not None]
    return "" if len(numbers) < len(ids) else f":{','.join(map(str, sorted(numbers)))}"


def from_message(message: str) -> tuple[str, frozenset[Change]]:
    """Read who sent a message, and what changed; what another version added is passed over."""
    sender, *parts = message.split(" ")
    changes: set[Change] = set()
    for part in parts:
        name, _, ids = part.partition(":")
        kind = _KINDS.get(name)
        if kind is not None:
            numbers = [int(one) for one in ids.split(",") if one.isdecimal()]
            changes |= {Change(kind, one) for one in numbers} or {Change(kind)}
    return sender, frozenset(changes)


class Listening:
    """Hears what other programs commit, until ``stop``.

    A server that goes ends nothing: it is tried again after a pause, and since nobody knows what
    happened meanwhile, everything counts as changed once it is back.
    """

    def __init__(
        self,
        engine: Engine,
        own: str,
        heard: Callable[[frozenset[Change]], None],
        *,
        pause: float = PAUSE_SECONDS,
    ) -> None:
        """``heard`` is called in the listening thread; what ``own`` sent is not told."""
        self._engine = engine
        self._own = own
        self._heard = heard
        self._pause = pause
        self._stopping = threading.Event()
        self._bell, self._rope = socket.socketpair()
        self._thread = threading.Thread(target=self._loop, name="listening", daemon=True)
        self.is_listening = threading.Event()

    def start(self) -> None:
        """Begin to listen; a server that is not there yet is waited for."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and its connection."""
        self._stopping.set()
        self._rope.send(b"!")
        self._thread.join()
        self._bell.close()
        self._rope.close()

    def _loop(self) -> None:
        missed = False
        while not self._stopping.is_set():
            try:
                self._listen(missed=missed)
            except (psycopg.Error, OSError):
                # Whoever works notices by himself that the server is gone, and is told.
                missed = True
            self.is_listening.clear()
            self._stopping.wait(self._pause)

    def _listen(self, *, missed: bool) -> None:
        with closing(_connect(self._engine)) as connection:
            connection.add_notify_handler(lambda notice: self._on_notice(notice.payload))
            connection.execute(f"LISTEN {CHANNEL}".encode())
            self.is_listening.set()
            if missed:
                self._heard(EVERYTHING)
            with selectors.DefaultSelector() as selector:
                selector.register(connection, selectors.EVENT_READ)
                selector.register(self._bell, selectors.EVENT_READ)
                while not self._stopping.is_set():
                    selector.select(PROOF_SECONDS)
                    # Takes in what has come, and fails where the server is gone.
                    connection.execute(b"SELECT 1")

    def _on_notice(self, message: str) -> None:
        sender, changes = from_message(message)
        if sender != self._own and changes:
            self._heard(changes)


def _connect(engine: Engine) -> psycopg.Connection[tuple[object, ...]]:
    """A connection beside the engine's pool: nobody shall find one there that listens."""
    positional, named = engine.dialect.create_connect_args(engine.url)
    # Whoever closes the program does not wait for a server that cannot be reached.
    ours = {"connect_timeout": 5, **named, "application_name": "mieterdesk", "autocommit": True}
    return psycopg.connect(*positional, **ours)
