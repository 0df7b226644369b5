"""A button that stands for a file of a case, one after the other."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.services.cases.view import AttachmentView
from desktop.views.widgets.buttons import ActionButton, ButtonSize


class FileButton(ActionButton):
    """``asked`` carries the ``AttachmentView`` that was clicked."""

    asked = Signal(object)

    def __init__(self) -> None:
        """Start without a file."""
        super().__init__(icon_name="paperclip", size=ButtonSize.SMALL)
        self._file: AttachmentView | None = None
        self.clicked.connect(self._on_clicked)

    def show_file(self, file: AttachmentView, text: str, icon_name: str, name: str) -> None:
        """Stand for ``file``; ``name`` is what a screen reader says."""
        if file != self._file:
            # Who holds the button down meant the file that stood here.
            self.setDown(False)
        self._file = file
        self.setText(text)
        self.set_icon_name(icon_name)
        self.setAccessibleName(name)

    def _on_clicked(self) -> None:
        if self._file is not None:
            self.asked.emit(self._file)
