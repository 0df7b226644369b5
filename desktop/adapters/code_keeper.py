"""Registration codes are kept as Argon2id and as HMAC under a key that lies outside the database.

Who has the database alone can neither read a code nor try all of them against the HMAC.
"""

import hashlib
import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Lock

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from desktop.domain.errors import UserError

_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LANES = 1
_MOST_MEMORY_KIB = 256 * 1024
_MOST_PASSES = 10
_KEY_BYTES = 32
_UNFINISHED = ".codes-"


class InstallationCodes:
    """Argon2id (19 MiB, 2 passes, 1 lane: a code has 54 bits) and HMAC-SHA256.

    The key is the file ``key_file``, readable for its owner only. It is made with the first code;
    where it ``must_exist``, because several workplaces share it, a missing one is said instead.
    Tests make the hash cheap by ``memory_kib`` and ``passes``.
    """

    def __init__(
        self,
        key_file: Path,
        *,
        must_exist: bool = False,
        memory_kib: int = _MEMORY_KIB,
        passes: int = _PASSES,
    ) -> None:
        self._key_file = key_file
        self._must_exist = must_exist
        self._key: bytes | None = None
        self._reading = Lock()
        self._hasher = argon2.PasswordHasher(
            time_cost=passes, memory_cost=memory_kib, parallelism=_LANES, type=argon2.Type.ID
        )

    def hash(self, symbols: str) -> str:
        """Return the PHC string, with a salt of its own."""
        return self._hasher.hash(symbols)

    def verify(self, stored: str, symbols: str) -> bool:
        """Whether these symbols were hashed; an unreadable ``stored`` is no match.

        Nor is one that would take all memory or minutes: an imported hash names its own costs.
        """
        try:
            costs = argon2.extract_parameters(stored)
            if costs.memory_cost > _MOST_MEMORY_KIB or costs.time_cost > _MOST_PASSES:
                return False
            return self._hasher.verify(stored, symbols)
        except (VerificationError, InvalidHashError):
            return False

    def lookup(self, symbols: str) -> str:
        """Return the HMAC of the symbols.

        Raises:
            UserError: ``codes.key_missing`` or ``codes.key_unusable``.
        """
        return _seal(self._known_key(), symbols)

    def known_lookup(self, symbols: str) -> str | None:
        """Return what ``lookup`` does; None where there is no key yet, and none is made.

        Raises:
            UserError: ``codes.key_missing`` or ``codes.key_unusable``.
        """
        with self._reading:
            if self._key is None:
                self._key = self._read()
            return None if self._key is None else _seal(self._key, symbols)

    def _known_key(self) -> bytes:
        with self._reading:
            if self._key is None:
                self._key = self._read() or self._make()
            return self._key

    def _read(self) -> bytes | None:
        try:
            text = self._key_file.read_text(encoding="ascii").strip()
            key = bytes.fromhex(text)
        except FileNotFoundError:
            if self._must_exist:
                raise UserError("codes.key_missing") from None
            return None
        except (OSError, ValueError):
            raise UserError("codes.key_unusable") from None
        if len(key) != _KEY_BYTES:
            raise UserError("codes.key_unusable")
        self._sweep()
        return key

    def _sweep(self) -> None:
        """Remove what a program left that was killed while it made the key."""
        with suppress(OSError):
            for left in self._key_file.parent.glob(f"{_UNFINISHED}*"):
                left.unlink(missing_ok=True)

    def _make(self) -> bytes:
        """Make the key. Of two programs that do so at once one wins, and both use its key."""
        try:
            self._write(secrets.token_hex(_KEY_BYTES))
        except OSError:
            raise UserError("codes.key_unusable") from None
        return self._read() or b""

    def _write(self, text: str) -> None:
        # Whole before it has its name: a kill leaves no half key. mkstemp makes it 0600.
        handle, written = tempfile.mkstemp(dir=self._key_file.parent, prefix=_UNFINISHED)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(text + "\n")
                file.flush()
                os.fsync(file.fileno())
            self._put(Path(written))
        finally:
            Path(written).unlink(missing_ok=True)

    def _put(self, written: Path) -> None:
        try:
            # A link never replaces a key that is there, as a rename would.
            os.link(written, self._key_file)
        except OSError:
            # Somebody else's key is there, or this file system has no links.
            if not self._key_file.exists():
                written.replace(self._key_file)


def _seal(key: bytes, symbols: str) -> str:
    return hmac.new(key, symbols.encode(), hashlib.sha256).hexdigest()
