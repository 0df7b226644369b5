"""The proof of a month: of which flat what was told, when, to whom, by which way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.consumption.view import MonthProofs
from desktop.texts import tr
from desktop.views import theme
from desktop.views.consumption.proof_rows import proof_cells, proof_headings, proof_sum
from desktop.views.master_data.text_table import TextTable
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone

_SIZE = (1120, 520)
_VALUE = 3
_SHOWN = 8
"""Who published it stands in the file alone."""


class ProofDialog(QDialog):
    """``saving`` asks for the whole list as a file."""

    saving = Signal()

    def __init__(self, month: str, proofs: MonthProofs, parent: QWidget | None = None) -> None:
        """``month`` names month and company."""
        super().__init__(parent)
        self.setWindowTitle(tr("Nachweis der Mitteilung"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        headings = proof_headings()[:_SHOWN]
        self.table = TextTable(self.windowTitle(), headings, _SHOWN - 1, (_VALUE,))
        lines = [proof_cells(row)[:_SHOWN] for row in proofs.rows]
        self.table.show_lines(lines, list(range(len(lines))))
        self.sum = TextLabel(proof_sum(proofs), wrap=Qt.TextFlag.TextWordWrap)
        self.save = ActionButton(tr("Liste speichern …"), icon_name="save", shortcut="Ctrl+S")
        self.save.setShortcut("Ctrl+S")
        self.close_it = ActionButton(tr("Schließen"), variant=Variant.PRIMARY)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.save)
        buttons.addWidget(self.close_it)
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(self.windowTitle(), TextStyle.TITLE))
        column.addWidget(
            TextLabel(month, TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        )
        column.addWidget(self.sum)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        self.resize(now.px(_SIZE[0]), now.px(_SIZE[1]))
        self.save.set_blocked("" if proofs.notices else self.sum.text())
        self.save.clicked.connect(self.saving)
        self.close_it.clicked.connect(self.accept)
        self.table.setFocus()
