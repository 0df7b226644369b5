"""What every service is handed: the database and the outside world, wired by ``desktop.app``."""

from dataclasses import dataclass

from desktop.database.engine import Database
from desktop.services.ports import Clock, DocumentStore, PasswordHasher
from desktop.services.registration.ports import CodeKeeper


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """Everything a use case may touch; made once for a program run, used from any thread."""

    database: Database
    clock: Clock
    documents: DocumentStore
    hasher: PasswordHasher
    codes: CodeKeeper

    def close(self) -> None:
        """Close the database's connections; the program run ends."""
        self.database.close()
