"""How one letter reaches its people, where that is not to follow their consent."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.documents import DeliveryWay
from desktop.texts import tr
from desktop.texts.documents import way_name
from desktop.views import theme
from desktop.views.recording.fields import ChoiceField, line_field
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone

WIDTH = 420
_CHOICES = (DeliveryWay.ELECTRONIC, DeliveryWay.POST, DeliveryWay.BOTH)


class RowWayDialog(QDialog):
    """``chosen`` carries the way (None: as everybody agreed to) and the reason."""

    chosen = Signal(object, str)

    def __init__(self, whose: str, way: DeliveryWay | None, parent: QWidget | None = None) -> None:
        """``way`` is what a person chose before, None for nothing."""
        super().__init__(parent)
        self.setWindowTitle(tr("Zustellung ändern"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.way = ChoiceField(tr("Zustellung"))
        self.way.addItem(tr("wie eingewilligt"), None)
        for one in _CHOICES:
            self.way.addItem(way_name(one), one.value)
        self.way.choose(None if way is None else way.value)
        self.note = line_field(tr("Grund"), tr("Grund"))
        self.hint = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.confirm = ActionButton(tr("Übernehmen"), variant=Variant.PRIMARY)
        self.confirm.setDefault(True)
        self.cancel = ActionButton(tr("Abbrechen"), shortcut="Esc")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(self.windowTitle(), TextStyle.TITLE))
        column.addWidget(
            TextLabel(whose, TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        )
        for widget in (self.way, self.note, self.hint):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(WIDTH))
        self.way.currentIndexChanged.connect(lambda _: self._judge())
        self.note.textChanged.connect(lambda _: self._judge())
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.cancel.clicked.connect(self.reject)
        self._judge()
        self.way.setFocus()

    def _judge(self) -> None:
        by_hand = self.way.currentData() is not None
        self.note.setEnabled(by_hand)
        missing = by_hand and not self.note.text().strip()
        reason = tr("Bitte geben Sie einen Grund an.") if missing else ""
        self.confirm.set_blocked(reason)
        self.hint.setText(reason)

    def _on_confirm_clicked(self) -> None:
        way = self.way.currentData()
        self.chosen.emit(None if way is None else DeliveryWay(way), self.note.text())
        self.accept()
