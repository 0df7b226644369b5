"""Asks for the lines of an address; the letter waits until they fit the window of the envelope."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind


class AddressDialog(QDialog):
    """Asks for another address; ``chosen`` carries the text.

    The dialog stays open until ``accept``: what was typed is kept when the address still does not
    fit, and ``show_problem`` says why.
    """

    chosen = Signal(str)

    def __init__(self, address: tuple[str, ...], parent: QWidget | None = None) -> None:
        """Begin with the lines of ``address``."""
        super().__init__(parent)
        title = tr("Anschrift berichtigen")
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = theme.current()
        self.text = QPlainTextEdit("\n".join(address))
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Anschrift"))
        self.text.setFixedHeight(now.px(140))
        self.problem = InPlaceMessage(MessageKind.WARNING, "")
        self.problem.hide()
        self.confirm = ActionButton(
            tr("Übernehmen"), variant=Variant.PRIMARY, shortcut="Ctrl+Return"
        )
        self.confirm.setShortcut("Ctrl+Return")
        cancel = ActionButton(tr("Abbrechen"))
        cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(lambda: self.chosen.emit(self.text.toPlainText()))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(title, TextStyle.TITLE))
        column.addWidget(
            TextLabel(
                tr(
                    "Höchstens sechs Zeilen: Name, Straße und Hausnummer, Postleitzahl und Ort, im "
                    "Ausland das Land. Berichtigt wird nur dieser Brief, nicht die Stammdaten."
                ),
                TextStyle.BODY,
                Tone.SECONDARY,
                wrap=Qt.TextFlag.TextWordWrap,
            )
        )
        column.addWidget(self.text)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(460))
        self.text.setFocus()

    def show_problem(self, sentence: str) -> None:
        """Say why the address cannot be printed; what was typed stays."""
        self.problem.show_message(MessageKind.WARNING, sentence)
        self.problem.show()
        self.text.setFocus()
