"""The lines of the audit log as a table, newest first, that asks for more at its end."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from desktop.services.audit_trail.looking import TrailLine
from desktop.texts import tr
from desktop.texts.audit import action_text, thing_text
from desktop.texts.audit_details import details_text
from desktop.texts.dates import full_moment
from desktop.texts.foreign import shown
from desktop.views.widgets.line_table_model import Index, LineTableModel

ACT_COLUMN, THING_COLUMN, DETAILS_COLUMN = 2, 3, 5


def headings() -> tuple[str, ...]:
    """Titles of the columns."""
    return (
        tr("Zeit"),
        tr("Person"),
        tr("Was"),
        tr("Woran"),
        tr("Gesellschaft"),
        tr("Einzelheiten"),
    )


def person_text(line: TrailLine) -> str:
    """Who it was: by name where the name is known, always as signed in."""
    return f"{line.name} ({line.login})" if line.name else line.login


def line_cells(line: TrailLine) -> tuple[str, ...]:
    """The cells of a line."""
    texts = (
        full_moment(line.at),
        person_text(line),
        action_text(line.action),
        thing_text(line.entity, line.entity_id, line.reference),
        line.company,
        details_text(line.action, line.details),
    )
    return tuple(map(shown, texts))


def line_sentence(line: TrailLine) -> str:
    """What was done to what, for a file."""
    thing = thing_text(line.entity, line.entity_id, line.reference)
    return f"{action_text(line.action)} ({thing})"


class TrailTableModel(LineTableModel[TrailLine]):
    """Lines in the order they were read. ``more_wanted`` fires when a view comes near the end."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(headings(), line_cells, parent)
        self._has_more = False

    @property
    def has_more(self) -> bool:
        """Whether lines follow that were not read yet."""
        return self._has_more

    def begin(self, lines: Iterable[TrailLine], *, has_more: bool) -> None:
        """Show other lines."""
        self._has_more = has_more
        self.show_others(lines)

    def add(self, lines: Iterable[TrailLine], *, has_more: bool) -> None:
        """Show further lines."""
        self._has_more = has_more
        self.show_further(lines)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._has_more

    def fetchMore(self, parent: Index) -> None:
        if not parent.isValid() and self._has_more:
            self.more_wanted.emit()
