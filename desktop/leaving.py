"""The end of a run: what was done today is backed up, unless the computer wants to go."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QSessionManager

from desktop.services.context import ServiceContext
from desktop.services.operation.ports import Places
from desktop.tasks import Task, Tasks


class Ending:
    """Knows how this run ends: because a person closes it, or because the computer goes down."""

    def __init__(self, application: QGuiApplication) -> None:
        """Listen to the session from now on."""
        self._session_ends = False
        application.commitDataRequest.connect(self._on_commit_data_request)

    def _on_commit_data_request(self, _manager: QSessionManager) -> None:
        # Nobody waits for us now: a backup would be killed half way, and delay the computer.
        self._session_ends = True

    def leave(self, context: ServiceContext, places: Places) -> None:
        """Back up what changed, with a small window where it takes longer than a moment.

        The lanes of the window have ended; nothing is written any more. SIGTERM ends the process
        at once and never comes here.
        """
        from desktop.services.operation.care import leaving_backup
        from desktop.views.leaving import leave_when_done

        if self._session_ends or not context.database.is_embedded:
            return
        task = Task()
        tasks = Tasks()
        try:
            leave_when_done(
                tasks,
                task,
                lambda: leaving_backup(
                    context,
                    places,
                    "window",
                    on_progress=task.report,
                    is_cancelled=task.is_cancelled,
                ),
            )
        finally:
            tasks.stop()
            tasks.deleteLater()
