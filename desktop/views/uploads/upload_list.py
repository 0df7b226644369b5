"""All batches, the newest first, and the way to a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.services.uploads.view import UploadLine
from desktop.texts import ntr, tr
from desktop.texts.dates import full_moment
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.master_data.text_table import TextTable
from desktop.views.theme_tokens import TextStyle
from desktop.views.uploads.drop_zone import DropZone
from desktop.views.uploads.row_texts import period_text, upload_state_name
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import ElidedLabel, TextLabel, Tone
from desktop.views.widgets.messages import EmptyState, InPlaceMessage, MessageKind
from desktop.views.widgets.page_head import PageHead

_TITLE, _PERIOD, _COMPANY, _FILES, _OPEN, _PUBLISHED, _MADE = 1, 2, 3, 5, 6, 7, 8
_DROPPED = (_COMPANY, _MADE, _PERIOD, _FILES)
"""What goes first where room is short; the title says most of it."""
_LEAST_TITLE = 200
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class UploadList(QWidget):
    """``opened`` carries the id of a batch, ``new_wanted`` the files a new one begins with."""

    opened = Signal(int)
    new_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.title = TextLabel(tr("Sammel-Upload"), TextStyle.TITLE)
        self.summary = ElidedLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.new = ActionButton(
            tr("Neuer Stapel …"), variant=Variant.PRIMARY, icon_name="plus", shortcut="Ctrl+Return"
        )
        self.drop = DropZone()
        self.message = InPlaceMessage(MessageKind.ERROR, "")
        self.message.hide()
        self.table = _Batches(
            tr("Stapel"),
            (
                tr("Stapel"),
                tr("Titel"),
                tr("Zeitraum"),
                tr("Gesellschaft"),
                tr("Stand"),
                tr("Dateien"),
                tr("offen"),
                tr("veröffentlicht"),
                tr("Angelegt"),
            ),
            wide=_TITLE,
            numbers=(_FILES, _OPEN, _PUBLISHED),
        )
        self.empty = EmptyState(
            tr("Noch kein Stapel"),
            tr(
                "Ziehen Sie einen Ordner mit Abrechnungen hierher: Jeder Brief wird dem Vertrag "
                "zugeordnet, von dem er handelt. Veröffentlicht wird nur, was sicher ist oder was "
                "Sie bestätigt haben."
            ),
            icon_name="upload",
            tone=Tone.ACCENT,
        )
        card = Card()
        card.let_rows_run()
        card.fill_height()
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table)
        self.lists.addWidget(self.empty)
        card.body.addWidget(self.lists)
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(3))
        column.setSpacing(now.space(3))
        column.addWidget(PageHead(self.title, self.summary, (self.new,)))
        column.addWidget(self.message)
        column.addWidget(self.drop)
        column.addWidget(card, 1)
        self.new.clicked.connect(lambda: self.new_wanted.emit(()))
        self.drop.given.connect(self.new_wanted)
        self.table.opened.connect(self.opened)
        self.table.activated.connect(lambda _: self.table.open_chosen())

    def block(self, reason: str) -> None:
        """Say why no batch can be made."""
        self.new.set_blocked(reason)
        self.drop.block(reason)

    def show_uploads(self, uploads: Sequence[UploadLine]) -> None:
        """Show these."""
        self.table.show_lines([_cells(one) for one in uploads], [one.id for one in uploads])
        self.lists.setCurrentWidget(self.table if uploads else self.empty)
        self.summary.setText(ntr("{n} Stapel", "{n} Stapel", len(uploads)))

    def show_error(self, sentence: str) -> None:
        """Say what failed; "" takes it away."""
        self.message.setVisible(bool(sentence))
        self.message.show_message(MessageKind.ERROR, sentence)


class _Batches(TextTable):
    """``opened`` comes with Enter or a double click."""

    opened = Signal(int)

    def show_lines(self, lines: Sequence[Sequence[str]], keys: Sequence[object]) -> None:
        """Show other batches; columns share the room anew."""
        super().show_lines(lines, keys)
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        header = self.horizontalHeader()
        for column in _DROPPED:
            # The header of a hidden column would need no room at all.
            self.setColumnHidden(column, False)
        needed = {
            column: max(self.sizeHintForColumn(column), header.sectionSizeHint(column))
            for column in range(header.count())
            if column != _TITLE
        }
        room = self.viewport().width() - theme.current().px(_LEAST_TITLE) - sum(needed.values())
        for column in _DROPPED:
            if room >= 0:
                break
            self.setColumnHidden(column, True)
            room += needed[column]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and Qt.Key(event.key()) in _ENTER:
            self.open_chosen()
        else:
            super().keyPressEvent(event)

    def open_chosen(self) -> None:
        """Open the batch the keys stand on."""
        chosen = self.chosen()
        if isinstance(chosen, int):
            self.opened.emit(chosen)


def _cells(line: UploadLine) -> tuple[str, ...]:
    counts = line.counts
    return (
        line.number,
        shown(line.title),
        period_text(line.period),
        line.company or tr("alle"),
        upload_state_name(line.state),
        str(line.files),
        str(counts.waiting + counts.unread),
        str(counts.published),
        tr("{moment}, {name}", moment=full_moment(line.made_at), name=line.made_by or "–"),
    )
