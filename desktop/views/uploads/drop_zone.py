"""Where PDF files and folders are dropped or chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.file_choice import ask_files, ask_folder
from desktop.views.recording.given_files import brings_files, given_files
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone


class DropZone(QWidget):
    """``given`` carries the paths of files and folders."""

    given = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with a place to drop on."""
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Dateien des Stapels"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.icon = IconLabel("upload", Tone.ACCENT)
        self.text = ElidedLabel(tr("PDF-Dateien oder Ordner hierher ziehen"))
        self.note = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.files = ActionButton(tr("Dateien …"), size=ButtonSize.SMALL, icon_name="file-text")
        self.folder = ActionButton(tr("Ordner …"), size=ButtonSize.SMALL, icon_name="folder")
        self.files.clicked.connect(self._on_files_clicked)
        self.folder.clicked.connect(self._on_folder_clicked)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.icon)
        self._row.addWidget(self.text, 1)
        self._row.addWidget(self.note)
        self._row.addWidget(self.files)
        self._row.addWidget(self.folder)
        self._measure()

    def block(self, reason: str) -> None:
        """Say why nothing can be added; "" lets it."""
        self.files.set_blocked(reason)
        self.folder.set_blocked(reason)
        self.setAcceptDrops(not reason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped here."""
        if brings_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Something was dropped."""
        paths = given_files(event.mimeData()).paths
        if paths:
            event.acceptProposedAction()
            self.given.emit(paths)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A broken outline."""
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = now.pen(Role.BORDER_CONTROL).color()
        painter.setPen(pen)
        dashed = painter.pen()
        dashed.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(dashed)
        painter.setBrush(now.color(Role.BG_SURFACE))
        radius = now.radius("card")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Buttons keep their room; the note goes where there is none."""
        super().resizeEvent(event)
        kept = self.files.sizeHint().width() + self.folder.sizeHint().width()
        room = self.width() - kept - theme.current().px(170)
        self.note.setVisible(room > self.note.sizeHint().width())

    def _measure(self) -> None:
        now = theme.current()
        self._row.setContentsMargins(now.space(3), now.space(2), now.space(3), now.space(2))
        self._row.setSpacing(now.space(2))

    def _on_files_clicked(self) -> None:
        kinds = tr("PDF-Dateien (*.pdf)"), tr("Alle Dateien (*)")
        ask_files(self, tr("PDF-Dateien für den Stapel"), self.given.emit, *kinds)

    def _on_folder_clicked(self) -> None:
        title = tr("Ordner mit PDF-Dateien")
        ask_folder(self, title, lambda folder: self.given.emit((folder,)))
