"""Whose a letter is, said by a person: the contract, and why where it was held back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.recording.directory import Found
from desktop.texts import tr
from desktop.views import theme
from desktop.views.recording.fields import line_field
from desktop.views.recording.tenancy_search import TenancySearch
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone


class AssignBox(QWidget):
    """Stands below the pages, so that they stay in sight.

    ``sought`` asks for contracts, ``decided`` carries a contract's id and the reason, ``left``
    comes when the person thinks better of it.
    """

    sought = Signal(str)
    decided = Signal(int, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._tenancy_id: int | None = None
        self._needs_note = False
        self.title = TextLabel(tr("Neu zuordnen"), TextStyle.BODY_STRONG)
        self.search = TenancySearch()
        self.note = line_field(tr("Grund"), tr("Grund, denn der Brief war zurückgehalten"))
        self.confirm = ActionButton(tr("Zuordnen"), variant=Variant.PRIMARY, shortcut="Ctrl+Return")
        self.cancel = ActionButton(tr("Abbrechen"), shortcut="Esc")
        self.hint = TextLabel("", TextStyle.SMALL, Tone.MUTED, wrap=Qt.TextFlag.TextWordWrap)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().space(2))
        for widget in (self.title, self.search, self.note, self.hint):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.search.sought.connect(self.sought)
        self.search.chosen.connect(self._on_search_chosen)
        self.search.reopened.connect(self._on_search_reopened)
        self.search.left.connect(self.left)
        self.note.textChanged.connect(lambda _: self._judge())
        self.note.returnPressed.connect(self.confirm.click)
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.cancel.clicked.connect(self.left)
        self.hide()

    def begin(self, *, needs_note: bool) -> None:
        """Ask whose a letter is."""
        self._tenancy_id = None
        self._needs_note = needs_note
        self.search.show_tenancy(None)
        self.note.clear()
        self.note.setVisible(needs_note)
        self.show()
        self._judge()
        self.search.field.setFocus()

    def show_found(self, text: str, found: Found) -> None:
        """What was sought."""
        self.search.show_found(text, found)

    def _on_search_chosen(self, tenancy_id: int) -> None:
        self._tenancy_id = tenancy_id
        self.search.show_tenancy(self.search.entry(tenancy_id))
        self._judge()
        if self._needs_note and not self.note.text().strip():
            self.note.setFocus()
        else:
            self.confirm.setFocus()

    def _on_search_reopened(self) -> None:
        self._tenancy_id = None
        self.search.show_tenancy(None)
        self.search.field.setFocus()
        self._judge()

    def _judge(self) -> None:
        reason = ""
        if self._tenancy_id is None:
            reason = tr("Bitte wählen Sie ein Mietverhältnis.")
        elif self._needs_note and not self.note.text().strip():
            reason = tr("Bitte geben Sie einen Grund an.")
        self.confirm.set_blocked(reason)
        self.hint.setText(reason)
        self.hint.setVisible(bool(reason))

    def _on_confirm_clicked(self) -> None:
        if self._tenancy_id is not None and self.confirm.isEnabled():
            self.decided.emit(self._tenancy_id, self.note.text())
