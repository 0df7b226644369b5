"""When what is typed has to be stored: soon after the last key, and not too long after the first.

(``ui-brief.md``, section 1)
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

AFTER_LAST_KEY_MS = 500
AT_LEAST_EVERY_MS = 1_000


class StoringTime(QObject):
    """``due``: 500 ms have passed since the last key, or a second since one that is not stored."""

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        """Wait for the first key."""
        super().__init__(parent)
        self._after_key = QTimer(self, singleShot=True, interval=AFTER_LAST_KEY_MS)
        self._at_least = QTimer(self, singleShot=True, interval=AT_LEAST_EVERY_MS)
        for timer in (self._after_key, self._at_least):
            timer.timeout.connect(self.due)

    def typed(self) -> None:
        """Something was typed."""
        self._after_key.start()
        if not self._at_least.isActive():
            self._at_least.start()

    def stop(self) -> None:
        """It is stored, or nothing is left to store."""
        self._after_key.stop()
        self._at_least.stop()
