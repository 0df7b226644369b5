"""Asks why a document is recalled, and says what follows from it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.documents import RecallReason
from desktop.services.documents.commands import RecallDocument
from desktop.services.documents.view import Arrival, DocumentRow
from desktop.texts import ntr, tr
from desktop.texts.documents import recall_reason_name
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.recording.fields import ChoiceField, line_field
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

_OFFERED = (RecallReason.WRONG_CONTENT, RecallReason.WRONG_TENANCY, RecallReason.OTHER)
LONGEST_NOTE = 500


class RecallDialog(QDialog):
    """A window-modal question. ``chosen`` carries the ``RecallDocument``.

    Args:
        document_id: the document.
        title: what it is called.
        follows: what becomes of it, and what else is to be known (``what_follows``).
    """

    chosen = Signal(object)

    def __init__(
        self,
        document_id: int,
        title: str,
        follows: tuple[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Dokument zurückrufen"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document_id = document_id
        now = theme.current()
        self.reason = ChoiceField(tr("Grund"))
        for reason in _OFFERED:
            self.reason.addItem(recall_reason_name(reason), reason.value)
        self.note = line_field(tr("Vermerk"), tr("bleibt im Haus"))
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.textChanged.connect(lambda _: self._judge())
        self.reason.currentIndexChanged.connect(lambda _: self._judge())
        self.follows = InPlaceMessage(MessageKind.INFO, *follows)
        self.confirm = ActionButton(
            tr("Zurückrufen"), variant=Variant.PRIMARY, icon_name="undo-2", shortcut="Ctrl+Return"
        )
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.cancel = ActionButton(tr("Abbrechen"), shortcut="Esc")
        self.cancel.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.confirm.click)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Grund"), self.reason)
        form.addRow(tr("Vermerk"), self.note)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(tr("Dokument zurückrufen"), TextStyle.TITLE))
        column.addWidget(
            TextLabel(shown(title), TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        )
        column.addWidget(self.follows)
        column.addLayout(form)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(520))
        self.reason.setFocus()
        self._judge()

    def _reason(self) -> RecallReason:
        return RecallReason(self.reason.currentData())

    def _judge(self) -> None:
        missing = ""
        if self._reason() is RecallReason.OTHER and not self.note.text().strip():
            missing = tr("Bitte nennen Sie den Grund im Vermerk.")
        self.confirm.set_blocked(missing)

    def _on_confirm_clicked(self) -> None:
        self.chosen.emit(
            RecallDocument(
                document_id=self._document_id,
                reason=self._reason(),
                note=self.note.text().strip(),
            )
        )
        self.accept()


def what_follows(row: DocumentRow) -> tuple[str, str]:
    """Return what becomes of a recalled document in the portal and on paper."""
    readers = row.readers
    read = [shown(one.name) for one in readers if one.read_at is not None]
    printed = [shown(one.name) for one in row.recipients if one.on_paper is Arrival.ARRIVED]
    details = []
    if read:
        details.append(
            ntr(
                "{names} hat es schon gelesen.",
                "{names} haben es schon gelesen.",
                len(read),
                names=", ".join(read),
            )
        )
    if printed:
        details.append(
            tr(
                "Der Brief an {names} ist schon gedruckt: Ein weiterer Brief sagt, dass er nicht "
                "gilt.",
                names=", ".join(printed),
            )
        )
    details.append(tr("Das Dokument bleibt im Mieterkonto, mit dem Grund."))
    title = tr("Der Brief wird nicht mehr gedruckt.") if not readers and not printed else ""
    if readers:
        title = tr("Das Portal zeigt es nicht mehr.")
    return title or tr("Das Dokument gilt nicht mehr."), " ".join(details)
