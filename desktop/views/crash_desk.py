"""Receives crash reports from any thread and shows one dialog, however many errors come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop import crash
from desktop.crash import CrashReport
from desktop.views.dialogs.crash_dialog import CrashDialog

QUIET_MS = 60_000
"""An error whose report a person has closed is shown again after so long at the earliest."""


class CrashDesk(QObject):
    """Listens as long as the window is open; ``stop`` ends that.

    While a dialog is open, further errors are added to it: the same one by a number, another one by
    its report. The window behind it is left as it was, with all that was typed.
    """

    _crashed = Signal(object)

    def __init__(
        self,
        window: QWidget,
        write_file: Callable[[Path, bytes], None],
        is_in_front: Callable[[], bool],
    ) -> None:
        """Serve ``window`` while it is in front; ``write_file`` writes all or raises OSError."""
        super().__init__(window)
        self._window = window
        self._write_file = write_file
        self._is_in_front = is_in_front
        self.dialog: CrashDialog | None = None
        self._closed: dict[str, QElapsedTimer] = {}
        self._crashed.connect(self._on_crashed, Qt.ConnectionType.QueuedConnection)
        self._stop_listening: Callable[[], None] | None = crash.add_listener(self._crashed.emit)

    def stop(self) -> None:
        """Hear no more."""
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None

    def _on_crashed(self, report: CrashReport) -> None:
        if self.dialog is not None:
            self.dialog.add(report)
        elif self._is_in_front() and not self._was_just_closed(report):
            self.dialog = CrashDialog(report, self._write_file, self._window)
            self.dialog.finished.connect(self._on_dialog_finished)
            self.dialog.open()

    def _was_just_closed(self, report: CrashReport) -> bool:
        closed = self._closed.get(report.details)
        return closed is not None and not closed.hasExpired(QUIET_MS)

    def _on_dialog_finished(self) -> None:
        if self.dialog is not None:
            for report in self.dialog.reports:
                timer = self._closed[report.details] = QElapsedTimer()
                timer.start()
        self.dialog = None
