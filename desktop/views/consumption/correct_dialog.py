"""The right value in the place of one that is held back."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.consumption.columns import quantity
from desktop.domain.master_data.findings import CellProblem
from desktop.texts import tr
from desktop.views import theme
from desktop.views.recording.fields import line_field
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone

_WIDTH = 460


class CorrectUsageDialog(QDialog):
    """``chosen`` carries the value, in the unit of the meter, and the reason."""

    chosen = Signal(object, str)

    def __init__(self, whose: str, why: str, unit: str, parent: QWidget | None = None) -> None:
        """``whose`` says which value it is, ``why`` what speaks against it, ``unit`` its measure.

        "" is a unit that nobody knows.
        """
        super().__init__(parent)
        self.setWindowTitle(tr("Wert berichtigen"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        measure = unit or tr("der Einheit des Zählers")
        asked = tr("Verbrauch des Monats in {unit}", unit=measure)
        self.value = line_field(asked, asked)
        self.note = line_field(tr("Grund"), tr("Grund"))
        self.hint = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.confirm = ActionButton(
            tr("Berichtigen"), variant=Variant.PRIMARY, shortcut="Ctrl+Return"
        )
        self.confirm.setShortcut("Ctrl+Return")
        self.cancel = ActionButton(tr("Abbrechen"))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(self.windowTitle(), TextStyle.TITLE))
        for text in (whose, why):
            column.addWidget(
                TextLabel(text, TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
            )
        for widget in (self.value, self.note, self.hint):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(_WIDTH))
        self.value.textChanged.connect(lambda _: self._judge())
        self.note.textChanged.connect(lambda _: self._judge())
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.cancel.clicked.connect(self.reject)
        self._judge()
        self.value.setFocus()

    def _amount(self) -> Decimal | None:
        try:
            found = quantity(self.value.text().strip())
        except CellProblem:
            return None
        return found if found >= 0 else None

    def _judge(self) -> None:
        missing = ""
        if self._amount() is None:
            missing = tr("Bitte geben Sie eine Menge ab null an, zum Beispiel 123,5.")
        elif not self.note.text().strip():
            missing = tr("Bitte geben Sie einen Grund an.")
        self.confirm.set_blocked(missing)
        self.hint.setText(missing)

    def _on_confirm_clicked(self) -> None:
        value, note = self._amount(), self.note.text().strip()
        if value is not None and note:
            self.chosen.emit(value, note)
            self.accept()
