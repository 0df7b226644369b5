"""The key ring of the operating system: where it keeps passwords of programs, for one user.

The library ``keyring`` reaches that of Windows, of macOS, and of Linux desktops (Secret Service,
KWallet). It is loaded when it is first needed: most data folders are not encrypted.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from desktop.domain.errors import UserError
from desktop.domain.master_key import MasterKey

_SERVICE = "Mieterdesk"
_PROBE = "probe"


class SystemKeyRing:
    """Keeps the keys of data folders under their fingerprints. Satisfies ``KeyRing``.

    A call may ask the person to unlock the ring, and wait for that: never on the window's thread.
    """

    def check(self) -> None:
        """Make sure that something kept can be found again.

        Raises:
            UserError: ``key_ring.unreachable``.
        """
        with _said_plainly():
            import keyring

            _keep_and_compare(_PROBE, _PROBE)
            keyring.delete_password(_SERVICE, _PROBE)

    def keep(self, key: MasterKey) -> None:
        """Keep a key; one that is there already stays.

        Raises:
            UserError: ``key_ring.unreachable``.
        """
        with _said_plainly():
            _keep_and_compare(key.fingerprint, key.secret.hex())

    def find(self, fingerprint: str) -> MasterKey | None:
        """Return the key with a fingerprint; None where the ring is open and has it not.

        Raises:
            UserError: ``key_ring.unreachable``.
        """
        with _said_plainly():
            import keyring

            kept = keyring.get_password(_SERVICE, fingerprint)
            return None if kept is None else MasterKey(bytes.fromhex(kept))

    def forget(self, key: MasterKey) -> None:
        """Forget a key that no folder needs; where that is not possible it stays."""
        with contextlib.suppress(UserError), _said_plainly():
            import keyring

            keyring.delete_password(_SERVICE, key.fingerprint)


def _keep_and_compare(name: str, secret: str) -> None:
    """Some rings take everything and keep nothing."""
    import keyring

    keyring.set_password(_SERVICE, name, secret)
    if keyring.get_password(_SERVICE, name) != secret:
        raise LookupError(name)


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Every ring fails in its own way: all of them become one sentence."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - backends raise what their systems raise
        # Only the kind: a message may name what was to be kept.
        logging.getLogger(__name__).info("no key ring: %s", type(error).__name__)
        raise UserError("key_ring.unreachable") from None
