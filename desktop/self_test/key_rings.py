"""Can keys of encrypted data folders be kept by the computer's own key ring?"""

import importlib
import sys
from importlib.metadata import entry_points
from typing import Final

from desktop.self_test.check import Place, expect_all
from desktop.texts.self_test import no_key_ring_text

_OWN: Final = {"linux": "SecretService", "win32": "Windows", "darwin": "macOS"}
"""By which name the library knows the key ring of a system."""
_SPEAKS: Final = {"linux": "secretstorage"}
"""What it needs besides, and does without in silence."""


def check_key_ring(_place: Place) -> str:
    """What speaks to the system's key ring came along; whether there is one now is only told.

    Nothing is kept and nobody is asked to unlock anything.
    """
    import keyring
    from keyring.backends import fail

    known = {entry.name: entry for entry in entry_points(group="keyring.backends")}
    own = _OWN.get(sys.platform)
    if own is not None:
        expect_all(known, [own])
        known[own].load()
    if sys.platform in _SPEAKS:
        importlib.import_module(_SPEAKS[sys.platform])
    ring = keyring.get_keyring()
    return no_key_ring_text() if isinstance(ring, fail.Keyring) else str(ring.name)
