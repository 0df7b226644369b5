"""Where a file is dropped or chosen, how far its reading is, and which one it is then."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.services.documents.contents import TakenIn
from desktop.texts import tr
from desktop.texts.document_views import pages_text, text_state_text
from desktop.texts.documents import scan_text
from desktop.texts.sizes import byte_size
from desktop.views import theme
from desktop.views.recording.given_files import brings_files
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone


def file_facts(content: TakenIn) -> str:
    """Return what is known of a file that was taken in; what nobody scanned is never clean."""
    return " · ".join(
        filter(
            None,
            (
                pages_text(content.pages),
                byte_size(content.size),
                scan_text(content.scan_state),
                text_state_text(content.text_state),
            ),
        )
    )


class DropField(QWidget):
    """``given`` carries what was dropped; ``choose_requested`` and ``cancelled`` are the buttons.

    What it shows is told to it: nothing yet, a file that is being read, or a file. ``wanted`` says
    what may be dropped, "" for whatever a document can be.
    """

    given = Signal(QMimeData)
    choose_requested = Signal()
    cancelled = Signal()

    def __init__(self, wanted: str = "", parent: QWidget | None = None) -> None:
        """Start without a file."""
        super().__init__(parent)
        self._wanted = wanted or tr("PDF, Bild oder Office-Datei hierher ziehen")
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Datei"))
        self.icon = IconLabel("upload", Tone.ACCENT)
        self.title = ElidedLabel("", TextStyle.BODY_STRONG)
        self.facts = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Fortschritt des Lesens"))
        self.choose = ActionButton(
            tr("Datei auswählen …"), icon_name="folder", size=ButtonSize.SMALL
        )
        self.choose.clicked.connect(self.choose_requested)
        self.cancel = ActionButton(
            tr("Abbrechen"), size=ButtonSize.SMALL, name=tr("Lesen der Datei abbrechen")
        )
        self.cancel.clicked.connect(self.cancelled)
        texts = QVBoxLayout()
        texts.addWidget(self.title)
        texts.addWidget(self.facts)
        texts.addWidget(self.bar)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.icon)
        self._row.addLayout(texts, 1)
        self._row.addWidget(self.choose)
        self._row.addWidget(self.cancel)
        self._measure()
        self.show_empty()

    def show_empty(self) -> None:
        """No file was chosen yet."""
        self._show(self._wanted, tr("oder eine Datei dieses Rechners auswählen"))

    def show_reading(self, name: str, done: int, total: int) -> None:
        """A file is being read: bytes first, then its pages."""
        facts = tr("Seiten werden gelesen …")
        if done < total:
            facts = tr("{done} von {total}", done=byte_size(done), total=byte_size(total))
        self._show(name, facts)
        self.bar.setRange(0, max(1, total // 1024))
        self.bar.setValue(done // 1024)
        self.bar.setAccessibleDescription(facts)
        self.bar.show()
        self.cancel.show()
        self.choose.hide()

    def show_file(self, content: TakenIn) -> None:
        """A file was taken in."""
        self._show(content.name, file_facts(content))
        self.choose.setText(tr("Andere Datei …"))

    def _show(self, title: str, facts: str) -> None:
        self.title.setText(title)
        self.facts.setText(facts)
        self.setAccessibleDescription(f"{title}. {facts}")
        self.choose.setText(tr("Datei auswählen …"))
        self.choose.show()
        self.bar.hide()
        self.cancel.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped here."""
        if brings_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A file was dropped."""
        event.acceptProposedAction()
        self.given.emit(event.mimeData())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._measure()

    def _measure(self) -> None:
        now = theme.current()
        self._row.setContentsMargins(now.space(3), now.space(3), now.space(3), now.space(3))
        self._row.setSpacing(now.space(3))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # The theme keeps its pens: this one is a copy.
        pen = QPen(now.pen(Role.BORDER_CONTROL))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        radius = now.radius("card")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()
