"""The Qt binding itself."""

import sys

from PySide6.QtWidgets import QApplication


def test_void_calls_keep_their_reference_to_none(qapp: QApplication) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one reference to None a call until the process aborts.

    From Python 3.12 on None is immortal and the count says nothing.
    """
    before = sys.getrefcount(None)
    for _ in range(20_000):
        qapp.processEvents()
    assert sys.getrefcount(None) > before - 1_000
