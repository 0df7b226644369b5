"""The item model of the case list: the keys of all cases in order, and the rows near what is seen.

The model asks nobody. It holds eight bytes a case; rows come and go with what is looked at, and
``rows_missing`` says that somebody should bring some. A list may be looked at while its keys still
arrive: what is not there yet is painted as grey bars.

Lists change in two ways: ``show`` replaces (another view, another order, the person's own act),
``refresh`` keeps order and place while somebody reads and only counts what is new
(``ui-brief.md``, section 3: it never jumps).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop.services.inbox.listing import ListGroup, Listing, ListOpening
from desktop.services.inbox.rows import CaseRow, Urgency
from desktop.texts import ntr, tr
from desktop.views.inbox.case_rows import CaseRows
from desktop.views.inbox.id_order import IdOrder, differences
from desktop.views.inbox.marks import Marks
from desktop.views.inbox.row_texts import accessible_sentence, pill_tooltip

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_ENABLED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_SELECTABLE = _ENABLED | Qt.ItemFlag.ItemIsSelectable

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


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading at entry ``row``; its first case is number ``first`` of the list."""

    row: int
    first: int
    heading: GroupRow

    @property
    def shown(self) -> int:
        """How many entries follow the heading."""
        return self.heading.count if self.heading.expanded else 0


def _group_title(group: ListGroup) -> str:
    match group.urgency:
        case Urgency.OVERDUE:
            return tr("Überfällig")
        case Urgency.RUN_AT_RISK:
            if len(group.runs) == 1:
                return tr("Lauf {run} gefährdet", run=group.runs[0])
            return tr("Lauf gefährdet")
        case Urgency.DUE_TODAY:
            return tr("Heute fällig")
        case Urgency.THIS_WEEK:
            return tr("Diese Woche fällig")
        case _:
            return tr("Später")


