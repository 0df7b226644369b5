"""Sign-in page: a card in the middle with login and password. Errors are said in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.icons import logo
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone, line
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

_WRAP = Qt.TextFlag.TextWordWrap
DEMO_LOGINS = ("clerk1", "clerk2", "lead", "auditor", "admin")
"""Whom a demonstration lets in, all with one password."""


class Logo(QWidget):
    """The program's sign, ``edge`` pixels at 100 %."""

    def __init__(self, edge: int = 22, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edge = edge
        self.setAccessibleName("Mieterdesk")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        edge = theme.current().px(self._edge)
        return QSize(edge, edge)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(0, 0, logo(self.width(), self.devicePixelRatioF()))
        painter.end()


class SignInPage(QWidget):
    """Asks who is there.

    ``sign_in_requested`` carries login and password; the password leaves the field with it and is
    kept nowhere. The page shows what came of it by ``show_error``, or is replaced.
    """

    sign_in_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paneArea")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Anmeldung"))
        self.login = QLineEdit()
        self.login.setObjectName("login")
        self.login.setAccessibleName(tr("Benutzername"))
        self.password = QLineEdit()
        self.password.setObjectName("password")
        self.password.setAccessibleName(tr("Kennwort"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.submit = ActionButton(tr("Anmelden"), variant=Variant.PRIMARY, icon_name="log-in")
        self.submit.setObjectName("submit")
        self.error = InPlaceMessage(MessageKind.ERROR, "")
        self.error.hide()
        self.last_run = InPlaceMessage(MessageKind.WARNING, "")
        self.copy_trace = self.last_run.add_button(tr("Bericht kopieren"))
        self.copy_trace.clicked.connect(self._on_copy_trace_clicked)
        self.last_run.hide()
        self._trace = ""
        self.subtitle = TextLabel(
            tr("Bitte melden Sie sich an."), TextStyle.BODY, Tone.SECONDARY, wrap=_WRAP
        )
        self._hint = QWidget()
        self._hint_text = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=_WRAP)
        self._hint_password = TextLabel("", TextStyle.MONO)
        self._hint_password.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._build_hint()
        self._card = Card()
        self._build_card()
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)
        self.login.returnPressed.connect(self._on_login_return_pressed)
        self.password.returnPressed.connect(self._on_submit_clicked)
        self.submit.clicked.connect(self._on_submit_clicked)
        self._measure()

    def show_error(self, sentence: str) -> None:
        """Say why it did not work; the login stays, the password is empty and has the focus."""
        self.error.show_message(MessageKind.ERROR, sentence)
        self.error.show()
        self.set_busy(busy=False)
        self.password.clear()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_last_run(self, trace: str) -> None:
        """Say that the last run ended unexpectedly; ``trace`` can be copied, "" for none."""
        self._trace = trace
        self.last_run.show_message(
            MessageKind.WARNING,
            tr("Beim letzten Mal wurde das Programm unerwartet beendet; Ihre Entwürfe sind da."),
            tr("Bitte geben Sie den Bericht an die Betreuung weiter.") if trace else "",
        )
        self.copy_trace.setVisible(bool(trace))
        self.last_run.show()

    def say(self, kind: MessageKind, title: str, detail: str = "") -> None:
        """Say what happened before anybody signed in; it goes with the sign-in."""
        self.last_run.show_message(kind, title, detail)
        self.copy_trace.hide()
        self.last_run.show()

    def _on_copy_trace_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._trace)

    def show_demo_hint(self, logins: Sequence[str], password: str) -> None:
        """Show whom the demo data know and their common password."""
        names = ", ".join(logins)
        self._hint_text.setText(tr("Demodaten. Benutzer: {names}. Kennwort:", names=names))
        self._hint_password.setText(password)
        self._hint.show()

    def show_switch(self, login: str = "") -> None:
        """Ask for a second person ("Benutzer wechseln"); the first signs in anew to come back."""
        self.reset(login)
        self.subtitle.setText(tr("Benutzer wechseln: Ihre Entwürfe sind gesichert."))

    def reset(self, login: str = "") -> None:
        """Start afresh, with the login that was used last if there is one."""
        self.error.hide()
        self.last_run.hide()
        self.set_busy(busy=False)
        self.subtitle.setText(tr("Bitte melden Sie sich an."))
        self.login.setText(login)
        self.password.clear()
        field = self.password if login else self.login
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, *, busy: bool) -> None:
        """While the password is being checked nothing can be sent twice."""
        for widget in (self.login, self.password, self.submit):
            widget.setEnabled(not busy)

    def _build_hint(self) -> None:
        column = QVBoxLayout(self._hint)
        column.setContentsMargins(0, theme.current().space(2), 0, 0)
        column.setSpacing(theme.current().space(2))
        column.addWidget(line())
        column.addWidget(self._hint_text)
        column.addWidget(self._hint_password)
        self._hint.hide()

    def _build_card(self) -> None:
        body = self._card.body
        head = QHBoxLayout()
        head.addWidget(Logo(34))
        head.addWidget(TextLabel("Mieterdesk", TextStyle.TITLE))
        head.addStretch(1)
        head.setSpacing(theme.current().space(3))
        body.addLayout(head)
        body.addWidget(self.subtitle)
        body.addWidget(self.last_run)
        body.addWidget(self.error)
        for caption, field in (
            (tr("Benutzername"), self.login),
            (tr("Kennwort"), self.password),
        ):
            label = TextLabel(caption, TextStyle.SMALL, Tone.SECONDARY, weight=500)
            label.setBuddy(field)
            body.addSpacing(theme.current().space(1))
            body.addWidget(label)
            body.addWidget(field)
        body.addSpacing(theme.current().space(3))
        body.addWidget(self.submit)
        body.addWidget(self._hint)

    def _measure(self) -> None:
        now = theme.current()
        self._card.setFixedWidth(now.px(340))
        margin = now.space(6)
        self._card.body.setContentsMargins(margin, margin, margin, margin)
        self._card.body.setSpacing(now.space(2))
        for field in (self.login, self.password):
            field.setMinimumHeight(now.control("input") + 2)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_card"):
            self._measure()

    def _on_login_return_pressed(self) -> None:
        if self.password.text():
            self._on_submit_clicked()
        else:
            self.password.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_submit_clicked(self) -> None:
        login, password = self.login.text().strip(), self.password.text()
        if not login or not password:
            empty = self.password if login else self.login
            self.error.show_message(
                MessageKind.ERROR, tr("Bitte geben Sie Benutzername und Kennwort ein.")
            )
            self.error.show()
            empty.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.error.hide()
        self.password.clear()
        self.set_busy(busy=True)
        self.sign_in_requested.emit(login, password)
