"""Keeps the list on show by a name, or puts it into the view it came from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.services.inbox.saved_views import LONGEST_NAME, Sharing
from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import LEAST_TARGET, ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind


class SaveViewDialog(QDialog):
    """A window-modal question; it stays open until the caller accepts it.

    ``named`` carries name and circle; ``replaced`` asks to change the view the list came from.

    Args:
        detail: what the list is narrowed by, in words.
        former: name of the view the list came from and that may be changed, "" for none.
    """

    named = Signal(str, object)
    replaced = Signal()

    def __init__(self, detail: str, former: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Ansicht speichern"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = theme.current()
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name der Ansicht"))
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(tr("zum Beispiel: Wasserschäden, ungelesen"))
        self.team = QCheckBox(tr("Für das Team: auch andere öffnen sie"))
        self.team.setAccessibleName(self.team.text())
        self.team.setMinimumHeight(LEAST_TARGET)
        self.problem = InPlaceMessage(MessageKind.ERROR, "")
        self.problem.hide()
        self.replace = ActionButton(tr("„{name}“ ändern", name=former))
        self.replace.setHidden(not former)
        self.replace.clicked.connect(self.replaced)
        self.confirm = ActionButton(
            tr("Speichern"), variant=Variant.PRIMARY, shortcut="Ctrl+Return"
        )
        self.confirm.setShortcut("Ctrl+Return")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self._on_confirm_clicked)
        cancel = ActionButton(tr("Abbrechen"))
        cancel.clicked.connect(self.reject)
        self.name.textChanged.connect(self._on_name_changed)
        form = QFormLayout()
        form.addRow(tr("Name"), self.name)
        form.addRow("", self.team)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (cancel, self.replace, self.confirm):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(tr("Ansicht speichern"), TextStyle.TITLE))
        column.addWidget(
            TextLabel(detail, TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        )
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(460))
        self.name.setFocus()
        self._on_name_changed()

    def show_problem(self, sentence: str) -> None:
        """It could not be kept: say why; the name stays to be changed."""
        self.problem.show_message(MessageKind.ERROR, sentence)
        self.problem.show()
        self.name.setFocus()
        self.name.selectAll()

    def _on_name_changed(self) -> None:
        missing = not self.name.text().strip()
        self.confirm.set_blocked(tr("Bitte einen Namen angeben.") if missing else "")

    def _on_confirm_clicked(self) -> None:
        if self.name.text().strip():
            sharing = Sharing.TEAM if self.team.isChecked() else Sharing.OWN
            self.named.emit(self.name.text(), sharing)


class RenameDialog(QDialog):
    """Asks for another name; ``named`` carries it. It stays open until the caller accepts it."""

    named = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Begin with the name there is."""
        super().__init__(parent)
        self.setWindowTitle(tr("Ansicht umbenennen"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = theme.current()
        self.name = QLineEdit(name)
        self.name.setAccessibleName(tr("Name der Ansicht"))
        self.name.setMaxLength(LONGEST_NAME)
        self.name.selectAll()
        self.problem = InPlaceMessage(MessageKind.ERROR, "")
        self.problem.hide()
        self.confirm = ActionButton(tr("Umbenennen"), variant=Variant.PRIMARY)
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(lambda: self.named.emit(self.name.text()))
        cancel = ActionButton(tr("Abbrechen"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(tr("Ansicht umbenennen"), TextStyle.TITLE))
        column.addWidget(self.name)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(420))
        self.name.setFocus()

    def show_problem(self, sentence: str) -> None:
        """It could not be renamed: say why."""
        self.problem.show_message(MessageKind.ERROR, sentence)
        self.problem.show()
        self.name.setFocus()
