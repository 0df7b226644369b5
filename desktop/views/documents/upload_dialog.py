"""Asks what a file is before it is published: kind, title, time, from when, how to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from PySide6.QtCore import QDate, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDateEdit,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.berlin_time import berlin_instant
from desktop.domain.documents import DocumentKind
from desktop.services.documents.commands import PublishDocument
from desktop.services.documents.contents import TakenIn
from desktop.services.documents.previewing import PublicationPreview
from desktop.services.documents.view import ArchiveRequestRow, DocumentRow
from desktop.texts import tr
from desktop.texts.document_views import usual_title
from desktop.texts.documents import document_kind_name
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.documents.drop_field import DropField
from desktop.views.documents.period_row import PeriodRow
from desktop.views.documents.upload_doubts import UploadDoubts
from desktop.views.documents.way_rows import WayRows
from desktop.views.recording.fields import ChoiceField, line_field
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

WIDTH = 640
PREVIEW_AFTER_MS = 150
SEEN_FROM = time(8)
"""The hour from which a document of a later day is seen."""
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadGoal:
    """Where a file goes: the account, and what it is for.

    ``whose`` names the contract for people. ``replaces`` is the version before, ``request`` what
    the archive was asked for, ``case_id`` the case that is answered by it, ``kind`` what is likely.
    """

    tenancy_id: int
    company_code: str
    whose: str
    replaces: DocumentRow | None = None
    request: ArchiveRequestRow | None = None
    case_id: int | None = None
    kind: DocumentKind | None = None


class UploadDialog(QDialog):
    """A window-modal form. ``wanted`` carries a ``PublishDocument``, ``preview_wanted`` one to try.

    ``files_given`` carries what was dropped on it, ``choose_requested`` and ``reading_cancelled``
    are its buttons. It stays open until ``accept``: what is refused is said in it, and nothing
    typed is lost.
    """

    wanted = Signal(object)
    preview_wanted = Signal(object)
    files_given = Signal(QMimeData)
    choose_requested = Signal()
    reading_cancelled = Signal()

    def __init__(
        self, goal: UploadGoal, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        """Ask about a file for ``goal``; ``today`` is the Berlin date of now."""
        super().__init__(parent)
        self.setWindowTitle(_title_of(goal))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self._goal = goal
        self._today = today
        self._content: TakenIn | None = None
        self._preview: PublicationPreview | None = None
        self._is_checked = False
        self._title_is_own = False
        self._busy = ""
        self._soon = QTimer(self, singleShot=True, interval=PREVIEW_AFTER_MS)
        self._build()
        self._lay_out()
        self._connect()
        self._fill()
        self._judge()
        self.file.choose.setFocus()

    def _build(self) -> None:
        self.file = DropField()
        self.refused = InPlaceMessage(MessageKind.ERROR, "")
        self.refused.hide()
        self.kind = ChoiceField(tr("Dokumentart"))
        self.kind.setPlaceholderText(tr("Bitte wählen"))
        for kind in DocumentKind:
            self.kind.addItem(document_kind_name(kind), kind.value)
        self.period = PeriodRow(self._today)
        self.title = line_field(tr("Titel"), tr("So heißt das Dokument im Portal"))
        self.title.setMaxLength(LONGEST_TITLE)
        self.visible = QDateEdit(_qt_date(self._today()))
        self.visible.setMinimumDate(_qt_date(self._today()))
        self.visible.setCalendarPopup(True)
        self.visible.setDisplayFormat("dd.MM.yyyy")
        self.visible.setAccessibleName(tr("Sichtbar ab"))
        self.seen = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.ways = WayRows()
        self.no_ways = TextLabel(
            tr("Wer das Dokument wie bekommt, steht hier, sobald eine Datei gewählt ist."),
            TextStyle.SMALL,
            Tone.MUTED,
            wrap=Qt.TextFlag.TextWordWrap,
        )
        self.doubts = UploadDoubts()
        self.foot = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self.confirm = ActionButton(
            tr("Veröffentlichen"),
            variant=Variant.PRIMARY,
            icon_name="upload",
            shortcut="Ctrl+Return",
        )
        self.cancel = ActionButton(tr("Abbrechen"), shortcut="Esc")

    def _lay_out(self) -> None:
        now = theme.current()
        seen = QHBoxLayout()
        seen.setSpacing(now.space(2))
        seen.addWidget(self.visible)
        seen.addWidget(self.seen, 1)
        form = QFormLayout()
        form.setVerticalSpacing(now.px(7))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Dokumentart"), self.kind)
        form.addRow(tr("Zeitraum"), self.period)
        form.addRow(tr("Titel"), self.title)
        form.addRow(tr("Sichtbar ab"), seen)
        self._content_area = QWidget()
        body = QVBoxLayout(self._content_area)
        body.setContentsMargins(0, 0, now.space(2), 0)
        body.setSpacing(now.space(2))
        body.addWidget(self.file)
        body.addWidget(self.refused)
        body.addLayout(form)
        body.addWidget(TextLabel(tr("Zustellung"), TextStyle.SMALL, weight=600))
        for widget in (self.no_ways, self.ways, self.doubts):
            body.addWidget(widget)
        body.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName(tr("Angaben zum Dokument"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._content_area)
        buttons = QHBoxLayout()
        buttons.addWidget(self.foot, 1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(self.windowTitle(), TextStyle.TITLE))
        column.addWidget(ElidedLabel(shown(self._goal.whose), TextStyle.BODY, Tone.SECONDARY))
        column.addWidget(self._scroll, 1)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(WIDTH))

    def _connect(self) -> None:
        self.file.given.connect(self.files_given)
        self.file.choose_requested.connect(self.choose_requested)
        self.file.cancelled.connect(self.reading_cancelled)
        self.kind.currentIndexChanged.connect(lambda _: self._on_facts_changed())
        self.period.changed.connect(self._on_facts_changed)
        self.title.textEdited.connect(self._on_title_edited)
        self.visible.dateChanged.connect(lambda _: self._on_facts_changed())
        self.ways.changed.connect(self._on_facts_changed)
        self.doubts.changed.connect(self._judge)
        self._soon.timeout.connect(self._ask_preview)
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.cancel.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.confirm.click)

    def _fill(self) -> None:
        before, request = self._goal.replaces, self._goal.request
        self.kind.setCurrentIndex(-1)
        kind = self._goal.kind
        if before is not None:
            kind = before.kind
            self.period.show_period(before.period)
            self._title_is_own = True
            self.title.setText(before.title)
        elif request is not None:
            kind = request.kind
            self._title_is_own = True
            self.title.setText(request.wanted)
        if kind is not None:
            self.kind.choose(kind.value)

    def show_reading(self, name: str, done: int, total: int) -> None:
        """A file is being read; what is typed meanwhile stays."""
        self.refused.hide()
        self._content = self._preview = None
        self.file.show_reading(name, done, total)
        self._judge()

    def show_file(self, content: TakenIn) -> None:
        """A file was taken in: see what publishing it would do."""
        self._content = content
        self.file.show_file(content)
        if QApplication.focusWidget() in (None, self, self.file.choose, self.file.cancel):
            self.kind.setFocus()
        self._ask_preview()
        self._judge()

    def show_no_file(self, refused: str = "") -> None:
        """A file was not taken in, for a reason, or its reading was called off."""
        self._content = self._preview = None
        self.file.show_empty()
        self.refused.setVisible(bool(refused))
        if refused:
            self.refused.show_message(MessageKind.ERROR, refused)
        self.file.choose.setFocus()
        self._judge()

    def show_preview(self, preview: PublicationPreview) -> None:
        """What publishing would do, by what is typed now."""
        if self._content is None:
            return
        self._preview, self._is_checked = preview, True
        self.ways.show_ways(preview.ways)
        self.doubts.show_preview(preview, self.chosen_kind())
        self._judge()

    def show_refusal(self, sentence: str) -> None:
        """Say why it was not published; everything stays as it was typed."""
        self._busy = ""
        self.refused.show_message(MessageKind.ERROR, sentence)
        self.refused.show()
        self._scroll.ensureWidgetVisible(self.refused)
        self._judge()

    def chosen_kind(self) -> DocumentKind | None:
        """What the document is, None as long as nobody said."""
        data = self.kind.currentData()
        return None if data is None else DocumentKind(data)

    def visible_from(self) -> datetime | None:
        """From when it is seen; None for at once."""
        day = self.visible.date().toPython()
        assert isinstance(day, date)
        return berlin_instant(day, SEEN_FROM) if day > self._today() else None

    def command(self) -> PublishDocument | None:
        """What would be published now; None while there is no file."""
        if self._content is None:
            return None
        goal = self._goal
        kind = self.chosen_kind() or DocumentKind.OTHER
        return PublishDocument(
            tenancy_id=goal.tenancy_id,
            content=self._content,
            kind=kind,
            title=self.title.text().strip() or usual_title(kind, None),
            period=self.period.period(),
            visible_from=self.visible_from(),
            case_id=goal.case_id,
            replaces_id=None if goal.replaces is None else goal.replaces.document_id,
            request_id=None if goal.request is None else goal.request.request_id,
            ways=self.ways.chosen(),
            late_accepted=self.doubts.late_accepted(),
            duplicate_accepted=self.doubts.duplicate_accepted(),
        )

    def _on_title_edited(self, text: str) -> None:
        self._title_is_own = bool(text.strip())
        self._judge()

    def _on_facts_changed(self) -> None:
        kind = self.chosen_kind()
        if not self._title_is_own and kind is not None:
            self.title.setText(usual_title(kind, self.period.period()))
        self.refused.hide()
        self._is_checked = False
        self._soon.start()
        self._judge()

    def _ask_preview(self) -> None:
        command = self.command()
        if command is not None:
            self._is_checked = False
            self.preview_wanted.emit(command)

    def missing(self) -> str:
        """What is still to be said before the file can be published, "" for nothing."""
        if self._content is None:
            return tr("Bitte wählen Sie zuerst eine Datei.")
        kind = self.chosen_kind()
        if kind is None:
            return tr("Bitte wählen Sie die Dokumentart.")
        wrong = self.period.problem()
        if wrong:
            return wrong
        if kind is DocumentKind.OPERATING_COSTS and self.period.period() is None:
            return tr("Bitte geben Sie den Abrechnungszeitraum an.")
        if not self.title.text().strip():
            return tr("Bitte geben Sie den Titel an.")
        return self.ways.missing() or self.doubts.missing()

    def _judge(self) -> None:
        when = self.visible_from()
        self.seen.setText(
            tr("sofort, nach der Zeit zum Rückgängigmachen")
            if when is None
            else tr("ab {hour} Uhr", hour=SEEN_FROM.hour)
        )
        self.ways.setVisible(self._preview is not None)
        self.no_ways.setVisible(self._preview is None)
        self.doubts.setVisible(self._preview is not None and self.doubts.has_something())
        reason = self._busy or self.missing()
        if not reason and not self._is_checked:
            reason = tr("Wird geprüft …")
        self.confirm.set_blocked(reason)
        self.foot.setText(reason)
        self._fit()

    def _fit(self) -> None:
        """Be as high as what is shown, and no higher than the window behind."""
        content = self._content_area.layout()
        if content is None:
            return
        now = theme.current()
        width = max(self.minimumWidth(), self.width())
        inner = width - 2 * now.space(5)
        needed = content.totalHeightForWidth(inner - now.space(4))
        if needed <= 0:
            needed = self._content_area.sizeHint().height()
        window = self.parentWidget()
        room = now.px(700) if window is None else window.window().height() - now.px(60)
        height = min(room, needed + now.px(150))
        if height > self.height():
            self.resize(width, height)

    def _on_confirm_clicked(self) -> None:
        command = self.command()
        if command is None or not self.confirm.isEnabled():
            return
        self.refused.hide()
        self._busy = tr("Wird veröffentlicht …")
        self._judge()
        self.wanted.emit(command)


def _title_of(goal: UploadGoal) -> str:
    if goal.replaces is not None:
        return tr("Neue Version hochladen")
    if goal.request is not None:
        return tr("Dokument aus dem Archiv hochladen")
    return tr("Dokument hochladen")


def _qt_date(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
