"""Who gets what is written, and until when the case waits for their answer."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QWidget

from desktop.domain.kinds import DeliveryChannel
from desktop.services.cases.view import ReplyWay
from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.labels import TextLabel, Tone


class RecipientRow(QWidget):
    """``way_changed`` tells that another way to answer is shown, whoever chose it."""

    way_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a way to answer."""
        super().__init__(parent)
        self._channels: dict[str, DeliveryChannel] = {}
        self.label = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.ways = QComboBox()
        self.ways.setAccessibleName(tr("Empfänger"))
        keep_narrow(self.ways)
        # A long address is cut in the field: all of it stands in the tooltip.
        self.ways.currentTextChanged.connect(self.ways.setToolTip)
        self.ways.currentIndexChanged.connect(self._on_way_changed)
        self._wait_label = TextLabel(tr("Wiedervorlage"), TextStyle.SMALL, Tone.SECONDARY)
        self._wait_until = QDateEdit()
        self._wait_until.setCalendarPopup(True)
        self._wait_until.setDisplayFormat("dd.MM.yyyy")
        self._wait_until.setAccessibleName(tr("Wiedervorlage am"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.label)
        self._row.addWidget(self.ways, 1)
        self._row.addWidget(self._wait_label)
        self._row.addWidget(self._wait_until)
        self._measure()

    def _measure(self) -> None:
        self._row.setSpacing(theme.current().px(7))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._measure()

    def offer(self, ways: tuple[ReplyWay, ...]) -> None:
        """Offer these ways to answer, the usual one first; the chosen one stays, if it can."""
        chosen = self.way()
        self._channels = {way.key: way.channel for way in ways}
        blocked = self.ways.blockSignals(True)
        self.ways.clear()
        for way in ways:
            self.ways.addItem(way.recipient, way.key)
            self.ways.setItemData(self.ways.count() - 1, way.recipient, Qt.ItemDataRole.ToolTipRole)
        self.ways.setCurrentIndex(max(0, self.ways.findData(chosen)) if ways else -1)
        self.ways.blockSignals(blocked)
        self.ways.setToolTip(self.ways.currentText())
        self.way_changed.emit()

    def way(self) -> str:
        """The key of the shown way; "" while there is none."""
        return str(self.ways.currentData() or "")

    def is_letter(self) -> bool:
        """Whether the shown way is paper."""
        return self._channels.get(self.way()) is DeliveryChannel.LETTER

    def address_to(self, *, nobody: bool) -> None:
        """Show the ways to answer, or that what is written stays in the house."""
        self.label.setText(tr("bleibt im Haus") if nobody else tr("An"))
        self.ways.setVisible(not nobody)

    def show_waiting(self, until: date | None) -> None:
        """Offer the day until which the case will wait; None: it will not."""
        for widget in (self._wait_label, self._wait_until):
            widget.setVisible(until is not None)
        if until is not None:
            self._wait_until.setDate(QDate(until.year, until.month, until.day))

    def waiting_until(self) -> date | None:
        """The day until which the case will wait, if it will."""
        until = None if self._wait_until.isHidden() else self._wait_until.date().toPython()
        return until if isinstance(until, date) else None

    def _on_way_changed(self, _place: int) -> None:
        self.way_changed.emit()


def keep_narrow(choices: QComboBox) -> None:
    """Let the longest entry not decide how wide the page has to be; the list itself is wide."""
    choices.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choices.setMinimumContentsLength(14)
    choices.view().setTextElideMode(Qt.TextElideMode.ElideNone)
