"""The one secret from which all keys of an encrypted data folder are made."""

import hashlib
import hmac
from dataclasses import dataclass, field

KEY_BYTES = 32


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
