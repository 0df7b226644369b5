"""Choosing an own password: after one for one use, or because somebody wants another one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.staff_password import LONGEST, SHORTEST
from desktop.services.staff.passwords import NewPassword
from desktop.texts import tr
from desktop.views import theme
from desktop.views.dialogs.scrim import Scrim
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

WIDTH = 420
_WRAP = Qt.TextFlag.TextWordWrap


class PasswordDialog(QDialog):
    """Asks for a password twice; ``submitted`` carries a ``NewPassword``.

    Args:
        present: the password for one use that was typed just now; "" asks for the present one.
    """

    submitted = Signal(object)

    def __init__(self, parent: QWidget, *, present: str = "") -> None:
        """Start with empty fields."""
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Eigenes Kennwort"))
        self._known = present
        self._busy = False
        self.error = InPlaceMessage(MessageKind.ERROR, "")
        self.error.hide()
        self.present = _field(tr("Bisheriges Kennwort"))
        self.chosen = _field(tr("Neues Kennwort"))
        self.repeated = _field(tr("Neues Kennwort noch einmal"))
        self.confirm = ActionButton(
            tr("Speichern und anmelden") if present else tr("Speichern"),
            variant=Variant.PRIMARY,
            icon_name="save",
        )
        self.cancel = ActionButton(tr("Abbrechen"))
        self._lay_out()
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.cancel.setAutoDefault(False)
        self.confirm.setDefault(True)
        scrim = Scrim(parent)
        self.finished.connect(scrim.deleteLater)

    def _lay_out(self) -> None:
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(tr("Eigenes Kennwort wählen"), TextStyle.TITLE))
        about = tr(
            "Das Einmal-Kennwort hat gestimmt. Wählen Sie jetzt ein eigenes; danach kennt es "
            "niemand außer Ihnen."
        )
        if not self._known:
            about = tr("Es gilt ab der nächsten Anmeldung; angemeldet bleiben Sie.")
        rule = tr(
            "{least} bis {most} Zeichen, ohne Ihren Namen. Mehrere Wörter hintereinander merkt man "
            "sich gut.",
            least=SHORTEST,
            most=LONGEST,
        )
        for text in (about, rule):
            column.addWidget(TextLabel(text, TextStyle.BODY, Tone.SECONDARY, wrap=_WRAP))
        column.addWidget(self.error)
        fields = (self.chosen, self.repeated)
        for field in fields if self._known else (self.present, *fields):
            label = TextLabel(field.accessibleName(), TextStyle.SMALL, Tone.SECONDARY, weight=500)
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
        self.present.setVisible(not self._known)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column.addSpacing(now.space(2))
        column.addLayout(buttons)
        self.setFixedWidth(now.px(WIDTH))
        (self.chosen if self._known else self.present).setFocus()

    def show_error(self, sentence: str) -> None:
        """Say why it did not work; what was typed stays, so that it can be mended."""
        self._busy = False
        self.confirm.set_blocked("")
        self.error.show_message(MessageKind.ERROR, sentence)
        self.error.show()
        self.adjustSize()
        self.chosen.setFocus()
        self.chosen.selectAll()

    def _on_confirm_clicked(self) -> None:
        typed = NewPassword(
            self._known or self.present.text(), self.chosen.text(), self.repeated.text()
        )
        if not (typed.present and typed.chosen and typed.repeated):
            for field in (self.present, self.chosen, self.repeated):
                if field.isVisible() and not field.text():
                    field.setFocus()
                    return
            return
        self._busy = True
        self.confirm.set_blocked(tr("Wird gespeichert."))
        self.submitted.emit(typed)

    def reject(self) -> None:
        """Esc and *Abbrechen*, unless an answer is on its way."""
        if not self._busy:
            super().reject()


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaxLength(2 * LONGEST)
    return field
