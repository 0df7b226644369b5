"""The numbers beside the entries of the sidebar; the old ones stay until the new are there."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.domain.operation import Pulse
from desktop.services.inbox.counting import counts
from desktop.services.inbox.rows import InboxCounts
from desktop.services.inbox.side_counts import SideCounts, side_counts
from desktop.services.operation.health import pulse
from desktop.tasks import Lane, Stale
from desktop.views.workplace import Workplace


class SideNumbers(QObject):
    """``counted`` carries the counts of all lists, ``felt`` the ``Pulse`` of the program.

    ``changed`` fires with every new number; ``failed`` carries why the lists cannot be counted.
    """

    counted = Signal(object)
    felt = Signal(object)
    changed = Signal()
    failed = Signal(object)

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        """Start without a number."""
        super().__init__(parent)
        self._workplace = workplace
        self.lists: InboxCounts | None = None
        self.areas: SideCounts | None = None
        self.troubles: int | None = None

    def read(self, companies: frozenset[int]) -> None:
        """Read all numbers of these companies again."""
        ask = self._workplace.ask
        ask(
            counts,
            companies,
            done=self._on_counted,
            failed=self.failed.emit,
            scope="counts",
            stale=Stale.SKIP,
        )
        ask(
            side_counts,
            companies,
            done=self._on_sides_counted,
            failed=lambda _: None,
            scope="side_counts",
            stale=Stale.SKIP,
        )
        # It looks at folders; a lost network drive must not hold up what people do.
        ask(
            pulse,
            self._workplace.places,
            done=self._on_pulse_felt,
            scope="pulse",
            lane=Lane.FILES,
            stale=Stale.SKIP,
        )

    def category_name(self, code: str) -> str:
        """How a category is called; its code until that is known."""
        categories = self.lists.categories if self.lists is not None else ()
        return next((entry.name for entry in categories if entry.code == code), code)

    def _on_counted(self, lists: InboxCounts) -> None:
        self.lists = lists
        self.changed.emit()
        self.counted.emit(lists)

    def _on_sides_counted(self, areas: SideCounts) -> None:
        self.areas = areas
        self.changed.emit()

    def _on_pulse_felt(self, felt: Pulse) -> None:
        self.troubles = felt.troubles
        self.changed.emit()
        self.felt.emit(felt)
