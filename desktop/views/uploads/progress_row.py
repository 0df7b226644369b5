"""How far reading, trying, publishing or taking back is, and the button that ends it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desktop.services.uploads.view import UploadProgress
from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.uploads.upload_work import Activity
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.labels import TextLabel, Tone


def activity_text(activity: Activity, progress: UploadProgress | None) -> str:
    """Return what is being done, and how far it is as soon as that is known."""
    begun = {
        Activity.READING: tr("Seiten werden gelesen …"),
        Activity.TRYING: tr("Probelauf …"),
        Activity.PUBLISHING: tr("Wird veröffentlicht …"),
        Activity.TAKING_BACK: tr("Wird zurückgenommen …"),
    }
    if progress is None:
        return begun[activity]
    if activity is Activity.READING:
        return tr(
            "{pages} Seiten gelesen, {done} von {total} Dateien",
            pages=progress.pages,
            done=progress.done,
            total=progress.total,
        )
    far = tr("{done} von {total} Briefen", done=progress.done, total=progress.total)
    return f"{begun[activity]} {far}"


class ProgressRow(QWidget):
    """Hidden until something runs; ``cancelled`` fires once."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._activity = Activity.READING
        self.text = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Fortschritt"))
        self.cancel = ActionButton(tr("Abbrechen"), size=ButtonSize.SMALL)
        self.cancel.clicked.connect(self._on_cancel_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space(3))
        row.addWidget(self.text)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        self.hide()

    def show_activity(self, activity: Activity | None, progress: UploadProgress | None) -> None:
        """Show what runs; None hides it."""
        self.setVisible(activity is not None)
        if activity is None:
            self.cancel.set_blocked("")
            return
        self._activity = activity
        self.text.setText(activity_text(activity, progress))
        total = 0 if progress is None else progress.total
        self.bar.setRange(0, total)
        self.bar.setValue(0 if progress is None else progress.done)
        self.bar.setAccessibleDescription(self.text.text())

    def _on_cancel_clicked(self) -> None:
        self.cancel.set_blocked(tr("wird nach dem laufenden Schritt beendet"))
        self.cancelled.emit()
