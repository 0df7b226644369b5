"""Asks what the archive shall look for, and until when it answers."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDateEdit,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.documents import DocumentKind
from desktop.services.documents.archive import LONGEST_WANTED
from desktop.texts import tr
from desktop.texts.documents import document_kind_name
from desktop.views import theme
from desktop.views.recording.fields import ChoiceField, line_field
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

DEFAULT_DAYS = 14


class ArchiveDialog(QDialog):
    """A window-modal question. ``chosen`` carries kind, what is wanted, and the day.

    It stays open until ``accept``: what is refused is said in it, and nothing typed is lost.

    Args:
        today: the Berlin date of now; the earliest day is the one after.
        waits: whether a case waits for the answer.
        kind: what is likely to be wanted.
    """

    chosen = Signal(object, str, object)

    def __init__(
        self,
        today: date,
        *,
        waits: bool = False,
        kind: DocumentKind | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Im Archiv anfordern"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = theme.current()
        self.kind = ChoiceField(tr("Dokumentart"))
        for one in DocumentKind:
            self.kind.addItem(document_kind_name(one), one.value)
        if kind is not None:
            self.kind.choose(kind.value)
        self.wanted = line_field(
            tr("Gesucht"), tr("zum Beispiel: Nachtrag zum Mietvertrag von 2009")
        )
        self.wanted.setMaxLength(LONGEST_WANTED)
        self.wanted.textChanged.connect(lambda _: self._judge())
        self.due = QDateEdit(_qt_date(today + timedelta(days=DEFAULT_DAYS)))
        self.due.setMinimumDate(_qt_date(today + timedelta(days=1)))
        self.due.setCalendarPopup(True)
        self.due.setDisplayFormat("dd.MM.yyyy")
        self.due.setAccessibleName(tr("Antwort bis"))
        self.problem = InPlaceMessage(MessageKind.ERROR, "")
        self.problem.hide()
        self.confirm = ActionButton(
            tr("Anfordern"),
            variant=Variant.PRIMARY,
            icon_name="file-search",
            shortcut="Ctrl+Return",
        )
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.cancel = ActionButton(tr("Abbrechen"), shortcut="Esc")
        self.cancel.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.confirm.click)
        self._lay_out(now.px(520), waits=waits)
        self.wanted.setFocus()
        self._judge()

    def _lay_out(self, width: int, *, waits: bool) -> None:
        now = theme.current()
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Dokumentart"), self.kind)
        form.addRow(tr("Gesucht"), self.wanted)
        form.addRow(tr("Antwort bis"), self.due)
        hint = tr("Die Anfrage steht im Mieterkonto, bis jemand sagt, was daraus wurde.")
        if waits:
            hint = tr(
                "Der Vorgang wartet sichtbar bis zu diesem Tag; seine Fristen laufen weiter. Die "
                "Anfrage steht auch im Mieterkonto."
            )
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(tr("Im Archiv anfordern"), TextStyle.TITLE))
        column.addWidget(
            TextLabel(hint, TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        )
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        self.setMinimumWidth(width)

    def show_problem(self, sentence: str) -> None:
        """Say why nothing was asked for."""
        self.problem.show_message(MessageKind.ERROR, sentence)
        self.problem.show()
        self._judge()

    def _judge(self) -> None:
        missing = not self.wanted.text().strip()
        self.confirm.set_blocked(tr("Bitte beschreiben Sie das Dokument.") if missing else "")

    def _on_confirm_clicked(self) -> None:
        due = self.due.date().toPython()
        if isinstance(due, date) and self.confirm.isEnabled():
            self.problem.hide()
            self.confirm.set_blocked(tr("Wird angefordert …"))
            self.chosen.emit(DocumentKind(self.kind.currentData()), self.wanted.text().strip(), due)


def _qt_date(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
