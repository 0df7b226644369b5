"""What a person sees while the program opens its data for longer than a moment.

After an update every open case is judged once before the first list can be read; for a large
company that takes a minute, and somebody who sees nothing starts the program a second time.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.icons import application_icon
from desktop.views.sign_in.sign_in_page import Logo
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.labels import TextLabel

PATIENCE_MS = 700
"""A start that is quicker shows nothing: a window that flashes up only startles."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far the start has come: ``done`` of ``total`` cases have their place in the lists."""

    done: int
    total: int


class PreparingWindow(QWidget):
    """A small window of its own. ``quit_requested``: somebody does not want to wait.

    Closing it means to quit; what was done until then stays, and the next start goes on there.
    """

    quit_requested = Signal()

    def __init__(self) -> None:
        """Say that the data are opened, without knowing how long it takes."""
        super().__init__()
        self.setWindowTitle("Mieterdesk")
        self.setWindowIcon(application_icon())
        # The program's window opens when this one closes: that is not the end.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        now = theme.current()
        self.title = TextLabel(tr("Mieterdesk wird geöffnet"), TextStyle.TITLE)
        self.step = TextLabel(tr("Die Daten werden geöffnet …"))
        self.step.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.leave = ActionButton(tr("Beenden"))
        self.leave.clicked.connect(self.close)
        head = QHBoxLayout()
        head.setSpacing(now.space(3))
        head.addWidget(Logo(34))
        head.addWidget(self.title, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        margin = now.space(6)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(now.space(4))
        column.addLayout(head)
        column.addWidget(self.step)
        column.addWidget(self.bar)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(560))
        self._say(self.step.text())

    def show_progress(self, progress: Preparation) -> None:
        """Say how far it is, and that ending now loses nothing."""
        self.bar.setRange(0, max(progress.total, progress.done))
        self.bar.setValue(progress.done)
        self._say(
            tr(
                "Einmal nach dem Update werden alle Vorgänge in die Listen eingeordnet: "
                "{done} von {total}. Wer jetzt beendet, verliert nichts; der nächste Start macht "
                "dort weiter.",
                done=progress.done,
                total=max(progress.total, progress.done),
            )
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.quit_requested.emit()

    def _say(self, sentence: str) -> None:
        self.step.setText(sentence)
        self.bar.setAccessibleName(sentence)
        self.setAccessibleName(f"{self.title.text()}: {sentence}")
