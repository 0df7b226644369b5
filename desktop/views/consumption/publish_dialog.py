"""What publishing a month would do, before it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.consumption.view import MonthPublication
from desktop.texts import tr
from desktop.views import theme
from desktop.views.consumption.usage_rows import publication_lines, publication_sum
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone

_WIDTH = 460


class PublishMonthDialog(QDialog):
    """``accepted`` means that the month is to be published."""

    def __init__(
        self, month: str, preview: MonthPublication, parent: QWidget | None = None
    ) -> None:
        """``month`` names month and company."""
        super().__init__(parent)
        self.setWindowTitle(tr("Monat veröffentlichen"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.confirm = ActionButton(
            tr("Veröffentlichen"), variant=Variant.PRIMARY, shortcut="Ctrl+Return"
        )
        self.confirm.setShortcut("Ctrl+Return")
        self.cancel = ActionButton(tr("Abbrechen"))
        self.lines = TextLabel("", wrap=Qt.TextFlag.TextWordWrap)
        self.lines.setText("\n".join((publication_sum(preview), *publication_lines(preview))))
        hint = TextLabel(
            tr(
                "Was mitgeteilt ist, lässt sich nicht zurückholen; ein falscher Wert wird später "
                "berichtigt und neu mitgeteilt."
            ),
            TextStyle.SMALL,
            Tone.MUTED,
            wrap=Qt.TextFlag.TextWordWrap,
        )
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(self.windowTitle(), TextStyle.TITLE))
        column.addWidget(
            TextLabel(month, TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        )
        column.addWidget(self.lines)
        column.addWidget(hint)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(_WIDTH))
        self.confirm.set_blocked("" if preview.readings else tr("Es gibt nichts mitzuteilen."))
        self.confirm.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self.confirm.setFocus()
