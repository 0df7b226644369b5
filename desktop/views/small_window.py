"""A small window of its own, for what is said before or instead of the program's window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.icons import application_icon
from desktop.views.sign_in.sign_in_page import Logo
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton
from desktop.views.widgets.labels import TextLabel


class SmallWindow(QWidget):
    """Logo and title above, *Beenden* below; ``leave`` is that button, and it closes the window."""

    def __init__(self, title: str) -> None:
        """Show nothing yet; ``lay_out`` puts what it says between title and buttons."""
        super().__init__()
        self.setWindowTitle("Mieterdesk")
        self.setWindowIcon(application_icon())
        # The program's window may open when this one closes: that is not the end.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.title = TextLabel(title, TextStyle.TITLE)
        self.leave = ActionButton(tr("Beenden"))
        self.leave.clicked.connect(self.close)

    def lay_out(self, *content: QWidget, beside: QWidget | None = None) -> None:
        """Arrange ``content`` from above to below; ``beside`` is another button, at the right."""
        now = theme.current()
        head = QHBoxLayout()
        head.setSpacing(now.space(3))
        head.addWidget(Logo(34))
        head.addWidget(self.title, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        if beside is not None:
            buttons.addWidget(beside)
        column = QVBoxLayout(self)
        margin = now.space(6)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(now.space(4))
        column.addLayout(head)
        for widget in content:
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(560))
