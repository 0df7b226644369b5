"""Asks which reports have one cause, and which."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.services.damages.groups import LONGEST_CAUSE
from desktop.services.damages.view import RelatedCase
from desktop.texts import tr
from desktop.texts.dates import day_month
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone

ROW = 30
"""Height of a row in pixels at 100 %."""
_CASE = Qt.ItemDataRole.UserRole


class GroupDialog(QDialog):
    """A window-modal question. ``chosen`` carries the ids of the cases and the cause.

    Args:
        similar: the reports that may belong together; those that sound alike are ticked at
            first.
        cause: what is known of the cause already.
    """

    chosen = Signal(object, str)

    def __init__(
        self, similar: tuple[RelatedCase, ...], cause: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Meldungen einer Ursache zusammenfassen"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = theme.current()
        self.cause = QLineEdit(cause)
        self.cause.setMaxLength(LONGEST_CAUSE)
        self.cause.setAccessibleName(tr("Ursache"))
        self.cause.setPlaceholderText(tr("zum Beispiel: Heizung im Haus ausgefallen"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Meldungen aus diesem Haus"))
        for case in similar:
            self.list.addItem(_item(case))
        self.list.setCurrentRow(0)
        self.confirm = ActionButton(
            tr("Zusammenfassen"), variant=Variant.PRIMARY, shortcut="Ctrl+Return"
        )
        self.confirm.setShortcut("Ctrl+Return")
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.cancel = ActionButton(tr("Abbrechen"))
        self.cancel.clicked.connect(self.reject)
        form = QFormLayout()
        form.addRow(tr("Ursache"), self.cause)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(self.windowTitle(), TextStyle.TITLE))
        hint = tr("Die Ursache bleibt im Haus. Wer sonst gemeldet hat, erfährt niemand.")
        column.addWidget(
            TextLabel(hint, TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        )
        column.addLayout(form)
        column.addWidget(self.list)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(520))
        self.cause.textChanged.connect(self._judge)
        self.list.itemChanged.connect(self._judge)
        self.cause.setFocus()
        self._judge()

    def _ticked(self) -> tuple[int, ...]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            int(item.data(_CASE)) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def _judge(self) -> None:
        missing = ""
        if not self._ticked():
            missing = tr("Bitte mindestens eine Meldung wählen.")
        elif not self.cause.text().strip():
            missing = tr("Bitte die Ursache nennen.")
        self.confirm.set_blocked(missing)

    def _on_confirm_clicked(self) -> None:
        self.chosen.emit(self._ticked(), self.cause.text().strip())
        self.accept()


def _item(case: RelatedCase) -> QListWidgetItem:
    parts = (case.tenant_name, case.unit_text, case.subject, day_month(case.received_on))
    item = QListWidgetItem(shown(" · ".join(part for part in parts if part)))
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setToolTip(item.text())
    alike = Qt.CheckState.Checked if case.alike else Qt.CheckState.Unchecked
    item.setCheckState(alike)
    item.setSizeHint(QSize(0, theme.current().px(ROW)))
    item.setData(_CASE, case.case_id)
    return item
