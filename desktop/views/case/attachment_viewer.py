"""The files of a case beside its text: one at a time, with a row of all of them below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.cases.view import AttachmentView
from desktop.texts import tr
from desktop.views import theme
from desktop.views.case.file_pages import PagesView
from desktop.views.case.file_pictures import ZOOM_STEP, PictureView
from desktop.views.case.file_reading import ShownFile
from desktop.views.case.thumbnails import ThumbnailRow
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, IconButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

ROW_FROM = 380
"""Height in pixels at 100 % from which there is room for the row of small pictures."""


class AttachmentViewer(Card):
    """Shows a file that was asked for; nothing leaves the program before a click.

    ``file_requested`` carries the ``AttachmentView`` to be read, ``outside_requested`` and
    ``save_requested`` the one on show; ``opened`` and ``closed`` say whether files are looked at.
    Alt+←/→ go to the file before and behind, + and - enlarge and make smaller, R turns, Esc closes.
    """

    file_requested = Signal(object)
    outside_requested = Signal(object)
    save_requested = Signal(object)
    opened = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start closed."""
        super().__init__(parent=parent)
        self.setAccessibleName(tr("Anlage"))
        self._files: tuple[AttachmentView, ...] = ()
        self._number = 0
        self.name = ElidedLabel("", TextStyle.BODY_STRONG)
        self.place = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.previous = IconButton("arrow-up", tr("Vorige Anlage"), shortcut="Alt+Left")
        self.following = IconButton("arrow-down", tr("Nächste Anlage"), shortcut="Alt+Right")
        self.close_button = IconButton("x", tr("Anlage schließen"), shortcut="Esc")
        self.smaller = IconButton("minus", tr("Kleiner"))
        self.larger = IconButton("plus", tr("Größer"))
        self.fit = IconButton("equal", tr("Einpassen"))
        self.turn = IconButton("repeat", tr("Um ein Viertel drehen"))
        self.page = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.outside = ActionButton(
            tr("Mit anderem Programm öffnen …"), icon_name="file-output", size=ButtonSize.SMALL
        )
        self.save = ActionButton(tr("Speichern unter …"), icon_name="save", size=ButtonSize.SMALL)
        self.picture = PictureView()
        self.pages = PagesView(self)
        self.message = InPlaceMessage(MessageKind.WARNING, "")
        self.waiting = TextLabel(tr("Wird geladen …"), TextStyle.BODY, Tone.MUTED)
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        for widget in (self.waiting, self.picture, self.pages, self._top_aligned(self.message)):
            self.stack.addWidget(widget)
        self.stack.setMinimumHeight(theme.current().px(120))
        self.thumbnails = ThumbnailRow()
        self.question = InPlaceMessage(MessageKind.WARNING, "")
        self.question_yes = self.question.add_button(tr("Trotzdem öffnen"))
        self.question_no = self.question.add_button(tr("Nicht öffnen"))
        self.question.hide()
        self._lay_out()
        self._connect()
        self.hide()

    def _top_aligned(self, widget: QWidget) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(widget)
        column.addStretch(1)
        self._message_area = area
        return area

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        for widget in (self.place, self.previous, self.following, self.close_button):
            head.addWidget(widget)
        tools = QHBoxLayout()
        for tool in (self.smaller, self.larger, self.fit, self.turn, self.page):
            tools.addWidget(tool)
        tools.addStretch(1)
        ways = QHBoxLayout()
        ways.addWidget(self.save)
        ways.addWidget(self.outside)
        ways.addStretch(1)
        self.body.addLayout(head)
        self.body.addLayout(tools)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.question)
        self.body.addWidget(self.thumbnails)
        self.body.addLayout(ways)
        self.fill_height()

    def _connect(self) -> None:
        self.previous.clicked.connect(lambda: self.step(-1))
        self.following.clicked.connect(lambda: self.step(1))
        self.close_button.clicked.connect(self.leave)
        self.smaller.clicked.connect(lambda: self._zoom_by(1 / ZOOM_STEP))
        self.larger.clicked.connect(lambda: self._zoom_by(ZOOM_STEP))
        self.fit.clicked.connect(self._on_fit_clicked)
        self.turn.clicked.connect(self.picture.turn)
        self.outside.clicked.connect(lambda: self.outside_requested.emit(self.current()))
        self.save.clicked.connect(lambda: self.save_requested.emit(self.current()))
        self.thumbnails.chosen.connect(self.show_number)
        self.pages.page_changed.connect(self._tell_page)
        self.question_no.clicked.connect(self.question.hide)
        # Buttons take the arrows for themselves, so these two cannot wait for a key event.
        for keys, step in (("Alt+Left", -1), ("Alt+Right", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.step(step))

    def current(self) -> AttachmentView | None:
        """The file on show, or on its way."""
        return self._files[self._number] if self._files else None

    def show_files(self, files: tuple[AttachmentView, ...]) -> None:
        """These are the files of the case; what is on show stays if it is still among them."""
        if files == self._files:
            return
        shown_now = self.current()
        self._files = files
        self.thumbnails.files.show_files(files)
        if shown_now in files:
            self._number = files.index(shown_now)
            self._tell_place()
        elif self.isVisible():
            self.leave()

    def open_file(self, attachment: AttachmentView) -> None:
        """Look at a file of the case."""
        if attachment in self._files:
            self.show()
            self.opened.emit()
            self.show_number(self._files.index(attachment))
            self.close_button.setFocus()

    def step(self, step: int) -> None:
        """The file before or behind; at the ends nothing happens."""
        if 0 <= self._number + step < len(self._files):
            self.show_number(self._number + step)

    def show_number(self, number: int) -> None:
        """Look at the file with this number, from 0."""
        self._number = number
        self.question.hide()
        self._tell_place()
        self._show(self.waiting)
        self.file_requested.emit(self._files[number])

    def show_file(self, file: ShownFile) -> None:
        """The file was read; one that is not looked at any more is dropped."""
        if file.attachment != self.current() or not self.isVisible():
            return
        if file.problem:
            self.show_problem(file.problem)
        elif file.image is not None:
            self.picture.show_image(file.image)
            self._show(self.picture)
            self.picture.fit()
        else:
            self._show(self.pages)
            self.pages.show_pages(file.pages)
            self._tell_page()

    def show_problem(self, text: str) -> None:
        """Say why a file is not shown."""
        self.message.show_message(MessageKind.WARNING, text)
        self._show(self._message_area)

    def leave(self) -> None:
        """Close: nothing of the file stays in memory."""
        self.hide()
        self.pages.show_pages(())
        self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The file has the room first."""
        super().resizeEvent(event)
        self._place_row()

    def _place_row(self) -> None:
        roomy = self.height() >= theme.current().px(ROW_FROM)
        self.thumbnails.setVisible(len(self._files) > 1 and roomy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the viewer."""
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Escape:
            self.leave()
        elif key is Qt.Key.Key_Plus:
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

    def _zoom_by(self, factor: float) -> None:
        current = self.stack.currentWidget()
        if isinstance(current, PictureView | PagesView):
            current.zoom_by(factor)

    def _on_fit_clicked(self) -> None:
        current = self.stack.currentWidget()
        if isinstance(current, PictureView | PagesView):
            current.fit()

    def _tell_place(self) -> None:
        attachment = self.current()
        self.name.setText("" if attachment is None else attachment.name)
        self.place.setText(tr("{n} von {total}", n=self._number + 1, total=len(self._files)))
        self.previous.setEnabled(self._number > 0)
        self.following.setEnabled(self._number + 1 < len(self._files))
        self._place_row()
        self.thumbnails.point_at(self._number)

    def _tell_page(self) -> None:
        self.page.setText(
            tr("Seite {n} von {total}", n=self.pages.page, total=self.pages.page_count)
        )
