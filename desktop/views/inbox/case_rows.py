"""The rows of the case list that are loaded: as many as are near what is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from desktop.services.inbox.rows import CaseRow

LIMIT = 10_000
"""Rows that are kept; about ten megabytes. Those that were read first go first."""


class CaseRows:
    """Rows by case. What is kept may be old: it is shown, and asked for anew when it is seen."""

    def __init__(self) -> None:
        """Start empty."""
        self._rows: dict[int, CaseRow] = {}
        self._true: set[int] = set()
        self._foretold: dict[int, CaseRow] = {}

    def get(self, case_id: int) -> CaseRow | None:
        """The row to show; None when it was never read or has gone."""
        return self._foretold.get(case_id) or self._rows.get(case_id)

    def is_old(self, case_id: int) -> bool:
        """Whether the row should be read: it is missing, or something has changed since."""
        return case_id not in self._true

    def age(self) -> None:
        """Something changed: no row is known to be true any more."""
        self._true.clear()

    def take(self, rows: Iterable[CaseRow], asked: Iterable[int] = ()) -> bool:
        """Keep rows that were read; tells whether any of them looks another way than before.

        Of what was ``asked`` for and did not come, nothing can be read: nobody has to ask again.
        """
        changed = False
        self._true.update(asked)
        for row in rows:
            case_id = row.case_id
            before = self.get(case_id)
            # Taken out first, so that the order of the dictionary is that of reading.
            self._rows.pop(case_id, None)
            self._rows[case_id] = row
            self._true.add(case_id)
            foretold = self._foretold.get(case_id)
            if foretold is not None and row.version != foretold.version:
                del self._foretold[case_id]
            changed = changed or self.get(case_id) != before
        for case_id in list(self._rows)[: max(0, len(self._rows) - LIMIT)]:
            del self._rows[case_id]
            self._true.discard(case_id)
        return changed

    def foretell(self, case_id: int, change: Callable[[CaseRow], CaseRow]) -> bool:
        """Show a row as it will be; it keeps the version it was made from."""
        row = self.get(case_id)
        if row is None:
            return False
        self._foretold[case_id] = change(row)
        return True

    def take_back(self, case_id: int) -> bool:
        """Forget what was foretold of a case."""
        return self._foretold.pop(case_id, None) is not None
