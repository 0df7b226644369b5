"""Asks for the file of a form: of a new one with its title, or of the next version."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.documents.contents import TakenIn
from desktop.services.library_forms.use_cases import LONGEST_TITLE
from desktop.services.library_forms.view import FormRow
from desktop.services.staff.companies import CompanyChoice
from desktop.texts import tr
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.documents.drop_field import DropField
from desktop.views.recording.fields import ChoiceField, line_field, row_label
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

WIDTH = 560
LONGEST_NOTE = 500


class FormDialog(QDialog):
    """A window-modal question. Its work reads ``file``'s signals and the button ``confirm``.

    Args:
        companies: those that may have the form.
        form: the form whose next version it is; None for a new form.
    """

    def __init__(
        self,
        companies: Sequence[CompanyChoice],
        form: FormRow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.form = form
        heading = tr("Formular aufnehmen") if form is None else tr("Neue Version aufnehmen")
        self.setWindowTitle(heading)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.content: TakenIn | None = None
        self._busy = ""
        self.company = ChoiceField(tr("Gesellschaft"))
        for one in companies:
            self.company.addItem(shown(one.name), one)
        self.title = line_field(tr("Titel"), tr("So heißt es im Portal"))
        self.title.setMaxLength(LONGEST_TITLE)
        self.note = line_field(tr("Vermerk"), tr("bleibt im Haus"))
        self.note.setMaxLength(LONGEST_NOTE)
        self.file = DropField(tr("PDF-Datei hierher ziehen"))
        self.refused = InPlaceMessage(MessageKind.ERROR, "")
        self.refused.hide()
        self.foot = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.confirm = ActionButton(
            tr("Aufnehmen"), variant=Variant.PRIMARY, shortcut="Ctrl+Return"
        )
        self.cancel = ActionButton(tr("Abbrechen"), shortcut="Esc")
        self.cancel.clicked.connect(self.reject)
        self.title.textEdited.connect(lambda _: self._judge())
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.confirm.click)
        self._lay_out(heading, several=len(companies) > 1)
        self.setMinimumWidth(theme.current().px(WIDTH))
        self._judge()
        self.file.choose.setFocus()

    def _lay_out(self, heading: str, *, several: bool) -> None:
        now = theme.current()
        rows = QFormLayout()
        rows.setHorizontalSpacing(now.space(3))
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        if self.form is None:
            if several:
                rows.addRow(row_label(tr("Gesellschaft")), self.company)
            rows.addRow(row_label(tr("Titel")), self.title)
        rows.addRow(row_label(tr("Vermerk")), self.note)
        buttons = QHBoxLayout()
        buttons.addWidget(self.foot, 1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(3))
        column.addWidget(TextLabel(heading, TextStyle.TITLE))
        if self.form is not None:
            column.addWidget(TextLabel(self.form.title, TextStyle.BODY, Tone.SECONDARY))
        column.addWidget(self.file)
        column.addLayout(rows)
        column.addWidget(
            TextLabel(
                tr("Im Portal erscheint es erst, wenn Sie es veröffentlichen."),
                TextStyle.SMALL,
                Tone.MUTED,
                wrap=Qt.TextFlag.TextWordWrap,
            )
        )
        column.addWidget(self.refused)
        column.addLayout(buttons)

    def chosen_company(self) -> CompanyChoice | None:
        """Whose form it is."""
        data = self.company.currentData()
        return data if isinstance(data, CompanyChoice) else None

    def show_reading(self, name: str, done: int, total: int) -> None:
        """A file is being read; what is typed meanwhile stays."""
        self.content = None
        self.refused.hide()
        self.file.show_reading(name, done, total)
        self._judge()

    def show_file(self, content: TakenIn) -> None:
        """A file was taken in."""
        self.content = content
        self.file.show_file(content)
        (self.title if self.form is None else self.note).setFocus()
        self._judge()

    def show_no_file(self, refused: str = "") -> None:
        """A file was not taken in, for a reason, or its reading was called off."""
        self.content = None
        self.file.show_empty()
        self.file.choose.setFocus()
        self._say(refused)

    def show_busy(self) -> None:
        """It is being stored."""
        self.refused.hide()
        self._busy = tr("Wird gespeichert …")
        self._judge()

    def show_refusal(self, sentence: str) -> None:
        """Say why it was not stored; what is typed stays."""
        self._busy = ""
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self.refused.setVisible(bool(sentence))
        if sentence:
            self.refused.show_message(MessageKind.ERROR, sentence)
        self._judge()

    def _judge(self) -> None:
        missing = ""
        if self.content is None:
            missing = tr("Bitte wählen Sie zuerst eine Datei.")
        elif self.form is None and not self.title.text().strip():
            missing = tr("Bitte geben Sie den Titel an.")
        self.confirm.set_blocked(self._busy or missing)
        self.foot.setText(self._busy or missing)
