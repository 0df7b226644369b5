"""What each of many cases is answered, one after the other, before anything is sent."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.services.bulk.offers import ReplyPreview
from desktop.texts import tr
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import IconButton
from desktop.views.widgets.labels import ElidedLabel

LEAST_LINES = 7


class ReplyLook(QWidget):
    """Leads through the messages of a dry run; ``wanted`` carries the place that is asked for."""

    wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing to look at."""
        super().__init__(parent)
        self._place = self._total = 0
        self.about = ElidedLabel("", TextStyle.SMALL)
        self.previous = IconButton("arrow-up", tr("Vorige Nachricht"), shortcut="Alt+Up")
        self.next = IconButton("arrow-down", tr("Nächste Nachricht"), shortcut="Alt+Down")
        for button, keys, step in (
            (self.previous, "Alt+Up", -1),
            (self.next, "Alt+Down", 1),
        ):
            button.setShortcut(keys)
            button.clicked.connect(lambda _=False, step=step: self._go(step))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("So liest es diese Person"))
        now = theme.current()
        self.text.setMinimumHeight(LEAST_LINES * now.line_height(TextStyle.BODY))
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.about, 1)
        head.addWidget(self.previous)
        head.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(now.space(1))
        column.addLayout(head)
        column.addWidget(self.text, 1)
        self.show_none()

    def show_none(self) -> None:
        """There is no dry run, or nobody would get anything."""
        self._total = 0
        self.about.setText("")
        self.text.clear()
        self.setEnabled(False)

    def begin(self, total: int) -> None:
        """There are so many messages to look at; the first is asked for."""
        self._place, self._total = 0, total
        self.setEnabled(total > 0)
        if total:
            self._go(0)

    def show_preview(self, preview: ReplyPreview) -> None:
        """The message of the place that was asked for last."""
        said = tr(
            "{number} von {total}: {reference}, {recipient}",
            number=self._place + 1,
            total=self._total,
            reference=preview.reference,
            recipient=shown(preview.recipient),
        )
        self.about.setText(said)
        self.text.setAccessibleDescription(said)
        self.text.setPlainText(shown(f"{preview.subject}\n\n{preview.text}"))

    def show_problem(self, sentence: str) -> None:
        """This one cannot be looked at, and why."""
        self.about.setText("")
        self.text.setPlainText(sentence)

    def _go(self, step: int) -> None:
        self._place = min(max(0, self._place + step), self._total - 1)
        first, last = self._place == 0, self._place == self._total - 1
        self.previous.set_blocked(tr("erste Nachricht") if first else "")
        self.next.set_blocked(tr("letzte Nachricht") if last else "")
        self.wanted.emit(self._place)
