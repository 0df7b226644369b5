"""A password for one use, shown once: it leaves with the card and is kept nowhere."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.services.staff.passwords import OnceAccess
from desktop.texts import tr
from desktop.texts.dates import full_moment
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel


class OnceCard(Card):
    """Shows how somebody signs in for the first time. ``closed`` when it was noted."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(tr("Einmal-Kennwort"), parent=parent)
        wrap = Qt.TextFlag.TextWordWrap
        self.who = TextLabel("", TextStyle.BODY, wrap=wrap)
        self.password = TextLabel("", TextStyle.MONO)
        self.password.setAccessibleName(tr("Einmal-Kennwort"))
        self.password.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.about = TextLabel("", TextStyle.BODY, wrap=wrap)
        self.copy = ActionButton(tr("Kopieren"), icon_name="copy")
        self.done = ActionButton(tr("Ist notiert"), icon_name="check")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.current().space(2))
        buttons.addWidget(self.copy)
        buttons.addWidget(self.done)
        buttons.addStretch(1)
        for widget in (self.who, self.password, self.about):
            self.body.addWidget(widget)
        self.body.addLayout(buttons)
        self.copy.clicked.connect(self._on_copy_clicked)
        self.done.clicked.connect(self.forget)
        self.hide()

    def show_access(self, access: OnceAccess) -> None:
        """Show a password; the one before is gone."""
        self.who.setText(
            tr("{name} meldet sich als „{login}“ an:", name=access.name, login=access.login)
        )
        self.password.setText(access.password)
        self.about.setText(
            tr(
                "Es steht nur jetzt hier. Geben Sie es persönlich oder am Telefon weiter. Es "
                "öffnet bis {until} und nur, um ein eigenes Kennwort zu wählen.",
                until=full_moment(access.until),
            )
        )
        self.show()
        self.done.setFocus()

    def forget(self) -> None:
        """Take the password off the screen."""
        if self.password.text():
            self.password.clear()
            self.hide()
            self.closed.emit()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.password.text())
