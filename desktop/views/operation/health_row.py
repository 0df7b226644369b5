"""One line of the health page: a pill with icon and word, what it is about, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.operation import Level
from desktop.texts.health_line import HealthLine, level_word
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.pill import Pill, PillKind

LEVEL_LOOKS = {
    Level.OK: (PillKind.OK, "circle-check"),
    Level.NOTE: (PillKind.INFO, "info"),
    Level.WARNING: (PillKind.WARNING, "triangle-alert"),
    Level.DANGER: (PillKind.DANGER, "octagon-x"),
}
_WORD_WIDTH = 116
_TITLE_WIDTH = 220


class HealthRow(QWidget):
    """Shows a line; ``trailing`` takes a button that leads on."""

    def __init__(self, line: HealthLine, parent: QWidget | None = None) -> None:
        """Build it."""
        super().__init__(parent)
        now = theme.current()
        word = level_word(line.level)
        kind, icon = LEVEL_LOOKS[line.level]
        left = QWidget()
        left.setFixedWidth(now.px(_WORD_WIDTH))
        pill_row = QHBoxLayout(left)
        pill_row.setContentsMargins(0, 0, 0, 0)
        pill_row.addWidget(Pill(word, kind, icon))
        pill_row.addStretch(1)
        title = TextLabel(line.title, TextStyle.BODY_STRONG, wrap=Qt.TextFlag.TextWordWrap)
        title.setFixedWidth(now.px(_TITLE_WIDTH))
        self.value = TextLabel(line.value, wrap=Qt.TextFlag.TextWordWrap)
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        texts = QVBoxLayout()
        texts.setSpacing(now.px(2))
        texts.addWidget(self.value)
        if line.advice:
            texts.addWidget(
                TextLabel(
                    line.advice,
                    TextStyle.SMALL,
                    Tone.SECONDARY,
                    wrap=Qt.TextFlag.TextWordWrap,
                )
            )
        self.trailing = QHBoxLayout(self)
        self.trailing.setContentsMargins(now.space(3), now.px(7), now.space(3), now.px(7))
        self.trailing.setSpacing(now.space(2))
        top = Qt.AlignmentFlag.AlignTop
        self.trailing.addWidget(left, 0, top)
        self.trailing.addWidget(title, 0, top)
        self.trailing.addLayout(texts, 1)
        self.setAccessibleName(f"{line.title}: {word}. {line.value}")
        self.setAccessibleDescription(line.advice)
