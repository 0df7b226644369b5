"""Says that the program made a mistake: what is safe, what to do, and the report to pass on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.crash import CrashReport
from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone


class CrashDialog(QDialog):
    """Shows one report; private data are blacked out in it already.

    The program goes on: what was stored is safe, and what was typed is a draft.
    """

    def __init__(self, report: CrashReport, parent: QWidget | None = None) -> None:
        """Show ``report``."""
        super().__init__(parent)
        self.setWindowTitle(tr("Unerwarteter Fehler"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = theme.current()
        self._details = f"{report.summary}\n{report.origin}\n\n{report.details}"
        details = QPlainTextEdit(self._details)
        details.setReadOnly(True)
        details.setAccessibleName(tr("Fehlerbericht"))
        details.setFont(now.font(TextStyle.MONO))
        close = ActionButton(tr("Weiterarbeiten"), variant=Variant.PRIMARY)
        close.clicked.connect(self.accept)
        copy = ActionButton(tr("Bericht kopieren"), icon_name="copy")
        copy.clicked.connect(self._on_copy_clicked)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(tr("Das Programm hat einen Fehler gemacht"), TextStyle.TITLE))
        column.addWidget(
            TextLabel(
                tr(
                    "Gespeichertes ist sicher, Geschriebenes liegt als Entwurf. Die letzte Aktion "
                    "wurde vielleicht nicht ausgeführt: Bitte prüfen Sie den Vorgang. Der Bericht "
                    "enthält keine Bankdaten; geben Sie ihn bitte an die Betreuung weiter."
                ),
                TextStyle.BODY,
                Tone.SECONDARY,
                wrap=Qt.TextFlag.TextWordWrap,
            )
        )
        column.addWidget(details, 1)
        column.addLayout(buttons)
        self.resize(now.px(640), now.px(420))
        close.setFocus()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
