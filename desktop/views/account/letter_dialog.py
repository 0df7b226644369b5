"""A letter with a code as it went to paper, or as it will; the code in it is a mask."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.letters.letter_pages import LetterPages
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone

WIDTH, HEIGHT = 640, 720
_OF_WINDOW = 0.92
"""It never hides its window altogether."""


class LetterDialog(QDialog):
    """Nothing can be done here but read and leave.

    Args:
        title: whose letter it is.
        detail: when it was printed, or that it was not yet.
        pdf: its pages.
    """

    def __init__(self, title: str, detail: str, pdf: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Whose letter it is stands in the dialog; lists of open windows must not name a person.
        self.setWindowTitle(tr("Registrierungsbrief"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = theme.current()
        self.pages = LetterPages(self)
        self.pages.show_pdf(pdf)
        self.detail = TextLabel(
            detail, TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap
        )
        self.leave = ActionButton(tr("Schließen"), variant=Variant.PRIMARY, shortcut="Esc")
        self.leave.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(title, TextStyle.TITLE, wrap=Qt.TextFlag.TextWordWrap))
        column.addWidget(self.detail)
        column.addWidget(self.pages, 1)
        column.addLayout(buttons)
        self._fit(parent)
        self.pages.setFocus()

    def _fit(self, parent: QWidget | None) -> None:
        now = theme.current()
        width, height = now.px(WIDTH), now.px(HEIGHT)
        if parent is not None:
            room = parent.window().size() * _OF_WINDOW
            width, height = min(width, room.width()), min(height, room.height())
        self.resize(width, height)
