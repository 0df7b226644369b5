"""One letter of a batch: pages with what fits and what contradicts, why, what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.documents import RowState, UploadState, Verdict
from desktop.services.documents.view import PartyWay
from desktop.services.uploads.view import PageLine, RowLine
from desktop.texts import tr
from desktop.texts.documents import way_name, way_reason_text
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.case.file_pages import PagesView
from desktop.views.case.file_pictures import ZOOM_STEP
from desktop.views.case.page_marks import paint_mark
from desktop.views.theme_tokens import TextStyle
from desktop.views.uploads.assign_box import AssignBox
from desktop.views.uploads.row_texts import banner, whose
from desktop.views.widgets.buttons import ActionButton, ButtonSize, IconButton, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.key_values import KeyValue, KeyValueGrid
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

LEAST_PAGES = 130
"""Pixels at 100 % that the pages keep."""
_KINDS = {
    Verdict.HELD: MessageKind.ERROR,
    Verdict.NONE: MessageKind.INFO,
    Verdict.CHECK: MessageKind.WARNING,
    Verdict.SURE: MessageKind.OK,
}


class RowPane(QWidget):
    """``wanted`` asks for what the keys of the list ask for, and for undo_decision and put_back."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a letter."""
        super().__init__(parent)
        self.row: RowLine | None = None
        self.numbers: tuple[int, ...] = ()
        self._lines: tuple[PageLine, ...] = ()
        self.ways: tuple[PartyWay, ...] = ()
        self._whole = ""
        self._build()
        self._lay_out()
        self._connect()
        self.show_row(None, "")

    def _build(self) -> None:
        self.title = ElidedLabel("", TextStyle.HEADING)
        self.back = IconButton("arrow-left", tr("Vorige Seite (←)"))
        self.on = IconButton("arrow-right", tr("Nächste Seite (→)"))
        self.page = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.smaller = IconButton("minus", tr("Kleiner"))
        self.larger = IconButton("plus", tr("Größer"))
        self.pages = PagesView(self)
        self.nothing = TextLabel("", TextStyle.BODY, Tone.MUTED, wrap=Qt.TextFlag.TextWordWrap)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.banner = InPlaceMessage(MessageKind.INFO, "")
        self.facts = KeyValueGrid(84)
        self.card = Card(tr("Zuordnung"))
        self.card.body.addWidget(self.facts)
        self.assign_box = AssignBox()
        self.confirm = _button(tr("Zuordnung bestätigen"), "B")
        self.split = _button(tr("Seite abtrennen"), "T")
        self.split_from = _button(tr("Ab Seite trennen"), "A")
        self.assign = _button(tr("Neu zuordnen"), "Return")
        self.way = _button(tr("Zustellung ändern …"), "Z")
        self.tenant_view = _button(tr("Ansicht Mieter"), "M")
        self.remove = _button(tr("Aus Stapel entfernen"), "Del")
        self.remove.set_variant(Variant.DANGER)
        self.put_back = _button(tr("In den Stapel zurück"))
        self.undo = _button(tr("Zuordnung zurücknehmen"))

    def _lay_out(self) -> None:
        now = theme.current()
        head = QHBoxLayout()
        head.setSpacing(now.space(1))
        head.addWidget(self.title, 1)
        head.addWidget(self.smaller)
        head.addWidget(self.larger)
        tools = QHBoxLayout()
        tools.setSpacing(now.space(1))
        for tool in (self.back, self.on, self.page):
            tools.addWidget(tool)
        tools.addStretch(1)
        self._legends = (_Legend(tr("passt"), fits=True), _Legend(tr("widerspricht"), fits=False))
        for legend in self._legends:
            tools.addWidget(legend)
        self.acts = QWidget()
        flow = FlowLayout(self.acts)
        for button in self._buttons():
            flow.addWidget(button)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(now.space(2))
        for part in (self.banner, self.card, self.assign_box):
            column.addWidget(part)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAccessibleName(tr("Zuordnung des Briefs"))
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(below)
        self._scroll.viewport().setAutoFillBackground(False)
        below.setAutoFillBackground(False)
        page = QVBoxLayout(self)
        page.setContentsMargins(now.space(3), 0, 0, 0)
        page.setSpacing(now.space(2))
        page.addLayout(head)
        page.addLayout(tools)
        page.addWidget(self.pages, 5)
        page.addWidget(self.nothing, 5)
        page.addWidget(self._scroll, 5)
        page.addWidget(self.acts)
        self.pages.setMinimumHeight(now.px(LEAST_PAGES))

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.turn(-1))
        self.on.clicked.connect(lambda: self.turn(1))
        self.smaller.clicked.connect(lambda: self.pages.zoom_by(1 / ZOOM_STEP))
        self.larger.clicked.connect(lambda: self.pages.zoom_by(ZOOM_STEP))
        self.pages.page_changed.connect(self._tell_page)
        names = (
            *("confirm", "split", "split_from", "assign", "way"),
            *("tenant_view", "remove", "put_back", "undo_decision"),
        )
        for button, name in zip(self._buttons(), names, strict=True):
            button.clicked.connect(lambda _=False, name=name: self.wanted.emit(name))
        self.assign_box.left.connect(self.end_assigning)

    def _buttons(self) -> tuple[ActionButton, ...]:
        return (
            self.confirm,
            self.split,
            self.split_from,
            self.assign,
            self.way,
            self.tenant_view,
            self.remove,
            self.put_back,
            self.undo,
        )

    def show_row(
        self, row: RowLine | None, blocked: str, batch: UploadState = UploadState.OPEN
    ) -> None:
        """Show a letter; ``blocked`` says why nothing can be done with it. Its pages follow.

        ``batch`` is where the whole batch stands.
        """
        other = row is None or self.row is None or row.id != self.row.id
        self.row = row
        if other:
            self._lines, self.ways = (), ()
            self.show_pages_of((), "")
            self.end_assigning()
        for widget in (self._scroll, self.smaller, self.larger):
            widget.setVisible(row is not None)
        self.acts.setVisible(row is not None and self.assign_box.isHidden())
        self.title.setText("" if row is None else shown(row.file_name))
        if row is None:
            self.nothing.setText(tr("Wählen Sie einen Brief, um seine Seiten zu sehen."))
            return
        kind = MessageKind.OK if row.ready else _KINDS[row.verdict or Verdict.NONE]
        if row.state is not RowState.WAITING:
            kind = MessageKind.INFO
        title, detail = banner(row, batch)
        self.banner.show_message(kind, shown(title), shown(detail))
        self._show_facts(())
        self._show_possible(row, blocked)

    def show_pages_of(self, numbers: tuple[int, ...], problem: str) -> None:
        """The pages of the file that are the letter's, or why none are shown."""
        self.numbers = numbers
        has = bool(numbers)
        self.pages.setVisible(has)
        self.nothing.setVisible(not has)
        self.nothing.setText(problem)
        for widget in (self.back, self.on, self.page, *self._legends):
            widget.setVisible(has)
        self._tell_page()

    def show_lines(self, lines: Sequence[PageLine], ways: Sequence[PartyWay]) -> None:
        """For whom each page speaks, and how each party would get the letter."""
        self._lines, self.ways = tuple(lines), tuple(ways)
        self._judge_tenant_view()
        self._show_facts(ways)

    def current_page(self) -> int:
        """The page of the file that is at the top, 0 for none."""
        place = self.pages.page - 1
        return self.numbers[place] if 0 <= place < len(self.numbers) else 0

    def turn(self, step: int) -> None:
        """Go to another page."""
        self.pages.go_to(self.pages.page + step)

    def begin_assigning(self) -> None:
        """Ask whose the letter is, the pages stay beside."""
        row = self.row
        if row is None or not self.assign.isEnabled():
            return
        self.acts.hide()
        self.card.hide()
        self.assign_box.begin(needs_note=row.verdict is Verdict.HELD)

    def end_assigning(self) -> None:
        """Back to the facts."""
        if not self.assign_box.isHidden():
            self.assign_box.hide()
            self.wanted.emit("focus")
        self.acts.setVisible(self.row is not None)
        self.card.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends the search for a contract."""
        if event.key() == Qt.Key.Key_Escape and not self.assign_box.isHidden():
            self.end_assigning()
        else:
            super().keyPressEvent(event)

    def _show_facts(self, ways: Sequence[PartyWay]) -> None:
        row = self.row
        if row is None:
            return
        people, contract = whose(row)
        rows = [KeyValue(tr("Vertrag"), shown(" · ".join(filter(None, (people, contract)))))]
        rows += [
            KeyValue(tr("Seite {pages}", pages=pages), shown(words))
            for pages, words in _spoken(self._lines)
        ]
        rows += [
            KeyValue(
                tr("Zustellung"),
                f"{shown(one.name)}: {way_name(one.way)}, {way_reason_text(one.reason)}"
                + (f" ({shown(one.note)})" if one.note else ""),
            )
            for one in ways
        ]
        self.facts.show_rows(rows)

    def _show_possible(self, row: RowLine, blocked: str) -> None:
        waits = row.state is RowState.WAITING
        self.confirm.setVisible(waits and not row.ready and row.tenancy_id is not None)
        for button in (self.split, self.split_from, self.assign, self.way, self.remove):
            button.setVisible(waits)
        self.tenant_view.setVisible(row.tenancy_id is not None)
        self._judge_tenant_view()
        self.put_back.setVisible(row.state is RowState.REMOVED)
        self.undo.setVisible(waits and bool(row.decided_by))
        refused = ""
        if row.sha256 is None:
            refused = tr("Die Datei darf nicht veröffentlicht werden oder ist nicht lesbar.")
        several = row.pages is not None and row.pages > 1
        alone = "" if several else tr("Der Brief hat nur eine Seite.")
        nobody = "" if row.tenancy_id is not None else tr("Erst zuordnen.")
        self.confirm.set_blocked(blocked or refused)
        self._whole = blocked or refused or alone
        self._judge_split()
        self.assign.set_blocked(blocked or refused)
        self.way.set_blocked(blocked or nobody)
        for button in (self.remove, self.put_back, self.undo):
            button.set_blocked(blocked)
        primary = self.assign if self.confirm.isHidden() else self.confirm
        if row.verdict is Verdict.HELD:
            # What contradicts is not confirmed in passing.
            primary = self.split if several else self.assign
        for button in (self.confirm, self.split, self.assign):
            chief = button is primary and not row.ready
            button.set_variant(Variant.PRIMARY if chief else Variant.SECONDARY)
        self.acts.updateGeometry()

    def _judge_tenant_view(self) -> None:
        self.tenant_view.set_blocked("" if self.ways else tr("Der Brief wird noch gelesen."))

    def _tell_page(self) -> None:
        page = self.current_page()
        self.page.setText(tr("Seite {n} von {total}", n=self.pages.page, total=len(self.numbers)))
        self.back.set_blocked("" if self.pages.page > 1 else tr("Das ist die erste Seite."))
        last = self.pages.page >= len(self.numbers)
        self.on.set_blocked(tr("Das ist die letzte Seite.") if last else "")
        self.split.setText(tr("Seite {n} abtrennen", n=page) if page else tr("Seite abtrennen"))
        words = tr("Ab Seite {n} trennen", n=page) if page else tr("Ab Seite trennen")
        self.split_from.setText(words)
        for button in (self.split, self.split_from):
            button.setAccessibleName(button.text())
        self._judge_split()

    def _judge_split(self) -> None:
        """What is split off leaves something: from the first page on it would be all of it."""
        is_first = self.current_page() != 0 and self.pages.page == 1
        nothing = tr("Vor der ersten Seite ist nichts.") if is_first else ""
        self.split.set_blocked(self._whole)
        self.split_from.set_blocked(self._whole or nothing)


def _spoken(lines: Sequence[PageLine]) -> list[tuple[str, str]]:
    """Pages that speak for the same contracts, together: ("1, 2, 4", "Tarek Exempler · …")."""
    found: dict[tuple[str, ...], list[int]] = {}
    for one in lines:
        found.setdefault(one.speaks_for, []).append(one.page)
    return [
        (", ".join(map(str, pages)), "; ".join(words) or tr("nennt niemanden"))
        for words, pages in found.items()
    ]


def _button(text: str, shortcut: str = "") -> ActionButton:
    return ActionButton(text, shortcut=shortcut, size=ButtonSize.SMALL)


class _Legend(QWidget):
    """What an outline means."""

    def __init__(self, text: str, *, fits: bool) -> None:
        super().__init__()
        self._text, self._fits = text, fits
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        now = theme.current()
        metrics = now.metrics(TextStyle.SMALL)
        width = metrics.horizontalAdvance(self._text) + now.px(28)
        return QSize(width, max(metrics.height(), now.px(20)))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        edge = now.px(8)
        top = (self.height() - edge) / 2
        paint_mark(painter, QRectF(now.px(8), top, edge, edge), fits=self._fits)
        painter.setFont(now.font(TextStyle.SMALL))
        painter.setPen(self.palette().windowText().color())
        room = self.rect().adjusted(now.px(24), 0, 0, 0)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(flags), self._text)
        painter.end()
