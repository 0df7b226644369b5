"""Says that the program made a mistake: what is safe, what to do, and the report to pass on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.crash import CrashReport
from desktop.texts import ntr, tr
from desktop.views import theme
from desktop.views.file_choice import ask_target
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone

_SEPARATOR = "\n\n----\n\n"


class CrashDialog(QDialog):
    """Shows one report and what comes while it is open; nothing in it is private.

    The program goes on: what was stored is safe, and what was typed is a draft.
    """

    def __init__(
        self,
        report: CrashReport,
        write_file: Callable[[Path, bytes], None],
        parent: QWidget | None = None,
    ) -> None:
        """Show ``report``; ``write_file`` writes all or raises OSError."""
        super().__init__(parent)
        self.setWindowTitle(tr("Unerwarteter Fehler"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._write_file = write_file
        self._reports = {report.details: report}
        now = theme.current()
        wrap = Qt.TextFlag.TextWordWrap
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName(tr("Fehlerbericht"))
        self.details.setFont(now.font(TextStyle.MONO))
        self.times = TextLabel("", TextStyle.SMALL, Tone.WARNING, wrap=wrap)
        self.said = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=wrap)
        close = ActionButton(tr("Weiterarbeiten"), variant=Variant.PRIMARY)
        close.clicked.connect(self.accept)
        copy = ActionButton(tr("Bericht kopieren"), icon_name="copy")
        copy.clicked.connect(self._on_copy_clicked)
        save = ActionButton(tr("Bericht speichern …"), icon_name="save")
        save.clicked.connect(self._on_save_clicked)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addWidget(save)
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
                    "enthält keine persönlichen Daten; geben Sie ihn bitte an die Betreuung weiter."
                ),
                TextStyle.BODY,
                Tone.SECONDARY,
                wrap=wrap,
            )
        )
        column.addWidget(self.times)
        column.addWidget(self.details, 1)
        column.addWidget(self.said)
        column.addLayout(buttons)
        self.resize(now.px(640), now.px(420))
        self.said.hide()
        self._show()
        close.setFocus()

    @property
    def reports(self) -> tuple[CrashReport, ...]:
        """Every error that was told here, the first one first."""
        return tuple(self._reports.values())

    def add(self, report: CrashReport) -> None:
        """Another error came, or the same one again."""
        self._reports[report.details] = report
        self._show()

    def text(self) -> str:
        """What is copied and saved."""
        return _SEPARATOR.join(report.text for report in self.reports)

    def _show(self) -> None:
        count = sum(report.count for report in self.reports)
        self.times.setText(ntr("{n} Fehler bisher", "{n} Fehler bisher", count))
        self.times.setVisible(count > 1)
        if self.details.toPlainText() != self.text():
            self.details.setPlainText(self.text())

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self._say(tr("Der Bericht ist in der Zwischenablage."))

    def _on_save_clicked(self) -> None:
        target = ask_target(
            self,
            tr("Bericht speichern"),
            tr("mieterdesk-fehlerbericht.txt"),
            tr("Textdateien (*.txt)"),
        )
        if target is None:
            return
        try:
            self._write_file(target, self.text().encode() + b"\n")
        except OSError:
            self._say(
                tr(
                    "Der Bericht ließ sich dort nicht speichern. Bitte wählen Sie einen anderen "
                    "Ordner oder kopieren Sie ihn."
                )
            )
        else:
            self._say(tr("Der Bericht ist gespeichert."))

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.show()
