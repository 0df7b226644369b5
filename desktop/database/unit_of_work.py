"""One intention, one transaction; and the notice of what it changed."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from desktop.domain.changes import Change, ChangeKind

__all__ = ["Change", "ChangeKind", "UnitOfWork"]


@dataclass(slots=True)
class UnitOfWork:
    """An open writing transaction.

    Work through ``session``; say what changed with ``changed``. Listeners of the database hear of
    it after the commit, and never of what was rolled back.
    """

    session: Session
    changes: set[Change] = field(default_factory=set)
    _endings: dict[str, Callable[[], None]] = field(default_factory=dict)

    def changed(self, kind: ChangeKind, entity_id: int | None = None) -> None:
        """Note that the thing ``entity_id`` of this kind changed."""
        self.changes.add(Change(kind, entity_id))

    def case_changed(self, case_id: int | None) -> None:
        """Note that a case changed; None where what was done belongs to no case."""
        if case_id is not None:
            self.changed(ChangeKind.CASE, case_id)

    def before_commit(self, key: str, ending: Callable[[], None]) -> None:
        """Run ``ending`` once when all else is done, in the same transaction; the last counts."""
        self._endings[key] = ending

    def finish(self) -> None:
        """Run what was left for the end; called by the database just before the commit."""
        for ending in self._endings.values():
            ending()
