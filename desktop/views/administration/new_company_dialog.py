"""A company that is not there yet: the little that every case needs; the rest has its pages."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.workdays import FederalState
from desktop.services.companies.details import (
    LENGTHS,
    LONGEST_CODE,
    CreateCompany,
    DetailsForm,
)
from desktop.texts import tr
from desktop.texts.companies import detail_name, state_name
from desktop.views import theme
from desktop.views.dialogs.scrim import Scrim
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

_PARTS = ("name", "short_name", "town", "creditor_id")
WIDTH = 520


class NewCompanyDialog(QDialog):
    """``requested`` carries a ``CreateCompany``; whoever opened it answers."""

    requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Neue Gesellschaft"))
        self.code = QLineEdit()
        self.code.setAccessibleName(tr("Kürzel für Portal und ERP"))
        self.code.setMaxLength(LONGEST_CODE)
        self.state = QComboBox()
        self.state.setAccessibleName(tr("Bundesland"))
        for state in FederalState:
            self.state.addItem(state_name(state), state)
        self.lines = {part: QLineEdit() for part in _PARTS}
        for part, line in self.lines.items():
            line.setAccessibleName(detail_name(part))
            line.setMaxLength(LENGTHS[part])
        self.error = InPlaceMessage(MessageKind.ERROR, "")
        self.error.hide()
        self.confirm = ActionButton(tr("Anlegen"), variant=Variant.PRIMARY, icon_name="plus")
        self.cancel = ActionButton(tr("Abbrechen"))
        self._lay_out()
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.cancel.setAutoDefault(False)
        self.confirm.setDefault(True)
        self._busy = False
        scrim = Scrim(parent)
        self.finished.connect(scrim.deleteLater)

    def _lay_out(self) -> None:
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(tr("Neue Gesellschaft"), TextStyle.TITLE))
        about = tr(
            "Sie beginnt mit den üblichen Regeln; Anschrift, Regeln und Bürozeiten stellen Sie "
            "danach ein. Das Kürzel bleibt für immer. Nach dem Anlegen melden Sie sich neu an: "
            "Erst dann sehen Sie die Gesellschaft. Wer sonst für sie arbeitet, bekommt sie unter "
            "„Mitarbeitende“."
        )
        wrap = Qt.TextFlag.TextWordWrap
        column.addWidget(TextLabel(about, TextStyle.BODY, Tone.SECONDARY, wrap=wrap))
        column.addWidget(self.error)
        rows = QFormLayout()
        rows.setHorizontalSpacing(now.space(3))
        rows.addRow(self.code.accessibleName(), self.code)
        rows.addRow(self.state.accessibleName(), self.state)
        for line in self.lines.values():
            rows.addRow(line.accessibleName(), line)
        column.addLayout(rows)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(WIDTH))
        self.code.setFocus()

    def show_error(self, sentence: str) -> None:
        """Say why it did not work; what was typed stays."""
        self._busy = False
        self.confirm.set_blocked("")
        self.error.show_message(MessageKind.ERROR, sentence)
        self.error.show()

    def reject(self) -> None:
        """Esc and *Abbrechen*, unless an answer is on its way."""
        if not self._busy:
            super().reject()

    def _on_confirm_clicked(self) -> None:
        self._busy = True
        self.confirm.set_blocked(tr("Wird gespeichert."))
        form = DetailsForm(**{part: line.text() for part, line in self.lines.items()})
        self.requested.emit(
            CreateCompany(self.code.text(), FederalState(self.state.currentData()), form)
        )
