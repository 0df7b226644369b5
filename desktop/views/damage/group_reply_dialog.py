"""One answer to a whole group: written once at the left, what each one gets at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QProgressBar,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.services.damages.group_replies import MessagePreview
from desktop.services.damages.placeholders import NAMES
from desktop.texts import ntr, tr
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.action_spec import ActionId
from desktop.views.action_table import REGISTRY
from desktop.views.damage.group_dialog import ROW
from desktop.views.shortcuts import shortcut_label
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

_SEND_AND_CLOSE = next(spec.shortcuts for spec in REGISTRY if spec.id is ActionId.SEND_AND_CLOSE)
"""The keys that do it in the answer to a single case."""
PAUSE_MS = 250
"""After so long without a key the preview is made anew, and what was typed is stored."""


class GroupReplyDialog(QDialog):
    """A window-modal form.

    ``written`` carries subject and text after every pause (``show_previews`` or ``show_problem`` is
    the answer), ``chosen`` the previews that were on show, subject, text and the reason for closing
    ("" closes none). ``stop_requested`` asks to break off what is being sent. Esc closes; what was
    typed stays a draft.
    """

    written = Signal(str, str)
    chosen = Signal(object, str, str, str)
    stop_requested = Signal()

    def __init__(self, subject: str, text: str, parent: QWidget | None = None) -> None:
        """Begin with a text."""
        super().__init__(parent)
        self.setWindowTitle(tr("Allen der Gruppe antworten"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._previews: tuple[MessagePreview, ...] = ()
        self._busy = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._on_pause_timeout)
        self._build(subject, text)
        self._lay_out()
        self.subject.textChanged.connect(self._on_typed)
        self.text.textChanged.connect(self._on_typed)
        self.closes.toggled.connect(self._judge)
        self.reason.textChanged.connect(self._judge)
        self.people.currentRowChanged.connect(self._show_message)
        self._judge()
        self.text.setFocus()
        self._pause.start()

    def _build(self, subject: str, text: str) -> None:
        self.subject = QLineEdit(subject)
        self.subject.setMaxLength(200)
        self.subject.setAccessibleName(tr("Betreff"))
        self.text = QPlainTextEdit(text)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Text an alle"))
        self.closes = QCheckBox(tr("Jeden Vorgang danach abschließen"))
        self.reason = QLineEdit(tr("Störung behoben"))
        self.reason.setMaxLength(200)
        self.reason.setAccessibleName(tr("Grund für den Abschluss"))
        self.reason.setEnabled(False)
        self.closes.toggled.connect(self.reason.setEnabled)
        self.stays_open = InPlaceMessage(MessageKind.INFO, "")
        self.stays_open.hide()
        self.closes.setToolTip(
            tr("{keys} sendet und schließt ab", keys=shortcut_label(_SEND_AND_CLOSE[0]))
        )
        for keys in _SEND_AND_CLOSE:
            QShortcut(QKeySequence(keys), self).activated.connect(self._send_and_close)
        self.people = QListWidget()
        self.people.setAccessibleName(tr("Empfänger"))
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.preview.setAccessibleName(tr("So liest es diese Person"))
        self.problem = InPlaceMessage(MessageKind.WARNING, "")
        self.problem.hide()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(tr("Fortschritt"))
        self.progress.hide()
        self.confirm = ActionButton(tr("Senden"), variant=Variant.PRIMARY, shortcut="Ctrl+Return")
        self.confirm.setShortcut("Ctrl+Return")
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.cancel = ActionButton(tr("Abbrechen"))
        self.cancel.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        now = theme.current()
        places = FlowLayout()
        for name in NAMES:
            button = ActionButton(f"{{{name}}}", size=ButtonSize.SMALL)
            button.setAccessibleName(tr("Platzhalter {name} einsetzen", name=name))
            button.clicked.connect(lambda _=False, name=name: self._insert(name))
            places.addWidget(button)
        left, right = QWidget(), QWidget()
        writing = QVBoxLayout(left)
        form = QFormLayout()
        form.addRow(tr("Betreff"), self.subject)
        writing.addLayout(form)
        writing.addWidget(self.text, 1)
        writing.addLayout(places)
        closing = QHBoxLayout()
        closing.addWidget(self.closes)
        closing.addWidget(self.reason, 1)
        writing.addLayout(closing)
        writing.addWidget(self.stays_open)
        looking = QVBoxLayout(right)
        looking.addWidget(TextLabel(tr("Was jede Person bekommt"), TextStyle.BODY_STRONG))
        looking.addWidget(self.people, 1)
        looking.addWidget(self.preview, 2)
        for column in (writing, looking):
            column.setContentsMargins(0, 0, 0, 0)
        beside = QSplitter(Qt.Orientation.Horizontal)
        beside.setChildrenCollapsible(False)
        beside.setHandleWidth(now.space(3))
        beside.addWidget(left)
        beside.addWidget(right)
        buttons = QHBoxLayout()
        buttons.addWidget(self.progress, 1)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(self.windowTitle(), TextStyle.TITLE))
        hint = tr(
            "Jede Person bekommt eine eigene Nachricht auf ihrem Weg. Namen, Verträge und "
            "Vorgänge der anderen dürfen im Text nicht vorkommen."
        )
        column.addWidget(
            TextLabel(hint, TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        )
        column.addWidget(beside, 1)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        self.resize(now.px(980), now.px(620))

    def show_previews(self, previews: tuple[MessagePreview, ...], subject: str, text: str) -> None:
        """Show what each one would get of this text; of an older one nothing is shown."""
        if (subject, text) != (self.subject.text(), self.text.toPlainText()):
            return
        row = max(0, self.people.currentRow())
        self._previews = previews
        self.people.clear()
        for preview in previews:
            to = preview.recipient or tr("kein Weg zu antworten, wird ausgelassen")
            item = QListWidgetItem(shown(f"{to} · {preview.reference}"))
            item.setSizeHint(QSize(0, theme.current().px(ROW)))
            self.people.addItem(item)
        self.people.setCurrentRow(min(row, len(previews) - 1))
        self.problem.hide()
        self._judge()

    def show_problem(self, sentence: str) -> None:
        """Say why nothing can be sent as it stands."""
        self._previews = ()
        self.people.clear()
        self.preview.clear()
        self._end_sending()
        self.problem.show_message(MessageKind.WARNING, sentence)
        self.problem.show()
        self._judge()

    def show_progress(self, number: int, total: int) -> None:
        """So many of so many messages are written."""
        self.progress.setRange(0, total)
        self.progress.setValue(number)
        self.progress.show()

    def reject(self) -> None:
        """While messages are written, stop that; otherwise close."""
        if self._busy:
            self.stop_requested.emit()
            self._end_sending()
            return
        if self._pause.isActive():
            self._pause.stop()
            self._on_pause_timeout()
        super().reject()

    def _end_sending(self) -> None:
        self._busy = False
        self.progress.hide()
        for widget in (self.subject, self.text, self.closes):
            widget.setEnabled(True)
        self._judge()

    def _insert(self, name: str) -> None:
        self.text.insertPlainText(f"{{{name}}}")
        self.text.setFocus()

    def _on_typed(self) -> None:
        # What stands at the right is not what would be sent any more.
        self._previews = ()
        self._judge()
        self._pause.start()

    def _on_pause_timeout(self) -> None:
        self.written.emit(self.subject.text(), self.text.toPlainText())

    def _show_message(self, row: int) -> None:
        if 0 <= row < len(self._previews):
            one = self._previews[row]
            self.preview.setPlainText(shown(f"{one.subject}\n\n{one.text}"))

    def _sendable(self) -> tuple[MessagePreview, ...]:
        return tuple(one for one in self._previews if one.problem is None)

    def _judge(self) -> None:
        number = len(self._sendable())
        said = tr("Senden")
        if number:
            said = ntr("An {n} Person senden", "An {n} Personen senden", number)
        self.confirm.setText(said)
        self.confirm.setAccessibleName(said)
        self._show_who_stays_open()
        # A new text takes the key away.
        self.confirm.setShortcut("Ctrl+Return")
        reason = ""
        if self._busy:
            reason = tr("wird gesendet")
        elif not number:
            reason = tr("Die Vorschau fehlt noch.")
        elif self.closes.isChecked() and not self.reason.text().strip():
            reason = tr("Bitte einen Grund für den Abschluss nennen.")
        self.confirm.set_blocked(reason)

    def _show_who_stays_open(self) -> None:
        """Before anything is sent: closing leaves out whose order nobody has sent."""
        left = [one for one in self._sendable() if one.draft_order]
        self.stays_open.setVisible(bool(left) and self.closes.isChecked())
        named = ", ".join(f"{one.reference} ({one.draft_order})" for one in left)
        self.stays_open.show_message(
            MessageKind.INFO,
            ntr(
                "Ein Vorgang wird beantwortet und bleibt offen, denn sein Auftrag ist noch ein "
                "Entwurf: {cases}",
                "{n} Vorgänge werden beantwortet und bleiben offen, denn ihr Auftrag ist noch ein "
                "Entwurf: {cases}",
                len(left),
                cases=named,
            ),
        )

    def _send_and_close(self) -> None:
        """As in the answer to a single case."""
        if self.confirm.isEnabled():
            self.closes.setChecked(True)
            self.confirm.click()

    def _on_confirm_clicked(self) -> None:
        self._busy = True
        for widget in (self.subject, self.text, self.closes):
            widget.setEnabled(False)
        reason = self.reason.text().strip() if self.closes.isChecked() else ""
        self.chosen.emit(self._sendable(), self.subject.text(), self.text.toPlainText(), reason)
        self._judge()
