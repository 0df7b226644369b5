"""Asks for a reason; the button stays blocked until there is one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.labels import TextLabel, Tone


class ReasonDialog(QDialog):
    """A window-modal question with one text. ``chosen`` carries the reason, stripped, not empty.

    Args:
        title: what will be done.
        detail: what the reason is for.
        button: the verb on the button.
        suggestions: sentences that can be taken over with one click, or by the arrow down one
            after the other as long as nothing else stands in the text.
    """

    chosen = Signal(str)

    def __init__(
        self,
        title: str,
        detail: str,
        button: str,
        *,
        suggestions: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        # What will be done may name a person; lists of open windows and pictures of them must not.
        self.setWindowTitle(button)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._suggestions = suggestions
        now = theme.current()
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Grund"))
        hint = tr("Grund; ↓ setzt einen Vorschlag ein") if suggestions else tr("Grund")
        self.text.setPlaceholderText(hint)
        self.text.installEventFilter(self)
        self.text.setFixedHeight(now.px(86))
        self.confirm = ActionButton(button, variant=Variant.PRIMARY, shortcut="Ctrl+Return")
        self.confirm.setShortcut("Ctrl+Return")
        self.cancel = ActionButton(tr("Abbrechen"))
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.text.textChanged.connect(self._on_text_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(title, TextStyle.TITLE))
        column.addWidget(
            TextLabel(detail, TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        )
        for suggestion in suggestions:
            offer = ActionButton(suggestion, size=ButtonSize.SMALL)
            offer.clicked.connect(lambda _=False, text=suggestion: self._take_over(text))
            column.addWidget(offer, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.text)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(460))
        self.text.setFocus()
        self._on_text_changed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow down goes through the suggestions; in a text of one's own it moves as ever."""
        typed = self.text.toPlainText()
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
            and self._suggestions
            and typed in ("", *self._suggestions)
        ):
            place = self._suggestions.index(typed) + 1 if typed else 0
            self.text.setPlainText(self._suggestions[place % len(self._suggestions)])
            self.text.selectAll()
            return True
        return super().eventFilter(watched, event)

    def _take_over(self, text: str) -> None:
        self.text.setPlainText(text)
        self.confirm.setFocus()

    def _on_text_changed(self) -> None:
        missing = not self.text.toPlainText().strip()
        self.confirm.set_blocked(tr("Bitte einen Grund angeben.") if missing else "")

    def _on_confirm_clicked(self) -> None:
        reason = self.text.toPlainText().strip()
        if reason:
            self.chosen.emit(reason)
            self.accept()
