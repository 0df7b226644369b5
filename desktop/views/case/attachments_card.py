"""Attachments of a case: a list, and the chosen one beside the text, PDF or picture.

Nothing is handed to the system here: bytes come from the service and are shown by Qt's own readers.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QImageReader, QPixmap, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.cases.view import AttachmentView
from desktop.texts import tr
from desktop.texts.foreign import LEFT_TO_RIGHT, shown
from desktop.views import theme
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.card import Card
from desktop.views.widgets.layouts import clear_layout
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

MAX_PIXELS = 40_000_000
"""Larger pictures are not decoded: a small file can unfold to gigabytes."""


class _Picture(QLabel):
    """A picture fitted to the width it has, never enlarged."""

    def __init__(self) -> None:
        super().__init__()
        self._original = QPixmap()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAccessibleName(tr("Bild"))

    def show_pixmap(self, pixmap: QPixmap) -> None:
        """Show a picture."""
        self._original = pixmap
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._original.isNull() or self.width() < 8 or self.height() < 8:
            return
        size = self._original.size().boundedTo(self.size())
        self.setPixmap(
            self._original.scaled(
                size,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )


class AttachmentPreview(QStackedWidget):
    """Shows one file from its bytes; what cannot be shown says so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._picture = _Picture()
        self._document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self._pdf = QPdfView(self)
        self._pdf.setAccessibleName(tr("PDF-Vorschau"))
        self._pdf.setPageMode(QPdfView.PageMode.MultiPage)
        self._pdf.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._pdf.setDocument(self._document)
        self._message = InPlaceMessage(MessageKind.INFO, "")
        for widget in (self._picture, self._pdf, self._message):
            self.addWidget(widget)

    def sizeHint(self) -> QSize:
        now = theme.current()
        if self.currentWidget() is self._message:
            return QSize(0, self._message.sizeHint().height())
        return QSize(0, now.px(340))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_file(self, attachment: AttachmentView, content: bytes) -> None:
        """Show a file; the kind is judged by its content, not by its name."""
        if content.startswith(b"%PDF-"):
            self._show_pdf(content)
        else:
            self._show_picture(attachment, content)
        self.updateGeometry()

    def show_problem(self, text: str) -> None:
        """Say that a file cannot be shown."""
        self._message.show_message(MessageKind.WARNING, text)
        self.setCurrentWidget(self._message)
        self.updateGeometry()

    def _show_pdf(self, content: bytes) -> None:
        self._buffer.close()
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        if self._document.error() is not QPdfDocument.Error.None_:
            self.show_problem(tr("Diese PDF-Datei ist beschädigt und kann nicht angezeigt werden."))
            return
        self.setCurrentWidget(self._pdf)

    def _show_picture(self, attachment: AttachmentView, content: bytes) -> None:
        buffer = QBuffer(self)
        buffer.setData(QByteArray(content))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
        reader.setAutoTransform(True)
        size = reader.size()
        too_large = size.width() * size.height() > MAX_PIXELS
        image = None if too_large or not reader.canRead() else reader.read()
        buffer.deleteLater()
        if image is None or image.isNull():
            self.show_problem(
                tr(
                    "„{name}“ hat keine Vorschau. Angezeigt werden PDF-Dateien und Bilder.",
                    name=attachment.name,
                )
            )
            return
        self._picture.show_pixmap(QPixmap.fromImage(image))
        self.setCurrentWidget(self._picture)


class AttachmentsCard(Card):
    """Card *Anlagen*. ``attachment_requested`` carries the ``AttachmentView`` to be shown."""

    attachment_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(tr("Anlagen"), count=0, parent=parent)
        self._buttons = QWidget()
        self._column = QVBoxLayout(self._buttons)
        # Room for the focus ring, which is drawn around a button.
        room = theme.current().px(3)
        self._column.setContentsMargins(room, room, room, room)
        self.preview = AttachmentPreview()
        self.preview.hide()
        self.body.addWidget(self._buttons)
        self.body.addWidget(self.preview)
        self._shown: tuple[AttachmentView, ...] = ()
        self.hide()

    def show_attachments(self, attachments: tuple[AttachmentView, ...]) -> None:
        """List the files of a case; the preview closes when they are others."""
        self.setVisible(bool(attachments))
        if attachments == self._shown:
            return
        self._shown = attachments
        self.count.setText(str(len(attachments)))
        self.preview.hide()
        clear_layout(self._column)
        for attachment in attachments:
            icon_name = "image" if attachment.media_type.startswith("image/") else "file-text"
            size = tr("{n} KB", n=max(1, round(attachment.size / 1024)))
            button = ActionButton(
                f"{attachment.name}{LEFT_TO_RIGHT} · {size}",
                icon_name=icon_name,
                size=ButtonSize.SMALL,
            )
            button.setAccessibleName(tr("Anlage {name} anzeigen", name=shown(attachment.name)))
            button.clicked.connect(
                lambda _=False, chosen=attachment: self.attachment_requested.emit(chosen)
            )
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_file(self, attachment: AttachmentView, content: bytes) -> None:
        """Show a file below the list."""
        self.preview.show_file(attachment, content)
        self.preview.show()

    def show_problem(self, text: str) -> None:
        """Say below the list why a file is not shown."""
        self.preview.show_problem(text)
        self.preview.show()
