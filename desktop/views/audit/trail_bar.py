"""How far a check or an extract of the audit log is, and the button that ends it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.labels import TextLabel, Tone

_STEPS = 10_000
Progress = tuple[int, int | None]
"""Lines that were read, and how many there are; None where nobody knows."""


class TrailBar(QWidget):
    """Hidden until something runs. ``cancelled`` fires when a person has had enough of it."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.step = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(tr("Fortschritt im Protokoll"))
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
        """Something begins: ``sentence`` says what."""
        self.step.setText(sentence)
        self.bar.setRange(0, 0)
        self.show()

    def show_progress(self, progress: Progress) -> None:
        """So far it is."""
        done, total = progress
        if total is None:
            self.step.setText(tr("{n} Zeilen gelesen", n=done))
            return
        # A log may have more lines than the bar can count.
        steps = max(1, min(total, _STEPS))
        self.bar.setRange(0, steps)
        self.bar.setValue(done * steps // max(total, 1))
        self.step.setText(tr("Zeile {n} von {total}", n=done, total=total))
