"""What every service is handed: the database and the outside world, wired by ``desktop.app``."""

from dataclasses import dataclass

from desktop.database.engine import Database
from desktop.services.documents.ports import DocumentStores, FileScanner, PdfContents
from desktop.services.ports import Clock, DocumentStore, PasswordHasher
from desktop.services.registration.ports import CodeKeeper


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """Everything a use case may touch; made once for a program run, used from any thread."""

    database: Database
    clock: Clock
    documents: DocumentStore
    """The common store: files of cases, raw files of the portal."""
    stores: DocumentStores
    """Where each company keeps the documents of its tenants."""
    pdfs: PdfContents
    scanner: FileScanner
    hasher: PasswordHasher
    codes: CodeKeeper

    def close(self) -> None:
        """End what reads PDFs and close the database's connections; the program run ends."""
        self.pdfs.end()
        self.database.close()
