"""What the editor of replies, rejections and notes is made of, and how it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.case.outgoing_files_row import AttachButton, OutgoingFilesRow
from desktop.views.case.recipient_row import RecipientRow, keep_narrow
from desktop.views.case.reply_editor import ReplyEditor
from desktop.views.spelling.line_text import LineText
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, IconButton, Variant
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import IconLabel, TextLabel, Tone


class ComposerParts(QWidget):
    """The parts of a composer; what they do is ``Composer``'s."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make them and put each in its place."""
        super().__init__(parent)
        self._build_widgets()
        self._lay_out()

    def _build_widgets(self) -> None:
        self.icon = IconLabel("reply", Tone.ACCENT, edge=14)
        self.heading = TextLabel("", TextStyle.BODY_STRONG)
        self.saved = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.modules = QComboBox()
        self.modules.setAccessibleName(tr("Textbaustein"))
        keep_narrow(self.modules)
        self.subject = LineText()
        self.subject.setAccessibleName(tr("Betreff"))
        self.subject.setPlaceholderText(tr("Betreff"))
        self.text = ReplyEditor()
        self.files = OutgoingFilesRow()
        self.attach = AttachButton()
        self.text.setAccessibleName(tr("Text"))
        self.recipient = RecipientRow()
        self.discard = IconButton("trash-2", tr("Entwurf verwerfen"), variant=Variant.QUIET)
        self.send = ActionButton(
            tr("Senden"),
            variant=Variant.PRIMARY,
            size=ButtonSize.SMALL,
            icon_name="send",
            shortcut="Ctrl+Return",
        )
        self.send_and_close = ActionButton(
            tr("Senden und abschließen"),
            size=ButtonSize.SMALL,
            icon_name="circle-check",
            shortcut="Ctrl+Shift+Return",
        )

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        for widget in (self.icon, self.heading):
            self._head.addWidget(widget)
        self._head.addStretch(1)
        self._head.addWidget(self.saved)
        self._head.addWidget(self.modules)
        # On a second line where one is too narrow: large letters, a small window.
        foot = FlowLayout()
        for button in (self.send, self.send_and_close, self.attach, self.discard):
            foot.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.subject)
        self._column.addWidget(self.text)
        self._column.addWidget(self.files)
        self._column.addWidget(self.recipient)
        self._column.addLayout(foot)
        self._measure()

    def _measure(self) -> None:
        now = theme.current()
        self._head.setSpacing(now.px(7))
        self._column.setContentsMargins(now.space(3), now.px(6), now.space(3), now.px(9))
        self._column.setSpacing(now.px(6))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_column"):
            self._measure()
