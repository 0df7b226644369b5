"""What stands in front of a locked window is put away, and comes back as it was."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QToolTip, QWidget

from desktop.views.dialogs.crash_dialog import CrashDialog


class Curtain(QObject):
    """Puts the dialogs of a window away while it is locked; those that come meanwhile as well.

    A dialog that waits in a loop of its own (files, printers: the system's) is refused instead:
    nothing in it is the person's work. A crash report may come: nothing in it is private.
    """

    def __init__(self, window: QWidget) -> None:
        """Serve ``window``; nothing is put away yet."""
        super().__init__(window)
        self._window = window
        self._away: list[QDialog] = []
        self._focus: list[object] = []

    def fall(self) -> None:
        """Put away what stands in front of the window, and remember where the focus was."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        QToolTip.hideText()
        # Qt has none where nothing was ever focused.
        self._focus = [self._window.focusWidget()]
        for dialog in self._dialogs():
            self._put_away(dialog)
        _application().installEventFilter(self)

    def rise(self) -> None:
        """Bring everything back; the focus too."""
        _application().removeEventFilter(self)
        away, self._away = self._away, []
        for widget in self._focus:
            if isinstance(widget, QWidget) and _lives(widget):
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
        # Those that stand on another dialog come after it.
        for dialog in sorted(filter(_lives, away), key=_depth):
            dialog.finished.disconnect(self._on_dialog_finished)
            dialog.show()
            dialog.activateWindow()

    def drop(self) -> None:
        """The work behind it ends: what was put away is refused, and does not come back."""
        _application().removeEventFilter(self)
        away, self._away = self._away, []
        for dialog in filter(_lives, away):
            dialog.finished.disconnect(self._on_dialog_finished)
            dialog.reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A dialog that opens by itself, when something is ready, waits unseen."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QDialog):
            late = watched in self._dialogs() and not isinstance(watched, CrashDialog)
            if late and watched not in self._away:
                # Before it is painted; a window cannot be hidden while it is being shown.
                QTimer.singleShot(0, watched, lambda: self._put_away(watched))
        return False

    def _dialogs(self) -> list[QDialog]:
        """Every dialog on show that belongs to the window, or to a dialog of it."""
        found = self._window.findChildren(QDialog)
        return [dialog for dialog in found if dialog.isWindow() and dialog.isVisible()]

    def _put_away(self, dialog: QDialog) -> None:
        waits_in_a_loop = dialog.windowModality() is Qt.WindowModality.ApplicationModal
        if isinstance(dialog, QFileDialog) or waits_in_a_loop:
            dialog.reject()
            return
        self._away.append(dialog)
        dialog.finished.connect(self._on_dialog_finished)
        dialog.hide()

    def _on_dialog_finished(self) -> None:
        """It was answered by what happened meanwhile: it does not come back."""
        ended = self.sender()
        self._away = [dialog for dialog in self._away if dialog is not ended]


def _lives(widget: QWidget) -> bool:
    """Whether Qt still has the widget: its screen may have been built anew meanwhile."""
    try:
        widget.objectName()
    except RuntimeError:
        return False
    return True


def _depth(dialog: QDialog) -> int:
    depth = 0
    parent = dialog.parentWidget()
    while parent is not None:
        depth += parent.isWindow()
        parent = parent.parentWidget()
    return depth


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application
