"""The frame of an editor of fields: what is typed is kept, then saved or thrown away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.texts import tr
from desktop.views.storing_time import StoringTime
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.card import Card


class EditCard(Card):
    """``content`` holds the fields; the card is hidden while nothing is edited.

    ``draft_changed`` fires when what is typed should be stored, ``save_requested`` and
    ``discard_requested`` when a button is pressed.
    """

    draft_changed = Signal()
    save_requested = Signal()
    discard_requested = Signal()

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        """Start closed."""
        super().__init__(tr("Angaben bearbeiten"), parent=parent)
        self._unsaved = False
        self._storing = StoringTime(self)
        self._storing.due.connect(self.flush)
        self.save = ActionButton(
            tr("Angaben speichern"),
            variant=Variant.PRIMARY,
            size=ButtonSize.SMALL,
            shortcut="Ctrl+Return",
        )
        self.save.clicked.connect(self._on_save_clicked)
        self.discard = ActionButton(tr("Verwerfen"), variant=Variant.QUIET, size=ButtonSize.SMALL)
        self.discard.clicked.connect(self.discard_requested)
        foot = QHBoxLayout()
        foot.addWidget(self.discard)
        foot.addStretch(1)
        foot.addWidget(self.save)
        self.body.addWidget(content)
        self.body.addLayout(foot)
        self.hide()

    def open_stored(self) -> None:
        """Show the fields as they are: nothing of them is left to store."""
        self._unsaved = False
        self.show()

    def is_open(self) -> bool:
        """Whether fields are being edited."""
        return not self.isHidden()

    def note_change(self) -> None:
        """Something was typed."""
        self._unsaved = True
        self._storing.typed()

    def flush(self) -> None:
        """Hand out what is not stored yet, now."""
        self._storing.stop()
        if self._unsaved:
            self._unsaved = False
            self.draft_changed.emit()

    def finish(self) -> None:
        """It is saved or thrown away: nothing is left to store."""
        self._storing.stop()
        self._unsaved = False
        self.hide()

    def is_saveable(self) -> bool:
        """Whether what is typed can be saved; if not, the focus goes to the field that hinders."""
        return True

    def _on_save_clicked(self) -> None:
        if self.is_saveable():
            self.flush()
            self.save_requested.emit()
