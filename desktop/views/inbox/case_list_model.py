"""The item model of the case list: rows in order, grouped by urgency, with quick filter.

The model holds what it was given and asks nobody. Refreshes come in two kinds: ``show`` replaces
the list (another view, another order, the person's own action), ``refresh`` keeps order and place
while somebody reads and only counts what is new (``ui-brief.md``, section 3: it never jumps).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.case_status import DATE_STAMPED
from desktop.domain.text_match import search_key
from desktop.services.inbox.rows import CaseRow, Urgency
from desktop.texts import ntr, tr
from desktop.views.channels import channel_name
from desktop.views.inbox.row_texts import accessible_sentence, pill_tooltip

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
GROUP_LIMIT = 5_000

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A heading of the list. ``expanded`` tells whether its cases are shown."""

    urgency: Urgency
    title: str
    count: int
    expanded: bool

    @property
    def accessible_text(self) -> str:
        """What a screen reader says, for example "Heute fällig, 3 Vorgänge, aufgeklappt"."""
        cases = ntr("{n} Vorgang", "{n} Vorgänge", self.count)
        return f"{self.title}, {cases}, {tr('aufgeklappt') if self.expanded else tr('zugeklappt')}"


Entry = CaseRow | GroupRow


def _group_title(urgency: Urgency, rows: Iterable[CaseRow]) -> str:
    match urgency:
        case Urgency.OVERDUE:
            return tr("Überfällig")
        case Urgency.RUN_AT_RISK:
            runs = sorted({row.run for row in rows if row.run})
            if len(runs) == 1:
                return tr("Lauf {run} gefährdet", run=runs[0])
            return tr("Lauf gefährdet")
        case Urgency.DUE_TODAY:
            return tr("Heute fällig")
        case Urgency.THIS_WEEK:
            return tr("Diese Woche fällig")
        case _:
            return tr("Später")


def _filter_key(row: CaseRow) -> str:
    parts = [row.tenant_name, row.contract_number, row.reference, row.subject, row.category_short]
    if row.channel in DATE_STAMPED:
        # What was recorded by hand is found by its word: Telefon, Post, Besuch.
        parts.append(channel_name(row.channel))
    return search_key(" ".join(parts))


class CaseListModel(QAbstractListModel):
    """Rows of one list, with headings up to 5,000 rows; above that the list is flat."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows: tuple[CaseRow, ...] = ()
        self._keys: dict[int, str] = {}
        self._needle = ""
        self._grouped = True
        self._collapsed: set[Urgency] = set()
        self._entries: list[Entry] = []
        self._positions: dict[int, int] = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of entries, headings included."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """The row object for the delegate, and texts for screen readers and tooltips."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ROW_ROLE:
            return entry
        if role in (_DISPLAY, _ACCESSIBLE):
            if isinstance(entry, GroupRow):
                return entry.accessible_text
            return accessible_sentence(entry)
        if role == _TOOLTIP and isinstance(entry, CaseRow):
            return pill_tooltip(entry)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings can have the focus but are never selected."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        if isinstance(self._entries[index.row()], GroupRow):
            return enabled
        return enabled | Qt.ItemFlag.ItemIsSelectable

    def entry(self, row: int) -> Entry | None:
        """The entry at a position, or None outside the list."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    @property
    def total(self) -> int:
        """How many cases the list holds, filter and collapsed groups aside."""
        return len(self._rows)

    def matching(self) -> int:
        """How many cases pass the filter."""
        return len(self._filtered())

    def position_of(self, case_id: int) -> int:
        """Position of a case's entry; -1 when it is not shown."""
        return self._positions.get(case_id, -1)

    def case_ids(self) -> list[int]:
        """Ids of the shown cases in order."""
        return list(self._positions)

    def neighbour(self, case_id: int, step: int) -> int | None:
        """The case ``step`` places after (before) another, or None at the end of the list."""
        ids = self.case_ids()
        if case_id not in self._positions:
            return ids[0] if ids else None
        place = ids.index(case_id) + step
        return ids[place] if 0 <= place < len(ids) else None

    def place(self, case_id: int) -> int:
        """1-based place of a case among the shown ones; 0 when it is not shown."""
        ids = self.case_ids()
        return ids.index(case_id) + 1 if case_id in self._positions else 0

    def show(self, rows: Sequence[CaseRow], *, grouped: bool = True) -> None:
        """Replace the list."""
        self._grouped = grouped and len(rows) <= GROUP_LIMIT
        self._take(rows)
        self._rebuild()

    def refresh(self, rows: Sequence[CaseRow]) -> int:
        """Take over changed rows in their present places; return how many cases are new.

        Cases that left the list go at once when nothing else would move under the pointer than the
        rows below them; new ones wait until ``show``.
        """
        fresh = {row.case_id: row for row in rows}
        known = {row.case_id for row in self._rows}
        kept = [fresh[row.case_id] for row in self._rows if row.case_id in fresh]
        if len(kept) != len(self._rows):
            self._take(kept)
            self._rebuild()
        else:
            self._take(kept)
            self._update_in_place(fresh)
        return len(fresh.keys() - known)

    def set_filter(self, text: str) -> None:
        """Show only rows that contain every word of ``text`` (case, umlauts, blanks aside)."""
        needle = search_key(text)
        if needle != self._needle:
            self._needle = needle
            self._rebuild()

    def toggle_group(self, urgency: Urgency) -> None:
        """Fold or unfold a group."""
        self._collapsed ^= {urgency}
        self._rebuild()

    def set_group_expanded(self, urgency: Urgency, *, expanded: bool) -> None:
        """Fold or unfold a group, whatever it was."""
        if expanded == (urgency in self._collapsed):
            self.toggle_group(urgency)

    def _take(self, rows: Sequence[CaseRow]) -> None:
        self._rows = tuple(rows)
        self._keys = {row.case_id: _filter_key(row) for row in rows}

    def _filtered(self) -> list[CaseRow]:
        if not self._needle:
            return list(self._rows)
        words = self._needle.split()
        return [row for row in self._rows if all(w in self._keys[row.case_id] for w in words)]

    def _build_entries(self) -> list[Entry]:
        rows = self._filtered()
        if not self._grouped:
            return list(rows)
        counts = Counter(row.urgency for row in rows)
        entries: list[Entry] = []
        for urgency in Urgency:
            if not counts[urgency]:
                continue
            members = [row for row in rows if row.urgency is urgency]
            expanded = urgency not in self._collapsed
            title = _group_title(urgency, members)
            entries.append(GroupRow(urgency, title, counts[urgency], expanded))
            if expanded:
                entries.extend(members)
        return entries

    def _rebuild(self) -> None:
        self.beginResetModel()
        self._entries = self._build_entries()
        self._positions = {
            entry.case_id: place
            for place, entry in enumerate(self._entries)
            if isinstance(entry, CaseRow)
        }
        self.endResetModel()

    def _update_in_place(self, fresh: dict[int, CaseRow]) -> None:
        for place, entry in enumerate(self._entries):
            if isinstance(entry, CaseRow) and fresh[entry.case_id] != entry:
                self._entries[place] = fresh[entry.case_id]
                index = self.index(place)
                self.dataChanged.emit(index, index)
