"""*Über Mieterdesk*: the version, and every part that comes along with its licence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop import __version__
from desktop.shipped_parts import ShippedPart, licence_text, shipped_parts
from desktop.texts import tr
from desktop.views import theme
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.labels import TextLabel, Tone

WIDTH, HEIGHT = 760, 560
_NARROW = 420
"""Pixels at 100 %: lines of licences have eighty letters."""
_MARGIN = 48


class AboutDialog(QDialog):
    """Shows ``parts``; without any it says that the program runs from its source."""

    def __init__(
        self, parts: tuple[ShippedPart, ...] | None = None, parent: QWidget | None = None
    ) -> None:
        """Show ``parts``; the package's own list where none are given."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("Über Mieterdesk"))
        self._parts = shipped_parts() if parts is None else parts
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Mitgelieferte Teile"))
        self.list.addItems([_line(part) for part in self._parts])
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Lizenztext"))
        self.close_button = ActionButton(tr("Schließen"), shortcut="Esc")
        self.close_button.clicked.connect(self.accept)
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_list_row_changed)
        if self._parts:
            self.list.setCurrentRow(0)
        self.list.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the rows anew: the choice measured them before the style was on, too low."""
        super().showEvent(event)
        self.list.doItemsLayout()

    def _lay_out(self) -> None:
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(4), now.space(4), now.space(4), now.space(3))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(f"Mieterdesk {__version__}", TextStyle.TITLE))
        column.addWidget(TextLabel(tr("Lizenz von Mieterdesk: Apache 2.0"), TextStyle.BODY))
        column.addWidget(self._note())
        row = QHBoxLayout()
        row.addWidget(self.list, 2)
        row.addWidget(self.text, 3)
        column.addLayout(row, 1)
        for widget in (self.list, self.text):
            widget.setVisible(bool(self._parts))
        ending = QHBoxLayout()
        ending.addStretch(1)
        ending.addWidget(self.close_button)
        column.addLayout(ending)
        if not self._parts:
            self.setMinimumWidth(now.px(_NARROW))
            return
        parent = self.parentWidget()
        room = parent.window().size() if parent is not None else self.screen().size()
        self.resize(
            min(now.px(WIDTH), room.width() - _MARGIN), min(now.px(HEIGHT), room.height() - _MARGIN)
        )

    def _note(self) -> TextLabel:
        told = (
            tr("Qt und PySide6 werden unter der LGPL 3 genutzt und lassen sich austauschen.")
            if self._parts
            else tr("Aus dem Quelltext gestartet: Die Liste der Teile liegt nur dem Paket bei.")
        )
        note = TextLabel(told, TextStyle.SMALL, Tone.SECONDARY)
        note.setWordWrap(True)
        return note

    def _on_list_row_changed(self, row: int) -> None:
        self.text.setPlainText(licence_text(self._parts[row]) if row >= 0 else "")


def open_about(window: QWidget) -> None:
    """Open the dialog over a window."""
    open_over_scrim(AboutDialog(parent=window))


def _line(part: ShippedPart) -> str:
    licence = "" if part.licence.startswith("LicenseRef") else part.licence
    return " · ".join(filter(None, (f"{part.name} {part.version}".strip(), licence)))
