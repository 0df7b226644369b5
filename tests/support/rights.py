"""Taking rights away from the test itself: root may do everything, and people are not root."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION_3 = 0x20080522
_PAST_FILE_MODES = (1 << 1) | (1 << 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: who has them sees no file modes."""


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


CAN_BE_REFUSED = sys.platform == "linux" or (sys.platform != "win32" and os.geteuid() != 0)
"""Whether modes such as 000 can stop this test; elsewhere there is nothing to be tested."""


@contextmanager
def file_modes_hold() -> Iterator[None]:
    """In the block, modes of files hold for this thread and those it starts, even for root."""
    if sys.platform != "linux" or os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = _Header(_VERSION_3, 0)
    before = (_Data * 2)()
    _check(libc.capget(ctypes.byref(header), before))
    without = (_Data * 2)(*before)
    without[0].effective &= ~_PAST_FILE_MODES
    _check(libc.capset(ctypes.byref(header), without))
    try:
        yield
    finally:
        _check(libc.capset(ctypes.byref(header), before))


def _check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
