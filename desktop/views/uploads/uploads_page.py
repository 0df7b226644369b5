"""Area *Dokumente*: all batches (*Sammel-Upload*), and one of them with its letters."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.staff.access import Permission, allows
from desktop.services.uploads import use_cases as uploads
from desktop.services.uploads.view import UploadLine
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.administration.save_key import claims_save_key, is_save_key
from desktop.views.recording.given_files import brings_files, given_files
from desktop.views.uploads.upload_list import UploadList
from desktop.views.uploads.upload_view import UploadView
from desktop.views.uploads.upload_work import UploadWork
from desktop.views.workplace import Workplace

REFRESH_AFTER_MS = 250
BUSY_REFRESH_MS = 1500
"""While files are read every portion changes the batch; thousands of rows are not read each time.
"""


class UploadsPage(QWidget):
    """Keeps the batch that is open; what runs goes on while other pages are shown."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start with all batches; ``open_with`` reads them."""
        super().__init__(parent)
        self._workplace = workplace
        self._companies: frozenset[int] = frozenset()
        self.work = UploadWork(workplace, self)
        self.list = UploadList()
        self.batch = UploadView(workplace, self.work)
        self.places = QStackedWidget()
        self.places.addWidget(self.list)
        self.places.addWidget(self.batch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.places)
        self.setAcceptDrops(True)
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_AFTER_MS)
        self._soon.timeout.connect(self.refresh)
        self.list.block(
            "" if allows(workplace.actor, Permission.WORK_CASES) else tr("keine Berechtigung")
        )
        self.list.opened.connect(self.open_upload)
        self.list.new_wanted.connect(self.begin)
        self.batch.left.connect(self.show_all)
        self.work.made.connect(self.open_upload)
        workplace.changed.connect(self._on_workplace_changed)

    def open_with(self, companies: frozenset[int]) -> None:
        """Show the batches of these companies (none: all); one that is open stays open."""
        self._companies = companies
        self.refresh()

    def refresh(self) -> None:
        """Read what is shown again."""
        self._workplace.ask(
            uploads.list_uploads,
            done=self._show_list,
            failed=self._on_failed,
            scope="uploads",
            stale=Stale.SKIP,
        )
        if self._shows_batch():
            self.batch.refresh()

    def begin(self, paths: tuple[Path, ...] = ()) -> None:
        """A new batch."""
        self.places.setCurrentWidget(self.batch)
        self.batch.begin(paths)

    def open_upload(self, upload_id: int) -> None:
        """Show one batch."""
        self.places.setCurrentWidget(self.batch)
        self.batch.open(upload_id)

    def show_all(self) -> None:
        """Back to all batches."""
        self.batch.leave()
        self.places.setCurrentWidget(self.list)
        self.refresh()
        self.list.table.setFocus()

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter and Ctrl+Z are this page's while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_undo(event):
            event.accept()
            return True
        return claims_save_key(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter: the next step. Ctrl+Z: the last correction. Esc: all batches."""
        if is_save_key(event):
            self._go_on()
        elif _is_undo(event):
            if self._shows_batch():
                self.batch.corrections.take_last_back()
        elif event.key() == Qt.Key.Key_Escape and self._shows_batch():
            self.show_all()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on."""
        super().focusInEvent(event)
        table = self.batch.table if self._shows_batch() else self.list.table
        (table if table.isVisible() else self.list.new).setFocus(event.reason())

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed is kept."""
        super().hideEvent(event)
        self.batch.leave()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped anywhere here."""
        if brings_files(event.mimeData()) and self.list.new.isEnabled():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files of the batch that is open, or of a new one."""
        paths = given_files(event.mimeData()).paths
        if not paths:
            return
        event.acceptProposedAction()
        if not self._shows_batch():
            self.begin(paths)
        elif self.batch.drop.files.isEnabled():
            self.batch.take(paths)

    def _go_on(self) -> None:
        if self._shows_batch():
            self.batch.go_on()
        else:
            self.list.new.click()

    def _shows_batch(self) -> bool:
        return self.places.currentWidget() is self.batch

    def _show_list(self, lines: tuple[UploadLine, ...]) -> None:
        wanted = [
            one
            for one in lines
            if not self._companies or one.company_id is None or one.company_id in self._companies
        ]
        self.list.show_uploads(wanted)
        self.list.show_error("")

    def _on_failed(self, error: UserError) -> None:
        self.list.show_error(error_sentence(error))

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        told = any(change.kind is ChangeKind.UPLOAD for change in changes)
        if told and self.isVisible() and not self._soon.isActive():
            busy = self.work.running(self.batch.upload_id) is not None
            self._soon.start(BUSY_REFRESH_MS if busy else REFRESH_AFTER_MS)


def _is_undo(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.key() == Qt.Key.Key_Z
        and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    )
