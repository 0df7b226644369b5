"""How far reading, trying, publishing or taking back is, and the button that ends it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.services.uploads.view import UploadProgress
from desktop.texts import tr
from desktop.views.uploads.upload_work import Activity
from desktop.views.widgets.progress_row import ProgressRow


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


class UploadBar(ProgressRow):
    """Counts files or letters of a batch; it is asked to end once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(tr("Fortschritt"), parent)
        self.bar.setTextVisible(False)
        self.cancelled.connect(self._on_cancelled)

    def show_activity(self, activity: Activity | None, progress: UploadProgress | None) -> None:
        """Show what runs; None hides it."""
        self.setVisible(activity is not None)
        if activity is None:
            self.cancel.set_blocked("")
            return
        sentence = activity_text(activity, progress)
        if progress is None or not progress.total:
            self.begin(sentence)
        else:
            self.show_share(progress.done, progress.total, sentence)
        self.bar.setAccessibleDescription(sentence)

    def _on_cancelled(self) -> None:
        self.cancel.set_blocked(tr("wird nach dem laufenden Schritt beendet"))
