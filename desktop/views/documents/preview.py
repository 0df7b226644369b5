"""A document as it looks: the pages of a PDF or a picture, from memory alone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.case.file_pages import PagesView
from desktop.views.case.file_pictures import ZOOM_STEP, PictureView
from desktop.views.case.file_reading import FileLook
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import IconButton
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind


class DocumentPreview(QWidget):
    """Shows what it is given; nothing in a document can be clicked.

    ``save_requested`` asks for the file as it is. + and - enlarge and make smaller, R turns a
    picture.
    """

    save_requested = Signal()

    def __init__(self, nothing: str, parent: QWidget | None = None) -> None:
        """``nothing`` is said while there is no document to show."""
        super().__init__(parent)
        self.setAccessibleName(tr("Vorschau"))
        self.title = TextLabel(tr("Vorschau"), TextStyle.SMALL, Tone.SECONDARY, weight=600)
        self.page = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.smaller = IconButton("minus", tr("Kleiner"))
        self.larger = IconButton("plus", tr("Größer"))
        self.fit = IconButton("equal", tr("Einpassen"))
        self.turn = IconButton("repeat", tr("Um ein Viertel drehen"))
        self.save = IconButton("save", tr("Dokument speichern unter …"))
        self.nothing = TextLabel(nothing, TextStyle.BODY, Tone.MUTED, wrap=Qt.TextFlag.TextWordWrap)
        self.waiting = TextLabel(tr("Wird geladen …"), TextStyle.BODY, Tone.MUTED)
        for label in (self.nothing, self.waiting):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture = PictureView()
        self.pages = PagesView(self)
        self.message = InPlaceMessage(MessageKind.WARNING, "")
        self.stack = QStackedWidget()
        self._message_area = QWidget()
        self._lay_out()
        self._connect()
        self._show(self.nothing)

    def _lay_out(self) -> None:
        area = QVBoxLayout(self._message_area)
        area.setContentsMargins(0, 0, 0, 0)
        area.addWidget(self.message)
        area.addStretch(1)
        for widget in (
            self.nothing,
            self.waiting,
            self.picture,
            self.pages,
            self._message_area,
        ):
            self.stack.addWidget(widget)
        self.stack.setMinimumHeight(theme.current().px(120))
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.page)
        head.addStretch(1)
        for tool in (self.smaller, self.larger, self.fit, self.turn, self.save):
            head.addWidget(tool)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().space(1))
        column.addLayout(head)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.smaller.clicked.connect(lambda: self._zoom_by(1 / ZOOM_STEP))
        self.larger.clicked.connect(lambda: self._zoom_by(ZOOM_STEP))
        self.fit.clicked.connect(self._on_fit_clicked)
        self.turn.clicked.connect(self.picture.turn)
        self.save.clicked.connect(self.save_requested)
        self.pages.page_changed.connect(self._tell_page)

    def show_nothing(self) -> None:
        """There is no document to show; nothing of the last one stays in memory."""
        self.pages.show_pages(())
        self._show(self.nothing)

    def show_waiting(self) -> None:
        """A document is being read."""
        self.pages.show_pages(())
        self._show(self.waiting)

    def show_look(self, look: FileLook) -> None:
        """A document was read."""
        if look.problem:
            self.show_problem(look.problem)
        elif look.image is not None:
            self.picture.show_image(look.image)
            self._show(self.picture)
            self.picture.fit()
        else:
            self._show(self.pages)
            self.pages.show_pages(look.pages)
            self._tell_page()

    def show_problem(self, text: str) -> None:
        """Say why a document is not shown."""
        self.message.show_message(MessageKind.WARNING, text)
        self._show(self._message_area)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Sizes and turns by one key."""
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Plus:
            self._zoom_by(ZOOM_STEP)
        elif key is Qt.Key.Key_Minus:
            self._zoom_by(1 / ZOOM_STEP)
        elif key is Qt.Key.Key_R and self.turn.isVisible():
            self.picture.turn()
        else:
            super().keyPressEvent(event)

    def _show(self, widget: QWidget) -> None:
        self.stack.setCurrentWidget(widget)
        paged = widget is self.pages
        drawn = paged or widget is self.picture
        for tool in (self.smaller, self.larger, self.fit):
            tool.setVisible(drawn)
        self.turn.setVisible(widget is self.picture)
        self.page.setVisible(paged)
        self.save.setVisible(widget not in (self.nothing, self.waiting))

    def _zoom_by(self, factor: float) -> None:
        current = self.stack.currentWidget()
        if isinstance(current, PictureView | PagesView):
            current.zoom_by(factor)

    def _on_fit_clicked(self) -> None:
        current = self.stack.currentWidget()
        if isinstance(current, PictureView | PagesView):
            current.fit()

    def _tell_page(self) -> None:
        self.page.setText(
            tr("Seite {n} von {total}", n=self.pages.page, total=self.pages.page_count)
        )
