"""Choose a property by typing: ↑, ↓ and Enter, or none for all of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.services.teams.view import FoundHouses, House
from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import LinkButton
from desktop.views.widgets.filter_field import FilterField
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone

ROWS_SEEN = 5
_HOUSE = Qt.ItemDataRole.UserRole


class HouseField(QWidget):
    """``sought`` carries what is typed, ``chosen`` fires when the property is another one."""

    sought = Signal(str)
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with all properties."""
        super().__init__(parent)
        self.house: House | None = None
        self.field = FilterField(tr("alle Objekte"), icon_name="search", shortcut="")
        self.field.setAccessibleName(tr("Objekt: Nummer oder Adresse"))
        self.results = QListWidget()
        self.results.setAccessibleName(tr("Gefundene Objekte"))
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.hide()
        self.hint = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.hint.hide()
        self.name = ElidedLabel("", TextStyle.BODY)
        self.change = LinkButton(tr("alle Objekte"))
        self._card = QWidget()
        row = QHBoxLayout(self._card)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name, 1)
        row.addWidget(self.change)
        self._card.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(4))
        for widget in (self._card, self.field, self.results, self.hint):
            column.addWidget(widget)
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(self._on_field_text_changed)
        self.field.returnPressed.connect(self._choose_current)
        self.field.installEventFilter(self)
        self.results.itemClicked.connect(lambda _: self._choose_current())
        self.change.clicked.connect(self._on_change_clicked)

    @property
    def property_id(self) -> int | None:
        """The chosen property; None for all of them."""
        return None if self.house is None else self.house.property_id

    def show_house(self, house: House | None) -> None:
        """Show a property as chosen, without a word to anybody."""
        self.house = house
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self.results.hide()
        self.hint.hide()
        self._card.setVisible(house is not None)
        self.field.setVisible(house is None)
        if house is not None:
            self.name.setText(house.text)
            self.name.setAccessibleName(tr("Objekt: {house}", house=house.text))
        self.setFocusProxy(self.field if house is None else self.change)

    def show_found(self, text: str, found: FoundHouses) -> None:
        """Show what ``text`` finds; of no interest once something else stands in the field."""
        if text != self.field.text() or self.house is not None:
            return
        self.results.clear()
        for house in found.houses:
            item = QListWidgetItem(house.text, self.results)
            item.setData(_HOUSE, house)
        self.results.setCurrentRow(0)
        rows = max(1, min(ROWS_SEEN, len(found.houses)))
        height = rows * max(self.results.sizeHintForRow(0), 1) + 2 * self.results.frameWidth() + 2
        self.results.setFixedHeight(height)
        self.results.setVisible(bool(found.houses))
        if found.houses:
            self.hint.setText(tr("Weitere passen auch."))
        else:
            self.hint.setText(tr("Kein Objekt passt zu „{text}“.", text=text.strip()))
        self.hint.setVisible(bool(text.strip()) and (found.more or not found.houses))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """↑ and ↓ in the field move through what was found."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if not step or self.results.isHidden():
            return False
        place = self.results.currentRow() + step
        self.results.setCurrentRow(min(max(place, 0), self.results.count() - 1))
        return True

    def _on_field_text_changed(self, text: str) -> None:
        if text.strip():
            self.sought.emit(text)
        else:
            self.results.hide()
            self.hint.hide()

    def _choose_current(self) -> None:
        item = self.results.currentItem()
        if self.results.isHidden() or item is None:
            return
        self.show_house(item.data(_HOUSE))
        self.change.setFocus()
        self.chosen.emit()

    def _on_change_clicked(self) -> None:
        self.show_house(None)
        self.field.setFocus()
        self.chosen.emit()
