"""How far something is that takes a while, and the button that ends it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.labels import TextLabel, Tone

_STEPS = 10_000
"""Bytes of a large file and lines of a long log are more than a bar can count."""


class ProgressRow(QWidget):
    """Hidden until something runs. ``cancelled`` fires when a person has had enough of it."""

    cancelled = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start hidden; ``name`` is what the bar is called for who does not see it."""
        super().__init__(parent)
        self.step = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(name)
        self.cancel = ActionButton(tr("Abbrechen"), size=ButtonSize.SMALL)
        self.cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space(3))
        row.addWidget(self.step)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        self.hide()

    def begin(self, sentence: str) -> None:
        """Something begins, nobody knows how long it takes: ``sentence`` says what."""
        self.step.setText(sentence)
        self.bar.setRange(0, 0)
        self.show()

    def say(self, sentence: str) -> None:
        """Say what is done just now; the bar stays as it is."""
        self.step.setText(sentence)

    def show_share(self, done: int, total: int, sentence: str) -> None:
        """So much of so much is done."""
        show_share(self.bar, done, total)
        self.step.setText(sentence)


def show_share(bar: QProgressBar, done: int, total: int) -> None:
    """Let a bar stand at ``done`` of ``total``, however large these are."""
    steps = max(min(total, _STEPS), 1)
    bar.setRange(0, steps)
    bar.setValue(done * steps // max(total, 1))