class CaseListModel(QAbstractListModel):
    """Every case of one list, in sections with headings or flat.

    ``rows_missing`` fires when something asked for a row that is not here or no longer true.
    """

    rows_missing = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._order = IdOrder()
        self._rows = CaseRows()
        self.marks = Marks()
        self._total = 0
        self._groups: tuple[ListGroup, ...] = ()
        self._sections: tuple[_Section, ...] = ()
        self._collapsed: set[Urgency] = set()
        self._length = 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of entries, headings included."""
        return 0 if parent.isValid() else self._length

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """The row object for the delegate, and texts for screen readers and tooltips."""
        if not index.isValid():
            return None
        entry = self.entry(index.row())
        if role == ROW_ROLE:
            return entry
        if role in (_DISPLAY, _ACCESSIBLE):
            if entry is None:
                return tr("Wird geladen …")
            return self._sentence(entry)
        if role == _TOOLTIP and isinstance(entry, CaseRow):
            return pill_tooltip(entry)
        return None

    def _sentence(self, entry: Entry) -> str:
        if isinstance(entry, GroupRow):
            return entry.accessible_text
        sentence = accessible_sentence(entry)
        if self.marks.holds(entry.case_id):
            return tr("Ausgewählt: {row}", row=sentence)
        return sentence

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings can have the focus but are never selected."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _SELECTABLE if self._heading_at(index.row()) is None else _ENABLED

    def entry(self, row: int) -> Entry | None:
        """The entry at a position; None outside the list and where the row is not loaded."""
        if not 0 <= row < self._length:
            return None
        heading = self._heading_at(row)
        if heading is not None:
            return heading
        case_id = self._order.at(self._place_of_entry(row))
        if case_id is None:
            self.rows_missing.emit()
            return None
        if self._rows.is_old(case_id):
            self.rows_missing.emit()
        return self._rows.get(case_id)

    @property
    def total(self) -> int:
        """How many cases the list holds, in folded groups too."""
        return self._total

    @property
    def is_complete(self) -> bool:
        """Whether the keys of all cases have arrived."""
        return len(self._order) >= self._total

    def headings(self) -> tuple[int, ...]:
        """Positions of all headings."""
        return tuple(section.row for section in self._sections)

    def case_at(self, row: int) -> int | None:
        """The case at a position, loaded or not; None for a heading and outside the list."""
        if not 0 <= row < self._length or self._heading_at(row) is not None:
            return None
        return self._order.at(self._place_of_entry(row))

    def cases_between(self, one: int, other: int) -> Iterable[int]:
        """The cases of all entries from one position to another, whichever comes first."""
        first, last = max(0, min(one, other)), min(max(one, other), self._length - 1)
        if not self._sections:
            return self._order.ids[first : last + 1]
        cases = (self.case_at(row) for row in range(first, last + 1))
        return [case_id for case_id in cases if case_id is not None]

    def position_of(self, case_id: int) -> int:
        """Position of a case's entry; -1 when it is not shown."""
        place = self._order.place_of(case_id)
        if place < 0:
            return -1
        if not self._sections:
            return place if place < self._length else -1
        for section in self._sections:
            if place < section.first + section.heading.count:
                return section.row + 1 + place - section.first if section.shown else -1
        return -1

    def row_of(self, case_id: int) -> CaseRow | None:
        """The row of a case as far as it is loaded."""
        return self._rows.get(case_id)

    def neighbour(self, case_id: int, step: int) -> int | None:
        """The case ``step`` places (1 or -1) from another, or None at the end of the list."""
        position = self.position_of(case_id)
        row = 0 if position < 0 else position + step
        direction = 1 if position < 0 else step
        while 0 <= row < self._length:
            if self._heading_at(row) is None:
                return self.case_at(row)
            row += direction
        return None

    def first_case(self) -> int | None:
        """The first case that is shown."""
        return next((c for row in range(min(self._length, 7)) if (c := self.case_at(row))), None)

    def place(self, case_id: int) -> int:
        """1-based place of a case in the list; 0 when it is not shown."""
        return self._order.place_of(case_id) + 1 if self.position_of(case_id) >= 0 else 0

    def open(self, opening: ListOpening) -> None:
        """Begin another list by its first look; the keys of the rest follow with ``extend``."""
        ids = array("q", [row.case_id for row in opening.rows])
        # Another list: what was chosen in the former one is none of it.
        self.marks.clear()
        self._take(Listing(ids, opening.groups, opening.rows), opening.total)

    def extend(self, ids: array[int]) -> None:
        """The next keys of the list that was opened."""
        self._order.extend(ids)

    def settle(self) -> None:
        """All keys are here: that many cases there are, should the number have changed since."""
        if len(self._order) != self._total:
            self._take(Listing(self._order.copy(), (), ()), len(self._order))

    def show(self, listing: Listing) -> None:
        """Replace the list by a whole one; rows stay on show until they have been read anew."""
        self._rows.age()
        self.marks.keep_only(listing.ids)
        self._take(listing, len(listing.ids))

    def refresh(self, listing: Listing) -> int:
        """Take over what changed without moving anything; return how many cases are new.

        Cases that left go at once; new ones, and another order, wait until ``show``.
        """
        gone, new = differences(self._order.ids, listing.ids)
        self._rows.age()
        if gone:
            self.marks.forget(gone)
            groups = self._without(gone)
            kept = array("q", (case_id for case_id in self._order.ids if case_id not in gone))
            self._take(Listing(kept, groups, listing.rows), len(kept))
        else:
            self.take_rows(listing.rows)
        return len(new)

    @property
    def ids(self) -> array[int]:
        """The cases whose keys are here, in order; not to be changed."""
        return self._order.ids

    def take_rows(self, rows: Iterable[CaseRow], asked: Iterable[int] = ()) -> None:
        """Rows that were read, of those that were asked for; they stand where their cases stand."""
        if self._rows.take(rows, asked) and self._length:
            # Whoever looks at a million rows is not asked where each of these stands.
            self.dataChanged.emit(self.index(0), self.index(self._length - 1))

    def wanted(self, first: int, last: int) -> list[int]:
        """Cases between two positions whose rows are missing or may be old."""
        cases = (self.case_at(row) for row in range(max(0, first), min(last + 1, self._length)))
        return [case_id for case_id in cases if case_id is not None and self._rows.is_old(case_id)]

    def foretell(self, case_id: int, change: Callable[[CaseRow], CaseRow]) -> None:
        """Show what an act will do before it is done; a newer row or ``take_back`` ends it."""
        if self._rows.foretell(case_id, change):
            self._announce(case_id)

    def take_back(self, case_id: int) -> None:
        """The act was refused: the row shows again what is stored."""
        if self._rows.take_back(case_id):
            self._announce(case_id)

    def toggle_group(self, urgency: Urgency) -> None:
        """Fold or unfold a group."""
        self.beginResetModel()
        self._collapsed ^= {urgency}
        self._lay_out()
        self.endResetModel()

    def set_group_expanded(self, urgency: Urgency, *, expanded: bool) -> None:
        """Fold or unfold a group, whatever it was."""
        if expanded == (urgency in self._collapsed):
            self.toggle_group(urgency)

    def _announce(self, case_id: int) -> None:
        position = self.position_of(case_id)
        if position >= 0:
            index = self.index(position)
            self.dataChanged.emit(index, index)

    def _take(self, listing: Listing, total: int) -> None:
        self.beginResetModel()
        self._order = IdOrder(listing.ids)
        self._rows.take(listing.rows)
        self._total = total
        self._groups = listing.groups
        self._lay_out()
        self.endResetModel()

    def _without(self, gone: set[int]) -> tuple[ListGroup, ...]:
        """The groups with fewer cases; one that is empty goes."""
        left = []
        first = 0
        for group in self._groups:
            members = self._order.ids[first : first + group.count]
            first += group.count
            count = sum(1 for case_id in members if case_id not in gone)
            if count:
                left.append(replace(group, count=count))
        return tuple(left)

    def _lay_out(self) -> None:
        """Give every heading its position; a flat list has none."""
        sections = []
        row = first = 0
        for group in self._groups:
            expanded = group.urgency not in self._collapsed
            heading = GroupRow(group.urgency, _group_title(group), group.count, expanded)
            section = _Section(row, first, heading)
            sections.append(section)
            row += 1 + section.shown
            first += group.count
        self._sections = tuple(sections)
        self._length = row if sections else self._total

    def _heading_at(self, row: int) -> GroupRow | None:
        for section in self._sections:
            if section.row == row:
                return section.heading
        return None

    def _place_of_entry(self, row: int) -> int:
        """Which number of the list stands at an entry that is no heading."""
        place = row
        for section in self._sections:
            if section.row > row:
                break
            place = section.first + row - section.row - 1
        return place
