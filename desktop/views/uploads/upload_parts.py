"""The parts of the page of one batch and where they stand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.documents import Verdict
from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.uploads.delivery_card import DeliveryCard
from desktop.views.uploads.drop_zone import DropZone
from desktop.views.uploads.fields import UploadFields
from desktop.views.uploads.publication_card import PublicationCard
from desktop.views.uploads.row_pane import RowPane
from desktop.views.uploads.row_table import RowTable
from desktop.views.uploads.steps import StepBar
from desktop.views.uploads.upload_bar import UploadBar
from desktop.views.uploads.ways_bar import WaysBar
from desktop.views.widgets.buttons import ActionButton, ButtonSize, IconButton, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.chips import ChipRow
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.workplace import Workplace

PUBLISHED, REMOVED = "published", "removed"
"""Keys of the chips that are no verdict."""


class UploadParts(QWidget):
    """What stands on the page; what it does is the subclass's."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Make the parts and lay them out."""
        super().__init__(parent)
        self._workplace = workplace
        self._build()
        self._lay_out()

    def _build(self) -> None:
        self.back = IconButton("arrow-left", tr("Zu allen Stapeln"))
        self.title = TextLabel(tr("Sammel-Upload"), TextStyle.TITLE)
        self.summary = ElidedLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.details = ActionButton(tr("Angaben und Dateien"), size=ButtonSize.SMALL)
        self.details.setCheckable(True)
        self.details.hide()
        self.steps = StepBar()
        self.message = InPlaceMessage(MessageKind.OK, "")
        self.message.hide()
        self.fields = UploadFields(self._workplace.person, self._workplace.today)
        self.drop = DropZone()
        self.delivery = DeliveryCard()
        self.publication = PublicationCard()
        self.chips = ChipRow(
            (
                (Verdict.SURE.value, tr("Sicher")),
                (Verdict.CHECK.value, tr("Prüfen")),
                (Verdict.NONE.value, tr("Kein Treffer")),
                (Verdict.HELD.value, tr("Zurückgehalten")),
                (PUBLISHED, tr("Veröffentlicht")),
                (REMOVED, tr("Entfernt")),
            ),
            tr("Alle"),
            tr("Briefe filtern"),
        )
        self.table = RowTable()
        self.empty = EmptyState("", icon_name="upload", tone=Tone.MUTED)
        self.pane = RowPane()
        self.progress = UploadBar()
        self.ways = WaysBar()
        self.discard = ActionButton(tr("Stapel verwerfen …"))
        self.save = ActionButton(tr("Prüfliste als CSV …"), icon_name="save")
        self.take_back = ActionButton(
            tr("Stapel zurücknehmen …"), variant=Variant.DANGER, icon_name="undo-2"
        )
        self.again = ActionButton(tr("Nicht Gelesenes erneut lesen"), icon_name="refresh-cw")
        self.reason = ElidedLabel("", TextStyle.SMALL, Tone.MUTED)
        self.previous = ActionButton(tr("Zurück zur Zuordnung"))
        self.main = ActionButton("", variant=Variant.PRIMARY, shortcut="Ctrl+Return")

    def _lay_out(self) -> None:
        now = theme.current()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._left())
        self.splitter.addWidget(self.pane)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([13_400, 6_600])
        page = QVBoxLayout(self)
        page.setContentsMargins(now.space(5), now.space(3), now.space(5), now.space(3))
        page.setSpacing(now.space(2))
        page.addLayout(self._head())
        page.addWidget(self.message)
        page.addWidget(self.splitter, 1)
        page.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.summary)
        head = QHBoxLayout()
        head.setSpacing(theme.current().space(2))
        head.addWidget(self.back)
        head.addLayout(words, 1)
        head.addWidget(self.steps)
        return head

    def _left(self) -> QWidget:
        now = theme.current()
        self.files_area = QWidget()
        files = QVBoxLayout(self.files_area)
        files.setContentsMargins(0, 0, 0, 0)
        files.setSpacing(now.space(2))
        files.addWidget(self.fields)
        files.addWidget(self.drop)
        card = Card()
        card.let_rows_run()
        card.fill_height()
        card.setMinimumHeight(now.px(120))
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table)
        self.lists.addWidget(self.empty)
        card.body.addWidget(self.lists)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, now.space(3), 0)
        column.setSpacing(now.space(2))
        for part in (self.files_area, self.delivery, self.publication, self.chips):
            column.addWidget(part)
        column.insertWidget(0, self.details, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(card, 1)
        column.addWidget(self.progress)
        column.addWidget(self.ways)
        return left

    def _foot(self) -> QHBoxLayout:
        now = theme.current()
        acts = QWidget()
        flow = FlowLayout(acts)
        for button in (self.discard, self.save, self.again, self.take_back):
            flow.addWidget(button)
        onward = QWidget()
        steps = QHBoxLayout(onward)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.setSpacing(now.space(2))
        steps.addWidget(self.reason)
        steps.addWidget(self.previous)
        steps.addWidget(self.main)
        below = QHBoxLayout()
        below.setSpacing(now.space(2))
        below.addWidget(acts, 1)
        below.addWidget(onward)
        return below
