"""What keeps registration codes from being known to anybody who reads the database."""

from typing import Protocol


class CodeKeeper(Protocol):
    """Turns bare symbols (capitals, no hyphens) into what may be stored. Used from any thread."""

    def hash(self, symbols: str) -> str:
        """Return the Argon2id hash (PHC string) with a salt of its own; about 25 ms on purpose."""

    def verify(self, stored: str, symbols: str) -> bool:
        """Whether these symbols were hashed; an unreadable ``stored`` is no match. About 25 ms."""

    def known_lookup(self, symbols: str) -> str | None:
        """Return what ``lookup`` does; None where there is no key yet, and none is made.

        Raises:
            UserError: ``codes.key_missing`` or ``codes.key_unusable``.
        """

    def lookup(self, symbols: str) -> str:
        """Return the HMAC under the installation's key, 64 hexadecimal digits; quick.

        Raises:
            UserError: ``codes.key_missing`` or ``codes.key_unusable``.
        """
