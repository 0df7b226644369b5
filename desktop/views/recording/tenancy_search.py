"""Finding the contract: type, ↓, Enter. The first hit is marked from the start."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.services.recording.directory import Found, TenancyEntry
from desktop.texts import tr
from desktop.texts.dates import full_date
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import LinkButton
from desktop.views.widgets.filter_field import FilterField
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone

ROWS_SEEN = 5
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_TENANCY = Qt.ItemDataRole.UserRole


def place_line(entry: TenancyEntry) -> str:
    """The number of a contract and what it is for: what tells contracts apart comes first."""
    parts = [entry.contract_number, f"{entry.unit}, {entry.address_line}", entry.company_tag]
    if entry.ended_on is not None:
        parts.append(tr("endet {date}", date=full_date(entry.ended_on)))
    return " · ".join(parts)


def people_line(entry: TenancyEntry, sought: str = "") -> str:
    """The parties of a contract, whoever was sought first."""
    speaker = entry.speaker(sought)
    others = [name for name in entry.names if name != speaker]
    return ", ".join([speaker, *others]) if entry.names else tr("ohne Mietpartei")


class TenancySearch(QWidget):
    """The search and what was chosen by it.

    ``sought`` carries what is to be found: ``show_found`` is the answer. ``chosen`` carries the id
    of a contract a person chose; ``reopened`` fires when it is to be another one; ``left`` when Esc
    was pressed in an empty field.
    """

    sought = Signal(str)
    chosen = Signal(int)
    reopened = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with nothing to be found."""
        super().__init__(parent)
        self._waits = False
        self._chooses = False
        self.field = FilterField(
            tr("Name, Vertrag, Adresse oder Telefonnummer"), icon_name="search", shortcut=""
        )
        self.field.setAcceptDrops(False)
        self.results = _Results()
        self.hint = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self._lay_out()
        self.field.textChanged.connect(self._on_field_text_changed)
        self.field.returnPressed.connect(self._choose_current)
        self.field.left_empty.connect(self.left)
        self.field.installEventFilter(self)
        self.results.itemActivated.connect(self._on_results_activated)
        self.results.itemClicked.connect(self._on_results_activated)
        self.change.clicked.connect(self._on_change_clicked)
        self.show_tenancy(None)

    def _lay_out(self) -> None:
        now = theme.current()
        self.card = QWidget()
        row = QHBoxLayout(self.card)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(now.px(7))
        self.name = TextLabel("", TextStyle.BODY_STRONG)
        self.where = ElidedLabel("", TextStyle.BODY, Tone.SECONDARY)
        self.change = LinkButton(tr("ändern"))
        self.change.setAccessibleName(tr("Anderes Mietverhältnis wählen"))
        row.addWidget(IconLabel("user", Tone.ACCENT))
        row.addWidget(self.name)
        row.addWidget(self.where, 1)
        self.change.setMinimumWidth(self.change.sizeHint().width() + now.px(8))
        row.addWidget(self.change)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(now.px(4))
        for widget in (self.card, self.field, self.results, self.hint):
            column.addWidget(widget)

    def show_found(self, text: str, found: Found) -> None:
        """Show what ``text`` finds; of no interest once something else stands in the field."""
        if text != self.field.text() or self.field.isHidden():
            return
        self._waits = False
        self.results.show_entries(found.entries, text)
        self.results.setVisible(bool(found.entries))
        if found.entries:
            self.hint.setText(tr("Weitere passen auch."))
        else:
            self.hint.setText(tr("Kein Mietverhältnis passt zu „{text}“.", text=text.strip()))
        self.hint.setVisible(bool(text.strip()) and (found.more or not found.entries))
        if self._chooses:
            self._choose_current()

    def entry(self, tenancy_id: int) -> TenancyEntry | None:
        """Return a contract that was found."""
        return next((one for one in self.results.entries if one.tenancy_id == tenancy_id), None)

    def show_tenancy(self, entry: TenancyEntry | None) -> None:
        """Show the chosen contract, or the empty search."""
        self.card.setVisible(entry is not None)
        self.field.setVisible(entry is None)
        self.field.clear()
        self.results.setVisible(False)
        self.hint.setVisible(False)
        if entry is not None:
            self.name.setText(people_line(entry))
            self.where.setText(place_line(entry))
            self.card.setAccessibleName(f"{people_line(entry)}, {place_line(entry)}")

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """↑ and ↓ in the field move through what was found."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in _MOVES or not self.results.count():
            return False
        self.results.move_mark(Qt.Key(event.key()))
        return True

    def _on_field_text_changed(self, text: str) -> None:
        self._waits = bool(text.strip())
        self._chooses = False
        if self._waits:
            self.sought.emit(text)
        else:
            self.results.show_entries((), "")
            self.results.setVisible(False)
            self.hint.setVisible(False)

    def _choose_current(self) -> None:
        """Enter means the best of what stands in the field, also where it is still sought."""
        self._chooses = self._waits
        if not self._waits and self.results.count():
            self.chosen.emit(self.results.currentItem().data(_TENANCY))

    def _on_results_activated(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_TENANCY))

    def _on_change_clicked(self) -> None:
        self.reopened.emit()


class _Results(QListWidget):
    """What was found; the keys of the field move through it."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[TenancyEntry, ...] = ()
        self.setAccessibleName(tr("Gefundene Mietverhältnisse"))
        self.setUniformItemSizes(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_entries(self, entries: tuple[TenancyEntry, ...], sought: str) -> None:
        """List them; the first one is marked."""
        self.entries = entries
        self.clear()
        for entry in entries:
            # On one line the parties of a household would leave no room for what tells it apart.
            text = f"{people_line(entry, sought)}\n{place_line(entry)}"
            item = QListWidgetItem(text, self)
            item.setData(_TENANCY, entry.tenancy_id)
            item.setToolTip(text)
        self.setCurrentRow(0)
        rows = max(1, min(ROWS_SEEN, len(entries)))
        self.setFixedHeight(rows * max(self.sizeHintForRow(0), 1) + 2 * self.frameWidth() + 2)

    def move_mark(self, key: Qt.Key) -> None:
        """Mark the next or the previous one, or a page further."""
        step = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -ROWS_SEEN,
            Qt.Key.Key_PageDown: ROWS_SEEN,
        }[key]
        self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + step)))
