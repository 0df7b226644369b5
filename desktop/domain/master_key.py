"""The one secret from which all keys of an encrypted data folder are made."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

KEY_BYTES = 32
_GROUP = 4


@dataclass(frozen=True, slots=True)
class MasterKey:
    """``KEY_BYTES`` random bytes; they are in no text that is made of it."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what is no key."""
        if len(self.secret) != KEY_BYTES:
            raise ValueError("key")

    def derived(self, purpose: str) -> bytes:
        """Return a key of 32 bytes for one purpose; from it nobody comes back to the secret."""
        return hmac.digest(self.secret, f"mieterdesk {purpose}".encode(), hashlib.sha256)

    @property
    def fingerprint(self) -> str:
        """Tells one key from another and nothing else."""
        return self.derived("fingerprint").hex()[:16]


def new_master_key() -> MasterKey:
    """Return a key that nobody has."""
    return MasterKey(secrets.token_bytes(KEY_BYTES))


def recovery_groups(key: MasterKey) -> tuple[str, ...]:
    """Return a key as it is printed and typed: 16 groups of four hexadecimal digits."""
    digits = key.secret.hex()
    return tuple(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def typed_key(text: str) -> MasterKey:
    """Return the key that a person typed; spaces, hyphens and capitals do not matter.

    Raises:
        ValueError: these are not 64 hexadecimal digits.
    """
    return MasterKey(bytes.fromhex("".join(sign for sign in text if sign not in "- \n\t")))
