"""Staff passwords are kept as Argon2id, never in clear."""

import unicodedata

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

_MEMORY_KIB = 64 * 1024
_PASSES = 3
_LANES = 4


class Argon2Passwords:
    """Argon2id with the second recommended setting of RFC 9106 (64 MiB, 3 passes, 4 lanes).

    About 0.1 s a hash: never on the thread of the window. Passwords are brought into composed form
    first, because keyboards of different systems write the same umlaut differently. Tests make it
    cheap by ``memory_kib`` and ``passes``.
    """

    def __init__(self, *, memory_kib: int = _MEMORY_KIB, passes: int = _PASSES) -> None:
        self._hasher = argon2.PasswordHasher(
            time_cost=passes, memory_cost=memory_kib, parallelism=_LANES, type=argon2.Type.ID
        )

    def hash(self, password: str) -> str:
        """Return the PHC string to store, with a salt of its own."""
        return self._hasher.hash(_composed(password))

    def verify(self, stored: str, password: str) -> bool:
        """Whether ``password`` is the one that was hashed; an unreadable ``stored`` is no match."""
        try:
            return self._hasher.verify(stored, _composed(password))
        except (VerificationError, InvalidHashError):
            return False


def _composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)
